"""Ways to be ready for the loss of a region, from cheap and slow to dear and quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.reliability.budget import YEAR, seconds_text
from helpers.reliability.errors import read
from helpers.reliability.recovery import Backup, Protection, restore_rate_of

if TYPE_CHECKING:
    from pandas import DataFrame

# AWS, Disaster Recovery of Workloads on AWS, 2021.
LADDER: dict[str, str] = {
    "backup and restore": "Data lies in another region; everything else is built when it is needed.",
    "pilot light": "Data follows to another region; machines are started when they are needed.",
    "warm standby": "A smaller copy of the whole runs in another region and grows when it is needed.",
    "multi-site": "All regions serve all the time.",
}


def recovery_ladder_table(stored: float | str = "1 TB", lag: float | str = 2.0, backup_every: float | str = "1 day",
                          restore_rate: float | str = "200 MB/s", start: float | str = "1 h",
                          grow: float | str = "5 min", turn: float | str = "1 min") -> DataFrame:
    """Four ways to be ready for the loss of a region: what is gone, and how long it takes.

    Parameters
    ----------
    stored, restore_rate : float or str
        Bytes, and bytes a second that are read back.
    lag, backup_every : float or str
        How far a replica and a backup are behind.
    start, grow, turn : float or str
        Seconds until new machines stand, until a small copy has grown, and until traffic is turned.

    >>> recovery_ladder_table()["back after"].tolist()
    ['2.41 h', '1.02 h', '6 min', '1 min']
    """
    from helpers.tables import pandas

    turn, grow, start = (read.seconds(each, name, 0.0, YEAR) for each, name in (
        (turn, "turn"), (grow, "grow"), (start, "start")))
    every, rate = read.seconds(backup_every, "backup_every", 1.0, YEAR), restore_rate_of(restore_rate, "restore_rate")
    kept = Protection((), (Backup(every, restore_rate=rate),), read.data(stored, "stored", 0.0, 1e30), start=start)
    lag = read.seconds(lag, "lag", 0.0, YEAR)
    rows = [("backup and restore", kept.outcome("region").point, kept.outcome("region").time + turn),
            ("pilot light", lag, start + turn), ("warm standby", lag, grow + turn), ("multi-site", lag, turn)]
    return pandas.DataFrame([{"what is kept ready": LADDER[name], "writes gone": seconds_text(point),
                              "back after": seconds_text(time)} for name, point, time in rows],
                            index=pandas.Index([name for name, *_ in rows], name="way"))
