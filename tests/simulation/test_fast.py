"""The extra `fast` changes speed only, and its absence or failure nothing but speed."""

import os
import subprocess
import sys

import pytest

from helpers.simulation import fast

DESIGN = """
from helpers import Architecture, Client, Component, Workload, simulate, sweep
design = Architecture("Shop").add(Component("client", "client"), Component("till", "service", servers=1,
                                                                           service_time="10 ms"))
design = design.connect("client", "till")
run = simulate(design, Workload("80/s"), n=2_000, client=Client(timeout="200 ms", retries=1))
print(run.latency(99), run.attempts)
"""


def odd(values):
    """Numba cannot compile this: a set of anything."""
    return len({str(each) for each in values} | {None})


def test_what_cannot_be_compiled_runs_as_it_is():
    pytest.importorskip("numba")
    assert fast.call(odd, lambda values: ("plain", odd(values)), [1, 2]) == ("plain", 3)
    assert odd in fast._hopeless


def test_a_mistake_of_ours_is_not_hidden():
    pytest.importorskip("numba")

    def broken(values):
        return values[5] / 0

    with pytest.raises((ZeroDivisionError, IndexError)):
        fast.call(broken, lambda values: "plain", (1, 2, 3, 4, 5, 6))


def run_with(**variables) -> str:
    environment = {**os.environ, **variables}
    return subprocess.run([sys.executable, "-c", DESIGN], capture_output=True, text=True, check=True,
                          env=environment).stdout


def test_without_numba_the_run_is_the_same():
    blocked = DESIGN.replace("from helpers", "import sys; sys.modules['numba'] = None\nfrom helpers", 1)
    without = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, check=True).stdout
    assert without == run_with() == run_with(HELPERS_COMPILED="0")


def test_short_runs_are_not_kept_waiting_for_the_compiler():
    fast.use_compiled(None)
    assert not fast.compiled_available(1_000, odd)
    fast.use_compiled(False)
    assert not fast.compiled_available(10**9, odd)
