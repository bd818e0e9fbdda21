"""Quantities as people write them, with the value that they mean, and what cannot mean one thing."""

import pytest

from helpers import Q
from helpers.units import UnitError
from tests.hostile import readable

DAY, MONTH, YEAR = 86400, 2629800, 31557600
KIB, MIB, GIB, TIB = 2**10, 2**20, 2**30, 2**40
RATES = {
    "10 K QPS": 10_000,
    "10K QPS": 10_000,
    "10k qps": 10_000,
    "10kQPS": 10_000,
    "10 kqps": 10_000,
    "5 TPS": 5,
    "3 RPS": 3,
    "3 Rps": 3,
    "100 IOPS": 100,
    "100 iops": 100,
    "2 M IOPS": 2e6,
    "100 req/s": 100,
    "100 reqs/s": 100,
    "100 req/sec": 100,
    "100 requests/sec": 100,
    "100 requests per second": 100,
    "100 Requests/s": 100,
    "5 ops/s": 5,
    "5 K ops/sec": 5000,
    "5 K/s": 5000,
    "5k/s": 5000,
    "5 k/sec": 5000,
    "20 K/s": 20_000,
    "1140/s": 1140,
    "~1140/s": 1140,
    "≈ 1140/s": 1140,
    "about 1140 per second": 1140,
    "approx 1,140/s": 1140,
    "approx. 1140 / s": 1140,
    "approximately 1140/s": 1140,
    "around 1140/s": 1140,
    "roughly 1.14 K/s": 1140,
    "1140 QPS": 1140,
    "1140 req/s": 1140,
    "20B reads/day": 20e9 / DAY,
    "20 B reads/day": 20e9 / DAY,
    "20 billion reads a day": 20e9 / DAY,
    "500 million links/month": 500e6 / MONTH,
    "500M links a month": 500e6 / MONTH,
    "500M/mo": 500e6 / MONTH,
    "500 M/month": 500e6 / MONTH,
    "12,000 per minute": 200,
    "3 bn requests a month": 3e9 / MONTH,
    "3 billion per month": 3e9 / MONTH,
    "10 tweets per user per day": 10 / DAY,
    "10/day": 10 / DAY,
    "1 million writes each day": 1e6 / DAY,
    "6 requests every minute": 0.1,
    "36 an hour": 0.01,
    "5 msgs/s": 5,
    "5 txns/s": 5,
    "1b requests per day": 1e9 / DAY,
    "1.5m users/day": 1.5e6 / DAY,
    "2T events/year": 2e12 / YEAR,
    "1e6/s": 1e6,
    "1E6 / s": 1e6,
    "10^6 requests/s": 1e6,
    "2 x 10^6/s": 2e6,
    "2×10^6/s": 2e6,
    "1B QPS": 1e9,
    "50k TPS": 50_000,
    "50kTPS": 50_000,
}
DATA = {
    "15 TB": 15e12,
    "15TB": 15e12,
    "15 terabytes": 15e12,
    "15 Terabytes": 15e12,
    "1.27 KB": 1270,
    "1.27 kB": 1270,
    "1.27 kilobytes": 1270,
    "1 KiB": KIB,
    "4 MiB": 4 * MIB,
    "2 GiB": 2 * GIB,
    "1 TiB": TIB,
    "8 bits": 1,
    "8 bit": 1,
    "500 bytes": 500,
    "500 B": 500,
    "500 Bytes": 500,
    "500 octets": 500,
    "1 Mb": 125e3,
    "1 Mbit": 125e3,
    "1 mbit": 125e3,
    "2 Gbits": 250e6,
    "1 Kb": 125,
    "1 kbit": 125,
    "3 Gbyte": 3e9,
    "1,000 GB": 1e12,
    "1 000 GB": 1e12,
    "1\u00a0000\u202fGB": 1e12,
    "1'000 GB": 1e12,
    "0.5 PB": 5e14,
    ".5 PB": 5e14,
    "~280 MB": 280e6,
    "= 280 MB": 280e6,
    "about 280 MB": 280e6,
    "−5 B": -5,
    "–5 B": -5,
    "1e3 MB": 1e9,
    "5.68 × 10^16 B": 5.68e16,
    "1_000 MB": 1e9,
    "3 PB.": 3e15,
}
THROUGHPUT = {
    "2.2 Gbit/s": 275e6,
    "2.2 Gbits/sec": 275e6,
    "2.2 Gbps": 275e6,
    "2.2 gbps": 275e6,
    "2.2 Gb/s": 275e6,
    "100 Mbps": 12.5e6,
    "100 mbps": 12.5e6,
    "100 Mbit/s": 12.5e6,
    "8 kbps": 1000,
    "8 Kbps": 1000,
    "280 MB/s": 280e6,
    "280 MBps": 280e6,
    "280 megabytes per second": 280e6,
    "24 TB/day": 24e12 / DAY,
    "24 TB a day": 24e12 / DAY,
    "24 TB per day": 24e12 / DAY,
    "12.7 GB/month": 12.7e9 / MONTH,
    "5 GB/s": 5e9,
    "1 TBps": 1e12,
    "1 Tbps": 125e9,
    "1 tbps": 125e9,
    "5 GB every day": 5e9 / DAY,
}
MONEY = {
    "$800": 800,
    "$ 800": 800,
    "800 dollars": 800,
    "800 USD": 800,
    "USD 800": 800,
    "USD800": 800,
    "US$800": 800,
    "US$ 800": 800,
    "800$": 800,
    "800 usd": 800,
    "$5M": 5e6,
    "$5m": 5e6,
    "$3B": 3e9,
    "$3bn": 3e9,
    "$1.2 million": 1.2e6,
    "$1,200": 1200,
    "-$5": -5,
    "~$800": 800,
    "about $800": 800,
    "3B dollars": 3e9,
    "5 cents": 0.05,
    "$5k": 5000,
}
BILLS = {
    "USD 800/month": 800 / MONTH,
    "$800 a month": 800 / MONTH,
    "800 dollars a month": 800 / MONTH,
    "800 dollars per month": 800 / MONTH,
    "$800/mo": 800 / MONTH,
    "$800 per month": 800 / MONTH,
    "$800/mo.": 800 / MONTH,
    "800 USD a month": 800 / MONTH,
    "800 $/month": 800 / MONTH,
    "$1.2M/year": 1.2e6 / YEAR,
    "$1.2B a year": 1.2e9 / YEAR,
}
PRICES = {
    "0.02 $/GB/month": 2e-11 / MONTH,
    "$0.02/GB/month": 2e-11 / MONTH,
    "$0.02 per GB per month": 2e-11 / MONTH,
    "$0.02/GB-month": 2e-11 / MONTH,
    "0.02 dollars per GB and month": 2e-11 / MONTH,
    "2 cents/GB/month": 2e-11 / MONTH,
    "2 cents per GB-month": 2e-11 / MONTH,
}
SHARES = {
    "20%": 0.2,
    "20 %": 0.2,
    "20 pct": 0.2,
    "20 percent": 0.2,
    "20 per cent": 0.2,
    "20 Percent": 0.2,
    "99.99%": 0.9999,
    "~20%": 0.2,
    "0.2": 0.2,
    "100%": 1,
}
DURATIONS = {
    "5 ms": 0.005,
    "5ms": 0.005,
    "5 msec": 0.005,
    "5 millis": 0.005,
    "5 milliseconds": 0.005,
    "5 us": 5e-6,
    "5 µs": 5e-6,
    "5 μs": 5e-6,
    "5 usec": 5e-6,
    "100 ns": 1e-7,
    "100 nanoseconds": 1e-7,
    "30 s": 30,
    "30 sec": 30,
    "30 secs": 30,
    "30 Seconds": 30,
    "5 min": 300,
    "5 mins": 300,
    "5 minutes": 300,
    "2 h": 7200,
    "2 hr": 7200,
    "2 hrs": 7200,
    "2 hours": 7200,
    "1 day": DAY,
    "3 d": 3 * DAY,
    "a month": MONTH,
    "about a month": MONTH,
    "5 years": 5 * YEAR,
    "5 yrs": 5 * YEAR,
    "5 y": 5 * YEAR,
    "2 weeks": 14 * DAY,
    "50 ms each": 0.05,
}
COUNTS = {
    "1B users": 1e9,
    "1 B users": 1e9,
    "1b users": 1e9,
    "1 billion users": 1e9,
    "1 Billion users": 1e9,
    "1bn users": 1e9,
    "1 bn": 1e9,
    "500M DAU": 5e8,
    "500m users": 5e8,
    "500 mil users": 5e8,
    "1.5k": 1500,
    "1.5K": 1500,
    "1,000,000": 1e6,
    "1 000 000": 1e6,
    "1\u2009000\u2009000": 1e6,
    "1'000'000": 1e6,
    "10,00,000": 1e6,
    "1e6": 1e6,
    "1E+6": 1e6,
    "1_000_000": 1e6,
    "10^6": 1e6,
    "10**6": 1e6,
    "62^7": 62**7,
    "2^32": 2**32,
    "200 million": 2e8,
    "200 Million users": 2e8,
    "200 million of users": 2e8,
    "a million users": 1e6,
    "2 crore users": 2e7,
    "3 lakh": 3e5,
    "3x": 3,
    "3 times": 3,
    "about 3": 3,
    "5 thousand rows": 5000,
    "5 thousands": 5000,
    "2 trillion": 2e12,
    "2T rows": 2e12,
    "100": 100,
    "+5": 5,
    "one user": 1,
}
KINDS = {
    "1/s": RATES,
    "B": DATA,
    "B/s": THROUGHPUT,
    "USD": MONEY,
    "USD/s": BILLS,
    "USD/B/s": PRICES,
    "": {**SHARES, **COUNTS},
    "s": DURATIONS,
}
REFUSED = {
    "15 mb": "bytes or bits",
    "300 kb": "bytes or bits",
    "15 gb": "bytes or bits",
    "15 tb": "bytes or bits",
    "5 gb/s": "bytes or bits",
    "5 GBPS": "bytes or bits",
    "300 MB users": "data times users",
    "5 GB requests/s": "data times",
    "5 users MB": "data times",
    "2 KB tweets": "KB/tweet",
    "1,5 TB": "1.5 with a point",
    "1,50 TB": "comma",
    "1.000.000": "two points",
    "10-20 TB": "range",
    "10 to 20 TB": "range",
    "10–20 ms": "range",
    "5 ± 2 s": "range",
    "10 TB - 20 TB": "range",
    "10..20": "range",
    "5 zebras": "no unit 'zebras'",
    "5 gigabyts": "Did you mean gigabyte",
    "5 secnds": "Did you mean second",
    "€800/month": "does not start",
    "800 €/month": "euros are not known",
    "800 EUR": "euros are not known",
    "5 GBP": "pounds",
    "many": "no unit",
    "": "does not start",
    "TB 5": "does not start",
    "5 TB TB TB TB": "too high a power",
    "5 //s": "cannot be read",
    "5 /": "ends too early",
    "5 s^": "power",
    "1e999": "finite",
    "9^999": "finite",
    "nan": "finite",
    "infinity": "finite",
    "5 per": "ends too early",
    "5 m": "no unit 'm'",
    "5 T": "no unit 'T'",
    "200 million daily": "no unit 'daily'",
    "5 / / s": "cannot be read",
    "1/0": "cannot be read",
    "fivefold five": "no unit",
    "5 TB!": "does not belong",
    "(5 TB)": "start with a number",
}


def cases():
    return [(text, value, unit) for unit, kind in KINDS.items() for text, value in kind.items()]


def test_the_tables_are_as_long_as_promised():
    assert len(cases()) >= 200
    assert len(REFUSED) >= 40


@pytest.mark.parametrize(("text", "value", "unit"), cases())
def test_it_means_what_people_mean(text, value, unit):
    assert Q(text, unit).magnitude == pytest.approx(value, rel=1e-9)
    assert Q(f"  {text} ", unit).magnitude == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_mean_two_things_or_none_is_refused_with_the_mend(text):
    with pytest.raises(UnitError) as caught:
        Q(text)
    readable(caught.value)
    assert REFUSED[text] in str(caught.value)
    assert str(caught.value).rstrip().endswith((".", "?"))


@pytest.mark.parametrize(
    ("value", "unit", "number"),
    [
        (200, "million users", 2e8),
        (1, "billion requests/day", 1e9 / DAY),
        (20, "K/s", 2e4),
        (5, "M", 5e6),
        (10, "K QPS", 1e4),
        (10, "kQPS", 1e4),
    ],
)
def test_thousands_and_millions_may_stand_in_the_unit(value, unit, number):
    assert Q(value, unit).to_base_units().magnitude == pytest.approx(number)


@pytest.mark.parametrize("unit", ["B users", "GB requests", "users B", "B QPS", "KB*links", "$ B"])
def test_a_unit_is_never_data_times_what_is_counted(unit):
    with pytest.raises(UnitError, match="data times"):
        Q(1, unit)


@pytest.mark.parametrize(("text", "same"), [("$800 monthly", "$800/month"), ("= $800/month", "$800/month"),
                                            ("3 GB daily", "3 GB/day"), ("$ 9600 yearly", "$800/month")])
def test_how_often_may_be_said_by_an_adverb(text, same):
    assert abs((Q(text) / Q(same)).to("").magnitude - 1) < 1e-12


@pytest.mark.parametrize(("text", "seconds"), [
    ("1 min 40 s", 100), ("1 minute 40 seconds", 100), ("~1 min 40 s", 100), ("1 hour and 30 minutes", 5400),
    ("2h30min", 9000), ("1 day, 6 hours", 30 * 3600), ("1.5 h 30 min", 7200),
    ("2 hours, 5 minutes and 3 seconds", 7503)])
def test_a_duration_may_be_said_in_parts(text, seconds):
    assert Q(text, "s").magnitude == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["2 s 1 min", "5 min 5 min", "10 requests 5 s", "1 GB 2 s", "50 ms 3", "3/s 5 s"])
def test_what_is_no_duration_in_parts_is_refused(text):
    with pytest.raises(UnitError):
        Q(text)


IN_WORDS = {
    "two": 2, "twelve": 12, "twenty-five": 25, "twenty five": 25, "a hundred": 100, "two hundred and fifty": 250,
    "one hundred thousand": 1e5, "half a million": 5e5, "two million": 2e6, "a million": 1e6,
    "three thousand five hundred": 3500,
    "a dozen": 12, "half": 0.5, "zero": 0, "24 x 60 x 60": 86_400, "24·3600": 86_400, "60*60*24": 86_400,
    "2 x 10^3": 2000,
    "3 \u00d7 4": 12, "1,000 * 2": 2000, "1 000 * 2": 2000}  # fmt: skip
IN_WORDS_WITH_UNITS = {"half a day": "12 h", "two hundred links/s": "200/s", "two hundred a second": "200/s",
                       "a couple of days": "2 days", "ten TB": "10 TB", "2 x 4 TB": "8 TB", "24 x 60 min": "1 day",
                       "five percent": "5%", "24 H": "24 h", "3 D": "3 days", "5 MS": "5 ms"}  # fmt: skip


@pytest.mark.parametrize(("text", "number"), IN_WORDS.items())
def test_a_number_in_words_or_written_out_is_read(text, number):
    assert Q(text).to("").magnitude == pytest.approx(number)


@pytest.mark.parametrize(("text", "same"), IN_WORDS_WITH_UNITS.items())
def test_a_number_in_words_takes_a_unit(text, same):
    assert Q(text).to(Q(same).units).magnitude == pytest.approx(Q(same).magnitude)


@pytest.mark.parametrize("text", ["one two three", "five six", "5 Ms", "twenty thirty", "two x", "2 * * 3",
    "three and", "and two"])
def test_words_that_are_no_number_are_refused(text):
    with pytest.raises(UnitError):
        Q(text)
