"""The error of this room."""

from helpers.errors import CourseError


class RequirementError(CourseError):
    """A requirement, or a question about one, that cannot be read; the message names field, value and mend."""
