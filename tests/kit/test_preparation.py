"""Setting a submission right: released cells whatever was handed in, once each, in their places."""

import json
import subprocess
import sys

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.grader.key import AssignmentKey, CellKey, NotebookKey, notebook_key
from kit.grader.points import points_of
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import Cell, Submission, Unreadable, checksum, prepare, read_submission
from tests.kit.classes import ASSIGNMENTS, ROOT

CELLS = (
    CellKey("answer_a", "code", "raise NotImplementedError", None, solution=True),
    CellKey("test_a", "code", "assert a == 1\nassert a != 2", None, grade=True, locked=True, points=2),
    CellKey("words", "markdown", "Write here", None, grade=True, solution=True, points=3),
    CellKey("test_b", "code", "assert b == 1", None, grade=True, locked=True, points=4),
)
KEY = AssignmentKey("x", (NotebookKey("book", CELLS),))


def cell(name: str | None, source: str, kind: str = "code", **more) -> dict:
    meta = {"nbgrader": {"grade_id": name, "grade": False, "solution": False, "points": 1000, **more}} if name else {}
    return {"cell_type": kind, "source": source, "metadata": meta, "outputs": [{"output_type": "bogus"}]}


def handed(*cells, name="book.ipynb", **files) -> Submission:
    content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "evil"}},
                          "cells": cells})
    return Submission("s", {name: content.encode(), **files}, [])


def names(prepared) -> list:
    return [each.key.name if each.key else each.source for each in prepared.cells]


def test_graded_cells_are_the_released_ones_whatever_was_handed_in():
    [found] = prepare(handed(cell("answer_a", "a = 1"), cell("test_a", "2", grade=True), cell("words", "mine", "code"),
                             cell("test_b", "pass", "markdown")), KEY)
    by_name = {each.key.name: each for each in found.cells}
    assert by_name["test_a"].source == CELLS[1].source
    assert by_name["test_b"].cell_type == "code"
    assert by_name["words"].cell_type == "markdown"
    assert by_name["words"].source == "mine"
    assert by_name["test_a"].key.metadata()["points"] == 2
    assert any("test_b had been changed" in note for note in found.notes)


def test_missing_tests_are_put_back_behind_their_answers():
    [found] = prepare(handed(cell("answer_a", "a = 1"), cell(None, "try_it"), cell("words", "w", "markdown")), KEY)
    assert names(found) == ["answer_a", "try_it", "test_a", "words", "test_b"]


def test_of_a_cell_that_is_there_twice_the_last_counts():
    [found] = prepare(handed(cell("answer_a", "a = 1"), cell("test_a", "x"), cell("answer_a", "a = 2"),
                             cell("test_a", CELLS[1].source), cell("words", "w", "markdown"), cell("test_b", "")), KEY)
    assert names(found) == ["a = 1", "x", "answer_a", "test_a", "words", "test_b"]
    assert [each.source for each in found.cells if each.key and each.key.name == "answer_a"] == ["a = 2"]


def test_a_renamed_notebook_is_found_by_its_cells():
    [found] = prepare(handed(cell("answer_a", "a = 1"), cell("test_a", ""), name="book (1).ipynb"), KEY)
    assert "answer_a" in names(found)
    assert any("book (1).ipynb" in note for note in found.notes)


@pytest.mark.parametrize(("files", "said"), [
    ({}, "no notebook"),
    ({"book.ipynb": b"not json"}, "not a notebook"),
    ({"book.ipynb": b"[" * 100_000}, "not a notebook"),
    ({"book.ipynb": b'{"nbformat": 4, "cells": 3}'}, "JSON, but not a notebook"),
    ({"other.ipynb": b'{"nbformat": 4, "cells": []}'}, "is not among what was handed in"),
])
def test_what_cannot_be_graded_says_why(files, said):
    with pytest.raises(Unreadable, match=said):
        prepare(Submission("s", files, []), KEY)


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                        ["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "nbformat", "code", "x"]),
                        inner, max_size=4), max_leaves=12)


@given(st.lists(JSON, max_size=6))
def test_no_json_breaks_the_reader(cells):
    try:
        [found] = prepare(handed(*cells), KEY)
    except Unreadable:
        return
    assert {each.name for each in CELLS if each.grade} <= set(names(found))
    assert all(isinstance(each.source, str) and each.cell_type in ("code", "markdown", "raw") for each in found.cells)


@given(st.permutations([cell("answer_a", "a"), cell("test_a", "x"), cell("words", "w"), cell("test_b", "y"),
                        cell("zzz", "z")]),
       st.sets(st.integers(0, 4)))
def test_every_graded_cell_is_there_exactly_once(cells, dropped):
    [found] = prepare(handed(*[each for place, each in enumerate(cells) if place not in dropped]), KEY)
    graded = [each.key.name for each in found.cells if each.key and each.key.grade]
    assert sorted(graded) == ["test_a", "test_b", "words"]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_checksums_are_those_of_nbgrader(assignment):
    from nbgrader.utils import compute_checksum

    path = ROOT / "exercises" / assignment / f"{assignment}.ipynb"
    notebook, key = nbformat.read(path, 4), notebook_key(assignment, json.loads(path.read_text()))
    for each in notebook.cells:
        if "nbgrader" in each.metadata:
            own = key.by_name()[each.metadata.nbgrader.grade_id]
            assert checksum(Cell(each.cell_type, each.source, own)) == compute_checksum(each)


def test_links_devices_and_large_files_are_left_aside(tmp_path):
    import os

    (tmp_path / "secret").write_text("of somebody else")
    folder = tmp_path / "handed"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    (folder / "deep").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    (folder / "large.bin").write_bytes(bytes(5_000))
    (folder / "fine.txt").write_text("fine")
    (folder / "timestamp.txt").write_text("2026-11-23 10:00:00 UTC")
    found = read_submission("s", folder, Limits(submission=1_000))
    assert found.files == {"fine.txt": b"fine"}
    assert found.timestamp == "2026-11-23 10:00:00 UTC"
    assert len(found.notes) == 3
    with pytest.raises(Unreadable, match="a link"):
        read_submission("s", folder / "deep", Limits())


@pytest.mark.parametrize(("reply", "points", "flagged"), [
    ({"kind": "none", "value": None}, 4, False), ({"kind": "bool", "value": True}, 4, False),
    ({"kind": "bool", "value": False}, 0, False), ({"kind": "number", "value": 2.5}, 2.5, False),
    ({"kind": "number", "value": 0.0}, 0, False), ({"kind": "number", "value": 4.0}, 4, False),
    ({"kind": "number", "value": 9.0}, 4, True), ({"kind": "number", "value": -1.0}, 0, True),
    ({"kind": "number", "value": float("nan")}, 0, True), ({"kind": "number", "value": "inf"}, 4, True),
    ({"kind": "number", "value": "100000000000000000"}, 4, True), ({"kind": "other", "value": "tuple"}, 0, True),
    ({"error": True, "ename": "AssertionError"}, 0, False), ({"kind": "number", "value": 4.0, "book": 1.0}, 1, True),
    ({"kind": "number", "value": 1.0, "book": 1.0}, 1, False), ({"kind": {}, "value": []}, 0, True),
])
def test_points_of_a_reply(reply, points, flagged):
    found, _, flags = points_of(reply, CellKey("t", "code", "", None, grade=True, points=4))
    assert found == points
    assert bool(flags) == flagged


LIKE_WINDOWS = """
import os, sys
for flag in ("O_NOFOLLOW", "O_NONBLOCK"):
    delattr(os, flag)
for module in ("fcntl", "grp", "pwd", "resource"):
    sys.modules[module] = None
os.O_BINARY = 0
from pathlib import Path
import kit.__main__, kit.command, kit.grader
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import read_submission
print(read_submission("s", Path(sys.argv[1]), Limits()).files)
"""


def test_a_submission_is_read_on_a_system_without_the_flags_and_modules_of_unix(tmp_path):
    (tmp_path / "answer.txt").write_bytes(b"one\r\ntwo\x1a")
    done = subprocess.run([sys.executable, "-c", LIKE_WINDOWS, str(tmp_path)], capture_output=True, text=True, cwd=ROOT)
    assert not done.returncode, done.stderr
    assert eval(done.stdout) == {"answer.txt": b"one\r\ntwo\x1a"}
