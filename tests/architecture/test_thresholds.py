"""Both sides of every threshold, the ids of all rules, the columns of the tables."""

import pytest

from helpers.architecture import RULES, Architecture, Component, Connection, Targets, rules_table
from helpers.architecture.rules.capacity import NEEDLESS
from helpers.architecture.rules.connections import FAN_OUT_CALLS, FAN_OUT_WIDTH
from helpers.architecture.rules.diagram import MOST_BOXES

OPEN = [{"name": "open", "share": 1, "reads": ["link"]}]
MAKE = [{"name": "make", "share": 1, "writes": ["link"]}]
IDS = {
    "overload": "error", "busy": "warning", "needless-replicas": "note", "over-budget": "error",
    "client-to-store": "error", "unexpected-call": "warning", "sync-to-worker": "warning", "sync-cycle": "error",
    "reply-arrow": "note",
    "queue-without-consumer": "error", "queue-without-producer": "error", "no-backend": "warning",
    "balancer-without-replicas": "note", "stateful-behind-balancer": "warning", "fan-out-without-queue": "warning",
    "hit-rate-without-cache": "warning", "replication-without-store": "warning",
    "no-client": "error", "disconnected": "warning", "unused-component": "warning", "too-many-boxes": "warning",
    "single-zone": "warning", "zone-without-replica": "note", "unknown-zone": "error", "unknown-endpoint": "error",
    "single-point": "warning", "no-path": "error", "read-behind-queue": "error", "store-behind-queue": "error",
    "sync-from-queue": "note", "no-balancer": "warning", "path-over-latency": "error",
    "slow-hop": "error", "entity-not-stored": "error", "multiple-sources-of-truth": "warning",
    "cache-without-source": "error", "search-only": "error", "search-not-updated": "warning",
    "not-durable": "error", "too-few-copies": "error",
    "large-in-database": "warning", "stores-nothing": "note", "unused-entity": "note",
}  # fmt: skip


def test_the_ids_and_severities_of_all_rules():
    assert {each.id: each.severity for each in RULES.values()} == IDS
    assert list(rules_table().columns) == ["severity", "why it matters"]
    assert set(rules_table().index) == set(IDS)


def design(*more, **api) -> Architecture:
    """A service of 1,000 requests a second before a store that has no trouble."""
    return (
        Architecture("Base")
        .add(Component("client", "client"), Component("api", "service", **{"capacity": 1000, **api}),
             Component("store", "sql", stores="link", copies=2, capacity="100 M/s"))
        .connect("client", "api").connect("api", "store").add(*more)
    )  # fmt: skip


@pytest.mark.parametrize(("rate", "told"), [
    (700, set()), (700.01, {"busy"}), (1000, {"busy"}), (1000.01, {"overload"})])
def test_busy_and_overload(rate, told):
    assert design().check(OPEN, rate).rules() & {"busy", "overload"} == told


@pytest.mark.parametrize(("rate", "replicas", "told"), [
    (100, 3, False), (100, 4, True), (1400, 6, False), (1400, 7, True), (1401, 9, False), (1401, 10, True)])
def test_needless_replicas(rate, replicas, told):
    """Three times what the load asks for is enough: 1, 2 and 3 machines at 70%."""
    assert NEEDLESS == 3
    assert ("needless-replicas" in design(replicas=replicas).check(OPEN, rate).rules()) == told


@pytest.mark.parametrize(("shards", "copies", "told"), [(3, 3, False), (4, 3, True), (1, 3, False), (1, 4, True)])
def test_needless_shards_and_copies(shards, copies, told):
    made = design().replace("store", shards=shards, copies=copies, kind="wide_column")
    rules = [each.rule for each in made.check(OPEN, 100) if each.where == "store"]
    assert ("needless-replicas" in rules) == (told if shards == 1 else shards * copies > 3 * min(shards, copies))


@pytest.mark.parametrize(("calls", "told"), [(10, True), (9.99, False)])
def test_fan_out_by_calls(calls, told):
    assert FAN_OUT_CALLS == 10
    made = design(Component("feed", "service"), Connection("api", "feed", calls=calls))
    assert ("fan-out-without-queue" in made.check(MAKE).rules()) == told


@pytest.mark.parametrize(("width", "told"), [(4, True), (3, False)])
def test_fan_out_by_width(width, told):
    assert FAN_OUT_WIDTH == 4
    names = [f"other{number}" for number in range(width)]
    made = design(*(Component(name, "service") for name in names),
                  *(Connection("api", name, for_endpoints="make") for name in names))  # fmt: skip
    assert ("fan-out-without-queue" in made.check(MAKE).rules()) == told


@pytest.mark.parametrize(("boxes", "told"), [(7, False), (8, True)])
def test_too_many_boxes(boxes, told):
    assert MOST_BOXES == 7
    made = design(*(Component(f"part{number}", "service") for number in range(boxes - 2)))
    assert ("too-many-boxes" in made.check().rules()) == told


@pytest.mark.parametrize(("asked", "told"), [(0.999, True), (0.9989, False)])
def test_zones_are_asked_for_from_three_nines_on(asked, told):
    assert ("single-zone" in design().check(requirements=Targets(availability=asked)).rules()) == told


@pytest.mark.parametrize(("budget", "told"), [(76 + 2 * 568, False), (76 + 2 * 568 - 0.01, True)])
def test_budget(budget, told):
    assert ("over-budget" in design().check(requirements={"budget": budget}).rules()) == told


@pytest.mark.parametrize(("latency", "told"), [(0.02, True), (0.0259, False)])
def test_latency(latency, told):
    """20 ms to the client, 5 ms of service, 0.25 ms to the store and 0.5 ms there: 25.75 ms."""
    assert ("path-over-latency" in design().check(OPEN, requirements={"latency": latency}).rules()) == told
    assert "path-over-latency" in design().check(OPEN, requirements={"latency": 0.02575 - 1e-6}).rules()
    assert "path-over-latency" not in design().check(OPEN, requirements={"latency": 0.02575 + 1e-6}).rules()


@pytest.mark.parametrize(("flows", "slowest"), [(OPEN, 0.08025), (MAKE, 0.08 * 5_500 / 3_500 + 0.00025)])
def test_a_slow_hop_takes_as_long_as_a_read_or_a_write_does(flows, slowest):
    made = Architecture("Files").add(Component("client", "client"), Component("api", "service"),
                                     Component("files", "blob", stores="link"))
    made = made.connect("client", "api").connect("api", "files")
    for latency, told in ((slowest - 1e-6, True), (slowest + 1e-6, False)):
        found = [each.where for each in made.check(flows, requirements={"latency": latency}) if each.rule == "slow-hop"]
        assert ("api -> files" in found) == told


def test_a_gateway_may_call_a_cache_and_no_database():
    made = Architecture("Door").add(
        Component("client", "client"), Component("door", "gateway"), Component("hot", "cache"),
        Component("db", "sql", stores="link")).connect("client", "door")
    assert "unexpected-call" not in made.connect("door", "hot").check().rules()
    assert "unexpected-call" in made.connect("door", "db").check().rules()


def test_a_cache_that_is_the_end_of_the_way_is_asked_once():
    """Without flows and entities the last box is what is to be reached, be it a cache."""
    made = Architecture("Bare").add(Component("client", "client"), Component("api", "service"),
                                    Component("hot", "cache", hit_rate=0.8))
    loads = made.connect("client", "api").connect("api", "hot").load(None, 1000)
    assert {name: each.arrivals for name, each in loads.items()} == {"client": 1000, "api": 1000, "hot": 1000}


def test_the_columns_of_the_tables():
    made = design()
    assert list(made.table().columns) == ["kind", "replicas", "shards", "copies", "service time", "capacity", "writes",
                                          "zones", "keeps", "group"]  # fmt: skip
    assert list(made.load(OPEN, 100).table().columns) == ["arrivals", "capacity", "utilisation", "replicas", "needed"]
    assert list(made.cost_table().columns) == ["replicas", "one", "all"]
    assert dict(made.load(OPEN, 1400).table().loc["api"]) == {
        "arrivals": "1.4 K/s", "capacity": "1 K/s", "utilisation": "140%", "replicas": 1, "needed": 2}  # fmt: skip
    assert dict(made.cost_table().loc["store"]) == {"replicas": 2, "one": "$568/month", "all": "$1,140/month"}
