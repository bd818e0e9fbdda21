"""Minutes of each stage: by hand, and by a referee that counts second by second."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.practice import SPLITS, PracticeError, Split, find_split, splits_table
from helpers.practice.splits import STAGES
from helpers.practice.timeline import BEGIN, MOVE, Moment, minutes_by_stage, stage_now, visits

THREE = Split.of({"requirements": 5, "estimation": 5, "high_level_design": 10})


def spent(log, now, forced=False, split=THREE):
    return minutes_by_stage(split, visits(split, log, now * 60, forced))


def moments(*moves):
    return (Moment(0.0, BEGIN), *(Moment(60.0 * at, MOVE, stage) for at, stage in moves))


def test_free_stages_take_as_long_as_one_stays():
    log = moments((7, "estimation"), (8, "high_level_design"), (20, "requirements"))
    assert spent(log, 22) == {"requirements": 9.0, "estimation": 1.0, "high_level_design": 12.0}


def test_forced_stages_end_when_their_minutes_are_over():
    assert spent(moments(), 12, forced=True) == {"requirements": 5.0, "estimation": 5.0, "high_level_design": 2.0}
    log = moments((2, "estimation"))
    assert spent(log, 12, forced=True) == {"requirements": 2.0, "estimation": 5.0, "high_level_design": 5.0}
    assert spent(moments(), 90, forced=True)["high_level_design"] == 80.0, "the last stage has no other after it"


@pytest.mark.parametrize(("minute", "stage"), [(0, "requirements"), (4.99, "requirements"), (5, "estimation"),
                                               (9.99, "estimation"), (10, "high_level_design"),
                                               (60, "high_level_design")])
def test_the_stage_changes_on_the_minute(minute, stage):
    assert stage_now(THREE, moments(), 60 * minute, forced=True) == stage
    assert stage_now(THREE, moments(), 60 * minute, forced=False) == "requirements"


@pytest.mark.parametrize(("minute", "stage"), [(1.9, "requirements"), (2, "estimation"), (6.9, "estimation"),
                                               (7, "high_level_design"), (60, "high_level_design")])
def test_after_a_move_too_the_stage_changes_on_the_minute(minute, stage):
    log = moments((2, "estimation"))
    assert stage_now(THREE, log, 60 * minute, forced=True) == stage
    assert stage_now(THREE, log, 60 * minute, forced=False) == ("requirements" if minute < 2 else "estimation")


@given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(THREE.names)), max_size=8), st.integers(0, 3000))
def test_free_minutes_agree_with_counting_seconds(moves, end):
    moves = sorted(moves, key=lambda each: each[0])
    log = (Moment(0.0, BEGIN), *(Moment(float(at), MOVE, stage) for at, stage in moves))
    counted, stage = dict.fromkeys(THREE.names, 0), "requirements"
    for second in range(end):
        stage = next((name for at, name in reversed(moves) if at <= second), "requirements")
        counted[stage] += 1
    found = minutes_by_stage(THREE, visits(THREE, log, float(end), False))
    assert {name: round(60 * minutes) for name, minutes in found.items()} == counted


@given(st.lists(st.tuples(st.integers(0, 1500), st.sampled_from(THREE.names)), max_size=4), st.integers(1, 1500),
       st.booleans())
def test_all_time_belongs_to_some_stage(moves, end, forced):
    log = (Moment(0.0, BEGIN), *(Moment(float(at), MOVE, stage) for at, stage in sorted(moves)))
    seen = visits(THREE, log, float(end), forced)
    assert sum(each.minutes for each in seen) == pytest.approx(end / 60)
    assert all(one.end == pytest.approx(other.start) for one, other in pairwise(seen))
    assert stage_now(THREE, log, float(end), forced) in THREE.names


@pytest.mark.parametrize("name", SPLITS)
def test_published_splits_say_whose_they_are_and_fit_an_interview(name):
    split = SPLITS[name]
    assert 35 <= split.minutes <= 45
    assert set(split.names) <= set(STAGES)
    assert [*STAGES].index(split.names[0]) == 0, "clarifying comes first in all of them"
    assert any(each.isdigit() for each in split.source)
    assert find_split(name.upper().replace("_", "-")) is split
    assert splits_table()[name]["source"] == split.source


def test_published_minutes():
    assert SPLITS["hello_interview"].told("high_level_design") == "15 to 20"  # 10 to 15, and 5 of its data flow
    assert [SPLITS["alex_xu"].told(each) for each in SPLITS["alex_xu"].names] == ["3 to 10", "10 to 15", "10 to 25",
                                                                               "3 to 5"]
    assert [minutes for _, minutes in SPLITS["design_handbook"].stages] == [5, 5, 5, 15, 10, 5]
    assert SPLITS["eight_steps"].minutes == 45
    assert SPLITS["eight_steps"].names == tuple(STAGES)


@pytest.mark.parametrize(("split", "told"), [
    ("alex", "Did you mean alex_xu?"), (5, "5"), ({}, "no stages"), ({"lunch": 5}, "'lunch' is no stage"),
    ({"requirements": 0}, "between 0.5 and 240"), ({"requirements": "long"}, "requirements"),
    ({"requirements": True}, "requirements"), ({"requirements": 5, "Requirements": 3}, "twice"), (None, "None"),
    ({5: 5}, "5"), ({"requirements": float("nan")}, "requirements"),
])
def test_a_split_that_is_none_is_named(split, told):
    with pytest.raises(PracticeError) as caught:
        find_split(split)
    assert told in str(caught.value)


def test_a_split_of_ones_own():
    mine = find_split({"Requirements": 4, "high-level design": "20"})
    assert (mine.names, mine.minutes, mine.source) == (("requirements", "high_level_design"), 24.0, "your own")
    assert mine["estimation"] == 0
