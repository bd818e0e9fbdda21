"""Single points of failure against brute force: take each thing out, and ask networkx whether a way is left."""

import networkx
import pytest

from helpers.architecture import Architecture, ArchitectureError, Component
from tests.architecture.random_designs import design

SEEDS = 3_000
MANAGED = ("key_value", "blob")
EVERYTHING = ("component", "zone", "connection")


def holding(made: Architecture, entity: str, access: str) -> set[str]:
    """Who serves a need, from the words of the documentation alone."""
    keeping = [each for each in made if entity in each.stores]
    if access == "read":
        return {
            each.name for each in keeping if each.durable or each.kind not in ("cache", "cdn") or each.hit_rate == 1
        }
    durable = {each.name for each in keeping if each.durable}
    copying = networkx.DiGraph()
    copying.add_nodes_from(durable)
    copying.add_edges_from(
        (each.source, each.target)
        for each in made.connections
        if each.style == "replication" and {each.source, each.target} <= durable
    )
    copied = {
        name
        for name in durable
        for other in networkx.ancestors(copying, name)
        if other not in networkx.descendants(copying, name)
    }
    return durable - copied


def works(made: Architecture, flow, names: set[str], arrows) -> bool:
    graph = networkx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(
        (each.source, each.target)
        for each in arrows
        if each.style != "replication"
        and (not each.for_endpoints or flow.name in each.for_endpoints)
        and {each.source, each.target} <= names
    )
    clients = [each.name for each in made if each.kind == "client"]
    needs = [(entity, "read") for entity in flow.reads] + [(entity, "write") for entity in flow.writes]
    return all(
        any(
            networkx.has_path(graph, client, holder)
            for client in clients
            for holder in holding(made, entity, access) & names
        )
        for entity, access in needs
    )


def copies_of(each) -> int:
    """How many machines can do what one of them does: managed kinds keep three copies, caches fetch again."""
    forgets = each.kind in ("cache", "cdn") and not each.durable and each.hit_rate < 1
    return 3 if each.kind in MANAGED else each.replicas if forgets else each.replicas // each.shards


def homes(each) -> list[list]:
    """The zones of the copies of each shard: machines stand in the zones in turn, shard after shard."""
    places = [each.zone[place % len(each.zone)] if each.zone else None for place in range(each.replicas)]
    return [places[start : start + copies_of(each)] for start in range(0, each.replicas, copies_of(each))]


def by_brute_force(made: Architecture, flows) -> dict:
    names, arrows = set(made.names), made.connections
    working = [flow for flow in flows if works(made, flow, names, arrows)]
    found = {}
    losses = {
        ("component", (each.name,)): (names - {each.name}, arrows)
        for each in made
        if each.kind != "client" and copies_of(each) == 1
    }
    for zone in made.all_zones:
        gone = {
            each.name
            for each in made
            if each.kind not in ("client", *MANAGED) and any(set(shard) == {zone} for shard in homes(each))
        }
        losses["zone", (zone,)] = (names - gone, arrows)
    for each in arrows:
        losses["connection", each.key] = (names, [other for other in arrows if other != each])
    for loss, (left, joined) in losses.items():
        down = [flow.name for flow in working if not works(made, flow, left, joined)]
        if down:
            found[loss] = tuple(down)
    return found


@pytest.mark.parametrize("start", range(0, SEEDS, 250))
def test_agrees_with_brute_force(start):
    several = 0
    for seed in range(start, start + 250):
        made, flows = design(seed)
        expected = by_brute_force(made, flows)
        found = made.single_points_of_failure(flows, of=EVERYTHING)
        assert {(each.what, each.key): each.endpoints for each in found} == expected, f"seed {seed}"
        several += len(expected)
    assert several > 50, "the random designs hardly ever have a single point of failure: the test shows little"


@pytest.mark.parametrize("seed", range(40))
def test_agrees_on_larger_designs(seed):
    made, flows = design(seed + 50_000, boxes=25, arrows=45)
    found = made.single_points_of_failure(flows, of=EVERYTHING)
    assert {(each.what, each.key): each.endpoints for each in found} == by_brute_force(made, flows)


def test_survives_takes_out_what_is_named():
    for seed in range(200):
        made, flows = design(seed)
        up = made.survives(flows)
        for point in made.single_points_of_failure(flows, of=EVERYTHING):
            lost = {"component": point.name, "zone": f"zone:{point.name}", "connection": point.key}[point.what]
            assert up - made.survives(flows, [lost]) == set(point.endpoints)


@pytest.fixture
def chain() -> Architecture:
    return (
        Architecture("Chain")
        .add(
            Component("client", "client"),
            Component("api", "service", replicas=2, zone="a"),
            Component("store", "sql", replicas=2, zone=["a", "b"], stores="link"),
        )
        .connect("client", "api")
        .connect("api", "store")
    )


def test_replicas_zones_and_connections(chain):
    assert [(each.what, each.name) for each in chain.single_points_of_failure("url_shortener")] == [("zone", "a")]
    found = [(each.what, each.name) for each in chain.single_points_of_failure("url_shortener", of=EVERYTHING)]
    assert found == [("zone", "a"), ("connection", "api -> store"), ("connection", "client -> api")]
    single = chain.replace("store", replicas=1)
    assert [str(each) for each in single.single_points_of_failure("url_shortener", of="component")] == [
        "component store takes down open_link, create_link"
    ]


def test_a_copy_answers_reads_but_takes_no_writes(chain):
    copied = (
        chain.replace("store", replicas=1)
        .add(Component("copy", "sql", stores="link"))
        .connect("store", "copy", "replication")
        .connect("api", "copy")
    )
    (found,) = copied.single_points_of_failure("url_shortener", of="component")
    assert (found.name, found.endpoints) == ("store", ("create_link",))


def test_without_flows_each_entity_is_an_endpoint(chain):
    assert {each.endpoints for each in chain.single_points_of_failure()} == {("use link",)}
    bare = chain.replace("store", stores=())
    assert not chain.replace("api", zone=["a", "b"]).single_points_of_failure(), "an arrow stands for many wires"
    assert {each.endpoints for each in bare.single_points_of_failure()} == {("reach store",)}


def test_what_may_be_lost_is_checked(chain):
    with pytest.raises(ArchitectureError, match="of: 'boxes' is not one of component, zone, connection"):
        chain.single_points_of_failure(of="boxes")
    with pytest.raises(ArchitectureError, match="Did you mean store"):
        chain.survives("url_shortener", ["stor"])
    with pytest.raises(ArchitectureError, match="no zone 'x'"):
        chain.survives("url_shortener", ["zone:x"])


def test_what_is_lost_is_called_as_people_say_it():
    copied = Architecture("x").add(Component("client", "client"), Component("api", "service", zone="a"),
                                   Component("db", "sql", stores="link", zone="a")).connect("client", "api")
    found = copied.connect("api", "db").single_points_of_failure([{"name": "open", "share": 1, "reads": ["link"]}])
    assert {each.label for each in found} == {"zone a"} | ({each.name for each in found} - {"a"})
    assert "zone a" in {each.label for each in found}
