"""A time is read one way, or not at all: a zone that is not known is never dropped."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.classroom.course.times import TimeError, read_time, shown
from kit.grader.submission import text_of

SIX = datetime(2026, 11, 23, 18)


@pytest.mark.parametrize(("text", "moment"), [
    ("2026-11-23 18:00:00 UTC", SIX), ("2026-11-23 18:00:00", SIX), ("2026-11-23T18:00Z", SIX),
    ("2026-11-23 18:00:00 +0200", datetime(2026, 11, 23, 16)),
    ("2026-11-23 18:00:00 +02:00", datetime(2026, 11, 23, 16)),
    ("2026-11-23T18:00:00+02", datetime(2026, 11, 23, 16)),
    ("2026-11-23 18:00:00 -0330", datetime(2026, 11, 23, 21, 30)),
    ("2026-11-23 18:00:00.123456 UTC", SIX.replace(microsecond=123456)),
    ("2026-11-23 18:00:00,5 UTC", SIX.replace(microsecond=500000)),
    ("2026-11-23 18:00:00 UTC+02:00", datetime(2026, 11, 23, 16)),
    ("2026-11-23 18:00 Europe/Berlin", datetime(2026, 11, 23, 17)),
    ("2026-07-23 18:00 Europe/Berlin", datetime(2026, 7, 23, 16)), ("2026-11-23 9:05", datetime(2026, 11, 23, 9, 5))])
def test_iso_8601_with_offsets_is_read_right(text, moment):
    assert read_time(text) == moment


@pytest.mark.parametrize("text", [
    *(f"2026-11-23 18:00:00 {zone}" for zone in (
        "CEST", "CET", "EDT", "PST", "BST", "IST", "MEZ", "local", "+2500", "PM", "Europe/Atlantis", "../etc")),
    "11/23/2026 6:00 PM", "2026-11-23 6:00 PM", "2026-11-23 6:00 p.m.", "11/23/2026 18:00", "1795456800", "today", "",
    "2026-11-23", "2026-11-23 18:00:00 UTC\n2026-11-24 18:00:00 UTC", "2026-13-01 18:00", "2026-11-23 25:00",
    "2026-02-30 10:00", "0001-01-01 00:00 +14:00", "23.11.2026 18:00", "2026-11-23 18:00:00 UTC or so"])
def test_what_may_be_another_time_is_not_read(text):
    with pytest.raises(TimeError):
        read_time(text)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_every_offset_is_the_same_moment(moment, minutes):
    zone = timezone(timedelta(minutes=minutes))
    assert read_time(moment.replace(tzinfo=zone).isoformat()) == (
        moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None))
    whole = moment.replace(microsecond=0)
    assert read_time(shown(whole)) == whole


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_an_error_that_says_how(text):
    try:
        said = shown(read_time(text))
    except TimeError as error:
        said = str(error)
    assert "Write" in said or read_time(said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_of_any_program_is_read(encoding):
    assert text_of("2026-11-23 18:00:00 UTC\r\n".encode(encoding)) == "2026-11-23 18:00:00 UTC"
