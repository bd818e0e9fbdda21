"""The error of this room."""

from helpers.errors import CourseError


class DataModelError(CourseError):
    """A part of a data model that cannot be read or run; the message names the field, the value and the mend."""
