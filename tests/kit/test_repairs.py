"""A repair that decides points is told to a person, and no machine gives nothing for an answer that may be there."""

import base64
import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from kit.grader.cells import MISSING, Cell, checksum, link_names, read_cells
from kit.grader.key import AssignmentKey, CellKey, NotebookKey
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import Submission, Unreadable, prepare, read_submission

STUB, ESSAY = "raise NotImplementedError", "Write here."
PARTS = (CellKey("answer", "code", STUB, None, solution=True),
         CellKey("test", "code", "assert a == 1", None, grade=True, locked=True, points=2),
         CellKey("essay", "markdown", ESSAY, "0", grade=True, solution=True, points=3),
         CellKey("judged", "markdown", "Draw it.", None, task=True, locked=True, points=1))
KEY = AssignmentKey("x", (NotebookKey("book", PARTS, ("import math",), ("## Essay", "The end.")),))
PIXEL = base64.b64encode(b"\x89PNG pixel").decode()


def cell(name: str, source: str, kind: str = "code", **more) -> dict:
    return {"cell_type": kind, "source": source, "metadata": {"nbgrader": {"grade_id": name}} if name else {}, **more}


def text(name: str, source: str, **more) -> dict:
    return cell(name, source, "markdown", **more)


A, T = cell("answer", "a = 1"), cell("test", "assert a == 1")
HEAD, DRAW = text("", "## Essay"), text("judged", "Draw it.")


def book(*cells) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def made(*cells, **files):
    [found] = prepare(Submission("s", {"book.ipynb": book(*cells), **files}, []), KEY)
    return found, {each.key.name: each for each in found.cells if each.key}, {rule for rule, _, _ in found.flags}


def test_a_written_answer_that_lost_its_marks_is_the_answer_and_a_person_is_told():
    found, by_name, flags = made(A, T, HEAD, text("", "Because it is cheap."), DRAW)
    assert by_name["essay"].source == "Because it is cheap."
    assert by_name["essay"].answered
    assert flags == {"adopted-answer"}
    assert [each.source for each in found.cells].index("Because it is cheap.") == 3, "in its place"


def test_with_no_marks_at_all_the_one_text_of_the_students_own_is_the_answer():
    bare = [{**each, "metadata": {}} for each in (A, T, HEAD, text("", "Because."), DRAW)]
    _, by_name, flags = made(*bare)
    assert by_name["essay"].source == "Because."
    assert "adopted-answer" in flags


def test_of_several_texts_a_person_chooses_and_no_machine_gives_nothing():
    _, by_name, flags = made(A, T, HEAD, text("", "Because."), text("", "And so on."), DRAW)
    assert by_name["essay"].source == ESSAY
    assert by_name["essay"].answered, "a person is asked"
    assert flags == {"answer-elsewhere"}


def test_an_answer_that_is_nowhere_is_not_answered_and_nobody_is_asked():
    _, by_name, flags = made(A, T, HEAD, DRAW)
    assert (by_name["essay"].answered, flags) == (False, set())


def test_a_text_beside_an_untouched_answer_cell_is_for_a_person():
    essay = CellKey("essay", "markdown", ESSAY, None, grade=True, solution=True, points=3)
    essay = replace(essay, checksum=checksum(Cell("markdown", ESSAY, essay)))
    key = AssignmentKey("x", (replace(KEY.notebooks[0], cells=(*PARTS[:2], essay, PARTS[3])),))
    for beside, answered in ((text("", "Here it is."), True), (text("", "The end."), False), (text("", "  "), False)):
        data = book(A, T, HEAD, text("essay", ESSAY), beside, DRAW)
        [found] = prepare(Submission("s", {"book.ipynb": data}, []), key)
        assert next(each for each in found.cells if each.key and each.key.name == "essay").answered is answered
        assert not found.flags


@pytest.mark.parametrize("kind", ["answer", "essay"])
def test_the_stub_pasted_below_the_answer_takes_nothing_away(kind):
    stub = cell("answer", STUB) if kind == "answer" else text("essay", ESSAY)
    found, by_name, flags = made(A, stub, T, HEAD, text("essay", "Because."), DRAW, stub)
    assert by_name["answer"].source == "a = 1"
    assert by_name["essay"].source == "Because."
    assert flags == {"stub-below"}
    assert stub["source"] not in [each.source for each in found.cells], "run, it would undo the answer"


def test_a_stub_above_the_answer_and_the_same_answer_twice_are_no_reason_to_look():
    _, by_name, flags = made(cell("answer", STUB), A, A, T, HEAD, text("essay", "B."), text("essay", "B."), DRAW)
    assert (by_name["answer"].source, by_name["essay"].source, flags) == ("a = 1", "B.", set())


def test_a_text_that_was_split_is_joined_with_its_pictures():
    _, by_name, flags = made(A, T, HEAD, text("essay", "One ![a](attachment:a.png)", attachments={
        "a.png": {"image/png": PIXEL}}), text("essay", "Two."), DRAW)
    assert by_name["essay"].source == "One ![a](attachment:a.png)\n\nTwo."
    assert by_name["essay"].attachments["a.png"] == {"image/png": PIXEL}
    assert flags == {"joined-answer"}


def test_a_task_that_a_person_reads_elsewhere_is_never_nothing():
    _, by_name, _ = made(A, T, HEAD, text("essay", "Because."))
    assert by_name["judged"].answered


# which file is the notebook

ANSWERED, UNTOUCHED = (A, T, HEAD, text("essay", "B."), DRAW), (
    cell("answer", STUB), T, HEAD, text("essay", ESSAY), DRAW)
OTHER = (cell("answer", "a = 2"), T, HEAD, text("essay", "B."), DRAW)


def zipped(**members) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def graded(files: dict[str, bytes]):
    [found] = prepare(Submission("s", files, []), KEY)
    return next(each.source for each in found.cells if each.key and each.key.name == "answer"), {
        rule for rule, _, _ in found.flags}, " ".join(found.notes)


@pytest.mark.parametrize("name", ["x/book/book.ipynb", "book.ipynb.txt", "book.ipynb.json", "BOOK.IPYNB", "work",
                                  "my work (1).ipynb"])
def test_the_only_notebook_is_taken_wherever_it_lies_and_whatever_it_is_called(name):
    answer, flags, notes = graded({name: book(*ANSWERED), "notes.txt": b"mine"})
    assert (answer, flags) == ("a = 1", set())
    assert name in notes


def test_the_only_notebook_of_an_archive_is_taken():
    data = zipped(**{"done/book.ipynb": book(*ANSWERED), "__MACOSX/done/._book.ipynb": b"\0", "a.txt": b""})
    answer, flags, notes = graded({"hand in.zip": data})
    assert (answer, flags) == ("a = 1", set())
    assert "hand in.zip/done/book.ipynb" in notes


def test_an_answered_copy_beside_an_untouched_original_is_graded_and_told():
    for original in (book(*UNTOUCHED), b"{ cut off"):
        assert graded({"book.ipynb": original, "book-Copy1.ipynb": book(*ANSWERED)})[:2] == ("a = 1", {"copy-taken"})


def test_an_untouched_or_equal_copy_beside_an_answered_original_changes_nothing():
    for copy in (UNTOUCHED, ANSWERED):
        assert graded({"book.ipynb": book(*ANSWERED), "old/book.ipynb": book(*copy)})[:2] == ("a = 1", set())


def test_other_answers_in_a_second_notebook_are_told():
    assert graded({"book.ipynb": book(*ANSWERED), "b.ipynb": book(*OTHER)})[:2] == ("a = 1", {"several-notebooks"})


def test_of_two_copies_with_different_answers_nobody_chooses():
    files = {"book.ipynb": book(*UNTOUCHED), "b.ipynb": book(*ANSWERED), "c.ipynb": book(*OTHER)}
    with pytest.raises(Unreadable, match=r"b\.ipynb, c\.ipynb.*Ask which counts"):
        prepare(Submission("s", files, []), KEY)


@pytest.mark.parametrize(("files", "said"), [
    ({"answers.docx": b"PK", "b.txt": b""}, r"what lies there is answers\.docx, b\.txt"),
    ({"a.zip": b"PK\3\4 broken"}, "archive that cannot be read"),
    ({"book.ipynb": "{\"cells\": \"é\"}".encode("cp1252")}, "not in UTF-8"),
])
def test_what_was_handed_in_is_never_denied(files, said):
    with pytest.raises(Unreadable, match=said):
        prepare(Submission("s", files, []), KEY)


def test_a_notebook_in_utf_16_is_read():
    assert graded({"book.ipynb": book(*ANSWERED).decode().encode("utf-16")})[0] == "a = 1"


def test_a_copy_that_jupyter_keeps_for_itself_is_named(tmp_path):
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "book-checkpoint.ipynb").write_bytes(book(*ANSWERED))
    found = read_submission("s", tmp_path, Limits(), (".ipynb_checkpoints",))
    assert "book-checkpoint.ipynb" in found.notes[0]


# names and pictures

def test_a_name_that_is_no_utf_8_stops_nobody(tmp_path):
    name = b"l\xf6sung.ipynb"
    with open(bytes(tmp_path) + b"/" + name, "wb") as file:
        file.write(book(*ANSWERED))
    found = read_submission("s\udcff", tmp_path, Limits())
    assert list(found.files) == ["lösung.ipynb"]
    assert found.digest("s\udcff")
    assert prepare(found, KEY)[0].cells
    json.dumps(found.notes).encode()


@pytest.mark.parametrize(("link", "key"), [
    ("a.png", "a.png"), ("my%20pic.png", "my pic.png"), ("my%20pic.png", "my%20pic.png"),
    ("../../x.png", "../../x.png"),
    ("b%20%281%29.png", "b (1).png"), ("image(1).png", "image(1).png"), (r"a\_b.png", "a_b.png"), ("é.png", "é.png")])
def test_a_picture_is_kept_however_its_link_is_written_and_every_link_leads_somewhere(link, key):
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    for given, shown in (({key: {"image/png": PIXEL}}, PIXEL), ({}, MISSING), ({key: {}}, MISSING), ([], MISSING),
                         ({key: {"text/html": "<script>"}}, MISSING), ({key: {"image/png": '" onerror="x'}}, MISSING)):
        notes: list[str] = []
        [read] = read_cells(book(text("", f"see ![p](attachment:{link})", attachments=given)), notes)
        page = MarkdownWithMath(renderer=IPythonRenderer(attachments=read.attachments)).render(read.source)
        assert shown in page
        assert bool(notes) is (shown is MISSING)


def test_pictures_are_bounded(monkeypatch):
    monkeypatch.setattr("kit.grader.cells.LARGEST_PICTURES", 30)
    pictures = {"a": {"image/png": "A" * 20}, "b": {"image/png": "B" * 20}}
    notes: list[str] = []
    [read] = read_cells(book(text("", "![](attachment:a) ![](attachment:b)", attachments=pictures)), notes)
    assert read.attachments["a"] == {"image/png": "A" * 20}
    assert read.attachments["b"] == {"image/svg+xml": MISSING}
    assert "'b' is too large" in notes[0]


def test_a_thousand_links_are_not_followed():
    assert len(link_names("![](attachment:a)" + " ".join(f"![](attachment:{each})" for each in range(1_000)))) <= 50
