"""Times as people and programs write them, read one way or not at all: a zone that is not known is never dropped."""

import re
from datetime import UTC, datetime, timedelta, timezone

from helpers.errors import shorten
from kit.classroom.course.folder import ClassError

EXAMPLE = "2026-11-23 18:00:00 UTC"
MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ]\s*(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(?P<zone>.*)",
    re.ASCII | re.DOTALL)
OFFSET = re.compile(r"(?:UTC|GMT)?\s*(?P<sign>[+\-\u2212])(?P<hours>\d{2})(?::?(?P<minutes>[0-5]\d))?", re.ASCII)
WIDEST = 14 * 60  # minutes: no zone on earth is further from UTC


class TimeError(ClassError):
    """A text that is no moment, or may be several; the message quotes it and says how to write one."""


def read_time(text: str, zoneless: timezone | None = UTC) -> datetime:
    """The moment that a text names, as nbgrader keeps it: in UTC, without a zone.

    Parameters
    ----------
    text : str
        ISO 8601: a day, a time of day of 24 hours, and a zone: `UTC`, `Z`, an offset, or a name such as
        `Europe/Berlin`. An abbreviation such as `CEST` or `IST` is not read: several zones have the same one.
    zoneless : timezone, optional
        What a time without a zone means (as in nbgrader: UTC). `None` for this machine's own zone.

    Returns
    -------
    datetime
        In UTC, without a zone.

    Raises
    ------
    TimeError
        Quoting the text, and saying what stands in the way.

    >>> read_time("2026-11-23 18:00:00 +0200"), read_time("2026-11-23T18:00Z")
    (datetime.datetime(2026, 11, 23, 16, 0), datetime.datetime(2026, 11, 23, 18, 0))
    >>> read_time("2026-11-23 18:00:00 CEST")
    Traceback (most recent call last):
    kit...TimeError: '2026-11-23 18:00:00 CEST': the zone 'CEST' is not known. Write UTC, an offset \
such as +02:00, or a name such as Europe/Berlin.
    """
    found = MOMENT.fullmatch(str(text).strip())
    if found is None:
        raise TimeError(f"{shorten(text)} is not a day and a time. Write {EXAMPLE}.")
    clock = found["clock"].replace(",", ".")
    clock, _, fraction = clock.rjust(len(clock) + (clock.find(":") == 1), "0").partition(".")
    try:
        moment = datetime.fromisoformat(f"{found['day']} {clock}")
    except ValueError as error:
        raise TimeError(f"{shorten(text)} is not a day and a time ({error}). Write {EXAMPLE}.") from None
    moment += timedelta(microseconds=int(fraction.ljust(6, "0")[:6] or 0))
    zone = _zone(found["zone"].strip(), str(text), zoneless)
    try:
        placed = moment.replace(tzinfo=zone) if zone is not None else moment.astimezone()
        return placed.astimezone(UTC).replace(tzinfo=None)
    except (OverflowError, ValueError):
        raise TimeError(f"{shorten(text)} lies outside of the calendar. Write {EXAMPLE}.") from None


def _zone(name: str, text: str, zoneless):
    """The zone of a name; raises `TimeError` for one that is not known, or that several zones share."""
    from zoneinfo import ZoneInfo

    if not name:
        return zoneless
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    offset = OFFSET.fullmatch(name)
    if offset:
        minutes = 60 * int(offset["hours"]) + int(offset["minutes"] or 0)
        if minutes <= WIDEST:
            return timezone((1 if offset["sign"] == "+" else -1) * timedelta(minutes=minutes))
    if re.fullmatch(r"[A-Za-z]+(/[A-Za-z0-9_+-]+)+", name):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    if re.fullmatch(r"[ap]\.?m\.?", name, re.IGNORECASE):
        raise TimeError(f"{shorten(text)}: a time of 24 hours is needed, not {name}. Write {EXAMPLE}.")
    raise TimeError(f"{shorten(text)}: the zone {shorten(name)} is not known. Write UTC, an offset such as +02:00, "
                    "or a name such as Europe/Berlin.")


def shown(moment: datetime) -> str:
    """A moment as a person and `read_time` read it.

    >>> shown(datetime(2026, 11, 23, 17))
    '2026-11-23 17:00:00 UTC'
    """
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
