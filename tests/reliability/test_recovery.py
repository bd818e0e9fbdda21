"""What is gone and how long it takes after each loss, against a walk through time."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.reliability import (
    Backup,
    Protection,
    Quorum,
    Redundancy,
    ReliabilityError,
    Replica,
    caught_up_after,
    lag_after,
    recovery_ladder_table,
)

DAY, HOUR = 86_400.0, 3_600.0
GOOD = Backup("1 day", "region", "200 MB/s", tried=True)


@pytest.mark.parametrize(("away", "saved"), [("machine", ["machine"]), ("zone", ["machine", "zone"]),
                                             ("region", ["machine", "zone", "region"])])
def test_a_replica_saves_what_happens_nearer_than_it_stands_and_no_mistake(away, saved):
    kept = Protection([Replica(away, "3 s", "40 s")])
    for event in ("machine", "zone", "region", "mistake"):
        result = kept.outcome(event)
        assert (result.point, result.time) == ((3, 40) if event in saved else (math.inf, math.inf))


def test_the_freshest_copy_decides():
    kept = Protection([Replica("zone", 5, 60), Replica("region", 30, 90)], [GOOD], "1 TB", start="1 h")
    assert kept.outcome("zone").point == 5
    assert kept.outcome("region").point == 30
    alone = Protection((), GOOD, "1 TB", start="1 h").outcome("region")
    assert (alone.point, alone.time, alone.by) == (DAY, HOUR + 5_000, "backup")


def test_a_mistake_goes_back_to_before_it_was_made():
    kept = Protection([Replica("region")], [GOOD], "1 TB", noticed="2 h", start=0)
    assert kept.outcome("mistake").point == DAY + 2 * HOUR
    assert kept.outcome("mistake").time == 2 * HOUR + 5_000


@pytest.mark.parametrize(("noticed", "saved"), [("6 days", True), ("6.1 days", False)])
def test_a_backup_must_be_kept_until_the_mistake_is_noticed(noticed, saved):
    kept = Protection((), [Backup("1 day", kept="7 days")], noticed=noticed)
    assert math.isfinite(kept.outcome("mistake").point) == saved


# Advice

def test_replicas_are_no_backup_however_many():
    found = Protection([Replica("region")] * 5).check()
    assert "replica-is-no-backup" in found.rules()
    assert "5 replicas" in found.of("error")[0].message
    assert not Protection([Replica("region")], [GOOD]).check()


@pytest.mark.parametrize(("kept", "rules"), [
    (Protection((), [Backup(away="here", tried=True)]), {"backup-beside-the-data", "nothing-left"}),
    (Protection((), [Backup()]), {"restore-never-tried"}),
    (Protection([Replica("zone")], [Backup(away="zone", tried=True)]), {"nothing-left"}),
    (Protection([Replica("region")]), {"replica-is-no-backup"}),
])
def test_advice(kept, rules):
    assert kept.check().rules() == rules


def test_targets_have_two_sides():
    kept = Protection([Replica("region", "10 s", "60 s")], [GOOD])
    events = ["machine", "zone", "region"]
    assert not kept.check("10 s", "60 s", events)
    assert kept.check("9 s", "60 s", events).rules() == {"recovery-point-over-target"}
    assert kept.check("10 s", "59 s", events).rules() == {"recovery-time-over-target"}
    assert len(kept.check("9 s", "59 s", events)) == 6
    assert kept.check("10 s", events="mistake").rules() == {"recovery-point-over-target"}


# Lag

@given(st.floats(100, 2000), st.floats(100, 2000), st.integers(1, 2000), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_lag_is_that_of_a_walk_through_time(written, applied, seconds, before):
    """Writes numbered by their time; the replica has applied so many of them when it ends."""
    done = -before * written  # writes before time 0 that are still to be applied
    steps = 200
    for step in range(steps):
        done = min(done + applied * seconds / steps, written * seconds * (step + 1) / steps)
    walked = seconds - done / written
    assert lag_after(seconds, written, applied, before) == pytest.approx(walked, abs=1e-6 * seconds + seconds / steps)


def test_it_catches_up_or_never_does():
    assert caught_up_after(60, "900/s", "1000/s") == pytest.approx(540)
    assert lag_after(540, "900/s", "1000/s", before=60) == pytest.approx(0, abs=1e-9)
    assert caught_up_after(60, "1000/s", "1000/s") == math.inf
    assert caught_up_after(0, "1000/s", "1/s") == 0


def test_the_ladder_goes_up():
    table = recovery_ladder_table()
    assert table["writes gone"].tolist() == ["1 day", "2 s", "2 s", "2 s"]
    assert table["back after"].tolist()[2:] == ["6 min", "1 min"]


def test_a_table_says_what_saves_what():
    table = Protection([Replica("zone", 2)], [GOOD]).outcomes_table()
    assert table["saved by"].tolist() == ["replica", "replica", "backup", "backup"]
    assert Protection().outcomes_table()["writes gone"].tolist() == ["all"] * 4


@pytest.mark.parametrize(("make", "told"), [
    (lambda: Protection([1]), "replicas: 1 is not a Replica"), (lambda: Protection(backups=["x"]), "is not a Backup"),
    (lambda: Replica("moon"), "replica.away"), (lambda: Backup(restore_rate=0), "backup.restore_rate"),
    (lambda: Protection().outcome("flood"), "event"), (lambda: Protection().check(point="x"), "point"),
    (lambda: Protection().check(events=[]), "events: the list is empty"),
    (lambda: Protection().replace(copies=1), "no field 'copies'"), (lambda: lag_after(1, 0, 1), "written")])
def test_what_cannot_be_used_is_named(make, told):
    with pytest.raises(ReliabilityError, match=told):
        make()


@pytest.mark.parametrize("value", [Quorum(), Redundancy(), Protection([Replica()], [GOOD])])
def test_values_are_values(value):
    assert value == value.replace()
    assert hash(value) == hash(value.replace())
