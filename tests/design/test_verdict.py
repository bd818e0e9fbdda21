"""The verdict: met, missed, unproven; what each figure is, against closed forms and counts made by hand."""

import math

import pytest

from helpers import (
    Architecture,
    Backup,
    Chances,
    Component,
    Design,
    Estimate,
    Evidence,
    Notes,
    Protection,
    Quality,
    Redundancy,
    Reliability,
    Replica,
    Requirements,
)
from helpers.design import DesignError
from tests.design.whole import CASES, whole, with_box, with_endpoint, with_notes, with_pattern, with_row

FLOW_CASE = "url_shortener"  # its uses: 99% open_link (reads link), 1% create_link (writes link)


def small(*qualities, rate=1000, low=None, high=None, api=2, **pieces):
    """A client, a service of one worker a machine at 1 ms, and a store; wires take no time."""
    drawing = Architecture("Small", zones=["a", "b"]).add(
        Component("client", "client"),
        Component("api", "service", replicas=api, servers=1, service_time="1 ms", zone=["a", "b"]),
        Component("store", "sql", replicas=2, servers=8, service_time="1 ms", stores="link", zone=["a", "b"]))
    drawing = drawing.connect("client", "api", latency=0).connect("api", "store", latency=0)
    estimate = Estimate("Small").assume("peak_requests_per_second", rate, "1/s", low=low, high=high)
    return Design("small", case=FLOW_CASE, requirements=Requirements("Small").add(*qualities), estimate=estimate,
                  architecture=drawing, **pieces)


def quick(at_most="100 ms", **more):
    return Quality("quick", "open_link", "latency", at_most=at_most, percentile=99, environment="peak", **more)


# --- states -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("at_most", "state"), [("20 ms", "met"), ("5 ms", "missed")])
def test_a_quality_is_met_or_missed(at_most, state):
    row = small(quick(at_most)).verdict()["quick"]
    assert row.state() == state
    assert row.likely.how == "simulated"
    assert "30,000 requests, seed 1" in row.likely.source
    assert row.margin == pytest.approx(1 - row.likely.value / row.quality.target)


def test_without_a_diagram_or_an_estimate_it_is_unproven():
    for lacking in ("architecture", "estimate"):
        row = small(quick()).replace(**{lacking: None}).verdict()["quick"]
        assert row.state() == "unproven"
        assert row.likely.how == "unknown"
        assert row.likely.source
        assert math.isnan(row.margin)


def test_without_requirements_there_is_no_verdict():
    with pytest.raises(DesignError, match="step 1"):
        small().replace(requirements=None).verdict()


@pytest.mark.parametrize("bad", [{"n": 0}, {"n": "many"}, {"seed": -1}, {"n": 10**9}])
def test_a_bad_size_or_seed_is_told(bad):
    with pytest.raises(DesignError):
        small(quick()).verdict(**bad)


def test_the_same_seed_gives_the_same_verdict():
    one, two, other = (small(quick()).verdict(seed=seed) for seed in (1, 1, 2))
    assert str(one) == str(two)
    assert one["quick"].likely.value != other["quick"].likely.value


# --- figures ----------------------------------------------------------------------------------------------------------

def test_the_latency_is_that_of_queueing_theory():
    """Two boxes of exponential service in a row: the 99th percentile is that of the sum of two exponentials."""
    row = small(quick(), rate=500, api=1).verdict(n=200_000)["quick"]
    p99 = 0.0
    first, second = 1 / (1000 - 500), 0.001  # M/M/1 at half its load, and a store that makes nobody wait
    # the sum of two exponentials of these means
    for step in range(1, 200_000):
        p99 = step * 1e-6
        if (first * math.exp(-p99 / first) - second * math.exp(-p99 / second)) / (first - second) < 0.01:
            break
    assert row.likely.value == pytest.approx(p99, rel=0.06)


def test_the_three_columns_are_the_ends_of_the_estimate():
    found = small(quick(), low=500, high=1900).verdict()
    rates = [found.rates[column][0] for column in ("optimistic", "likely", "pessimistic")]
    assert rates[0] < rates[1] == 1000 < rates[2]
    assert rates[0] == pytest.approx(500, rel=0.05)
    assert rates[2] == pytest.approx(1900, rel=0.05)
    figures = found["quick"].figures
    assert figures["optimistic"].value < figures["likely"].value < figures["pessimistic"].value


def test_beyond_its_limit_it_waits_without_end_and_says_which_box():
    row = small(quick(), low=500, high=3000).verdict()["quick"]
    assert row.state() == "met"
    assert row.state("pessimistic") == "missed"
    assert math.isinf(row.figures["pessimistic"].value)
    assert "api" in row.figures["pessimistic"].source
    assert row.shown("pessimistic") == "without end"


def test_the_wire_to_the_client_counts_at_the_client_alone():
    design = whole()
    at = {place: with_row(design, "quick_redirect", measured_at=place).verdict()["quick_redirect"].likely.value
          for place in ("client", "edge", "service")}
    assert at["client"] - at["edge"] == pytest.approx(0.020, abs=1e-9)
    assert at["edge"] == at["service"]


ENVIRONMENTS = {"normal": "met", "peak": "met", "one machine lost": "missed", "one zone lost": "missed",
                "deploy": "missed"}


@pytest.mark.parametrize(("environment", "state"), ENVIRONMENTS.items())
def test_each_environment_takes_its_machines(environment, state):
    """Two machines carry 1,500 requests a second, one does not: any loss of one of them is too much."""
    asked = Quality("quick", "open_link", "latency", at_most="100 ms", percentile=99, environment=environment)
    row = small(asked, rate=1500).verdict()["quick"]
    assert row.state() == state
    with_three = small(asked, rate=1500, api=4).verdict()["quick"]
    assert with_three.state() == "met"


def test_a_deploy_takes_no_store_and_a_lost_machine_does():
    asked = [Quality(name, "open_link", "availability", at_least="50%", environment=environment)
             for name, environment in (("while_deploying", "deploy"), ("machine_lost", "one machine lost"))]
    found = with_box(small(*asked, api=4), "store", replicas=1).verdict()
    assert found["while_deploying"].state() == "met"
    assert found["machine_lost"].state() == "missed"
    assert "store" in found["machine_lost"].likely.source


def test_without_zones_a_lost_zone_is_unproven():
    asked = Quality("zone", "open_link", "availability", at_least="99%", environment="one zone lost")
    design = small(asked)
    bare = design.architecture.with_(zones=())
    for box in bare:
        bare = bare.replace(box.name, zone=())
    row = design.replace(architecture=bare).verdict()["zone"]
    assert row.state() == "unproven"
    assert "zone" in row.likely.source


def test_availability_is_the_product_of_what_must_be_up():
    asked = Quality("up", "open_link", "availability", at_least="99%")
    notes = Notes(chances=Chances(machine="99%", zone="100%", together=0))
    found = small(asked, notes=notes).verdict()["up"].likely
    assert found.value == pytest.approx((1 - 0.01**2) ** 2)
    assert found.how == "computed"
    assert "99%" in found.source


def test_throughput_is_where_the_first_box_is_full():
    asked = Quality("many", "open_link", "throughput", at_least="1900/s")
    assert small(asked).verdict()["many"].likely.value == pytest.approx(2000)


def test_copies_and_what_may_be_lost_are_counted():
    asked = [Quality("kept", "create_link", "copies", at_least=2), Quality("lost", "create_link", "lost_copies",
                                                                           at_least=1)]
    found = small(*asked).verdict()
    assert [found[name].likely.value for name in ("kept", "lost")] == [2, 1]
    quorum = small(*asked, reliability=Reliability(quorums={"store": (2, 1, 2)})).verdict()
    assert quorum["lost"].likely.value == 0


def test_durability_is_that_of_the_redundancy():
    asked = Quality("safe", "create_link", "durability", at_least="99%")
    assert small(asked).verdict()["safe"].likely.value == pytest.approx(1 - Redundancy.copies(2).yearly_loss())


def test_recovery_is_the_worst_of_the_events():
    kept = Protection([Replica("zone", lag="2 s", failover="1 min")], [Backup("1 day")])
    asked = [Quality("rpo", "all", "recovery_point", at_most="2 days"), Quality("rto", "all", "recovery_time",
                                                                              at_most="2 days")]
    found = small(*asked, reliability=Reliability(protections={"store": kept})).verdict()
    outcomes = [kept.outcome(event) for event in ("machine", "zone", "region", "mistake")]
    assert found["rpo"].likely.value == max(each.point for each in outcomes)
    assert found["rto"].likely.value == max(each.time for each in outcomes)


def test_staleness_is_how_long_answers_are_kept_where_they_change():
    changing = with_pattern(whole(), "new_link", writes="update", by="code")
    kept = with_endpoint(changing, "open_link", cached=7)
    assert kept.verdict()["fresh_links"].likely.value == 7
    assert with_endpoint(whole(), "open_link", cached=7).verdict()["fresh_links"].likely.value == 0, "written once"


def test_a_write_through_a_queue_arrives_later():
    row = whole("microblog").verdict()["fresh_timeline"]
    drawing = whole("microblog").architecture
    least = sum(drawing[name].service_time for name in ("new_posts", "fan_out", "home_timelines"))
    assert row.likely.value > least
    assert row.likely.how == "simulated"
    assert "fan_out" in row.likely.source


def test_a_write_behind_a_full_box_never_arrives_and_nothing_else_is_broken():
    row = with_box(whole("microblog"), "fan_out", replicas=5).verdict()["fresh_timeline"]
    assert row.state() == "missed"
    assert row.shown() == "without end"
    assert "waits without end" in row.likely.source
    for case in CASES:
        for each in whole(case).verdict():
            assert all(figure.known for figure in each.figures.values()), str(each)


def test_cost_is_that_of_the_diagram():
    asked = Quality("budget", "all", "cost", at_most="$1200/month")
    design = small(asked)
    row = design.verdict()["budget"]
    assert row.likely.value == pytest.approx(design.architecture.monthly_cost().magnitude)


# --- what is noted ----------------------------------------------------------------------------------------------------

def test_a_measurement_goes_before_a_simulation_and_an_assumption_after():
    measured = small(quick(), notes=Notes(evidence=[Evidence("quick", "42 ms", "measured", "load test")]))
    assumed = small(quick(), notes=Notes(evidence=[Evidence("quick", "42 ms", "assumed")]))
    assert measured.verdict()["quick"].likely.value == pytest.approx(0.042)
    assert measured.verdict()["quick"].likely.how == "measured"
    assert assumed.verdict()["quick"].likely.how == "simulated"
    assert assumed.replace(architecture=None).verdict()["quick"].likely.how == "assumed"


def test_evidence_in_another_unit_is_told():
    row = with_notes(whole(), evidence=[Evidence("mail_deleted", "three trucks")]).verdict()["mail_deleted"]
    assert row.state() == "unproven"
    assert "mail_deleted" in row.likely.source


def test_a_model_that_was_never_measured_says_so():
    assert "never held against a measurement" in str(whole().verdict())


# --- the four questions -----------------------------------------------------------------------------------------------

ANSWERS = [
    (lambda d: d, ("yes", "no", "yes", "yes")),
    (lambda d: with_box(d, "links", stores=["user"]), ("no", None, None, None)),
    (lambda d: with_box(d, "api", replicas=120), (None, "yes", None, None)),
    (lambda d: with_box(d, "api", replicas=10), (None, None, "no", "no")),
    (lambda d: with_box(d, "balancer", replicas=1, zone="a"), (None, None, None, "no")),
    (lambda d: d.replace(architecture=None), ("not shown",) * 4),
]


@pytest.mark.parametrize(("change", "answers"), ANSWERS)
def test_the_four_questions(change, answers):
    found = change(whole()).verdict()
    assert len(found.answers) == 4
    for each, answer in zip(found.answers, answers, strict=True):
        assert answer is None or each.answer == answer, str(each)
        assert each.because


@pytest.mark.parametrize("case", CASES)
def test_it_is_shown_in_text_tables_and_html(case):
    found = whole(case).verdict()
    assert list(found.table().index) == [each.id for each in whole(case).requirements.qualities]
    assert len(found.questions_table()) == 4
    shown = found._repr_html_()
    assert found.sentence in shown
    first = shown.partition("<details>")[0]  # what lies open fits a page; where figures come from is unfolded
    assert ">from</th>" not in first
    assert ">margin</th>" in first
    assert ">from</th>" in shown
    assert str(len(found)) in found.sentence
    with pytest.raises(DesignError, match="there is no"):
        found["nothing"]


def test_a_loss_is_told_as_a_sentence():
    def because(design):
        return {each.question: each.because for each in design.verdict(n=1_000).answers}["Is it resilient?"]

    assert "full with one machine of " in because(whole())
    assert because(with_box(whole(), "balancer", replicas=1)).startswith("with one machine of balancer lost, ")
