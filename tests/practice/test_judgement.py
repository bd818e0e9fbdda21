"""Designs under the hidden failures of their case: what is left, what it answers, and what it could cost less."""

from dataclasses import replace

import pytest

from helpers import load_case
from helpers.architecture import Architecture, Component
from helpers.cases import Failure, Trial
from helpers.practice import case_load, cheaper, judge, outcomes
from helpers.practice.damage import damages
from helpers.practice.trials import FULL
from tests.practice.players import worked

CAPSTONE = ("chat", "ride_hailing", "ticketing", "video_streaming")
CHAT = load_case("chat")
LOAD = case_load(CHAT)


def tried(design: Architecture, **trial):
    case = replace(CHAT, failures=(Failure("one", "It breaks.", "It works.", Trial(**trial)),))
    return outcomes(design, case, LOAD)[0]


@pytest.mark.parametrize("case", CAPSTONE)
def test_the_worked_design_keeps_every_quality_also_while_things_go_wrong(case):
    found = judge(worked(case), load_case(case))
    assert found.kept, found.table().to_string()
    assert {each.name.replace("_", " ") for each in load_case(case).failures} <= {each.what for each in found.rows}


@pytest.mark.parametrize(("case", "sabotage", "missed"), [
    ("chat", lambda made: made.replace("api", replicas=33), "zone lost"),
    ("chat", lambda made: made.replace("messages", shards=10, copies=1), "message machine lost"),
    ("chat", lambda made: made.replace("people", replicas=3, zone=["a", "a", "a"]), "zone lost"),
    ("ride_hailing", lambda made: made.replace("rides", replicas=1), "ride database machine lost"),
    ("ride_hailing", lambda made: made.replace("api", replicas=6), "stadium empties"),
    ("ticketing", lambda made: made.replace("sales", replicas=3), "seat cache emptied"),
    ("ticketing", lambda made: made.replace("sales", cost="$20000/month"), "cost of everything"),
    ("video_streaming", lambda made: made.replace("pieces", shards=1, stored_gb="7.34 PB"), "delivery cache emptied"),
    ("video_streaming", lambda made: made.replace("titles", replicas=1), "database machine lost"),
    ("video_streaming", lambda made: made.replace("delivery", hit_rate=0.0, service_time="2 s"),
     "latency of play segment, peak"),
    ("chat", lambda made: made.remove("messages"), "the drawing"),
])
def test_a_sabotaged_design_misses_just_what_was_sabotaged(case, sabotage, missed):
    found = judge(sabotage(worked(case)), load_case(case))
    assert missed in {each.what for each in found.missed}, found.table().to_string()


def test_what_is_computed_agrees_with_the_share_that_a_full_box_can_take():
    """A box of k machines that gets more than it takes answers capacity over arrivals, less what is held back."""
    design = worked("chat").replace("api", replicas=12)
    found = tried(design, load=2.0)
    arrives, takes = 2 * LOAD.peak, 12 * 16 / 0.005
    assert found.share == pytest.approx(FULL * takes / arrives)
    assert not found.kept
    assert found.how == "computed from the load of each box"


def test_both_sides_of_full():
    takes = 16 / 0.005  # of one machine
    for share, kept in ((FULL - 0.01, True), (FULL + 0.01, False)):
        machines = LOAD.peak / (takes * share)
        exact = worked("chat").replace("api", capacity=f"{LOAD.peak / (42 * share):.6f}/s")
        assert machines > 0
        assert tried(exact, load=1.0).kept is kept


def test_a_lost_shard_costs_its_share_of_the_data():
    alone = worked("chat").replace("messages", shards=30, copies=1)
    found = tried(alone, machine="message", spares=["open_conversation"])
    assert found.share == pytest.approx(1 - 1 / 30)
    assert "3% of the data" in found.because


def test_without_zones_all_may_stand_in_one():
    bare = Architecture("x").add(*(each.replace(zone=()) for each in worked("chat"))).add(*worked("chat").connections)
    found = tried(bare, zone="any")
    assert (found.share, found.kept) == (0.0, False)
    assert "names no zones" in found.because


def test_the_zone_that_hurts_most_decides():
    uneven = worked("chat").replace("api", zone=["a", "a", "a", "b", "b", "c"])
    assert "without zone a" in tried(uneven, zone="any").because
    assert tried(uneven, zone="c").kept


def test_what_is_rented_is_replaced_by_its_provider():
    case = load_case("video_streaming")
    made = replace(case, failures=(Failure("one", "It breaks.", "It works.", Trial(machine="original")),))
    found = outcomes(worked("video_streaming"), made, case_load(case))[0]
    assert found.kept
    assert "its provider replaces the machine" in found.because


def test_spared_flows_do_not_pay_for_the_others():
    slow = {"slow": "inbox", "factor": 1_000}
    assert not tried(worked("chat"), **slow).kept
    assert tried(worked("chat"), **slow, spares=["open_conversation"]).kept


def test_more_of_one_flow_is_more_of_that_flow_alone():
    made = damages(worked("chat"), Trial(flow="start_conversation", times=10), LOAD.flows, LOAD.peak)[0]
    rates = {each.name: each.share * made.rate for each in made.flows}
    before = {each.name: each.share * LOAD.peak for each in LOAD.flows}
    assert rates["start_conversation"] == pytest.approx(10 * before["start_conversation"])
    assert all(rates[name] == pytest.approx(before[name]) for name in rates if name != "start_conversation")


def test_an_empty_cache_answers_nothing():
    made = damages(worked("ticketing"), Trial(cold="seat"), LOAD.flows, LOAD.peak)[0]
    assert made.architecture["near_at_hand"].hit_rate == 0
    assert damages(worked("chat"), Trial(cold="message"), LOAD.flows, LOAD.peak)[0].architecture == worked("chat")


def test_an_unfinished_drawing_is_judged_and_not_refused():
    for design in (Architecture("x").add(Component("client", "client")),
                   Architecture("x").add(Component("api", "service")),
                   Architecture("x").add(Component("client", "client"), Component("api", "service"))
                   .connect("client", "api")):
        found = judge(design, CHAT)
        assert not found.kept
        assert found.table().shape[0] >= 5


@pytest.mark.parametrize("case", CAPSTONE)
def test_a_cheaper_design_costs_less_and_keeps_everything(case):
    found = cheaper(worked(case), load_case(case))
    assert found.judgement.kept
    assert found.after <= found.before
    assert (found.after < found.before) == bool(found.changes)
    assert judge(found.architecture, load_case(case)).kept
    kept = {each.name: each.copies for each in worked(case) if each.durable}
    assert all(found.architecture[name].copies == copies for name, copies in kept.items())


def test_of_a_wasteful_design_what_is_idle_is_taken_out():
    wasteful = worked("ride_hailing").replace("api", replicas=120)
    found = cheaper(wasteful, load_case("ride_hailing"))
    assert found.architecture["api"].replicas <= 12
    assert found.saved >= 108 * wasteful["api"].cost
    assert "120 → " in str(found)


def test_what_does_not_keep_everything_is_not_made_cheaper():
    assert cheaper(worked("chat").replace("api", replicas=24), CHAT) is None


def test_what_cannot_be_run_at_the_peak_is_missed_and_says_why(monkeypatch):
    from helpers.architecture import ArchitectureError
    from helpers.practice import judgement

    def refuses(*_):
        raise ArchitectureError("api: it cannot be counted.")

    monkeypatch.setattr(judgement, "dollars", refuses)
    found = judge(worked("chat"), CHAT)
    row = next(each for each in found.rows if each.what == "the peak")
    assert (row.kept, row.found) == (False, "api: it cannot be counted.")
    assert next(each for each in found.rows if each.what.startswith("cost")).found == "unknown"
    assert found.cost == 0
