"""What a run says of an overload, and of where its figures come from."""

from helpers.architecture import Architecture, Component
from helpers.simulation import Behaviour, Workload, simulate

SHOP = Architecture("Shop").add(Component("client", "client"), Component("till", "service", replicas=2))
SHOP = SHOP.connect("client", "till", latency=0)


def test_an_overload_is_found_even_where_the_run_is_too_short_to_miss_its_target():
    run = simulate(SHOP, Workload("7 K/s"), n=1_000)  # two tills take 6,400 a second
    assert run.latency(99) < 0.1
    assert run.offered("till") > 1
    assert run.overloaded == ("till",)
    assert run.check({"latency": "100 ms"}).rules() == {"run-growing"}
    assert simulate(SHOP, Workload("5 K/s"), n=1_000).check({"latency": "100 ms"}).ok


def test_where_figures_come_from_names_what_was_not_usual():
    plain = simulate(SHOP, Workload("5 K/s"), n=500)
    told = simulate(SHOP, Workload("5 K/s"), n=500, behaviours={"till": Behaviour(balancing="random")})
    assert "behaviours" not in plain.describe()
    assert "behaviours of till" in told.describe()
