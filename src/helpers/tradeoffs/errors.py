"""The error that all of tradeoffs raises."""

from helpers.errors import CourseError


class TradeoffError(CourseError):
    """A laboratory or a decision was given what it cannot use; the message names the field, the value and the mend."""
