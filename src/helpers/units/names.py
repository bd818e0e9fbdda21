"""The words that quantities are written in: multipliers, counted things, short forms, rates."""

import re

from helpers.units.registry import BINARY, DECIMAL, SCALES, SECONDS

MULTIPLIERS = {
    "K": 1e3, "k": 1e3, "thousand": 1e3, "hundred": 1e2, "M": 1e6, "million": 1e6, "mil": 1e6, "mln": 1e6, "mio": 1e6,
    "mn": 1e6, "bn": 1e9, "bln": 1e9, "billion": 1e9, "tn": 1e12, "trillion": 1e12, "lakh": 1e5, "crore": 1e7,
}
# Letters that mean a number only where data cannot be meant: before a counted thing, and after a $.
SHORT_MULTIPLIERS = {"B": 1e9, "b": 1e9, "m": 1e6, "T": 1e12, "t": 1e12, "G": 1e9}
# Counted things have no dimension of their own; a unit may name them so that it reads well.
COUNTED = tuple(re.findall(r"\w+", """
account ad answer article attempt bid book box call car channel char character chat click client code command
comment conn connection consumer contact container copy core count customer dau delete delivery device disk document
download driver edge email entry error event feed fetch file follower frame friend game group hit home host id image
impression index insert instance item job key letter like link listener log lookup machine mail mau member message
metric miss msg node note notification object op opening operation order packet page partition paste payment person
photo player playlist pod post process product profile purchase push query read record redirect region replica req
request restaurant retry review ride room row sale sample search seat server session shard shop song step store
stream student subscriber subscription task test thread ticket timeline token topic track transaction trip tweet tx
txn update upload url user vehicle video view viewer visit visitor vote website word worker write zone
"""))
PLURALS = {"person": "people", "query": "queries", "index": "indexes", "copy": "copies", "reply": "replies",
           "delivery": "deliveries", "entry": "entries", "retry": "retries", "box": "boxes", "search": "searches",
           "fetch": "fetches", "push": "pushes", "process": "processes", "miss": "misses"}
SHORT = {
    "sec": "second", "secs": "second", "us": "microsecond", "μs": "microsecond", "usec": "microsecond",
    "usecs": "microsecond", "micros": "microsecond", "msec": "millisecond", "msecs": "millisecond",
    "millis": "millisecond", "nsec": "nanosecond", "nanos": "nanosecond", "mins": "minute", "hr": "hour",
    "hrs": "hour", "d": "day", "wk": "week", "wks": "week", "mo": "month", "mos": "month", "mth": "month",
    "mths": "month", "yr": "year", "yrs": "year", "y": "year", "$": "USD", "US$": "USD", "dollar": "USD",
    "dollars": "USD", "usd": "USD", "cents": "cent", "¢": "cent", "%": "percent", "pct": "percent",
    "octet": "byte", "octets": "byte",
}
COUNT_RATES = ("rps", "qps", "tps", "wps", "iops", "cps", "hps")  # a second; in any case, with K or M before
RATES = {
    "bps": "bit", "kbps": "kilobit", "Kbps": "kilobit", "mbps": "megabit", "Mbps": "megabit", "gbps": "gigabit",
    "Gbps": "gigabit", "tbps": "terabit", "Tbps": "terabit", "Bps": "byte", "kBps": "kilobyte", "KBps": "kilobyte",
    "MBps": "megabyte", "GBps": "gigabyte", "TBps": "terabyte",
}
AMBIGUOUS = {f"{prefix}b".lower(): prefix for prefix in ("K", "M", "G", "T", "P")}
AMBIGUOUS_RATES = {f"{prefix}BPS": prefix for prefix in ("K", "M", "G", "T", "P")}
OTHER_MONEY = {"€": "euros", "£": "pounds", "eur": "euros", "euro": "euros", "euros": "euros", "gbp": "pounds",
               "pounds": "pounds", "¥": "yen", "inr": "rupees", "₹": "rupees"}


def _names() -> dict[str, str]:
    names = {"": "", "b": "bit", "B": "byte", "USD": "USD", "percent": "percent", "cent": "cent"}
    for prefix, (symbol, _) in {"": ("", 1), **DECIMAL, **BINARY}.items():
        for unit in ("bit", "byte"):
            for start in {prefix, symbol, symbol.lower()}:
                if start or not prefix:
                    names |= {f"{start}{unit}": f"{prefix}{unit}", f"{start}{unit}s": f"{prefix}{unit}"}
        if prefix:
            names |= {f"{symbol}b": f"{prefix}bit", f"{symbol}B": f"{prefix}byte"}
    names["kB"] = "kilobyte"
    for name, (symbol, _) in SECONDS.items():
        names |= {name: name, f"{name}s": name, symbol: name}
    names |= SHORT
    for thing in COUNTED:
        names |= {thing: "", f"{thing}s": "", **({PLURALS[thing]: ""} if thing in PLURALS else {})}
    return names


NAMES = _names()
SHORT_TIMES = ("s", "h", "d", "y", "hr", "yr", "wk", "mo", "ms")
PREFIXED = ("Ms",)  # a million seconds, as the prefixes go: nobody means a millisecond by it for certain
THINGS = frozenset(name for name, unit in NAMES.items() if name and not unit)
SCALE_NAMES = {word: scale for word, factor in MULTIPLIERS.items() for scale, (_, size) in SCALES.items()
               if size == factor}


def find(name: str) -> str | None:
    """The registry's name of one written unit ("" for a counted thing), None for an unknown one.

    Case is forgiven where it means nothing: in words of three letters and more, and in short names of times ("24 H").

    >>> find("HOURS"), find("H"), find("Hr"), find("Ms")
    ('hour', 'hour', 'hour', None)
    """
    known = NAMES.get(name)
    if known is None and (len(name) >= 3 or (name.lower() in SHORT_TIMES and name not in PREFIXED)):
        known = NAMES.get(name.lower())
    return known


def rate(name: str) -> tuple[str, float] | None:
    """What a rate such as QPS, kRPS or Gbps counts a second: the unit ("" for things), and how many of it at a time.

    >>> rate("QPS"), rate("kRPS"), rate("Gbps"), rate("knots")
    (('', 1.0), ('', 1000.0), ('gigabit', 1.0), None)
    """
    if name in RATES:
        return RATES[name], 1.0
    low = name.lower()
    if low in COUNT_RATES:
        return "", 1.0
    if low[1:] in COUNT_RATES and name[0] in "kKM":
        return "", MULTIPLIERS[name[0]]
    return None


def is_thing(name: str) -> bool:
    """Whether a word names something that is counted, or a rate of it, or money: nothing that bytes could multiply."""
    counted = rate(name)
    low = name.lower()
    return name in THINGS or (len(name) >= 3 and low in THINGS) or (counted is not None and not counted[0]) or (
        NAMES.get(name, NAMES.get(low)) in ("USD", "cent"))
