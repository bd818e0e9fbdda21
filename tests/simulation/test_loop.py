"""The event loop's tables: each name stands in its legend, and its codes are those of the rest."""

import ast
import inspect

import pytest

from helpers.simulation import Client, Workload, fast, loop, outcomes, simulate
from helpers.simulation.behaviour import BALANCING, POLICIES
from tests.simulation.designs import one

TREE = ast.parse(inspect.getsource(loop.event_loop)).body[0]
GIVEN = [each.arg for each in TREE.args.args]


def own_arrays() -> list[str]:
    """The arrays that the loop makes: whatever is assigned room."""
    found = []
    for each in ast.walk(TREE):
        if not isinstance(each, ast.Assign):
            continue
        names = [name.id for target in each.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        calls = [call for call in ast.walk(each.value) if isinstance(call, ast.Call)]
        if any(getattr(call.func, "id", "") in ("whole_numbers", "real_numbers") for call in calls):
            found += names
    return found


@pytest.mark.parametrize("name", [*GIVEN, *own_arrays()])
def test_each_table_is_explained(name):
    words = set(loop.event_loop.__doc__.replace(",", " ").replace("`", " ").split())
    assert name in words


def test_there_are_tables_to_explain():
    assert len(GIVEN) >= 80
    assert {"t_lead", "k_fetch", "c_area", "l_count"} <= set(own_arrays())


def test_each_code_has_its_word():
    words = {name.replace("_", " ").lower(): code for name, code in vars(outcomes).items() if isinstance(code, int)}
    assert words == {word: code for code, word in enumerate(outcomes.REASONS)}


def test_the_loop_knows_who_takes_a_call_by_the_order_of_the_words():
    codes = {"round-robin": loop.ROUND_ROBIN, "random": loop.RANDOM, "by-key": loop.BY_KEY, "by-index": loop.BY_INDEX,
             "two-choices": loop.TWO_CHOICES, "shortest-queue": loop.SHORTEST}
    assert {word: code for code, word in enumerate(BALANCING)} == codes
    assert POLICIES == ("lru", "fifo")  # in the loop 1 and 2


def test_the_loop_can_be_compiled():
    """Else each comparison of compiled and interpreted would hold the interpreted loop against itself."""
    pytest.importorskip("numba")
    simulate(one(), Workload(50), n=100, client=Client(retries=1))
    assert loop.event_loop not in fast._hopeless
    assert any(each is loop.event_loop for each, _ in fast._ready)
