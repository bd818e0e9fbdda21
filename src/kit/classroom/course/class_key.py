"""The key of a class's assignment, read from the gradebook's database, where nbgrader keeps hidden tests."""

import json
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from kit.classroom.course.class_notes import EARLIER, read_notes
from kit.classroom.course.database import class_gradebook
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.grader.key import AssignmentKey, CellKey, NotebookKey, notebook_key

LEFT_OUT = ("BEGIN SOLUTION", "END SOLUTION")


def class_key(folder: ClassFolder, assignment: str) -> AssignmentKey:
    """The key of a class's assignment: the gradebook's cells in the source's order. Raises `ClassError`."""
    from nbgrader.api import MissingEntry

    source = folder.path("source", assignment=assignment)
    order, plain, words = _source_order(source)
    with class_gradebook(folder) as gradebook:
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry:
            raise ClassError(f"assignment: {assignment} is not in the gradebook. Generate it first: "
                             "kit class release") from None
        notebooks = []
        earlier = read_notes(gradebook.db.connection(), EARLIER, assignment)
        for notebook in found.notebooks:
            texts = earlier.get(notebook.name, {})
            grades = {each.name: each for each in notebook.grade_cells}
            tasks = {each.name: each for each in notebook.task_cells}
            solutions = {each.name for each in notebook.solution_cells}
            cells = [CellKey(
                each.name, str(each.cell_type), each.source or "", each.checksum, each.name in grades,
                each.name in solutions, each.name in tasks, bool(each.locked) and each.name not in solutions,
                float((grades.get(each.name) or tasks.get(each.name)).max_score)
                if each.name in grades or each.name in tasks else 0.0, tuple(texts.get(each.name, ())))
                for each in notebook.source_cells]
            places = order.get(notebook.name, {})
            cells.sort(key=lambda cell, places=places: places.get(cell.name, len(places)))
            notebooks.append(NotebookKey(notebook.name, tuple(cells), plain.get(notebook.name, ()),
                                         words.get(notebook.name, ())))
    if not notebooks:
        raise ClassError(f"assignment: {assignment} has no notebook in the gradebook. Generate it again: "
                         "kit class release")
    notebooks.sort(key=lambda each: each.name)
    return AssignmentKey(assignment, tuple(notebooks), tuple(_files(folder, source)))


def _source_order(source: Path) -> tuple[dict, dict, dict]:
    order, plain, words = {}, {}, {}
    for path in sorted(source.glob("*.ipynb")):
        key = notebook_key(path.stem, json.loads(path.read_text(encoding="utf-8")))
        order[path.stem] = {cell.name: place for place, cell in enumerate(key.cells)}
        plain[path.stem] = tuple(each for each in key.plain if not any(word in each for word in LEFT_OUT))
        words[path.stem] = key.words
    return order, plain, words


def _files(folder: ClassFolder, source: Path) -> Iterator[tuple[str, bytes]]:
    """The instructor's files beside the notebooks: they lie beside every submission, in place of the student's own."""
    for path in sorted(source.rglob("*")):
        parts = path.relative_to(source).parts
        if path.is_file() and path.suffix != ".ipynb" and not any(
                fnmatch(part, pattern) for part in parts for pattern in folder.course.ignore):
            yield "/".join(parts), path.read_bytes()
