"""Availability on the diagram against the enumeration of every state of every machine, zone and cause."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.architecture import KINDS, Architecture, Component, endpoints
from helpers.architecture.failures import works
from helpers.reliability import Chances, ReliabilityError, SharedCause, system_availability
from helpers.reliability.chances import RENTED, rented
from helpers.reliability.combinations import split
from helpers.reliability.ways_up import states_that_work
from tests.architecture.random_designs import design


def chain(**api) -> Architecture:
    return Architecture("Links", zones=["a", "b"]).add(
        Component("client", "client"), Component("api", "service", **api),
        Component("store", "sql", stores="link")).connect("client", "api").connect("api", "store")


# The referee: every machine, every shard that a request may ask for, every zone, every cause, one state after another

def enumerated(architecture: Architecture, flows, chances: Chances) -> dict[str, float]:
    boxes = [each for each in architecture if each.kind != "client"]
    zones = sorted({zone for each in boxes if not rented(each) for zone in each.used_zones})
    switches = [(f"zone:{zone}", chances.zone) for zone in zones]
    switches += [(f"cause:{each.name}", each.availability) for each in chances.causes]
    for box in boxes:
        if rented(box):
            switches.append((box.name, chances.of(box)))
            continue
        alone, together = split(chances.of(box), chances.together)
        switches += [(f"{box.name}/{machine}", alone) for machine in range(box.replicas)]
        switches.append((f"{box.name}/all", together))
    shards = [range(each.shards if each.keeps_shards and not each.caches else 1) for each in boxes]
    found = dict.fromkeys((each.name for each in endpoints(architecture, flows)), 0.0)
    known = {}
    for states in itertools.product((True, False), repeat=len(switches)):
        up = dict(zip((name for name, _ in switches), states, strict=True))
        likely = math.prod(share if state else 1 - share for (_, share), state in zip(switches, states, strict=True))
        taken = {name for each in chances.causes if not up[f"cause:{each.name}"] for name in each.takes}
        dark = {zone for zone in zones if not up[f"zone:{zone}"] or f"zone:{zone}" in taken}
        for chosen in itertools.product(*shards):
            gone = set()
            for box, shard in zip(boxes, chosen, strict=True):
                if rented(box):
                    alive = [up[box.name]]
                else:
                    size = box.copies if box.keeps_shards and not box.caches else box.replicas
                    machines = range(shard * size, shard * size + size)
                    alive = [up[f"{box.name}/{each}"] and up[f"{box.name}/all"] and box.zone_of(each) not in dark
                             for each in machines]
                if box.name in taken or sum(alive) < chances.needed.get(box.name, 1):
                    gone.add(box.name)
            part = likely / math.prod(len(each) for each in shards)
            for each in endpoints(architecture, flows):
                key = (each.name, frozenset(gone))
                if key not in known:
                    known[key] = works(architecture, each, frozenset(gone))
                found[each.name] += part * known[key]
    return found


@pytest.mark.parametrize("seed", range(40))
def test_random_designs_agree_with_every_state_counted_by_itself(seed):
    architecture, flows = design(seed, boxes=3)
    machines = sum(1 if rented(each) else each.replicas + 1 for each in architecture if each.kind != "client")
    if machines > 11:
        pytest.skip("too many states to count")
    first = next(each.name for each in architecture if each.kind != "client")
    causes = (SharedCause("login", 0.9, [first]),) if seed % 2 else ()
    chances = Chances(machine=0.8, zone=0.9, together=0.25 * (seed % 3), causes=causes)
    found = system_availability(architecture, flows, chances)
    expected = enumerated(architecture, flows, chances)
    assert found.endpoints == pytest.approx(expected, abs=1e-12)


def test_enough_of_the_random_designs_are_counted_and_work_at_times():
    counted = [design(seed, boxes=3) for seed in range(40)]
    small = [each for each in counted if sum(1 if rented(box) else box.replicas + 1 for box in each[0]
                                             if box.kind != "client") <= 11]
    alive = [each for each in small if system_availability(*each).overall > 0]
    assert len(small) >= 15
    assert len(alive) >= 3


@pytest.mark.parametrize("seed", range(200, 230))
def test_the_sets_of_states_do_not_overlap_and_leave_none_out(seed):
    architecture, flows = design(seed, boxes=6)
    boxes = [each.name for each in architecture if each.kind != "client"]
    for endpoint in endpoints(architecture, flows):
        sets = states_that_work(architecture, endpoint)
        for size in range(len(boxes) + 1):
            for gone in itertools.combinations(boxes, size):
                held = [each for each in sets if each.down <= set(gone) and not each.up & set(gone)]
                assert len(held) == works(architecture, endpoint, frozenset(gone))


# Closed forms by hand

def test_two_machines_in_one_zone_are_no_better_than_the_zone():
    chances = Chances(machine=0.99, zone=0.999, together=0, boxes={"store": 1})
    apart, close = (system_availability(chain(replicas=2, zone=zone), chances=chances)
                    for zone in (["a", "b"], ["a"]))
    assert close.overall == pytest.approx(0.999 * (1 - 0.01**2), abs=1e-12)
    assert apart.overall == pytest.approx(1 - (1 - 0.999 * 0.99) ** 2, abs=1e-12)


def test_a_zone_shared_by_two_boxes_is_counted_once_and_not_multiplied():
    """All in one zone: its failures are the same moments for both; as though independent they would count twice."""
    both = chain(zone="a").replace("store", zone="a")
    found = system_availability(both, chances=Chances(machine=1, zone=0.9))
    assert found.overall == pytest.approx(0.9)
    assert found.if_independent == pytest.approx(0.81)


def test_copies_that_fail_together_are_never_better_than_what_they_share():
    for machines in (1, 2, 5, 50):
        found = system_availability(chain(replicas=machines), chances=Chances(
            machine=0.99, together=0.1, boxes={"store": 1}))
        assert found.overall <= 0.999 + 1e-12
    assert system_availability(chain(), chances=Chances(machine=0.99, together=0.1, boxes={"store": 1})
                               ).overall == pytest.approx(0.99)


def test_a_cause_takes_boxes_and_zones():
    chances = Chances(machine=1, zone=1, causes=[SharedCause("network", "99%", ["zone:a"]),
                                                 SharedCause("deploy", "98%", ["store"])])
    assert system_availability(chain(zone="a"), chances=chances).overall == pytest.approx(0.99 * 0.98)
    assert system_availability(chain(replicas=2, zone=["a", "b"]), chances=chances).overall == pytest.approx(0.98)


def test_needed_machines_are_k_of_n():
    for needed, expected in ((1, 1 - 0.1**3), (2, 0.9**3 + 3 * 0.9**2 * 0.1), (3, 0.9**3)):
        chances = Chances(machine=0.9, together=0, boxes={"store": 1}, needed={"api": needed})
        assert system_availability(chain(replicas=3), chances=chances).overall == pytest.approx(expected)


def test_a_request_needs_one_shard_and_not_all():
    sharded = chain().replace("store", shards=4, copies=1)
    chances = Chances(machine=0.9, together=0, boxes={"api": 1})
    assert system_availability(sharded, chances=chances).overall == pytest.approx(0.9)


def test_what_would_be_gained_is_the_difference_to_a_design_in_which_it_never_fails():
    found = system_availability(chain(), chances=Chances(machine=0.9, together=0))
    perfect = system_availability(chain(), chances=Chances(machine=0.9, together=0, boxes={"store": 1}))
    assert found.downtime["store"] == pytest.approx(perfect.overall - found.overall)
    assert found.downtime_by_cause_table().loc["store", "share of all downtime"] == "47%"


@given(st.lists(st.floats(0, 1), min_size=2, max_size=2), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_better_parts_never_make_it_worse(pair, together):
    low, high = sorted(pair)
    worse, better = (system_availability(chain(replicas=2), chances=Chances(
        machine=each, together=together, boxes={"store": 0.9})).overall for each in (low, high))
    assert worse <= better + 1e-12
    assert 0 <= worse <= 1


# Advice: both sides of each threshold

def test_a_target_is_met_or_not():
    found = system_availability(chain(), chances=Chances(machine=1, boxes={"api": 0.999}))
    assert "availability-below-target" not in found.check("99.9%").rules()
    assert "availability-below-target" in found.check("99.91%").rules()
    assert found.check("100%").rules() >= {"target-without-budget"}
    assert "availability-below-target" not in found.check({"availability": "99%"}).rules()


def test_a_rented_part_is_held_against_the_target_and_the_extra_nine():
    held = Architecture("Files").add(Component("client", "client"), Component("api", "service"),
                                     Component("files", "blob", stores="file"))
    held = held.connect("client", "api").connect("api", "files")
    chances = Chances(machine=1)
    found = system_availability(held, chances=chances)
    assert RENTED["blob"][0] == 0.999
    assert {name for name, kind in KINDS.items() if kind.managed} <= set(RENTED), (
        "what is rented has the availability that its provider promises: give it a row in helpers.reliability.chances")
    assert "dependency-below-target" in found.check("99.95%").rules()
    assert "dependency-without-extra-nine" in found.check("99.9%").rules()
    assert not {"dependency-without-extra-nine", "dependency-below-target"} & found.check("99%").rules()


def test_one_cause_dominates_from_half_of_the_downtime_on():
    def rules(store):
        return system_availability(chain(), chances=Chances(machine=1, boxes={"api": 0.99, "store": store})
                                   ).check().rules()

    assert "one-cause-dominates" in rules(0.98)
    assert "one-cause-dominates" not in rules(0.99)


@pytest.mark.parametrize(("make", "told"), [
    (lambda: Chances(boxes={"apy": 1}), "Did you mean api"),
    (lambda: Chances(needed={"api": 2}), "2 are needed, and there are 1"),
    (lambda: Chances(causes=[SharedCause("x", 0.9, ["zone:q"])]), "has no 'zone:q'"),
    (lambda: Chances(causes=["x"]), "is not a SharedCause"),
    (lambda: Chances(machine="x"), "machine: 'x'"),
    (lambda: Chances(boxes=[1]), "boxes"),
    (lambda: SharedCause("x", 0.9, []), "the list is empty"),
    (lambda: "x", "is not Chances"),
])
def test_what_cannot_be_used_is_named(make, told):
    with pytest.raises(ReliabilityError, match=told):
        system_availability(chain(), chances=make())


def test_a_design_with_too_many_zones_is_refused():
    many = chain(replicas=13, zone=[f"z{each}" for each in range(13)])
    with pytest.raises(ReliabilityError, match="more than 12"):
        system_availability(many)
