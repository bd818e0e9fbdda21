"""What steps 5 to 8 are held against: one conversion from the sheet, by endpoint, percentile and environment."""

import pytest

from helpers import Architecture, Component, Design, Quality, Requirements, Targets, Workload, load_case, simulate
from helpers.architecture.targets import as_targets

SHEET = Requirements("Links").add(
    Quality("quick", "open_link", "latency", at_most="100 ms", percentile=99, environment="peak", measured_at="edge"),
    Quality("up", "all", "availability", at_least="99.9%", environment="normal", window="30 days"),
    Quality("safe", "create_link", "copies", at_least=3),
    Quality("cheap", "all", "cost", at_most="$20000/month"),
)


def design(service_time="10 ms"):
    boxes = (
        Component("browser", "client"),
        Component("api", "service", service_time=service_time),
        Component("links", "wide_column", replicas=3, stores="link"),
    )
    return Architecture("Links").add(*boxes).connect("browser", "api").connect("api", "links")


def test_the_sheet_becomes_targets():
    made = as_targets(SHEET)
    assert (made.latency, made.availability, made.durability_copies, made.monthly_cost) == (0.1, 0.999, 3, 20000.0)
    assert as_targets(Requirements("Empty")) == Targets()


@pytest.mark.parametrize(
    ("changes", "latency"),
    [
        ({}, 0.1),
        ({"percentile": 99.9}, 0.1),  # what 99.9% keep, 99% keep
        ({"percentile": None}, 0.1),
        ({"percentile": 95}, None),  # says nothing about 99%
        ({"percentile": 98.9}, None),
        ({"environment": "normal"}, 0.1),
        ({"environment": "one zone lost"}, None),  # a sound run is not held against a bad day
        ({"environment": "deploy"}, None),
        ({"measured_at": "service"}, 0.1),
        ({"measured_at": "client"}, None),  # counts a way that no drawing shows
    ],
)
def test_only_what_a_run_can_show_counts(changes, latency):
    assert as_targets(SHEET.replace("quick", **changes)).latency == latency


def test_the_strictest_counts():
    more = SHEET.add(
        Quality("quicker", "all", "latency", at_most="50 ms", percentile=99),
        Quality("more_nines", "all", "availability", at_least="99.95%"),
    )
    assert (as_targets(more).latency, as_targets(more).availability) == (0.05, 0.9995)


def test_a_drawing_is_held_against_the_endpoint_that_was_meant():
    case = load_case("url_shortener")
    slow = design(service_time="200 ms")
    found = slow.check(case, requirements=SHEET)
    assert {each.where for each in found if each.rule == "path-over-latency"} == {"open_link"}
    everything = slow.check(case, requirements=SHEET.replace("quick", of="all"))
    assert {each.where for each in everything if each.rule == "path-over-latency"} == {"open_link", "create_link"}
    assert "path-over-latency" not in design().check(case, requirements=SHEET).rules()
    assert slow.check(case, requirements=Targets(latency="100 ms")).rules() >= {"path-over-latency", "slow-hop"}


def test_a_run_is_held_against_each_quality_by_its_percentile():
    run = simulate(design(), Workload("100/s", mix="url_shortener"), n=5_000)
    half, tail = run.latency(50, "open_link"), run.latency(99, "open_link")
    assert half < tail
    between = (half + tail) / 2

    def rules(**changes):
        sheet = Requirements("Links").add(Quality("quick", "open_link", "latency", at_most=between, **changes))
        return run.check(sheet).rules()

    assert "run-too-slow" in rules(percentile=99)
    assert "run-too-slow" not in rules(percentile=50)
    assert "run-too-slow" not in rules(percentile=99, measured_at="client")
    assert "run-too-slow" not in rules(percentile=99, environment="one zone lost")


def test_a_design_keeps_its_requirements(tmp_path):
    kept = Design("links", requirements=SHEET)
    path = kept.save(tmp_path / "links.yaml")
    assert Design.load(path) == kept
    assert "100 ms" in path.read_text()
    old = tmp_path / "old.yaml"
    old.write_text("name: old\n")
    assert Design.load(old).requirements is None, "a file saved before there were requirements still loads"


def test_the_table_of_targets_leaves_out_what_nobody_set_and_rounds_no_share_to_all():
    sheet = Requirements("Mine").add(Quality("up", "all", "availability", at_least="99.995%", window="30 days"))
    assert sheet.targets_table()["target"].to_dict() == {"availability": "at least 99.995%"}
    sheet = sheet.add(Quality("kept", "all", "copies", at_least=3), Quality("quick", "all", "latency", at_most="1.5 s"))
    assert sheet.targets_table()["target"].to_dict() == {
        "latency": "at most 1.5 s", "availability": "at least 99.995%", "copies": "at least 3"}
    assert len(Requirements("Nothing").targets_table()) == 0
