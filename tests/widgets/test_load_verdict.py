"""One verdict: no percentile of a load that is not carried, no sentence against another, on both sides of a limit."""

import math
import re

import pytest

from helpers.architecture import Architecture, Component
from helpers.simulation import Behaviour, Client, Workload, simulate
from helpers.simulation.limit import TOO_NEAR, limit_of, overload_of
from helpers.widgets.load_curve import curve_of
from helpers.widgets.load_verdict import verdict_of

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
DESIGN = (Architecture("Links").add(Component("browser", "client"), Component("api", "service", replicas=2),
                                    Component("links", "sql", replicas=3, stores="link"))
          .connect("browser", "api").connect("api", "links"))
FULL = 2 * 16 / 0.005  # requests a second that the api can take


def run_at(part, n=8_000, design=DESIGN, **options):
    return simulate(design, Workload(FULL * part, mix=MIX), n=n, **options)


@pytest.mark.parametrize(("part", "kind"), [
    (0.3, "steady"), (0.9, "steady"), (TOO_NEAR - 0.01, "steady"), (TOO_NEAR + 0.005, "near"), (0.999, "near"),
    (1.001, "overloaded"), (1.39, "overloaded"), (4.0, "overloaded"),
])
@pytest.mark.parametrize("n", [1_500, 7_000, 40_000])
def test_the_verdict_hangs_on_the_load_and_not_on_the_length_of_the_run(part, kind, n):
    verdict = verdict_of(run_at(part, n), 0.1)
    assert verdict.kind == kind
    assert ("99% within" in verdict.text) == (kind == "steady")
    assert math.isnan(verdict.p99) == (kind != "steady")
    assert verdict.keeps == (kind == "steady")
    assert "served" not in verdict.text


def test_overload_says_how_much_and_how_fast_it_grows():
    text = verdict_of(run_at(1.39), 0.1).text
    assert "api gets 139% of what it can take" in text
    assert "Each second of this load adds 390 ms" in text


def test_the_growth_is_that_of_the_simulation():
    run = run_at(1.5, 40_000)
    series = run.series("latency", percentile=50, windows=20)
    grown = (series["latency"].iloc[-1] - series["latency"].iloc[0]) / (series.index[-1] - series.index[0])
    assert grown == pytest.approx(limit_of(run).growth(run.workload.rate), rel=0.05)


def test_near_the_limit_theory_and_simulation_agree():
    """Heavy traffic theory is exact at the limit; from 90% on it is right within a third."""
    for part in (0.9, 0.95):
        run = run_at(part, 400_000)
        assert limit_of(run).wait(run.workload.rate) == pytest.approx(run.wait("api", 99), rel=0.34)


def test_a_box_that_refuses_loses_work_instead_of_growing():
    run = run_at(1.5, 6_000, behaviours={"api": Behaviour(queue_limit=10)})
    assert limit_of(run) is None
    verdict = verdict_of(run, 0.1)
    assert verdict.kind == "losing"
    assert re.search(r"Loses work: 3\d\.?\d*% of the requests .*api refuses", verdict.text)
    assert verdict.keeps is False


def test_a_client_that_gives_up_has_no_closed_limit():
    assert limit_of(run_at(0.5, 2_000, client=Client(timeout="1 s"))) is None
    assert overload_of(run_at(0.5, 2_000)) is None


def test_too_slow_but_carried_is_told_as_such():
    verdict = verdict_of(run_at(0.5), 0.001)
    assert (verdict.kind, verdict.keeps) == ("steady", False)
    assert "too slow" in verdict.text


@pytest.mark.parametrize("start", [0.2, 0.9, 1.4])
@pytest.mark.parametrize("rough", [False, True])
def test_the_curve_runs_below_the_limit_only(start, rough):
    load = Workload(FULL * start, mix=MIX)
    made = curve_of(DESIGN, load, load.rate, simulate(DESIGN, load, n=1_500), 2_000, rough)
    assert list(made.rates) == sorted(made.rates)
    assert all(rate <= 0.96 * FULL for rate in made.rates)
    assert not made.frame["growing"].any()
    if 2 * load.rate > FULL and not rough:
        assert max(made.rates) == pytest.approx(0.95 * FULL)
