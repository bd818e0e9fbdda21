"""What an assignment is graded by: its cells as they were released, with hidden tests, and their points.

A key is plain data. A class reads it from the gradebook's database, where nbgrader keeps hidden tests; a learner who
checks an exercise, from the exercise itself.
"""

import ast
import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass

from helpers.errors import CourseError
from kit.grader.compiled_tests import CompiledTest, compile_test


class AssignmentError(CourseError):
    """An assignment that cannot be graded as it was made; the message names the notebook, the cell and the mend."""


@dataclass(frozen=True)
class CellKey:
    """One cell that nbgrader knows: as released, and what it is for. `points` are the most it can earn."""

    name: str
    cell_type: str
    source: str
    checksum: str | None
    grade: bool = False
    solution: bool = False
    task: bool = False
    locked: bool = False
    points: float = 0.0
    earlier: tuple[str, ...] = ()  # short names of its text in earlier releases

    @property
    def is_test(self) -> bool:
        """Whether the cell is code that earns points by itself."""
        return self.grade and not self.solution and self.cell_type == "code"

    @property
    def by_hand(self) -> bool:
        """Whether a person gives the points."""
        return (self.grade or self.task) and not self.is_test

    def metadata(self) -> dict:
        """The cell's nbgrader metadata, whatever a submission says."""
        found = {"grade": self.grade, "grade_id": self.name, "locked": self.locked, "schema_version": 3,
                 "solution": self.solution, "task": self.task, "cell_type": self.cell_type}
        if self.grade or self.task:
            found["points"] = self.points
        if self.checksum:
            found["checksum"] = self.checksum
        return found


@dataclass(frozen=True)
class NotebookKey:
    """One notebook of an assignment: its cells in order, and the code around them that is handed out as well."""

    name: str
    cells: tuple[CellKey, ...]
    plain: tuple[str, ...] = ()  # code cells that nbgrader does not know: imports, tables, tries
    words: tuple[str, ...] = ()  # the texts between them

    @property
    def max_score(self) -> float:
        """All points of the notebook."""
        return sum(cell.points for cell in self.cells if cell.grade or cell.task)

    def by_name(self) -> dict[str, CellKey]:
        """The cells by their grade ids."""
        return {cell.name: cell for cell in self.cells}

    def imports(self) -> dict[str, tuple[str, str]]:
        """What the handed-out cells import, by name: the module, and the name in it ("" for the module itself)."""
        found: dict[str, tuple[str, str]] = {}
        for source in self.plain:
            for node in ast.walk(_parsed(source)):
                if isinstance(node, ast.Import):
                    found.update({each.asname or each.name: (each.name, "") for each in node.names
                                  if each.asname or "." not in each.name})
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found.update({each.asname or each.name: (node.module or "", each.name) for each in node.names
                                  if each.name != "*"})
        return found

    def bound(self) -> set[str]:
        """The names that handed-out cells give a value to: the answers' names among them."""
        names = set()
        answers = (cell.source for cell in self.cells if cell.cell_type == "code" and not cell.is_test)
        for source in (*self.plain, *answers):
            for node in ast.walk(_parsed(source)):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    names.add(node.id)
                elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                    names.add(node.name)
        return names

    def compiled(self, prefix: str) -> dict[str, CompiledTest]:
        """The test cells as code, by grade id. Raises `AssignmentError` for tests that are not Python."""
        imports, bound = self.imports(), self.bound()
        found = {}
        for cell in self.cells:
            if cell.is_test:
                try:
                    found[cell.name] = compile_test(cell.source, cell.name, imports, bound, prefix)
                except SyntaxError as error:
                    raise AssignmentError(f"{self.name}: the tests {cell.name} are not Python ({error}). Mend the "
                                          "source, and generate the assignment again.") from None
        return found


@dataclass(frozen=True)
class AssignmentKey:
    """An assignment's notebooks, and the files that lie beside them."""

    name: str
    notebooks: tuple[NotebookKey, ...]
    files: tuple[tuple[str, bytes], ...] = ()

    @property
    def max_score(self) -> float:
        """All points of the assignment."""
        return sum(each.max_score for each in self.notebooks)

    def warm(self) -> list[str]:
        """Code that is handed out anyway, with which a fork server may warm itself."""
        return [source for notebook in self.notebooks for source in notebook.plain]

    def modules(self) -> list[str]:
        """The modules that the handed-out cells and the tests import: the tests stand on them."""
        found = {module for notebook in self.notebooks for module, _ in notebook.imports().values()}
        for cell in (cell for notebook in self.notebooks for cell in notebook.cells if cell.is_test):
            for node in ast.walk(_parsed(cell.source)):
                if isinstance(node, ast.Import):
                    found.update(each.name for each in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module)
        return sorted(found)

    def digest(self) -> str:
        """A name for this very key: another test, another digest."""
        data = [asdict(each) for each in self.notebooks] + [[name, hashlib.sha256(held).hexdigest()]
                                                            for name, held in self.files]
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _parsed(source: str) -> ast.Module:
    with contextlib.suppress(SyntaxError, ValueError, RecursionError):
        return ast.parse(source)
    return ast.Module(body=[], type_ignores=[])


def _text(source) -> str:
    return source if isinstance(source, str) else "".join(source)


def notebook_key(name: str, content: dict) -> NotebookKey:
    """The key that a notebook carries in itself: its nbgrader metadata, as it stands."""
    cells, plain, words = [], [], []
    for cell in content["cells"]:
        meta = cell.get("metadata", {}).get("nbgrader") or {}
        if "grade_id" not in meta:
            (plain if cell["cell_type"] == "code" else words).append(_text(cell["source"]))
            continue
        grade, solution, task = (bool(meta.get(each)) for each in ("grade", "solution", "task"))
        cells.append(CellKey(
            meta["grade_id"], cell["cell_type"], _text(cell["source"]), meta.get("checksum"), grade, solution, task,
            locked=not solution and (grade or bool(meta.get("locked"))), points=float(meta.get("points") or 0)))
    return NotebookKey(name, tuple(cells), tuple(plain), tuple(words))
