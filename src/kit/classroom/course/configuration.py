"""nbgrader configurations that share the course's settings: one for a class folder, one for what students get."""

from pathlib import Path
from typing import TYPE_CHECKING

from kit.classroom.course.folder import CONFIG, ClassError

if TYPE_CHECKING:
    from traitlets.config import Config

OF_THE_FOLDER = ("CourseDirectory", "Exchange")  # sections that say where things lie, not how they are graded
COURSE_ID = "system_design"
HEAD = '''"""{purpose}"""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent

c = get_config()  # noqa: F821 (traitlets gives this function to every configuration file)

c.CourseDirectory.root = str(HERE)
'''
OWN_EXCHANGE = '''
EXCHANGE = HERE / ".exchange"
with contextlib.suppress(OSError):  # a folder that may only be read has no exchange
    (EXCHANGE / "cache").mkdir(parents=True, exist_ok=True)
c.Exchange.root = str(EXCHANGE)
c.Exchange.cache = str(EXCHANGE / "cache")
'''


def class_configuration(course: Path, gradebook: str | None = None, on_hub: bool = False) -> str:
    """The text of a class folder's configuration: the course's settings, nbgrader's usual folder names.

    With `on_hub` the exchange is the one that the hub's own configuration names. `gradebook` is a database's URL;
    without it the gradebook is a file in the folder. Raises `ClassError` where the course has no configuration.
    """
    text = HEAD.format(purpose="How nbgrader and the kit see this class; made by `kit class init`, yours to change.")
    text += "" if on_hub else OWN_EXCHANGE
    if gradebook:
        text += f"c.CourseDirectory.db_url = {gradebook!r}\n"
    return text + "\n".join(_shared(course)) + "\n"


def student_configuration(course: Path) -> str:
    """The text of the configuration that students get: limits for checking, and nothing of an instructor's."""
    text = HEAD.format(purpose="How nbgrader sees this folder when you validate an exercise.") + OWN_EXCHANGE
    return text + "\n".join(line for line in _shared(course) if line.startswith("c.Execute")
                            or ".course_id" in line) + "\n"


def _shared(course: Path) -> list[str]:
    config = course_configuration(course)
    lines = [f"c.CourseDirectory.course_id = {str(config.CourseDirectory.get('course_id', COURSE_ID))!r}"]
    if "ignore" in config.CourseDirectory:
        lines.append(f"c.CourseDirectory.ignore = {list(config.CourseDirectory.ignore)!r}")
    for section in sorted(set(config) - set(OF_THE_FOLDER)):
        lines += ["", *(f"c.{section}.{name} = {value!r}" for name, value in sorted(config[section].items()))]
    return lines


def course_configuration(course: Path) -> "Config":
    """The course kit's own configuration, as traitlets read it. Raises `ClassError` where there is none."""
    from traitlets.config import PyFileConfigLoader

    if not (course / CONFIG).is_file():
        raise ClassError(f"course: {course} has no {CONFIG}. Give the course kit's folder, where solutions/ lies.")
    return PyFileConfigLoader(CONFIG, path=str(course)).load_config()
