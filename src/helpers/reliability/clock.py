"""Times of the day."""

from helpers.reliability.budget import DAY

NIGHT = (22 * 3600.0, 7 * 3600.0)


def clock(seconds: float) -> str:
    """A time of the day.

    >>> clock(72_000.0), clock(90.0)
    ('20:00', '00:01:30')
    """
    whole = round(seconds)
    text = f"{whole // 3600 % 24:02}:{whole // 60 % 60:02}"
    return text if whole % 60 == 0 else f"{text}:{whole % 60:02}"


def at_night(seconds: float) -> bool:
    """Whether people sleep then.

    >>> at_night(3 * 3600), at_night(12 * 3600)
    (True, False)
    """
    return seconds % DAY >= NIGHT[0] or seconds % DAY < NIGHT[1]
