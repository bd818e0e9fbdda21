"""Which store the patterns ask for, and what a billed store counts."""

import pytest

from helpers import AccessPattern, DataModel, Entity
from helpers.data_model import storage_choice
from helpers.data_model.storage import FIT, KINDS, check_items, units_of, units_table
from tests.data_model.models import reference

A = {"k": "string(9)", "x": "integer", "z": "text"}


def of(*patterns, **changes) -> DataModel:
    return DataModel("m").add(Entity("a", changes.pop("fields", A), key="k", **changes), *patterns)


@pytest.mark.parametrize(
    ("model", "best", "decided"),
    [
        (of(AccessPattern("p", "a", by="z like", rate=100)), "search", "p"),
        (of(AccessPattern("p", "a", by=["x", "z"], rate=10), unique=["x"]), "relational", None),
        (of(AccessPattern("p", "a", by="k"), unique=["x"]), "relational", "unique rules"),
        (of(AccessPattern("p", "a", by="k"), fields={"k": "string(9)", "x": "ref a?"}), "relational", "references"),
        (
            of(
                AccessPattern("w", "a", writes="insert", rate=50_000),
                AccessPattern("p", "a", by="x", order_by="z", rate=9),
            ),
            "wide-column",
            "w",
        ),
        (
            of(AccessPattern("p", "a", by="k", rate=10), fields={"k": "string(9)", "x": "bytes(900000)"}),
            "blob",
            "the size of a row",
        ),
    ],
)
def test_the_patterns_decide(model, best, decided):
    choice = storage_choice(model, "a")
    assert choice.best == best
    assert decided in (None, choice.decided_by)


def test_just_fewer_writes_leave_it_relational():
    def model(rate):
        return of(AccessPattern("w", "a", writes="insert", rate=rate), AccessPattern("p", "a", by="x", rate=9))

    assert storage_choice(model(10_000), "a").best == "relational"
    assert storage_choice(model(10_001), "a").best == "wide-column"


def test_the_table_names_every_need_and_sums_to_the_ranking():
    model = of(AccessPattern("w", "a", writes="insert", rate=10_001), AccessPattern("p", "a", by="x", rate=9))
    choice = storage_choice(model, "a")
    table = choice.table()
    assert list(table.columns) == [kind for kind, _ in choice.ranked]
    assert list(table.index[:-1]) == [f"{name} ({shape})" for name, shape, _ in choice.needs]
    words = {"well": 2, "with care": 1, "no": -10}
    for kind, points in choice.ranked:
        summed = sum(words[table[kind].iloc[at]] * need[2] for at, need in enumerate(choice.needs))
        assert summed == pytest.approx(points)
        assert table[kind].iloc[-1] == f"{points:.0f}"


def test_every_kind_is_weighed_for_every_shape():
    assert all(set(each) == set(KINDS) for each in FIT.values())
    assert all(max(each.values()) == 2 for each in FIT.values())


@pytest.mark.parametrize(
    ("size", "writes", "consistent", "units"),
    [
        (1, False, True, 1),
        (4096, False, True, 1),
        (4097, False, True, 2),
        (8192, False, False, 1),
        (1024, True, True, 1),
        (1025, True, True, 2),
    ],
)
def test_units_are_counted_as_published(size, writes, consistent, units):
    assert units_of(size, writes, consistent) == units


def test_units_of_a_case_and_what_is_too_large():
    assert units_table(reference("url_shortener")).loc["link_by_code", "units a second"] == 19_000
    assert "more-than-one-partition" in check_items(reference("url_shortener")).rules()
    assert check_items(of(fields={"k": "string(9)", "x": "bytes(500000)"})).rules() == {"item-too-large"}
    assert not check_items(of(fields={"k": "string(9)", "x": "bytes(400000)"}))
