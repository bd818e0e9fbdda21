"""What a box is for: out with it, its neighbours joined, and nothing may be worse where it was superfluous."""

import pytest

from helpers.architecture import Architecture, ArchitectureError, Component
from helpers.architecture.purpose import bypassed

ZONES = ["a", "b", "c"]
RATE = "75 K/s"


def sound() -> Architecture:
    return (
        Architecture("Microblog", zones=ZONES)
        .add(
            Component("app", "client"),
            Component("balancer", "load_balancer", replicas=3, zone=ZONES),
            Component("api", "service", replicas=36, zone=ZONES),
            Component("feed", "wide_column", shards=8, zone=ZONES, stores=["post", "timeline"]),
            Component("people", "sql", replicas=3, zone=ZONES, stores=["user", "follow"]),
        )
        .connect("app", "balancer")
        .connect("balancer", "api")
        .connect("api", "feed")
        .connect("api", "people")
    )


def between(design: Architecture, source: str, target: str, name: str, kind: str, **fields) -> Architecture:
    design = design.disconnect(source, target).add(Component(name, kind, zone=ZONES, **{"replicas": 3, **fields}))
    return design.connect(source, name).connect(name, target)


def superfluous(design: Architecture) -> tuple[str, ...]:
    return design.superfluous("microblog", RATE)


def test_each_box_of_a_sound_design_is_needed():
    assert superfluous(sound()) == ()


@pytest.mark.parametrize(
    ("source", "target", "name", "kind", "told"),
    [
        ("balancer", "api", "second", "load_balancer", {"balancer", "second"}),  # either of the two, not both
        ("app", "balancer", "door", "gateway", {"door", "balancer"}),
        ("app", "balancer", "names", "dns", set()),  # everybody needs it to find the first box
        ("balancer", "api", "web", "service", {"web", "api"}),
        ("api", "people", "before_people", "service", {"before_people"}),
    ],
)
def test_a_box_in_series_is_not_needed_because_the_path_runs_through_it(source, target, name, kind, told):
    more = {"replicas": 36} if name == "web" else {}
    assert set(superfluous(between(sound(), source, target, name, kind, **more))) == told


def test_a_gateway_alone_spreads_the_requests_too():
    assert superfluous(sound().replace("balancer", kind="gateway", replicas=6)) == ()


@pytest.mark.parametrize(("shards", "needed"), [(8, False), (4, True)])
def test_a_cache_is_needed_where_the_store_is_too_full_without_it(shards, needed):
    cache = Component("hot", "cache", replicas=3, zone=ZONES, stores="timeline")
    design = sound().replace("feed", shards=shards).add(cache).connect("api", "hot")
    assert ("hot" not in superfluous(design)) == needed


def test_a_queue_with_its_worker_is_needed_and_a_worker_before_a_queue_s_store_is():
    design = (
        sound()
        .disconnect("api", "people")
        .add(
            Component("requests", "queue", replicas=3, zone=ZONES),
            Component("writer", "worker", replicas=20, zone=ZONES),
        )
    )
    design = design.connect("api", "requests", "async").connect("requests", "writer", "async")
    design = design.connect("writer", "people").connect("api", "people", for_endpoints="read_timeline")
    assert not {"requests", "writer"} & set(superfluous(design))


def test_a_worker_that_alone_writes_what_its_queue_holds_is_needed():
    """A store fetches nothing by itself: without the worker the queue fills and nobody empties it."""
    design = sound().add(
        Component("requests", "queue", replicas=3, zone=ZONES),
        Component("writer", "worker", replicas=20, zone=ZONES),
        Component("pictures", "blob", stores="picture"),
    )
    design = design.connect("api", "requests", "async").connect("requests", "writer", "async")
    design = design.connect("writer", "pictures")
    assert "requests -> pictures (async)" not in [str(each) for each in bypassed(design, "writer").connections]
    assert "writer" not in superfluous(design)


def test_a_box_that_only_a_dark_zone_asks_for_is_needed():
    """30% fuller without the cache is below 70% by day, and above 100% with a third of the copies gone."""
    load = sound().without_zone("a").load("microblog", RATE)
    assert 0.9 < load["feed"].utilisation <= 1


@pytest.mark.parametrize(
    ("replicas", "zone", "left"), [(27, ZONES, 18), (28, ZONES, 18), (2, ["a", "b"], 1), (3, ["b"], 3), (36, (), 36)]
)
def test_machines_left_in_the_dark(replicas, zone, left):
    design = sound().replace("api", replicas=replicas, zone=zone)
    assert design.without_zone("a")["api"].replicas == left


def test_a_store_loses_copies_and_what_stood_there_alone_is_gone():
    assert sound().without_zone("b")["feed"].copies == 2
    assert sound().without_zone("b")["feed"].shards == 8
    assert "feed" not in sound().replace("feed", zone="b").without_zone("b")
    uneven = sound().replace("feed", copies=2, shards=3)  # copies in ab, ca, bc: the worst shard has one left
    assert uneven.without_zone("a")["feed"].copies == 1
    with pytest.raises(ArchitectureError, match="no zone"):
        sound().without_zone("d")


def test_an_arrow_that_points_backwards_is_named():
    design = sound().disconnect("api", "people").connect("people", "api")
    [found] = design.check("microblog").where("follow").errors[:1]
    assert 'write connect("api", "people")' in found.fix


def test_a_worker_that_calls_its_queue_is_told_to_turn_the_arrow():
    design = sound().add(Component("mail", "queue"), Component("writer", "worker"))
    design = design.connect("api", "mail", "async").connect("writer", "mail")
    [found] = [each for each in design.check("microblog") if each.rule == "queue-without-consumer"]
    assert "writer round" in found.fix


def test_the_steps_of_a_way_are_numbered():
    ways = sound().paths("follow", "microblog")
    assert ways[0].steps == ("1. app asks balancer", "2. balancer asks api", "3. api asks people")


def test_pairs_that_cannot_be_joined_leave_the_others_joined():
    """Around a box taken out: not back to the caller, not between arrows of different endpoints, but all the rest."""
    made = Architecture("Shop").add(*(Component(name, "service") for name in ("a", "box", "b", "c")))
    there_and_back = made.connect("a", "box").connect("box", "a").connect("box", "c")
    assert [str(each) for each in bypassed(there_and_back, "box").connections] == ["a -> c"]
    apart = made.connect("a", "box", for_endpoints="x").connect("box", "b", for_endpoints="y")
    apart = apart.connect("box", "c", for_endpoints=("x", "y"))
    assert [(str(each), each.for_endpoints) for each in bypassed(apart, "box").connections] == [("a -> c", ("x",))]


def test_a_cache_without_copies_goes_on_with_the_shards_of_the_other_zones():
    def left(zones, shards=3, **more):
        cache = Component("hot", "cache", shards=shards, zone=zones, stores="link", **more)
        design = Architecture("Links", zones=["a", "b", "c"]).add(Component("api", "service"), cache)
        return design.connect("api", "hot").without_zone("a")

    assert left(["a", "b", "c"])["hot"].shards == 2
    assert left(["a", "b"], shards=5)["hot"].shards == 2
    assert left(["b", "c"])["hot"].shards == 3
    assert "hot" not in left(["a"])
    assert (left(["a", "b", "c"], copies=3)["hot"].shards, left(["a", "b", "c"], copies=3)["hot"].copies) == (3, 2)
