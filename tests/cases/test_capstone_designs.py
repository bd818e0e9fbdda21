"""The four cases of the capstone: their arithmetic by hand, and a worked design that passes every room's check."""

from functools import cache
from pathlib import Path

import pytest

from helpers import Estimate, Interviewer, Requirements, Workload, load_case, simulate
from helpers.architecture.flows import requests_per_second
from helpers.design import Design
from helpers.requirements.interview.worth import estimate_of
from helpers.tradeoffs import Decisions

FOLDER = Path(__file__).parent.parent / "reference_designs"
CAPSTONE = ("chat", "ride_hailing", "ticketing", "video_streaming")
DAY, YEAR = 86_400, 31_557_600

# Worked out by hand, with nothing of the package.
CHAT_DAY = 20e6 * (40 + 40 + 20 + 1)
VIDEO_DAY = 1e6 * 4 * (60 + 1 + 2) + 10_000 * 60
RIDES_DAY = 20_000 * DAY / 4 + 1e6 * (75 + 3 + 2)
TICKETS_DAY = 100_000 * (40 + 80 + 4 + 4 + 1)
BY_HAND = {
    "chat": {
        ("peak_requests_per_second", "1/s"): CHAT_DAY / DAY * 3,
        ("deliveries", "1/s"): 20e6 * 40 * 4 * 3 / DAY,
        ("open_connections", ""): 4e6,
        ("disk_space", "TB"): 20e6 * 40 * 30 * 300 * 3 / 1e12,
    },
    "video_streaming": {
        ("peak_requests_per_second", "1/s"): VIDEO_DAY / DAY * 3,
        ("peak_traffic_out", "GB/s"): 1e6 * 4 * 600 * 3e6 / 8 / DAY * 3 / 1e9,
        ("traffic_of_origin", "GB/s"): 1e6 * 4 * 600 * 3e6 / 8 / DAY * 3 / 1e9 * 0.05,
        ("disk_space", "PB"): 10_000 * 600 * 1e6 * 1.67 * 5 * YEAR / DAY * 3 / 1e15,
        ("delivery_cost", "USD/month"): 1e6 * 4 * 600 * 3e6 / 8 / 1e9 * 0.05 * YEAR / DAY / 12,
    },
    "ride_hailing": {
        ("peak_requests_per_second", "1/s"): RIDES_DAY / DAY * 3,
        ("peak_positions", "1/s"): 15_000,
        ("peak_looks", "1/s"): 78e6 / DAY * 3,
        ("disk_space", "TB"): (1e6 * 1_000 * 2 * YEAR / DAY + 5_000 * DAY * 50 * 30) * 3 / 1e12,
    },
    "ticketing": {
        ("peak_requests_per_second", "1/s"): TICKETS_DAY / DAY * 200,
        ("seats_on_sale", ""): 20e6,
        ("disk_space", "TB"): (100_000 * 102_000 * 7 * YEAR / DAY + 20e6 * 20) * 3 / 1e12,
    },
}
SHARES = {  # requests a day of each flow, worked out by hand
    "chat": (CHAT_DAY, {"send_message": 20e6 * 40, "open_conversation": 20e6 * 40, "list_conversations": 20e6 * 20,
                        "start_conversation": 20e6}),
    "video_streaming": (VIDEO_DAY, {"play_segment": 240e6, "open_video": 4e6, "list_videos": 8e6,
                                    "upload_part": 600e3}),
    "ride_hailing": (RIDES_DAY, {"report_position": 432e6, "track_ride": 75e6, "find_drivers": 3e6, "request_ride": 1e6,
                                 "finish_ride": 1e6}),
    "ticketing": (TICKETS_DAY, {"browse_events": 4e6, "see_seats": 8e6, "hold_seats": 400e3, "buy_tickets": 100e3,
                                "open_ticket": 400e3}),
}


@cache
def design_of(case: str) -> Design:
    return Design.load(FOLDER / f"{case}.yaml")


@pytest.mark.parametrize(("case", "name", "unit"), [(case, *each) for case, known in BY_HAND.items() for each in known])
def test_the_figures_of_a_case_are_those_worked_out_by_hand(case, name, unit):
    found = estimate_of(load_case(case))[name].to(unit).magnitude
    assert float(found) == pytest.approx(BY_HAND[case][name, unit], rel=1e-9)


@pytest.mark.parametrize("case", CAPSTONE)
def test_the_shares_of_the_flows_follow_from_the_numbers(case):
    whole, parts = SHARES[case]
    assert sum(parts.values()) == pytest.approx(whole)
    for flow in load_case(case).flows:
        assert flow.share == pytest.approx(parts[flow.name] / whole, rel=0.06), flow.name
    assert {flow.name for flow in load_case(case).flows} == set(parts)


@pytest.mark.parametrize("case", CAPSTONE)
def test_a_case_is_whole(case):
    loaded = load_case(case)
    assert loaded.role == "capstone"
    assert len(loaded.facts) >= 16
    assert {"actors", "scope", "scale", "qualities"} <= {fact.about for fact in loaded.facts}
    assert {"users", "scope", "writes", "reads", "peak", "size", "retention", "durability", "consistency", "latency",
            "availability", "privacy", "places", "budget"} <= {fact.topic for fact in loaded.facts}
    assert len(loaded.failures) == 4
    assert all(each.trial for each in loaded.failures), "a failure of the capstone that no design can be tried by"
    needs = {row.id for row in Requirements.from_case(loaded).functional}
    assert needs == {flow.name for flow in loaded.flows}, "names join the steps"
    assert all(each.source for each in loaded.assumptions)


@pytest.mark.parametrize("case", CAPSTONE)
def test_the_worked_design_has_every_piece_and_none_has_an_error(case):
    design = design_of(case)
    assert not design.missing
    assert len([each for each in design.requirements.qualities if each.target is not None]) >= 8
    found = {
        "requirements": design.requirements.check(),
        "estimate": design.estimate.check(),
        "api": design.api.check(design.requirements),
        "data_model": design.data_model.check(design.api),
        "architecture": design.architecture.check(case, design.estimate, design.requirements),
        "architecture, api": design.architecture.check(design.api, design.estimate, design.requirements),
        "decisions": design.decisions.check(),
    }
    wrong = {name: str(each.errors) for name, each in found.items() if not each.ok}
    assert not wrong, wrong
    told = {name: each.warnings.rules() for name, each in found.items() if each.warnings}
    assert told == {"requirements": {"all-must"}}, "a capstone's needs are all musts; nothing else is warned of"
    assert Decisions.from_dict(design.decisions.to_dict()) == design.decisions


@pytest.mark.parametrize("case", CAPSTONE)
def test_the_worked_design_meets_every_target_at_the_peak(case):
    design = design_of(case)
    rate = requests_per_second(design.estimate)
    run = simulate(design.architecture, Workload(rate, mix=case), n=40_000)
    assert not run.growing
    assert run.check(design.requirements).ok, str(run.check(design.requirements))
    asked = [row for row in design.requirements.qualities if row.metric == "latency"]
    assert asked
    for row in asked:
        assert run.latency(row.percentile, row.of) <= row.at_most, row.id


@pytest.mark.parametrize("case", CAPSTONE)
def test_the_worked_design_is_not_met_at_five_times_the_peak(case):
    """The check above can fail: some box is full long before."""
    design = design_of(case)
    rate = 5 * requests_per_second(design.estimate)
    assert not design.architecture.check(case, rate, design.requirements).ok


@pytest.mark.parametrize("case", CAPSTONE)
def test_a_case_is_usable_everywhere(case):
    loaded = load_case(case)
    assert Interviewer(case).ask("Who uses it?").fact == "users"
    assert not Estimate.from_case(case).check().errors
    design = design_of(case)
    assert {each.name for each in loaded.flows} <= {each.name for each in design.api.flows()}
    entities = {name for each in loaded.flows for name in (*each.reads, *each.writes)}
    assert entities <= {each.name for each in design.data_model.entities}
    assert entities <= set(design.architecture.entities)
    assert design.data_model.ddl("sqlite").count("CREATE TABLE") == len(design.data_model.entities)
    assert len(design.api.openapi()["paths"]) >= 2


@pytest.mark.parametrize(("case", "name", "unit", "by_hand"), [
    ("chat", "storage", "TB", 20e6 * 40 * 300 * 30 / 1e12),
    ("chat", "bandwidth_out", "MB/s", 20e6 * (40 * 20 * 300 + 20 * 20 * 100) / DAY / 1e6),
    ("ticketing", "storage", "TB", (100_000 * 102_000 * 7 * YEAR / DAY + 20e6 * 20) / 1e12),
    ("ticketing", "bandwidth_out", "MB/s", 100_000 * (40 * 50 * 200 + 80 * 2_000 * 20 + 4 * 100_000) / DAY / 1e6),
    ("ride_hailing", "storage", "TB", (1e6 * 1_000 * 2 * YEAR / DAY + 5_000 * DAY * 50 * 30) / 1e12),
    ("ride_hailing", "bandwidth_out", "KB/s", (5_000 * 50 + 1e6 * ((75 + 3 * 20) * 50 + 1_000) / DAY) / 1e3),
    ("video_streaming", "storage", "PB", 10_000 * 600 * 1e6 * 1.67 * 5 * YEAR / DAY / 1e15),
    ("video_streaming", "bandwidth_out", "KB/s", 4e6 * (60 * 100 + (1 + 2 * 20) * 200) / DAY / 1e3),
])
def test_the_worked_design_says_how_much_is_kept_and_sent(case, name, unit, by_hand):
    estimate = design_of(case).estimate
    assert float(estimate[name].to(unit).magnitude) == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("case", CAPSTONE)
def test_the_worked_design_scores_as_a_model_should_and_its_pieces_agree(case):
    """Only what nobody has measured yet is open; the bytes of the estimate are those of the schemas."""
    scored = design_of(case).score()
    open_rows = [row for row in scored.table().to_dict("records") if row["to do"]]
    assert [(row["step"], row["points"]) for row in open_rows] == [(8, "0 of 3")], open_rows
    assert not [each for each in design_of(case).check() if each.severity != "note"]
