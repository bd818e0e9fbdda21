"""A long run says how far it is, and can be stopped at any moment: a clear message, and nothing half done."""

import signal
import sys

import pytest

from helpers.simulation import Client, SimulationError, Workload, draws, event, simulate
from helpers.simulation.errors import RunStopped
from tests.simulation.designs import READ, interpreted, web

IMPATIENT = Client(timeout="200 ms", retries=1)


def run(n=3_000, **options):
    return simulate(web(), Workload(200, mix=READ), n=n, **options)


@pytest.fixture
def often(monkeypatch):
    """The loop looks up after some dozens of moments, so that small runs do what long ones do."""
    monkeypatch.setattr(event, "AT_ONCE", 600)


@pytest.mark.parametrize("plain", [True, False])
def test_a_run_says_how_far_it_is(often, plain):
    told = []
    if plain:
        with interpreted():
            found = run(client=IMPATIENT, progress=lambda *done: told.append(done))
    else:
        found = run(client=IMPATIENT, progress=lambda *done: told.append(done))
    assert len(told) >= 10
    assert told == sorted(told)
    assert all(0 < done <= total == 3_000 for done, total in told)
    assert found.percentiles(50, 99) == run(client=IMPATIENT).percentiles(50, 99)


def test_a_scan_says_how_many_stations_are_done():
    told = []
    run(progress=lambda *done: told.append(done))
    assert told == sorted(told)
    assert all(0 < done < total == 3_000 for done, total in told)


@pytest.fixture
def heard():
    """An interrupt is heard: a worker of the test run ignores it otherwise."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("after", [1, 2, 7])
@pytest.mark.parametrize("plain", [True, False])
def test_a_run_that_is_stopped_says_how_far_it_was_and_leaves_nothing(often, heard, after, plain):
    wanted, calls = run(client=IMPATIENT), []

    def stop(done, total):
        calls.append(done)
        if len(calls) == after:
            signal.raise_signal(signal.SIGINT)

    def stopped():
        with pytest.raises(RunStopped, match=r"the run was stopped when \d+% of it was done; nothing of it is kept"):
            run(client=IMPATIENT, progress=stop)

    if plain:
        with interpreted():
            stopped()
    else:
        stopped()
    assert len(calls) == after
    assert (run(client=IMPATIENT).latencies == wanted.latencies).all()


@pytest.mark.parametrize("calls", [1, 10, 100, 300, 1_000, 3_000, 10_000, 30_000])
def test_an_interrupt_at_any_moment_is_told(calls):
    """Also while requests are drawn and tables are made, before the first of them has come."""
    wanted, left = run(client=IMPATIENT), calls
    draws.forget()

    def interrupt(frame, what, _):
        nonlocal left
        if what == "call" and (left < calls or frame.f_code.co_name == "_simulated"):
            left -= 1
            if left == 0:
                sys.setprofile(None)
                raise KeyboardInterrupt

    sys.setprofile(interrupt)
    with interpreted(), pytest.raises(RunStopped, match=r"the run was stopped .*; nothing of it is kept"):
        run(n=20_000, client=IMPATIENT)
    assert (run(client=IMPATIENT).latencies == wanted.latencies).all()


def test_a_run_that_is_stopped_is_shown_as_one_line():
    assert RunStopped("why")._render_traceback_() == ["RunStopped: why"]
    assert issubclass(RunStopped, KeyboardInterrupt)  # what follows in the cell stops as well


def test_progress_that_cannot_be_called_is_refused():
    with pytest.raises(SimulationError, match="progress: 5 cannot be called"):
        run(progress=5)
