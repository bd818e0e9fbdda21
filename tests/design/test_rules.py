"""Each rule between the steps: a change that it finds, and one as near that it does not."""

import pytest

from helpers import (
    AlertRule,
    Backup,
    Constraint,
    Decision,
    Decisions,
    Design,
    Endpoint,
    Evidence,
    Functional,
    OutOfScope,
    Protection,
    Quality,
)
from helpers.data_model import AccessPattern, Entity
from helpers.design import Calibration, rules_table
from helpers.design.rules import RULES
from tests.design.whole import (
    new_findings,
    whole,
    with_box,
    with_decision,
    with_endpoint,
    with_entity,
    with_field,
    with_notes,
    with_pattern,
    with_plan,
    with_row,
    with_rows,
    without_alerts,
    without_index,
)

ENCRYPTION = "Which personal data are encrypted?"


def arrow(design, source, target, **changes):
    drawing = design.architecture
    kept = drawing.connection(source, target)
    return design.replace(architecture=drawing.disconnect(source, target).add(kept.replace(**changes)))


def zoned(design, zone):
    """All machines in one zone."""
    for box in design.architecture:
        if box.zone:
            design = with_box(design, box.name, zone=zone)
    return design


def calibrated(ratio):
    return Calibration((("open_link", 100, 0.010, 0.010 * ratio, 0.050, 0.050 * ratio),), "here", 2026)


def undecided(design):
    return with_decision(design, 2)


def no_such_promise(design, *names):
    for name in names:
        design = design.replace(requirements=design.requirements.remove(name))
    return design


EXTRA = Endpoint("find_link", "GET", "/find/{code}", parameters={"code": "string(7)"}, returns="Link", share=0.001,
                 serves=["list_links"], reads=["link"])
# rule: (a change that it finds, where, a near miss)
CHANGES = {
    "must-without-endpoint": (
        lambda d: with_rows(d, Functional("share_link", "owner", "shows a link as a picture")), "share_link",
        lambda d: with_rows(d, Functional("share_link", "owner", "shows a link as a picture", "should"))),
    "endpoint-serves-unknown": (
        lambda d: with_endpoint(d, "open_link", serves=["open_link", "opn_link"]), "open_link",
        lambda d: with_endpoint(d, "open_link", serves=["open_link", "list_links"])),
    "out-of-scope-built": (
        lambda d: with_rows(d, OutOfScope("hot_links", "too early")), "hot_links",
        lambda d: with_rows(d, OutOfScope("hot_pages", "too early"))),
    "quality-of-nothing": (
        lambda d: with_row(d, "quick_redirect", of="open_lnk"), "quick_redirect",
        lambda d: with_row(d, "quick_redirect", of="list_links")),
    "quality-without-evidence": (
        lambda d: with_notes(d, evidence=[]), "mail_deleted",
        lambda d: with_notes(d, evidence=[Evidence("mail_deleted", "2 days", "assumed")])),
    "evidence-for-nothing": (
        lambda d: with_notes(d, evidence=[*d.notes.evidence, Evidence("mial_deleted", "2 days")]), "mial_deleted",
        lambda d: with_notes(d, evidence=[*d.notes.evidence, Evidence("budget", "$9000/month")])),
    "scale-differs": (
        lambda d: d.replace(estimate=d.estimate.what_if(new_links=200e6)), "new_links",
        lambda d: d.replace(estimate=d.estimate.what_if(new_links=260e6))),
    "must-without-flow": (
        lambda d: d.replace(estimate=d.estimate.derive("create_link_per_second", "0 * new_links", "1/s")),
        "create_link",
        lambda d: d.replace(estimate=d.estimate.derive("create_link_per_second", "0.9 * new_links", "1/s"))),
    "endpoint-without-pattern": (
        lambda d: d.replace(api=d.api.add(EXTRA)), "find_link",
        lambda d: d.replace(api=d.api.add(EXTRA), data_model=d.data_model.add(
            AccessPattern("found_link", "link", by="code", limit=1, rate=19, serves="find_link")))),
    "pattern-serves-unknown": (
        lambda d: with_pattern(d, "expired_links", serves="remove_links"), "expired_links",
        lambda d: with_pattern(d, "expired_links", serves="job: remove links")),
    "pattern-without-index": (
        lambda d: without_index(d, "link", "owner", "created desc"), "links_of_owner",
        lambda d: with_entity(d, "link", indexes=[["owner"], ["expires"]])),
    "pattern-of-unknown-entity": (
        lambda d: with_pattern(d, "expired_links", entity="links"), "expired_links",
        lambda d: with_pattern(d, "expired_links", entity="link", limit=5)),
    "endpoint-entity-without-pattern": (
        lambda d: with_endpoint(d, "list_links", reads=["link", "user"]), "list_links",
        lambda d: with_endpoint(d, "list_links", reads=["link"])),
    "pattern-rate-off": (
        lambda d: with_pattern(d, "link_by_code", rate=9_000), "link_by_code",
        lambda d: with_pattern(d, "link_by_code", rate=10_000)),
    "payload-bandwidth-off": (
        lambda d: d.replace(estimate=d.estimate.what_if(answer_size=200)), "bandwidth_out",
        lambda d: d.replace(estimate=d.estimate.what_if(answer_size=170))),
    "payload-over-network": (
        lambda d: d.replace(api=d.api.resource("Link", {**d.api.resources["Link"], "url": "uri(500000 ~90000)"}),
                            estimate=d.estimate.what_if(answer_size=90_000)), "balancer",
        lambda d: d.replace(api=d.api.resource("Link", {**d.api.resources["Link"], "url": "uri(500000 ~40000)"}),
                            estimate=d.estimate.what_if(answer_size=40_000))),
    "storage-over-store": (
        lambda d: with_box(d, "links", stored_gb=8_000), "links",
        lambda d: with_box(d, "links", stored_gb=10_000)),
    "storage-not-paid": (
        lambda d: with_box(d, "links", cost=1_000), "links",
        lambda d: with_box(d, "links", cost=3_200)),
    "entity-without-box": (
        lambda d: with_box(d, "links", stores=["link"]), "user",
        lambda d: with_box(d, "links", stores=["link", "user", "click"]).replace(
            data_model=d.data_model.add(Entity("click", {"at": "timestamp"})))),
    "box-stores-unknown": (
        lambda d: with_box(d, "links", stores=["link", "user", "click"]), "links",
        lambda d: with_box(d, "hot_links", stores=["link", "user"])),
    "endpoint-without-path": (
        lambda d: arrow(d, "api", "links", for_endpoints=["open_link", "list_links"]), "create_link",
        lambda d: arrow(d, "api", "links", for_endpoints=["open_link", "list_links", "create_link"])),
    "arrow-for-unknown-endpoint": (
        lambda d: arrow(d, "api", "links", for_endpoints=["open_link", "list_links", "create_link", "drop_link"]),
        "api -> links",
        lambda d: arrow(d, "api", "links", for_endpoints=["open_link", "list_links", "create_link"])),
    "peak-over-capacity": (
        lambda d: with_box(d, "api", replicas=18), "api",
        lambda d: with_box(d, "api", replicas=19)),
    "zone-lost-over-capacity": (
        lambda d: with_plan(with_box(d, "api", replicas=27), copies={}), "api",
        lambda d: with_plan(with_box(d, "api", replicas=29), copies={})),
    "latency-under-floor": (
        lambda d: with_row(d, "quick_redirect", at_most="6 ms"), "quick_redirect",
        lambda d: with_row(d, "quick_redirect", at_most="8 ms")),
    "measured-apart": (
        lambda d: with_box(d, "links", label="Links, 2.1 ms measured"), "links",
        lambda d: with_box(d, "links", label="Links, 1.9 ms measured")),
    "calibration-apart": (
        lambda d: with_notes(d, calibration=calibrated(2.1)), "calibration",
        lambda d: with_notes(d, calibration=calibrated(1.9))),
    "over-budget": (
        lambda d: with_row(d, "budget", at_most="$13000/month"), "budget",
        lambda d: with_row(d, "budget", at_most="$13200/month")),
    "copies-below-target": (
        lambda d: with_row(d, "no_lost_link", at_least=4), "no_lost_link",
        lambda d: with_row(d, "no_lost_link", at_least=3)),
    "retention-below-target": (
        lambda d: with_entity(d, "link", keep="4.9 years"), "links_kept",
        lambda d: with_entity(d, "link", keep="5 years")),
    "single-point-under-target": (
        lambda d: zoned(d, "a"), "a",
        lambda d: with_row(zoned(d, "a"), "redirects_up", at_least="98%")),
    "stale-beyond-target": (
        lambda d: with_endpoint(with_pattern(d, "new_link", writes="update", by="code"), "open_link", cached=6),
        "fresh_links",
        lambda d: with_endpoint(d, "open_link", cached=6)),
    "critical-box-without-alert": (
        lambda d: without_alerts(d, "links"), "links",
        lambda d: with_plan(d, alerts=[each for each in d.reliability.alerts if each.name != "LinksAbsent"])),
    "plan-for-unknown-box": (
        lambda d: with_plan(d, alerts=[*d.reliability.alerts, AlertRule("X", "lnks", "absent")]), "lnks",
        lambda d: with_plan(d, alerts=[*d.reliability.alerts, AlertRule("X", "links", "absent")])),
    "prediction-against-diagram": (
        lambda d: zoned(with_plan(d, predictions={"zone:a": "unnoticed"}), "a"), "zone:a",
        lambda d: zoned(with_plan(d, predictions={"zone:a": "down"}), "a")),
    "copies-against-diagram": (
        lambda d: with_plan(d, quorums={"links": (5, 3, 3)}), "links",
        lambda d: with_plan(d, quorums={"links": (3, 1, 3)})),
    "recovery-without-backup": (
        lambda d: with_plan(with_rows(d, Quality("back", "all", "recovery_time", at_most="9 h")), protections={}),
        "links",
        lambda d: with_plan(with_rows(d, Quality("back", "all", "recovery_time", at_most="9 h")),
                            protections={"links": Protection(backups=[Backup("1 day")])})),
    "quality-not-watched": (
        lambda d: with_plan(d, alerts=[each for each in d.reliability.alerts if each.signal != "slow"]),
        "quick_redirect",
        lambda d: no_such_promise(with_plan(d, alerts=[each for each in d.reliability.alerts
                                                       if each.signal != "slow"]), "quick_redirect")),
    "personal-undecided": (
        lambda d: undecided(with_field(with_notes(d, deep_dives=["links", "hot_links"], confirmations={}), "user",
                                       "phone", "string(20)")), "user",
        lambda d: with_field(d, "user", "phone", "string(20)")),
    "personal-travels-open": (
        lambda d: undecided(with_field(with_notes(d, deep_dives=["links", "hot_links"], confirmations={}), "link",
                                       "phone", "string(20)")), "hot_links",
        lambda d: undecided(with_field(with_notes(d, deep_dives=["links", "hot_links"], confirmations={}), "link",
                                       "phone", "string(20) encrypted"))),
    "personal-on-open-wire": (
        lambda d: d.replace(api=d.api.replace(server="http://sho.rt")), "server",
        lambda d: d.replace(api=d.api.replace(server="https://short.example"))),
    "personal-in-address": (
        lambda d: with_endpoint(d, "list_links", parameters={"email": "string(100)?"}), "list_links",
        lambda d: with_endpoint(d, "list_links", parameters={"mailing": "string(100)?"})),
    "deep-dive-without-decision": (
        lambda d: with_notes(d, deep_dives=["links", "balancer"]), "balancer",
        lambda d: with_notes(d, deep_dives=["links", "hot_links"])),
    "few-deep-dives": (
        lambda d: with_notes(d, deep_dives=["links"]), "deep dives",
        lambda d: with_notes(d, deep_dives=["links", "hot_links"])),
    "decision-open": (
        lambda d: with_decision(d, 1, choice=None), "What keeps the load away from links: hot_links, or more copies?",
        lambda d: with_decision(d, 1, choice="3 more copies")),
    "decision-against-diagram": (
        lambda d: with_decision(d, 0, choice="SQL database"), "links",
        lambda d: with_decision(d, 0, choice="wide column store")),
    "decision-without-confirmation": (
        lambda d: with_notes(d, confirmations={k: v for k, v in d.notes.confirmations.items() if k != ENCRYPTION}),
        ENCRYPTION,
        lambda d: with_notes(d, confirmations={**d.notes.confirmations, ENCRYPTION: "a look"})),
    "confirmation-for-nothing": (
        lambda d: with_notes(d, confirmations={**d.notes.confirmations, "Which shop?": "a look"}), "Which shop?",
        lambda d: with_notes(d, confirmations={**d.notes.confirmations})),
    "no-open-risk": (
        lambda d: with_notes(d, risks=[], unknowns=[]), "notes",
        lambda d: with_notes(d, risks=[])),
    "piece-missing": (
        lambda d: d.replace(reliability=None), "reliability",
        lambda d: d.replace(notes=d.notes.replace(context=""))),
    "pieces-do-not-join": (
        lambda d: d.replace(estimate=d.estimate.remove("servers").remove("in_flight").derive(
            "peak_requests_per_second", "link_size", "B")), "estimate",
        lambda d: d.replace(estimate=d.estimate.derive("more", "link_size", "B"))),
}


def test_every_rule_is_tried_and_there_are_enough():
    assert set(CHANGES) == set(RULES)
    assert len(RULES) >= 25
    table = rules_table()
    assert list(table.index) == list(RULES)
    assert table["origin"].str.len().min() > 10, "each rule says where it comes from"
    assert table["why it matters"].str.endswith(".").all()


@pytest.mark.parametrize("rule", CHANGES)
def test_a_rule_finds_its_fault_where_it_is(rule):
    change, where, _ = CHANGES[rule]
    found = new_findings(change(whole()), whole())
    assert (rule, where) in found, found


@pytest.mark.parametrize("rule", CHANGES)
def test_a_rule_is_silent_on_what_is_near(rule):
    miss = CHANGES[rule][2](whole())
    assert rule not in {name for name, _ in new_findings(miss, whole())}


@pytest.mark.parametrize("piece", ["requirements", "estimate", "api", "data_model", "architecture", "decisions",
                                   "reliability", "notes"])
def test_any_piece_may_be_missing(piece):
    left = whole().replace(**{piece: None})
    found = left.check()
    assert not found.errors, str(found)
    alone = Design("alone", **{piece: getattr(whole(), piece)})
    assert alone.check().ok, str(alone.check())
    left.score(), alone.score(), alone.document().html()


def test_a_constraint_is_no_finding():
    more = with_rows(whole(), Constraint("one_law", "links to stolen goods are removed within a day"))
    assert not new_findings(more, whole())


def test_a_decision_of_another_kind_of_store_for_another_box_is_no_contradiction():
    other = Decision("Where do reports lie?", ("SQL database", "blob store"), ["cost"],
                     {"SQL database": {"cost": 2}, "blob store": {"cost": 1}}, "blob store", "The cost.")
    more = whole().replace(decisions=Decisions([*whole().decisions, other]))
    assert {rule for rule, _ in new_findings(more, whole())} == {"decision-without-confirmation"}


def test_each_box_that_is_alone_is_told_and_not_its_zone_once_more():
    alone = with_box(with_box(whole(), "api", replicas=1, zone="a"), "balancer", replicas=1, zone="a")
    found = [each.where for each in alone.check() if each.rule == "single-point-under-target"]
    assert found == ["api", "balancer"]
