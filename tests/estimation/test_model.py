"""The estimate: order does not matter, changes make new values, published answers come out, bad input is named."""

import copy
import gc
import math
from dataclasses import FrozenInstanceError
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Design, Estimate, Q, human
from helpers.errors import UnknownNameError
from helpers.estimation import (
    EstimateError,
    add_bandwidth,
    add_cache,
    add_cost,
    add_scale,
    add_servers,
    add_storage,
)
from tests.hostile import VALUES, anything, formula_text, readable, refuses_or_answers

MONTH = 365.25 * 86400 / 12
# The worked case as statements that may come in any order.
STATEMENTS = {
    "new_links": lambda e: e.assume("new_links", 500e6, "links/month", low=300e6, high=800e6, why="the brief"),
    "reads_per_write": lambda e: e.assume("reads_per_write", 100, low=50, high=200),
    "link_size": lambda e: e.assume("link_size", "500 B", low="200 B", high="1 KB"),
    "kept_for": lambda e: e.assume("kept_for", 5, "years"),
    "hot_share": lambda e: e.assume("hot_share", "20%"),
    "writes": lambda e: e.derive("writes", "new_links", "1/s"),
    "reads": lambda e: e.derive("reads", "writes * reads_per_write", "1/s"),
    "links": lambda e: e.derive("links", "new_links * kept_for"),
    "storage": lambda e: e.derive("storage", "links * link_size", "TB"),
    "bandwidth_in": lambda e: e.derive("bandwidth_in", "writes * link_size", "KB/s"),
    "bandwidth_out": lambda e: e.derive("bandwidth_out", "reads * link_size", "MB/s"),
    "reads_a_day": lambda e: e.derive("reads_a_day", "reads * day"),
    "cache": lambda e: e.derive("cache", "hot_share * reads_a_day * link_size", "GB"),
}


def stated(order=tuple(STATEMENTS)):
    return reduce(lambda made, name: STATEMENTS[name](made), order, Estimate("Link shortener"))


def test_tinyurl_as_commonly_taught():
    values = {name: value.magnitude for name, value in stated().values().items()}
    writes = 500e6 / MONTH
    by_hand = {
        "writes": writes,
        "reads": 100 * writes,
        "links": 500e6 * 60,
        "storage": 500e6 * 60 * 500 / 1e12,
        "bandwidth_in": writes * 500 / 1e3,
        "bandwidth_out": 100 * writes * 500 / 1e6,
        "reads_a_day": 100 * writes * 86400,
        "cache": 0.2 * 100 * writes * 86400 * 500 / 1e9,
    }
    published = {
        "writes": 200,
        "reads": 20e3,
        "links": 30e9,
        "storage": 15,
        "bandwidth_in": 100,
        "bandwidth_out": 10,
        "reads_a_day": 1.7e9,
        "cache": 170,
    }
    for name, expected in by_hand.items():
        assert values[name] == pytest.approx(expected, rel=1e-12)
        assert values[name] == pytest.approx(published[name], rel=0.06), (
            f"{name} is not the published answer, once rounded"
        )


def test_pastebin_of_the_primer():
    pastes = Estimate.from_case("pastebin")
    pastes = pastes.derive("a_month", "new_pastes * month * paste_size", "GB").derive("pastes", "new_pastes * kept_for")
    pastes = (
        pastes.derive("storage", "pastes * paste_size", "GB")
        .derive("writes", "new_pastes", "1/s")
        .derive("reading", "reads", "1/s")
    )
    assert pastes["a_month"].magnitude == pytest.approx(10e6 * 1.27e3 / 1e9) == pytest.approx(12.7)
    assert pastes["pastes"].magnitude == pytest.approx(10e6 * 36) == pytest.approx(360e6)
    assert pastes["storage"].magnitude == pytest.approx(450, rel=0.02)
    assert pastes["writes"].magnitude == pytest.approx(4, rel=0.06)
    assert pastes["reading"].magnitude == pytest.approx(40, rel=0.06)


def test_known_errors_of_public_material():
    known = (
        Estimate().assume("requests", "1 billion/month").assume("month_of_30", "30 days").assume("ingest", "24 TB/day")
    )
    known = known.assume("disk", "150 TB").assume("price", "0.02 $/GB/month")
    known = (
        known.derive("a_second", "requests * month / month_of_30", "1/s")
        .derive("inflow", "ingest", "MB/s")
        .derive("keys", "62 ** 7")
    )
    known = known.derive("bill", "disk * price", "$/month")
    assert [human(known[name]) for name in ("a_second", "inflow", "bill", "keys")] == [
        "386/s",
        "278 MB/s",
        "$3,000/month",
        "3.52 trillion",
    ]
    assert known["keys"].magnitude == 62**7
    assert known["a_second"].magnitude == pytest.approx(1e9 / (30 * 86400))


@given(st.permutations(list(STATEMENTS)))
def test_order_of_statements_does_not_matter(order):
    shuffled, plain = stated(order), stated()
    assert shuffled.values() == plain.values()
    assert shuffled.intervals(samples=200) == plain.intervals(samples=200)
    assert shuffled.order("cache").index("reads") < shuffled.order("cache").index("cache")


def test_a_later_statement_replaces_an_earlier_one():
    links = stated().assume("link_size", "1 KB")
    assert human(links["storage"]) == "30 TB"
    assert links.names == list(STATEMENTS), "the entry moved"


@given(st.dictionaries(st.sampled_from(["new_links", "reads_per_write", "link_size", "kept_for"]), st.floats(1, 1e9)))
def test_what_if_equals_building_anew(changes):
    changed, anew = stated().what_if(**changes), stated()
    for name, value in changes.items():
        old = anew.entry(name)
        ends = {} if old.low is None else {"low": old.low * value / old.value, "high": old.high * value / old.value}
        anew = anew.assume(name, value, old.unit, why=old.why, **ends)
    for name, value in anew.values().items():
        assert changed[name].magnitude == pytest.approx(value.magnitude, rel=1e-9)
        assert changed.interval(name, samples=50).high.magnitude == pytest.approx(
            anew.interval(name, samples=50).high.magnitude, rel=1e-9
        )


def test_what_if_leaves_the_original_alone_and_knows_units():
    links = stated()
    before = links.to_dict()
    assert human(links.what_if(link_size="1 KB", kept_for="60 months")["storage"]) == "30 TB"
    assert links.what_if(link_size=500) == links
    assert links.to_dict() == before
    assert Estimate().assume("self", 5).what_if(self=6)["self"].magnitude == 6


def test_a_normal_range_moves_along_and_a_lognormal_stays_positive():
    shift = Estimate().assume("shift", 0, low=-1, high=2).what_if(shift=10).entry("shift")
    assert (shift.low, shift.high) == (9, 12)
    with pytest.raises(EstimateError, match="not positive"):
        stated().what_if(new_links=-1)
    with pytest.raises(EstimateError, match="is computed"):
        stated().what_if(storage="5 TB")


def test_remove_takes_out_what_nothing_uses():
    links = stated()
    with pytest.raises(EstimateError, match="links still uses it"):
        links.remove("kept_for")
    links = links.remove("cache").remove("hot_share")
    assert "cache" not in links
    assert human(links["storage"]) == "15 TB"


def test_assumptions_come_back_exactly_as_given():
    for value, unit in ((1e8, "1/month"), (0.1, "TiB"), (1 / 3, "h"), (1e300, "KB")):
        assert Estimate().assume("a", value, unit)["a"].magnitude == value


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (lambda e: e.derive("a", "b").derive("b", "a")["a"], "circle"),
        (lambda e: e.derive("a", "a + 1")["a"], "circle: a -> a"),
        (lambda e: e.derive("a", "usres * 2")["a"], "a uses 'usres', which nothing gives yet. Did you mean users"),
        (lambda e: e["usres"], "Did you mean users"),
        (lambda e: e.derive("a", "users", "TB")["a"], "a plain number, and 'TB' is data"),
        (lambda e: e.derive("a", "size / day * month", "TB/s")["a"], "Divide by a time"),
        (lambda e: e.derive("a", "size / day", "TB")["a"], "Multiply by a time"),
        (lambda e: e.derive("a", "1 / none")["a"], "none is zero"),
        (lambda e: e.derive("a", "(0 - users) ** 0.5")["a"], "no finite value"),
        (lambda e: e.derive("a", "sqrt(size)")["a"], "fractional power"),
        (lambda e: e.assume("b", 5, low=6, high=7), "not between low 6 and high 7"),
        (lambda e: e.assume("b", 5, low=7, high=6), "Exchange them"),
        (lambda e: e.assume("b", 5, low=4), "high is missing"),
        (lambda e: e.assume("b", 5, low=4, high="6 TB"), "b: high"),
        (lambda e: e.assume("b", 5, "TBB"), "b: unit 'TBB'"),
        (lambda e: e.assume("b", "5 TB", "s"), "b: value: 5 TB is data"),
        (lambda e: e.assume("b", 5, low=0, high=6, shape="lognormal"), "lognormal range"),
        (lambda e: e.assume("b", 5, shape="flat"), "shape: 'flat'"),
        (lambda e: e.assume("b", 1e300, "ZB"), "too large"),
        (lambda e: e.assume("my name", 5), "'my name' cannot be a name"),
        (lambda e: e.assume("year", 5), "already means something"),
        (lambda e: e.assume("class", 5), "already means something"),
        (lambda e: e.assume("x" * 61, 5), "61 characters"),
        (lambda e: e.assume("b", 5, why=3), "why: 3 is not text"),
        (lambda e: e.derive("b", "users", why=3), "why: 3 is not text"),
        (lambda e: e.derive("b", None), "formula: None"),
        (lambda e: e.derive("b", "users", 5), "unit 5 is not text"),
        (lambda e: e.interval("users", level=1), "level: 1"),
        (lambda e: e.interval("users", samples=0), "samples: 0"),
        (lambda e: e.interval("users", seed=-1), "seed: -1"),
        (lambda e: e.assume_reference("a", "sdd_read"), "Did you mean ssd_read"),
        (lambda e: e.assume_reference("a", "ssd_read", 1999), "2012 and 2026"),
        (lambda e: e.with_references(1999), "2012 and 2026"),
        (lambda e: e.table("users"), "not a list"),
        (lambda e: reduce(lambda made, number: made.assume(f"a{number}", 1), range(501), e), "at most 500"),
    ],
)
def test_each_mistake_is_answered_with_its_mend(build, told):
    with pytest.raises(CourseError) as caught:
        build(Estimate().assume("users", 5).assume("size", "5 MB").assume("none", 0))
    readable(caught.value)
    assert told in str(caught.value)


def test_a_missing_name_is_a_key_error_too():
    with pytest.raises(KeyError):
        stated()["nothing"]
    with pytest.raises(UnknownNameError):
        stated().derive("x", "nothing").values()


@pytest.mark.parametrize(
    ("build", "rules"),
    [
        (lambda e: e, {"no-reason"}),
        (lambda e: e.derive("load", "usres"), {"unknown-name", "unused-assumption", "no-reason"}),
        (lambda e: e.derive("circle_area", "users + day"), {"units", "no-reason"}),
        (lambda e: e.derive("finite_load", "users", "TB"), {"units", "no-reason"}),
        (lambda e: e.derive("a", "b").derive("b", "a * users"), {"circle", "no-reason"}),
        (lambda e: e.derive("a", "users / (users - users)"), {"no-finite-value", "no-reason"}),
        (lambda e: e.derive("a", "1 - users"), {"negative-result", "no-reason"}),
        (lambda e: e.assume("users", 5, why="counted").derive("a", "users"), set()),
    ],
)
def test_check_finds(build, rules):
    found = build(Estimate().assume("users", 5)).check()
    assert found.rules() == rules
    assert isinstance(found._repr_html_(), str)


def test_a_chain_of_five_hundred_entries_computes():
    chain = Estimate().assume("a0", 1)
    for number in range(1, 500):
        chain = chain.derive(f"a{number}", f"a{number - 1} + 1")
    assert chain["a499"].magnitude == 500


def full():
    return Estimate().assume("a", "5 MB", low="1 MB", high="9 MB").assume("t", "2 days").derive("x", "a / t")


@given(anything, anything, anything, anything)
def test_whatever_is_assumed_it_is_held_or_refused_clearly(name, value, low, unit):
    for ask in (
        lambda e: e.assume(name, 5),
        lambda e: e.assume("b", value, unit)["b"],
        lambda e: e.assume("b", value)["b"],
        lambda e: e.assume("a", 5, None, low, value).interval("a", samples=20),
        lambda e: e.what_if(a=value)["x"],
        lambda e: e.what_if(a=value).interval("x", samples=20),
        lambda e: e.derive("b", value, unit)["b"],
        lambda e: e.assume("b", 5, why=value, source=low),
        lambda e: e.assume("b", 5, low=4, high=6, shape=value),
        Estimate.copy,
        lambda _: Estimate(name),
    ):
        with refuses_or_answers():
            ask(full())


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for ask in (
        lambda e: e.assume("a", value)["x"],
        lambda e: e.assume("b", 1, value),
        lambda e: e.assume(value, 1),
        lambda e: e[value],
        lambda e: e.assume("b", 1, low=value, high=2).interval("b", samples=20),
        lambda e: e.what_if(a=value).values(),
        lambda e: e.interval(value),
        lambda e: e.interval("x", level=value),
        lambda e: e.interval("x", samples=value),
        lambda e: e.interval("x", samples=20, seed=value),
        lambda e: e.sensitivity(value),
        lambda e: e.remove(value),
        lambda e: e.samples(value, 20),
        lambda e: e.order(value),
        lambda e: e.dimensions(value),
        lambda e: e.unit_of(value),
        lambda e: e.entry(value),
        lambda e: value in e,
        lambda e: e.table(value, samples=20),
        lambda e: e.assume_reference("r", value),
        lambda e: e.assume_reference("r", "query", value),
        lambda e: Estimate.from_dict(value),
        lambda e: e.with_references(value),
        lambda e: value in e.interval("x", samples=20),
        lambda e: e.what_if(**{value: 5} if isinstance(value, str) else {}),
        lambda e: e == value,
    ):
        with refuses_or_answers():
            ask(full())


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(0, 1),
    st.floats(1, 1e300),
    st.sampled_from(["", "B", "ZB", "ns", "1/s"]),
)
def test_extreme_numbers_compute_or_are_refused(value, down, up, unit):
    with refuses_or_answers():
        low, high = sorted((value * down, value * up))
        estimate = (
            Estimate().assume("a", value, unit, low=min(low, value), high=max(high, value)).derive("square", "a * a")
        )
        for interval in estimate.intervals(samples=50).values():
            assert math.isfinite(interval.low.magnitude)
            assert interval.low <= interval.mid <= interval.high
        estimate.sensitivity("square")
        estimate.table(samples=50)


@given(formula_text)
def test_a_refused_statement_changes_nothing(text):
    estimate = full()
    before = estimate.to_dict()
    try:
        estimate = estimate.derive("y", text, "TB")
    except CourseError:
        assert estimate.to_dict() == before


def test_an_interval_says_whether_it_holds_a_value():
    interval = stated().interval("storage")
    assert "15 TB" in interval
    assert Q("15000 GB") in interval
    assert Q("1 PB") not in interval
    with pytest.raises(CourseError):
        assert 15 in interval


# An estimate is a value: a line whose result nobody keeps changes nothing, and says so when it matters

CALLS = {
    "assume": lambda e: e.assume("hot_share", "30%"),
    "derive": lambda e: e.derive("storage", "links * link_size * 2", "TB"),
    "assume_reference": lambda e: e.assume_reference("disk", "ssd_read"),
    "remove": lambda e: e.remove("cache"),
    "what_if": lambda e: e.what_if(link_size="1 KB"),
    "with_references": lambda e: e.assume_reference("disk", "ssd_read").with_references(2012),
    "add_scale": lambda e: add_scale(e, "new_links", "reads_per_write"),
    "add_storage": lambda e: add_storage(e, "new_links", "link_size", "kept_for"),
    "add_bandwidth": lambda e: add_bandwidth(e, "writes", "reads", "link_size"),
    "add_cache": lambda e: add_cache(e, "hot_share", "link_size", "reads"),
    "add_servers": lambda e: add_servers(e, "reads", per_server="writes"),
    "add_cost": lambda e: add_cost(e, storage="storage"),
}


@pytest.mark.parametrize("call", CALLS)
def test_every_change_makes_a_new_estimate(call):
    links = stated()
    before, values = links.to_dict(), links.values()
    made = CALLS[call](links)
    assert made is not links
    assert made != links
    assert (links.to_dict(), links.values()) == (before, values)


def test_a_design_keeps_the_estimate_that_it_was_given():
    links = stated()
    design = Design("d").replace(estimate=links)
    links.assume("more", 3)
    links = links.assume("even_more", 4)
    assert design.estimate == stated()


def test_nothing_in_an_estimate_can_be_set():
    links = stated()
    with pytest.raises(FrozenInstanceError):
        links.name = "other"
    with pytest.raises(TypeError):
        links.entries[0] = None
    links.names.append("x")
    links.assumptions.clear()
    assert links == stated()
    assert hash(links) == hash(stated())
    assert copy.deepcopy(links) == copy.copy(links) == links.copy() == links


@pytest.mark.parametrize(
    ("call", "name", "line"),
    [
        (lambda e: e.assume("more", 3), "more", "est = est.assume(...)"),
        (lambda e: e.derive("more", "reads * 2"), "more", "est = est.derive(...)"),
        (lambda e: e.derive("other", "1").derive("more", "reads * 2"), "more", "est = est.derive(...)"),
        (lambda e: e.assume_reference("more", "ssd_read"), "more", "est = est.assume_reference(...)"),
        (lambda e: add_scale(e, "new_links", "reads_per_write"), "reads_per_second", "est = add_scale(est, ...)"),
        (lambda e: add_cost(e, storage="storage"), "price_ssd", "est = add_cost(est, ...)"),
        (lambda e: add_servers(e, "reads", per_server="writes", spare=1), "servers", "est = add_servers(est, ...)"),
    ],
)
def test_a_forgotten_name_is_told_where_it_is_missed(call, name, line):
    links = stated()
    call(links)
    for ask in (
        lambda: links[name],
        lambda: links.derive("y", f"{name} * 2")["y"],
        lambda: links.assume("z", 1)[name],
        lambda: links.table([name]),
        lambda: links.interval(name),
    ):
        with pytest.raises(CourseError) as caught:
            ask()
        readable(caught.value)
        assert line in str(caught.value)
    told = [each for each in links.derive("y", f"{name} * 2").check() if each.rule == "unknown-name"]
    assert line in told[0].fix


def test_a_lost_line_that_changes_a_value_is_told_by_check():
    links = stated()
    links.assume("link_size", "1 KB")
    add_cache(links, "hot_share", "link_size", "reads", convention="everything_stored")
    gc.collect()
    lost = {each.where: each for each in links.check() if each.rule == "thrown-away"}
    assert set(lost) == {"link_size", "cache"}
    assert "est = est.assume(...)" in lost["link_size"].fix
    assert "est = add_cache(est, ...)" in lost["cache"].fix
    assert "thrown-away" in links._repr_html_()
    links = links.assume("link_size", "1 KB")
    links = add_cache(links, "hot_share", "link_size", "reads", convention="everything_stored")
    assert "thrown-away" not in links.check().rules(), "mended, and still told"


def test_what_is_kept_or_looked_at_is_no_loss():
    links = stated()
    other = links.assume("link_size", "1 KB")
    links.assume("link_size", "2 KB").derive("twice", "storage * 2", "TB")["twice"]
    links.what_if(link_size="3 KB")
    assert Design("d").replace(estimate=links.assume("kept_for", "1 year")).estimate["storage"] < links["storage"]
    gc.collect()
    assert "thrown-away" not in links.check().rules() | other.check().rules()
    assert links == stated()


def test_the_memory_of_lost_lines_stays_small():
    links = stated()
    for number in range(1000):
        links.assume("link_size", number + 1, "B")
    assert len(links._trail.records) <= 200


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (5, "entries: 5"),
        ("ab", "entries: 'ab'"),
        ([5], "entries"),
        ([stated().entry("new_links")] * 2, "stands there twice"),
    ],
)
def test_entries_that_are_none_are_named(entries, told):
    with pytest.raises(EstimateError, match=told):
        Estimate("x", entries)


def test_two_rates_multiplied_are_told():
    posts = Estimate("p").assume("writes", "5/s").assume("opened", "10/day").derive("opens", "writes * opened", "1/s")
    with pytest.raises(EstimateError, match="Two rates were multiplied"):
        posts["opens"]


def test_who_misses_a_name_is_told_that_its_line_was_refused():
    begun = Estimate("Blog").assume("users", 100)
    with pytest.raises(EstimateError):
        begun.derive("storage", "users * 8 B", "KB")
    for ask in (lambda: begun["storage"], lambda: begun.derive("twice", "storage * 2")["twice"]):
        with pytest.raises(CourseError, match=r"Its line was refused: .*'8 B' is a number with a unit"):
            ask()
    mended = begun.assume("item_size", "8 B").derive("storage", "users * item_size", "B")
    assert mended["storage"].magnitude == 800
    with pytest.raises(CourseError) as later:  # what was given since, and taken out again, was not refused
        _ = mended.remove("storage")["storage"]
    assert "refused" not in str(later.value)


def test_a_refused_unit_and_a_refused_assumption_are_remembered_too():
    begun = Estimate("Blog").assume("users", 100)
    with pytest.raises(EstimateError):
        begun.derive("load", "users", "parsecs")
    with pytest.raises(EstimateError):
        begun.assume("item_size", "some bytes")
    for name, told in (("load", "parsecs"), ("item_size", "some bytes")):
        with pytest.raises(CourseError, match=f"Its line was refused: .*{told}"):
            _ = begun[name]


def test_a_name_that_nobody_gave_comes_with_the_line_to_write():
    wanted = r"""To add it, write derive\('storage', "a formula in quotes", "its unit"\)"""
    with pytest.raises(CourseError, match=wanted):
        _ = Estimate("Blog")["storage"]


def test_a_removal_that_was_lost_is_told_until_it_is_made():
    links = Estimate().assume("a", 5).assume("b", 3)
    links.remove("b")
    gc.collect()
    assert [each.where for each in links.check() if each.rule == "thrown-away"] == ["b"]
    assert "thrown-away" not in links.remove("b").check().rules()


@pytest.mark.parametrize(("line", "told"), [
    (lambda e: e.assume("a", 5), False), (lambda e: e.assume("a", 6), True),
    (lambda e: e.derive("double", "a * 2"), False), (lambda e: e.derive("double", "a * 3"), True),
    (lambda e: e.derive("new", "a * 2"), True)])
def test_a_lost_line_that_says_what_is_there_already_is_no_loss(line, told):
    estimate = Estimate().assume("a", 5).derive("double", "a * 2")
    line(estimate)
    gc.collect()
    assert ("thrown-away" in estimate.check().rules()) == told
