"""Every command that README, CONTRIBUTING and TEACHING name exists, with the options that they give it."""

import argparse
import importlib
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "TEACHING.md")
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z][a-z-]*):(?!=)", MAKEFILE, re.MULTILINE))
VARIABLES = set(re.findall(r"^(?:export )?([A-Za-z_]+)\s*\??:?=", MAKEFILE, re.MULTILINE))
# Programs of other projects: named where a person needs them, and not installed with the course.
ELSEWHERE = {"apt", "sudo", "helm", "ngshare-course-management"}


def named_commands(text: str) -> list[str]:
    """Return the lines of code blocks and the code spans of a document that begin with a program's name."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```\w*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in [*lines, *spans] if program_of(line) in JUDGES]


def program_of(line: str) -> str:
    words = line.split()
    while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
        words = words[1:]
    if not words:
        return ""
    if re.fullmatch(r"(\.venv/bin/|/.*/)?python3?", words[0]) and words[1:2] == ["-m"] and len(words) > 2:
        return words[2].split(".")[0]
    return words[0].removeprefix(".venv/bin/")


def words_of(line: str) -> list[str]:
    """Return what follows the program's name, values in capitals or with `...` as they stand."""
    words = [word for word in shlex.split(line) if word != "..."]
    while re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    return words[3:] if words[1:2] == ["-m"] else words[1:]


def judge_make(words: list[str]) -> str:
    for word in words:
        name, equals, value = word.partition("=")
        if equals and name not in VARIABLES:
            return f"the Makefile has no variable {name}"
        if not equals and name not in TARGETS:
            return f"the Makefile has no target {name}"
        if name == "ARGS" and words[0] == "lab":
            return judge_lab(shlex.split(value))
    return ""


def judge_lab(words: list[str]) -> str:
    from jupyterlab.labapp import LabApp

    known = {*LabApp.flags, *LabApp.aliases}
    options = [word.lstrip("-").split("=")[0] for word in words if word.startswith("--")]
    strange = [name for name in options if name not in known and "." not in name]
    return f"jupyter lab has no option {strange[0]}" if strange else ""


def kit_parser() -> argparse.ArgumentParser:
    module = PROJECT["project"]["scripts"]["kit"].split(":")[0]
    return importlib.import_module(module).parser()


def judge_kit(words: list[str]) -> str:
    """Walk the subcommands as argparse would; options and subcommands must exist, values are the reader's."""
    parser = kit_parser()
    for word in words:
        kinds = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if word.startswith("-"):
            if word.split("=")[0] not in parser._option_string_actions:
                return f"{parser.prog} has no option {word}"
        elif kinds:
            if word not in kinds[0].choices:
                return f"{parser.prog} has no command {word}"
            parser = kinds[0].choices[word]
    return ""


def judge_nbgrader(words: list[str]) -> str:
    from nbgrader.apps.nbgraderapp import NbGraderApp

    return "" if not words or words[0] in NbGraderApp.subcommands else f"nbgrader has no command {words[0]}"


def judge_file(words: list[str], line: str) -> str:
    path = next((word for word in shlex.split(line) if "/" in word and not word.startswith(".venv/")), "")
    if not (ROOT / path).is_file():
        return f"there is no file {path}"
    for option in (word for word in words if word.startswith("--")):
        if option not in (ROOT / path).read_text():
            return f"{path} has no option {option}"
    return ""


def judge_pip(words: list[str]) -> str:
    extras = set(PROJECT["project"]["optional-dependencies"])
    for word in words:
        wanted = re.fullmatch(r"system-design-course\[([\w,]+)\]", word)
        if wanted and not set(wanted[1].split(",")) <= extras:
            return f"pyproject.toml has no extra {wanted[1]}"
    return ""


def judge_dask(words: list[str]) -> str:
    from importlib.metadata import entry_points

    known = {each.name for each in entry_points(group="dask_cli")}
    return "" if not words or words[0] in known else f"dask has no command {words[0]}"


def judge_jupyter(words: list[str]) -> str:
    return "" if not words or (Path(sys.executable).parent / f"jupyter-{words[0]}").exists() else (
        f"there is no jupyter {words[0]}")


JUDGES = {"make": judge_make, "kit": judge_kit, "nbgrader": judge_nbgrader, "pip": judge_pip, "dask": judge_dask,
          "jupyter": judge_jupyter, "python": judge_file, "python3": judge_file, ".ci/run": judge_file, "pytest": None}


def judge(line: str) -> str:
    chosen = JUDGES[program_of(line)]
    if chosen is None:
        return ""
    return chosen(words_of(line), line) if chosen is judge_file else chosen(words_of(line))


NAMED = [(document, line) for document in DOCUMENTS for line in named_commands((ROOT / document).read_text())]


@pytest.mark.parametrize(("document", "line"), NAMED, ids=[f"{document}: {line}" for document, line in NAMED])
def test_a_named_command_exists(document, line):
    problem = judge(line)
    assert not problem, f"{document} names `{line}`, but {problem}. Correct the document, or bring the command back."


@pytest.mark.parametrize("line", [
    "make nothing", "make lab NOTHING=1", 'make lab ARGS="--no-such-option"', "kit nothing", "kit class nothing",
    "kit grade 02 --nothing", "nbgrader nothing", "python tools/nothing.py", "python tools/exercises.py --nothing",
    "pip install 'system-design-course[nothing]'", "dask nothing", "jupyter nothing", ".venv/bin/kit nothing"])
def test_a_command_that_does_not_exist_is_noticed(line):
    assert named_commands(f"```\n{line}\n```") == [line]
    assert judge(line)


def test_the_documents_name_enough_to_be_worth_reading():
    assert {program_of(line) for _, line in NAMED} >= {"make", "kit", "nbgrader", "pip", "dask", "jupyter"}
    assert len(NAMED) > 40


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_make_knows_how_to_do_it(target):
    done = subprocess.run(["make", "--dry-run", target, "SLUG=09_x"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("target", sorted(TARGETS - {"help"}))
def test_make_help_lists_it(target):
    assert re.search(rf"^{target}:.*## \S", MAKEFILE, re.MULTILINE), f"the Makefile says nothing of {target} behind ##"
