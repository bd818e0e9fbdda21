"""A simulated day: its figures are those of the simulator, its chances those of the counts, outages are where told."""

import math
from itertools import pairwise
from pathlib import Path

import numpy
import pytest
import yaml

from helpers import Architecture, Component, Design, Incident, Workload, simulate
from helpers.architecture import Connection
from helpers.reliability import AlertRule, Alerts, ReliabilityError, simulated_day
from helpers.reliability.day import made_day
from helpers.reliability.day_figures import Effects, figures_of, upper_tail
from helpers.reliability.day_load import STEP, peak_of, slow_limits, wave
from helpers.reliability.troubles import LOAD, TROUBLES, WAY_IN, Outage, drawn, effects_of, places
from helpers.reliability.watched import watched, worked_drawing
from helpers.reliability.wiring import user_facing, wiring_of

LINKS = worked_drawing()
WIRED = wiring_of(LINKS, "url_shortener")
PEAK = peak_of(WIRED, None)
CHAIN = Architecture("Chain").add(
    Component("client", "client"), Component("api", "service", replicas=1, servers=4, service_time="10 ms"),
    Component("store", "sql", stores="link", servers=4, service_time="8 ms")).connect("client", "api", latency=0)
CHAIN = CHAIN.add(Connection("api", "store", latency=0))
ONE = [{"name": "open", "share": 1, "reads": ["link"]}]


def with_one(kind: str, where: str, size: float = 1.0, start: float = 43_200.0, length: float = 1_200.0):
    outage = Outage(kind, where, start, start + length, size, True, 0.0)
    return made_day(WIRED, PEAK, 5, (outage,), (), slow_limits(WIRED, PEAK)), outage


# Against the simulator, which runs request by request

@pytest.mark.parametrize("full", [0.3, 0.6, 0.8])
def test_calls_times_and_fullness_are_those_of_the_simulator(full):
    rate = full * 400
    run = simulate(CHAIN, Workload(rate, mix=ONE), n=150_000, seed=3)
    found = figures_of(wiring_of(CHAIN, ONE), numpy.array([rate]), Effects())
    assert float(found["api"].busy[0]) == pytest.approx(run.utilisation("api"), abs=0.02)
    assert float(found["store"].busy[0]) == pytest.approx(run.utilisation("store"), abs=0.02)
    assert float(found["api"].mean[0]) == pytest.approx(run.mean_latency, rel=0.12)
    assert float(found["api"].percentile_99()[0]) == pytest.approx(run.latency(99), rel=0.25)


def test_the_worked_case_at_its_peak_is_as_fast_as_its_run():
    run = simulate(LINKS, Workload(PEAK, mix="url_shortener"), n=50_000)
    found = figures_of(WIRED, numpy.array([PEAK]), Effects())["balancer"]
    wire = LINKS.latency_of(LINKS.connection("browser", "balancer"))
    assert float(found.mean[0]) == pytest.approx(run.mean_latency - wire, rel=0.1)
    assert float(found.percentile_99()[0]) == pytest.approx(run.latency(99) - wire, rel=0.15)


def test_an_overload_fails_what_is_too_much():
    """At 500 a second 400 are served: the part that is too much is a fifth."""
    found = figures_of(wiring_of(CHAIN, ONE), numpy.array([500.0]), Effects())
    assert float(found["api"].busy[0]) == 1
    assert 0.2 <= float(found["api"].errors[0]) < 0.3, "a fifth, and those that waited too long"


def test_an_empty_cache_sends_all_reads_to_the_store():
    warm, cold = (figures_of(WIRED, numpy.array([1000.0]), Effects(cold={"hot_links": numpy.array([part])}))["links"]
                  for part in (0.0, 1.0))
    assert float(warm.calls[0]) == pytest.approx(208)
    assert float(cold.calls[0]) == pytest.approx(1000)


def test_a_box_that_fails_sends_on_less_and_takes_its_callers_with_it():
    found = figures_of(WIRED, numpy.array([1000.0]), Effects(errors={"api": numpy.array([0.25])}))
    assert float(found["links"].calls[0]) == pytest.approx(0.75 * 208)
    assert float(found["balancer"].errors[0]) == pytest.approx(0.25, abs=1e-6)
    assert float(found["links"].errors[0]) == 0


def test_the_tail_is_that_of_the_normal():
    scores = numpy.linspace(-4, 4, 81)
    exact = [0.5 * math.erfc(each / math.sqrt(2)) for each in scores]
    assert numpy.abs(upper_tail(scores) - exact).max() < 2e-7


# The counts

def test_a_day_is_the_same_for_a_seed_and_another_for_another():
    one, same, other = (simulated_day(LINKS, "url_shortener", seed=seed) for seed in (2, 2, 3))
    assert one.outages == same.outages != other.outages
    assert numpy.array_equal(one["api"].requests, same["api"].requests, equal_nan=True)


def test_counts_scatter_as_poisson_and_binomial_do():
    quiet = simulated_day(CHAIN, ONE, rate=2, seed=1, outages=0, harmless=0)
    requests = numpy.asarray(quiet["api"].requests)
    expected = wave(2.0, (numpy.arange(2880) + 0.5) * STEP) * STEP
    assert ((requests - expected) ** 2 / expected).mean() == pytest.approx(1, abs=0.1)
    errors = numpy.asarray(quiet["api"].errors)
    assert errors.sum() == pytest.approx(quiet.usual_errors * requests.sum(), abs=4 * math.sqrt(errors.sum() + 1))


def test_the_peak_is_in_the_evening_and_the_night_has_a_sixth():
    day = simulated_day(LINKS, "url_shortener", seed=1, outages=0, harmless=0)
    traffic = day.signal("balancer", "traffic")
    assert day.hours[int(numpy.argmax(traffic))] == pytest.approx(20, abs=1.5)
    assert traffic.min() / traffic.max() == pytest.approx(math.exp(-1.8), rel=0.02)
    assert day.rate == pytest.approx(0.6 / WIRED.usual.work["api"])


def test_at_the_peak_of_a_good_day_one_in_a_hundred_is_slow_at_most():
    quiet = simulated_day(LINKS, "url_shortener", seed=1).quiet
    for box in quiet.boxes:
        assert 0.002 < float(numpy.nanmean(quiet.signal(box, "slow"))) <= 0.0105


def test_a_box_is_as_it_was_when_another_breaks():
    """Each box draws from a stream of its own."""
    day, _ = with_one("bad deploy", "api", 0.3)
    assert day["links"].saturation[:100].tolist() == day.quiet["links"].saturation[:100].tolist()


# What goes wrong

@pytest.mark.parametrize(("kind", "where", "size", "box", "what", "least"), [
    ("bad deploy", "api", 0.4, "balancer", "errors", 0.35), ("grey", "links", 20, "api", "slow", 0.1),
    ("crash", "api", 0.7, "api", "saturation", 0.35), ("full disk", "links", 0.4, "links", "errors", 0.35),
    ("surge", LOAD, 3.0, "api", "saturation", 0.4), ("batch", "links", 0.6, "links", "saturation", 0.6)])
def test_an_outage_is_seen_where_and_when_it_is_and_not_otherwise(kind, where, size, box, what, least):
    day, outage = with_one(kind, where, size)
    inside, outside = int((outage.start + 600) / STEP), int((outage.end + 900) / STEP)
    assert day.signal(box, what)[inside] >= least
    assert day.signal(box, what)[outside] == pytest.approx(day.quiet.signal(box, what)[outside], abs=0.01)


def test_what_is_dead_altogether_sends_no_data():
    day, outage = with_one("gone", "links")
    inside = int((outage.start + 600) / STEP)
    assert math.isnan(day.signal("links", "errors")[inside])
    assert math.isnan(day["links"].requests[inside])
    assert day.signal("balancer", "errors")[inside] == pytest.approx(0.208, abs=0.01)


def test_what_does_not_arrive_is_no_error():
    day, outage = with_one("cut", WAY_IN, 1.0)
    inside = int((outage.start + 600) / STEP)
    assert day["balancer"].requests[inside] == 0
    assert day.hurt[inside] > 0.9 * day.rate * STEP / 6


def test_outages_hurt_users_and_do_not_overlap_and_harmless_ones_do_not():
    kinds = set()
    for seed in range(20):
        day = simulated_day(LINKS, "url_shortener", seed=seed)
        kinds |= {each.kind for each in day.outages}
        ordered = sorted(day.outages, key=lambda each: each.start)
        assert all(after.start - before.end >= 3_000 for before, after in pairwise(ordered))
        usual = day.quiet.hurt
        for each in day.outages:
            span = slice(int(each.start / STEP), int(each.end / STEP))
            assert day.hurt[span].sum() > 1.2 * usual[span].sum(), each
        assert all(each.trouble.harmless for each in day.harmless)
    assert kinds >= {"bad deploy", "grey", "gone", "cut", "full disk", "leak"}


def test_each_kind_has_its_places():
    assert places(WIRED, "cold cache") == ("hot_links",)
    assert places(WIRED, "surge") == (LOAD,)
    assert places(WIRED, "gone") == ("balancer", "api", "links")
    assert places(wiring_of(CHAIN, ONE), "crash") == ()
    assert drawn(wiring_of(CHAIN, ONE), "cold cache", 0.0, numpy.random.default_rng(1)) is None
    effects = effects_of((Outage("batch", "links", 0, 60, 0.5, False, 0.0),), numpy.array([30.0, 90.0]))
    assert effects.busy["links"].tolist() == [0.5, 0.0]
    assert all(each.words.format(where="x", size=1.0) for each in TROUBLES.values())


# What a rule looks at

def test_a_rule_on_slow_requests_is_asked_with_its_own_limit():
    day = simulated_day(LINKS, "url_shortener", seed=1, outages=0, harmless=0)
    strict = AlertRule("S", "balancer", "slow", "50%", slower_than="5 ms")
    loose = strict.replace(slower_than="100 ms")
    usual = strict.replace(slower_than=day.slow_from["balancer"])
    shares = [float(numpy.mean(day.seen_by(each)[0])) for each in (strict, usual, loose)]
    assert shares[0] > 0.4 > 0.02 > shares[1] > shares[2]
    assert day.fire(Alerts([strict.replace(threshold=0.3)]))
    assert not day.fire(Alerts([loose]))


def test_what_is_seen_is_what_fires():
    day, _ = with_one("bad deploy", "api", 0.2)
    rule = AlertRule("A", "balancer", "errors", "2%", window="5 min")
    fired = day.fire(Alerts([rule]))
    seen = day.seen_by(rule)[0] > rule.threshold
    assert [(each.start, each.end) for each in fired] == [
        ((int(numpy.argmax(seen)) + 1) * STEP, (int(numpy.flatnonzero(seen)[-1]) + 2) * STEP)]


def test_findings_of_a_day():
    day, _ = with_one("bad deploy", "api", 0.2)
    noisy = AlertRule("Busy", "api", "saturation", "20%", window="5 min", severity="ticket", runbook="Look.")
    found = day.check(Alerts([noisy]))
    assert found.where("Busy").rules() == {"threshold-in-the-noise"}
    assert {"component-without-alert", "outage-not-told"} <= found.rules()
    told = AlertRule("Fails", "balancer", "errors", "2%", window="5 min", runbook="Roll back.")
    assert not {"threshold-in-the-noise", "outage-not-told"} & day.check(Alerts([told])).rules()


def test_an_inner_box_is_no_symptom():
    rule = AlertRule("Inner", "links", "errors", "2%", window="5 min", runbook="Look.")
    assert Alerts([rule]).check(LINKS).where("Inner").rules() == {"cause-paged"}
    assert not Alerts([rule.replace(severity="ticket")]).check(LINKS).where("Inner")
    assert not Alerts([rule.replace(component="api")]).check(LINKS).where("Inner"), "a balancer only passes on"
    assert user_facing(LINKS) == {"balancer", "api"}


def test_tables_tell_the_day():
    day = simulated_day(LINKS, "url_shortener", seed=4)
    assert len(day.table()) == len(day.outages) + len(day.harmless)
    assert day.signals_table().index.tolist() == list(day.boxes)
    assert "left out" in day.describe()
    assert simulated_day(LINKS, "url_shortener", outages=0, harmless=0).table().empty


def test_a_whole_design_can_be_given():
    design = Design("links", architecture=LINKS)
    assert watched(design)[0] == LINKS
    assert watched("url_shortener")[1].name == "url_shortener"
    assert watched("pastebin", "microblog")[1] == "microblog"
    with pytest.raises(ReliabilityError, match="holds no drawing"):
        watched("micro")


def test_a_rate_that_it_cannot_carry_is_told():
    with pytest.raises(ReliabilityError, match=r"api is asked for 116% .* makes it 60% busy"):
        simulated_day(LINKS, "url_shortener", rate="100 K/s")
    with pytest.raises(ReliabilityError, match="no request comes to any box"):
        simulated_day(Architecture("Empty"), None)


@pytest.mark.parametrize("case", ["url_shortener", "pastebin", "microblog"])
def test_every_reference_design_has_sane_days_and_incidents(case):
    path = Path(__file__).resolve().parents[1] / "reference_designs" / f"{case}.yaml"
    drawn = Architecture.from_dict(yaml.safe_load(path.read_text())["architecture"])
    for seed in range(3):
        day = simulated_day(drawn, case, seed=seed)
        assert len(day.outages) == 3
        for box in day.boxes:
            for what in ("errors", "slow", "saturation"):
                seen = day.signal(box, what)
                assert ((seen >= 0) & (seen <= 1) | numpy.isnan(seen)).all()
            assert float(numpy.nanmax(day.latency[box])) <= 1
            assert abs(float(numpy.nanmean(day.quiet.signal(box, "errors"))) - day.usual_errors) < 1e-3
        incident = Incident(drawn, seed, flows=case)
        assert incident.answer(incident.cause.where, "restart all").kind == "right"
        assert len(incident.story()) >= 2


def test_a_long_chain_is_no_trouble():
    """Calls go through 1,500 boxes; each waits for the next."""
    names = ["client", *(f"s{each}" for each in range(1_500))]
    boxes = [Component(name, "service" if place else "client") for place, name in enumerate(names)]
    chain = Architecture("Long", boxes,
                         [Connection(*pair) for pair in pairwise(names)]).add(
        Component("store", "sql", stores="link")).connect(names[-1], "store")
    found = wiring_of(chain, ONE)
    assert len(found.order) == 1_501
    assert found.order[0] == "s0"


def test_the_hours_of_a_day_end_at_midnight_and_begin_with_the_first_step():
    day = simulated_day(CHAIN, ONE, outages=0, harmless=0)
    assert day.hours[0] * 3600 == pytest.approx(day.step)
    assert day.hours[-1] == pytest.approx(24)
    assert not day.outages
    assert not day.harmless


@pytest.mark.parametrize(("field", "most"), [("outages", 6), ("harmless", 12)])
def test_a_day_holds_so_many_troubles_and_no_more(field, most):
    simulated_day(CHAIN, ONE, **{field: most})
    with pytest.raises(ReliabilityError, match=field):
        simulated_day(CHAIN, ONE, **{field: most + 1})
