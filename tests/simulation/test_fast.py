"""The extra `fast` changes speed only, and its absence or failure nothing but speed."""

import importlib.util
import inspect
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from helpers.simulation import Client, Workload, background, compile_ahead, event, fast, simulate
from helpers.simulation.loop.tables import Tables
from tests.simulation.designs import interpreted, one

HERE = Path(fast.__file__).parent
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


# --- a copy on disk counts only where it can be used ------------------------------------------------------------------

SOURCE = """
def added(values, more):
    total = 0.0
    for each in values:
        total += each * more
    return total
"""
GIVEN = (np.arange(3.0), 2)
STEPS = fast.WORTH_LOADING  # enough to load a copy, too few to compile


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A loop of its own file, compiled once by another session."""
    pytest.importorskip("numba")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    (tmp_path / "little.py").write_text(SOURCE)
    fast.call(load(tmp_path), None, *GIVEN)
    fast.use_compiled(None)
    return tmp_path


def load(folder):
    """The loop as a new session reads it."""
    spec = importlib.util.spec_from_file_location("little", folder / "little.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.added


def only(folder, ending):
    (found,) = (folder / "__pycache__").glob(f"*.{ending}")
    return found


def test_a_copy_that_fits_is_loaded(kept):
    added = load(kept)
    assert fast.compiled_available(STEPS, added, arguments=GIVEN)
    assert not fast.compiled_available(STEPS - 1, added, arguments=GIVEN)
    assert fast.call(added, None, *GIVEN) == 6.0
    assert list(fast._compiled(added).stats.cache_hits.values()) == [1]
    assert fast.compiled_available(1, added, arguments=GIVEN)  # it is there now


def a_changed_source(folder):
    (folder / "little.py").write_text(SOURCE.replace("0.0", "0.5"))


def another_python(folder):
    index = only(folder, "nbi")
    index.rename(index.with_name(index.name.replace(".py3", ".py2")))


def another_numba(folder):
    index = only(folder, "nbi")
    old = index.read_bytes()
    index.write_bytes(pickle.dumps("0.0.1", protocol=-1) + old[len(pickle.dumps(pickle.loads(old), protocol=-1)):])


def an_index_cut_short(folder):
    index = only(folder, "nbi")
    index.write_bytes(index.read_bytes()[:-20])


def an_empty_index(folder):
    only(folder, "nbi").write_bytes(b"")


def code_gone(folder):
    only(folder, "nbc").unlink()


def code_cut_short(folder):
    code = only(folder, "nbc")
    code.write_bytes(code.read_bytes()[:100])


def no_index(folder):
    only(folder, "nbi").unlink()


@pytest.mark.parametrize("spoil", [a_changed_source, another_python, another_numba, an_index_cut_short, an_empty_index,
                                   code_gone, code_cut_short, no_index])
def test_a_copy_that_does_not_fit_is_as_good_as_none(kept, spoil):
    spoil(kept)
    added = load(kept)
    assert not fast.compiled_available(STEPS, added, arguments=GIVEN)
    assert not fast.compiled_available(STEPS, added)
    assert fast.compiled_available(fast.WORTH_COMPILING, added, arguments=GIVEN)


def test_a_copy_for_other_numbers_is_none_for_these(kept):
    added = load(kept)
    whole = (np.arange(3), 2)
    assert not fast.compiled_available(STEPS, added, arguments=whole)
    fast.call(added, None, *GIVEN)
    assert fast.compiled_available(1, added, arguments=GIVEN)
    assert not fast.compiled_available(STEPS, added, arguments=whole)


def test_a_run_with_a_copy_that_does_not_fit_is_not_compiled(monkeypatch):
    """The event engine asks with what it will call the loop with, and runs interpreted where that must be compiled."""
    asked, given = [], {"n": 1_000, "client": Client(timeout=0.2, retries=1)}
    monkeypatch.setattr(event, "compiled_available", lambda steps, loop, worth, arguments: asked.append(arguments))
    monkeypatch.setattr(event, "call", lambda *_: pytest.fail("it was compiled"))
    assert simulate(one(), Workload(50), **given).n == 1_000
    assert len(asked[0]) == len(inspect.signature(event.event_loop).parameters)
    assert set(asked[0][0]._fields) == set(Tables._fields)


# --- what a notebook runs loads no compiler ---------------------------------------------------------------------------

NOTEBOOK = """
import sys
from helpers import Architecture, Component, Workload, simulate
pool = Architecture("Pool").add(Component("client", "client"), Component("till", "service", servers=16,
                                                                         service_time="10 ms"))
pool = pool.connect("client", "till")
simulate(pool, Workload("1_500/s"), n=300_000)
print("numba" in sys.modules)
"""


def test_the_longest_run_of_a_notebook_loads_no_compiler():
    """Loading it takes longer than such a run, and holds more memory than all that the notebook keeps."""
    environment = {name: value for name, value in os.environ.items() if name != "HELPERS_COMPILED"}
    fast.use_compiled(None)
    assert subprocess.run([sys.executable, "-c", NOTEBOOK], capture_output=True, text=True, check=True,
                          env=environment).stdout == "False\n"


# --- compiled ahead of time -------------------------------------------------------------------------------------------


def test_a_change_in_any_part_of_the_loop_is_another_folder(tmp_path, monkeypatch):
    """Numba looks at the file of the first function only: a change in another part would go unnoticed."""
    for source in ("fast.py", "outcomes.py", *(f"loop/{each.name}" for each in HERE.glob("loop/*.py"))):
        (tmp_path / source).parent.mkdir(exist_ok=True)
        (tmp_path / source).write_bytes((HERE / source).read_bytes())
    monkeypatch.setattr(fast, "__file__", str(tmp_path / "fast.py"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    seen = set()
    for source in ("", "loop/answers.py", "loop/arrays.py", "loop/codes.py", "fast.py"):
        if source:
            (tmp_path / source).write_text((tmp_path / source).read_text() + "\n# changed\n")
        fast.cache_folder.cache_clear()
        seen.add(fast.cache_folder())
    fast.cache_folder.cache_clear()
    assert len(seen) == 5
    assert {each.parent for each in seen} == {tmp_path / "__pycache__"}


def test_two_do_not_compile_at_once_and_a_read_only_place_is_left_alone(tmp_path):
    folder = tmp_path / "compiled-1"
    with compile_ahead.alone(folder) as first, compile_ahead.alone(folder) as second:
        assert (first, second) == (True, False)
        os.utime(folder / "compiling", (1, 1))  # left by a process that ended early
        with compile_ahead.alone(folder) as third:
            assert third
    (tmp_path / "file").write_text("")
    with compile_ahead.alone(tmp_path / "file" / "compiled-2") as first:
        assert not first


def test_copies_of_earlier_sources_are_removed(tmp_path):
    for name in ("compiled-1", "compiled-2", "kept"):
        (tmp_path / name).mkdir()
    compile_ahead.remove_others(tmp_path / "compiled-2")
    assert {each.name for each in tmp_path.iterdir()} == {"compiled-2", "kept"}


def test_where_nothing_is_kept_a_short_run_is_interpreted_with_the_same_result(tmp_path):
    """Before the loops are compiled, and where they cannot be kept: nobody waits, and the figures are the same."""
    asked = DESIGN + "import sys\nprint('numba' in sys.modules)\n"
    variables = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "nothing here")}
    variables.pop("HELPERS_COMPILED", None)
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True,
                           env=variables).stdout
    assert found == run_with(HELPERS_COMPILED="0") + "False\n"


# --- compiled in the background ---------------------------------------------------------------------------------------

LONG = """
import sys, time
from helpers import Architecture, Client, Component, Workload, simulate
from helpers.simulation import background, event, fast
design = Architecture("Shop").add(Component("client", "client"), Component("till", "service", servers=1,
                                                                           service_time="10 ms"))
design = design.connect("client", "till")
started = []
background.start = lambda folder: started.append(folder)  # it is another test that compiles
event.WORTH_COMPILING = 3_000
before = time.perf_counter()
run = simulate(design, Workload("80/s"), n=4_000, client=Client(timeout="200 ms", retries=1))
print(len(started), "numba" in sys.modules, repr(run.latency(99)), run.attempts)
"""


@pytest.mark.parametrize("place", ["empty", "cannot be written"])
def test_a_long_run_without_a_copy_is_interpreted_and_compiling_begins_beside_it(tmp_path, place):
    """Nobody waits for the compiler: today's run is answered, and a later one has the copy."""
    (tmp_path / "file").write_text("")
    kept = tmp_path / "copies" if place == "empty" else tmp_path / "file" / "copies"
    variables = {**os.environ, "NUMBA_CACHE_DIR": str(kept)}
    variables.pop("HELPERS_COMPILED", None)
    found = subprocess.run([sys.executable, "-c", LONG], capture_output=True, text=True, check=True, env=variables)
    plain = subprocess.run([sys.executable, "-c", LONG], capture_output=True, text=True, check=True,
                           env={**os.environ, "HELPERS_COMPILED": "0"})
    begun, loaded, *figures = found.stdout.split()
    assert (begun, loaded) == ("1", "False")
    assert figures == plain.stdout.split()[2:]
    assert plain.stdout.startswith("0 False")


def test_copies_that_cannot_be_kept_where_they_lie_are_brought_to_a_folder_of_the_session(tmp_path, monkeypatch):
    """Numba loads copies only from where it could keep some: an image's folder that is read-only counts as well."""
    folder = tmp_path / "compiled-1"
    (folder / "loop").mkdir(parents=True)
    (folder / "loop" / "moments.event_loop-1.nbi").write_text("copy")
    background.kept_in.cache_clear()
    monkeypatch.setattr(background, "can_write", lambda _: False)
    own = background.kept_in(folder)
    assert own != folder
    assert (own / "loop" / "moments.event_loop-1.nbi").read_text() == "copy"
    background._leave(own.parent)
    assert not own.parent.exists()
    background.kept_in.cache_clear()


def test_where_no_process_may_begin_nothing_is_lost(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError("no more processes")

    monkeypatch.setattr(background, "_tried", False)
    monkeypatch.setattr(background, "_made", [])
    monkeypatch.setattr(background.subprocess, "Popen", refused)
    background.start(tmp_path)
    assert not background.begun()
    assert not background.running()


def test_a_run_that_waits_for_the_compiler_goes_on_compiled_when_it_is_done(monkeypatch):
    """The rest of a long run is not interpreted: it begins again, with the same draws and the same result."""
    running = iter([True, True, False])
    given = {"n": 20_000, "client": Client(timeout=0.2, retries=1)}
    monkeypatch.setattr(event, "AT_ONCE", 100_000)
    with interpreted():
        plain = simulate(one(), Workload(50), **given)
    answers = iter([False, True])
    monkeypatch.setattr(event, "compiled_available", lambda *_: next(answers))
    monkeypatch.setattr(event.background, "running", lambda: next(running))
    called = []
    monkeypatch.setattr(event, "call", lambda *rest: called.append(1) or fast.call(*rest))
    run = simulate(one(), Workload(50), **given)
    assert called
    np.testing.assert_array_equal(run.latencies, plain.latencies)
    assert run.outcomes == plain.outcomes
    assert next(answers, None) is None


def test_the_folder_beside_which_nothing_can_be_kept_is_found_out(tmp_path):
    (tmp_path / "file").write_text("")
    assert background.can_write(tmp_path / "new" / "folder")
    assert not background.can_write(tmp_path / "file" / "folder")


def test_all_loops_are_compiled_ahead(monkeypatch):
    """Every loop that runs call one by one is among those that are compiled ahead: else a run would wait for it."""
    from helpers.simulation import lanes, stations

    called = set()
    for module in (event, lanes, stations):
        monkeypatch.setattr(module, "call", lambda loop, *rest: called.add(loop.__name__) or fast.call(loop, *rest))
    compile_ahead.compile_all()
    assert called == {"event_loop", "single_pass", "rows_pass", "_bucket_order"}
