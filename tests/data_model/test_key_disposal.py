"""Deletion by throwing a key away, run on a database and its backup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data_model.encryption import Vault, seal, unseal
from helpers.data_model.errors import DataModelError
from helpers.data_model.key_disposal import PersonKeys, throw_key_away
from tests.hostile import anything, refuses_or_answers


def test_the_backup_is_unreadable_for_the_one_who_left_and_for_nobody_else():
    rows = {each["e-mail of"]: each for each in throw_key_away(["ada", "ben", "eve"], leaves="ben").rows}
    assert rows["ben"] == {"e-mail of": "ben", "database, before": "yes", "backup, before": "yes",
                           "database, after": "no: the row is deleted", "backup, after": "no: the key is gone"}
    for name in ("ada", "eve"):
        assert [value for key, value in rows[name].items() if key != "e-mail of"] == ["yes"] * 4


def test_a_key_in_the_backup_undoes_it():
    rows = throw_key_away(keys_in_backup=True).table()
    assert rows.loc["ada", "database, after"] == "no: the row is deleted"
    assert rows.loc["ada", "backup, after"] == "yes"


def test_the_sealed_row_opens_with_no_key_that_is_left():
    keys = PersonKeys()
    rows = {name: keys.seal(name, f"{name}@x", name) for name in ("ada", "ben")}
    stolen = keys.wrapped["ada"]
    keys.forget("ada")
    assert keys.unseal("ben", rows["ben"], "ben") == "ben@x"
    for key in keys.wrapped.values():
        with pytest.raises(DataModelError):
            unseal(rows["ada"], keys.vault.unwrap(key), "ada")
    with pytest.raises(DataModelError, match="thrown away"):
        keys.unseal("ada", rows["ada"], "ada")
    with pytest.raises(DataModelError, match="has left"):
        keys.seal("ada", "new", "ada")
    assert unseal(rows["ada"], keys.vault.unwrap(stolen), "ada") == b"ada@x"  # a copy of the key would be enough
    with pytest.raises(DataModelError):
        unseal(rows["ada"], Vault().generate()[0], "ada")


def test_each_person_has_a_key_of_their_own_and_each_row_its_place():
    keys = PersonKeys()
    one, two = keys.seal("ada", "x", "a"), keys.seal("ada", "x", "b")
    keys.seal("ben", "x", "a")
    assert len(set(keys.wrapped.values())) == 2
    assert keys.unseal("ada", one, "a") == "x"
    with pytest.raises(DataModelError, match="another place"):
        keys.unseal("ada", two, "a")
    assert keys.unseal("ada", seal("y", keys.vault.unwrap(keys.wrapped["ada"]), "c"), "c") == "y"


@pytest.mark.parametrize(("given", "told"), [
    ({"people": []}, "ada is not one|people"), ({"leaves": "ad"}, "Did you mean ada"), ({"people": "ada"}, "people"),
    ({"keys_in_backup": "maybe"}, "keys_in_backup"), ({"people": [1, 2]}, r"people\[0\]")])
def test_what_cannot_be_tried_is_refused(given, told):
    with pytest.raises(DataModelError, match=told):
        throw_key_away(**given)


@given(anything, anything, st.booleans())
def test_whatever_is_given_there_is_a_table_or_one_clear_error(people, leaves, inside):
    with refuses_or_answers():
        throw_key_away(people, leaves, inside)
    with refuses_or_answers():
        PersonKeys().seal(people, "x", "y")
    with refuses_or_answers():
        PersonKeys().forget(people)
