"""Ready-made groups of formulas: every number by hand, and a name that is missing or wrong is named."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Estimate, Q, human
from helpers.estimation import (
    EstimateError,
    add_bandwidth,
    add_cache,
    add_cost,
    add_scale,
    add_servers,
    add_storage,
    storage_by_year,
)
from tests.hostile import VALUES, readable, refuses_or_answers

MONTH = 365.25 * 86400 / 12


def links():
    return Estimate.from_case("url_shortener")


def magnitude(estimate, name):
    return estimate[name].magnitude


def test_scale_by_hand():
    estimate = add_scale(links(), "new_links", "reads_per_write", peak_factor="peak_factor")
    writes = 500e6 / MONTH
    assert magnitude(estimate, "writes_per_second") == pytest.approx(writes)
    assert magnitude(estimate, "reads_per_second") == pytest.approx(100 * writes)
    assert magnitude(estimate, "requests_per_second") == pytest.approx(101 * writes)
    assert magnitude(estimate, "peak_requests_per_second") == pytest.approx(303 * writes)
    pastes = add_scale(Estimate.from_case("pastebin"), "new_pastes", reads="reads")
    assert magnitude(pastes, "reads_per_second") == pytest.approx(100e6 / MONTH)


def test_storage_by_hand():
    estimate = links().assume("overhead", "30%")
    estimate = add_storage(estimate, "new_links", "link_size", "kept_for", "copies", "overhead")
    assert magnitude(estimate, "items_kept") == pytest.approx(30e9)
    assert magnitude(estimate, "storage") == pytest.approx(15)
    assert magnitude(estimate, "storage_with_copies") == pytest.approx(15 * 3 * 1.3)


@given(st.integers(1, 15), st.floats(0.01, 3))
def test_growth_is_the_sum_over_the_years(years, growth):
    estimate = (
        Estimate()
        .assume("made", "1000/year")
        .assume("size", "1 KB")
        .assume("kept", years, "years")
        .assume("growth", growth)
    )
    total = 0.0
    for year in range(years):
        total += 1000 * (1 + growth) ** year
    grown = add_storage(estimate, "made", "size", "kept", yearly_growth="growth")
    assert magnitude(grown, "items_kept") == pytest.approx(total, rel=1e-9)


def test_cache_by_both_conventions():
    estimate = add_storage(add_scale(links(), "new_links", "reads_per_write"), "new_links", "link_size", "kept_for")
    day = 0.2 * 100 * 500e6 / MONTH * 86400 * 500 / 1e9
    assert magnitude(add_cache(estimate, "hot_share", "link_size"), "cache") == pytest.approx(day)
    assert day == pytest.approx(170, rel=0.06), "not the published 170 GB, once rounded"
    everything = add_cache(estimate, "hot_share", "link_size", convention="everything_stored")
    assert human(everything["cache"]) == "3 TB"


def test_bandwidth_by_hand():
    estimate = add_bandwidth(
        add_scale(links(), "new_links", "reads_per_write").assume("page", "2 KB"), size="link_size", answer_size="page"
    )
    assert magnitude(estimate, "bandwidth_in") == pytest.approx(500e6 / MONTH * 500 / 1e6)
    assert magnitude(estimate, "bandwidth_out") == pytest.approx(100 * 500e6 / MONTH * 2000 / 1e6)


@given(st.floats(1, 1e6), st.floats(1, 1e4), st.integers(1, 200), st.floats(10, 100), st.integers(0, 3))
def test_servers_by_littles_law(rate, milliseconds, at_once, percent, spare):
    busy = (
        Estimate()
        .assume("rate", rate, "1/s")
        .assume("time", milliseconds, "ms")
        .assume("at_once", at_once)
        .assume("full", percent, "%")
    )
    busy = add_servers(busy, "rate", "time", "at_once", target="full", spare=spare)
    in_flight = rate * milliseconds / 1000
    assert magnitude(busy, "in_flight") == pytest.approx(in_flight)
    exact = in_flight / at_once / (percent / 100)
    assert magnitude(busy, "servers") in {math.ceil(exact * (1 + tiny)) + spare for tiny in (-1e-12, 0, 1e-12)}


def test_servers_by_a_ceiling():
    busy = Estimate().assume("rate", "60 K/s").assume("ceiling", "5 K/s")
    assert magnitude(add_servers(busy, "rate", per_server="ceiling"), "servers") == 12
    assert (
        magnitude(add_servers(busy.assume("rate", "60001/s"), "rate", per_server="ceiling", spare=2), "servers") == 15
    )


def test_cost_by_hand():
    bill = (
        Estimate()
        .assume("disk", "45 TB")
        .assume("out", "9.5 MB/s")
        .assume("ram", "164 GB")
        .assume("machines", 5)
        .assume("cores", 8)
    )
    bill = add_cost(bill, storage="disk", egress="out", memory="ram", servers="machines", cores_per_server="cores")
    by_hand = {
        "storage_cost": 45_000 * 0.20,
        "egress_cost": 9.5e6 * MONTH / 1e9 * 0.10,
        "memory_cost": 164 * 2.0,
        "server_cost": 5 * 8 * 15.0,
    }
    for name, dollars in by_hand.items():
        assert magnitude(bill, name) == pytest.approx(dollars)
    assert magnitude(bill, "cost") == pytest.approx(sum(by_hand.values()))
    own = add_cost(
        Estimate().assume("disk", "150 TB").assume("price", "0.02 $/GB/month"), storage="disk", storage_price="price"
    )
    assert human(own["cost"]) == "$3,000/month"


def test_every_block_leaves_plain_formulas_that_a_learner_can_change():
    estimate = add_storage(links(), "new_links", "link_size", "kept_for")
    assert estimate.entry("storage").formula.text == "items_kept * link_size"
    assert magnitude(estimate.derive("items_kept", "10"), "storage") == pytest.approx(10 * 500 / 1e12)


def test_growth_year_by_year_ends_at_the_whole():
    estimate = add_storage(links(), "new_links", "link_size", "kept_for")
    frame = storage_by_year(estimate)
    assert list(frame.index) == [0, 1, 2, 3, 4, 5]
    assert frame.loc[0].tolist() == [0, 0, 0]
    whole = estimate.interval("storage", samples=2_000)
    assert frame.loc[5].tolist() == pytest.approx([each.magnitude for each in (whole.low, whole.mid, whole.high)])
    assert frame.mid.tolist() == pytest.approx([frame.mid[1] * year for year in range(6)])


def test_what_was_there_at_the_start_is_there_in_year_zero():
    estimate = Estimate().assume("old", "5 TB").assume("rate", "1 TB/year").assume("kept_for", "3 years")
    frame = storage_by_year(estimate.derive("storage", "old + rate * kept_for", "TB"))
    assert frame.mid.tolist() == pytest.approx([5, 6, 7, 8])


def test_thirty_years_and_no_more_are_shown_unless_asked():
    estimate = Estimate().assume("rate", "1 TB/year").derive("storage", "rate * kept_for", "TB")
    for kept, shown in ((29, 29), (30, 30), (31, 30), (90, 30)):
        assert storage_by_year(estimate.assume("kept_for", kept, "years"), samples=10).index[-1] == shown
    assert storage_by_year(estimate.assume("kept_for", "1 year"), years="100", samples=10).index[-1] == 100
    for years in (0, 101):
        with pytest.raises(EstimateError, match="not between 1 and 100"):
            storage_by_year(estimate.assume("kept_for", "1 year"), years=years)


@pytest.mark.parametrize(
    ("rate", "each", "full", "servers"),
    [
        ("4.2 K/s", "1 K/s", "60%", 7),
        ("6 K/s", "1 K/s", "60%", 10),
        ("4201/s", "1 K/s", "60%", 8),
        ("4199/s", "1 K/s", "60%", 7),
        ("1 M/s", "7 K/s", "70%", 205),
    ],
)
def test_the_noise_of_floats_buys_no_server(rate, each, full, servers):
    busy = Estimate().assume("rate", rate).assume("each", each).assume("full", full)
    assert magnitude(add_servers(busy, "rate", per_server="each", target="full"), "servers") == servers
    assert magnitude(busy.derive("x", "ceil(rate / each / full)"), "x") == servers


def test_littles_law_without_noise():
    busy = Estimate().assume("rate", "100/s").assume("time", "1.1 s").assume("at_once", 10)
    assert magnitude(add_servers(busy, "rate", "time", "at_once"), "servers") == 11


def test_all_exact_cases_agree_with_fractions():
    for rate, each, full in itertools.product(range(100, 6000, 300), (100, 250, 1000), (10, 30, 55, 60, 70, 90)):
        busy = Estimate().assume("rate", rate, "1/s").assume("each", each, "1/s").assume("full", full, "%")
        exact = math.ceil(Fraction(rate, each) * 100 / full)
        assert magnitude(add_servers(busy, "rate", per_server="each", target="full"), "servers") == exact


@pytest.mark.parametrize("growth", [-0.5, -1e-9, 0, 1e-12, 1e-6, 0.2])
def test_growth_is_finite_at_zero_and_near_it(growth):
    """Each year by itself, in exact fractions."""
    estimate = (
        Estimate().assume("made", "1000/year").assume("size", "1 B").assume("kept", "5 years").assume("g", growth)
    )
    exact = sum(1000 * (1 + Fraction(growth)) ** year for year in range(5))
    assert magnitude(add_storage(estimate, "made", "size", "kept", yearly_growth="g"), "items_kept") == pytest.approx(
        float(exact), rel=1e-9
    )
    assert add_storage(estimate, "made", "size", "kept", yearly_growth="g").what_if(g=0).check().ok


def test_a_server_costs_what_the_machine_of_step_5_costs():
    """One set of assumptions: the reference number, step 5's service, and cores and memory priced one by one."""
    from helpers.architecture.kinds import KINDS

    bill = Estimate().assume("machines", 100).assume("cores", 4).assume("memory", "8 GB")
    machines = add_cost(bill, servers="machines")
    assert magnitude(machines, "cost") == pytest.approx(100 * KINDS["service"].monthly_cost) == 7600
    assert KINDS["service"].cores == 4
    assert KINDS["service"].memory_gb == 8
    parts = add_cost(bill, servers="machines", cores_per_server="cores", memory_per_server="memory")
    assert magnitude(parts, "cost") == pytest.approx(7600)
    assert magnitude(add_cost(bill, servers="machines", memory_per_server="memory"), "cost") == pytest.approx(1600)
    with pytest.raises(EstimateError, match="servers="):
        add_cost(bill, memory="memory", cores_per_server="cores")


BLOCKS = {
    "add_scale": (
        add_scale,
        {"writes": "new_links", "reads_per_write": "reads_per_write", "peak_factor": "peak_factor"},
    ),
    "add_storage": (
        add_storage,
        {
            "writes": "new_links",
            "size": "link_size",
            "kept_for": "kept_for",
            "copies": "copies",
            "overhead": "hot_share",
            "yearly_growth": "hot_share",
        },
    ),
    "add_bandwidth": (
        add_bandwidth,
        {"writes": "new_links", "reads": "new_links", "size": "link_size", "answer_size": "link_size"},
    ),
    "add_cache": (add_cache, {"share": "hot_share", "size": "link_size", "reads": "new_links"}),
    "add_servers": (
        add_servers,
        {"requests": "new_links", "service_time": "service_time", "at_once": "copies", "target": "hot_share"},
    ),
    "add_cost": (add_cost, {"storage": "link_size", "storage_price": "price_blob"}),
    "storage_by_year": (storage_by_year, {"name": "link_size", "kept_for": "kept_for"}),
}


@pytest.mark.parametrize(
    ("block", "field"), [(name, field) for name, (_, fields) in BLOCKS.items() for field in fields]
)
def test_a_wrong_name_is_named(block, field):
    add, fields = BLOCKS[block]
    add(links(), **fields)
    for value in ("new links", "new_links * 2", 5, "", ["x"], Q("5 GB"), object()):
        with pytest.raises(EstimateError, match=f"^{field}: .*does not name an entry") as caught:
            add(links(), **{**fields, field: value})
        readable(caught.value)
    with pytest.raises(CourseError, match="nothingness"):
        add(links(), **{**fields, field: "nothingness"}).values()


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for add, fields in BLOCKS.values():
        with refuses_or_answers():
            add(value, **fields)
        for field in fields:
            with refuses_or_answers():
                add(links(), **{**fields, field: value})
    for options in ({"convention": value}, {"share": "hot_share", "size": value}):
        with refuses_or_answers():
            add_cache(links(), **{"share": "hot_share", "size": "link_size", **options})
    with refuses_or_answers():
        add_servers(links(), "new_links", "service_time", "copies", spare=value)
    for option in ("years", "samples", "seed"):
        with refuses_or_answers():
            storage_by_year(links(), "link_size", **{"samples": 10, option: value})


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (lambda e: add_scale(e, "new_links"), "either reads= or reads_per_write="),
        (lambda e: add_servers(e, "new_links"), "service_time= and at_once="),
        (lambda e: add_servers(e, "new_links", "service_time"), "service_time= and at_once="),
        (lambda e: add_cost(e), "at least one"),
        (lambda e: add_cache(e, "hot_share", "link_size", convention="all"), "day_reads, everything_stored"),
        (lambda e: add_cost(e, storage="link_size", storage_price="price_blub"), "price_blob"),
        (lambda e: storage_by_year(e, "link_size", "copies"), "is not an assumed time"),
        (lambda e: storage_by_year(e, "link_size", years=0), "years: 0"),
    ],
)
def test_half_a_request_is_answered_with_the_mend(build, told):
    with pytest.raises(CourseError) as caught:
        build(links())
    readable(caught.value)
    assert told in str(caught.value)
