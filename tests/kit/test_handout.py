"""What students read and type first in what a class hands out, and that it holds nothing of an instructor's."""

import json
import re
import subprocess
from datetime import UTC, datetime

import pytest

from kit.classroom.release.handout import by, student_makefile, student_readme, student_window
from tests.kit.classes import ROOT

DUE = {"02_estimation": datetime(2026, 12, 1, 18)}
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def test_the_readme_says_how_to_begin_to_check_what_to_hand_in_by_when_and_as_whom():
    said = student_readme(README, ["02_estimation", "03_interface"], False, DUE)
    assert said.startswith("# ")
    assert "make lab" in said
    assert "kit check 02_estimation" in said
    assert "| 02_estimation | [`exercises/02_estimation/02_estimation.ipynb`]" in said
    assert "Tuesday, 01 December 2026, 18:00 UTC" in said
    assert re.search(r"\| 03_interface .* \| as your instructor says \|", said)
    assert "hand in under your own account" in said
    assert "variant.txt" not in said
    assert "the file `variant.txt` in this folder" in student_readme(README, [], True)


@pytest.mark.parametrize("word", ["solutions", "answers included", "CONTRIBUTING", "kit class", "TEACHING", "make test",
                                  "make bench", "nbgrader", "benchmarks", "tests/"])
def test_the_readme_has_no_word_for_developers_or_instructors(word):
    assert word not in student_readme(README, ["02_estimation"], True, DUE)


def test_a_date_with_a_zone_is_told_in_utc():
    assert by("a", {"a": datetime(2026, 12, 1, 18, tzinfo=UTC)}) == by("a", {"a": datetime(2026, 12, 1, 18)})


def test_the_makefile_has_what_a_learner_types_and_no_more(tmp_path):
    made = student_makefile(MAKEFILE)
    assert re.findall(r"^([a-z]+):", made, re.MULTILINE) == ["help", "lab", "setup", "check", "clean"]
    for word in ("pytest", "tools/exercises", "ruff", "mutants", "benchmark", "make test"):
        assert word not in made
    (tmp_path / "Makefile").write_text(made)
    ran = subprocess.run(["make", "help"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0
    assert "make lab" in ran.stdout
    assert "make check EXERCISE=02_estimation" in ran.stdout
    asked = subprocess.run(["make", "-n", "check", "EXERCISE=03"], cwd=tmp_path, capture_output=True, text=True)
    assert '-m kit check "03"' in asked.stdout
    opened = subprocess.run(["make", "-n", "lab"], cwd=tmp_path, capture_output=True, text=True).stdout
    assert "--LabApp.default_url=/lab/tree/course/00_start_here.ipynb" in opened


def test_a_learner_s_window_has_no_menu_of_an_instructor_s():
    off = json.loads(student_window((ROOT / "src" / "labconfig.json").read_text()))["disabledExtensions"]
    for name in ("create-assignment", "formgrader", "course-list", "assignment-list"):
        assert off[f"@jupyter/nbgrader:{name}"] is True
    assert "@jupyter/nbgrader:validate-assignment" not in off
