"""The error that all of estimation raises."""

from helpers.errors import CourseError, UnknownNameError
from helpers.inputs import Reader


class EstimateError(CourseError):
    """An estimate was given something it cannot use; the message names the entry, the value and the mend."""


class UnknownEntryError(EstimateError, UnknownNameError):
    """A name that the estimate does not hold."""


read = Reader(EstimateError)
