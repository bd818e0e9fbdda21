"""The cheapest design is what looking at every design finds, and what cannot be had is a smallest such set."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import Architecture, Component, Workload, cheapest_change, explain_infeasible
from helpers.reliability import Chances, Qualities, ReliabilityError
from helpers.reliability.design_space import Search, shapes

READ = [{"name": "open", "share": 0.8, "reads": ["item"]}, {"name": "save", "share": 0.2, "writes": ["item"]}]


def shop(api: str = "10 ms", store: str = "sql", **details) -> Architecture:
    made = Architecture("Shop", zones=["a", "b"]).add(
        Component("client", "client"), Component("api", "service", servers=4, service_time=api, zone="a"),
        Component("store", store, stores="item", zone="a", **details))
    return made.connect("client", "api").connect("api", "store")


def searched(made, workload, **options) -> Search:
    given_ = {"most": 3, "caches": True, "zones": None, "pools": None, "boxes": None, **options}
    return Search(shapes(made, given_["most"], given_["caches"], given_["zones"], given_["pools"], given_["boxes"]),
                  workload, Chances(), 500, 1)


def exhaustive(search: Search, wanted: Qualities):
    """The least cost, and the fewest changes at it, of all designs there are; None where none meets what is asked."""
    best = None
    for number, places in search.every():
        if search.measured(number, places).meets(wanted):
            found = (round(search.measured(number, places)["cost"], 6), len(search.shapes[number].told(places)))
            best = found if best is None else min(best, found)
    return best


QUALITIES = st.builds(Qualities, st.sampled_from([None, 0.5, 0.7, 1.0]), st.booleans(),
                      st.sampled_from([None, 0.99, 0.998, 0.9995, 0.9999]),
                      st.sampled_from([None, 0.030, 0.050, 0.100]), st.sampled_from([None, 1_000, 2_000, 4_000]))


@settings(max_examples=14, deadline=None)
@given(st.sampled_from(["sql", "key_value"]), st.sampled_from([100, 500, 1_000]), QUALITIES)
def test_the_search_finds_what_looking_at_every_design_finds(store, rate, wanted):
    search = searched(shop(store=store), Workload(rate, mix=READ), most=2)
    found, best = search.cheapest(wanted), exhaustive(search, wanted)
    if best is None:
        assert found is None
        return
    measured = search.measured(*found)
    assert measured.meets(wanted)
    assert (round(measured["cost"], 6), len(search.shapes[found[0]].told(found[1]))) == best


@settings(max_examples=8, deadline=None)
@given(st.sampled_from([500, 1_000]), QUALITIES)
def test_what_cannot_be_had_is_minimal(rate, wanted):
    """Each set inside it can be had, and the search says so rightly: all designs are looked at."""
    options = {"most": 2, "n": 500}
    told = explain_infeasible(shop(), wanted, Workload(rate, mix=READ), **options)
    search = searched(shop(), Workload(rate, mix=READ), most=2)
    if not told:
        assert exhaustive(search, wanted) is not None
        return
    assert exhaustive(search, wanted.only(told.together)) is None
    for fewer in combinations(told.together, len(told.together) - 1):
        assert exhaustive(search, wanted.only(fewer)) is not None
    for size in range(1, len(told.together)):  # and it is one of the smallest
        for other in combinations(wanted.asked, size):
            assert exhaustive(search, wanted.only(other)) is not None
    assert all(wanted.words(name) in told.sentence for name in told.together)


def test_a_design_gets_what_it_lacks_and_loses_what_it_does_not_need():
    rich = shop().replace("api", replicas=6)
    found = cheapest_change(rich, {"availability": "98%"}, Workload(100, mix=READ), caches=False)
    assert found.architecture["api"].replicas == 1
    assert found.cost == pytest.approx(found.cost_now - 5 * rich["api"].cost)
    more = cheapest_change(shop(), {"availability": "98%"}, Workload(700, mix=READ), caches=False)
    assert more.changes == ("api: 3 machines instead of 1",)  # 400 a second each, at most 70% full
    assert more.figures["room"] == pytest.approx(700 / 1_200)


def test_a_cache_is_put_in_where_it_is_cheaper_than_more_copies():
    made = shop("1 ms", capacity="400/s")
    found = cheapest_change(made, {}, Workload(1_500, mix=[{**READ[0], "share": 1}]), boxes=["store"], most=12)
    assert any("a cache before store" in each for each in found.changes)
    without = cheapest_change(made, {}, Workload(1_500, mix=[{**READ[0], "share": 1}]), boxes=["store"], most=12,
                              caches=False)
    assert without.architecture["store"].copies == 6
    assert found.cost < without.cost


def test_a_cache_that_earns_nothing_is_taken_out():
    made = shop().add(Component("hot", "cache", zone="a")).connect("api", "hot")
    found = cheapest_change(made, {"availability": "99%"}, Workload(50, mix=READ))
    assert "hot" not in found.architecture
    assert "hot: taken out" in found.changes


def test_zones_are_used_where_they_are_needed():
    chances = Chances(machine=0.9999, zone=0.999, together=0.0)
    found = cheapest_change(shop(), {"availability": "99.99%"}, Workload(50, mix=READ), caches=False, chances=chances)
    assert any("machines in a, b" in each for each in found.changes)
    assert found.figures["availability"] >= 0.9999


def test_a_larger_pool_is_taken_where_it_is_allowed():
    found = cheapest_change(shop(), {}, Workload(700, mix=READ), caches=False, pools={"api": [8, 16]})
    assert found.changes == ("api: 16 servers in each machine instead of 4",) or found.architecture["api"].servers == 16
    assert found.figures["room"] == pytest.approx(700 / 1_600)


def test_room_to_lose_a_machine():
    nowhere = shop().replace("api", zone=()).replace("store", zone=()).with_(zones=())
    found = cheapest_change(nowhere, {}, Workload(700, mix=READ), caches=False, spare=True)
    assert (found.architecture["api"].replicas, found.architecture["store"].copies) == (3, 2)
    assert found.figures["spare"] == pytest.approx(700 / 800)
    zones = cheapest_change(shop(), {}, Workload(700, mix=READ), caches=False, spare=True)
    assert zones.architecture["api"].replicas == 4  # two are left, whichever zone is lost
    assert zones.architecture["api"].zone == ("a", "b")


def test_what_is_not_possible_is_explained():
    found = cheapest_change(shop(), {"availability": "99.99%", "monthly_cost": "$500/month"}, Workload(100, mix=READ),
                            caches=False)
    assert found.architecture is None
    assert found.why_not.together in (("cost",), ("availability",), ("availability", "cost"))
    assert not found.changes
    assert "not possible" in set(found.table().then)
    alone = explain_infeasible(shop(), {"latency": "1 ms"}, Workload(100, mix=READ))
    assert alone.together == ("latency",)
    assert "whatever else is given up" in alone.sentence
    assert not explain_infeasible(shop(), {"latency": "1 s"}, Workload(100, mix=READ))


@pytest.mark.parametrize(("options", "told"), [
    ({"boxes": ["stor"]}, r"boxes: .*Did you mean store"), ({"pools": {"api": [0]}}, "pools"),
    ({"pools": {"nothing": [1]}}, "no pool"), ({"most": 0}, "most"), ({"zones": ["c"]}, "zones"),
    ({"chances": 1}, "chances"), ({"n": 5}, "n"), ({"spare": 3}, "spare"),
])
def test_bad_input_is_told(options, told):
    with pytest.raises(ReliabilityError, match=told):
        cheapest_change(shop(), {}, Workload(100, mix=READ), **options)


@pytest.mark.parametrize(("limits", "asked"), [
    ({"room": None}, ()), ({"room": None, "cost": 0.0}, ("cost",)), ({"room": None, "latency": 0.0}, ("latency",)),
    ({"room": 0.7, "spare": True, "availability": 0.0, "latency": 1.0, "cost": 5.0},
     ("room", "spare", "availability", "latency", "cost"))])
def test_a_limit_of_nothing_is_asked_for_and_no_limit_is_not(limits, asked):
    assert set(Qualities(**limits).asked) == set(asked)


def test_a_budget_of_nothing_is_what_cannot_be_had():
    found = explain_infeasible(shop(), {"monthly_cost": 0}, Workload(10, mix=READ), most=1, caches=False)
    assert "$0" in str(found)
    searching = searched(shop(), Workload(10, mix=READ), most=1, caches=False)
    assert not searching.measured(0, next(searching.every())[1]).holds("cost", Qualities(cost=0.0))
