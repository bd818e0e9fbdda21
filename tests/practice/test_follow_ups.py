"""A number that changes in mid-interview: what it moves is what the estimate and the load say, worked out anew."""

import pytest

from helpers import list_cases, load_case
from helpers.practice import FollowUp, PracticeError, case_load, effect_of, follow_ups
from helpers.requirements.interview.worth import estimate_of
from tests.practice.players import worked

CHAT = load_case("chat")


def change(name: str, factor: float) -> FollowUp:
    each = CHAT.assumption(name)
    return FollowUp(name, each.value, each.value * factor, each.unit, "Suppose.")


@pytest.mark.parametrize("case", list_cases())
def test_the_load_of_a_case_is_that_of_its_flows(case):
    loaded = load_case(case, variant=False)
    found = case_load(loaded)
    assert sum(each.share for each in found.flows) == pytest.approx(1)
    assert found.peak >= found.average > 0
    for given, each in zip(loaded.flows, found.flows, strict=True):
        assert each.share == pytest.approx(given.share, rel=0.06), "the share written down and the rate disagree"
    if all(each.rate for each in loaded.flows):
        estimate = estimate_of(loaded)
        rates = [float(estimate.derive("x", each.rate, "1/s")["x"].to("1/s").magnitude) for each in loaded.flows]
        assert sum(rates) == pytest.approx(found.average), "the rates of the flows are not the requests of the results"


@pytest.mark.parametrize("case", list_cases())
def test_follow_ups_stay_in_the_range_and_move_something(case):
    loaded = load_case(case, variant=False)
    for seed in range(5):
        found = follow_ups(loaded, 3, seed)
        assert len(found) == 3
        assert found == follow_ups(loaded, 3, seed)
        for each in found:
            known = loaded.assumption(each.assumption)
            assert each.after in (known.low, known.high)
            assert each.before == known.value
            assert max(abs(row[3] - 1) for row in effect_of(loaded, each).results) >= 0.2
    assert len({follow_ups(loaded, 2, seed) for seed in range(20)}) > 1


def test_twice_the_messages_are_twice_the_sends_and_not_twice_the_rest():
    before, after = case_load(CHAT), case_load(CHAT, {"messages_per_user": 80})
    sends = [next(each.share for each in load.flows if each.name == "send_message") * load.average
             for load in (before, after)]
    opens = [next(each.share for each in load.flows if each.name == "open_conversation") * load.average
             for load in (before, after)]
    assert sends[1] == pytest.approx(2 * sends[0])
    assert opens[1] == pytest.approx(opens[0])
    assert after.peak == pytest.approx(20e6 * 141 / 86_400 * 3)


def test_an_effect_is_the_load_worked_out_anew():
    found = effect_of(CHAT, change("daily_users", 2), worked("chat"))
    assert found.peak[1] == pytest.approx(2 * found.peak[0])
    for box in found.boxes:
        assert box.after == pytest.approx(2 * box.before)
    assert {box.name for box in found.broken} == {"api"} == {
        box.name for box in found.boxes if box.before <= 1 < 2 * box.before}
    assert "overload" in found.findings.rules()
    assert "breaks" in str(found)
    assert found.cost[0] == found.cost[1], "machines cost the same, however full they are"
    assert {name: factor for name, _, _, factor in found.results}["disk_space"] == pytest.approx(2)


def test_calls_that_are_the_number_follow_it():
    found = effect_of(CHAT, change("recipients", 2.5), worked("chat"))
    boxes = {box.name: box for box in found.boxes}
    assert boxes["inbox_store"].after > 2 * boxes["inbox_store"].before
    assert boxes["api"].after == pytest.approx(boxes["api"].before)


def test_a_cache_that_hits_as_often_as_the_number_follows_it():
    video = load_case("video_streaming")
    popular = video.assumption("popular_share")
    found = effect_of(video, FollowUp("popular_share", popular.value, 80.0, "%", "Suppose."), worked("video_streaming"))
    boxes = {box.name: box for box in found.boxes}
    assert boxes["pieces"].after > 3 * boxes["pieces"].before


def test_one_change_comes_after_the_other():
    first, second = change("daily_users", 2), change("messages_per_user", 2)
    both = effect_of(CHAT, second, worked("chat"), None, {first.assumption: first.after})
    assert both.peak[0] == pytest.approx(2 * case_load(CHAT).peak)
    assert both.peak[1] == pytest.approx(2 * 20e6 * 141 / 86_400 * 3)


def test_without_a_drawing_the_estimate_alone_is_told():
    found = effect_of(CHAT, change("daily_users", 2))
    assert (found.boxes, found.broken, found.cost) == ((), (), (0.0, 0.0))
    assert found._repr_html_()
    assert "goes from" in str(found)


@pytest.mark.parametrize("many", [-1, 21, "two", True, None, 1.5])
def test_how_many_is_a_number(many):
    with pytest.raises(PracticeError, match="number of follow-ups"):
        follow_ups(CHAT, many)
    assert follow_ups(CHAT, 0) == ()
