"""The error that all of the interface room raises."""

from helpers.errors import CourseError, UnknownNameError


class InterfaceError(CourseError):
    """An interface was given something it cannot use; the message names the field, the value and the mend."""


class UnknownEndpointError(InterfaceError, UnknownNameError):
    """A name that no endpoint of the interface has."""
