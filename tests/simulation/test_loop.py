"""The event loop's tables: each field stands there with its words, and its codes are those of the rest."""

import ast
import inspect
import pkgutil
from importlib import import_module
from types import FunctionType

import numpy as np
import pytest

from helpers.simulation import Client, Workload, fast, loop, outcomes, simulate
from helpers.simulation.behaviour import BALANCING, POLICIES
from helpers.simulation.loop import arrays, plain, tables
from tests.simulation.designs import one

MODULES = [import_module(f"helpers.simulation.loop.{each.name}") for each in pkgutil.iter_modules(loop.__path__)]
FIELDS = {name for kind in tables.FIELDS for name, _, _ in tables.columns(kind)}


def used(module) -> set[str]:
    """The fields that a module of the loop reads or writes."""
    return {each.attr for each in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(each, ast.Attribute)}


@pytest.mark.parametrize("kind", tables.FIELDS)
def test_each_field_is_explained(kind):
    lines = tables.FIELDS[kind].strip().splitlines()
    assert len({line.split()[0] for line in lines}) == len(lines)
    assert all(len(line.split(maxsplit=3)[3].split()) >= 2 for line in lines)


def test_each_field_that_the_loop_uses_is_there_and_each_that_is_there_is_used():
    of_loop = set().union(*(used(each) for each in MODULES if each is not tables))
    assert of_loop - FIELDS - set(tables.Tables._fields) - {"append", "extend", "index", "pop", "clear"} == set()
    assert FIELDS - of_loop == {"kinds"}  # told to whoever reads the tables


@pytest.mark.parametrize("kind", tables.FIELDS)
def test_objects_and_records_start_alike(kind):
    made, row = tables.CLASSES[kind](), tables.rows(kind, 1)[0]
    assert [getattr(made, name) for name, _, _ in tables.columns(kind)] == list(row.tolist())


def test_what_works_on_lists_works_on_arrays():
    """The compiled loop takes each of these from the other file, by its name."""
    imported = {"heappop", "heappush", "getitem"}
    on_lists = {name for name, each in vars(plain).items() if callable(each) and not isinstance(each, type)} - imported
    on_arrays = {name for name, each in vars(arrays).items() if isinstance(each, FunctionType)}
    assert on_arrays - on_lists == {"rise", "sink", "spill", "refill"}  # what the other file has from heapq
    assert on_lists <= on_arrays
    for name in on_lists:
        if isinstance(vars(plain)[name], FunctionType):
            assert inspect.signature(vars(plain)[name]) == inspect.signature(vars(arrays)[name])


def test_the_two_kinds_of_lists_of_work_are_the_same():
    row, lists, draw = np.zeros(9, dtype=np.int64), [], np.random.default_rng(1)
    for _ in range(500):
        if len(lists) < 7 and draw.random() < 0.6:
            value = int(draw.integers(100))
            plain.put(lists, value), arrays.put(row, value)
        elif lists:
            assert plain.take(lists) == arrays.take(row)
        assert plain.count(lists) == arrays.count(row)
        assert [plain.item(lists, at) for at in range(len(lists))] == [arrays.item(row, at) for at in range(len(lists))]
    assert not arrays.overflowed(np.array([row]))
    for value in range(9):
        arrays.put(row, value)
    assert arrays.overflowed(np.array([row]))
    assert arrays.count(row) == 7


class Few:
    """Tables with a heap only."""

    def __init__(self, moments):
        self.moments = moments


def test_both_heaps_give_moments_in_order_of_time_and_of_pushing():
    draw = np.random.default_rng(2)
    boards = [tables.CLASSES["board"](), tables.CLASSES["board"]()]
    heaps = [Few([]), Few([tables.CLASSES["moment"]() for _ in range(400)])]
    pushed = []
    for turn in range(2_000):
        if len(pushed) < 400 and draw.random() < 0.5:
            when, what, kind = float(draw.integers(20)), int(draw.integers(1 << 28)), int(draw.integers(64))
            pushed.append((when, turn, what, kind))
            plain.push(heaps[0], boards[0], when, what, kind), arrays.push(heaps[1], boards[1], when, what, kind)
        elif pushed:
            first = min(pushed)
            pushed.remove(first)
            assert plain.earliest(heaps[0], boards[0]) == arrays.earliest(heaps[1], boards[1]) == first[0]
            for module, heap, board in zip((plain, arrays), heaps, boards, strict=True):
                module.pop(heap, board)
                assert (board.now, board.what, board.kind) == (first[0], first[2], first[3])
    assert boards[1].full == 0


def test_a_full_heap_is_told():
    behind = arrays.NEAR
    board, heap = tables.CLASSES["board"](), Few([tables.CLASSES["moment"]() for _ in range(arrays.NEAR + behind)])
    for number in range(behind):
        arrays.push(heap, board, 1.0, number, 0)
    assert board.full == 0
    for number in range(arrays.NEAR + 1):
        arrays.push(heap, board, 1.0, number, 0)
    assert board.full == 1
    assert board.near + board.moments <= len(heap.moments)


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


def test_what_is_made_part_of_its_callers_is_there():
    parts = {name for module in MODULES for name, each in vars(module).items() if isinstance(each, FunctionType)}
    assert parts >= fast.OFTEN
