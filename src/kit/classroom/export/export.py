"""Grades as a file for Canvas, for Moodle, or for a spreadsheet, through nbgrader's export plugins.

The plugins work with `nbgrader export --exporter=kit.classroom.export.CanvasExport` as well; they are defined in
`export_plugins`, since nbgrader takes seconds to import.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from helpers.errors import nearest
from kit.classroom.export.canvas_gradebook import read_gradebook
from kit.classroom.export.exported import Exported, ExportError

PLUGINS = {"canvas": "CanvasExport", "moodle": "MoodleExport", "csv": "PlainExport"}


def export(folder, format: str = "csv", to: Path | str | None = None, assignments: Iterable[str] = (),
           students: Iterable[str] = (), unfinished: bool = True, feedback: bool = False, wide: bool = False,
           like: Path | None = None, columns: Mapping[str, str] | None = None) -> Exported:
    """Write the grades of a class folder as `"canvas"`, `"moodle"` or `"csv"`, and say what is unfinished.

    What the gradebook holds is written. A submission that is missing, failed or not graded yet is blank in Canvas and
    Moodle, not zero: whether silence is worth nothing is for the instructor to say there. With `unfinished=False`
    flagged ones and those that wait for a person are blank as well. `feedback` adds what a person and the checks that
    cost points said, to Moodle's columns or a spreadsheet's. Where no assignment is named, those that anybody handed in
    are written: a system would make a new column of the rest. `wide` gives a spreadsheet one line for each student.
    `like` is the grade book that Canvas itself exported: its students, titles and columns are used. `columns` gives
    the title in Canvas of an assignment. `to` is `grades_FORMAT.csv` in the folder (`grades.csv` for a
    spreadsheet) unless given.
    Raises `ExportError` for an unknown format or a place that cannot be written, `RecordError` for unknown names.
    """
    if format not in PLUGINS:
        raise ExportError(f"format: {format!r} is not known.{nearest(format, PLUGINS)}")
    from kit.classroom.export import export_plugins
    from kit.classroom.grading.records import open_gradebook

    if wide and format != "csv":
        raise ExportError(f"wide: it is for csv; {format} has one line for each student anyway. Leave it out.")
    if (like or columns) and format != "canvas":
        raise ExportError(f"like: a grade book's titles are for canvas, not for {format}. Leave them out.")
    names = [folder.assignment(each) for each in assignments]
    plugin = getattr(export_plugins, PLUGINS[format])(config=folder.config, coursedir=folder.course)
    plugin.to = str(to or folder.root / ("grades.csv" if format == "csv" else f"grades_{format}.csv"))
    plugin.assignment, plugin.student = names, [str(each) for each in students]
    plugin.unfinished = unfinished
    plugin.feedback, plugin.wide = feedback, wide
    if format == "canvas":
        plugin.like = read_gradebook(like) if like else None
        plugin.columns = {**plugin.columns, **{folder.assignment(name): title
                                               for name, title in (columns or {}).items()}}
    with open_gradebook(folder) as gradebook:
        plugin.export(gradebook)
    return plugin.exported


def __getattr__(name: str):
    if name in PLUGINS.values():
        from kit.classroom.export import export_plugins

        return getattr(export_plugins, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
