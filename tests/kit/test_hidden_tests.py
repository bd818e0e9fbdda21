"""Hidden tests do not reach students by the feedback page: neither their code, nor their names, nor what they said."""

import json
from dataclasses import replace

import pytest

from kit.classroom.course.hidden import for_students, hidden_parts, visible, without_hidden_output
from kit.classroom.feedback_pages.feedback import feedback, kept_back
from kit.classroom.feedback_pages.feedback_page import Feedback, render
from kit.classroom.grading.records import Item, Record, open_gradebook
from kit.grader.outcomes import CellResult, CheckLine, Outcome, read_checks
from tests.kit.gradebooks import ASSIGNMENT, Pupil, make_class

SECRET = "heron"
CODE = f'''checks = Checks(points=7)
checks.check("two", lambda: answer(2) == 4)
### BEGIN HIDDEN TESTS
### FOR STUDENTS: Think of an empty list.
checks.check("{SECRET} name", lambda: answer("{SECRET}") == "{SECRET} value", hint="{SECRET} hint")
assert answer(3), "{SECRET} message"
### END HIDDEN TESTS
for n in range(2):
    checks.check(f"seen {{n}}", lambda: False)
checks.score()'''
PRINTED = f"""two ...... 0 of 1
    You answered 3.
{SECRET} name .. 0 of 1
    You gave {SECRET} value.
    {SECRET} hint
an answer prints {SECRET}
seen 0 ...... 1 of 1
"""
RESULT = CellResult("test", 1, 7, read_checks(PRINTED), f"AssertionError: {SECRET} message")
HIDDEN_TRACE = f"  <test test>, line 6, in <module>\n    assert answer(3)\nAssertionError: {SECRET} message"
OUTPUTS = [{"output_type": "stream", "name": "stdout", "text": PRINTED},
           {"output_type": "error", "ename": "A", "evalue": SECRET, "traceback": HIDDEN_TRACE.split("\n")}]
SEEN_TRACE = "  <cell 2>, line 1, in answer\n  <test test>, line 2, in <lambda>\nValueError: yours"


def test_a_hidden_check_is_a_line_with_its_points_and_what_was_written_for_students():
    found = for_students(RESULT, CODE, HIDDEN_TRACE)
    assert found.checks == (CheckLine("two", 0, 1, "You answered 3."),
                            CheckLine("hidden check", 0, 1, "Think of an empty list."), CheckLine("seen 0", 1, 1))
    assert found.error == "Think of an empty list."
    assert for_students(replace(RESULT, error=""), CODE).error == ""


def test_without_a_sentence_it_says_that_there_was_one_and_nothing_else():
    bare = CODE.replace("### FOR STUDENTS: Think of an empty list.\n", "")
    found = for_students(RESULT, bare, HIDDEN_TRACE)
    assert found.checks[1] == CheckLine("hidden check", 0, 1, "")
    assert found.error == "A hidden test stopped here."


def test_an_error_of_lines_that_students_have_is_shown_and_in_doubt_none():
    yours = replace(RESULT, error="ValueError: yours")
    assert for_students(yours, CODE, SEEN_TRACE).error == "ValueError: yours"
    assert "yours" not in for_students(yours, CODE, "").error


def test_what_was_printed_holds_the_visible_checks_alone():
    left = without_hidden_output(OUTPUTS, CODE)
    assert SECRET not in json.dumps(left)
    assert left[0]["text"] == "two ...... 0 of 1\n    You answered 3.\nseen 0 ...... 1 of 1\n"
    shown = [{"output_type": "error", "ename": "E", "evalue": "", "traceback": SEEN_TRACE.split("\n")}]
    assert without_hidden_output(shown, CODE) == shown


def test_an_answer_that_prints_a_line_like_a_checks_learns_nothing_by_it():
    printed = f"two ...... 0 of 1\n    {SECRET}\ntwo ...... 0 of 1\n    You answered 3.\n"
    assert SECRET not in json.dumps(without_hidden_output(
        [{"output_type": "stream", "name": "stdout", "text": printed}], CODE))
    assert SECRET not in repr(for_students(CellResult("test", 0, 7, read_checks(printed)), CODE))


@pytest.mark.parametrize(("code", "name", "hidden"), [
    (CODE, "two", False), (CODE, "seen 7", False), (CODE, f"{SECRET} name", True),
    (CODE.replace(f'"{SECRET} name"', f'f"{SECRET} {{n}}"'), "seen 0", True),  # both names are made: in doubt hidden
    ("### BEGIN HIDDEN TESTS\nx = (\n### END HIDDEN TESTS", "two", True), ("checks.check('a', f)", "b", False)])
def test_which_checks_are_hidden(code, name, hidden):
    [line] = for_students(CellResult("t", 0, 1, (CheckLine(name, 0, 1, "words"),)), code).checks
    assert (line.name == "hidden check") is hidden
    assert (line.said == "words") is not hidden


def test_mark_schemes_and_parts_without_an_end_are_hidden_too():
    assert visible("a\n  ### BEGIN MARK SCHEME\nb\n### END MARK SCHEME\nc") == "a\nc"
    assert visible("a\n### BEGIN HIDDEN TESTS\nb") == "a"
    assert hidden_parts("a").ranges == ()


def test_no_page_holds_a_hidden_test_whole_or_in_part_unless_the_class_shows_them():
    cells = ({"cell_type": "code", "source": CODE.splitlines(keepends=True), "outputs": OUTPUTS,
              "metadata": {"nbgrader": {"grade_id": "test"}}},)
    record = Record("x", "anna", "graded", 1, 7, items=(Item("nb", "test", 1, 7),),
                    outcome=Outcome("x", "anna", "graded", cells=(RESULT,)))
    given = Feedback("nb", record, cells)
    hidden = render(kept_back(given, {("nb", "test"): CODE}))
    assert SECRET not in hidden
    assert "hidden check" in hidden
    assert "Think of an empty list." in hidden
    assert SECRET in render(kept_back(given, {}))
    assert SECRET not in render(kept_back(replace(given, cells=()), {("nb", "test"): CODE})), "without its notebook"


def test_the_setting_of_the_class_decides(tmp_path):
    folder = make_class(tmp_path, [Pupil("anna", (1.0, 0.0, 0.0, 0.0), checks=read_checks(PRINTED))])
    with open_gradebook(folder) as gradebook:
        gradebook.add_source_cell("test_a_scale", ASSIGNMENT, ASSIGNMENT, source=CODE, cell_type="code")
    [page] = feedback(folder, ASSIGNMENT)
    assert SECRET not in page.read_text()
    (folder.root / "kit.yaml").write_text("show_hidden_tests: true\n")
    feedback(folder, ASSIGNMENT)
    assert SECRET in page.read_text()
