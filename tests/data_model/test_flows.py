"""Flows of a model, its agreement with the interface, and measured times handed on to the boxes of step 5."""

import pytest

from helpers.architecture import Architecture, Component
from helpers.data_model import AccessPattern, DataModel, DataModelError, Entity
from helpers.design import Design
from tests.data_model.models import CASES, FOLDER, links, reference


@pytest.mark.parametrize("case", CASES)
def test_the_patterns_of_a_reference_model_serve_the_endpoints_of_its_interface(case):
    design = Design.load(FOLDER / f"{case}.yaml")
    assert not [each for each in design.data_model.check(design.api) if each.severity != "note"]


@pytest.mark.parametrize("case", CASES)
def test_flows_of_a_reference_model_are_those_of_its_interface(case):
    design = Design.load(FOLDER / f"{case}.yaml")
    flows = {each.name: each for each in design.data_model.flows()}
    assert set(flows) == set(design.api.names)
    assert sum(each.share for each in flows.values()) == pytest.approx(1)
    for each in design.api.endpoints:  # the shares of step 3 are rounded guesses of the same rates
        if each.share and each.share > 0.2:
            assert flows[each.name].share == pytest.approx(each.share, rel=0.1)


def test_a_model_is_taken_where_flows_are_asked_for():
    made = Architecture("a").add(Component("client", "client"), Component("api", "service"),
                                 Component("store", "sql", stores="link"))
    made = made.connect("client", "api").connect("api", "store")
    model = links().put(AccessPattern("by_code", "link", by="code", limit=1, rate=300, serves="open_link"))
    assert made.load(model, 300)["store"].reads == 300


def test_an_endpoint_is_asked_as_often_as_its_first_pattern_and_a_job_is_no_request():
    model = DataModel("m").add(
        Entity("a", {"k": "integer"}, key="k"), Entity("b", {"k": "integer"}, key="k"),
        AccessPattern("clean", "a", by="k <", limit=10, rate=1000, serves="job: clean up"),
        AccessPattern("one", "a", by="k", rate=30, serves="read"),
        AccessPattern("two", "b", by="k", rate=600, serves="read"),
        AccessPattern("new", "b", writes="insert", rate=10, serves="make"))
    assert [(each.name, each.share, each.reads, each.writes) for each in model.flows()] == [
        ("read", 0.75, ("a", "b"), ()), ("make", 0.25, (), ("b",))]


@pytest.mark.parametrize(("serves", "is_one"), [("job: clean", True), ("job : clean", True), ("job", False),
                                            ("job_list", False), ("jobs", False), ("", False)])
def test_what_a_job_is(serves, is_one):
    pattern = AccessPattern("p", "link", by="code", serves=serves)
    assert pattern.job is is_one
    found = links().put(pattern).remove("by_code").check(api=_Api("job", "job_list", "jobs"))
    assert ("pattern-serves-nothing" in found.rules()) == (serves == "")


class _Api:
    def __init__(self, *names):
        self.endpoints = names


@pytest.mark.parametrize(("serves", "rate", "told"), [
    ("", 5, "serves an endpoint"), ("job: clean", 5, "serves an endpoint"), ("open", 0, "has a rate")])
def test_flows_without_rates_or_endpoints_are_refused(serves, rate, told):
    model = DataModel("m").add(Entity("a", {"k": "integer"}, key="k"),
                               AccessPattern("p", "a", by="k", rate=rate, serves=serves))
    with pytest.raises(DataModelError, match=told):
        model.flows()


# --- measured ---------------------------------------------------------------------------------------------------------


def test_measured_times_are_those_of_explain_and_say_where_they_come_from():
    model = reference("url_shortener")
    times = model.service_times(rows=2_000)
    assert [each.pattern for each in times.patterns] == [each.name for each in model.patterns]
    assert all(each.seconds > 0 for each in times.patterns)
    assert "measured" in times.where
    assert "2,000 rows" in times.where
    assert "no network" in times.where
    assert set(times.table()["source"]) == {times.where}


def test_the_mean_counts_each_pattern_by_its_rate():
    from helpers.data_model.service_times import Measured, ServiceTimes

    times = ServiceTimes((Measured("p", "a", 3.0, 0.001), Measured("q", "a", 1.0, 0.005), Measured("r", "b", 0, 0.1),
                          Measured("s", "b", 0, 0.3)), "measured")
    assert times.of("a") == pytest.approx(0.002)
    assert times.of("b") == pytest.approx(0.2)  # without rates all count alike
    assert times.of("a", "b") == pytest.approx(0.002)
    with pytest.raises(DataModelError, match="nothing was measured of 'c'"):
        times.of("c")


def test_stores_get_the_measured_time_and_say_so_and_caches_keep_theirs():
    from helpers.data_model.service_times import Measured, ServiceTimes

    times = ServiceTimes((Measured("p", "link", 10.0, 0.00025),), "measured")
    design = Architecture("a").add(
        Component("api", "service"), Component("hot", "cache", stores="link"),
        Component("links", "wide_column", stores="link", label="All links"), Component("users", "sql", stores="user"))
    made = times.onto(design)
    assert made["links"].service_time == 0.00025
    assert made["links"].label == "All links, 0.25 ms measured"
    assert all(made[name] == design[name] for name in ("api", "hot", "users"))
    again = times.onto(made, besides="0.1 ms")  # told once, whatever was there
    assert again["links"].service_time == pytest.approx(0.00035)
    assert again["links"].label == "All links, 0.35 ms measured"


@pytest.mark.parametrize("given", [None, 7, "links", [1, 2]])
def test_what_is_no_architecture_is_refused(given):
    with pytest.raises(DataModelError, match="Give the Architecture"):
        links().service_times(rows=100).onto(given)
