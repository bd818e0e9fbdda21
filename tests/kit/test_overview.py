"""The report in words: tasks by their names, slips whatever their numbers, the whole course, one student; and small."""

import re
from datetime import timedelta

import pytest

from helpers.course import ready_steps
from helpers.errors import CourseError
from kit.classroom.dashboard import overview, report, slips
from kit.classroom.dashboard.page import remarks
from kit.classroom.dashboard.statistics import failed_checks
from kit.classroom.dashboard.tasks import task_names
from kit.classroom.grading.records import Record
from kit.command import main
from kit.grader.outcomes import CellResult, CheckLine, Flag, Outcome
from tests.kit.gradebooks import ASSIGNMENT, REPOSITORY, Pupil, make_class

UNWRITTEN = "Nothing to check yet: this answer is not written."
PHONE = {"width": 390, "height": 844}


def outcome(student: str, said: str, earned: float = 0.0) -> Outcome:
    return Outcome(ASSIGNMENT, student, "graded", cells=(
        CellResult("test_a_scale", earned, 6, (CheckLine("storage", earned, 2, said),)),))


def test_the_commonest_slip_is_counted_whatever_its_numbers_and_silence_is_none():
    said = ["23.1 K/s, which is too high. Check it backwards.", "4,120 K/s, which is too high. Check it backwards.",
            "0.5 M/s, which is too high. Check it backwards.", "That is one copy.", "That is one copy.",
            *[UNWRITTEN] * 6]
    [found] = failed_checks(outcome(f"s{at}", each) for at, each in enumerate(said))
    assert (found.failed, found.of, found.said_to, found.unanswered) == (11, 11, 3, 6)
    assert "too high" in found.message
    [silent] = failed_checks(outcome(f"s{at}", UNWRITTEN) for at in range(3))
    assert (silent.message, silent.said_to, silent.unanswered) == ("", 0, 3)


@pytest.mark.parametrize(("one", "other", "same"), [
    ("It is 8 times too high.", "It is 8.5 times too high.", True), ("12 GB/s too much", "3 TB/s too much", True),
    ("You wrote -3%", "You wrote 40%", True), ("too high", "too low", False), ("One zero", "Two zeros", False)])
def test_two_messages_are_one_slip_if_they_differ_in_numbers_alone(one, other, same):
    assert (slips.pattern(one) == slips.pattern(other)) == same


@pytest.mark.parametrize("exercise", [step.slug for step in ready_steps()])
def test_every_graded_cell_of_the_course_has_a_name_of_its_own(exercise):
    names = task_names(REPOSITORY / "solutions" / exercise)
    assert names
    assert len(set(names.values())) == len(names)
    assert all(len(each) < 100 and re.search(r"[A-Z]", each) for each in names.values())


def test_a_reason_is_said_once():
    flag = Flag("frames", "test_a_scale", "its code looked at the frames of its callers (sys._getframe).")
    record = Record(ASSIGNMENT, "a", "flagged", 1.0, 2.0, outcome=Outcome(
        ASSIGNMENT, "a", "flagged", reason="its code looked at the frames of its callers (sys._getframe), in a.",
        flags=(flag,)))
    assert remarks(record).count("frames of its callers") == 1
    assert not re.search(r"\.;|;\.", remarks(record))


CHECKS = (CheckLine("storage", 0, 2, "That is one copy."), CheckLine("posts", 4, 4))
PUPILS = [
    Pupil("anna", (4.0, 4.0, 6.0, 4.0), first_name="Anna", last_name="Berg", checks=CHECKS, comment="Well done."),
    Pupil("ben", (6.0, 1.0, 0.0, None), late=timedelta(hours=3), first_name="<b>Ben</b>"),
    Pupil("emil", (), "failed", reason="The kernel died."), Pupil("finn", (), "ungraded"), Pupil("gina", (), "none")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = make_class(tmp_path_factory.mktemp("overview") / "my class", PUPILS)
    (made.root / "feedback" / "anna" / ASSIGNMENT).mkdir(parents=True)
    (made.root / "feedback" / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.html").write_text("page")
    return made


def shown(path) -> str:
    from bs4 import BeautifulSoup

    return BeautifulSoup(path.read_text(), "html.parser").main.get_text(" ", strip=True)


def test_the_report_names_class_date_tasks_and_links_to_what_was_graded(folder):
    path = report(folder, ASSIGNMENT)
    text = shown(path)
    assert "Class my class · due 2026-03-01 12:00 UTC · made on" in text
    assert "Task A · Complete: how many, and how much?" in text
    assert "test_a_scale" not in text
    assert "the most common slip" in text
    links = re.findall(r'<a href="([^"#]+)">', path.read_text())
    assert f"../feedback/anna/{ASSIGNMENT}/{ASSIGNMENT}.html" in links
    assert all((path.parent / each).is_file() for each in links)


def test_the_overview_has_everybody_and_every_exercise(folder):
    text = shown(overview(folder))
    assert "anna (Anna Berg) 18 18 0" in text
    assert "ben (<b>Ben</b>) 7 * 7 0" in text
    assert "emil failed - 0" in text
    assert "finn not graded - 0" in text
    assert "gina · - 1" in text
    assert f"{ASSIGNMENT} 4 of 5 12.5 20 0 1 1 1 1" in text


def test_one_student_over_all_exercises(folder, capsys):
    assert main(["report", "--student", "anna", "--class", str(folder.root)]) == 0
    path = folder.root / "reports" / "student_anna.html"
    assert str(path) in capsys.readouterr().out
    text = shown(path)
    assert "18 of 20 points in 1 graded exercise" in text
    assert "Task A · Complete: how many, and how much? the tests 4 6" in text
    assert "a person 4 4" in text
    assert "storage That is one copy. 0 of 2" in text
    assert "task_d_bill: Well done." in text
    with pytest.raises(CourseError, match="nobody"):
        overview(folder, "nobody")
    assert main(["report", "--class", str(folder.root)]) == 0


def test_no_due_date_is_not_nobody_late(folder):
    from kit.classroom.dashboard.page import About, build
    from kit.classroom.dashboard.similarity import Found

    records = [Record(ASSIGNMENT, "a", "graded", 1.0, 2.0)]
    assert "No due date is set" in build(ASSIGNMENT, records, Found(), 0, About("my class"))


def test_beside_plotly_a_page_is_small(tmp_path):
    from plotly.offline import get_plotlyjs

    made = make_class(tmp_path, [Pupil(f"student_{at:04}", (4.0, at % 5, 6.0, None), first_name="Anna",
                                       last_name=f"Berg {at}", checks=CHECKS) for at in range(60)])
    size = len(report(made, ASSIGNMENT).read_text()) - len(get_plotlyjs())
    assert 10_000 < size < 200_000  # a class of 300: under a megabyte
    assert len(overview(made).read_text()) < 40_000


@pytest.mark.browser
def test_the_pages_fit_a_phone(folder, browser):
    page = browser.new_page(viewport=PHONE)
    for path in (report(folder, ASSIGNMENT), overview(folder), overview(folder, "anna")):
        page.goto(path.as_uri())
        page.wait_for_function("document.readyState === 'complete'")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path.name
        wide = page.evaluate("""() => [...document.querySelectorAll('table')].filter((each) =>
            each.scrollWidth > innerWidth
            && getComputedStyle(each.closest('.wide') || each).overflowX !== 'auto').length""")
        assert wide == 0, path.name
    page.close()
