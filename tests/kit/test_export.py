"""Grades as files: what Canvas and Moodle read, what a spreadsheet must not run, and what is still unfinished."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import CourseError
from kit.classroom.export.export import export
from kit.grader.outcomes import CheckLine, Flag
from tests.kit.gradebooks import ASSIGNMENT, Pupil, make_class

LOST = CheckLine("storage", 0, 2, "That is <b>one</b> copy.")
PUPILS = [
    Pupil("anna", (6.0, 4.0, 6.0, 4.0), first_name="Anna", last_name="Ångström", email="anna@example.org",
          lms_user_id="4711"),
    Pupil("ben", (2.0, 1.5, 0.0, 1.25), first_name="Ben", last_name="de Wit", email="ben@example.org",
          checks=(LOST,), late=timedelta(hours=30), penalty=0.5),
    Pupil("carl", (6.0, 4.0, 6.0, None), first_name="=HYPERLINK(1)", last_name="+1\n2", email="@c"),
    Pupil("dora", (6.0, 4.0, 0.0, 1.0), "flagged", 'Dora "D"', "Duck, jr.", "dora@example.org",
          flags=(Flag("canary", "test_a_scale", "=cmd|' /C calc'!A0"),)),
    Pupil("emil", (), "failed", email="emil@example.org", reason="The kernel died."),
    Pupil("finn", (), "ungraded", email="finn@example.org"),
    Pupil("gina", (), "none", email="gina@example.org"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_class(tmp_path_factory.mktemp("export"), PUPILS)


def rows(path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(Path(path).read_bytes().decode("utf-8"), newline="")))


def named(path) -> list[dict[str, str]]:
    header, *others = rows(path)
    return [dict(zip(header, row, strict=True)) for row in others]


def test_canvas_has_its_columns_its_points_and_blanks_where_nothing_was_graded(folder):
    written = export(folder, "canvas")
    header, possible, *students = rows(written)
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]
    assert possible == ["    Points Possible", "", "", "", "", "20"]
    assert {row[3]: row[5] for row in students} == {
        "anna": "20", "ben": "4.25", "carl": "16", "dora": "11", "emil": "", "finn": "", "gina": ""}
    assert students[0] == ["Ångström, Anna", "4711", "", "anna", "", "20"]
    assert students[3][0] == 'Duck, jr., Dora "D"'


def test_scores_equal_those_of_nbgraders_own_export(folder, tmp_path):
    from nbgrader.plugins import CsvExportPlugin

    from kit.classroom.grading.records import open_gradebook

    plugin = CsvExportPlugin()
    plugin.to, plugin.student = str(tmp_path / "stock.csv"), ["anna", "ben"]  # it quotes no names
    with open_gradebook(folder) as gradebook:
        plugin.export(gradebook)
    stock, ours = ({row["student_id"]: [float(row[name]) for name in ("score", "raw_score", "max_score")]
                    for row in named(path)}
                   for path in (tmp_path / "stock.csv", export(folder, "csv", students=plugin.student)))
    assert ours == stock
    assert len(ours) == 2


def test_what_is_unfinished_is_counted_said_and_can_be_left_out(folder):
    written = export(folder, "canvas")
    assert (written.rows, written.unfinished, written.left_blank) == (9, 4, 2)
    assert written.warning == ("4 grades may still change (1 flagged, 1 could not be graded, 1 not graded yet, 1 with "
                               "a cell to be graded by hand); 2 are left blank in the file.")
    finished = {row[3]: row[5] for row in rows(export(folder, "canvas", unfinished=False))}
    assert (finished["anna"], finished["ben"], finished["carl"], finished["dora"]) == ("20", "4.25", "", "")
    assert export(folder, "canvas", students=["anna"]).warning == ""


def test_moodle_has_an_address_for_all_or_for_none(folder, tmp_path):
    header, *students = rows(export(folder, "moodle", feedback=True))
    assert header == ["Username", "Email address", "First name", "Last name", ASSIGNMENT, f"{ASSIGNMENT} (feedback)"]
    assert students[1][4:] == ["4.25", "storage: 0 of 2. That is &lt;b&gt;one&lt;/b&gt; copy."]
    assert students[6][4:] == ["", ""]
    other = make_class(tmp_path / "class", [
        Pupil("a", email="a@example.org", status="none"), Pupil("b", status="none")])
    assert rows(export(other, "moodle"))[0] == ["Username", "First name", "Last name", ASSIGNMENT]


def test_plain_names_status_reason_and_who_waits(folder):
    found = {row["student_id"]: row for row in named(export(folder))}
    assert {who: row["status"] for who, row in found.items()} == {each.id: each.status for each in PUPILS}
    assert found["emil"]["reason"] == "The kernel died."
    assert found["dora"]["flags"].startswith("canary (test_a_scale): =cmd")
    assert (found["carl"]["needs_person"], found["anna"]["needs_person"]) == ("yes", "no")
    assert (found["ben"]["late_penalty"], found["ben"]["late_seconds"]) == ("0.5", "108000")
    assert found["gina"]["score"] == ""


def test_no_field_is_a_formula(folder):
    for format in ("canvas", "moodle", "csv"):
        for row in rows(export(folder, format)):
            assert not [each for each in row if each.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))], row


@given(st.text())
def test_any_text_stays_one_field_that_no_spreadsheet_runs(value):
    from kit.classroom.export.export_plugins import safe_text

    text = safe_text(value)
    assert not text.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert "\n" not in text
    assert "\r" not in text
    written = io.StringIO(newline="")
    csv.writer(written).writerow([text, "x"])
    assert next(csv.reader(io.StringIO(written.getvalue(), newline=""))) == [text, "x"]


def test_nbgraders_own_command_takes_the_exporter(folder, monkeypatch):
    from nbgrader.apps.exportapp import ExportApp

    monkeypatch.chdir(folder.root)
    command = ExportApp()
    command.initialize(["--exporter=kit.classroom.export.CanvasExport", "--to=stock_command.csv"])
    command.start()
    assert (folder.root / "stock_command.csv").read_bytes() == Path(export(folder, "canvas")).read_bytes()


@pytest.mark.parametrize(("given_", "named"), [
    ({"format": "excel"}, "format"), ({"students": ["nobody"]}, "nobody"), ({"to": "/nowhere/at/all.csv"}, "/nowhere"),
    ({"assignments": ["99"]}, "assignment"),
])
def test_errors_name_what_is_wrong(folder, given_, named):
    with pytest.raises(CourseError, match=named):
        export(folder, **given_)


def test_without_a_gradebook_it_says_so(folder, tmp_path):
    from kit.classroom.course.folder import ClassFolder

    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(CourseError, match="no gradebook yet"):
        export(ClassFolder(tmp_path), "csv")
    assert not (tmp_path / "gradebook.db").exists()
