"""The load balancing laboratory against queueing theory."""

import math

import pytest

from helpers.simulation.closed_forms import mg1_wait, mmc_wait
from helpers.tradeoffs import load_balancing


def test_random_is_a_row_of_single_queues_and_the_shared_queue_is_erlangs():
    found = load_balancing(utilisation=0.7, replicas=5, service_seconds=0.01, requests=200_000,
                           policies=["random", "one-shared-queue"]).frame["mean_wait_seconds"]
    assert found["random"] == pytest.approx(mmc_wait(70, 0.01, 1), rel=0.05)
    assert found["one-shared-queue"] == pytest.approx(mmc_wait(350, 0.01, 5), rel=0.05)


def test_spread_of_service_times_costs_what_pollaczek_and_khinchine_say():
    found = load_balancing(utilisation=0.5, cv2=4.0, requests=300_000, policies=["random"]).frame
    assert found["mean_wait_seconds"]["random"] == pytest.approx(mg1_wait(50, 0.01, 4.0), rel=0.1)


def test_the_published_order_holds():
    """Random > round robin > two choices > shortest queue > one shared queue (Mitzenmacher 2001, Winston 1977)."""
    waits = load_balancing(utilisation=0.9, requests=40_000).frame["mean_wait_seconds"]
    order = ["random", "round-robin", "two-choices", "shortest-queue", "one-shared-queue"]
    assert list(waits.sort_values(ascending=False).index) == order


def test_two_choices_shorten_the_tail_more_and_more_as_the_system_fills():
    """With two choices queues grow with the double logarithm where they grew with the logarithm (Vvedenskaya 1996)."""
    gains = []
    for use in (0.5, 0.8, 0.95):
        p99 = load_balancing(utilisation=use, replicas=50, requests=40_000,
                             policies=["random", "two-choices"]).frame["p99_latency_seconds"]
        gains.append(p99["random"] / p99["two-choices"])
    assert 1 < gains[0] < gains[1] < gains[2]


def test_every_even_way_is_even():
    found = load_balancing(requests=10_000).frame["fullest_over_mean"]
    assert found["round-robin"] == pytest.approx(0, abs=1e-3)
    assert found["random"] > 0.01


def test_policies_are_called_as_in_the_simulator_and_words_do_as_well():
    assert list(load_balancing(requests=200).frame.index)[:4] == ["random", "round-robin", "two-choices",
                                                                 "shortest-queue"]
    for written in ("round robin", ["round robin"], ("round-robin",)):
        assert list(load_balancing(requests=200, policies=written).frame.index) == ["round-robin"]


def test_table_and_curve_come_from_the_same_runs_and_the_title_agrees():
    for use in (0.5, 0.8, 0.85):
        found = load_balancing(utilisation=use, requests=2_000)
        here = found.curves[found.curves["x"] == use].set_index("alternative")["y"]
        assert here.to_dict() == found.frame["p99_latency_seconds"].to_dict()
        least = found.frame["p99_latency_seconds"].idxmin()
        assert found.title.endswith(least) if least in found.bounds else f"{least} has the shortest" in found.title


def test_a_random_choice_waits_as_theory_says_at_every_point_of_the_curve():
    """One queue a replica: M/M/1, whose 99th percentile is ln(100) services over the share left."""
    found = load_balancing(utilisation=0.9, requests=16_000, policies=["random"]).curves
    for use, p99 in zip(found["x"], found["y"], strict=True):
        assert p99 == pytest.approx(0.01 * math.log(100) / (1 - use), rel=0.1), use
