"""Regenerate `exercises/` from `solutions/` with nbgrader; the same solutions always give the same bytes.

A step that is not `ready` in helpers.course has no exercise yet.

    python tools/exercises.py            write exercises/, and delete what no solution stands behind
    python tools/exercises.py --check    write nothing; exit with 1 and name every file that is out of step

It works from any folder, and needs the environment that `make setup` makes.
"""

import argparse
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.course import coming_steps
from kit.classroom.course.generation import nbgrader_log, tidy

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = (".ipynb_checkpoints", "__pycache__")


class GenerationError(Exception):
    """nbgrader could not make an exercise; the message holds what it said."""


def configuration(root: Path = ROOT):
    """Read the course's `nbgrader_config.py`, with `root` as the folder that it speaks of."""
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    config.CourseDirectory.root = str(root)
    return config


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path from there, checkpoints and byte code left out."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not set(path.parts) & set(LEFT_OUT))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def generate(solutions: Path = ROOT / "solutions") -> dict[str, bytes]:
    """Make what `exercises/` should hold, by path from there. Raises `GenerationError` with what nbgrader said."""
    coming = {step.slug for step in coming_steps()}
    if all(path.parent.name in coming for path in solutions.glob("*/*.ipynb")):
        return {}
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    with TemporaryDirectory() as scratch, nbgrader_log() as said:
        root = Path(scratch).resolve()
        shutil.copytree(solutions, root / "solutions", ignore=shutil.ignore_patterns(*LEFT_OUT, *coming))
        config = configuration(root)
        config.SaveCells.enabled = False  # the one part that would open a gradebook
        course = CourseDirectory(config=config, assignment_id="*")
        try:
            GenerateAssignment(coursedir=course, config=config, no_database=True, force=True).start()
        except Exception as error:
            raise GenerationError(f"nbgrader could not generate the exercises:\n{said.getvalue() or error}") from error
        made = files_below(root / "exercises")
    return {path: tidy(data) if path.endswith(".ipynb") else data for path, data in made.items()}


def differences(wanted: dict[str, bytes], present: dict[str, bytes]) -> list[str]:
    """One line for each file that differs, is missing, or has no solution behind it."""
    lines = [f"exercises/{path} is missing" for path in wanted.keys() - present.keys()]
    lines += [f"exercises/{path} has no solution behind it" for path in present.keys() - wanted.keys()]
    lines += [f"exercises/{path} differs from its solution" for path in wanted.keys() & present.keys()
              if wanted[path] != present[path]]
    return sorted(lines)


def write(wanted: dict[str, bytes], folder: Path) -> None:
    """Make a folder hold exactly the wanted files; an unchanged file is left alone, an empty folder removed."""
    present = files_below(folder)
    for path in present.keys() - wanted.keys():
        (folder / path).unlink()
    for path, data in wanted.items():
        if present.get(path) != data:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    slugs = {path.split("/")[0] for path in wanted}
    for stale in folder.iterdir() if folder.exists() else ():
        if stale.is_dir() and stale.name not in slugs:
            shutil.rmtree(stale)


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    exercises = ROOT / "exercises"
    try:
        wanted = generate(ROOT / "solutions")
    except GenerationError as error:
        print(error, file=sys.stderr)
        return 1
    found = differences(wanted, files_below(exercises))
    if options.check:
        for line in found:
            print(line, file=sys.stderr)
        if found:
            print("Mend it with `make exercises`; change solutions/, never exercises/.", file=sys.stderr)
        return 1 if found else 0
    write(wanted, exercises)
    print("\n".join(f"mended: {line}" for line in found) or "exercises/ was up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
