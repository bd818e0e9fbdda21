"""Experiments on a model's own tables: the race of two requests, what one more costs, schemes and keys side by side."""

import pytest

from helpers.data_model import (
    AccessPattern,
    DataModel,
    DataModelError,
    Entity,
    keys_table,
    partition,
    race,
    row_growth,
    schemes_table,
)
from helpers.data_model.shard_schemes import kept_by_modulo, moved_at_least
from tests.data_model.models import reference

FREE = AccessPattern("handle_free", "user", by="handle", limit=1, serves="sign_up")


def people(fields: dict | None = None, **changes) -> DataModel:
    made = {"id": "identity", "handle": "string(20)", "team": "ref team?", "born": "date?"}
    return DataModel("m").add(
        Entity("team", {"id": "integer"}, key="id"),
        Entity("user", fields or made, **({"key": "id"} | changes)), FREE)


# --- races ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("changes", "rows"), [
    ({}, 2), ({"indexes": ["handle"]}, 2), ({"unique": [["handle", "team"]]}, 2), ({"unique": ["handle"]}, 1),
    ({"key": "handle"}, 1)])
def test_a_race_is_lost_without_a_rule_of_the_database(changes, rows):
    done = race(people(**changes), "handle_free")
    assert (done.rows, done.held) == (rows, rows == 1)
    assert bool(done.refused) == done.held
    assert ("2 rows have it" in str(done)) != ("refused" in str(done))
    assert len(done.steps) == 4


@pytest.mark.parametrize(("changes", "rows"), [({}, 2), ({"unique": ["handle"]}, 1), ({"key": "handle"}, 1)])
def test_the_same_race_on_postgresql(changes, rows, pg):
    assert race(people(**changes), "handle_free", pg).rows == rows


def test_a_race_for_a_pair():
    fields = {"id": "identity", "follower": "ref user", "followed": "ref user"}
    asked = AccessPattern("there", "follow", by=["follower", "followed"], limit=1)
    model = DataModel("m").add(Entity("user", {"id": "integer"}, key="id"), Entity("follow", fields, key="id"), asked)
    assert race(model, "there").rows == 2
    assert race(model.put(model["follow"].replace(unique=[["followed", "follower"]])), "there").held
    assert race(model.put(Entity("follow", fields, key=["follower", "followed"])), "there").held


@pytest.mark.parametrize("kind", ["uuid", "uuid7", "string(12)", "integer"])
def test_a_race_for_a_pair_of_references_of_any_type(kind, pg):
    model = DataModel("m").add(
        Entity("user", {"id": kind}, key="id"),
        Entity("follow", {"a": "ref user", "b": "ref user", "at": "timestamp"}, key=["a", "b"]),
        AccessPattern("there", "follow", by=["b", "a"], limit=1))
    assert race(model, "there").held
    assert race(model, "there", pg).held


def test_who_refers_to_the_raced_entity_needs_no_rows():
    model = people(unique=["handle"]).add(Entity("post", {"id": "integer", "author": "ref user"}, key="id"))
    assert race(model, "handle_free").held


@pytest.mark.parametrize("pattern", [
    AccessPattern("p", "user", writes="insert"), AccessPattern("p", "user"), AccessPattern("p", "user", by="born"),
    AccessPattern("p", "user", by="handle like"), 5])
def test_what_is_no_race_is_refused(pattern):
    with pytest.raises(DataModelError):
        race(people(), pattern)


def test_a_race_needs_two_connections():
    with pytest.raises(DataModelError, match="two connections"):
        race(people(), "handle_free", "sqlite://")


# --- rows that grow ---------------------------------------------------------------------------------------------------


def appended(text: str, returns: str = "followers") -> DataModel:
    return DataModel("m").add(
        Entity("user", {"id": "integer", "name": "string(20)", "followers": text}, key="id"),
        AccessPattern("more", "user", by="id", writes="update", returns=returns))


@pytest.mark.parametrize("text", ["list(integer)", "list(string(20))", "json", "text"])
def test_a_row_that_holds_all_is_written_whole(text):
    done = row_growth(appended(text), "more", [10, 10_000])
    assert not done.held
    assert done.full is None
    assert done.bytes[1] > 500 * done.bytes[0]
    assert len(done.table()) == 2


@pytest.mark.parametrize(("text", "full"), [("list(integer, 50)", 50), ("string(500)", 45), ("list(integer, 9999)",
                                                                                            9999)])
def test_a_bounded_field_refuses_the_next(text, full):
    done = row_growth(appended(text), "more", [10, 10_000])
    assert done.full == full
    assert not done.held
    assert f"{full:,}" in str(done)


def test_a_row_of_its_own_costs_the_same_however_many_there_are():
    model = DataModel("m").add(
        Entity("user", {"id": "integer"}, key="id"),
        Entity("follow", {"follower": "ref user", "followed": "ref user"}, key=["follower", "followed"]),
        AccessPattern("more", "follow", writes="insert"))
    done = row_growth(model, "more", [10, 10_000])
    assert done.held
    assert max(done.bytes) < 20


def test_an_update_of_a_plain_field_does_not_grow():
    assert row_growth(appended("list(integer)", returns="name"), "more", [10, 1_000]).full == 1  # one name, not a list
    counted = DataModel("m").add(Entity("user", {"id": "integer", "count": "integer"}, key="id"),
                                 AccessPattern("more", "user", by="id", writes="update", returns="count"))
    assert row_growth(counted, "more", [10, 1_000]).held


@pytest.mark.parametrize(("pattern", "there"), [("read", [10]), ("more", []), ("more", [0]), ("more", "ten")])
def test_what_adds_nothing_is_refused(pattern, there):
    model = appended("json").add(AccessPattern("read", "user", by="id"))
    with pytest.raises(DataModelError):
        row_growth(model, pattern, there)


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shards", "grown"), [(8, 9), (8, 16), (10, 12), (5, 4)])
def test_what_moves_is_what_arithmetic_says(shards, grown):
    table = schemes_table(shards, grown, keys=40_000)
    column = f"{shards} to {grown} moves"
    assert table.loc["modulo", column] == pytest.approx(float(1 - kept_by_modulo(shards, grown)), abs=0.01)
    least = float(moved_at_least(shards, grown))
    assert table.loc["even shards need", column] == pytest.approx(least)
    assert table.loc["rendezvous", column] == pytest.approx(least, abs=0.01)
    assert (table[column].drop("modulo") < least + 0.06).all()


def test_a_key_that_the_pattern_says_asks_one_shard():
    table = keys_table(reference("microblog"), "timeline", ["reader", "created"], shards=32)
    assert table.loc["reader", "queries a second"] == "60,000"
    assert table.loc["created", "queries a second"] == f"{60_000 * 32:,}"
    assert table.loc["reader", "asks all shards"] == "-"


def test_a_measured_load_shows_the_hot_key():
    table = keys_table(reference("microblog"), "post", {"author": [1000, *[1] * 999], "id": 1000}, shards=10)
    hot = partition(reference("microblog"), "author", 10, entity="post", keys=[1000, *[1] * 999]).hottest
    assert table.loc["author", "hottest shard"] == f"{hot:.1f} x the mean"
    assert hot > 5


@pytest.mark.parametrize("keys", [[], {}, "owner", ["none"], 5])
def test_keys_that_are_none_are_refused(keys):
    with pytest.raises(DataModelError):
        keys_table(reference("url_shortener"), "link", keys)
