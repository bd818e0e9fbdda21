"""The rows of a sheet: units are checked, bad input gets one clear error, everything survives saving."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from helpers import Assumed, Constraint, CourseError, Functional, OutOfScope, Q, Quality, Requirements
from helpers.requirements import METRICS, RequirementError, metrics_table
from helpers.requirements.fields import share_text, time_text
from helpers.requirements.metrics import find_metric
from tests.hostile import VALUES, anything, readable, refuses_or_answers

ROWS = (
    Functional("open_link", "visitor", "opens a short link", "should", "it opens"),
    Quality(
        "quick",
        "open_link",
        "latency",
        at_most="100 ms",
        percentile=99.9,
        environment="peak",
        measured_at="edge",
        window="30 days",
    ),
    Quality("kept", "all", "retention", at_least="5 years", at_most="6 years"),
    OutOfScope("statistics", "not yet"),
    Constraint("far", "users are far away", "open_link", 9000, 2, 6000.5, "asynchronous", {"payments": "99.95%"}),
    Assumed("evenings", "evenings are busy", "they are elsewhere"),
)
SHEET = Requirements("Links").add(*ROWS)


@pytest.mark.parametrize(
    ("metric", "side", "given", "held"),
    [
        ("latency", "at_most", "100 ms", 0.1),
        ("latency", "at_most", 0.25, 0.25),
        ("latency", "at_most", Q("2 s"), 2.0),
        ("availability", "at_least", "99.9%", 0.999),
        ("availability", "at_least", 0.9995, 0.9995),
        ("durability", "at_least", "99.999999999%", 0.99999999999),
        ("copies", "at_least", "3", 3.0),
        ("copies", "at_most", 3, 3.0),
        ("lost_copies", "at_least", 1, 1.0),
        ("staleness", "at_most", "0 s", 0.0),
        ("throughput", "at_least", "20 K/s", 20_000.0),
        ("recovery_point", "at_most", "5 min", 300.0),
        ("recovery_time", "at_most", "1 h", 3600.0),
        ("retention", "at_most", "30 days", 2_592_000.0),
        ("cost", "at_most", "$20000/month", 20_000.0),
        ("cost", "at_most", "$20,000 a month", 20_000.0),
        ("cost", "at_most", "$240000/year", 20_000.0),
    ],
)
def test_targets_are_held_in_one_unit(metric, side, given, held):
    assert getattr(Quality("x", "all", metric, **{side: given}), side) == pytest.approx(held, rel=1e-14)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"metric": "latency", "at_most": "100 MB"}, ["x.at_most", "wrong unit", "100 ms"]),
        ({"metric": "latency", "at_least": "100 ms"}, ["x.at_least", "at_most"]),
        ({"metric": "latency", "at_most": "-1 s"}, ["below 0"]),
        ({"metric": "latency", "at_most": "fast"}, ["x.at_most"]),
        ({"metric": "availability", "at_least": 99.9}, ["above 1", "99.9%"]),
        ({"metric": "availability", "at_most": "99.9%"}, ["at_most", "at_least"]),
        ({"metric": "copies", "at_least": 2.5}, ["whole number"]),
        ({"metric": "speed"}, ["metric", "'speed'", "latency"]),
        ({"metric": "latency", "percentile": 0.99}, ["percentile", "99"]),
        ({"metric": "latency", "percentile": 101}, ["percentile"]),
        ({"metric": "latency", "percentile": "most"}, ["percentile"]),
        ({"metric": "latency", "environment": "storm"}, ["environment", "one zone lost"]),
        ({"metric": "latency", "measured_at": "moon"}, ["measured_at", "client"]),
        ({"metric": "availability", "window": "0 s"}, ["window"]),
        ({"metric": "availability", "window": "30 MB"}, ["window"]),
        ({"metric": "copies", "at_least": 3, "at_most": 2}, ["cannot both hold"]),
        ({"metric": "latency", "of": "open link"}, ["x.of", "open_link"]),
    ],
)
def test_a_wrong_field_is_named_with_value_and_mend(fields, told):
    with pytest.raises(RequirementError) as caught:
        Quality(**{"id": "x", "of": "all"} | fields)
    readable(caught.value)
    assert all(part in str(caught.value) for part in told), str(caught.value)


@pytest.mark.parametrize(
    ("given", "held"),
    [
        (99, 99.0),
        ("99", 99.0),
        ("p99", 99.0),
        ("99.9%", 99.9),
        ("P50", 50.0),
        (1, 1.0),
        (100, 100.0),
        ("", None),
        (None, None),
    ],
)
def test_percentiles_are_read_as_people_write_them(given, held):
    assert Quality("x", "all", "latency", percentile=given).percentile == held


@pytest.mark.parametrize(
    ("field", "given", "held"),
    [
        ("environment", "at peak", "peak"),
        ("environment", "One_Zone_Lost", "one zone lost"),
        ("environment", "zone down", "one zone lost"),
        ("measured_at", "browser", "client"),
        ("measured_at", "Server", "service"),
        ("window", "month", 2_629_800.0),
        ("window", "rolling 28 days", 2_419_200.0),
        ("window", "a year", 31_557_600.0),
        ("metric", "RTO", "recovery_time"),
        ("metric", "Recovery point", "recovery_point"),
        ("metric", "uptime", "availability"),
    ],
)
def test_other_spellings_are_read(field, given, held):
    assert getattr(Quality(**{"id": "x", "of": "all", "metric": "latency"} | {field: given}), field) == held


def test_priorities_are_read():
    assert [Functional("x", "a", "b", each).priority for each in ("Must", "won’t", "wont", "should have", "")] == [
        "must",
        "won't",
        "won't",
        "should",
        "must",
    ]


def test_met_by_on_both_sides_of_the_target():
    quick, up = SHEET["quick"], Quality("up", "all", "availability", at_least="99.9%")
    assert [quick.met_by(each) for each in (0.1, 0.1000001, float("nan"))] == [True, False, False]
    assert [up.met_by(each) for each in (0.999, 0.9989999, float("nan"))] == [True, False, False]
    assert [SHEET["kept"].met_by(each * 31_557_600) for each in (4.9, 5, 6, 6.1)] == [False, True, True, False]


def test_a_sheet_comes_back_as_it_was_saved():
    assert Requirements.from_dict(yaml.safe_load(yaml.safe_dump(SHEET.to_dict()))) == SHEET
    scope = {}
    exec(SHEET.to_code(), scope)
    assert scope["requirements"] == SHEET
    assert len(SHEET.table()) == len(SHEET) == 6
    assert SHEET._repr_html_() == SHEET.table()._repr_html_()  # one header, not two
    assert SHEET._repr_html_().count("<tr") == len(SHEET) + 1


@given(st.floats(0, 1), st.floats(0, 1e9), st.floats(0, 1e14), st.sampled_from(sorted(METRICS)))
def test_any_target_survives_saving(share, seconds, large, name):
    metric = METRICS[name]
    value = (
        share
        if metric.most == 1
        else float(int(seconds) % 1000)
        if metric.whole
        else min(seconds, metric.most)
        if metric.unit == "s"
        else large
    )
    row = Quality("x", "all", name, **{metric.sides[0]: value})
    assert Requirements.from_dict(Requirements("X").add(row).to_dict())["x"] == row


@given(st.floats(0, 1))
def test_shares_and_times_read_back(value):
    quality = Quality("x", "all", "availability", at_least=value)
    assert Quality("x", "all", "availability", at_least=share_text(quality.at_least)) == quality
    wait = Quality("x", "all", "latency", at_most=value)
    assert Quality("x", "all", "latency", at_most=time_text(wait.at_most)) == wait


def test_a_change_makes_a_new_sheet():
    assert SHEET.replace("quick", at_most="50 ms")["quick"].at_most == 0.05
    assert SHEET["quick"].at_most == 0.1
    assert SHEET.remove("quick").ids == tuple(each for each in SHEET.ids if each != "quick")
    assert SHEET.put(OutOfScope("quick"))["quick"] == OutOfScope("quick")
    assert SHEET.put(SHEET["quick"].replace(percentile=50)).ids == SHEET.ids
    both = SHEET.put(SHEET["quick"].replace(percentile=50), OutOfScope("mail"))
    assert (both["quick"].percentile, both["mail"]) == (50, OutOfScope("mail"))
    assert both.remove("quick", "mail").ids == SHEET.remove("quick").ids
    assert "quick" in SHEET
    with pytest.raises(AttributeError):
        SHEET.name = "x"
    with pytest.raises(CourseError, match="Did you mean quick"):
        SHEET["qick"]
    with pytest.raises(RequirementError, match="twice"):
        SHEET.add(OutOfScope("quick"))
    with pytest.raises(RequirementError, match="no such field"):
        SHEET.replace("quick", at_mots=1)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("x", "not a saved sheet"),
        ({"nam": "x"}, "nam"),
        ({"qualities": "x"}, "qualities"),
        ({"qualities": ["x"]}, "qualities 1"),
        ({"qualities": [{"id": "x", "of": "all"}]}, "the field metric is missing"),
        ({"qualities": [{"id": "x", "of": "all", "metric": "latency", "at_mots": 1}]}, "Did you mean at_most"),
        ({"functional": [{"id": "a b", "actor": "a", "does": "b"}]}, "functional 1 (a b)"),
        ({"functional": [{"id": "a", "actor": "a", "does": "b"}] * 2}, "twice"),
    ],
)
def test_a_broken_file_is_named_by_its_row(data, told):
    with pytest.raises(RequirementError) as caught:
        Requirements.from_dict(data)
    readable(caught.value)
    assert told in str(caught.value)


def test_metrics_name_what_the_step_teaches():
    assert {
        "latency",
        "availability",
        "durability",
        "staleness",
        "throughput",
        "recovery_point",
        "recovery_time",
        "retention",
        "cost",
    } <= set(METRICS)
    assert list(metrics_table().index) == list(METRICS)
    assert all(find_metric(each.replace("_", " ").upper()).name == each for each in METRICS)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for ask in (
        lambda each: Functional(each, "a", "b"),
        lambda each: Functional("x", each, "b"),
        lambda each: Functional("x", "a", each),
        lambda each: Functional("x", "a", "b", each),
        lambda each: Functional("x", "a", "b", "must", each),
        lambda each: Quality(each, "all", "latency"),
        lambda each: Quality("x", each, "latency"),
        lambda each: Quality("x", "all", each),
        *(
            lambda each, name=name, metric=metric: Quality("x", "all", metric, **{name: each})
            for metric in METRICS
            for name in ("at_most", "at_least")
        ),
        *(
            lambda each, name=name: Quality("x", "all", "latency", **{name: each})
            for name in ("percentile", "environment", "measured_at", "window")
        ),
        lambda each: OutOfScope("x", each),
        lambda each: Assumed("x", each),
        lambda each: Assumed("x", "a", each),
        *(
            lambda each, name=name: Constraint("x", "a", **{name: each})
            for name in (
                "of",
                "distance_to_users_km",
                "regions",
                "distance_between_regions_km",
                "copying",
                "depends_on",
            )
        ),
        lambda each: Constraint("x", "a", depends_on={"a": each}),
        lambda each: Constraint("x", "a", depends_on={each if isinstance(each, str | int | None) else 5: 0.9}),
        Requirements,
        lambda each: Requirements("x", each),
        lambda each: Requirements("x", qualities=each),
        SHEET.add,
        SHEET.put,
        SHEET.remove,
        lambda each: SHEET.replace("quick", of=each),
        SHEET.__getitem__,
        SHEET.__contains__,
        Requirements.from_dict,
        lambda each: Requirements.from_dict({"qualities": each, "name": "x"}),
        lambda each: Requirements.from_dict(
            {"qualities": [{"id": "x", "of": "all", "metric": "latency", "at_most": each}]}
        ),
    ):
        with refuses_or_answers():
            ask(value)


@given(anything, anything)
def test_whatever_is_given_it_is_a_sheet_that_can_be_judged_or_one_clear_error(value, other):
    for ask in (
        lambda: Requirements("x").add(Functional("x", value, other)).check(),
        lambda: Requirements(value).add(Functional("x", other, "b")).check(),
        lambda: Requirements("x").add(Quality("x", "all", "latency", at_most=value, percentile=other)).check(),
    ):
        with refuses_or_answers():
            ask()


@given(st.text(max_size=200))
def test_any_sentence_can_be_judged(text):
    from helpers.requirements import check_sentence

    with refuses_or_answers():
        check_sentence(text)


def test_what_is_told_to_learners_reads_as_sentences():
    sheet = Requirements("x").add(Functional("make", "writer", "writes a post", fit="followers see it"),
                                  Quality("quick", "make", "latency", at_most="1 s"),
                                  Quality("up", "all", "availability", at_least="three nines"))
    told = [text for each in sheet.check() for text in (str(each), each.told(), each.statement)]
    assert any("?" in each for each in told)
    assert not [each for each in told if "?." in each or ".." in each or "and recovery_time is" in each]
    assert str(Quality("up", "all", "availability", at_least="99.9%", window="30 days")).endswith("over 30 days")
    assert str(Quality("up", "all", "availability", at_least="99.9%", window="1 year")).endswith("over 1 year")


@pytest.mark.parametrize(
    ("said", "share"), [("three nines", 0.999), ("3 nines", 0.999), ("Eleven Nines", 0.99999999999), ("one nine", 0.9)]
)
def test_nines_are_read_as_a_share(said, share):
    assert Quality("up", "all", "availability", at_least=said).at_least == share


@pytest.mark.parametrize("said", ["0 nines", "99 nines", "nines", "thirteen nines"])
def test_nines_that_nobody_can_count_are_refused(said):
    with pytest.raises(RequirementError, match=r"99\.9%"):
        Quality("up", "all", "availability", at_least=said)


@pytest.mark.parametrize("said", ["evening", "in the evening", "Evening peak", "busy hour"])
def test_the_evening_is_the_peak(said):
    assert Quality("q", "all", "latency", environment=said).environment == "peak"


@pytest.mark.parametrize(("name", "told"), [("downtime", "availability"), ("data loss", "durability"),
                                            ("scalability", "throughput"), ("latancy", "Did you mean latency")])
def test_what_is_no_metric_is_told_which_one_says_it(name, told):
    with pytest.raises(RequirementError) as caught:
        Quality("q", "all", name)
    assert told in str(caught.value)
    assert str(caught.value).count("staleness") == 1  # the list is said once


@pytest.mark.parametrize(("value", "unit", "told"), [
    (5, "zebras", "there is no unit 'zebras'"), ("5 GB", "s", "5 GB is data; it cannot become 's', which is time"),
    (10**400, "", "is not a finite number"), (-1, "", "-1 is not a number from zero up"),
    ([5], "", r"\[5\] is not a number"), (True, "", "True is not a number")])
def test_an_assumed_number_that_is_none_says_what_is_wrong_with_it(value, unit, told):
    with pytest.raises(RequirementError, match=rf"a\.value: .*{told}"):
        Assumed("a", "some number", value=value, unit=unit)
