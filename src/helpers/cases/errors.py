"""The error of this room."""

from helpers.errors import CourseError


class CaseError(CourseError):
    """A case that does not exist, or whose fields or file cannot be used."""
