"""The error that all of tradeoffs raises."""

from helpers.errors import CourseError
from helpers.inputs import Reader


class TradeoffError(CourseError):
    """A laboratory or a decision was given what it cannot use; the message names the field, the value and the mend."""


read = Reader(TradeoffError, bare=True)
