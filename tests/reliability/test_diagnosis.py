"""Incidents to be diagnosed: the cause is right, each kind of mistake is named, the cascade is told in order."""

import numpy as np
import pytest

from helpers import Architecture, Component, Design, Incident
from helpers.cases import list_cases, load_case
from helpers.reliability import ReliabilityError
from helpers.reliability.day_load import STEP
from helpers.reliability.diagnosis import KINDS
from helpers.reliability.judgement import SOUND
from helpers.reliability.troubles import HARMFUL, LOAD, MENDS, WAY_IN
from helpers.reliability.watched import watched

SEEDS = range(40)
ALL = [Incident("url_shortener", seed) for seed in SEEDS]


def first_of(kind: str, where: str | None = None) -> Incident:
    return next(each for each in ALL if each.cause.kind == kind and where in (None, each.cause.where))


@pytest.mark.parametrize("incident", ALL, ids=str)
def test_the_cause_and_its_mend_are_right_and_nothing_else_is(incident):
    cause = incident.cause
    right = incident.answer(cause.where, SOUND[cause.kind][0])
    assert right.right
    assert all(each.startswith("Right: ") for each in right.feedback)
    for other in incident.suspects:
        answer = incident.answer(other, "restart all")
        assert (answer.kind == "right") == (other == cause.where)
        assert not answer.right
        if other != cause.where:
            assert cause.words not in answer.feedback[0], "it gives the answer away"


@pytest.mark.parametrize("incident", [*ALL, *(Incident("chat", seed) for seed in range(10))], ids=str)
def test_the_dashboard_shows_a_moment_at_which_something_is_to_be_seen(incident):
    """Some signal is twice or half of what is usual; a crash that callers are sent around hurts in its first minute."""
    at = incident._worst
    assert incident.cause.start / STEP <= at <= incident.cause.end / STEP
    changes = []
    for name in incident.day.boxes:
        for what in ("traffic", "latency", "errors", "saturation"):
            now, usual = (float(each.signal(name, what)[at]) for each in (incident.day, incident.day.quiet))
            changes.append(np.isnan(now) != np.isnan(usual) or max(now, usual) > 1.5 * min(now, usual) + 1e-3)
    assert any(changes)


def test_every_kind_comes_up_and_has_a_sound_mend():
    assert {each.cause.kind for each in ALL} == set(KINDS)
    assert set(KINDS) <= set(SOUND)
    assert {mend for mends in SOUND.values() for mend in mends} <= set(MENDS) - set(HARMFUL)


def test_who_waits_for_the_cause_is_a_symptom():
    incident = first_of("grey", "links")
    for name in ("balancer", "api"):
        answer = incident.answer(name, "take out")
        assert answer.kind == "symptom"
        assert answer.mended
        assert "waits for something behind it" in answer.feedback[0]


def test_who_gets_more_because_of_the_cause_is_a_victim():
    incident = first_of("cold cache")
    answer = incident.answer("links", "add or shed")
    assert answer.kind == "victim"
    assert "gets more than usual" in answer.feedback[0]
    assert "no longer answers for it" in " ".join(incident.story()["why"])


def test_who_gets_less_because_of_the_cause_is_a_victim():
    answer = first_of("gone", "balancer").answer("api", "replace machines")
    assert answer.kind == "victim"
    assert "gets less than usual" in answer.feedback[0]


def test_what_is_as_usual_is_healthy():
    assert first_of("full disk").answer("hot_links", "free space").kind == "healthy"


def test_the_load_and_the_way_in_are_told_from_each_other():
    cut, surge = first_of("cut"), first_of("surge")
    assert "Nearly nothing arrives" in cut.answer(LOAD, "add or shed").feedback[0]
    assert "More arrives than usual" in surge.answer(WAY_IN, "mend the network").feedback[0]
    assert first_of("grey").answer(LOAD, "add or shed").kind == "not the load"
    assert first_of("grey").answer(WAY_IN, "add or shed").kind == "not the way in"


@pytest.mark.parametrize("mend", HARMFUL)
def test_what_does_harm_is_said_to(mend):
    answer = ALL[0].answer(ALL[0].cause.where, mend)
    assert answer.kind == "right"
    assert not answer.mended
    assert "does harm" in answer.feedback[1]


def test_an_answer_may_be_written_as_people_do():
    incident = first_of("grey", "hot_links")
    assert incident.answer("Hot links", "Take the slow machines out of the rotation.").right
    assert incident.answer("hot-links", "take out").right
    assert "✔" in incident.answer("hot_links", "take out")._repr_html_()
    with pytest.raises(ReliabilityError, match="Did you mean hot_links"):
        incident.answer("hot_link", "take out")
    with pytest.raises(ReliabilityError, match="mend: 'pray'"):
        incident.answer("hot_links", "pray")


@pytest.mark.parametrize("incident", ALL, ids=str)
def test_the_story_begins_with_the_cause_and_goes_on_in_time(incident):
    events = incident.events
    assert events[0].where == incident.cause.where
    assert [each.after for each in events] == sorted(each.after for each in events)
    assert all(each.seen and each.why for each in events)
    boxes = [each for each in events[1:] if each.where in incident.suspects]
    if incident.cause.where in incident.day.boxes and incident.cause.kind != "cold cache":  # its misses show elsewhere
        first = boxes[0]
        assert first.where == incident.cause.where, "what broke shows it first"
    assert incident.story()["where"].tolist() == [each.where for each in events]


def test_it_reaches_the_users_after_the_cause():
    """A slow store fills its callers step by step, from the inside out."""
    incident = first_of("grey", "links")
    slow = {name: state.since["slow"] for name, state in incident.states.items() if "slow" in state.since}
    assert slow["links"] < slow["api"] <= slow["balancer"]


def test_the_dashboard_says_nothing_of_the_cause():
    incident = first_of("grey", "hot_links")
    shown = repr(incident) + incident.dashboard().to_string()
    assert "grey" not in shown
    assert "broke" not in shown
    low, high = incident.seen
    assert low * 3600 < incident.cause.start < high * 3600
    assert "→" in incident.dashboard().loc["hot_links", "latency"]


def test_the_same_seed_is_the_same_incident():
    assert Incident("url_shortener", 7).cause == ALL[7].cause
    assert Incident("url_shortener", 7).story().equals(ALL[7].story())


def test_a_design_of_ones_own_can_break_as_well():
    drawn = Architecture("Mine").add(Component("user", "client"), Component("web", "service", replicas=2),
                                     Component("data", "sql", stores="note")).connect("user", "web").connect(
        "web", "data")
    incident = Incident(Design("mine", architecture=drawn), 3)
    assert incident.suspects == ("web", "data", LOAD, WAY_IN)


@pytest.mark.parametrize("name", list_cases())
def test_every_case_has_incidents_whose_cause_is_right(name):
    for seed in range(3):
        incident = Incident(name, seed)
        assert incident.answer(incident.cause.where, SOUND[incident.cause.kind][0]).right
        assert incident.dashboard().index.tolist() == list(incident.day.boxes)
        assert not incident.story().empty
        assert Incident(load_case(name), seed).cause == incident.cause
    written = name.replace("_", " ").title()
    assert Incident(written, 1).cause == Incident(name, 1).cause


def test_the_worked_case_has_its_worked_drawing_and_others_no_answer():
    """A plain drawing names no box as a reference design does, but for what every design has."""
    assert Incident("url_shortener").suspects[:4] == ("balancer", "api", "links", "hot_links")
    for name in set(list_cases()) - {"url_shortener"}:
        drawn, flows = watched(name)
        assert {each.kind for each in drawn} == {"client", "load_balancer", "service", "cache", "wide_column"}
        assert {entity for each in drawn for entity in each.stores} == {
            entity for flow in flows.flows for entity in (*flow.reads, *flow.writes)}


@pytest.mark.parametrize(("given", "told"), [
    ("microblogg", "Did you mean microblog"), ("zzz", "Known: chat, microblog"), ("", "holds no drawing"),
    ("x" * 10_000, "holds no drawing"), (3, "the name of a case: chat"), (None, "holds no drawing"),
    (Design("mine"), "holds no drawing")])
def test_what_is_no_case_is_told_with_the_cases_there_are(given, told):
    with pytest.raises(ReliabilityError, match=told) as error:
        Incident(given)
    assert "url_shortener" in str(error.value)
    assert len(str(error.value)) < 400
