"""Each rule of step 7 has a case that sets it off, and says who said so."""

import pytest

from helpers.architecture import Architecture, Component
from helpers.reliability import (
    AlertRule,
    Alerts,
    Backup,
    Chances,
    ErrorBudget,
    Protection,
    Quorum,
    Redundancy,
    Reliability,
    Replica,
    burn_rate_rules,
    failure_sweep,
    reliability_rules_table,
    service_copies,
    simulated_day,
    system_availability,
)
from helpers.reliability.rules import RULES
from helpers.simulation import Behaviour, Workload

LINKS = Architecture("Links", zones=["a"]).add(
    Component("client", "client"), Component("api", "service", capacity="100/s", zone="a"),
    Component("photos", "blob", stores="photo")).connect("client", "api").connect("api", "photos")
FLOWS = [{"name": "look", "share": 1, "reads": ["photo"]}]
RULE = AlertRule("A", "api", "errors", "1%", window="5 min", runbook="Look.")


def system(**chances):
    return system_availability(LINKS, FLOWS, Chances(**chances))


STORED = LINKS.add(Component("store", "sql", stores="like", copies=2)).connect("api", "store")


def decided(requirements=None, **choices):
    return Reliability(**choices).check(STORED, requirements)


def swept(copies=1, **api):
    made = LINKS.replace("api", **api).replace("photos", kind="sql", copies=copies) if api or copies > 1 else LINKS
    return failure_sweep(made, Workload(150 if api else 50, mix=FLOWS), n=2_000, workers=1,
                         behaviours={"api": Behaviour(queue_limit=10)})


def protected(**kept):
    return Protection(**kept).check("1 s", "1 s")


CASES = {
    "availability-below-target": lambda: system().check("99.99%"),
    "target-without-budget": lambda: system().check("100%"),
    "dependency-below-target": lambda: system().check("99.99%"),
    "dependency-without-extra-nine": lambda: system().check("99.8%"),
    "one-cause-dominates": lambda: system(boxes={"api": 0.9}).check(),
    "one-copy": lambda: Redundancy.copies(1).check(),
    "acknowledged-by-one": lambda: Quorum(3, 3, 1).check(),
    "writes-need-all": lambda: Quorum(3, 1, 3).check(),
    "reads-need-all": lambda: Quorum(3, 3, 1).check(),
    "no-overlap": lambda: Quorum(3, 1, 2).check(),
    "overlap-is-not-linearizable": lambda: Quorum(3, 2, 2).check(),
    "independence-assumed": lambda: Redundancy.copies(3).check(),
    "replica-is-no-backup": lambda: protected(replicas=[Replica()]),
    "backup-beside-the-data": lambda: protected(backups=[Backup(away="here")]),
    "restore-never-tried": lambda: protected(backups=[Backup()]),
    "recovery-point-over-target": lambda: protected(replicas=[Replica("region", "2 s", 0)]),
    "recovery-time-over-target": lambda: protected(replicas=[Replica("region", 0, "2 s")]),
    "nothing-left": lambda: protected(replicas=[Replica("machine")]),
    "overloaded-at-peak": lambda: service_copies(LINKS, FLOWS, 101).check(),
    "no-spare-machine": lambda: service_copies(LINKS, FLOWS, 100).check(),
    "no-spare-zone": lambda: service_copies(LINKS, FLOWS, 100).check(),
    "loss-takes-down": lambda: swept().check(),
    "loss-overloads": lambda: swept(servers=1, service_time="10 ms", replicas=2, capacity=None).check(),
    "loss-leaves-one-copy": lambda: swept(copies=2).check(),
    "component-without-alert": lambda: Alerts([RULE]).check(LINKS),
    "alert-without-component": lambda: Alerts([RULE.replace(component="apy")]).check(LINKS),
    "no-alert-on-absence": lambda: Alerts([RULE]).check(),
    "alert-without-runbook": lambda: Alerts([RULE.replace(runbook="")]).check(),
    "cause-paged": lambda: Alerts([RULE.replace(signal="saturation")]).check(),
    "burn-below-one": lambda: Alerts(burn_rate_rules("api", ErrorBudget("99%", "7 days"))).check(),
    "no-short-window": lambda: Alerts([RULE.replace(window="1 h")]).check(),
    "one-failure-fires": lambda: Alerts([RULE]).check(requests_per_second={"api": 0.1}),
    "silent-at-low-traffic": lambda: Alerts([RULE.replace(minimum_requests=100)]).check(
        requests_per_second={"api": 0.1}),
    "threshold-in-the-noise": lambda: Alerts([RULE]).check(requests_per_second={"api": 1}, usual_errors="0.5%"),
    "outage-not-told": lambda: simulated_day(STORED, [{"name": "like", "share": 1, "reads": ["like"]}]).check(Alerts()),
    "choice-without-component": lambda: decided(copies={"apy": 2}),
    "copies-not-drawn": lambda: decided(copies={"api": 2}),
    "replicas-not-chosen": lambda: decided(),
    "fewer-copies-than-asked": lambda: decided({"durability": 3}, quorums={"store": (2, 1, 2)}),
    "prediction-differs": lambda: decided(predictions={"api": "unnoticed"}),
    "target-without-alert": lambda: decided({"availability": "99.9%"}),
    "budget-larger-than-target": lambda: decided({"availability": "99.9%"},
                                                 alerts=burn_rate_rules("api", ErrorBudget("99%"))),
}


def test_every_rule_has_a_case():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("identity", RULES)
def test_a_rule_says_what_was_seen_who_says_so_and_what_to_do(identity):
    found = [each for each in CASES[identity]() if each.rule == identity]
    assert found
    for each in found:
        assert each.severity == RULES[identity].severity
        assert each.message.endswith(f"({RULES[identity].origin})")
        assert each.fix.endswith((".", "?"))
        assert each.where


def test_the_table_names_origin_and_year():
    table = reliability_rules_table()
    assert table.index.tolist() == list(RULES)
    assert table["origin"].str.contains(r"\b(?:19|20)\d\d\b").all()


def test_the_chances_that_are_assumed_say_their_source():
    table = Chances(boxes={"api": "99%"}).table(LINKS)
    assert table.loc["api"].tolist() == ["one machine", "99%", "given"]
    assert table.loc["photos"].tolist() == ["the service as a whole", "99.9%", "S3's agreement, 2023"]
    assert "2023" in Chances().table(LINKS).loc["api", "source"]
