"""What the stand-in remembers: rows of each resource in the order in which they were made, within bounds."""

import base64
import binascii
from dataclasses import dataclass, field

from helpers.interface.standin.refusal import RefusalError

MOST_ROWS, MOST_MADE, MOST_BYTES = 20_000, 200_000, 64_000_000


@dataclass
class Row:
    """One thing: its keys (kept under, shown), fields, owner, place in the order, the ids above it, its version."""

    key: str
    shown: str
    values: dict
    owner: str | None
    at: int
    above: dict = field(default_factory=dict)
    version: int = 1
    size: int = 0
    proven: set = field(default_factory=set)

    @property
    def tag(self) -> str:
        """The ETag of this version."""
        return f'"{self.at}-{self.version}"'


class Store:
    """The rows of all resources."""

    def __init__(self):
        self.rows: dict[str, dict[str, Row]] = {}
        self.used: set[tuple[str, str]] = set()
        self.made = self.bytes = 0

    def of(self, resource: str) -> dict[str, Row]:
        """The rows of a resource, by key."""
        return self.rows.setdefault(resource, {})

    def get(self, resource: str, key) -> Row | None:
        """One row."""
        return self.of(resource).get(str(key))

    def add(
        self, resource: str, key, values: dict, owner: str | None, above: dict, size: int, shown: str | None = None
    ) -> Row:
        """Keep a new row. Raises `RefusalError` 503 where the bounds are reached."""
        count = sum(len(rows) for rows in self.rows.values())
        if count >= MOST_ROWS or self.made >= MOST_MADE or self.bytes + size > MOST_BYTES:
            raise RefusalError(
                503,
                f"The stand-in is full: it keeps {MOST_ROWS:,} things, {MOST_MADE:,} over its life, "
                f"{MOST_BYTES // 1_000_000} MB. Call reset().",
                Retry_After="1",
            )
        self.made += 1
        row = Row(str(key), shown if shown is not None else str(key), values, owner, self.made, above, size=size)
        self.of(resource)[str(key)] = row
        self.used.add((resource, str(key)))
        self.bytes += size
        return row

    def change(self, row: Row, values: dict, size: int) -> None:
        """Give a row new values and a new version. Raises `RefusalError` 503 where the bounds are reached."""
        if self.bytes + size - row.size > MOST_BYTES:
            raise RefusalError(503, "The stand-in is full. Call reset().", Retry_After="1")
        self.bytes += size - row.size
        row.values, row.size, row.version = values, size, row.version + 1
        row.proven.clear()

    def remove(self, resource: str, row: Row) -> None:
        """Forget a row; its key is not given out again."""
        del self.of(resource)[row.key]
        self.bytes -= row.size


def by_cursor(rows: list[Row], cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """The page after a cursor, newest first, and the next cursor.

    A cursor names a row's place, so that rows that come or go elsewhere do not move it. Raises `RefusalError` 400 for
    a cursor that was not given out here.
    """
    if cursor is not None:
        before = _place(cursor)
        rows = [row for row in rows if row.at < before]
    page = rows[:limit]
    return page, _cursor(page[-1].at) if len(rows) > limit else None


def by_offset(rows: list[Row], offset: int, limit: int) -> list[Row]:
    """The page that begins after so many rows, counted from the newest."""
    return rows[offset : offset + limit]


def _cursor(at: int) -> str:
    return base64.urlsafe_b64encode(f"after:{at}".encode()).decode().rstrip("=")


def _place(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        word, _, at = text.partition(":")
        if word != "after" or not at.isdigit() or len(at) > 15 or _cursor(int(at)) != cursor:
            raise ValueError
    except (ValueError, binascii.Error):
        raise RefusalError(400, "The cursor was not given out here. Take it from `next` of the page before.") from None
    return int(at)
