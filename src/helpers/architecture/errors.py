"""The error that all of architecture raises."""

from helpers.errors import CourseError, UnknownNameError


class ArchitectureError(CourseError):
    """An architecture was given something it cannot use; the message names the field, the value and the mend."""


class UnknownComponentError(ArchitectureError, UnknownNameError):
    """A name that no component of the architecture has."""
