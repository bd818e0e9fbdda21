"""A class folder: where nbgrader's configuration, gradebook, sources and submissions of one course lie."""

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import CourseError, shorten

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

CONFIG = "nbgrader_config.py"


class ClassError(CourseError):
    """A class folder that cannot be used; the message names the path and the mend."""


@dataclass(frozen=True)
class ClassFolder:
    """One course folder as nbgrader sees it: every path comes from its `nbgrader_config.py`.

    Raises `ClassError` where the folder holds no configuration.
    """

    root: Path

    def __post_init__(self):
        object.__setattr__(self, "root", Path(self.root).expanduser().resolve())
        if not (self.root / CONFIG).is_file():
            raise ClassError(f"{self.root}: there is no {CONFIG}. Give a class folder, or make one: "
                             "kit class init FOLDER")

    @cached_property
    def config(self) -> "Config":
        """The folder's nbgrader configuration, as traitlets read it."""
        from traitlets.config import PyFileConfigLoader

        config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        if "root" not in config.CourseDirectory:
            config.CourseDirectory.root = str(self.root)
        return config

    @cached_property
    def course(self) -> "CourseDirectory":
        """Nbgrader's own `CourseDirectory` for this folder."""
        from nbgrader.coursedir import CourseDirectory

        tools = str(Path(sys.executable).parent)  # nbgrader calls alembic by name when it makes a gradebook
        if tools not in os.environ.get("PATH", "").split(os.pathsep):
            os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", os.defpath)])
        return CourseDirectory(config=self.config)

    @property
    def gradebook_url(self) -> str:
        """The gradebook's database: `sqlite:///...` in the folder, or what the configuration says."""
        return self.course.db_url

    def path(self, step: str, student: str = ".", assignment: str = ".") -> Path:
        """A folder of nbgrader's: `step` is source, release, submitted, autograded or feedback."""
        directory = getattr(self.course, f"{step}_directory")
        return Path(self.course.format_path(directory, student, assignment))

    def submissions(self, assignment: str) -> dict[str, Path]:
        """The folder that each student handed in for an assignment; links are not followed."""
        base = self.path("submitted")
        found = {}
        for folder in sorted(base.iterdir()) if base.is_dir() else ():
            handed = folder / assignment
            if not folder.name.startswith(".") and not folder.is_symlink() and (handed.is_dir() or handed.is_symlink()):
                found[folder.name] = handed
        return found

    def assignments(self) -> list[str]:
        """The assignments that the sources hold, by name."""
        base = self.path("source")
        return sorted(each.name for each in base.iterdir() if any(each.glob("*.ipynb"))) if base.is_dir() else []

    def assignment(self, name: str) -> str:
        """The one assignment whose name is, or begins with, `name`. Raises `ClassError` with the names there are."""
        known = self.assignments()
        found = [each for each in known if each == name] or [each for each in known if name and each.startswith(name)]
        if len(found) == 1:
            return found[0]
        raise ClassError(f"assignment: {shorten(name)} is not one of "
                         f"{', '.join(known) or 'none (the source folder is empty)'}.")
