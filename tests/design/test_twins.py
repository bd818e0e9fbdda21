"""A saboteur's twin of each reference design for each of the eight steps: one planted defect, and the one finding."""

import pytest

from helpers import Decisions, Evidence, Functional
from helpers.design import worked_design
from tests.design.twins_capstone import TWINS as OF_THE_CAPSTONE
from tests.design.whole import (
    CAPSTONE,
    CASES,
    new_findings,
    whole,
    with_box,
    with_decision,
    with_endpoint,
    with_entity,
    with_notes,
    with_pattern,
    with_row,
    with_rows,
    without_alerts,
    without_index,
)


def peaked(design, factor):
    return design.replace(estimate=design.estimate.what_if(peak_factor=factor))


# (case, step): what is planted, the defect, the rule that must find it, where
TWINS = {
    ("url_shortener", 1): ("a target below the time on the way",
                           lambda d: with_row(d, "quick_redirect", at_most="6 ms"),
                           "latency-under-floor", "quick_redirect"),
    ("url_shortener", 2): ("a peak of five times the average", lambda d: peaked(d, 5.2),
                           "peak-over-capacity", "api"),
    ("url_shortener", 3): ("an endpoint serves a mistyped requirement",
                           lambda d: with_endpoint(d, "list_links", serves=["list_link"]),
                           "endpoint-serves-unknown", "list_links"),
    ("url_shortener", 4): ("an index is forgotten", lambda d: without_index(d, "link", "owner", "created desc"),
                           "pattern-without-index", "links_of_owner"),
    ("url_shortener", 5): ("no box keeps the owners", lambda d: with_box(d, "links", stores=["link"]),
                           "entity-without-box", "user"),
    ("url_shortener", 6): ("a decision for another store than is drawn",
                           lambda d: with_decision(d, 0, choice="SQL database"), "decision-against-diagram", "links"),
    ("url_shortener", 7): ("nobody is told when the store fails", lambda d: without_alerts(d, "links"),
                           "critical-box-without-alert", "links"),
    ("url_shortener", 8): ("a quality without evidence", lambda d: with_notes(d, evidence=[]),
                           "quality-without-evidence", "mail_deleted"),
    ("pastebin", 1): ("a must-have that nothing serves",
                      lambda d: with_rows(d, Functional("delete_paste", "writer", "deletes their own paste")),
                      "must-without-endpoint", "delete_paste"),
    ("pastebin", 2): ("a peak of seven times the average, where three was learned", lambda d: peaked(d, 7),
                      "scale-differs", "peak_factor"),
    ("pastebin", 3): ("the contract is served without TLS",
                      lambda d: d.replace(api=d.api.replace(server="http://paste.example.com")),
                      "personal-on-open-wire", "server"),
    ("pastebin", 4): ("pastes are thrown away after a year", lambda d: with_entity(d, "paste", keep="1 year"),
                      "retention-below-target", "pastes_kept"),
    ("pastebin", 5): ("the store is drawn for reads alone",
                      lambda d: d.replace(architecture=d.architecture.disconnect("api", "pastes").connect(
                          "api", "pastes", for_endpoints=["read_paste"])), "endpoint-without-path", "create_paste"),
    ("pastebin", 6): ("a deep dive without its decision",
                      lambda d: with_notes(d, deep_dives=["pastes", "balancer"]), "deep-dive-without-decision",
                      "balancer"),
    ("pastebin", 7): ("nobody is told when the service fails", lambda d: without_alerts(d, "api"),
                      "critical-box-without-alert", "api"),
    ("pastebin", 8): ("evidence for a quality that nobody asked for",
                      lambda d: with_notes(d, evidence=[Evidence("quick_write", "20 ms")]), "evidence-for-nothing",
                      "quick_write"),
    ("microblog", 1): ("a quality of an endpoint that is not there",
                       lambda d: with_row(d, "quick_timeline", of="read_timelines"), "quality-of-nothing",
                       "quick_timeline"),
    ("microblog", 2): ("photos and text are counted in the timeline",
                       lambda d: d.replace(estimate=d.estimate.derive("timeline_size",
                                                                      "posts_per_timeline * stored_post", "KB")),
                       "payload-bandwidth-off", "bandwidth_out"),
    ("microblog", 3): ("an e-mail address stands in an address",
                       lambda d: with_endpoint(d, "read_timeline", parameters={"email": "string(100)?"}),
                       "personal-in-address", "read_timeline"),
    ("microblog", 4): ("a pattern asks at a hundredth of the rate",
                       lambda d: with_pattern(d, "user_by_handle", rate=10), "pattern-rate-off", "user_by_handle"),
    ("microblog", 5): ("disks for a tenth of the posts", lambda d: with_box(d, "posts", stored_gb=5_000),
                       "storage-over-store", "posts"),
    ("microblog", 6): ("nothing is decided about personal data",
                       lambda d: with_notes(d.replace(decisions=Decisions(list(d.decisions)[:2])),
                                            deep_dives=["home_timelines", "posts"],
                                            confirmations=dict(list(d.notes.confirmations.items())[:2])),
                       "personal-undecided", "user"),
    ("microblog", 7): ("the queue is not watched", lambda d: without_alerts(d, "new_posts"),
                       "critical-box-without-alert", "new_posts"),
    ("microblog", 8): ("one deep dive, where two or three are due", lambda d: with_notes(d, deep_dives=["posts"]),
                       "few-deep-dives", "deep dives"),
    **OF_THE_CAPSTONE,
}
EVERY = (*CASES, *CAPSTONE)


@pytest.mark.parametrize("case", EVERY)
def test_a_reference_design_is_whole_and_free_of_findings(case):
    design = whole(case)
    assert not design.missing
    assert not design.check(), str(design.check())


@pytest.mark.parametrize("case", EVERY)
def test_a_reference_design_meets_every_quality(case):
    found = whole(case).verdict()
    assert found.met, str(found)
    assert [each.answer for each in found.answers if not each.question.startswith("Can we")] == ["yes"] * 3


@pytest.mark.parametrize(("case", "step"), TWINS)
def test_the_checks_name_exactly_the_planted_defect(case, step):
    _, plant, rule, where = TWINS[case, step]
    assert new_findings(plant(whole(case)), whole(case)) == {(rule, where)}


def test_there_is_a_twin_for_each_step_of_each_case():
    assert set(TWINS) == {(case, step) for case in EVERY for step in range(1, 9)}


def test_the_worked_design_of_the_course_is_whole_and_meets_every_quality():
    design = worked_design()
    assert not design.missing
    assert not design.check(), str(design.check())
    assert design.verdict().met


def test_the_table_of_twins(capsys):
    """The table that a test run prints (`pytest -rP` or `-s`): what was planted, and what was found."""
    rows = []
    for (case, step), (planted, plant, _, _) in TWINS.items():
        found = new_findings(plant(whole(case)), whole(case))
        rows.append(f"{case:15} {step}  {planted:63} {', '.join(f'{rule} in {where}' for rule, where in found)}")
    with capsys.disabled():
        print("\n" + "\n".join(rows))
    assert len(rows) == 8 * len(EVERY) == 56
