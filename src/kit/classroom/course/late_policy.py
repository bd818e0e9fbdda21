"""What lateness costs, as a class's settings say it: a share of what was earned for each day or hour."""

import math
from dataclasses import dataclass

from helpers.errors import nearest, shorten
from kit.classroom.course.folder import ClassError

UNITS = {"day": 86_400.0, "hour": 3_600.0}
FIELDS = ("each", "costs", "grace_minutes", "at_most")


@dataclass(frozen=True)
class LatePolicy:
    """A share of the points that were earned, for each day (or hour) that has begun, after some minutes of grace.

    >>> LatePolicy("day", 0.1).late_submission_penalty("anna", 20, 90_000)
    4.0
    """

    each: str = "day"
    costs: float = 0.0
    grace_minutes: float = 0.0
    at_most: float = 1.0

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points that are taken off; the method that nbgrader's plugins have."""
        if total_seconds_late <= 60 * self.grace_minutes:
            return None
        begun = math.ceil(total_seconds_late / UNITS[self.each] - 1e-9)
        return score * min(self.costs * begun, self.at_most)


def read_policy(value, where: str) -> LatePolicy | None:
    """The policy that a settings file describes; `None` leaves it to nbgrader's plugin. Raises `ClassError`."""
    if value is None:
        return None
    if isinstance(value, str) and value in ("none", "zero"):
        return LatePolicy(costs=float(value == "zero"))
    if not isinstance(value, dict):
        raise ClassError(f"{where}: {shorten(value)} is no late policy. Write none, zero, or a line such as "
                         "{each: day, costs: 10%, at_most: 50%}.")
    for name in value:
        if not isinstance(name, str) or name not in FIELDS:
            near = nearest(name[:40], FIELDS) if isinstance(name, str) else ""
            raise ClassError(f"{where}: {shorten(name)} is not one of {', '.join(FIELDS)}.{near}")
    each = value.get("each", "day")
    if not isinstance(each, str) or each not in UNITS:
        raise ClassError(f"{where}: each: {shorten(each)} is not one of {', '.join(UNITS)}.")
    if "costs" not in value:
        raise ClassError(f"{where}: costs is missing. Write the share that each day takes, such as costs: 10%.")
    grace = value.get("grace_minutes", 0)
    if isinstance(grace, bool) or not isinstance(grace, int | float) or not 0 <= grace <= 100_000:
        raise ClassError(f"{where}: grace_minutes: {shorten(grace)} is not a number of minutes. Write one such as 15.")
    return LatePolicy(each, _share(value["costs"], f"{where}: costs"), float(grace),
                      _share(value.get("at_most", 1), f"{where}: at_most"))


def _share(value, where: str) -> float:
    number = value
    if isinstance(value, str) and value.strip().endswith("%"):
        try:
            number = float(value.strip()[:-1]) / 100
        except ValueError:
            number = None
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 1:
        raise ClassError(f"{where}: {shorten(value)} is no share. Write one from 0% to 100%, such as 10% or 0.1.")
    return float(number)
