"""A run in windows: every request and call stands in exactly one, the last at the edge of the last as well."""

import numpy as np
import pytest

from helpers.simulation import Behaviour, Fault, Workload, simulate
from tests.simulation.designs import box, chain, one

FIXED = {"box": Behaviour("deterministic")}
MANY = [1, 2, 3, 10, 59, 60, 61, 997]


def windows_of(times: np.ndarray, seconds: float, windows: int) -> np.ndarray:
    """By hand: the window that begins at or before a time; the end belongs to the last."""
    return np.clip(np.floor(times / (seconds / windows)).astype(int), 0, windows - 1)


@pytest.mark.parametrize("engine", ["scan", "event"])
@pytest.mark.parametrize("windows", [2, 7, 60])
@pytest.mark.parametrize("n", MANY)
def test_each_request_counts_once_in_each_series(n, windows, engine):
    run = simulate(one(), Workload(130), n=n, engine=engine)  # an overload: the last waits longest
    place = windows_of(run.arrival_times, run.seconds, windows)
    width = run.seconds / windows
    for percentile, pick in ((0, min), (100, max)):
        found = run.series("latency", percentile=percentile, windows=windows)["latency"].to_numpy()
        wanted = [pick(run.latencies[place == each], default=np.nan) for each in range(windows)]
        np.testing.assert_allclose(found, wanted)
    assert run.series("latency", percentile=100, windows=windows)["latency"].max() == pytest.approx(run.latencies.max())
    counts = np.bincount(place, minlength=windows)
    np.testing.assert_allclose(run.series("arrivals", windows=windows)["arrivals"] * width, counts)
    waits = np.bincount(place, weights=run.latencies, minlength=windows)[counts > 0] / counts[counts > 0]
    shown = run.series("wait", "box", windows=windows)["wait"].to_numpy()[counts > 0]
    assert (shown <= waits + 1e-6).all()
    busy = run.series("utilisation", "box", windows=windows)["utilisation"].sum() * width
    assert busy == pytest.approx(run._raw.seen["box"].busy, rel=1e-6)


@pytest.mark.parametrize("rate", [1 / 3, 7.7, 1e-6, 1e6])
def test_the_last_call_is_not_lost_to_rounding(rate):
    """Times of calls are kept with seven digits: the last may be rounded to beyond the end."""
    for n in range(1, 40):
        run = simulate(one(service_time=0.7 / rate), Workload(rate, arrivals="regular"), n=n, behaviours=FIXED)
        busy = run.series("utilisation", "box", windows=5)["utilisation"].sum() * run.seconds / 5
        assert busy == pytest.approx(n * 0.7 / rate, rel=1e-6)


def test_the_wait_of_the_last_call_counts():
    run = simulate(one(service_time=2), Workload(1, arrivals="regular"), n=4, behaviours=FIXED)
    np.testing.assert_allclose(run.series("wait", "box", windows=4)["wait"], [0, 0, 1, 2.5])  # at 1, 2, 3, 4 s


def test_the_failure_of_the_last_request_counts():
    run = simulate(one(), Workload(10), Fault("crash", "box"), n=7)
    assert run.series("failures", windows=3)["failures"].sum() * run.seconds / 3 == pytest.approx(7)


def test_a_reply_at_the_very_end_is_goodput_and_one_after_it_is_not():
    at_once = simulate(one(kind="external", servers=None, service_time=0), Workload(10), n=50)
    assert at_once.series("goodput")["goodput"].sum() * at_once.seconds / 60 == pytest.approx(50)
    later = simulate(one(service_time=0.001), Workload(1, arrivals="regular"), n=50, behaviours=FIXED)
    assert later.series("goodput")["goodput"].sum() * later.seconds / 60 == pytest.approx(49)


def test_calls_after_the_last_arrival_stand_in_no_window():
    made = chain(box("slow", servers=99, service_time=10), box("box", service_time=0.001))
    run = simulate(made, Workload(1, arrivals="regular"), n=20,
                   behaviours={**FIXED, "slow": Behaviour("deterministic")})
    assert run.calls("box") == 20
    busy = run.series("utilisation", "box", windows=4)["utilisation"].sum() * run.seconds / 4
    assert busy == pytest.approx(0.010)  # those of 1 to 10 s come by at 11 to 20 s
