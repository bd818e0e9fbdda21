"""What the chaos studio says happened: each kind of story, on runs that are known to go that way."""

import numpy as np
import pytest

from helpers.architecture import Architecture, Component
from helpers.simulation import Client, Fault, Workload, simulate
from helpers.widgets.chaos_story import story_of

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
LOAD = Workload("300/s", mix=MIX)
N = 4_000  # 13 seconds


def design(apis=2, links=8):
    return (Architecture("Links").add(
        Component("browser", "client"), Component("api", "service", replicas=apis),
        Component("links", "wide_column", copies=1, servers=links, service_time="20 ms", stores="link"))
        .connect("browser", "api").connect("api", "links"))


def told(faults, client=None, drawn=None, load=LOAD):
    drawn = drawn or design()
    calm = simulate(drawn, load, n=N)
    run = simulate(drawn, load, faults, client, n=N)
    return story_of(run, calm), run


def test_nothing_broken():
    story, _ = told([])
    assert story.kind == "calm"
    assert story.reasons == ()
    assert f"All {N:,} requests were answered" in story.text


def test_a_spare_machine_is_lost_and_nobody_notices():
    story, run = told([Fault("slow", "api", at=4, length=2, replicas=1, factor=1.01)])
    assert run.served.all()
    assert story.kind == "unnoticed"


def test_an_outage_that_ends_with_the_mend():
    story, run = told([Fault("crash", "api", at=4, length=2)])
    assert story.kind == "back"
    assert "at once after the mend" in story.text
    inside = (run.arrival_times >= 4) & (run.arrival_times < 6)
    assert run.served[inside].mean() < 0.01  # those on the wire at the end arrive after the mend
    assert f"{np.floor(1000 * run.served[inside].mean()) / 10:g}% while it was broken" in story.text


def test_what_is_never_mended_is_said_to_be_so():
    story, _ = told([Fault("crash", "api", at=4)])
    assert story.kind == "down"
    assert "never mended" in story.text


def test_a_queue_that_is_worked_off_is_no_metastable_failure():
    story, run = told([Fault("slow", "links", at=4, length=5, factor=4)])
    assert story.kind in ("draining", "back")
    assert run.served.all()
    assert story.text.startswith("▲")
    long = simulate(design(), LOAD, [Fault("slow", "links", at=4, length=8, factor=8)], n=N)
    assert story_of(long, simulate(design(), LOAD, n=N)).kind == "draining"


def test_retries_keep_it_down_and_a_budget_lets_it_back():
    fault = [Fault("slow", "links", at=3, length=3, factor=10)]
    storm, run = told(fault, Client(timeout="300 ms", retries=5, backoff="50 ms"))
    assert storm.kind == "stuck"
    assert "metastable" in storm.text
    assert run.attempts > 2 * run.n
    calmer, _ = told(fault, Client(timeout="300 ms", retries=5, backoff="50 ms", budget=0.05, cancels=True))
    assert calmer.kind == "back"


def test_reasons_add_up_and_the_most_frequent_comes_first():
    story, run = told([Fault("crash", "api", at=4, length=3, replicas=1, detect="1 s"),
                       Fault("slow", "links", at=6, length=3, factor=8)], Client(timeout="200 ms"))
    counts = [count for _, _, count in story.reasons]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == run.n - int(run.served.sum())
    assert {why for why, _, _ in story.reasons} >= {"timed out", "replica down"}


@pytest.mark.parametrize("shift", [0.0, 3.0])
def test_phases_are_those_of_the_arrivals(shift):
    story, run = told([Fault("crash", "links", at=2 + shift, length=2)])
    before = run.served[run.arrival_times < 2 + shift].mean()
    assert f"{np.floor(1000 * before) / 10:g}% answered before" in story.text
