"""The score, the comparison, and the calibration."""

import math
import re

import pytest

from helpers import Api, Architecture, Decisions, Design, Estimate, Requirements
from helpers.data_model import DataModel, Entity
from helpers.design import Calibration, DesignError, Notes
from helpers.design.calibration_queries import queries_of
from helpers.design.pieces import STEP_OF
from tests.design.whole import (
    CASES,
    whole,
    with_box,
    with_decision,
    with_notes,
    with_rows,
    without_alerts,
    without_index,
)

# --- score ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_a_whole_design_that_was_measured_earns_every_point(case):
    held = Calibration((("x", 100, 0.01, 0.01, 0.05, 0.05),), "here", 2026)
    found = with_notes(whole(case), calibration=held).score()
    assert found.points == found.of
    assert found.next_change is None
    assert {each.step for each in found} == set(range(1, 9))


@pytest.mark.parametrize("case", CASES)
def test_every_line_quotes_what_stands_in_the_design(case):
    """What stands in quotation marks is made of words of the learner's own design, or of what was found in it."""
    design = whole(case)
    words = set(re.findall(r"[A-Za-z_]+", str(design.to_dict()) + "".join(map(str, design.requirements))))
    for each in design.score():
        assert each.evidence
        quoted = re.findall(r'"([^"]*)"?', each.evidence)
        for text in quoted:
            said = re.findall(r"[A-Za-z_]+", text)
            assert len(set(said) & words) >= 0.6 * len(set(said)), each.evidence


LOSSES = [
    (lambda d: with_decision(d, 2), 6), (lambda d: without_alerts(d, "links"), 7),
    (lambda d: without_index(d, "link", "owner", "created desc"), 4), (lambda d: with_box(d, "api", replicas=10), 5),
    (lambda d: with_notes(d, risks=[], unknowns=[]), 8),
    (lambda d: d.replace(requirements=d.requirements.remove("click_statistics").remove("changed_address")), 1),
    (lambda d: d.replace(estimate=d.estimate.remove("storage_with_copies").remove("storage")), 2),
    (lambda d: d.replace(api=d.api.replace(server="http://sho.rt")), 3),
]


@pytest.mark.parametrize(("change", "step"), LOSSES)
def test_a_defect_costs_points_in_its_step(change, step):
    before, after = whole().score(), change(whole()).score()
    assert sum(each.points for each in after.of_step(step)) < sum(each.points for each in before.of_step(step))
    assert any(each.change for each in after.of_step(step) if each.lost), "what to do is said"


def test_an_empty_design_begins_with_the_first_step():
    found = Design("empty").score()
    assert found.points == 0
    assert found.next_change.step == 1
    assert "requirements" in found.sentence


def test_the_most_valuable_change_is_the_one_with_most_to_earn():
    found = without_alerts(whole(), *whole().architecture.names).score()
    assert found.next_change.name == "critical boxes are watched"
    assert found.next_change.lost == max(each.lost for each in found)
    assert found.sentence in found._repr_html_()
    assert len(found.table()) == len(found.lines)


# --- comparison -------------------------------------------------------------------------------------------------------

def test_a_design_and_itself_do_not_differ():
    assert whole().compare(whole()).sentence == "no difference in cost, in any quality, or in what is survived"


def cheap():
    small = with_box(with_box(whole(), "links", replicas=1, zone="a"), "balancer", replicas=1, zone="a")
    return small.replace(name="cheap")


def test_what_the_other_costs_and_gains_in_one_sentence():
    found = cheap().compare(whole())
    assert found.sentence.startswith("+$6,812 a month, ")
    assert "copies of create_link 1 to 3 (meets no_lost_link)" in found.sentence
    assert found.sentence.endswith("survives a machine, survives a zone")
    back = whole().compare(cheap())
    assert back.sentence.startswith("-$6,812 a month, ")
    assert "misses no_lost_link" in back.sentence
    assert back.sentence.endswith("no longer survives a machine, no longer survives a zone")
    assert list(found.table().columns) == ["cheap", "url_shortener"]
    assert found.sentence in found._repr_html_()


def test_a_change_of_latency_is_told_in_milliseconds():
    slow = with_box(whole(), "api", service_time="50 ms", servers=160)
    assert re.search(r"p99 -2\d\d ms", slow.compare(whole()).sentence)
    assert re.search(r"p99 \+2\d\d ms \(misses quick_redirect\)", whole().compare(slow).sentence)


@pytest.mark.parametrize("other", [None, "x", 5, whole])
def test_only_designs_are_compared(other):
    with pytest.raises(DesignError, match="not a Design"):
        whole().compare(other)


def test_without_any_requirements_nothing_can_be_compared():
    bare = whole().replace(requirements=None)
    with pytest.raises(DesignError, match="neither"):
        bare.compare(bare)
    assert bare.compare(whole()).sentence.startswith("no difference")


# --- calibration ------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def held():
    return whole("pastebin").calibrate(calls=40, seconds=5)


def test_every_endpoint_is_called_and_both_figures_are_there(held):
    assert {row[0] for row in held.rows} == set(whole("pastebin").api.names)
    for _, calls, *figures in held.rows:
        assert 0 < calls <= 40
        assert all(figure > 0 for figure in figures)
        assert figures[0] < figures[2], "predicted: the median is below the 99th percentile"
        assert figures[1] <= figures[3], "measured: so it is here"
    assert "sqlite" in held.where


def test_the_prediction_is_that_of_exponential_times(held):
    """A read asks one service and one store: the median of the sum of two exponentials of 5 ms and 50 ms."""
    drawing = whole("pastebin").architecture
    first, second = drawing["api"].service_time, drawing["pastes"].service_time
    median = next(row for row in held.rows if row[0] == "read_paste")[2]
    tail = (second * math.exp(-median / second) - first * math.exp(-median / first)) / (second - first)
    assert tail == pytest.approx(0.5, abs=0.02)


def test_several_callers_read_at_once_and_both_rates_are_there(held):
    """Four callers who never think, and services without a queue: by Little's law four over the mean of the times."""
    callers, calls, predicted, measured, slow, found = held.load
    assert (callers, 20 <= calls <= 40) == (4, True)
    drawing = whole("pastebin").architecture
    assert predicted == pytest.approx(4 / (drawing["api"].service_time + drawing["pastes"].service_time), rel=0.05)
    assert measured > 0
    assert 0 < found < 60
    assert slow == pytest.approx(next(row for row in held.rows if row[0] == "read_paste")[4], rel=0.05)


def test_one_caller_alone_is_asked_for_in_words(held):
    alone = whole("pastebin").calibrate(calls=20, seconds=3, callers=1)
    assert alone.load == ()
    assert "callers read at once" not in with_notes(whole("pastebin"), calibration=alone).verdict(n=4_000).calibrated
    told = with_notes(whole("pastebin"), calibration=held).verdict(n=4_000).calibrated
    assert "While 4 callers read at once" in told
    assert f"{held.load[2]:,.3g} were predicted" in told


def test_a_service_that_takes_less_than_the_callers_bring_is_the_limit():
    """One place of work of 50 ms takes 20 a second, however many wait for it."""
    design = whole("pastebin")
    design = design.replace(architecture=design.architecture.replace("api", servers=1, service_time="50 ms"))
    predicted = design.calibrate(calls=40, seconds=4, callers=8).load[2]
    assert predicted == pytest.approx(20)


def test_what_was_measured_is_printed_in_the_document(held):
    design = with_notes(whole("pastebin"), calibration=held)
    text = design.document().markdown()
    assert f"{held.ratio(50):.2g} for the median" in text
    assert "never held" not in text
    assert "never held" in whole("pastebin").document().markdown()


@pytest.mark.parametrize("piece", ["api", "data_model", "architecture"])
def test_without_its_pieces_there_is_nothing_to_measure(piece):
    with pytest.raises(DesignError, match=piece):
        whole("pastebin").replace(**{piece: None}).calibrate()


@pytest.mark.parametrize("bad", [{"calls": 1}, {"calls": 10**7}, {"seconds": 0}, {"seconds": 1e6}, {"calls": "x"},
                                 {"callers": 0}, {"callers": 17}, {"callers": "many"}])
def test_it_is_bounded_in_count_and_time(bad):
    with pytest.raises(DesignError):
        whole("pastebin").calibrate(**bad)


def test_what_several_callers_saw_is_kept_with_the_notes():
    held = Calibration((("a", 9, 0.01, 0.012, 0.1, 0.1),), "here", 2026, (4, 40, 80.0, 60.5, 0.1, 0.2))
    assert Notes.from_dict(Notes(calibration=held).to_dict()).calibration == held
    for bad in ((1, 2), (4, 40, -1, 1, 1, 1), "fast"):
        with pytest.raises(DesignError, match=r"calibration\.load"):
            Calibration((), "here", 2026, bad)


def test_the_ratio_is_that_of_the_endpoint_farthest_off():
    held = Calibration((("a", 9, 0.010, 0.012, 0.1, 0.1), ("b", 9, 0.010, 0.002, 0.1, 0.3)), "here", 2026)
    assert held.ratio(50) == pytest.approx(0.2)
    assert held.ratio(99) == pytest.approx(3)
    assert math.isnan(Calibration().ratio())


def test_the_queries_leave_the_database_as_it_was():
    model = whole("url_shortener").data_model
    engine = model.create()
    model.fill(engine, 50)
    with engine.connect() as connection:
        before = connection.exec_driver_sql("select count(*), sum(length(url)) from link").one()
        for query in queries_of(model, model.patterns, connection):
            for _ in range(60):
                query()
        connection.rollback()
        assert connection.exec_driver_sql("select count(*), sum(length(url)) from link").one() == before
        other = DataModel("x").add(Entity("a", {"b": "text"}))
        assert not queries_of(other, model.patterns[:1], connection), "a pattern that cannot be asked is left out"


def test_notes_refuse_what_is_none():
    for bad in ({"deep_dives": 5}, {"evidence": ["x"]}, {"confirmations": ["x"]}, {"calibration": "fast"},
                {"chances": "99%"}, {"context": "\0"}):
        with pytest.raises(DesignError, match="notes"):
            Notes(**bad)
    with pytest.raises(DesignError, match="Did you mean risks"):
        Notes.from_dict({"risk": []})
    assert not with_rows(whole()).check()


EMPTY = {"requirements": Requirements(), "estimate": Estimate("e"), "api": Api("e"), "data_model": DataModel("e"),
         "architecture": Architecture("e"), "decisions": Decisions([])}


@pytest.mark.parametrize("piece", EMPTY)
def test_a_piece_that_holds_nothing_earns_no_more_than_one_that_is_missing(piece):
    """No finding on no endpoints, and nothing personal among no entities, are no merit."""
    for design in (Design("e"), whole()):
        empty, missing = design.replace(**{piece: EMPTY[piece]}).score(), design.replace(**{piece: None}).score()
        lines = empty.of_step(STEP_OF[piece])
        assert {(each.points, each.change) for each in lines} == {(0, f"Make the {piece.replace('_', ' ')}.")}
        assert lines == missing.of_step(STEP_OF[piece])


def test_a_design_of_empty_pieces_earns_nothing():
    found = Design("e", **EMPTY).score()
    assert found.points == 0
    assert found.next_change.step == 1


def test_an_estimate_that_assumes_nothing_has_no_sources_and_no_ranges():
    found = Design("e", estimate=Estimate("e").derive("load", "5 / 2")).score().of_step(2)
    assert [(each.points, each.evidence) for each in found[:2]] == [(0, "there is no assumption")] * 2


def test_each_step_has_ten_points_and_says_how_a_use_comes_to_its_data():
    lines = whole().score()
    steps = range(1, 9)
    assert [sum(each.of for each in lines.of_step(step)) for step in steps] == [10] * 8
    way = next(each for each in lines.of_step(5) if each.name == "every use comes to its data")
    assert "links" in way.evidence
    assert way.evidence.startswith('"')
    lost = whole().replace(architecture=whole().architecture.remove("links")).score().of_step(5)
    assert lost[0].evidence == "no endpoint can be followed to its data"
    assert lost[0].points == 0


def test_who_looked_into_nothing_has_decided_nothing_about_it():
    for notes in (None, Notes()):
        line = whole().replace(notes=notes).score().of_step(6)[1]
        assert (line.points, line.evidence) == (0, "nothing was looked into")
    assert whole().score().of_step(6)[1].evidence == "every deep dive has its decision"
