"""Whatever stands behind an option of `kit`, it is met with one sentence and a status, never with a traceback."""

import argparse
import dataclasses
import re
import subprocess
import sys

import pytest

from helpers.errors import CourseError
from kit.classroom.course.folder import ClassError
from kit.classroom.grading.batch import MOST_JOBS, Options
from kit.command import main, parser
from kit.grader.sandbox.limits import Limits
from tests.kit import classes

SLUG = "02_estimation"
ODD = {
    "nan": "nan", "infinite": "inf", "minus infinite": "-inf", "negative": "-1", "zero": "0", "half": "0.5",
    "beyond floats": "1e400", "beyond integers": "9" * 400, "a text": "abc", "empty": "", "blank": "  ",
    "huge": "x" * 100_000, "a nul": "a\0b", "no utf-8": "a\udcffb", "other digits": "\u0663", "lines": "a\nb",
    "a list": "[1, 2]", "an option": "--no-such", "above": "../../..", "the root": "/", "a device": "/dev/full",
    "below a file": "/dev/null/below", "a pattern": "*", "an escape": "\x1b[31m",
}
NUMBERS = ("nan", "infinite", "minus infinite", "negative", "half", "beyond floats", "beyond integers", "a text",
           "empty", "blank", "huge", "a nul", "no utf-8", "other digits", "a list", "an option")


def subcommands(kit: argparse.ArgumentParser, names: tuple[str, ...] = ()):
    """Every command with its own parser: `("class", "init")` and so on."""
    inner = [each for each in kit._actions if isinstance(each, argparse._SubParsersAction)]
    if not inner:
        yield names, kit
    for action in inner:
        for name, each in action.choices.items():
            yield from subcommands(each, (*names, name))


COMMANDS = dict(subcommands(parser()))
VALUES = [(names, action.dest) for names, kit in COMMANDS.items() for action in kit._actions
          if action.nargs != 0 and action.dest != "help"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A class in which nothing was handed in: every command ends at once."""
    return classes.new_class(tmp_path_factory.mktemp("odd") / "class", [SLUG])


@pytest.fixture
def quick(folder, tmp_path, monkeypatch):
    """A place that is no course and no class, and no step that takes long: what is tried here is what was asked."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("kit.grader.escapes.trials", list)
    monkeypatch.setattr("kit.classroom.demo.demo", lambda *_, **__: None)
    monkeypatch.setattr("kit.classroom.course.init._make", refuse)
    monkeypatch.setattr("kit.classroom.release.release.generate", lambda *_: None)
    monkeypatch.setattr("kit.classroom.release.release.collect_secrets", refuse)
    monkeypatch.setattr("kit.classroom.grading.cluster.CONNECTING", 0.2)
    (tmp_path / "students.csv").write_text("id\nanna\n")
    return folder


def refuse(*_):
    raise ClassError("release: this test hands nothing out.")


def arguments(names: tuple[str, ...], folder, place, without: str) -> list[str]:
    """A sound command line, but for what is tried."""
    needed = {"assignment": SLUG, "students": "anna", "format": "csv", "exercise": SLUG, "folder": str(place / "new"),
              "name": "library", "file": str(place / "library.yaml"), "system": "folder",
              "path": str(place / "students.csv")}
    kit, found = COMMANDS[names], list(names)
    for action in kit._actions:
        if action.dest == without or action.nargs in ("*", "?"):
            continue
        if not action.option_strings:
            found.append(needed[action.dest])
        elif action.dest == "folder":
            found.append(f"--class={folder.root}")
        elif action.dest == "course":
            found.append(f"--course={classes.ROOT}")
    return found


def asked(command: list[str], capsys) -> tuple[int, str]:
    """The status of a command and what it said on standard error; any other error is this test's failure."""
    try:
        status = main(command)
    except SystemExit as end:
        status = end.code
    return status, capsys.readouterr().err


def with_value(names: tuple[str, ...], dest: str, value: str, folder, place) -> list[str]:
    [action] = [each for each in COMMANDS[names]._actions if each.dest == dest]
    command = arguments(names, folder, place, dest)
    if action.option_strings:
        return [*command, f"{action.option_strings[-1]}={value}"]
    return [*names, *command[len(names):], "--", value] if dest != "assignment" else [*command, "--", value]


@pytest.mark.parametrize(("names", "dest"), VALUES, ids=lambda each: " ".join(each) if isinstance(
    each, tuple) else each)
def test_odd_values_are_met_with_one_sentence_each(names, dest, quick, tmp_path, capsys):
    for odd in ODD.values():
        status, said = asked(with_value(names, dest, odd, quick, tmp_path), capsys)
        lines = [line for line in said.splitlines() if not line.startswith(("Reading ", "\u2588"))]
        assert "Traceback" not in said, odd[:100]
        if status:
            assert len(lines) == 1, (odd[:100], said)
            assert re.match(r"kit: \S", lines[0])
            assert len(lines[0]) < 1_000
            assert lines[0].isprintable(), odd[:100]


@pytest.mark.parametrize(("names", "dest", "odds"), [
    (("grade",), "jobs", NUMBERS), (("grade",), "cluster", ODD), (("grade",), "limit", ODD),
    (("class", "demo"), "count", (*NUMBERS, "zero")), (("export",), "format", ODD),
    (("class", "release"), "form", ODD), (("class", "init"), "gradebook", ODD), (("class", "init"), "students", ODD),
    *[((name,), "assignment", [odd for odd in ODD if odd != "zero"])
      for name in ("grade", "accept", "feedback", "report")],
    *[(names, dest, ["empty", "blank", "a nul"]) for names, dest in VALUES],
], ids=lambda each: " ".join(each) if isinstance(each, tuple) and isinstance(each[0], str) else None)
def test_what_cannot_be_is_refused(names, dest, odds, quick, tmp_path, capsys):
    for odd in odds:
        status, said = asked(with_value(names, dest, ODD[odd], quick, tmp_path), capsys)
        assert status != 0, f"{ODD[odd][:60]!r} was taken"
        assert said.startswith("kit: ")


@pytest.mark.parametrize("limit", [each.name for each in dataclasses.fields(Limits)])
def test_no_limit_takes_an_odd_number(limit, quick, tmp_path, capsys):
    for odd in [each for each in NUMBERS if each != "half"] + ["zero"]:
        status, said = asked(with_value(("grade",), "limit", f"{limit}={ODD[odd]}", quick, tmp_path), capsys)
        assert status != 0, odd
        assert len(said.splitlines()) == 1, odd
        assert said.startswith("kit: ")


@pytest.mark.parametrize(("limit", "taken"), [
    ("processes=0.5", False), ("processes=1", True), ("memory=1.5", False), ("memory=2e9", True),
    ("cpu_seconds=0.9", False), ("cell_seconds=0.5", True), ("memory=1e15", False), ("memory=9e14", True)])
def test_what_is_counted_is_whole(limit, taken, quick, tmp_path, capsys):
    status, said = asked(with_value(("grade",), "limit", limit, quick, tmp_path), capsys)
    assert (status == 3) == taken, said  # 3: done, and nothing was handed in


@pytest.mark.parametrize(("jobs", "taken"), [(0, True), (1, True), (MOST_JOBS, True), (MOST_JOBS + 1, False),
                                            (-1, False), (1.0, False), (True, False), (float("nan"), False)])
def test_how_many_at_once_is_checked_where_it_is_used_too(jobs, taken):
    if taken:
        assert Options(jobs=jobs).at_once >= 1
    else:
        with pytest.raises(CourseError, match="is not a whole number from 0"):
            Options(jobs=jobs)


def test_a_report_that_cannot_be_written_is_told_before_the_grading(quick, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("kit.classroom.grading.batch.grade", refuse)
    (tmp_path / "taken.json").mkdir()
    for place in ("/dev/null/below", "/proc/report", str(tmp_path / "taken")):
        status, said = asked(["grade", SLUG, "--class", str(quick.root), "--report", place], capsys)
        assert status == 1
        assert "report: " in said
        assert "cannot be written" in said


def test_the_command_itself_says_one_line_and_ends_with_2():
    ran = subprocess.run([sys.executable, "-m", "kit", "grade", SLUG, "--jobs", "nan"], capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr == ("kit: argument --jobs: 'nan' is not a whole number from 0 to 1,000. "
                          "See kit grade --help\n")


def test_the_version_is_the_installed_one(capsys):
    from importlib.metadata import version

    assert main_status(["--version"]) == 0
    assert capsys.readouterr().out == f"kit {version('system-design-course')}\n"


def main_status(command: list[str]) -> int:
    with pytest.raises(SystemExit) as end:
        main(command)
    return end.value.code


def test_every_argument_has_a_word_of_help():
    bare = [f"kit {' '.join(names)}: {action.dest}" for names, kit in COMMANDS.items() for action in kit._actions
            if not action.help]
    assert not bare, f"without help: {bare}"
