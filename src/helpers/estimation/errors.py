"""The error that all of estimation raises."""

from helpers.errors import CourseError, UnknownName


class EstimateError(CourseError):
    """An estimate was given something it cannot use; the message names the entry, the value and the mend."""


class UnknownEntry(EstimateError, UnknownName):
    """A name that the estimate does not hold."""
