"""Envelopes, blind indexes, passwords, and what each thief gets."""

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st

from helpers import DataModel, Entity
from helpers.data_model import DataFlow, DataModelError, Store
from helpers.data_model.data_flow import THIEVES
from helpers.data_model.encryption import Vault, blind_index, hash_password, password_fits, seal, unseal
from tests.data_model.models import reference

KEY, OTHER = bytes(32), bytes([1]) * 32


@given(st.binary(max_size=200), st.text(max_size=20), st.integers(0, 10**6))
def test_what_is_sealed_opens_with_its_key_in_its_place_unchanged(text, where, place):
    sealed = seal(text, KEY, where)
    assert unseal(sealed, KEY, where) == text
    assert len(sealed) == len(text) + 29
    broken = bytearray(sealed)
    broken[place % len(sealed)] ^= 1
    for wrong in ((bytes(broken), KEY, where), (sealed, OTHER, where), (sealed, KEY, where + "x")):
        with pytest.raises(DataModelError, match=r"^sealed"):
            unseal(*wrong)


def test_the_same_text_is_never_sealed_alike():
    assert len({seal("ada", KEY) for _ in range(100)}) == 100


def test_an_envelope_is_rotated_and_a_key_thrown_away():
    vault = Vault()
    plain, wrapped = vault.generate()
    sealed = seal("ada@example.com", plain, "user/1/email")
    again = vault.rotate(wrapped)
    assert again != wrapped
    assert vault.unwrap(again) == vault.unwrap(wrapped) == plain
    assert unseal(sealed, vault.unwrap(again), "user/1/email") == b"ada@example.com"
    with pytest.raises(DataModelError):
        Vault().unwrap(wrapped)
    assert plain.hex() not in repr(vault)


def test_a_blind_index_finds_equals_and_needs_its_key():
    assert blind_index("Ada@x.org", KEY) == blind_index("ada@x.org ", KEY) != blind_index("ada@x.org", OTHER)
    assert blind_index("ada@x.org", KEY) != blind_index("ben@x.org", KEY)


def test_passwords_are_hashed_by_argon2id_in_the_published_profile():
    stored = hash_password("correct horse")
    assert extract_parameters(stored) == RFC_9106_LOW_MEMORY
    assert password_fits("correct horse", stored)
    assert not password_fits("wrong", stored)
    assert hash_password("correct horse") != stored
    with pytest.raises(DataModelError, match=r"^stored"):
        password_fits("x", "plain")


MODEL = DataModel("m").add(
    Entity(
        "user",
        {
            "id": "integer",
            "name": "text personal",
            "email": "text personal encrypted",
            "password": "text secret hashed",
        },
        key="id",
    )
)


@pytest.mark.parametrize(
    ("store", "thief", "gets"),
    [
        (Store("backup", rest="none"), "stolen backup", ("user.name",)),
        (Store("backup"), "stolen backup", ()),
        (Store("backup", rest="none"), "leaked key", ("user.name", "user.email")),
        (Store("backup"), "leaked key", ()),
        (Store("database"), "stolen disk", ()),
        (Store("database", rest="none"), "stolen disk", ("user.name",)),
        (Store("database"), "curious administrator", ("user.name",)),
        (Store("backup"), "curious administrator", ()),
        (Store("cache", transit="none"), "wire", ("user.name",)),
        (Store("cache"), "wire", ()),
        (Store("analytics", fields=["user.id"]), "curious administrator", ()),
    ],
)
def test_what_a_thief_gets(store, thief, gets):
    assert DataFlow(MODEL, (store,)).given_away(thief) == gets


@pytest.mark.parametrize(
    ("store", "rule"),
    [
        (Store("cache", transit="none"), "in-clear-on-the-wire"),
        (Store("backup", rest="none"), "in-clear-on-the-disk"),
        (Store("log"), "secret-copied"),
        (Store("analytics"), "person-copied"),
        (Store("backup"), "backup-remembers"),
    ],
)
def test_each_fault_of_a_flow_has_its_finding_and_its_near_miss(store, rule):
    assert rule in DataFlow(MODEL, (store,)).check().rules()
    near = Store(store.place, fields=["user.id"], transit=store.transit, rest=store.rest)
    assert not DataFlow(MODEL, (near,)).check()


def test_a_sound_flow_gives_nothing_away():
    flow = DataFlow(
        reference("url_shortener"), (Store("database"), Store("cache", fields=["link.url"]), Store("backup"))
    )
    assert flow.check().ok
    assert all(not flow.given_away(thief) for thief in THIEVES)
    assert "cache" in flow.mermaid()
    assert len(flow.table()) == len(THIEVES)
    assert not any(flow.table()["where"])
    open_ = DataFlow(MODEL, (Store("database"), Store("backup", rest="none"))).table()["where"]
    assert open_["stolen disk"] == open_["stolen backup"] == "backup"
    assert open_["curious administrator"] == "database"
    with pytest.raises(DataModelError, match="no field"):
        DataFlow(MODEL, (Store("cache", fields=["user.nothing"]),))


def test_what_is_named_like_a_secret_is_given_away_though_nobody_marked_it():
    from helpers.data_model import DataFlow, DataModel, Entity, Store

    fields = {"id": "integer", "email": "string(254)", "password": "string(200)", "token_count": "integer"}
    model = DataModel("m").add(Entity("user", fields, key="id"))
    bare = (Store("database"), Store("backup", rest="none"))
    assert DataFlow(model, bare).given_away("stolen backup") == ("user.email", "user.password")
    marked = model.put(Entity("user", {**fields, "email": "string(254) encrypted", "password": "string(200) hashed"},
                              key="id"))
    assert DataFlow(marked, bare).given_away("stolen backup") == ()
