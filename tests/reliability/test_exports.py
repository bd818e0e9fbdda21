"""The exported files: promtool takes rules and tests, a wrong rule fails them, the others hold what they must."""

import json
import re
import shutil
import subprocess

import pytest
import yaml

from helpers import Alerts
from helpers.reliability import AlertRule, ErrorBudget, ReliabilityError, burn_rate_rules
from helpers.reliability.openslo import shorthand
from helpers.reliability.prometheus_fixtures import fixtures

FAILS = AlertRule("ApiFails", "api", "errors", "5%", window="5 min", lasts="2 min", runbook="Roll back {{ x }}.")
SLOW = AlertRule("ApiSlow", "api", "slow", "1%", window="10 min", short_window="1 min", slower_than="200 ms",
                 minimum_requests=60)
GONE = AlertRule("ApiGone", "api", "absent", window="90 s", lasts="2 min")
QUIET = AlertRule("ApiQuiet", "api", "traffic", "3/s", window="2 min", severity="ticket")
FULL = AlertRule("StoreFull", "store", "saturation", "90%", window="5 min", severity="ticket")
ODD = (AlertRule("Any", "api", "errors", 0.0), AlertRule("Never", "api", "errors", 1.0),
       AlertRule("Some", "store", "saturation", 0.0), AlertRule("All", "store", "saturation", 1.0),
       AlertRule("Rare", "api", "errors", "5%", minimum_requests=0.5),
       AlertRule("Quick", "api", "errors", "5%", window="7 s", lasts="13 s"))
ALL = Alerts([*burn_rate_rules("api", ErrorBudget("99.9%"), runbook="Roll back.", minimum_requests=70), FAILS, SLOW,
              GONE, QUIET, FULL])


@pytest.fixture
def promtool() -> str:
    found = shutil.which("promtool")
    return found or pytest.skip("promtool, of Debian's prometheus, is not here")


def run_of(promtool: str, folder) -> subprocess.CompletedProcess:
    return subprocess.run([promtool, "test", "rules", "alerts_test.yaml"], cwd=folder, capture_output=True, text=True)


def test_promtool_takes_rules_and_runs_their_tests(promtool, tmp_path):
    rules = Alerts([*ALL.rules[:1], *ALL.rules[3:], *ODD])
    rules.save_all(tmp_path)
    checked = subprocess.run([promtool, "check", "rules", tmp_path / "alerts.yaml"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert f"{len(rules)} rules found" in checked.stdout
    told = run_of(promtool, tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(("rule", "change"), [
    (FAILS, {"threshold": 0.0501}), (FAILS, {"threshold": 0.0499}), (FAILS, {"lasts": 600.0}),
    (FAILS, {"signal": "saturation"}), (FAILS, {"component": "store"}), (FAILS, {"runbook": "Wait."}),
    (SLOW, {"slower_than": 0.3}), (SLOW, {"minimum_requests": 20.0}), (SLOW, {"minimum_requests": 200.0}),
    (SLOW, {"short_window": None}), (GONE, {"window": 600.0}), (QUIET, {"threshold": 3.1}),
    (QUIET, {"threshold": 2.9}), (FULL, {"threshold": 0.91}), (FULL, {"severity": "page"}),
])
def test_a_rule_that_is_not_the_one_that_was_meant_fails_its_tests(promtool, tmp_path, rule, change):
    Alerts([rule]).save_all(tmp_path)
    Alerts([rule.replace(**change)]).save(tmp_path / "alerts.yaml")
    assert run_of(promtool, tmp_path).returncode != 0


def test_the_tests_hold_boundary_sparse_reset_absent_and_recovered_data():
    names = " ".join(each.name for each in fixtures(ALL.rules[0]))
    for words in ("just before the threshold", "just past the threshold", "too few requests", "begins at 0 again",
                  "ends afterwards", "without data"):
        assert words in names
    assert any("sparse" in each.name for each in fixtures(GONE))
    tests = yaml.safe_load(ALL.prometheus_tests())
    assert tests["rule_files"] == ["alerts.yaml"]
    asked = {each["alertname"] for test in tests["tests"] for each in test["alert_rule_test"]}
    assert asked == {each.name for each in ALL}
    fires = {each["alertname"] for test in tests["tests"] for each in test["alert_rule_test"] if each["exp_alerts"]}
    assert fires == asked, "a rule that is never seen to fire is not tested"


def test_series_are_written_as_promtool_reads_them():
    value = r"-?[\d.]+(?:e[+-]\d+)?"
    part = rf"(?:{value}(?:\+{value}x\d+)?|_(?:x\d+)?)"
    for test in yaml.safe_load(Alerts([*ALL, *ODD]).prometheus_tests())["tests"]:
        for series in test["input_series"]:
            assert re.fullmatch(rf"{part}( {part})*", series["values"]), series


def test_the_dashboard_shows_four_signals_a_box_with_lines_where_alerts_stand():
    made = json.loads(ALL.grafana_dashboard("Links & co", ["cache"]))
    assert (made["title"], made["uid"], made["schemaVersion"]) == ("Links & co", "links-co", 38)
    panels = [each for each in made["panels"] if each["type"] == "timeseries"]
    assert len({each["id"] for each in made["panels"]}) == len(made["panels"])
    assert [each["title"] for each in panels[:4]] == [
        "cache: latency, 99% within", "cache: traffic", "cache: errors", "cache: saturation"]
    assert len(panels) == 3 * 4
    by_title = {each["title"]: each for each in panels}

    def lines(title):
        return [each["value"] for each in by_title[title]["fieldConfig"]["defaults"]["thresholds"]["steps"]][1:]

    assert lines("api: errors") == [0.001, 0.006, 0.0144, 0.05]
    assert lines("api: latency, 99% within") == [0.2]
    assert lines("store: saturation") == [0.9]
    assert lines("cache: errors") == []
    assert 'component="api"' in by_title["api: errors"]["targets"][0]["expr"]
    taken = {(each["gridPos"]["x"], each["gridPos"]["y"]) for each in made["panels"]}
    assert len(taken) == len(made["panels"]), "two panels lie on each other"
    assert all(each["gridPos"]["x"] + each["gridPos"]["w"] <= 24 for each in made["panels"])


def test_the_objectives_are_complete_documents_that_refer_to_each_other():
    documents = list(yaml.safe_load_all(ALL.openslo("Link shortener")))
    assert {each["apiVersion"] for each in documents} == {"openslo/v1"}
    names = {(each["kind"], each["metadata"]["name"]) for each in documents}
    assert len(names) == len(documents)
    assert all(re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", name) for _, name in names)
    slo = next(each["spec"] for each in documents if each["kind"] == "SLO")
    assert slo["objectives"][0]["target"] == 0.999
    assert slo["timeWindow"] == [{"duration": "30d", "isRolling": True}]
    assert ("Service", slo["service"]) in names
    assert all(("AlertPolicy", each) in names for each in slo["alertPolicies"])
    conditions = {each["metadata"]["name"]: each["spec"]["condition"] for each in documents
                  if each["kind"] == "AlertCondition"}
    assert [(each["threshold"], each["lookbackWindow"]) for each in conditions.values()] == [
        (14.4, "1h"), (6.0, "6h"), (1.0, "3d")]
    for policy in (each["spec"] for each in documents if each["kind"] == "AlertPolicy"):
        assert len(policy["conditions"]) == 1, "OpenSLO v1 takes one condition a policy"
        assert policy["conditions"][0]["conditionRef"] in conditions
        assert ("AlertNotificationTarget", policy["notificationTargets"][0]["targetRef"]) in names


def test_two_objectives_have_names_of_their_own():
    rules = [*burn_rate_rules("api", ErrorBudget("99.9%", "28 days")),
             SLOW.replace(budget=ErrorBudget("99%"), minimum_requests=0)]
    slos = [each for each in yaml.safe_load_all(Alerts(rules).openslo()) if each["kind"] == "SLO"]
    assert [each["metadata"]["name"] for each in slos] == ["api-availability-1", "api-latency-2"]
    assert [each["spec"]["timeWindow"][0]["duration"] for each in slos] == ["4w", "30d"]


def test_what_an_objective_counts_is_what_its_rule_counts():
    rules = [SLOW.replace(budget=ErrorBudget("99%"), minimum_requests=0), *burn_rate_rules("web", ErrorBudget("99.9%"))]
    slos = [each["spec"] for each in yaml.safe_load_all(Alerts(rules).openslo()) if each["kind"] == "SLO"]
    queries = [{side: each["indicator"]["spec"]["ratioMetric"][side]["metricSource"]["spec"]["query"]
                for side in ("good", "bad", "total") if side in each["indicator"]["spec"]["ratioMetric"]}
               for each in slos]
    timed = "http_request_duration_seconds"
    assert queries == [
        {"good": f'{timed}_bucket{{component="api",le="0.2"}}', "total": f'{timed}_count{{component="api"}}'},
        {"bad": 'http_requests_total{component="web",code=~"5.."}', "total": 'http_requests_total{component="web"}'}]
    assert slos[0]["description"] == "99% of the requests to api are answered within 200 ms."


def test_all_files_are_written(tmp_path):
    names = [each.name for each in ALL.save_all(tmp_path / "out")]
    assert names == ["alerts.yaml", "alerts_test.yaml", "dashboard.json", "openslo.yaml"]
    assert [each.name for each in Alerts([FAILS]).save_all(tmp_path / "two")] == names[:3], "no budget, no objective"


def test_code_makes_the_same_rules():
    space: dict = {}
    exec(ALL.to_code("mine"), space)
    assert space["mine"] == ALL
    exec(Alerts().to_code(), space)
    assert space["alerts"] == Alerts()


@pytest.mark.parametrize(("make", "told"), [
    (lambda: Alerts([FAILS]).openslo(), "none of them has an error budget"), (lambda: ALL.openslo("!"), "service"),
    (lambda: ALL.prometheus_tests(""), "rule_file"), (lambda: ALL.grafana_dashboard(""), "title"),
    (lambda: ALL.save_all(5), "folder"), (lambda: shorthand(90, "window"), "window: 1.5 min cannot be written"),
])
def test_what_cannot_be_written_is_named(make, told):
    with pytest.raises(ReliabilityError, match=told):
        make()
