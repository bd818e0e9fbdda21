"""The piece that step 7 adds to a design: it comes back as it was saved, and what does not fit the design is told."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from helpers import Architecture, Component, Design, Reliability, Requirements
from helpers.reliability import (
    AlertRule,
    Alerts,
    Backup,
    ErrorBudget,
    Protection,
    Quorum,
    ReliabilityError,
    Replica,
    burn_rate_rules,
)
from tests.hostile import anything, readable, refuses_or_answers

LINKS = Architecture("Links", zones=["a", "b"]).add(
    Component("client", "client"), Component("api", "service", replicas=3, zone=["a", "b"]),
    Component("store", "sql", stores="link", copies=3, zone=["a", "b"])).connect("client", "api").connect(
    "api", "store")
RULES = (*burn_rate_rules("api", ErrorBudget("99.9%", "28 days"), runbook="Roll back."),
         AlertRule("StoreSlow", "store", "slow", 1 / 3, window="90 s", lasts=1 / 7, slower_than="200 ms",
                   severity="ticket", minimum_requests=60, runbook="Look at the queries."),
         AlertRule("ApiQuiet", "api", "traffic", "10/s", runbook="Call the network."),
         AlertRule("ApiGone", "api", "absent", window="5 min", runbook="Restart."))
WHOLE = Reliability(
    RULES, {"store": "down", "zone:a": "degraded", "api -> store": "down"}, {"store": Quorum(3, 2, 2, True)},
    {"api": 3}, {"store": Protection([Replica("region", "2 s")], [Backup("1 day", tried=True)], stored=1.5e12)},
    "Größe zählt.\nNo queue.")


def through_yaml(value: Reliability) -> Reliability:
    return Reliability.from_dict(yaml.safe_load(yaml.safe_dump(value.to_dict(), allow_unicode=True)))


def test_it_comes_back_as_it_was_saved(tmp_path, monkeypatch):
    assert through_yaml(WHOLE) == WHOLE
    assert through_yaml(Reliability()) == Reliability()
    assert Reliability().to_dict() == {}
    monkeypatch.chdir(tmp_path)
    path = Design("links", architecture=LINKS, reliability=WHOLE).save()
    assert Design.load("links").reliability == WHOLE
    assert "threshold: 10.0" in path.read_text()
    assert "slower_than: 200 ms" in path.read_text()


@given(rule=st.builds(
    AlertRule, st.just("A"), st.just("api"), st.sampled_from(["errors", "slow", "saturation"]),
    st.floats(0, 1), st.floats(1, 1e7), st.none(), st.floats(1e-3, 1e7), st.floats(0, 1e9),
    st.sampled_from(["page", "ticket"]), st.text("ab 'ü{}", max_size=9), st.floats(1e-6, 1e3)))
def test_any_rule_comes_back_to_the_last_digit(rule):
    assert through_yaml(Reliability([rule])).alerts.rules == (rule,)


def test_files_saved_before_step_7_still_load():
    old = Design("links", architecture=LINKS).to_dict()
    assert "reliability" not in old
    assert Design.from_dict(old).reliability is None


def test_alerts_are_found_by_box_and_tabled():
    assert [each.name for each in WHOLE.alerts_of("store")] == ["StoreSlow"]
    assert WHOLE.boxes == ("api", "store")
    table = WHOLE.table()
    assert table.loc["store"].tolist() == ["down", "N=3, R=2, W=2", 1, "StoreSlow"]
    assert table.loc["api", "copies"] == "3"
    assert Reliability().table().empty


def test_a_choice_made_as_three_numbers_is_a_quorum():
    assert Reliability(quorums={"store": (5, 1, 5)}).quorums["store"] == Quorum(5, 1, 5)
    assert Reliability(Alerts(RULES)).alerts == Reliability(list(RULES)).alerts


SOUND = Reliability(
    [*burn_rate_rules("api", ErrorBudget("99.9%"), runbook="Roll back."), *(
        AlertRule(f"{box}_gone", box, "absent", runbook="Restart.") for box in ("api", "store"))],
    quorums={"store": Quorum(3, 2, 2, True)}, copies={"api": 3}, predictions={"zone:a": "degraded", "store": "down"},
    protections={"store": Protection([Replica("region")], [Backup(tried=True)])})
ASKED = {"availability": "99.9%", "durability": 3}


def test_a_sound_piece_is_left_in_peace():
    assert not SOUND.check(LINKS, ASKED)
    assert not SOUND.check()


def test_the_sheet_of_step_1_is_taken():
    sheet = Requirements.from_case("url_shortener")
    assert "target-without-alert" in SOUND.replace(alerts=[]).check(LINKS, sheet).rules()
    assert "target-without-alert" not in SOUND.check(LINKS, sheet).rules()


@pytest.mark.parametrize(("change", "rule", "where"), [
    ({"copies": {"api": 4}}, "copies-not-drawn", "api"),
    ({"copies": {"apy": 3}}, "choice-without-component", "copies.apy"),
    ({"predictions": {"zone:c": "down"}}, "choice-without-component", "predictions.zone:c"),
    ({"predictions": {"api -> cache": "down"}}, "choice-without-component", "predictions.api -> cache"),
    ({"quorums": {"store": Quorum(2, 1, 2)}}, "copies-not-drawn", "store"),
    ({"quorums": {"store": Quorum(2, 1, 2)}}, "fewer-copies-than-asked", "store"),
    ({"quorums": {"store": Quorum(3, 1, 1)}}, "no-overlap", "store: N=3, R=1, W=1"),
    ({"quorums": {}}, "replicas-not-chosen", "store"),
    ({"protections": {}}, "replica-is-no-backup", "store"),
    ({"protections": {"store": Protection(backups=[Backup()])}}, "restore-never-tried", "store: backups"),
    ({"alerts": []}, "target-without-alert", "alerts"),
    ({"alerts": burn_rate_rules("api", ErrorBudget("99.8%"))}, "budget-larger-than-target",
     "api_burns_budget_1"),
])
def test_what_does_not_fit_is_told_where_it_stands(change, rule, where):
    found = SOUND.replace(**change).check(LINKS, ASKED)
    assert (rule, where) in {(each.rule, each.where) for each in found}, found


def test_a_loss_that_was_foreseen_wrongly_is_told():
    single = LINKS.replace("api", replicas=1)
    wrong = SOUND.replace(copies={}, predictions={"api": "unnoticed"})
    assert "prediction-differs" in wrong.check(single).rules()
    assert "prediction-differs" not in wrong.replace(predictions={"api": "down"}).check(single).rules()
    assert "prediction-differs" not in wrong.check(LINKS).rules(), "three copies are no single point"


def test_a_stricter_budget_than_asked_is_no_finding():
    strict = SOUND.replace(alerts=burn_rate_rules("api", ErrorBudget("99.95%"), runbook="Look."))
    assert "budget-larger-than-target" not in strict.check(LINKS, ASKED).rules()


BROKEN = [
    ({"alerts": {"name": "A"}}, "alerts"), ({"alerts": [{"name": "A"}]}, "alerts[0]"),
    ({"alerts": [{"name": "A", "component": "api", "windw": 5}]}, "Did you mean window"),
    ({"alerts": [{"name": "A", "component": "api", "budget": {"target": 2}}]}, "alerts[0].budget"),
    ({"quorums": {"store": {"n": 3, "r": 4}}}, "quorums.store"), ({"quorums": {"store": 3}}, "quorums.store"),
    ({"quorums": {"store": [3, 2, 9]}}, "quorums.store"),
    ({"copies": {"api": 0}}, "copies.api"), ({"predictions": {"api": "dwn"}}, "Did you mean down"),
    ({"protections": {"store": {"backups": [{"awy": 1}]}}}, "protections.store.backups[0]"),
    ({"protections": {"store": {"replicas": 5}}}, "protections.store.replicas"),
    ({"notes": 5}, "notes"), ({"note": "x"}, "Did you mean notes"), ([], "reliability"),
]


@pytest.mark.parametrize(("data", "told"), BROKEN)
def test_a_broken_file_is_named_with_its_part(data, told):
    with pytest.raises(ReliabilityError) as caught:
        Reliability.from_dict(data)
    readable(caught.value)
    assert told in str(caught.value)


@given(st.dictionaries(st.sampled_from(["alerts", "predictions", "quorums", "copies", "protections", "notes"]),
                       anything))
def test_any_file_is_read_or_refused(data):
    with refuses_or_answers():
        Reliability.from_dict(data)
