"""Both ends of the round: feedback that can be handed back, grades as systems read them, answers for programs."""

import csv
import io
import json
import re
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from helpers.errors import CourseError
from kit.classroom.collection import collect
from kit.classroom.export.export import export
from kit.classroom.feedback_pages.feedback import feedback
from kit.classroom.feedback_pages.feedback_forms import hand_back
from kit.classroom.grading.records import open_gradebook
from kit.command import main
from kit.grader.outcomes import CheckLine
from tests.kit.gradebooks import ASSIGNMENT, Pupil, make_class
from tests.kit.lms_zips import notebook, write_zip

LOST = CheckLine("storage", 0, 2, "That is <b>one</b> copy.")
PUPILS = [
    Pupil("anna", (6.0, 4.0, 6.0, 4.0), first_name="Anna", last_name="Berg", email="anna@example.org",
          lms_user_id="4711", comment="Good.\nRead the second part again."),
    Pupil("bob", (2.0, 1.0, 0.0, 1.0), first_name="Bob", last_name="de Wit", email="bob@example.org",
          lms_user_id="4712", checks=(LOST,), late=timedelta(hours=30)),
    Pupil("chen", (), "none", email="chen@example.org"),
]
NEXT = re.compile(r"^Next: (.+)$", re.MULTILINE)


@pytest.fixture
def folder(tmp_path):
    return make_class(tmp_path / "class", PUPILS)


def rows(path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(Path(path).read_text(encoding="utf-8"), newline="")))


def from_canvas(folder, tmp_path):
    write = write_zip(tmp_path / "s.zip", [("berganna_4711_9001_02_estimation.ipynb", notebook()),
                                           ("dewitbob_LATE_4712_9002_02_estimation-1.ipynb", notebook())])
    return collect(folder, "canvas", write)


def from_moodle(folder, tmp_path):
    write = write_zip(tmp_path / "s.zip", [("Anna Berg_31_assignsubmission_file_/02_estimation.ipynb", notebook()),
                                           ("Bob de Wit_32_assignsubmission_file_/02_estimation.ipynb", notebook())])
    return collect(folder, "moodle", write)


def canvas_reads(name: str) -> tuple[str, str]:
    """Whose page it is, as `infer_comment_context_from_filename` of Canvas finds it: the first two numbers."""
    user, attachment = [part for part in name.split("_") if re.fullmatch(r"\d+", part)][:2]
    return user, attachment


def moodle_reads(name: str) -> tuple[str, str]:
    """Whose page it is and what it is called, as Moodle's `is_valid_filename_for_import` finds it."""
    info = name.split("_", 4)
    assert info[2:4] == ["assignsubmission", "file"]
    assert not name.rsplit("/", 1)[-1].startswith((".", "~"))
    return info[1], info[4]


def test_canvas_finds_every_page_s_student_and_who_came_otherwise_is_named(folder, tmp_path):
    from_canvas(folder, tmp_path)
    pages = feedback(folder, ASSIGNMENT)
    done = hand_back(folder, ASSIGNMENT, pages, "canvas")
    with zipfile.ZipFile(done.path) as archive:
        names = archive.namelist()
        assert {canvas_reads(each) for each in names} == {("4711", "9001"), ("4712", "9002")}
        assert all(each.endswith("_02_estimation.html") for each in names)
        assert min(each.date_time[0] for each in archive.infolist()) >= 2026
        assert b"Anna Berg" in archive.read("berganna_4711_9001_02_estimation.html")
    assert (done.pages, done.students, done.left_out) == (2, 2, ())
    with pytest.raises(CourseError, match="moodle knows none of these students"):
        hand_back(folder, ASSIGNMENT, pages, "moodle")


def test_moodle_finds_every_page_s_student(folder, tmp_path):
    from_moodle(folder, tmp_path)
    done = hand_back(folder, ASSIGNMENT, feedback(folder, ASSIGNMENT), "moodle")
    with zipfile.ZipFile(done.path) as archive:
        assert {moodle_reads(each) for each in archive.namelist()} == {
            ("31", "02_estimation.html"), ("32", "02_estimation.html")}


def test_one_zip_for_all_says_whose_each_page_is(folder):
    done = hand_back(folder, ASSIGNMENT, feedback(folder, ASSIGNMENT), "zip")
    with zipfile.ZipFile(done.path) as archive:
        index = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"), newline="")))
        assert [(each["student_id"], each["email"]) for each in index] == [
            ("anna", "anna@example.org"), ("bob", "bob@example.org")]
        for each in index:
            assert each["student_id"] in each["file"]
            assert f"({each['student_id']})" in archive.read(each["file"]).decode()


def test_a_student_who_was_not_collected_from_there_is_named(folder, tmp_path):
    collect(folder, "canvas", write_zip(tmp_path / "s.zip", [("x_4711_9001_02_estimation.ipynb", notebook())]))
    done = hand_back(folder, ASSIGNMENT, feedback(folder, ASSIGNMENT), "canvas")
    assert done.left_out == ("bob (not collected from Canvas)",)
    assert done.pages == 1


def test_off_a_hub_the_step_that_is_printed_works_as_printed(folder, capsys):
    assert main(["feedback", ASSIGNMENT, "--class", str(folder.root)]) == 0
    step = NEXT.search(capsys.readouterr().out)[1]
    assert step.split()[:2] == ["kit", "feedback"]
    assert main(step.split()[1:]) == 0
    assert (folder.root / f"feedback_{ASSIGNMENT}_zip.zip").is_file()


def test_on_a_hub_the_step_that_is_printed_works_as_printed(folder, tmp_path, capsys):
    exchange = tmp_path / "exchange"
    (exchange / "system_design" / "feedback").mkdir(parents=True)
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n")
    for who in ("anna", "bob"):
        for step in ("submitted", "autograded"):
            place = folder.path(step, who, ASSIGNMENT)
            (place / "submission_secret.txt").write_text(f"secret of {who}")
    assert main(["feedback", ASSIGNMENT, "--class", str(folder.root)]) == 0
    step = NEXT.search(capsys.readouterr().out)[1]
    assert "release_feedback" in step
    ran = subprocess.run(step, shell=True, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert len(list((exchange / "system_design" / "feedback").rglob("*.html"))) == 2


def test_pages_say_whose_they_are_what_a_person_changed_and_why(folder):
    with open_gradebook(folder) as gradebook:
        grade = gradebook.find_grade("test_a_scale", ASSIGNMENT, ASSIGNMENT, "bob")
        grade.manual_score = 5.5
        gradebook.find_comment("task_a_scale", ASSIGNMENT, ASSIGNMENT, "bob").manual_comment = "Right but for a typo."
        extra = gradebook.find_grade("test_b_claims", ASSIGNMENT, ASSIGNMENT, "bob")
        extra.extra_credit = 0.5
        gradebook.db.commit()
    pages = {page.parent.parent.name: page.read_text() for page in feedback(folder, ASSIGNMENT)}
    assert "<strong>Bob de Wit (bob)</strong>" in pages["bob"]
    assert f"exercise {ASSIGNMENT}" in pages["bob"]
    assert "handed in 2026-03-02 18:00 UTC" in pages["bob"]
    assert "30.0 hours late" in pages["bob"]
    assert "changed by your instructor" in pages["bob"]
    assert "5.5 in place of 2" in pages["bob"]
    changed = pages["bob"].split("changed by your instructor")[1][:200]
    assert "Right but for a typo." in changed
    assert "No reason was written down" in pages["bob"].split("0.5 extra")[0].split("added by your instructor")[1]
    assert "0.5 extra" in pages["bob"]
    assert "changed by your instructor" not in pages["anna"]
    assert re.search(r"Good\.<br ?/?>\s*Read the second part again\.", pages["anna"])


CANVAS_BOOK = """Student,ID,SIS User ID,SIS Login ID,Section,Exercise 2: Estimation (88123),Other (5),Final Score
    Points Possible,,,,,20,10,(read only)
"Berg, Anna",4711,S1,anna,Monday,,,
"de Wit, Bob",4712,S2,bob,Monday,,,
"Student, Test",9,,t,Monday,,,
"""


def test_canvas_makes_no_new_assignment_by_accident(folder, tmp_path):
    bare = export(folder, "canvas")
    assert any("makes a new assignment 02_estimation" in each for each in bare.notes)
    book = tmp_path / "book.csv"
    book.write_text(CANVAS_BOOK.replace("Exercise 2: Estimation", "02 estimation"))
    done = export(folder, "canvas", like=book)
    header, possible, *people = rows(done)
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "02 estimation (88123)"]
    assert possible[-1] == "20"
    assert people == [["Berg, Anna", "4711", "S1", "anna", "Monday", "20"],
                      ["de Wit, Bob", "4712", "S2", "bob", "Monday", "4"]]
    assert done.notes == ("Not in Canvas's grade book, and left out: chen.",)
    titled = export(folder, "canvas", like=book, columns={"02": "Exercise 2: Estimation (88123)"})
    assert rows(titled)[0][-1] == "Exercise 2: Estimation (88123)"
    with pytest.raises(CourseError, match="no grade book of Canvas's"):
        export(folder, "canvas", like=folder.root / "nbgrader_config.py")
    with pytest.raises(CourseError, match="are for canvas"):
        export(folder, "csv", like=book)


def test_what_nobody_handed_in_is_no_column_unless_it_is_named(folder):
    with open_gradebook(folder) as gradebook:
        gradebook.add_assignment("03_interface")
        gradebook.db.commit()
    assert rows(export(folder, "canvas"))[0][5:] == [ASSIGNMENT]
    assert {row[0] for row in rows(export(folder, "csv"))[1:]} == {ASSIGNMENT}


def test_moodle_gets_what_it_finds_students_by_or_it_is_said(folder):
    done = export(folder, "moodle", feedback=True)
    header, first, *_ = rows(done)
    assert header == ["Username", "Email address", "First name", "Last name", ASSIGNMENT, f"{ASSIGNMENT} (feedback)"]
    assert first[-1] == "task_d_bill: Good. Read the second part again."
    assert "That is &lt;b&gt;one&lt;/b&gt; copy." in rows(done)[2][-1]
    assert export(folder, "moodle", students=["anna", "bob"]).notes == ()
    assert rows(export(folder, "moodle", students=["anna", "bob"]))[0][:3] == ["Username", "ID number", "Email address"]
    with open_gradebook(folder) as gradebook:
        gradebook.update_or_create_student("dora")
        gradebook.find_grade("test_a_scale", ASSIGNMENT, ASSIGNMENT, "anna").extra_credit = 0.5
        gradebook.db.commit()
    notes = " ".join(export(folder, "moodle").notes)
    assert "by Username alone" in notes
    assert "dora" in notes
    assert "unlimitedgrades" in notes


def test_one_wide_file_has_a_line_for_each_student(folder):
    header, *people = rows(export(folder, "csv", wide=True, feedback=True))
    assert header == ["student_id", "last_name", "first_name", "email", ASSIGNMENT, f"{ASSIGNMENT} comments", "sum",
                      "possible"]
    assert [(row[0], row[4], row[6]) for row in people] == [("anna", "20", "20"), ("bob", "4", "4"), ("chen", "", "")]
    with pytest.raises(CourseError, match="wide"):
        export(folder, "canvas", wide=True)


def test_comments_tell_silence_once_and_are_not_cut_inside_a_word(tmp_path):
    silent = tuple(CheckLine(f"check {at}", 0, 1, "Nothing to check yet: this answer is not written.")
                   for at in range(5))
    long = CheckLine("long", 0, 1, "word " * 900)
    made = make_class(tmp_path / "class", [Pupil("a", (0.0, 0.0, 0.0, 0.0), checks=silent),
                                           Pupil("b", (0.0, 0.0, 0.0, 0.0), checks=(long,))])
    [header, first, second] = rows(export(made, "csv", feedback=True))
    assert header[-1] == "comments"
    assert first[-1] == "5 checks without an answer"
    assert second[-1].endswith("word ...")


def test_the_commands_answer_a_program_and_count_students(folder, capsys):
    place = ["--class", str(folder.root)]
    assert main(["export", "csv", *place, ASSIGNMENT]) == 0
    assert "Grades of 3 students in 02_estimation in" in capsys.readouterr().out
    assert (folder.root / "grades.csv").is_file()
    assert main(["export", "canvas", *place, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["students"], answer["status"], answer["assignments"]) == (3, 0, [ASSIGNMENT])
    assert "new assignment" in answer["warning"]
    assert main(["feedback", "--students", "anna,bob", ASSIGNMENT, *place, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["students"] == 2
    assert main(["feedback", *place, "--students", "anna", ASSIGNMENT]) == 0
    assert main(["feedback", *place, ASSIGNMENT, "--students", "chen"]) == 3
    said = capsys.readouterr().err
    assert "nobody has been graded" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("line", [
    ["export", "csv", "--class", "C", "02"], ["export", "--class", "C", "csv", "02"],
    ["report", "--class", "C", "02"], ["feedback", "--class", "C", "02", "--students", "anna", "bob"],
    ["feedback", "--students", "anna", "bob", "02", "--class", "C"], ["grade", "--students", "anna", "02"],
    ["collect", "--class", "C", "folder", "x", "02"]])
def test_options_stand_in_any_order(line):
    from kit.command import parser

    found = parser().parse_args(line)
    named = getattr(found, "assignments", None) or [found.assignment]
    assert named == ["02"]
    assert list(getattr(found, "students", ())) in ([], ["anna"], ["anna", "bob"])


def test_a_column_in_which_nothing_stands_has_no_heading(tmp_path):
    made = make_class(tmp_path / "class", [Pupil("a", (6.0, 4.0, 6.0, None), checks=(CheckLine("posts", 4, 4),)),
                                           Pupil("b", (0.0, 0.0, 0.0, None), checks=(LOST,))])
    silent, spoken = (page.read_text() for page in feedback(made, ASSIGNMENT))
    assert "What it said" not in silent
    assert "What it said" in spoken
