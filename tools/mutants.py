"""Change the code a little, one place at a time, and see whether a test notices: what survives is what no test holds.

    python tools/mutants.py                               every room below, 40 changes each
    python tools/mutants.py estimation checks             these rooms
    python tools/mutants.py estimation --sample 200       more changes; 0 tries all of them
    python tools/mutants.py --seed 2                      other places

The changes are Cosmic Ray's (another operator, another number, a condition turned round, ...), at places drawn by the
seed, never in annotations or in texts. They are made in memory: this folder stays as it is. Each survivor is printed
as a row, and each room's score: noticed of tried. Not every survivor is a fault: some changes change nothing.
"""

import argparse
import ast
import difflib
import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
# room -> its files, and the tests that must notice
ROOMS = {
    "checks": (["src/helpers/checks.py"],
               ["tests/test_checks.py", "tests/test_checks_thresholds.py", "src/helpers/checks.py"]),
    "estimation": (["src/helpers/estimation"], ["tests/estimation", "src/helpers/estimation"]),
    "architecture": (["src/helpers/architecture"], ["tests/architecture", "src/helpers/architecture"]),
    "closed_forms": (["src/helpers/simulation/closed_forms.py"],
                     ["tests/simulation/test_closed_forms.py", "tests/simulation/test_theory.py",
                      "tests/simulation/test_thresholds.py", "src/helpers/simulation/closed_forms.py"]),
    "tradeoffs": (["src/helpers/tradeoffs"], ["tests/tradeoffs", "src/helpers/tradeoffs"]),
    "interface": (["src/helpers/interface"], ["tests/interface", "src/helpers/interface"]),
    "data_model": (["src/helpers/data_model"], ["tests/data_model", "src/helpers/data_model"]),
    "requirements": (["src/helpers/requirements"], ["tests/requirements", "src/helpers/requirements"]),
    "reliability": (["src/helpers/reliability"], ["tests/reliability", "src/helpers/reliability"]),
    "design": (["src/helpers/design"], ["tests/design", "src/helpers/design"]),
    "practice": (["src/helpers/practice"], ["tests/practice", "src/helpers/practice"]),
    "grader": (["src/kit/grader/points.py", "src/kit/grader/judge.py", "src/kit/grader/submission.py"],
               ["tests/kit/test_points.py", "tests/kit/test_preparation.py", "tests/kit/test_submitted.py",
                "tests/kit/test_batch.py", "src/kit/grader/points.py", "src/kit/grader/submission.py"]),
}
MOST_TESTS = 60  # near a change; the rest is tried only where these notice nothing
SLOWEST = 3.0  # times the unchanged run: a change that makes a loop endless counts as noticed


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, which of Cosmic Ray's operators, and at which of its places in the file."""

    path: str
    line: int
    column: int
    operator: str
    occurrence: int


def python_files(parts: list[str], root: Path = ROOT) -> list[str]:
    found = []
    for part in parts:
        path = root / part
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [path.relative_to(root).as_posix() for path in found]


def annotation_spans(source: str) -> list[tuple]:
    """The places of type annotations, where a change changes nothing."""
    spans = []
    for node in ast.walk(ast.parse(source)):
        for each in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if each is not None:
                spans.append(((each.lineno, each.col_offset), (each.end_lineno, each.end_col_offset)))
    return spans


def mutants_of(path: str, root: Path = ROOT) -> list[Mutant]:
    """Every change that Cosmic Ray knows for a file, but for those in annotations."""
    from cosmic_ray.ast import Visitor, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    source = (root / path).read_text(encoding="utf-8")
    spans = annotation_spans(source)
    tree = get_ast(source)

    class Places(Visitor):
        def __init__(self, operator):
            self.operator, self.found = operator, []

        def visit(self, node):
            self.found += [start for start, _ in self.operator.mutation_positions(node)]
            return node

    made = []
    for name in operator_names():
        kind = get_operator(name)
        if kind.arguments():  # it wants the name of a variable
            continue
        places = Places(kind())
        places.walk(tree)
        made += [Mutant(path, *place, name, number) for number, place in enumerate(places.found)
                 if not any(start <= tuple(place) <= end for start, end in spans)]
    return made


def choose(mutants: list[Mutant], sample: int, seed: int) -> list[Mutant]:
    """Draw places first and then a change at each: an operator with twelve replacements is not met twelve times."""
    shuffled = random.Random(seed)
    by_place = {}
    for mutant in mutants:
        by_place.setdefault((mutant.path, mutant.line, mutant.column, mutant.operator.split("_")[0]), []).append(mutant)
    if not sample:
        return mutants
    places = shuffled.sample(sorted(by_place), min(sample, len(by_place)))
    return [shuffled.choice(by_place[place]) for place in places]


def changed(mutant: Mutant, root: Path = ROOT) -> tuple[str, str]:
    """The file before and after the change."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    before = (root / mutant.path).read_text(encoding="utf-8")
    after = mutate_code(before, get_operator(mutant.operator)(), mutant.occurrence)
    return before, after if after is not None else before


class Runner:
    """A process that runs tests with one file replaced (mutant_runner.py)."""

    def __init__(self, scratch: str):
        variables = os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": scratch, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                                  "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen([sys.executable, ROOT / "tools" / "mutant_runner.py"], env=variables, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def passes(self, tests: list[str], limit: float, **more) -> bool:
        """Whether the tests pass within so many seconds."""
        self.process.stdin.write(json.dumps({"tests": tests, "limit": limit, **more}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("The process that runs the tests has ended.")
        return json.loads(answer)

    def close(self) -> None:
        """Let the process end."""
        self.process.stdin.close()
        self.process.wait()


def tests_for(mutant: Mutant, notes: dict) -> list[str]:
    """The tests that pass the line of a change, the quickest first; none where it runs on import alone."""
    here = [mutant.path, mutant.line]
    found = sorted((seconds, test) for test, (seconds, lines) in notes.items() if here in lines)
    return [test for _, test in found][:MOST_TESTS]


def shown(mutant: Mutant) -> str:
    before, after = changed(mutant)
    lines = [line for line in difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
             if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    was, now = ([line[1:].strip() for line in lines if line[0] == sign] for sign in "-+")
    return f"{mutant.path}:{mutant.line}  {' '.join(was)}  ->  {' '.join(now)}"


def judge(room: str, sample: int, seed: int, jobs: int) -> tuple[int, int]:
    """Try a room's mutants; prints the survivors. Returns killed and tried."""
    paths, tests = ROOMS[room]
    files = python_files(paths)
    chosen = choose([mutant for path in files for mutant in mutants_of(path)], sample, seed)
    with TemporaryDirectory() as scratch:
        runners = Queue()
        made = [Runner(scratch) for _ in range(jobs)]
        started = time.monotonic()
        noted = Path(scratch) / "notes.json"
        if not made[0].passes(tests, 3600, files=files, notes=str(noted)):
            sys.exit(f"{room}: the tests fail before anything is changed. Mend that first.")
        limit = SLOWEST * (time.monotonic() - started) + 10
        notes = json.loads(noted.read_text(encoding="utf-8"))
        for runner in made:
            runners.put(runner)

        def survives(mutant: Mutant) -> bool:
            before, after = changed(mutant)
            if before == after:
                return False
            runner = runners.get()
            try:
                near = tests_for(mutant, notes)
                if near and not runner.passes(near, limit, file=mutant.path, source=after):
                    return False
                return runner.passes(tests, limit, file=mutant.path, source=after)  # what fixtures and caches hide
            finally:
                runners.put(runner)

        survivors = []
        with ThreadPoolExecutor(jobs) as pool:
            for number, (mutant, alive) in enumerate(zip(chosen, pool.map(survives, chosen), strict=True), 1):
                if alive:
                    survivors.append(mutant)
                    print(f"  survived: {shown(mutant)}", flush=True)
                if number % 10 == 0:
                    print(f"  {room}: {number} of {len(chosen)} tried, {number - len(survivors)} noticed", flush=True)
        for runner in made:
            runner.close()
    return len(chosen) - len(survivors), len(chosen)


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of {', '.join(ROOMS)} (default: all)")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    strange = [room for room in options.rooms if room not in ROOMS]
    if strange:
        parser.error(f"there is no room {strange[0]}. Choose of {', '.join(ROOMS)}.")
    scores = {room: judge(room, options.sample, options.seed, options.jobs) for room in options.rooms or ROOMS}
    for room, (killed, tried) in scores.items():
        print(f"{room:14} {killed:4} of {tried:4} noticed ({killed / max(tried, 1):.0%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
