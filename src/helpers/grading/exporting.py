"""Grades as a file for Canvas, for Moodle, or for a spreadsheet, through nbgrader's export plugins.

The plugins work with `nbgrader export --exporter=helpers.grading.exporting.CanvasExport` as well; they are defined in
`export_plugins`, since nbgrader takes seconds to import.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from helpers.errors import CourseError, nearest

PLUGINS = {"canvas": "CanvasExport", "moodle": "MoodleExport", "csv": "PlainExport"}


class ExportError(CourseError):
    """An export that cannot be made; the message names the field and the mend."""


@dataclass(frozen=True)
class Exported:
    """A written file and what it holds; it stands for its `path` wherever a path is expected.

    `counts` counts students' assignments by status and, as `needs_person`, those with a cell to be graded by hand.
    `left_blank` counts the failed, ungraded or left-out ones, whose field is blank although something was handed in.
    """

    path: Path
    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    unfinished: int = 0
    left_blank: int = 0

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    @property
    def warning(self) -> str:
        """One sentence on what is unfinished; empty where every grade is final.

        >>> Exported(Path("grades.csv"), 5, {"flagged": 1, "needs_person": 3}, unfinished=4, left_blank=1).warning
        '4 grades may still change (1 flagged, 3 with a cell to be graded by hand); 1 is left blank in the file.'
        """
        if not self.unfinished:
            return ""
        words = {"flagged": "flagged", "failed": "could not be graded", "ungraded": "not graded yet",
                 "needs_person": "with a cell to be graded by hand"}
        parts = [f"{self.counts[key]} {word}" for key, word in words.items() if self.counts.get(key)]
        grades = "grade" if self.unfinished == 1 else "grades"
        blank = f"; {self.left_blank} {'is' if self.left_blank == 1 else 'are'} left blank in the file"
        return f"{self.unfinished} {grades} may still change ({', '.join(parts)}){blank if self.left_blank else ''}."


def export(folder, format: str = "csv", to: Path | str | None = None, assignments: Iterable[str] = (),
           students: Iterable[str] = (), unfinished: bool = True, feedback: bool = False) -> Exported:
    """Write the grades of a class folder as `"canvas"`, `"moodle"` or `"csv"`, and say what is unfinished.

    What the gradebook holds is written. A submission that is missing, failed or not graded yet is blank in Canvas and
    Moodle, not zero: whether silence is worth nothing is for the instructor to say there. With `unfinished=False`
    flagged ones and those that wait for a person are blank as well. `feedback` adds Moodle's column of comments: the
    checks that cost points. `to` is `grades_FORMAT.csv` in the folder unless given.
    Raises `ExportError` for an unknown format or a place that cannot be written, `RecordError` for unknown names.
    """
    if format not in PLUGINS:
        raise ExportError(f"format: {format!r} is not known.{nearest(format, PLUGINS)}")
    from helpers.grading import export_plugins
    from helpers.grading.records import open_gradebook

    names = [folder.assignment(each) for each in assignments]
    plugin = getattr(export_plugins, PLUGINS[format])(config=folder.config, coursedir=folder.course)
    plugin.to = str(to or folder.root / f"grades_{format}.csv")
    plugin.assignment, plugin.student = names, [str(each) for each in students]
    plugin.unfinished = unfinished
    plugin.feedback = feedback
    with open_gradebook(folder) as gradebook:
        plugin.export(gradebook)
    return plugin.exported


def __getattr__(name: str):
    if name in PLUGINS.values():
        from helpers.grading import export_plugins

        return getattr(export_plugins, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
