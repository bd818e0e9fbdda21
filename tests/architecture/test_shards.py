"""What a replica is: shards and copies on one box, in every answer that step 5 gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from helpers.architecture import KINDS, Architecture, ArchitectureError, Component, Connection
from helpers.architecture.load import servers_needed

OPEN = {"name": "open", "share": 0.9, "reads": ["link"]}
MAKE = {"name": "make", "share": 0.1, "writes": ["link"]}
READS, WRITES = [{**OPEN, "share": 1}], [{**MAKE, "share": 1}]
OWN_SHARDS = [name for name, kind in KINDS.items() if kind.stores and not kind.managed]
MANAGED = ["key_value", "blob"]


def design(kind="wide_column", **details) -> Architecture:
    return (
        Architecture("Links")
        .add(Component("client", "client"), Component("api", "service", replicas=2),
             Component("store", kind, **{"stores": "link", **details}))
        .connect("client", "api").connect("api", "store")
    )  # fmt: skip


def even(kind: str, shards: int, copies: int) -> Architecture:
    """A store of 1,000 requests a second and machine that passes nothing on."""
    more = {"durable": True, "hit_rate": 1} if kind in ("cache", "cdn", "search") else {}
    return design(kind, shards=shards, copies=copies, capacity=1000, **more)


@pytest.mark.parametrize(("given", "counts"), [
    ({}, (3, 1, 3)), ({"replicas": 1}, (1, 1, 1)), ({"replicas": 5}, (5, 1, 5)), ({"shards": 4}, (12, 4, 3)),
    ({"copies": 2}, (2, 1, 2)), ({"shards": 4, "copies": 2}, (8, 4, 2)), ({"replicas": 12, "shards": 4}, (12, 4, 3)),
    ({"replicas": 12, "copies": 2}, (12, 6, 2)), ({"replicas": 8, "shards": 4, "copies": 2}, (8, 4, 2)),
])  # fmt: skip
def test_machines_are_shards_times_copies(given, counts):
    box = Component("store", "wide_column", **given)
    assert (box.replicas, box.shards, box.copies) == counts


@pytest.mark.parametrize("kind", MANAGED)
@pytest.mark.parametrize(("given", "shards"), [({}, 1), ({"replicas": 4}, 4), ({"shards": 4}, 4),
                                               ({"shards": 4, "copies": 3}, 4), ({"shards": 4, "replicas": 4}, 4)])
def test_a_managed_kind_counts_shards_and_keeps_three_copies(kind, given, shards):
    box = Component("store", kind, **given)
    assert (box.replicas, box.shards, box.copies) == (shards, shards, 3)


@pytest.mark.parametrize(("kind", "given", "told"), [
    ("wide_column", {"replicas": 7, "shards": 4, "copies": 2}, "7 machines are not 4 shards of 2 copies"),
    ("wide_column", {"replicas": 7, "shards": 2}, "7 machines are not 2 shards of 3 copies"),
    ("wide_column", {"shards": 0}, "store.shards: 0"), ("sql", {"copies": "many"}, "store.copies: 'many'"),
    ("sql", {"shards": 1_000, "copies": 1_000}, "more than 100,000 machines"),
    ("key_value", {"copies": 2}, "keeps 3 copies by itself, not 2"),
    ("key_value", {"replicas": 3, "shards": 2}, "3 are not its 2 shards"),
    ("service", {"shards": 2}, "a service keeps no entities, so 2 shards say nothing. Give replicas"),
    ("service", {"replicas": 3, "copies": 2}, "2 copies say nothing"),
    ("queue", {"shards": 2}, "queue keeps no entities"),
])  # fmt: skip
def test_counts_that_cannot_be_are_one_clear_error(kind, given, told):
    with pytest.raises(ArchitectureError, match=told):
        Component("store", kind, **given)


@pytest.mark.parametrize(("before", "change", "counts"), [
    ({"shards": 4}, {"copies": 2}, (8, 4, 2)), ({"shards": 4}, {"shards": 5}, (15, 5, 3)),
    ({"replicas": 5}, {"replicas": 7}, (7, 1, 7)), ({"shards": 4}, {"replicas": 12}, (12, 4, 3)),
    ({"shards": 4}, {"replicas": None, "shards": None}, (3, 1, 3)),
    ({"copies": 7}, {"shards": 2, "replicas": 6}, (6, 2, 3)),
    ({"copies": 2}, {"kind": "sql"}, (2, 1, 2)), ({}, {"kind": "sql"}, (1, 1, 1)),
    ({"copies": 2, "shards": 4}, {"kind": "key_value"}, (4, 4, 3)), ({"copies": 2}, {"kind": "service"}, (2, 1, 2)),
    ({"shards": 4}, {"service_time": "5 ms"}, (12, 4, 3)),
])  # fmt: skip
def test_a_change_keeps_the_rest(before, change, counts):
    box = Component("store", "wide_column", **before).replace(**change)
    assert (box.replicas, box.shards, box.copies) == counts


def test_machines_of_a_service_become_copies_or_shards():
    assert Component("x", "service", replicas=5).replace(kind="sql").copies == 5
    assert Component("x", "service", replicas=5).replace(kind="worker").replicas == 5
    assert Component("x", "service", replicas=5).replace(kind="key_value").shards == 5
    assert Component("x", "key_value", shards=5).replace(kind="sql").shards == 5
    with pytest.raises(ArchitectureError, match="does not say how many shards there are"):
        Component("store", "wide_column", shards=4).replace(replicas=24)


SHARES, RATES = some.floats(0.01, 0.99), some.floats(1, 1e5)


@given(some.sampled_from(OWN_SHARDS), some.integers(1, 6), some.integers(1, 5), SHARES, RATES)
def test_load_by_hand(kind, shards, copies, writing, rate):
    """Reads by all machines, writes by each copy of a shard; arrivals, capacity and utilisation agree."""
    flows = [{**OPEN, "share": 1 - writing}, {**MAKE, "share": writing}]
    found = even(kind, shards, copies).load(flows, rate)["store"]
    full = rate * ((1 - writing) / (shards * copies) + writing / shards) / 1000
    assert found.utilisation == pytest.approx(full)
    assert found.arrivals / found.capacity == pytest.approx(full)
    assert found.component.read_capacity == shards * copies * 1000
    assert found.component.write_capacity == pytest.approx(shards * 1000)


@given(some.sampled_from(OWN_SHARDS), some.integers(1, 4), some.integers(1, 4), SHARES, RATES)
def test_needed_numbers_are_the_fewest_that_do(kind, shards, copies, writing, rate):
    flows = [{**OPEN, "share": 1 - writing}, {**MAKE, "share": writing}]

    def full(s, c) -> float:
        return even(kind, s, c).load(flows, rate)["store"].utilisation

    def enough(s, c) -> bool:
        return full(s, c) <= 0.7 * (1 + 1e-6)

    found = even(kind, shards, copies).load(flows, rate)["store"]
    assert enough(found.needed_shards, copies)
    assert found.needed_shards == 1 or full(found.needed_shards - 1, copies) > 0.7 * (1 - 1e-6)
    if found.needed_copies is None:
        assert full(shards, 99_999 // shards) > 0.7 * (1 - 1e-3)
    elif found.needed_copies * shards < 99_999:
        assert enough(shards, found.needed_copies)
        assert found.needed_copies == 1 or full(shards, found.needed_copies - 1) > 0.7 * (1 - 1e-6)


def test_three_machines_with_three_copies_share_no_writes():
    one, three = design(copies=1), design(copies=3)
    assert one.load(WRITES, 6_000)["store"].utilisation == three.load(WRITES, 6_000)["store"].utilisation == 0.6
    assert three.load(READS, 6_000)["store"].utilisation == pytest.approx(0.2)
    assert design(shards=3, copies=1).load(WRITES, 6_000)["store"].utilisation == pytest.approx(0.2)


@pytest.mark.parametrize(("kind", "reads", "writes"), [("key_value", 3_000, 1_000), ("blob", 5_500, 3_500)])
def test_managed_kinds_have_a_ceiling_for_reads_and_one_for_writes(kind, reads, writes):
    made = design(kind, shards=2)
    assert made.load(READS, 2 * reads)["store"].utilisation == pytest.approx(1)
    assert made.load(WRITES, 2 * writes)["store"].utilisation == pytest.approx(1)
    half = made.load([{**OPEN, "share": 0.5}, {**MAKE, "share": 0.5}], writes)["store"]
    assert half.utilisation == pytest.approx((writes / 2 / reads + 0.5) / 2)
    assert half.arrivals / half.capacity == pytest.approx(half.utilisation)
    own = design(kind, capacity="2 K/s")
    assert own.load(WRITES, 1_000)["store"].utilisation == own.load(READS, 1_000)["store"].utilisation == 0.5


def test_one_row_of_the_table_agrees():
    """9 K writes a second on three SQL copies: each does them all, so all three together take 10 K."""
    row = design("sql", replicas=3).load(WRITES, 9_000).table().loc["store"]
    assert dict(row) == {"arrivals": "9 K/s", "capacity": "10 K/s", "utilisation": "90%", "replicas": 3,
                         "needed": "no number is enough"}  # fmt: skip
    row = design("wide_column", replicas=3).load(WRITES, 9_000).table().loc["store"]
    assert (row["capacity"], row["needed"]) == ("10 K/s", 6)
    shown = design("wide_column", shards=4).table().loc["store"]
    assert dict(shown[["replicas", "shards", "copies", "capacity", "writes"]]) == {
        "replicas": 12, "shards": 4, "copies": 3, "capacity": "120 K/s", "writes": "40 K/s"}  # fmt: skip


@pytest.mark.parametrize(("copies", "asked", "found"), [(2, 3, True), (3, 3, False), (4, 3, False), (1, 2, True)])
def test_durability_counts_copies_and_no_shards(copies, asked, found):
    for shards in (1, 30):
        made = design(shards=shards, copies=copies)
        assert ("too-few-copies" in made.check([OPEN, MAKE], None, {"durability": asked}).rules()) == found
    for shards in (1, 30):
        rules = design("key_value", shards=shards).check([OPEN, MAKE], None, {"durability": asked}).rules()
        assert ("too-few-copies" in rules) == (asked > 3)


@pytest.mark.parametrize(("kind", "details", "share"), [
    ("wide_column", {}, None), ("wide_column", {"copies": 1}, 1.0), ("wide_column", {"shards": 4, "copies": 1}, 0.25),
    ("wide_column", {"shards": 4, "copies": 2}, None), ("sql", {}, 1.0), ("sql", {"replicas": 2}, None),
    ("key_value", {"replicas": 1}, None), ("blob", {"shards": 1, "zone": "a"}, None),
])  # fmt: skip
def test_single_points_of_failure(kind, details, share):
    points = [each for each in design(kind, **details).single_points_of_failure([OPEN, MAKE], of="component")
              if each.name == "store"]  # fmt: skip
    assert [each.share for each in points] == ([] if share is None else [share])
    if share == 0.25:
        assert str(points[0]) == "component store takes down open, make for 25% of the data"
        told = next(each for each in design(kind, **details).check([OPEN, MAKE]) if each.rule == "single-point")
        assert "25% of the data" in told.message
        assert "copies=2" in told.fix


@pytest.mark.parametrize(("details", "zones", "lost"), [
    ({"shards": 4, "copies": 1}, ["a", "b"], {"a": 0.5, "b": 0.5}), ({"shards": 4, "copies": 2}, ["a", "b"], {}),
    ({"shards": 4, "copies": 2}, ["a"], {"a": 1}), ({"shards": 3, "copies": 3}, ["a", "b", "c"], {}),
    ({"shards": 3, "copies": 1}, ["a", "b"], {"a": 2 / 3, "b": 1 / 3}),
])  # fmt: skip
def test_zones_take_the_shards_that_stand_in_them_alone(details, zones, lost):
    made = design(zone=zones, **details)
    found = {each.name: each.share for each in made.single_points_of_failure([OPEN, MAKE], of="zone")}
    assert found == pytest.approx(lost)
    assert {zone: made["store"].lost_with(zone) for zone in zones} == pytest.approx({**dict.fromkeys(zones, 0), **lost})


@pytest.mark.parametrize("kind", MANAGED)
def test_a_managed_kind_is_lost_with_no_zone_and_asks_for_none(kind):
    made = design(kind, zone="a")
    assert made["store"].lost_with("a") == 0
    assert not made.single_points_of_failure([OPEN, MAKE], of="zone")
    assert made.survives([OPEN, MAKE], ["zone:a"]) == {"open", "make"}
    assert not {"single-zone", "zone-without-replica"} & made.check([OPEN, MAKE]).rules()
    assert not {"zone-without-replica"} & design(kind, zone=["a", "b"]).check([OPEN, MAKE]).rules()


@pytest.mark.parametrize("details", [{}, {"shards": 4}, {"copies": 2}, {"shards": 4, "copies": 2}, {"replicas": 5}])
@pytest.mark.parametrize("kind", ["wide_column", "sql", "cache", "key_value"])
def test_every_text_form_reads_back_equal(kind, details):
    if kind == "key_value" and "copies" in details:
        details = {"shards": 4}
    made = design(kind, **details, durable=True)
    assert Architecture.from_dict(made.to_dict()) == made
    assert Architecture.from_dict(made.to_dict(full=True)) == made
    assert Architecture.from_mermaid(made.mermaid()) == made
    box = made["store"]
    saved = made.to_dict()["components"][2]
    assert "replicas" not in saved, "a store says shards and copies"
    badge = f"×{box.shards}×{box.copies}" if box.shards > 1 else f"×{box.replicas}" if box.replicas > 1 else ""
    assert badge in made.mermaid(details=False)
    assert badge or "store ×" not in made.mermaid()
    found = {"Architecture": Architecture, "Component": Component, "Connection": Connection}
    exec(made.to_code("again"), found)
    assert found["again"] == made


def test_files_from_before_mean_copies_of_one_shard():
    old = {"name": "Old", "components": [{"name": "posts", "kind": "wide_column", "replicas": 12},
                                         {"name": "carts", "kind": "key_value", "replicas": 12}]}  # fmt: skip
    made = Architecture.from_dict(old)
    assert (made["posts"].shards, made["posts"].copies) == (1, 12)
    assert (made["carts"].shards, made["carts"].copies) == (12, 3)


@pytest.mark.parametrize(("load", "room", "servers"), [
    (4_200, 600, 7), (4_200.1, 600, 8), (4_200 * (1 + 1e-12), 600, 7), (0, 600, 1), (110, 10, 11), (100 * 1.1, 10, 11),
    (4.2e3 / 1e3, 0.6, 7),
])  # fmt: skip
def test_noise_of_floats_buys_no_server(load, room, servers):
    assert servers_needed(load, room) == servers
