"""After a loss: how much is gone (recovery point), how long nobody is served (recovery time), and what a backup is for.

**Recovery point**: the seconds of writes that are gone when the data is back. **Recovery time**: the seconds until it
is back. Which copy is left decides both, and what was lost decides which copy is left:

| what happens | a copy survives when |
|---|---|
| a machine is lost | there is another machine |
| a zone is lost | it stands in another zone |
| a region is lost | it stands in another region |
| a mistake (a wrong DELETE, a bug, a break-in) | it is of another time: replicas repeat the mistake within their lag |
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.findings import Findings
from helpers.inputs import changed
from helpers.reliability.budget import YEAR, seconds_text
from helpers.reliability.errors import ReliabilityError, read, values_of
from helpers.reliability.rules import RULES

if TYPE_CHECKING:
    from pandas import DataFrame

EVENTS = ("machine", "zone", "region", "mistake")
PLACES = ("machine", "zone", "region")  # how far a copy is away: on another machine, in another zone, in another region


@dataclass(frozen=True)
class Replica:
    """A copy that follows the data, kept up to date.

    Parameters
    ----------
    away : str
        How far away it stands: on another "machine" of the zone, in another "zone", or another "region".
    lag : float or str
        How far it is behind, in seconds or text; 0 where a write waits for it.
    failover : float or str
        From a loss until this copy serves, in seconds or text: noticing it, choosing it, turning traffic.

    >>> Replica("zone", lag="2 s", failover="1 min").failover
    60.0
    """

    away: str = "zone"
    lag: float = 0.0
    failover: float = 60.0

    def __post_init__(self):
        object.__setattr__(self, "away", read.choice(self.away, "replica.away", PLACES))
        object.__setattr__(self, "lag", read.seconds(self.lag, "replica.lag", 0.0, YEAR))
        object.__setattr__(self, "failover", read.seconds(self.failover, "replica.failover", 0.0, YEAR, '"1 min"'))


@dataclass(frozen=True)
class Backup:
    """A copy of an earlier time that no write reaches any more.

    Parameters
    ----------
    every : float or str
        Seconds, or text, from one to the next; with a log of all writes, how far that is behind.
    away : str
        How far away it lies: "machine", "zone" or "region"; "here" is beside the data.
    restore_rate : float or str
        Bytes a second, or text such as "200 MB/s", at which it is read back.
    kept : float or str
        For how long each is kept.
    tried : bool
        Whether a restore has been tried.

    >>> Backup(every="1 day", restore_rate="200 MB/s").restore_rate
    200000000.0
    """

    every: float = 86_400.0
    away: str = "region"
    restore_rate: float = 1e8
    kept: float = 30 * 86_400.0
    tried: bool = False

    def __post_init__(self):
        object.__setattr__(self, "every", read.seconds(self.every, "backup.every", 1.0, YEAR, '"1 day"'))
        object.__setattr__(self, "away", read.choice(self.away, "backup.away", ("here", *PLACES)))
        object.__setattr__(self, "restore_rate", restore_rate_of(self.restore_rate, "backup.restore_rate"))
        object.__setattr__(self, "kept", read.seconds(self.kept, "backup.kept", 1.0, 10 * YEAR, '"30 days"'))
        object.__setattr__(self, "tried", read.flag(self.tried, "backup.tried"))


@dataclass(frozen=True)
class Outcome:
    """What a loss comes to: what saves the data, recovery point and time in seconds; infinite where nothing does."""

    event: str
    by: str
    point: float
    time: float


@dataclass(frozen=True)
class Protection:
    """All copies of one store: those that follow it, and those of earlier times.

    Parameters
    ----------
    replicas : tuple of Replica
        Copies that follow.
    backups : tuple of Backup
        Copies of earlier times.
    stored : float or str
        Bytes that a restore reads back.
    noticed : float or str
        Seconds, or text, until a mistake is noticed.
    start : float or str
        Seconds, or text, until new machines stand ready for a restore.

    Raises
    ------
    ReliabilityError
        For what cannot be read.

    >>> kept = Protection([Replica("zone", "2 s")], [Backup("1 day", restore_rate="200 MB/s")], stored="1 TB")
    >>> kept.outcome("zone").point, kept.outcome("mistake").by, round(kept.outcome("mistake").time / 3600, 1)
    (2.0, 'backup', 3.4)
    >>> sorted(Protection([Replica("zone")]).check().rules())
    ['nothing-left', 'replica-is-no-backup']
    """

    replicas: tuple[Replica, ...] = ()
    backups: tuple[Backup, ...] = ()
    stored: float = 1e12
    noticed: float = 3600.0
    start: float = 3600.0

    def __post_init__(self):
        for name, kind in (("replicas", Replica), ("backups", Backup)):
            object.__setattr__(self, name, values_of(getattr(self, name), kind, name, f"[{kind.__name__}()]", 100))
        object.__setattr__(self, "stored", read.data(self.stored, "stored", 0.0, 1e30, '"1 TB"'))
        for name in ("noticed", "start"):
            object.__setattr__(self, name, read.seconds(getattr(self, name), name, 0.0, YEAR, '"1 h"'))

    def replace(self, **changes: Any) -> Protection:
        """The same protection with some fields changed."""
        return changed(self, changes, "protection", ReliabilityError)

    def outcome(self, event: str) -> Outcome:
        """What a loss of a "machine", a "zone" or a "region", or a "mistake" comes to; the smallest point decides.

        After a mistake the last backup from before it is restored, as old as backups are apart plus the time until it
        was noticed; a backup that is kept for less than that does not help.
        """
        event = read.choice(event, "event", EVENTS)
        ways: list[tuple[float, float, str]] = []
        if event != "mistake":
            ways += [(each.lag, each.failover, "replica") for each in self.replicas if _outlives(each.away, event)]
        for each in self.backups:
            length = self.start + self.stored / each.restore_rate
            if event == "mistake":
                if each.kept >= each.every + self.noticed:
                    ways.append((each.every + self.noticed, self.noticed + length, "backup"))
            elif _outlives(each.away, event):
                ways.append((each.every, length, "backup"))
        point, time, by = min(ways, default=(math.inf, math.inf, "nothing"))
        return Outcome(event, by, point, time)

    def outcomes_table(self) -> DataFrame:
        """For each loss: what saves the data, how much is gone (recovery point), how long it takes (recovery time)."""
        from helpers.tables import pandas

        rows = [self.outcome(each) for each in EVENTS]
        return pandas.DataFrame([{"saved by": each.by,
                                  "writes gone": "all" if math.isinf(each.point) else seconds_text(each.point),
                                  "back after": seconds_text(each.time)} for each in rows],
                                index=pandas.Index(["a mistake" if each == "mistake" else f"a {each} lost"
                                                    for each in EVENTS], name="what happens"))

    def check(self, point: float | str | None = None, time: float | str | None = None,
              events: tuple | list = EVENTS) -> Findings:
        """What the copies do not save.

        Parameters
        ----------
        point, time : float or str, optional
            The most that may be gone, and the longest that it may take, in seconds or text.
        events : list of str
            The losses that must be survived; all unless given.
        """
        wanted = read.choices(list(events) if isinstance(events, tuple) else events, "events", EVENTS)
        most_gone = math.inf if point is None else read.seconds(point, "point", 0.0, 10 * YEAR, '"1 min"')
        longest = math.inf if time is None else read.seconds(time, "time", 0.0, 10 * YEAR, '"1 h"')
        found = []
        if not self.backups:
            kept = f"{len(self.replicas)} replica{'' if len(self.replicas) == 1 else 's'} and nothing else"
            found.append(RULES["replica-is-no-backup"].found(
                "backups", f"there is no backup: {kept} to go back to after a wrong DELETE, and replicas repeat it",
                "Add a backup in another region, and try a restore."))
        for each in self.backups:
            if each.away == "here":
                found.append(RULES["backup-beside-the-data"].found(
                    "backups", "it lies on the machine that it is meant to replace", 'Put it into another region: '
                    'away="region".'))
            if not each.tried:
                found.append(RULES["restore-never-tried"].found(
                    "backups", f"reading the data back should take "
                    f"{seconds_text(self.stored / each.restore_rate)}, and was never tried",
                    "Restore it on spare machines, measure how long it takes, then say tried=True."))
        for event in wanted:
            result = self.outcome(event)
            if math.isinf(result.point):
                if not (event == "mistake" and not self.backups):
                    found.append(RULES["nothing-left"].found(
                        event, "no copy is left that could bring the data back", "Add one further away, or older."))
                continue
            if result.point > most_gone:
                found.append(RULES["recovery-point-over-target"].found(
                    event, f"{seconds_text(result.point)} of writes are gone and {seconds_text(most_gone)} are allowed",
                    "Wait for the copy with each write, shorten its lag, or back up more often."))
            if result.time > longest:
                found.append(RULES["recovery-time-over-target"].found(
                    event, f"it takes {seconds_text(result.time)} and {seconds_text(longest)} are allowed",
                    "Keep machines ready, restore faster, or keep a replica where this does not reach it."))
        return Findings(found)


def restore_rate_of(value: object, field: str) -> float:
    """Bytes a second."""
    return read.number(value, field, 1.0, 1e15, '"200 MB/s"', "B/s")


def _outlives(away: str, event: str) -> bool:
    """Whether a copy so far away is still there after the loss of a machine, zone or region."""
    return away != "here" and PLACES.index(away) >= PLACES.index(event)
