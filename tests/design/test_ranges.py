"""What the ranges of an estimate reach besides the load: service times, hit rates, and what must be kept."""

import pytest

from helpers import Estimate
from helpers.architecture.kinds import SSD_GB
from helpers.design.look import Look
from helpers.design.ranges import disks_at, drawn_at, kept_at
from tests.design.whole import whole, with_box


def estimated(design, name, value, unit, low, high):
    """The design with one more row in its estimate."""
    return design.replace(estimate=design.estimate.assume(name, value, unit, low=low, high=high, why="a guess"))


def at(design, column):
    return drawn_at(Look(design), column)


def test_service_times_go_to_the_ends_of_their_range():
    """The worked design's estimate has 5 ms, 2 to 10; its services are drawn with 5 ms, its store with another."""
    design = whole("url_shortener")
    assert [at(design, column)["api"].service_time for column in ("pessimistic", "likely", "optimistic")] == \
        pytest.approx([0.010, 0.005, 0.002], rel=1e-3)
    assert at(design, "pessimistic")["links"] == design.architecture["links"]
    assert at(design, "likely") is design.architecture


def test_a_row_that_names_its_box_reaches_that_box_alone():
    links = whole("url_shortener").architecture["links"]
    design = estimated(whole("url_shortener"), "links_service_time", 1000 * links.service_time, "ms", 0.1, 30)
    assert at(design, "pessimistic")["links"].service_time == pytest.approx(0.030, rel=2e-3)
    assert at(design, "optimistic")["hot_links"].service_time == design.architecture["hot_links"].service_time


def test_a_cache_helps_less_at_the_bad_end():
    design = estimated(whole("url_shortener"), "hit_rate", 0.8, "", 0.6, 0.95)
    assert at(design, "pessimistic")["hot_links"].hit_rate == pytest.approx(0.6, rel=1e-3)
    assert at(design, "optimistic")["hot_links"].hit_rate == pytest.approx(0.95, rel=1e-3)
    worse, better = (Look(design).loads(10_000, at(design, column))["links"].arrivals
                     for column in ("pessimistic", "optimistic"))
    assert worse > better


def test_a_row_of_another_value_speaks_of_something_else():
    design = estimated(whole("url_shortener"), "hit_rate", 0.5, "", 0.4, 0.6)
    assert at(design, "pessimistic")["hot_links"].hit_rate == design.architecture["hot_links"].hit_rate
    slower = with_box(whole("url_shortener"), "api", service_time="7 ms")
    assert at(slower, "pessimistic")["api"].service_time == pytest.approx(0.007)


def test_the_verdict_feels_a_range_that_is_no_load():
    """Nothing but the service time differs: the optimistic evening is as busy as the likely one."""
    design = whole("url_shortener")
    figures = design.verdict(n=4_000)["quick_redirect"].figures
    assert figures["optimistic"].value < 0.7 * figures["likely"].value


def test_disks_that_are_not_large_enough_are_bought():
    """By hand: what is kept grows as the estimate's storage does; what the disks hold already costs nothing more."""
    look = Look(whole("chat"))
    times = kept_at(look, "pessimistic")
    ends = look.intervals["disk_space"]
    assert times == pytest.approx(float((ends.high / look.estimate["disk_space"]).to("").magnitude))
    from helpers.design.rules.data import stored

    by_hand = sum(max(0, needed * times - max(room, needed)) / 1e9 * box.copies * SSD_GB
                  for box, needed, room in stored(look))
    assert disks_at(look, "pessimistic") == pytest.approx(by_hand)
    assert by_hand > 0
    assert disks_at(look, "likely") == disks_at(look, "optimistic") == 0


def test_what_is_paid_by_the_gigabyte_is_dearer_and_cheaper():
    look = Look(whole("video_streaming"))
    assert disks_at(look, "optimistic") < 0 < disks_at(look, "pessimistic")


def test_an_estimate_without_ranges_says_the_same_three_times():
    numbers = Estimate("Links").assume("requests_per_second", 100, "1/s", why="a guess").derive(
        "peak_requests_per_second", "requests_per_second * 3", "1/s")
    look = Look(whole("url_shortener").replace(estimate=numbers))
    for column in ("pessimistic", "optimistic"):
        assert drawn_at(look, column) == look.drawing
        assert disks_at(look, column) == 0
    assert Look(whole("url_shortener").replace(estimate=None)).intervals == {}
