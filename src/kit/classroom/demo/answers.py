"""What simulated students write: right answers from the sources, and the named mistakes that the course kit knows."""

import ast
import sys
import types
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kit.classroom.release.confidential import MARKER

WRITTEN = (
    "Most of it is storage: photos weigh far more than text, and everything is kept three times.",
    "I would measure first, and only then change anything.",
    "The largest risk is the evening peak; an average hides it.",
    "I am not sure about this one, but the numbers above say that it holds.",
    "If people read ten times as much, the copies pay off; if they write more, they do not.",
    "First I would ask how fresh the data must be.",
)
NOTHING: dict = {}


@dataclass(frozen=True)
class Mistake:
    """A wrong answer, or an unusual right one: cells by grade id, and the points that graded cells then get."""

    name: str
    cells: dict[str, str]
    scores: dict[str, float]
    says: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """What an exercise asks: its answers, the right ones and the untouched ones, and its graded cells."""

    right: dict[str, str]      # code answers by grade id, markers taken out
    untouched: dict[str, str]  # the same cells as handed out
    written: tuple[str, ...]   # the grade ids of answers in words
    points: dict[str, float]   # graded cells that earn points by themselves

    def tests_of(self, answer: str) -> list[str]:
        """The graded cells that look at an answer: that of its own name, or those of its task.

        `task_b_cache` belongs to `test_b_cache`; an answer without such a namesake counts for its whole task.
        """
        name = answer.split("_", 1)[-1]
        same = [test for test in self.points if test.split("_", 1)[-1] == name]
        return same or [test for test in self.points if test.split("_")[1:2] == answer.split("_")[1:2]]

    def scores(self, wrong=()) -> dict[str, float]:
        """The points of each graded cell when the answers of some cells are missing and the rest are right."""
        lost = {test for answer in wrong for test in self.tests_of(answer)}
        return {test: 0.0 if test in lost else points for test, points in self.points.items()}


def read_sheet(source_cells: list[dict], released_cells: list[dict]) -> Sheet:
    """Read what an exercise asks, from its source and from what is handed out."""
    right, untouched, written, points = {}, {}, [], {}
    for cell in source_cells:
        meta = cell["metadata"].get("nbgrader", NOTHING)
        if meta.get("solution") and cell["cell_type"] == "code":
            right[meta["grade_id"]] = without_marks(cell)
        elif meta.get("solution"):
            written.append(meta["grade_id"])
        elif meta.get("grade") and cell["cell_type"] == "code":
            points[meta["grade_id"]] = float(meta["points"])
    for cell in released_cells:
        name = cell["metadata"].get("nbgrader", NOTHING).get("grade_id")
        if name in right:
            untouched[name] = cell["source"]
    return Sheet(right, untouched, tuple(written), points)


def without_marks(cell: dict) -> str:
    """An answer cell without its markers."""
    return "\n".join(line for line in cell["source"].splitlines() if not MARKER.search(line))


def load_mistakes(course: Path, assignment: str) -> list[Mistake]:
    """The named mistakes of an exercise, from `tests/mistakes/` of a course kit; none where it has no such file."""
    path = Path(course) / "tests" / "mistakes" / f"{assignment}.py"
    if not path.is_file():
        return []
    made = types.ModuleType(f"mistakes of {assignment}")
    with _stand_in(path.parent):
        exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), made.__dict__)
    return [each for each in made.MISTAKES if isinstance(each, Mistake)]


@contextmanager
def _stand_in(folder: Path):
    """Let `from tests.mistakes import Mistake` find the class above, and its files each other, without the tests."""
    names = {"tests": types.ModuleType("tests"), "tests.mistakes": types.ModuleType("tests.mistakes")}
    names["tests"].mistakes = names["tests.mistakes"]
    names["tests.mistakes"].Mistake = Mistake
    names["tests.mistakes"].__path__ = [str(folder)]
    before = {name: module for name, module in sys.modules.items()
              if name in names or name.startswith("tests.mistakes.")}
    for name in before:
        del sys.modules[name]
    sys.modules.update(names)
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name in names or name.startswith("tests.mistakes.")]:
            del sys.modules[name]
        sys.modules.update(before)


def that_warns(source: str) -> str:
    """A right answer that warns: where the cell runs, and each time that a test makes an object or calls a function."""
    tree = ast.parse(source)
    call = 'warnings.warn("this way of writing it is old", DeprecationWarning, stacklevel=1)'
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in [each for each in functions if each.name == "__init__"] or functions[:1]:
        node.body.insert(1 if ast.get_docstring(node) is not None else 0, ast.parse(call).body[0])
    start = ('import sys\nimport warnings\nwarnings.simplefilter("always")\n'
             f'{call}\nprint("a note to myself", file=sys.stderr)\n')
    return start + ast.unparse(ast.fix_missing_locations(tree))


def calls_back(source: str) -> bool:
    """Whether an answer defines functions, so that tests run code of the learner's."""
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(source)))
