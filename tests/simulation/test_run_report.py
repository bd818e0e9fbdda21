"""What a run says of an overload, and of where its figures come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.architecture import Architecture, Component
from helpers.simulation import Behaviour, Fault, Workload, simulate
from helpers.simulation.verdicts import share
from helpers.units import Q

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


@pytest.mark.parametrize("n", [1, 2, 99, 1_999, 2_000, 5_000])
def test_a_run_shows_itself_however_short_it_is(n):
    """Below 2,000 requests there is no interval: that is told, and is no error."""
    run = simulate(SHOP, Workload("5 K/s"), n=n)
    for percentile in (99, None):
        assert ("too few requests" in str(run.sure(percentile))) is (n < 2_000)
    assert "p99" in run._repr_html_()
    assert repr(run).startswith("<Run of ")
    assert len(run.table()) == 1


def test_of_a_run_that_served_nothing_no_figure_is_sure():
    run = simulate(SHOP, Workload(10), Fault("crash", "till"), n=50)
    for percentile in (50, None):
        assert str(run.sure(percentile)) == "no such figure: nothing was served"
    assert "nothing was served" in run.check({"latency": "1 s"})[0].message


def test_a_price_is_told_once():
    (found,) = simulate(SHOP, Workload(10), n=50).check({"budget": "$1/month"})
    assert found.message == "it costs $152/month; allowed are $1/month"


def test_the_figures_are_those_of_the_run():
    run = simulate(SHOP, Workload("5 K/s"), n=3_000)
    assert run.figures() == {
        "mean": run.mean_latency, "p50": run.latency(50), "p99": run.latency(99), "p99.9": run.latency(99.9),
        "availability": run.availability, "cost": run.cost, "utilisation": run.utilisation("till")}
    shown = run.summary().loc["all"]
    for name, percentile in (("p50", 50), ("p99", 99), ("p99.9", 99.9)):
        assert Q(shown[name]).to("s").magnitude == pytest.approx(run.latency(percentile), rel=0.01)


@pytest.mark.parametrize(("value", "told"), [
    (0.903093, "90.3%"), (0.98996, "99%"), (0.99, "99%"), (0.990123, "99.012%"), (0.99312468, "99.312%"),
    (0.999987654, "99.99877%"), (1.0, "100%"), (0.0, "0%"), (0.00012345, "0.0123%"), (1e-9, "0.0000001%"),
    (1.5, "150%"), (float("nan"), "no data")])
def test_a_share_has_the_digits_that_a_reader_wants(value, told):
    assert share(value) == told


@given(st.floats(1e-12, 1 - 1e-12))
def test_a_share_never_looks_like_all_or_nothing_unless_it_is(value):
    told = share(value)
    assert told not in ("0%", "100%")
    read = float(told[:-1]) / 100
    assert abs(read - value) <= 0.0051 * (1 - value if value >= 0.99 else value) + 1e-13
