"""What is read of a handed-in folder, and what is said of the rest; how an outcome is put together."""

import os

import pytest

from kit.grader import submission as reading
from kit.grader.judge import failed, judged
from kit.grader.key import AssignmentKey, CellKey, NotebookKey
from kit.grader.outcomes import CellResult, Flag
from kit.grader.points import points_of
from kit.grader.runner import Executed
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import Submission, Unreadable, prepare, read_submission, text_name

CELL = CellKey("test_a", "code", "", None, grade=True, locked=True, points=4)
KEY = AssignmentKey("x", tuple(NotebookKey(name, (CELL,)) for name in ("one", "two", "three")))


def folder_of(place, files: dict[str, int | bytes]):
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(bytes(data) if isinstance(data, int) else data)
    return place


def read(place, **limits) -> Submission:
    return read_submission("s", place, Limits(**limits), ignore=[".ipynb_checkpoints"])


# what is too much


def test_a_file_of_exactly_the_most_bytes_is_read_and_one_more_is_not(tmp_path):
    assert read(folder_of(tmp_path, {"book.ipynb": 600, "data.csv": 400}), submission=1_000).notes == []
    found = read(folder_of(tmp_path, {"data.csv": 401}), submission=1_000)
    assert list(found.files) == ["book.ipynb"]
    assert found.notes == ["data.csv was left aside: all files together have more than 0.001 MB. "
                           "Ask for the notebook alone."]


@pytest.mark.parametrize(("files", "said"), [
    ({"book.ipynb": 2_100_000}, "has 2.1 MB, and up to 2 MB are read. Ask for it without its outputs"),
    ({"all.csv": 1_950_000, "book.ipynb": 60_000}, "together have more than 2 MB. Ask for the notebook alone"),
    ({"a/1": 1, "a/2": 1, "a/3": 1, "b/book.ipynb": 1}, "more than 3 files. Ask for the notebook alone"),
])
def test_a_notebook_that_is_not_read_says_what_was_too_much(tmp_path, monkeypatch, files, said):
    monkeypatch.setattr(reading, "MOST_FILES", 3)
    with pytest.raises(Unreadable, match=r"book\.ipynb was not read: ") as error:
        read(folder_of(tmp_path, files), submission=2_000_000)
    assert said in str(error.value)


def test_as_many_files_as_there_may_be_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_FILES", 3)
    assert len(read(folder_of(tmp_path, {"a": 1, "b": 1, "c": 1})).files) == 3
    found = read(folder_of(tmp_path, {"d": 1}))
    assert (list(found.files), found.notes) == (
        ["a", "b", "c"], ["d was left aside: there are more than 3 files. Ask for the notebook alone."])


# names


def test_a_copy_that_jupyterlab_keeps_is_named_and_the_first_of_several(tmp_path):
    folder_of(tmp_path, {f".ipynb_checkpoints/{name}-checkpoint.ipynb": 5 for name in ("one", "two")})
    found = read(tmp_path)
    assert found.files == {}
    assert found.notes == ["there is only a copy that JupyterLab keeps for itself "
                           "(.ipynb_checkpoints/one-checkpoint.ipynb). Ask for the notebook."]
    assert not read(folder_of(tmp_path, {"one.ipynb": 5})).notes


def test_a_long_name_is_said_by_its_first_hundred_letters(tmp_path):
    os.symlink("/etc/hostname", tmp_path / ("a" * 150))
    assert read(tmp_path).notes == [f"{'a' * 100} was left aside: a link."]
    folder_of(tmp_path, {"b" * 150: 2_000})
    assert read(tmp_path, submission=1_000).notes[1].startswith(f"{'b' * 100} was left aside: it has ")


def test_a_name_that_is_no_text_is_cut_in_its_middle_and_taken_once():
    notes: list[str] = []
    assert text_name("x\udcf6" * 60, (), notes) == "xö" * 25 + "xö" * 25
    assert text_name("\udcf6" + "y" * 98 + "z", (), []) == "ö" + "y" * 98 + "z"
    assert text_name("\udcf6" + "y" * 99 + "z", (), []) == "ö" + "y" * 98 + "z"
    assert text_name("\udcf6.txt", ("ö.txt", "_ö.txt"), notes) == "__ö.txt"
    assert notes[0].endswith(f"read as {'xö' * 50}.")
    assert notes[1] == "A file's name is no text in UTF-8; it was read as __ö.txt."


# several notebooks


def test_each_notebook_that_cannot_be_read_has_its_own_reason():
    found = prepare(Submission("s", {"one.ipynb": b"[", "two.ipynb": b'{"nbformat": 4, "cells": 3}',
                                     "three.ipynb": b'{"nbformat": 4, "cells": []}'}, ["a remark"]), KEY)
    said = [each.notes[:2] for each in found]
    assert said[0][0] == said[1][0] == said[2][0] == "a remark"
    assert said[0][1].startswith("one.ipynb: ")
    assert "not a notebook" in said[0][1]
    assert said[1][1].startswith("two.ipynb: it is JSON, but not a notebook")
    assert not [note for note in found[2].notes if "two.ipynb" in note or "one.ipynb" in note]


def test_what_lies_there_instead_of_a_notebook_is_listed():
    with pytest.raises(Unreadable) as error:
        prepare(Submission("s", {f"{name}.csv": b"" for name in "fedcba"}, ["g was left aside: a link."]), KEY)
    assert str(error.value) == ("no notebook was handed in; what lies there is a.csv, b.csv, c.csv, d.csv, e.csv "
                                "(g was left aside: a link.). Ask for the .ipynb file.")


# outcomes


def test_an_outcome_adds_up_its_notebooks():
    cells = [CellResult("test_a", 1.5, 4), CellResult("words", None, 3)]
    done = [Executed("one", {}, cells, notes=["late", "late"], seconds=1.23456),
            Executed("two", {}, [CellResult("test_b", 2.0, 4)], notes=["late", "odd"], seconds=2)]
    found = judged(KEY, Submission("s", {}, []), done)
    assert (found.status, found.score, found.max_score, found.reason, found.flags) == ("graded", 3.5, 12, "", ())
    assert (found.notes, found.seconds) == (("late", "odd"), 3.235)
    assert [each.grade_id for each in found.cells] == ["test_a", "words", "test_b"]


def test_a_flagged_outcome_says_each_reason_once():
    flags = [Flag("odd-result", "test_a", "it came to 9"), Flag("odd-result", "test_b", "it came to 9"),
             Flag("tripwire", "", "it looked at the tests")]
    done = [Executed("one", {}, [], flags[:1]), Executed("two", {}, [], flags[1:])]
    found = judged(KEY, Submission("s", {}, []), done)
    assert found.status == "flagged"
    assert found.flags == tuple(flags)
    assert found.reason == "Look at it before the grade is released: it came to 9; it looked at the tests."


def test_what_failed_has_no_points_a_reason_and_the_notebooks_as_released():
    found = failed(KEY, Submission("s", {}, ["a remark"]), "nobody knows.")
    assert (found.outcome.status, found.outcome.score, found.outcome.max_score) == ("failed", 0, 12)
    assert found.outcome.reason == "It could not be graded: nobody knows."
    assert found.outcome.notes == ("a remark",)
    assert [each.name for each in found.notebooks] == ["one", "two", "three"]
    assert all(each.notebook["nbformat"] == 4 and len(each.notebook["cells"]) == 1 for each in found.notebooks)


@pytest.mark.parametrize(("reply", "said", "flags"), [
    ({"error": True, "ename": "ValueError", "evalue": "no"}, "ValueError: no", []),
    ({"error": True, "ename": "E", "evalue": "x" * 600}, f"E: {'x' * 497}", []),
    ({"error": True}, "the tests were stopped", []),
    ({"error": True, "ename": "E", "interrupted": True}, "the tests ran too long and were stopped", []),
    ({"broken": "b" * 300}, "the tests were stopped",
     [("broken-kernel", f"the kernel could not run the tests: {'b' * 200}")]),
    ({"kind": "other", "shown": "s" * 200}, "the tests came to no number of points",
     [("odd-result", f"the tests came to {'s' * 100}, which is no number of points")]),
    ({"kind": "number", "value": 9}, "", [("odd-result", "the tests came to 9 of 4 points")]),
    ({"kind": "none", "flags": [["tripwire", "it looked"], ["half"]]}, "", [("tripwire", "it looked")]),
])
def test_what_is_said_of_a_reply(reply, said, flags):
    assert points_of(reply, CELL)[1:] == (said, flags)
