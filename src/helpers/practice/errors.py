"""The one error of this room."""

from helpers.errors import CourseError


class PracticeError(CourseError):
    """Something given to a practice interview that cannot be used: the field, the value and the mend."""
