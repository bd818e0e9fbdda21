"""Capacity left at the peak, machine by machine and zone by zone."""

import math

import pytest

from helpers.architecture import Architecture, Component
from helpers.errors import CourseError
from helpers.reliability import ReliabilityError, machines_for, service_copies
from tests.architecture.random_designs import design

READ = [{"name": "open", "share": 1, "reads": ["link"]}]
MIXED = [{"name": "open", "share": 0.5, "reads": ["link"]}, {"name": "make", "share": 0.5, "writes": ["link"]}]


def links(api: dict | None = None, store: dict | None = None) -> Architecture:
    return Architecture("Links", zones=["a", "b", "c"]).add(
        Component("client", "client"), Component("api", "service", capacity="100/s", **(api or {})),
        Component("store", "sql", stores="link", **{"capacity": "1000/s", **(store or {})}),
    ).connect("client", "api").connect("api", "store")


@pytest.mark.parametrize("machines", range(1, 7))
@pytest.mark.parametrize("rate", [100, 250, 300, 301, 500])
def test_a_service_shares_its_load_among_the_machines_left(machines, rate):
    spare = service_copies(links({"replicas": machines}), READ, rate)["api"]
    for lost, told in ((0, spare.utilisation), (1, spare.without_one), (2, spare.without_two)):
        left = machines - lost
        assert told == (pytest.approx(rate / left / 100) if left > 0 else math.inf)
        assert spare.served(told) == pytest.approx(min(1, max(left, 0) * 100 / rate))
    fits = [count for count in range(1, 50) if count * 100 >= rate]
    assert spare.needed == fits[0]
    assert spare.spare == machines - fits[0]


@pytest.mark.parametrize(("machines", "zones"), [(3, "abc"), (4, "abc"), (5, "ab"), (2, "a"), (7, "abc")])
def test_a_zone_takes_its_machines_with_it(machines, zones):
    spare = service_copies(links({"replicas": machines, "zone": list(zones)}), READ, 200)["api"]
    standing = {zone: sum(zones[each % len(zones)] == zone for each in range(machines)) for zone in zones}
    left = machines - max(standing.values())
    assert spare.without_zone == (pytest.approx(200 / left / 100) if left else math.inf)
    assert standing[spare.worst_zone] == max(standing.values())
    assert service_copies(links({"replicas": machines}), READ, 200)["api"].without_zone is None


def test_a_store_goes_on_writing_everything_with_fewer_copies():
    """1,000 a second for each copy of two shards; 600 reads and 600 writes come, half of them to each shard."""
    spare = service_copies(links(store={"shards": 2, "copies": 3}), MIXED, 1200)["store"]
    for copies, told in ((3, spare.utilisation), (2, spare.without_one), (1, spare.without_two)):
        assert told == pytest.approx((300 / copies + 300) / 1000)
    assert (spare.machines, spare.needed) == (3, 1)


def test_no_number_of_copies_takes_more_writes():
    spare = service_copies(links(store={"copies": 3}), MIXED, 2400)["store"]
    assert spare.needed is None
    found = service_copies(links({"replicas": 50}, {"copies": 3}), MIXED, 2400).check()
    assert found.rules() == {"overloaded-at-peak"}
    assert "shards" in found[0].fix


def test_the_shards_of_a_cache_stand_in_for_each_other():
    cached = links({"replicas": 9}).add(Component("cache", "cache", shards=4, stores="link", capacity="1000/s"))
    spare = service_copies(cached.connect("api", "cache"), READ, 800)["cache"]
    assert (spare.machines, spare.needed) == (4, 1)
    assert spare.without_two == pytest.approx(0.4)


@pytest.mark.parametrize("seed", range(60))
def test_fewer_machines_are_never_less_full(seed):
    architecture, flows = design(seed)
    for each in service_copies(architecture, flows, 5_000).values():
        assert each.utilisation <= each.without_one <= each.without_two
        if each.needed is not None and each.machines >= each.needed:
            assert each.utilisation <= 1 + 1e-9
        if each.utilisation <= 1 - 1e-9:
            assert each.needed is not None
            assert each.needed <= each.machines


def test_advice_has_two_sides():
    def rules(machines, rate, spare=1, zones=()):
        api = {"replicas": machines, "zone": list(zones)}
        return service_copies(links(api, {"copies": 9}), READ, rate).check(spare).where("api").rules()

    assert rules(3, 300) == {"no-spare-machine"}
    assert rules(4, 300) == set()
    assert rules(4, 300, spare=2) == {"no-spare-machine"}
    assert rules(5, 300, spare=2) == set()
    assert rules(2, 300) == {"overloaded-at-peak"}
    assert rules(4, 300, zones="ab") == {"no-spare-zone"}
    assert rules(6, 300, zones="ab") == set()


def test_the_table_says_which_share_is_served():
    row = service_copies(links({"replicas": 4, "zone": ["a", "b"]}), READ, 400).table().loc["api"]
    assert row[["needed", "n + ", "peak served", "one lost", "two lost", "worst zone lost"]].tolist() == [
        4, 0, "100%", "75%", "50%", "50%"]


@pytest.mark.parametrize("needed", [1, 2, 3, 7, 10])
@pytest.mark.parametrize("spare", [0, 1, 2])
@pytest.mark.parametrize("zones", [1, 2, 3, 4])
def test_machines_for_is_the_smallest_number_that_does(needed, spare, zones):
    def enough(count):
        per_zone = [len(range(zone, count, zones)) for zone in range(zones)]
        return count - spare >= needed and (zones == 1 or count - max(per_zone) >= needed)

    found = machines_for(needed, spare, zones)
    assert [count for count in range(1, found + 1) if enough(count)] == [found]


def test_what_cannot_be_used_is_named():
    with pytest.raises(ReliabilityError, match="is not an Architecture"):
        service_copies("links", READ, 5)
    with pytest.raises(CourseError, match="Did you mean api"):
        service_copies(links(), READ, 5)["apy"]
    with pytest.raises(ReliabilityError, match="needed: 0"):
        machines_for(0)
    with pytest.raises(ReliabilityError, match="spare: 3"):
        service_copies(links(), READ, 5).check(3)
