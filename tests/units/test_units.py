"""Quantities as people write them; stock pint is the referee of conversions, plain arithmetic that of the facts."""

import itertools
import math
from fractions import Fraction

import numpy
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import Q, conventions_table, human
from helpers.errors import CourseError
from helpers.rounding import NOISE, digits_beside, round_up, several, whole_percent
from helpers.units import Quantity, UnitError, human_range, parse_unit, unit_label, unit_text
from tests.hostile import VALUES, Hostile, anything, readable, refuses_or_answers

STOCK = pint.UnitRegistry()
# Written in the course, and what pint's own registry calls it. Its month is a twelfth of its 365.25-day year, too.
DATA = {
    "bit": "bit",
    "B": "byte",
    "KB": "kilobyte",
    "kB": "kilobyte",
    "MB": "megabyte",
    "GB": "gigabyte",
    "TB": "terabyte",
    "PB": "petabyte",
    "EB": "exabyte",
    "KiB": "kibibyte",
    "MiB": "mebibyte",
    "GiB": "gibibyte",
    "TiB": "tebibyte",
    "Mb": "megabit",
    "Gb": "gigabit",
    "Tb": "terabit",
    "Gib": "gibibit",
    "megabits": "megabit",
}
TIME = {
    "ns": "nanosecond",
    "us": "microsecond",
    "ms": "millisecond",
    "s": "second",
    "minutes": "minute",
    "h": "hour",
    "day": "day",
    "weeks": "week",
    "month": "month",
    "years": "year",
}
values = st.floats(1e-6, 1e12)


@st.composite
def unit_pairs(draw):
    """A unit in the course's spelling and in stock pint's: data and time, in any arrangement."""
    data, time = draw(st.sampled_from(sorted(DATA))), draw(st.sampled_from(sorted(TIME)))
    power = draw(st.integers(1, 3))
    shape = draw(st.sampled_from(["{d}", "{t}", "{d}/{t}", "1/{t}", "{d}*{t}", "{d}^{p}", "{d}/{t}^{p}", "{t}/{d}"]))
    mine, stock = (shape.format(d=d, t=t, p=power) for d, t in ((data, time), (DATA[data], TIME[time])))
    return mine, stock.replace("^", "**")


def stock_base(value, unit):
    """In bytes and seconds, by stock pint."""
    quantity = (value * STOCK.parse_units(unit)) if not unit.startswith("1/") else value / STOCK.parse_units(unit[2:])
    in_bits = quantity.to_root_units()
    return in_bits.magnitude / 8 ** dict(in_bits.units._units).get("bit", 0)


@given(values, unit_pairs())
def test_conversions_agree_with_stock_pint(value, pair):
    mine, stock = pair
    assert Q(value, mine).to_base_units().magnitude == pytest.approx(stock_base(value, stock), rel=1e-12)


@given(st.lists(st.tuples(values, unit_pairs(), st.sampled_from("*/")), min_size=1, max_size=4))
def test_unit_algebra_agrees_with_stock_pint(factors):
    mine, stock = Q(1.0), 1.0
    for value, (unit, stock_unit), sign in factors:
        if sign == "*":
            mine, stock = mine * Q(value, unit), stock * stock_base(value, stock_unit)
        else:
            mine, stock = mine / Q(value, unit), stock / stock_base(value, stock_unit)
    assert mine.to_base_units().magnitude == pytest.approx(stock, rel=1e-9)


def test_facts_of_the_course():
    assert human(Q("24 TB/day", "MB/s")) == f"{24e6 / 86400:.0f} MB/s" == "278 MB/s"
    assert human(Q("24 TiB/day", "MiB/s")) == f"{24 * 2**20 / 86400:.0f} MiB/s" == "291 MiB/s"
    assert human(Q("150 TB") * Q("0.02 $/GB/month").to("USD/terabyte/month")) == f"${150 * 1000 * 0.02:,.0f}/month"
    assert human(Q("1 billion requests") / Q("30 days").to("second")) == "386/s"
    assert human((1 - Q("99.9%").to("")) * Q("1 year"), 4) == "8.766 h"
    assert (human(62**6), human(62**7)) == ("56.8 billion", "3.52 trillion")


def test_month_is_a_twelfth_of_the_year_and_interview_shortcuts_state_their_error():
    assert Q("12 months") == Q("1 year") == Q("365.25 days")
    table = conventions_table()
    assert table.loc["interview_month", "a rate is off by"] == f"{365.25 * 86400 / 12 / 2.5e6 - 1:+.1%}"
    assert table.loc["interview_day", "a duration is off by"] == f"{1e5 / 86400 - 1:+.1%}"


@pytest.mark.parametrize(
    ("text", "magnitude", "unit"),
    [
        ("15 TB", 15, "TB"),
        ("500 million links/month", 500e6, "1/month"),
        ("20 K/s", 20e3, "1/s"),
        ("1,000,000", 1e6, ""),
        ("$5M", 5e6, "USD"),
        ("-$5/GB", -5, "USD/GB"),
        ("US$ 3/month", 3, "$/month"),
        ("2e6 requests", 2e6, ""),
        ("20%", 0.2, ""),
        ("5 GB per day", 5, "GB/day"),
        ("3 queries", 3, ""),
        ("100 Mbps", 12.5, "MB/s"),
        ("1 KiB", 1024, "B"),
        ("−5 B", -5, "B"),
        ("5 people·day", 5, "day"),
        ("1 s^2", 1, "s*s"),
        ("10 rps", 10, "1/s"),
        ("3 bn users", 3e9, ""),
        ("5KB", 5, "KB"),
    ],
)
def test_text_is_read_as_people_write_it(text, magnitude, unit):
    assert Q(text).to_base_units().magnitude == pytest.approx(Q(magnitude, unit).to_base_units().magnitude)
    assert Q(text).dimensionality == Q(magnitude, unit).dimensionality


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("15 mb", "bytes or bits"),
        ("15 tb", "bytes or bits"),
        ("15 TBB", "there is no unit"),
        ("5 m", "there is no unit 'm'"),
        ("storage", "there is no unit"),
        ("5 gigabyts", r"Did you mean gigabyte[^.]*\?$"),
        ("20 K loans/day", "counted needs no word: write a plain number, or 1/day"),
        ("", "does not start with a number"),
        ("1e400", "not a finite number"),
        ("5 s^", "power is one digit"),
        ("5 s/", "ends too early"),
        ("x" * 200, "at most"),
    ],
)
def test_what_cannot_be_read_is_named(text, told):
    with pytest.raises(UnitError, match=told) as caught:
        Q(text)
    readable(caught.value)


def test_units_of_different_kinds_do_not_convert():
    with pytest.raises(UnitError, match=r"data per time.*data"):
        Q("5 GB/s", "GB")
    with pytest.raises(UnitError):
        Q("5 requests", "B")


@given(values, unit_pairs())
def test_a_unit_reads_back_as_it_is_written(value, pair):
    quantity = Q(value, pair[0])
    assert parse_unit(unit_text(quantity.units)) == quantity.units
    assert parse_unit(unit_label(quantity.units)) == quantity.units


@given(
    st.floats(1e-9, 1e18), st.sampled_from(["B", "TB", "KiB", "s", "1/s", "USD", "GB/month", "$/GB/month", "", "Gb/s"])
)
def test_human_text_reads_back_to_three_digits(value, unit):
    quantity = Q(value, unit)
    said = human(quantity)
    if "×" not in said:
        assert Q(said).to_base_units().magnitude == pytest.approx(quantity.to_base_units().magnitude, rel=6e-3)


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        ("999.9999 GB", "1 TB"),
        ("59.99 s", "1 min"),
        ("-15000 GB", "-15 TB"),
        ("0 B", "0 B"),
        ("1 KiB", "1 KiB"),
        ("1 h", "1 h"),
        ("20%", "20%"),
        ("1536 KiB", "1.5 MiB"),
        ("1e40 B", "1 × 10^19 ZB"),
        (62**7, "3.52 trillion"),
        ("0.05 $/GB", "$0.05/GB"),
    ],
)
def test_human_says_it_as_people_do(quantity, said):
    assert human(quantity) == said


@pytest.mark.parametrize("digits", [1, 2, 3, 5])
@pytest.mark.parametrize("said", ["1 year", "1 day", "1 h", "1 min", "1 KiB", "1 TiB", "1 GB", "$1 M", "1 K", "-1 day"])
def test_one_of_a_unit_stays_one_of_it_however_few_digits(said, digits):
    assert human(Q(said), digits) == said


def test_range_says_a_common_unit_once():
    assert human_range(Q("5.3 TB"), Q("35 TB")) == "5.3 to 35 TB"
    assert human_range(Q("1 day"), Q("5 days")) == "1 to 5 days"
    assert human_range(Q("900 ms"), Q("5 s")) == "900 ms to 5 s"


def test_quantities_of_another_registry_are_refused_with_a_message():
    with pytest.raises(CourseError):
        Q(STOCK.Quantity(5, "byte"))


@given(anything, anything)
def test_whatever_is_given_the_answer_is_a_quantity_or_one_clear_error(value, unit):
    with refuses_or_answers():
        assert isinstance(Q(value, unit), Quantity)
    with refuses_or_answers():
        assert isinstance(human(value), str)
    with refuses_or_answers():
        human(Q("5 TB"), value)
    with refuses_or_answers():
        parse_unit(value)
    with refuses_or_answers():
        human_range(value, unit)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for ask in (
        Q,
        human,
        parse_unit,
        lambda each: Q("1 GB", each),
        lambda each: Q(each, "GB"),
        lambda each: Q(5, each),
    ):
        with refuses_or_answers():
            ask(value)


@given(st.text(alphabet="kKMGTbBs1290./*^$% -e", max_size=20))
def test_near_misses_never_crash(text):
    with refuses_or_answers():
        assert math.isfinite(Q(text).to_base_units().magnitude)


def test_hostile_object_is_met_by_its_type():
    with pytest.raises(CourseError, match="Hostile"):
        Q(Hostile())


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("99.99%", "99.99%"),
        ("99.95%", "99.95%"),
        ("99.999%", "99.999%"),
        ("99.9999999%", "99.9999999%"),
        ("99.949%", "99.95%"),
        ("99.4%", "99.4%"),
        ("100%", "100%"),
        ("0.00004%", "0.00004%"),
        ("0%", "0%"),
        ("12.345%", "12.3%"),
        ("250%", "250%"),
    ],
)
def test_a_share_next_to_a_bound_keeps_the_digits_that_tell(share, said):
    assert human(Q(share)) == said


@given(st.floats(1e-12, 1 - 1e-12))
def test_no_share_inside_is_shown_as_a_bound(share):
    said = digits_beside(share)
    assert said not in ("0", "100")
    assert float(said) == pytest.approx(100 * share, rel=6e-3)
    assert 100 - float(said) == pytest.approx(100 * (1 - share), rel=0.06, abs=0.06)


@given(st.floats(0, 5) | st.floats(0.99, 1.01))
def test_whole_percent_shows_a_bound_only_at_the_bound(share):
    said = whole_percent(share)
    assert said.endswith("%")
    shown = float(said[:-1])
    if share > NOISE and abs(share - 1) > NOISE:
        assert shown > 0
        assert (shown < 100) == (share < 1)
        assert shown != 100
    assert shown == pytest.approx(100 * share, abs=0.5 + 1e-9)


@pytest.mark.parametrize(("share", "said"), [
    (0.0, "0%"), (NOISE / 2, "0%"), (2 * NOISE, "0.0000000002%"), (0.004, "0.4%"), (0.0051, "1%"), (0.994, "99%"),
    (0.9951, "99.5%"), (0.9999, "99.99%"), (1 - NOISE / 2, "100%"), (1.0, "100%"), (1 + NOISE / 2, "100%"),
    (1.0001, "100.01%"), (1.004, "100.4%"), (1.006, "101%"), (math.inf, "inf%")])
def test_whole_percent_on_both_sides_of_its_bounds(share, said):
    assert whole_percent(share) == said


@pytest.mark.parametrize(("count", "word", "said"), [
    (0, "machine", "0 machines"), (1, "machine", "1 machine"), (2, "box", "2 boxes"), (1, "box", "1 box"),
    (2, "copy", "2 copies"), (1, "copy", "1 copy"), (3, "quality", "3 qualities"), (1_500, "entity", "1,500 entities")])
def test_a_count_and_its_noun_agree(count, word, said):
    assert several(count, word) == said


@given(st.integers(0, 10**12), st.sampled_from([",", "_", " ", "\u2009", "\u202f", "'"]))
def test_thousands_may_be_grouped(number, mark):
    assert Q(f"{number:,}".replace(",", mark)).magnitude == number


@given(st.integers(1, 10**7), st.floats(0.01, 1), st.floats(-1e-13, 1e-13))
def test_rounding_up_forgives_the_noise_of_floats_alone(whole, part, noise):
    assert round_up(whole * (1 + noise)) == whole
    assert round_up(whole - 1 + part) == whole
    assert round_up(numpy.array([whole * (1 + noise), whole - 1 + part])).tolist() == [whole, whole]
    assert round_up(whole + max(1e-3, whole * 1e-8)) == whole + 1


def test_servers_of_exact_cases_by_fractions():
    for rate, each, full in itertools.product(range(100, 4300, 100), (100, 250, 1000), (10, 30, 60, 70, 90)):
        exact = math.ceil(Fraction(rate, each) / Fraction(full, 100))
        assert round_up(rate / each / (full / 100)) == exact, (rate, each, full)


@pytest.mark.parametrize("said", ["some bytes", "Some days", "some requests/s"])
def test_some_of_a_unit_is_not_one_of_it(said):
    with pytest.raises(UnitError, match="does not start with a number"):
        Q(said)
    assert Q("about a day") == Q("some 24 hours") == Q("day")


@pytest.mark.parametrize(("said", "number"), [("$/month", 800), ("dollars a month", 800), ("K$/month", 0.8),
                                              ("cents per month", 80_000)])
def test_a_quantity_is_converted_to_whatever_unit_can_be_read(said, number):
    assert (Q("0.02 $/GB/month") * Q("40 TB")).to(said).magnitude == pytest.approx(number)
    assert Q("3 billion/month").to("requests/s") == Q("3 billion/month").to(parse_unit("1/s"))


@pytest.mark.parametrize("said", ["$", "parsecs", "/", "24 TB"])
def test_a_unit_that_does_not_fit_is_refused_in_the_words_of_the_course(said):
    with pytest.raises(UnitError):
        Q("24 TB/day").to(said)
