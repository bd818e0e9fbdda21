"""What students get, file by file: a list of what is handed out, never a list of what is not."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from helpers.cases.variant_source import TO_FILL_IN
from helpers.course import coming_steps
from kit.classroom.course.configuration import student_configuration
from kit.classroom.course.folder import CONFIG, ClassError
from kit.classroom.release.handout import student_makefile, student_readme, student_window
from kit.classroom.release.scratch import clear, left_behind, scratch_prefix
from kit.classroom.release.zips import write_zip

NOTE = "BUNDLE.txt"
LEFT_OUT = {".ipynb_checkpoints", "__pycache__"}
NEEDED = ("README.md", "LICENSE", "Makefile", "pyproject.toml", "binder/requirements.txt", "tools/environment.py",
          "tests/requirements.txt", "src/jupyterlab_overrides.json", "src/labconfig.json", "src/helpers/__init__.py",
          "src/kit/__init__.py", "src/kit/__main__.py", "src/kit/arguments.py", "src/kit/command.py",
          "src/kit/grader/__init__.py")
PARTS = (  # folders of the course kit, and which of their files are handed out
    ("course", r"[\w-]+\.ipynb"),
    ("src/helpers", r"([\w-]+/)*[\w-]+\.(py|yaml|txt|css|js|html)"),
    ("src/kit/grader", r"([\w-]+/)*[\w-]+\.py"),
    ("src/labextension", r"([\w-]+/)*[\w.-]+\.(json|js)"),
    ("binder", r"(requirements\.txt|runtime\.txt|postBuild)"),
)
EXERCISE = r"([^/.][^/]*/)*[^/.][^/]*\.(ipynb|csv|json|yaml)"  # below an exercise's own folder
VARIANT, OWN_NUMBERS = "variant.txt", "src/helpers/cases/own_numbers.txt"  # where numbers differ
SINGLE = (*NEEDED, ".gitignore", CONFIG, NOTE, VARIANT)
ALLOWED = re.compile("|".join((*(re.escape(each) for each in SINGLE), r"docs/[\w-]+\.png",
                               rf"exercises/[^/.][^/]*/{EXERCISE}",
                               *(f"{folder}/{pattern}" for folder, pattern in PARTS))))
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def is_allowed(path: str) -> bool:
    """Whether a bundle may hold a file of this path.

    >>> is_allowed("course/02_estimation.ipynb"), is_allowed("solutions/02_estimation/02_estimation.ipynb")
    (True, False)
    """
    return bool(ALLOWED.fullmatch(path)) and not LEFT_OUT & set(path.split("/"))


def gather(course: Path, release: Path, assignments: list[str], variants: bool,
           due: Mapping[str, datetime] | None = None) -> tuple[dict[str, bytes], list[str]]:
    """The files of a bundle by their paths, and the files beside the exercises that are not handed out.

    `due` says when each exercise is due. Raises `ClassError` where the course kit lacks a file that students need.
    """
    missing = [name for name in NEEDED if not (course / name).is_file()]
    if missing:
        raise ClassError(f"course: {course} lacks {', '.join(missing)}, which students need. Give a whole course kit.")
    found = {name: (course / name).read_bytes() for name in (*NEEDED, ".gitignore") if (course / name).is_file()}
    coming = {step.slug for step in coming_steps()}
    for part, pattern in PARTS:
        below = _below(course / part, part, pattern)[0]
        found.update({name: data for name, data in below.items() if Path(name).stem not in coming})
    left_out = []
    for name in assignments:
        held, others = _below(release / name, f"exercises/{name}", EXERCISE)
        found.update(held)
        left_out += others
    found[CONFIG] = student_configuration(course).encode()
    found[NOTE] = note(assignments, variants).encode()
    if variants:
        found[VARIANT] = f"{TO_FILL_IN}\n".encode()
        found[OWN_NUMBERS] = b"In this class no brief is shown until it is known whose numbers are meant.\n"
    readme = student_readme(found["README.md"].decode(), assignments, variants, due)
    found["Makefile"] = student_makefile(found["Makefile"].decode()).encode()
    found["src/labconfig.json"] = student_window(found["src/labconfig.json"].decode()).encode()
    found.update({target: (course / target).read_bytes() for image, _, target in LINK.findall(readme)
                  if image and re.fullmatch(r"docs/[\w-]+\.png", target) and (course / target).is_file()})
    found["README.md"] = public_readme(readme, set(found)).encode()
    return dict(sorted(found.items())), left_out


def _below(folder: Path, name: str, pattern: str) -> tuple[dict[str, bytes], list[str]]:
    found, others = {}, []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or LEFT_OUT & set(path.parts):
            continue
        if re.fullmatch(pattern, inside):
            found[f"{name}/{inside}"] = path.read_bytes()
        else:
            others.append(f"{name}/{inside}")
    return found, others


def note(assignments: list[str], variants: bool) -> str:
    """What a bundle says about itself."""
    lines = ["What a class hands out; made by `kit class release`. Begin with README.md.", "", "Exercises in it:",
             *(f"  exercises/{name}" for name in assignments)]
    if variants:
        lines += ["", "In this class everybody works with numbers of their own. Open the file variant.txt in this",
                  "folder, and write your student id, and nothing else, in place of its words, unless your",
                  "instructor's server does so for you. Until then the exercises do not show their brief."]
    return "\n".join(lines) + "\n"


def public_readme(text: str, present: set[str]) -> str:
    """A README whose links lead somewhere: those to files that are not handed out become plain words.

    >>> public_readme("see [notes](docs/x.md), [start](course/a.ipynb)", {"course/a.ipynb"})
    'see notes, [start](course/a.ipynb)'
    """
    def kept(link: re.Match) -> str:
        image, words, target = link.groups()
        local = target.split("#")[0].rstrip("/")
        folders = {path.rsplit("/", count)[0] for path in present for count in range(1, path.count("/") + 1)}
        if re.match(r"[a-z]+:|#", target) or local in present or local in folders:
            return link.group()
        return "" if image else words

    return LINK.sub(kept, text)


def is_bundle(folder: Path) -> bool:
    """Whether a folder holds an earlier bundle, which may be replaced."""
    return (folder / NOTE).is_file() and (folder / "course").is_dir()


def write_folder(files: dict[str, bytes], to: Path) -> None:
    """Write the files of a bundle into a new folder."""
    for name, data in files.items():
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode_of(name))


def mode_of(name: str) -> int:
    """The permissions of a file: Binder's script can be run, the rest is read."""
    return 0o755 if name == "binder/postBuild" else 0o644


def write_bundle(files: dict[str, bytes], to: Path, course: Path) -> None:
    """Write the files of a bundle as a zip, in one folder named after it; the same course gives the same bytes."""
    newest = max((path.stat().st_mtime for part in ("course", "src", "binder", "solutions")
                  for path in (course / part).rglob("*") if path.is_file() and not LEFT_OUT & set(path.parts)),
                 default=None)
    inside = {f"{to.stem}/{name}": data for name, data in files.items()}
    write_zip(inside, to, newest, {name: mode_of(name.split("/", 1)[1]) for name in inside})


def clear_scratch(to: Path) -> None:
    """Clear what a release that was killed left beside its target; a bundle that it had moved away comes back."""
    for old in left_behind(to.parent, "old"):
        if not to.exists() and is_bundle(old / "bundle"):
            os.replace(old / "bundle", to)
    clear(to.parent, "bundle", "old")


def replace_folder(made: Path, to: Path) -> None:
    """Put a finished bundle in the place of an earlier one."""
    if to.exists():
        old = Path(tempfile.mkdtemp(dir=to.parent, prefix=scratch_prefix("old")))
        os.replace(to, old / "bundle")
        os.replace(made, to)
        shutil.rmtree(old)
    else:
        os.replace(made, to)
