"""The error that all of reliability raises."""

from helpers.errors import CourseError
from helpers.inputs import Reader


class ReliabilityError(CourseError):
    """A question of reliability was given what it cannot use; the message names the field, the value and the mend."""


read = Reader(ReliabilityError)
