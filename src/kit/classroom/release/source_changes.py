"""Notices that `source/` is no longer what was released: grading goes by the release."""

import json
from pathlib import Path

from kit.classroom.course.class_notes import EARLIER, ensure, read_notes, write_note
from kit.classroom.course.database import class_gradebook
from kit.classroom.course.folder import ClassFolder
from kit.grader.cells import squashed, text_digest
from kit.grader.key import notebook_key

MOST_EARLIER = 20  # releases of one cell that are remembered


def source_changes(folder: ClassFolder, assignment: str) -> list[str]:
    """What differs between `source/` and the release that is graded by, in a sentence; nothing where they agree."""
    changed = []
    released = released_texts(folder, assignment)
    for path in sorted(folder.path("source", assignment=assignment).glob("*.ipynb")):
        known = released.get(path.stem)
        if known is None:
            changed.append(f"{path.name} (new)")
            continue
        now = {cell.name: cell for cell in _key(path).cells}
        for name, cell in now.items():
            if name not in known:
                changed.append(f"{name} (new)")
            elif (cell.grade or cell.task) and cell.points != known[name][1]:
                changed.append(f"{name} (its points)")
            elif cell.is_test and squashed(cell.source) != squashed(known[name][0]):
                changed.append(name)
        changed += [f"{name} (gone)" for name in known if name not in now]
    if not changed:
        return []
    return [f"source/{assignment} has changed since it was released: {', '.join(changed)[:300]}. Grades are made "
            f"by the release; to grade by the new one: kit class release {assignment}, then kit grade {assignment}"]


def _key(path: Path):
    return notebook_key(path.stem, json.loads(path.read_text(encoding="utf-8")))


def released_texts(folder: ClassFolder, assignment: str) -> dict[str, dict[str, tuple[str, float]]]:
    """The text and the points of each cell in the gradebook, by notebook and grade id."""
    from nbgrader.api import MissingEntry

    with class_gradebook(folder) as gradebook:
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry:
            return {}
        points = {(book.name, each.name): float(each.max_score or 0) for book in found.notebooks
                  for each in (*book.grade_cells, *book.task_cells)}
        return {book.name: {each.name: (each.source or "", points.get((book.name, each.name), 0.0))
                            for each in book.source_cells} for book in found.notebooks}


def remember(folder: ClassFolder, assignment: str, before: dict[str, dict[str, tuple[str, float]]]) -> None:
    """Keep short names of the texts that a new release replaced: who handed in the earlier one changed nothing.

    They are kept as students got them: without hidden lines.
    """
    after = released_texts(folder, assignment)
    with class_gradebook(folder) as gradebook:
        ensure(gradebook.engine)
        connection = gradebook.db.connection()
        kept = read_notes(connection, EARLIER, assignment)
        for book, cells in before.items():
            texts = dict(kept.get(book, {}))
            for name, (text, _) in cells.items():
                if after.get(book, {}).get(name, ("",))[0] != text:
                    shown = [text_digest(text), text_digest(without_hidden(text))]
                    texts[name] = list(dict.fromkeys([*texts.get(name, []), *shown]))[-MOST_EARLIER:]
            write_note(connection, EARLIER, assignment, book, texts or None)
        gradebook.db.commit()


def without_hidden(text: str) -> str:
    r"""A cell's text as it is released: without what stands between the marks of hidden tests.

    >>> without_hidden("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc")
    'a\nc'
    """
    lines, inside = [], False
    for line in text.split("\n"):
        if "BEGIN HIDDEN TESTS" in line:
            inside = True
        if not inside:
            lines.append(line)
        if "END HIDDEN TESTS" in line:
            inside = False
    return "\n".join(lines)

