"""The worked answers: free of errors under the load of their case, whole, and as sparse as their numbers allow."""

import dataclasses
from pathlib import Path

import pytest
import yaml

from helpers.architecture import Architecture, Targets
from helpers.cases import list_cases, load_case
from helpers.estimation import Estimate, add_scale
from helpers.requirements import Requirements
from helpers.requirements.interview.worth import estimate_of as results_of

FOLDER = Path(__file__).parent.parent / "reference_designs"
WRITES = {"url_shortener": "new_links", "pastebin": "new_pastes", "microblog": "daily_users * posts_per_user"}
READS = {
    "url_shortener": "new_links * reads_per_write",
    "pastebin": "reads",
    "microblog": "daily_users * timelines_per_user",
}
# Boxes that the load does not force, with the failure scenario of the case that does.
FOR_FAILURES = {("pastebin", "hot_pastes"): "blob_store_slow", ("ticketing", "near_at_hand"): "zone_lost"}
TARGETS = Targets(latency="200 ms", availability="99.9%", durability_copies=3, monthly_cost="$20000/month")
# 51 TB of posts, three times over, cost more than all other cases together; the case names no budget.
BUDGETS = {"microblog": "$60000/month"}


def targets_of(case: str) -> Targets | Requirements:
    if case not in WRITES:  # those of the capstone say what they must reach themselves
        return Requirements.from_case(case)
    return dataclasses.replace(TARGETS, monthly_cost=BUDGETS.get(case, TARGETS.monthly_cost))


def estimate_of(case: str) -> Estimate:
    if case not in WRITES:  # those of the capstone say their load themselves
        return results_of(load_case(case))
    made = Estimate.from_case(case).derive("all_writes", WRITES[case], "1/s").derive("all_reads", READS[case], "1/s")
    return add_scale(made, "all_writes", reads="all_reads", peak_factor="peak_factor")


@pytest.fixture(params=list_cases())
def case(request) -> str:
    return request.param


@pytest.fixture
def design(case) -> Architecture:
    return Architecture.from_dict(yaml.safe_load((FOLDER / f"{case}.yaml").read_text())["architecture"])


def test_free_of_errors_and_warnings(case, design):
    findings = design.check(case, estimate_of(case), targets_of(case))
    assert not findings.errors, str(findings)
    assert not findings.warnings, str(findings)


def test_survives_every_single_machine_and_zone(case, design):
    assert not design.single_points_of_failure(case, of=("component", "zone"))


def test_each_box_earns_its_place(case, design):
    """Without any one of its boxes the design has an error: an endpoint is down, or something is overloaded."""
    for each in design:
        forced = not design.remove(each.name).check(case, estimate_of(case), targets_of(case)).ok
        failure = FOR_FAILURES.get((case, each.name))
        assert forced or failure in {known.name for known in load_case(case).failures}, each.name


def test_every_endpoint_has_paths_to_all_of_its_entities(case, design):
    for flow in load_case(case).flows:
        served = {path.entity for path in design.paths(flow.name, case) if path.served == "store"}
        assert served == {*flow.reads, *flow.writes}


def test_lies_beside_the_cases_and_not_in_the_package(case):
    assert (FOLDER / f"{case}.yaml").exists(), f"tests/reference_designs/{case}.yaml is missing. Write it."
