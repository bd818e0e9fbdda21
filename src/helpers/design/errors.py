"""The one error of this room."""

from helpers.errors import CourseError


class DesignError(CourseError):
    """A design, or a design file, that cannot be read, judged or written."""
