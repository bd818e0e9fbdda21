"""The kit command: one clear line for every slip, and a learner's own check."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.course import ready_steps
from kit.command import main
from tests.kit.classes import ROOT

SLUG = "02_estimation"


@pytest.fixture
def exercise(tmp_path):
    """An exercise folder with task B solved and task A half solved."""
    released = json.loads((ROOT / "exercises" / SLUG / f"{SLUG}.ipynb").read_text())
    solved = json.loads((ROOT / "solutions" / SLUG / f"{SLUG}.ipynb").read_text())
    for cell, right in zip(released["cells"], solved["cells"], strict=True):
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "task_b_claims":
            cell["source"] = right["source"]
    place = tmp_path / "exercises" / SLUG / f"{SLUG}.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(released))
    return place


def test_check_grades_ones_own_exercise_with_every_line(exercise, monkeypatch, capsys):
    monkeypatch.chdir(exercise.parent)
    assert main(["check", "02"]) == 0
    said = capsys.readouterr().out
    assert "test_b_claims: 4 of 4" in said
    assert "test_a_scale: 0 of 6" in said
    assert "not answered yet" in said  # task D
    assert "4 of 16 points that a machine can give; 20 in all" in said
    assert "Traceback" not in said


def test_check_tells_when_a_test_was_changed(exercise, capsys):
    content = json.loads(exercise.read_text())
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "test_a_scale":
            cell["source"] = "6.0"
    exercise.write_text(json.dumps(content))
    main(["check", str(exercise)])
    assert "test_a_scale" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "said"), [
    (["check", "99_nothing"], "is not one of"),
    (["check", "nowhere.ipynb"], "there is no file"),
    (["grade", SLUG, "--class", "nowhere"], "there is no nbgrader_config.py"),
    (["export", "csv", "--class", "nowhere"], "kit class init"),
])
def test_slips_are_met_with_one_line(arguments, said, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1


def test_check_of_a_broken_file_is_met_with_one_line(tmp_path, capsys):
    broken = tmp_path / "half.ipynb"
    broken.write_text('{"cells": [')
    assert main(["check", str(broken)]) == 1
    assert re.fullmatch(r"kit: half.ipynb: this is not a notebook that can be read.*\n", capsys.readouterr().err)


def test_limits_are_read_and_slips_named(capsys):
    from helpers.errors import CourseError
    from kit.arguments import limit
    from kit.grader.sandbox.limits import Limits

    assert Limits.of(dict(map(limit, ["cell_seconds=20", "memory=2e9"]))) == Limits(
        cell_seconds=20, memory=2_000_000_000)
    with pytest.raises(CourseError, match="cell_second"):
        Limits.of(dict([limit("cell_second=20")]))
    with pytest.raises(SystemExit):
        main(["grade", SLUG, "--limit", "cell_seconds"])
    assert "name and a number" in capsys.readouterr().err


def test_help_is_quick():
    """It imports no notebook, no database: whoever asks for help gets it at once."""
    program = "import sys, kit.command as p; p.parser(); print([m for m in ('pandas', 'nbgrader', 'plotly') " \
              "if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"
    assert (Path(sys.executable).parent / "kit").exists()


def test_the_course_is_not_taken_for_a_class(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert main(["grade", SLUG]) == 1
    assert "this is the course, not a class" in capsys.readouterr().err


@pytest.mark.parametrize("text", [
    "### BEGIN HIDEN TESTS\nassert 1\n### END HIDDEN TESTS", "### BEGIN HIDDEN TESTS\nassert 1",
    "assert 1\n### END HIDDEN TESTS",
    "### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\n### END SOLUTION"])
def test_a_misspelt_marker_stops_a_release(tmp_path, text):
    from kit.classroom.course.folder import ClassError
    from kit.classroom.release.release import check_markers

    (tmp_path / "book.ipynb").write_text(json.dumps({"cells": [{"source": text}]}))
    with pytest.raises(ClassError, match="book"):
        check_markers(tmp_path)


def test_the_course_s_own_sources_have_their_markers_in_pairs():
    from kit.classroom.release.release import check_markers

    for step in ready_steps():
        check_markers(ROOT / "solutions" / step.slug)


def test_an_untouched_task_is_not_answered_yet_and_a_wrong_answer_hears_its_checks(exercise, capsys):
    main(["check", str(exercise)])
    said = capsys.readouterr().out
    assert "test_a_scale: 0 of 6, not answered yet" in said
    assert "has no entry" not in said
    assert "test_b_claims: 4 of 4\n" in said
    content = json.loads(exercise.read_text())
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "task_a_scale":
            cell["source"] = 'blog = blog.assume("disk", "3 TB")'
    exercise.write_text(json.dumps(content))
    main(["check", str(exercise)])
    assert "test_a_scale: 0 of 6\n" in capsys.readouterr().out


def test_a_name_that_is_none_lists_the_exercises_once(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert main(["check", "3"]) == 1
    assert capsys.readouterr().err.count(SLUG) == 1
    assert main(["check", "02_estimatoin"]) == 1
    assert "Did you mean 02_estimation?" in capsys.readouterr().err
