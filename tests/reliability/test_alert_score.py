"""Alert scores: by hand where that can be done, the same for a seed, better rules ahead of worse ones over seeds."""

import math

import pytest

from helpers.reliability import (
    Alarm,
    AlertRule,
    Alerts,
    ErrorBudget,
    ReliabilityError,
    burn_rate_rules,
    outages_table,
    rule_scores_table,
    score_alerts,
    simulated_day,
)
from helpers.reliability.alert_score import grouped, still_to_come
from helpers.reliability.clock import at_night
from helpers.reliability.day import made_day
from helpers.reliability.day_load import peak_of, slow_limits
from helpers.reliability.detection import belongs, tells, told_by
from helpers.reliability.troubles import Outage
from helpers.reliability.watched import worked_drawing
from helpers.reliability.wiring import wiring_of

LINKS = worked_drawing()
WIRED = wiring_of(LINKS, "url_shortener")
PEAK = peak_of(WIRED, None)
LIMITS = slow_limits(WIRED, PEAK)
BOXES = ("balancer", "api", "hot_links", "links")
FAST = AlertRule("Fast", "balancer", "errors", "2%", window="1 min", runbook="Roll back.")


def day_with(*outages: Outage):
    return made_day(WIRED, PEAK, 5, outages, (), LIMITS)


def deploy(start: float, length: float = 1_200.0, size: float = 0.5, urgent: bool = True) -> Outage:
    return Outage("bad deploy", "api", start, start + length, size, urgent, 0.0)


def test_one_outage_told_at_once():
    day = day_with(deploy(43_200))
    score = score_alerts(Alerts([FAST]), day)
    assert (score.precision, score.recall, score.pages, score.pages_at_night) == (1, 1, 1, 0)
    assert score.detection == 30, "the first figure after it began"
    assert score.reset <= 90
    assert score.saved == pytest.approx(1 - 30 / 1200, abs=0.01)
    assert score.points == pytest.approx(100 * 2 * score.saved / (1 + score.saved))


def test_half_a_day_of_noise_halves_the_precision():
    day = day_with(deploy(43_200))
    noise = AlertRule("Noise", "balancer", "traffic", 1e6, window="1 min", runbook="Look.")
    score = score_alerts(Alerts([FAST, noise]), day)
    assert (score.pages, score.precision) == (2, 0.5), "it fires all day, and began before the outage"
    quiet = score_alerts(Alerts([noise]), day_with())
    assert (quiet.precision, quiet.recall, quiet.woken_for_nothing) == (0, 1, 1)


def test_what_rings_all_day_tells_nobody_anything():
    day = day_with(deploy(43_200), deploy(64_800))
    always = Alerts([AlertRule("Always", "balancer", "traffic", 1e6, window="1 min", runbook="Look.")])
    score = score_alerts(always, day)
    assert (score.pages, score.precision, score.recall, score.points) == (1, 0, 0, 0)
    assert list(outages_table(day, always)["told by"]) == ["nothing", "nothing"]


def test_an_alarm_that_still_rings_from_the_outage_before_tells_the_next():
    outages = deploy(3_600), deploy(7_200)
    rings = Alarm("Slow", 3_700, 7_500)
    assert not belongs(rings, outages[1])
    assert tells(rings, outages[1], outages)
    assert not tells(rings, outages[1], outages[1:]), "it began before the only outage"


def test_an_urgent_outage_is_told_by_a_page_alone():
    ticket = Alerts([FAST.replace(severity="ticket")])
    assert score_alerts(ticket, day_with(deploy(43_200))).recall == 0
    assert score_alerts(ticket, day_with(deploy(43_200, urgent=False))).recall == 1
    assert told_by(day_with(deploy(43_200)), ticket, deploy(43_200)) is None


@pytest.mark.parametrize(("hour", "night"), [(3, 1), (6.9, 1), (7.1, 0), (21.5, 0), (22.1, 1)])
def test_pages_at_night(hour, night):
    score = score_alerts(Alerts([FAST]), day_with(deploy(hour * 3600)))
    assert (score.pages_at_night, score.woken_for_nothing) == (night, 0)
    assert at_night(hour * 3600 + 30) == bool(night)


def test_nobody_watches_and_nobody_is_told():
    score = score_alerts(Alerts(), day_with(deploy(43_200)))
    assert (score.precision, score.recall, score.saved, score.points) == (1, 0, 0, 0)
    assert math.isnan(score.detection)
    assert "nothing told" in str(score)
    assert score_alerts(Alerts(), day_with()).points == 100


def test_harm_is_counted_from_the_moment_on():
    day, outage = day_with(deploy(43_200)), deploy(43_200)
    assert still_to_come(day, outage, 0) == 1
    assert still_to_come(day, outage, outage.start + 600) == pytest.approx(0.5, abs=0.01)
    assert still_to_come(day, outage, outage.end) == 0


def test_alarms_that_follow_each_other_are_one_page():
    assert grouped([Alarm("a", 0, 10), Alarm("a", 310, 320), Alarm("a", 621, 630)]) == (
        Alarm("a", 0, 320), Alarm("a", 621, 630))
    outage = deploy(100, 100)
    assert belongs(Alarm("a", 800, 900), outage)
    assert not belongs(Alarm("a", 801, 900), outage)
    assert not belongs(Alarm("a", 50, 100), outage)


def rule_sets() -> dict[str, Alerts]:
    burn = burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll back.")
    slow = AlertRule("Slow", "balancer", "slow", "5%", window="5 min", short_window="1 min",
                     slower_than=LIMITS["balancer"])
    quiet = AlertRule("Quiet", "balancer", "traffic", 0.04 * PEAK, window="2 min")
    gone = [AlertRule(f"{box}_gone", box, "absent", window="2 min") for box in BOXES]
    return {
        "symptoms and absence": Alerts([*burn, slow, quiet, *gone]),
        "errors alone": Alerts(burn),
        "any error on any box": Alerts([AlertRule(f"{box}_e", box, "errors", "0.02%", window="1 min")
                                        for box in BOXES]),
        "busy machines": Alerts([AlertRule(f"{box}_b", box, "saturation", "60%", window="1 min") for box in BOXES]),
        "half of all fails": Alerts([AlertRule("Half", "balancer", "errors", "50%", window="5 min")]),
        "nothing": Alerts(),
    }


@pytest.fixture(scope="module")
def thirty_days():
    return [simulated_day(LINKS, "url_shortener", seed=100 + seed) for seed in range(30)]


def test_better_rules_are_ahead_of_worse_ones_over_thirty_days(thirty_days):
    points = {name: score_alerts(rules, thirty_days).points for name, rules in rule_sets().items()}
    best, second, *rest = points.values()
    assert best > second + 5 > max(rest) + 10, points
    assert points["nothing"] == 0


def test_they_are_so_on_most_days_alone_as_well(thirty_days):
    sets = rule_sets()
    best, noisy = sets["symptoms and absence"], sets["any error on any box"]
    won = sum(score_alerts(best, each).points > score_alerts(noisy, each).points for each in thirty_days)
    assert won >= 25


def test_scores_are_the_same_each_time(thirty_days):
    again = [simulated_day(LINKS, "url_shortener", seed=100 + seed) for seed in range(5)]
    for rules in rule_sets().values():
        assert str(score_alerts(rules, again)) == str(score_alerts(rules, thirty_days[:5]))


def test_causes_wake_people_who_need_not_get_up(thirty_days):
    sets = rule_sets()
    symptoms, causes = (score_alerts(sets[name], thirty_days) for name in ("symptoms and absence", "busy machines"))
    assert causes.woken_for_nothing / causes.pages > 2 * symptoms.woken_for_nothing / symptoms.pages


def test_tables_say_who_told_what():
    day = day_with(deploy(43_200), deploy(60_000, size=0.01))
    table = outages_table(day, Alerts([FAST]))
    assert table["told by"].tolist() == ["Fast", "nothing"]
    assert table["after"].tolist() == ["30 s", ""]
    assert rule_scores_table(day, Alerts([FAST])).loc["Fast"].tolist() == [1, 1, 0]
    assert score_alerts([FAST], day).pages == score_alerts(Alerts([FAST]), day).pages == 1, "rules will do"
    assert score_alerts(Alerts([FAST]), day).table().loc["recall", "figure"] == "50%"


@pytest.mark.parametrize(("make", "told"), [
    (lambda: score_alerts(5, day_with()), "rules: 5"), (lambda: score_alerts(Alerts(), []), "list is empty"),
    (lambda: score_alerts(Alerts(), [1]), "is not a Day"),
    (lambda: score_alerts(Alerts([FAST.replace(component="apy")]), day_with()), "Did you mean api"),
    (lambda: day_with()["apy"], "Did you mean api"), (lambda: day_with().signal("api", "cpu"), "what: 'cpu'"),
])
def test_what_cannot_be_scored_is_named(make, told):
    with pytest.raises(ReliabilityError, match=told):
        make()
