"""Alerts against the workbook's table, a walk through time, and Prometheus' own tool where it is installed."""

import math
import shutil
import subprocess

import numpy
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.architecture import Architecture, Component
from helpers.reliability import (
    FOUR_ROWS,
    AlertRule,
    Alerts,
    ErrorBudget,
    ReliabilityError,
    Samples,
    alarm_score,
    alarms,
    alarms_table,
    burn_rate_rules,
    burn_rates_table,
    false_alarms,
)
from helpers.reliability.prometheus import duration

DAY, HOUR, MINUTE = 86_400, 3_600, 60
THREE_NINES = ErrorBudget("99.9%")
FAILS = AlertRule("ApiFails", "api", "errors", "10%", window="30 s", runbook="Roll back.")


# The workbook, 2018, table 5-8, and what follows from it

@pytest.mark.parametrize(("days", "factors"), [
    (30, [14.4, 6, 3, 1]), (28, [13.44, 5.6, 2.8, 0.933]), (7, [3.36, 1.4, 0.7, 0.233])])
def test_burn_rates_of_each_period(days, factors):
    rules = burn_rate_rules("api", ErrorBudget("99.9%", f"{days} days"), FOUR_ROWS)
    assert [round(each.burn_rate, 3) for each in rules] == factors
    assert [round(each.budget_spent, 6) for each in rules] == [0.02, 0.05, 0.1, 0.1]


def test_the_workbooks_three_rows():
    rules = burn_rate_rules("api", THREE_NINES)
    assert [(each.severity, each.window, each.short_window) for each in rules] == [
        ("page", HOUR, 5 * MINUTE), ("page", 6 * HOUR, 30 * MINUTE), ("ticket", 3 * DAY, 6 * HOUR)]
    assert [each.threshold for each in rules] == pytest.approx([0.0144, 0.006, 0.001])


def test_a_total_outage_fires_after_51_8_and_129_6_and_259_seconds():
    seconds = [each.time_to_fire() for each in burn_rate_rules("api", THREE_NINES)]
    assert seconds == pytest.approx([51.84, 129.6, 259.2])


def test_it_does_so_when_walked_through_time_by_the_second():
    quiet, outage = 3 * DAY, 400
    samples = Samples(1, [10.0] * (quiet + outage), errors=[0.0] * quiet + [10.0] * outage)
    found = [alarms(each, samples)[0].start - quiet for each in burn_rate_rules("api", THREE_NINES)]
    assert found == [52, 130, 260]


@pytest.mark.parametrize("bad", [0.02, 0.1, 0.5, 1.0])
def test_the_budget_spent_when_it_fires_does_not_depend_on_how_bad_it_is(bad):
    for rule in burn_rate_rules("api", THREE_NINES)[:1]:
        spent = THREE_NINES.burn_rate(bad) * rule.time_to_fire(bad) / THREE_NINES.period
        assert spent == pytest.approx(rule.budget_spent)


def test_a_single_long_window_goes_on_firing_for_58_minutes():
    """36 times over an hour is 5% of the budget; at 35 times it never fires, though all is gone in 20.5 h."""
    alone = AlertRule("Alone", "api", "errors", 36 * 0.001, "1 h", budget=THREE_NINES)
    assert alone.budget_spent == pytest.approx(0.05)
    assert alone.time_to_reset() / MINUTE == pytest.approx(57.8, abs=0.1)
    assert alone.time_to_fire("3.5%") == math.inf
    assert THREE_NINES.spent_after(35) / HOUR == pytest.approx(20.6, abs=0.1)
    samples = Samples(10, [10.0] * 1440, errors=[0.0] * 360 + [10.0] * 360 + [0.0] * 720)
    over = alarms(alone, samples)[0].end - 7200
    assert over == pytest.approx(alone.time_to_reset(), abs=10)
    both = alone.replace(short_window="5 min")
    assert alarms(both, samples)[0].end - 7200 == pytest.approx(both.time_to_reset(), abs=10)
    assert both.time_to_reset() < 5 * MINUTE


def test_the_table_says_it():
    table = burn_rates_table(burn_rate_rules("api", THREE_NINES))
    assert table["burn rate"].tolist() == ["14.4", "6", "1"]
    assert table["an outage fires it after"].tolist() == ["51.8 s", "2.16 min", "4.32 min"]


# Alarms against a walk that asks each condition anew at each step

def walked(rule: AlertRule, samples: Samples) -> list[tuple[float, float]]:
    step, found, since, firing = samples.step, [], None, None
    count = len(samples.requests)
    for now in range(1, count + 1):
        holds = True
        for window in rule.windows:
            steps = range(max(0, now - round(window / step)), now)
            known = [each for each in steps if not math.isnan(samples.requests[each])]
            requests = sum(samples.requests[each] for each in known)
            if rule.signal == "absent":
                holds &= not known and now >= round(window / step)
            elif rule.signal == "traffic":
                holds &= bool(known) and requests / (len(known) * step) < rule.threshold
            elif rule.signal == "saturation":
                used = [samples.saturation[each] for each in known]
                holds &= bool(known) and sum(used) / len(used) > rule.threshold + 1e-12
            else:
                bad = sum(getattr(samples, rule.signal)[each] for each in known)
                holds &= requests > 0 and requests >= rule.minimum_requests and bad / requests > rule.threshold + 1e-12
        time = now * step
        since = (time if since is None else since) if holds else None
        if since is not None and time - since >= rule.lasts - 1e-9 and firing is None:
            firing = time
        if since is None and firing is not None:
            found.append((firing, time))
            firing = None
    return [*found, (firing, math.inf)] if firing is not None else found


@st.composite
def cases(draw):
    signal = draw(st.sampled_from(["errors", "slow", "traffic", "saturation", "absent"]))
    long = draw(st.integers(1, 8))
    rule = AlertRule("A", "api", signal, draw(st.sampled_from([0.1, 0.25, 0.5])), window=10 * long,
                     short_window=draw(st.sampled_from([None, 10])), lasts=draw(st.sampled_from([0, 10, 25])),
                     minimum_requests=draw(st.sampled_from([0, 5])), slower_than=0.1)
    requests = draw(st.lists(st.sampled_from([None, 0, 1, 4, 8]), min_size=1, max_size=25))
    bad = [None if each is None else draw(st.integers(0, each)) for each in requests]
    used = [None if each is None else draw(st.sampled_from([0.0, 0.2, 0.9])) for each in requests]
    return rule, Samples(10, requests, bad, bad, used)


@given(cases())
@settings(max_examples=300, deadline=None)
def test_alarms_are_those_of_a_walk(case):
    rule, samples = case
    assert [(each.start, each.end) for each in alarms(rule, samples)] == walked(rule, samples)


def test_absent_data_silences_a_rule_and_fires_the_one_on_absence():
    dead = Samples(10, [100] * 6 + [None] * 6, errors=[50] * 6 + [None] * 6)
    assert [each.end for each in alarms(FAILS, dead)] == [90.0], "it ended though nothing was mended"
    gone = AlertRule("Gone", "api", "absent", window="30 s", lasts="10 s")
    assert [(each.start, each.end) for each in alarms(gone, dead)] == [(100.0, math.inf)]


def test_few_requests_are_silent_until_there_are_enough():
    sparse = FAILS.replace(minimum_requests=3)
    one = Samples(10, [1, 0, 0], errors=[1, 0, 0])
    assert alarms(FAILS, one)
    assert not alarms(sparse, one)
    assert alarms(sparse, Samples(10, [1, 1, 1], errors=[1, 0, 0]))


@pytest.mark.parametrize(("errors", "fires"), [(10, False), (11, True)])
def test_exactly_at_the_threshold_it_is_silent(errors, fires):
    assert bool(alarms(FAILS, Samples(10, [100], errors=[errors]))) == fires


@pytest.mark.parametrize(("requests", "fires"), [(3, False), (2, True)])
def test_traffic_exactly_at_the_threshold_is_enough(requests, fires):
    """Three requests in 30 s are 0.1 a second, though floats say 0.1 x 30 is a little more than 3."""
    rule = AlertRule("Quiet", "api", "traffic", 0.1, window="30 s")
    assert bool(alarms(rule, Samples(10, [1, 1, requests - 2]))) == fires


def test_a_break_starts_the_waiting_anew():
    rule = AlertRule("A", "api", "errors", "10%", window="10 s", lasts="20 s")
    assert not alarms(rule, Samples(10, [9] * 5, errors=[9, 9, 0, 9, 9]))
    assert alarms(rule, Samples(10, [9] * 5, errors=[0, 9, 9, 9, 0]))[0].start == 40


def test_scores_are_those_of_the_definitions():
    outages = [(100, 200), (400, 500)]
    errors = [50 if 10 <= each < 20 or each == 30 else 0 for each in range(60)]
    samples = {"api": Samples(10, [100] * 60, errors=errors)}
    found = alarm_score(Alerts([FAILS]).fire(samples), outages)
    assert (found.precision, found.recall, found.pages) == (0.5, 0.5, 2)
    assert (found.detection, found.reset) == (10, 30)
    assert alarm_score([], []).precision == 1
    assert math.isnan(alarm_score([], outages).detection)
    assert alarms_table(Alerts([FAILS]).fire(samples)).shape == (2, 3)


def test_the_multiwindow_rules_beat_a_plain_threshold_over_seeds():
    """A good day with noise and one real outage: the plain rule on short windows cries more, and finds no more."""
    plain = Alerts([AlertRule("Plain", "api", "errors", "0.1%", window="1 min")])
    multi = Alerts(burn_rate_rules("api", THREE_NINES)[:2])
    for seed in range(10):
        chance = numpy.random.default_rng(seed)
        errors = chance.binomial(300, 0.0003, 4320)
        errors[3000:3180] = 60
        samples = {"api": Samples(20, [300] * 4320, errors=errors)}
        worse, better = (alarm_score(each.fire(samples), [(60_000, 63_600)], "1 h") for each in (plain, multi))
        assert (worse.recall, better.recall) == (1, 1)
        assert better.precision > worse.precision


# Advice

def design() -> Architecture:
    return Architecture("Links").add(Component("client", "client"), Component("api", "service"),
                                     Component("store", "sql", stores="link"))


GONE = AlertRule("Gone", "api", "absent", window="5 min", runbook="Look whether it runs.")


@pytest.mark.parametrize(("rule", "rate", "usual", "expected"), [
    (FAILS, None, 0, set()),
    (FAILS.replace(runbook=""), None, 0, {"alert-without-runbook"}),
    (FAILS.replace(signal="saturation"), None, 0, {"cause-paged"}),
    (FAILS.replace(signal="saturation", severity="ticket"), None, 0, set()),
    (FAILS.replace(window="1 h"), None, 0, {"no-short-window"}),
    (FAILS.replace(window="1 h", short_window="5 min"), None, 0, set()),
    (FAILS, 9.9 / 30, 0, {"one-failure-fires"}),
    (FAILS, 10 / 30, 0, set()),
    (FAILS.replace(minimum_requests=11), 10 / 30, 0, {"silent-at-low-traffic"}),
    (FAILS.replace(minimum_requests=10), 10 / 30, 0, set()),
    (FAILS, 1, "3%", {"threshold-in-the-noise"}),
    (FAILS, 10, "3%", set()),
])
def test_advice_on_one_rule_has_two_sides(rule, rate, usual, expected):
    found = Alerts([rule, GONE]).check(requests_per_second=None if rate is None else {"api": rate}, usual_errors=usual)
    assert found.rules() == expected


def test_a_budget_that_lasts_is_told():
    rules = burn_rate_rules("api", ErrorBudget("99.9%", "28 days"), runbook="Roll back.")
    assert [each.where for each in Alerts([*rules, GONE]).check()] == ["api_burns_budget_3"]
    assert not Alerts([*burn_rate_rules("api", THREE_NINES, runbook="x"), GONE]).check()


def test_every_box_needs_an_alert_and_every_alert_a_box():
    found = Alerts([FAILS, GONE, FAILS.replace(name="Cache", component="cache")]).check(design())
    assert found.where("store").rules() == {"component-without-alert"}
    assert found.where("cache").rules() == {"alert-without-component", "no-alert-on-absence"}
    assert not found.where("client")
    assert not found.where("api")


@pytest.mark.parametrize(("requests", "threshold", "usual"), [(40, 0.1, 0.03), (10, 0.2, 0.3), (25, 0.0, 0.01)])
def test_false_alarms_are_every_number_of_failures_counted(requests, threshold, usual):
    rule = AlertRule("A", "api", "errors", threshold, window=100)
    chance = sum(math.comb(requests, each) * usual**each * (1 - usual) ** (requests - each)
                 for each in range(requests + 1) if each > threshold * requests + 1e-9)
    assert false_alarms(rule, requests / 100, usual) == pytest.approx(chance * 30 * DAY / 100)


def test_many_requests_are_told_by_the_normal_tail():
    rule = AlertRule("A", "api", "errors", 0.0102, window=100)
    few, many = (false_alarms(rule, rate, 0.01) for rate in (1000.0, 1000.1))
    assert many == pytest.approx(few, rel=0.03)


# Files

def everything() -> Alerts:
    return Alerts([*burn_rate_rules("api", THREE_NINES, runbook="Roll back {{ x }}:\n  'now'", minimum_requests=70),
                   FAILS.replace(lasts="90 s"), GONE,
                   AlertRule("Slow", "api", "slow", "1%", slower_than="200 ms"),
                   AlertRule("Quiet", "api", "traffic", "10/s", severity="ticket"),
                   AlertRule("Full", "store", "saturation", "90%")])


def test_the_file_reads_back_with_every_rule(tmp_path):
    path = everything().save(tmp_path / "alerts.yaml")
    rules = yaml.safe_load(path.read_text())["groups"][0]["rules"]
    assert [each["alert"] for each in rules] == [each.name for each in everything()]
    first = rules[0]
    assert first["expr"].count("> 0.0144") == 2
    assert all(text in first["expr"] for text in ("[1h]", "[5m]", ">= 70", 'code=~"5.."', "\nand\n"))
    assert first["labels"] == {"severity": "page", "component": "api"}
    assert rules[3]["for"] == "1m30s"
    assert "for" not in first
    assert rules[4]["expr"] == 'absent_over_time(http_requests_total{component="api"}[5m])'
    assert 'le="0.2"' in rules[5]["expr"]


@given(st.integers(1, 10**10))
def test_durations_read_back(milliseconds):
    import re

    sizes = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
    text = duration(milliseconds / 1000)
    assert sum(int(count) * sizes[unit] for count, unit in re.findall(r"(\d+)(ms|[wdhms])", text)) == milliseconds
    assert re.fullmatch(r"(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?", text)


@pytest.fixture
def promtool() -> str:
    found = shutil.which("promtool")
    return found or pytest.skip("promtool, of Debian's prometheus, is not here")


def test_promtool_takes_the_file(promtool, tmp_path):
    path = everything().save(tmp_path / "alerts.yaml")
    told = subprocess.run([promtool, "check", "rules", path], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "8 rules found" in told.stdout


def test_prometheus_fires_when_the_arithmetic_says_so(promtool, tmp_path):
    """A good hour, then a total outage: the first row after 51.8 s, so not at 45 s and at 60 s; gone 5 min after it."""
    Alerts([*burn_rate_rules("api", THREE_NINES)[:1], GONE]).save(tmp_path / "alerts.yaml")
    good, bad = '{component="api",code="200"}', '{component="api",code="500"}'

    def asked(time, name, fires):
        labels = {"severity": "page", "component": "api"}
        return {"eval_time": f"{time}s", "alertname": name, "exp_alerts": [{
            "exp_labels": labels, "exp_annotations": {
                "summary": "api: too many requests fail, at a burn rate of 14.4"}}] if fires else []}

    tests = {"rule_files": ["alerts.yaml"], "evaluation_interval": "15s", "tests": [{
        "interval": "15s",
        "input_series": [{"series": f"http_requests_total{good}", "values": "0+150x240 36000+0x120"},
                         {"series": f"http_requests_total{bad}", "values": "0+0x240 150+150x39 6000+0x80"}],
        "alert_rule_test": [asked(3600, "api_burns_budget_1", False), asked(3645, "api_burns_budget_1", False),
                            asked(3660, "api_burns_budget_1", True), asked(4200, "api_burns_budget_1", True),
                            asked(3660, "Gone", False)]}]}
    (tmp_path / "tests.yaml").write_text(yaml.safe_dump(tests))
    told = subprocess.run([promtool, "test", "rules", "tests.yaml"], cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(("make", "told"), [
    (lambda: AlertRule("1x", "api"), "name: '1x'"), (lambda: AlertRule("A", "a b"), "component"),
    (lambda: AlertRule("A", "api", "cpu"), "signal"), (lambda: AlertRule("A", "api", threshold=5), "threshold"),
    (lambda: AlertRule("A", "api", "slow", 0.1), "slower_than"),
    (lambda: AlertRule("A", "api", window="1 min", short_window="1 h"), "short_window"),
    (lambda: AlertRule("A", "api", budget="99%"), "is not an ErrorBudget"),
    (lambda: FAILS.replace(treshold=1), "Did you mean threshold"),
    (lambda: AlertRule("A", "api", "traffic", 5).time_to_fire(), "watches traffic"),
    (lambda: burn_rate_rules("api", "99%"), "is not an ErrorBudget"),
    (lambda: burn_rate_rules("api", ErrorBudget("90%")), "needs? more than 100% of errors"),
    (lambda: burn_rate_rules("api", THREE_NINES, [("page", 1)]), r"rows\[0\]"),
    (lambda: Alerts([FAILS, FAILS]), "twice"), (lambda: Alerts([1]), "is not an AlertRule"),
    (lambda: Alerts([FAILS]).fire({"apy": 1}), "Did you mean apy"),
    (lambda: Alerts([FAILS]).save("alerts.txt"), "no name of a YAML file"),
    (lambda: Samples(10, []), "the list is empty"), (lambda: Samples(10, [1], errors=[2]), "more are counted"),
    (lambda: Samples(10, [1, 2], errors=[1]), "1 steps stand beside 2"), (lambda: Samples(10, ["x"]), "no number"),
    (lambda: Samples(10, [-1]), "negative"), (lambda: alarms(FAILS, [1]), "are not an AlertRule and Samples"),
    (lambda: alarm_score([], [(5, 1)]), r"incidents\[0\]: the end"), (lambda: alarms_table([1]), "is not an Alarm"),
    (lambda: Alerts([FAILS]).check(requests_per_second=5), "does not say it by component"),
])
def test_what_cannot_be_used_is_named(make, told):
    with pytest.raises(ReliabilityError, match=told):
        make()
