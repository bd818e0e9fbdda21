"""Reference numbers with source and year. Where two sources disagree both are kept: numbers age."""

from dataclasses import dataclass

from helpers.errors import CourseError, UnknownNameError, nearest, shorten
from helpers.units import Q, human

POPULAR = "system-design-primer, 2012"
NAPKIN = "napkin-math, March 2026"
HELLO = "Hello Interview, order of magnitude"
YEARS = (2012, 2026)


@dataclass(frozen=True)
class Reference:
    """A figure that estimates lean on: the value of 2012, where there is a popular one, and that of 2026."""

    name: str
    label: str
    value_2026: str
    source_2026: str
    value_2012: str = ""

    def quantity(self, year: int = 2026):
        """The figure of a year, as a quantity."""
        return Q(self.value_2012 if check_year(year) == 2012 and self.value_2012 else self.value_2026)

    def source(self, year: int = 2026) -> str:
        """Where the figure of that year comes from."""
        return POPULAR if year == 2012 and self.value_2012 else self.source_2026


REFERENCES = {each.name: each for each in (
    Reference("memory_access", "random memory access (2012: one by one; 2026: at once)", "20 ns", NAPKIN, "100 ns"),
    Reference("memory_read", "read from memory in sequence, per MB", "50 us/MB", NAPKIN, "250 us/MB"),
    Reference("ssd_access", "random SSD read (2012: 4 KB; 2026: 8 KiB)", "100 us", NAPKIN, "150 us"),
    Reference("ssd_read", "read from SSD in sequence, per MB", "100 us/MB", NAPKIN, "1 ms/MB"),
    Reference("round_trip", "round trip in one data centre or region", "250 us", NAPKIN, "500 us"),
    Reference("disk_seek", "disk seek", "10 ms", NAPKIN, "10 ms"),
    Reference("network_read", "1 MB over the network (2012: 1 Gbps; 2026: same zone)", "100 us/MB", NAPKIN, "10 ms/MB"),
    Reference("query", "one SQL or Redis-type query", "500 us", NAPKIN),
    Reference("database_writes", "writes one SQL database takes before you reconsider", "10 K/s", HELLO),
    Reference("cache_operations", "operations one cache machine takes", "100 K/s", HELLO),
    Reference("price_ram", "memory", "2 $/GB/month", NAPKIN),
    Reference("price_blob", "blob storage", "0.02 $/GB/month", NAPKIN),
    Reference("price_ssd", "zonal SSD", "0.20 $/GB/month", NAPKIN),
    Reference("price_egress", "egress to the internet", "0.10 $/GB", NAPKIN),
    Reference("price_cdn", "egress through a CDN", "0.05 $/GB", NAPKIN),
    Reference("price_core", "one CPU core", "15 $/month", NAPKIN),
    Reference("price_machine", "one machine: 4 cores and 8 GB of memory", "76 $/month", f"4 x $15 + 8 x $2, {NAPKIN}"),
)}


def reference(name: str, year: int = 2026):
    """One reference figure as a quantity.

    >>> human(reference("ssd_access")), human(reference("ssd_access", 2012))
    ('100 µs', '150 µs')
    """
    return find_reference(name).quantity(year)


def find_reference(name: str) -> Reference:
    """The reference of that name. Raises `UnknownNameError` with the nearest ones."""
    if not isinstance(name, str) or name not in REFERENCES:
        raise UnknownNameError(f"there is no reference number {shorten(name)}.{nearest(name, REFERENCES)}")
    return REFERENCES[name]


def check_year(year: int) -> int:
    """A year that the reference numbers are known for, or an error that says which there are."""
    if not isinstance(year, int) or year not in YEARS:
        raise CourseError(f"year: {shorten(year)} has no reference numbers; there are {' and '.join(map(str, YEARS))}.")
    return year


def references_table():
    """All reference figures side by side: what, 2012, 2026, how many times faster or cheaper, and the sources."""
    from helpers.tables import pandas

    def row(each: Reference) -> dict:
        old = each.quantity(2012) if each.value_2012 else None
        return {"what": each.label, "2012": human(old) if old is not None else "", "2026": human(each.quantity()),
                "2012 / 2026": f"{(old / each.quantity()).to('').magnitude:.3g}" if old is not None else "",
                "source": each.source_2026 + (f"; {POPULAR}" if old is not None else "")}

    return pandas.DataFrame([row(each) for each in REFERENCES.values()], index=pandas.Index(REFERENCES, name="name"))
