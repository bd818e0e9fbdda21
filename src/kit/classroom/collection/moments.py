"""When things were handed in: from the files themselves, or from a table that the system lets a teacher download."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from helpers.errors import shorten
from helpers.files import read_bounded
from kit.classroom.collection.people import number_of
from kit.classroom.course.folder import ClassError

TIMES = ("last modified (submission)", "submitted_at", "submitted at", "submission time", "timestamp", "time")
PEOPLE = ("identifier", "id", "student", "email address", "email", "e-mail", "id number", "username", "login",
          "sis login id", "full name", "name")
FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%d %B %Y, %H:%M",
           "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M")
MOMENT = 120  # seconds in which a system writes a whole zip


def zone_named(name: str | None) -> tzinfo | None:
    """A time zone by its name; `None`, this machine's, where none is given. Raises `ClassError`.

    >>> str(zone_named("Europe/Berlin"))
    'Europe/Berlin'
    """
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ClassError(f"zone: {shorten(name)} is no time zone. Give one such as Europe/Berlin or UTC.") from None


def read_moment(text: str, zone: tzinfo | None) -> datetime | None:
    """A time as systems write it, in UTC: ISO 8601, or Moodle's own in English; `None` for what cannot be read.

    >>> read_moment("Monday, 23 November 2026, 6:00 PM", ZoneInfo("UTC")).isoformat()
    '2026-11-23T18:00:00+00:00'
    >>> read_moment("2026-11-23T18:00:00+02:00", None).isoformat()
    '2026-11-23T16:00:00+00:00'
    """
    text = " ".join(text.split())
    try:
        found = datetime.fromisoformat(re.sub(r"\s*(UTC|Z)$", "+00:00", text))
    except ValueError:
        found = None
        for form in FORMATS:
            try:
                found = datetime.strptime(text, form)
                break
            except ValueError:
                continue
    if found is None:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError, OSError):
        return None


def read_table(path: Path, zone: tzinfo | None) -> tuple[list[dict[str, str]], str]:
    """The rows of a table of hand-ins, by small column names, and the name of its column of times.

    Moodle's grading worksheet is one. Raises `ClassError` where it cannot be read or has no such column.
    """
    try:
        text = read_bounded(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise ClassError(f"times: there is no file {path}. Give Moodle's grading worksheet, or a CSV file with the "
                         "columns id and time.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ClassError(f"times: {path} cannot be read ({type(error).__name__}). Save it as CSV in UTF-8.") from None
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        found = [{(name or "").strip().lower(): (value or "").strip() for name, value in row.items()
                  if isinstance(value, str | None)} for row in rows]
    except csv.Error as error:
        raise ClassError(f"times: {path.name}: {error}. Save it as CSV again.") from None
    names = {(name or "").strip().lower() for name in rows.fieldnames or ()}
    column = next((each for each in TIMES if each in names), "")
    if not column or not names & set(PEOPLE):
        raise ClassError(f"times: {path.name} has no column that says {'when' if names & set(PEOPLE) else 'who'} "
                         f"(it has {shorten(', '.join(sorted(names)) or 'nothing')}). Name them id and time.")
    for line, row in enumerate(found, 2):
        told = row.get(column, "")
        if told not in ("", "-", "Never") and read_moment(told, zone) is None:
            raise ClassError(f"times: {path.name}, line {line}: {shorten(told)} is no time that can be read. Write it "
                             "as 2026-11-23 18:00:00+01:00.")
    return found, column


def names_in(row: dict[str, str]) -> list[str]:
    """All that a row says about who it is of; Moodle's "Participant 12345" as its number too."""
    told = [row[each] for each in PEOPLE if row.get(each)]
    return [*told, *([number_of(row["identifier"])] if row.get("identifier") else [])]


def made_at_once(times: Iterable[datetime | None]) -> bool:
    """Whether the times of several hand-ins are but the moment in which the zip was made."""
    known = [each for each in times if each is not None]
    return len(known) > 1 and (max(known) - min(known)).total_seconds() <= MOMENT
