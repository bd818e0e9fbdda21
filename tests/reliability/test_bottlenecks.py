"""What saturates first, against a search over rates that asks the loads anew each time."""

import math

import pytest

from helpers.architecture import Architecture, Component
from helpers.reliability import ReliabilityError, bottlenecks
from tests.architecture.random_designs import design

READ = [{"name": "open", "share": 1, "reads": ["link"]}]
MIXED = [{"name": "open", "share": 0.5, "reads": ["link"]}, {"name": "make", "share": 0.5, "writes": ["link"]}]


def links(machines: int = 4, zones=(), **store) -> Architecture:
    return Architecture("Links").add(
        Component("client", "client"),
        Component("api", "service", capacity="100/s", replicas=machines, zone=list(zones)),
        Component("store", "sql", stores="link", capacity="300/s", **{"copies": 2, **store}),
    ).connect("client", "api").connect("api", "store")


def searched(architecture: Architecture, flows) -> tuple[float, set[str]]:
    """The greatest rate at which nothing is over 100%, and what is just over it: by halving."""
    low, high = 0.0, 1e13
    for _ in range(200):
        rate = (low + high) / 2
        over = any(each.utilisation > 1 for each in architecture.load(flows, rate).values())
        low, high = (low, rate) if over else (rate, high)
    return low, {name for name, each in architecture.load(flows, low * (1 + 1e-9)).items() if each.utilisation > 1}


@pytest.mark.parametrize("seed", range(40))
def test_the_first_to_saturate_is_what_a_search_finds(seed):
    architecture, flows = design(seed)
    found = bottlenecks(architecture, flows)
    if found.first is None:
        assert all(each.utilisation == 0 for each in architecture.load(flows, 1e6).values())
        return
    rate, full = searched(architecture, flows)
    assert found.first.full_at == pytest.approx(rate, rel=1e-8)
    assert found.first.box in full
    assert [each.full_at for each in found] == sorted(each.full_at for each in found)


def test_once_the_first_is_mended_the_next_comes():
    found = bottlenecks(links(), READ)
    assert [(each.box, each.full_at) for each in found] == [("api", 400), ("store", 600)]
    assert found.first.comfortable_at == pytest.approx(280)
    assert found.mends(400) == ()
    (mend,) = found.mends(401)
    assert (mend.box, mend.machines, mend.needed) == ("api", 4, 5)
    assert [each.box for each in found.mends(700)] == ["api", "store"]
    assert bottlenecks(links(mend.needed), READ).first.full_at == 500


@pytest.mark.parametrize("rate", [450, 601, 2_000])
def test_what_is_mended_as_told_takes_the_rate_and_one_machine_fewer_does_not(rate):
    before = links()
    after = before
    for mend in bottlenecks(before, READ).mends(rate):
        after = after.replace(mend.box, **{"copies" if mend.box == "store" else "replicas": mend.needed})
        less = after.replace(mend.box, **{"copies" if mend.box == "store" else "replicas": mend.needed - 1})
        assert less.load(READ, rate)[mend.box].utilisation > 1
    assert bottlenecks(after, READ).mends(rate) == ()
    assert all(each.utilisation <= 1 + 1e-12 for each in after.load(READ, rate).values())


def test_copies_do_not_mend_writes():
    """Each copy takes 300 a second: all writes, and its part of the reads."""
    found = bottlenecks(links(100), MIXED)
    assert found.first.full_at == 400
    assert [(each.box, each.needed) for each in found.mends(450)] == [("store", 3)]
    assert [(each.box, each.needed) for each in found.mends(600)] == [("store", None)]


def test_the_envelope_is_the_worst_of_all_losses():
    found = {each.lost: each for each in bottlenecks(links(4, "ab"), READ).situations}
    assert found["nothing"].full_at == 400
    assert (found["a machine of api"].full_at, found["a machine of store"].full_at) == (300, 300)
    assert found["zone a"].full_at == found["zone b"].full_at == 200
    assert bottlenecks(links(4, "ab"), READ).envelope == 200


@pytest.mark.parametrize("seed", range(40))
def test_a_loss_that_takes_an_endpoint_down_serves_nothing(seed):
    """Exactly the single points of failure, those for a part of the data among them."""
    architecture, flows = design(seed)
    single = architecture.single_points_of_failure(flows)
    named = {f"a machine of {each.name}" for each in single if each.what == "component"
             and architecture[each.name].kind != "external"}
    zones = {f"zone {each.name}" for each in single if each.what == "zone"}
    found = {each.lost for each in bottlenecks(architecture, flows).situations if each.full_at == 0}
    assert found == named | zones


def test_the_random_designs_have_single_points_of_both_kinds_and_losses_that_are_borne():
    made = [design(seed) for seed in range(40)]
    found = [each for one in made for each in bottlenecks(*one).situations if each.lost != "nothing"]
    dead = [each.lost for each in found if each.full_at == 0]
    assert len(dead) > 10
    assert any(each.startswith("zone") for each in dead)
    assert len(found) - len(dead) > 10


def test_nothing_has_a_ceiling():
    bare = Architecture("Bare").add(Component("client", "client"), Component("mail", "external")).connect(
        "client", "mail")
    found = bottlenecks(bare, None)
    assert found.first is None
    assert found.envelope == math.inf


def test_tables_read_well():
    found = bottlenecks(links(1), READ)
    assert found.table()["full at"].tolist() == ["100/s", "600/s"]
    assert found.envelope_table().iloc[0].tolist() == ["0/s", "an endpoint has no way left"]
    with pytest.raises(ReliabilityError, match="is not an Architecture"):
        bottlenecks("links", READ)
