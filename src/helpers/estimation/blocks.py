"""Ready-made groups of formulas for what the method asks: scale, storage, bandwidth, memory, servers, cost.

Each adds plain formulas to an estimate, under stated names, so that a learner sees and can change every one of them.
An argument names an entry of the estimate.
"""

from helpers.errors import shorten
from helpers.estimation import sampling
from helpers.estimation.errors import EstimateError
from helpers.estimation.formulas import check_name
from helpers.estimation.model import Estimate
from helpers.estimation.parts import Assumption
from helpers.units import Quantity
from helpers.units.parsing import convert

CONVENTIONS = ("day_reads", "everything_stored")
MOST_YEARS = 100
MOST_SPARE = 1000


def _check_names(estimate, **names) -> None:
    """Refuse an argument that cannot name an entry, and say which it is; None stands for one that was left out."""
    if not isinstance(estimate, Estimate):
        raise EstimateError(f"estimate: {shorten(estimate)} is not an Estimate. Give the one to add formulas to.")
    for field, name in names.items():
        if name is None:
            continue
        try:
            check_name(name)
        except EstimateError:
            raise EstimateError(
                f'{field}: {shorten(name)} does not name an entry. State it first, then give its name, as in "{field}".'
            ) from None


def add_scale(
    estimate, writes: str, reads_per_write: str | None = None, reads: str | None = None, peak_factor: str | None = None
):
    """Average and peak requests per second: `writes_per_second`, `reads_per_second`, `requests_per_second`, `peak_...`.

    `writes` (and `reads`, unless given by `reads_per_write`) name entries that are counts per time.

    >>> from helpers import Estimate, human
    >>> links = Estimate.from_case("url_shortener")
    >>> links = add_scale(links, "new_links", "reads_per_write", peak_factor="peak_factor")
    >>> human(links["writes_per_second"]), human(links["peak_requests_per_second"], 2)
    ('190/s', '58 K/s')
    """
    _check_names(estimate, writes=writes, reads_per_write=reads_per_write, reads=reads, peak_factor=peak_factor)
    if (reads is None) == (reads_per_write is None):
        raise EstimateError(
            "add_scale: give either reads= or reads_per_write=, so that it is clear how many reads there are."
        )
    estimate.derive("writes_per_second", writes, "1/s", "average")
    estimate.derive("reads_per_second", reads or f"{writes} * {reads_per_write}", "1/s", "average")
    estimate.derive("requests_per_second", "reads_per_second + writes_per_second", "1/s", "average")
    if peak_factor:
        estimate.derive(
            "peak_requests_per_second", f"requests_per_second * {peak_factor}", "1/s", "what the servers must survive"
        )
    return estimate


def add_storage(
    estimate,
    writes: str,
    size: str,
    kept_for: str,
    copies: str | None = None,
    overhead: str | None = None,
    yearly_growth: str | None = None,
):
    """Items kept, `storage` (one copy) and `storage_with_copies` (copies and overhead included).

    With `yearly_growth` (20 % means 0.2) each year brings that much more than the year before: a geometric series.

    >>> from helpers import Estimate, human
    >>> links = add_storage(Estimate.from_case("url_shortener"), "new_links", "link_size", "kept_for", "copies")
    >>> human(links["items_kept"]), human(links["storage"]), human(links["storage_with_copies"])
    ('30 billion', '15 TB', '45 TB')
    """
    _check_names(
        estimate,
        writes=writes,
        size=size,
        kept_for=kept_for,
        copies=copies,
        overhead=overhead,
        yearly_growth=yearly_growth,
    )
    grown = f"{writes} * {kept_for}"
    if yearly_growth:
        grown = f"{writes} * year * ((1 + {yearly_growth}) ** ({kept_for} / year) - 1) / {yearly_growth}"
    estimate.derive("items_kept", grown, "", "at the end of the time")
    estimate.derive("storage", f"items_kept * {size}", "TB", "one copy, without overhead")
    factors = [name for name in (copies, f"(1 + {overhead})" if overhead else None) if name]
    if factors:
        estimate.derive("storage_with_copies", " * ".join(["storage", *factors]), "TB", "what is bought")
    return estimate


def add_bandwidth(
    estimate,
    writes: str = "writes_per_second",
    reads: str = "reads_per_second",
    size: str = "size",
    answer_size: str | None = None,
):
    """`bandwidth_in` (what writers send) and `bandwidth_out` (what readers get), averages in MB/s.

    >>> from helpers import Estimate, human
    >>> links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write")
    >>> human(add_bandwidth(links, size="link_size")["bandwidth_out"], 2)
    '9.5 MB/s'
    """
    _check_names(estimate, writes=writes, reads=reads, size=size, answer_size=answer_size)
    estimate.derive("bandwidth_in", f"{writes} * {size}", "MB/s", "average")
    return estimate.derive("bandwidth_out", f"{reads} * {answer_size or size}", "MB/s", "average")


def add_cache(
    estimate,
    share: str,
    size: str,
    reads: str = "reads_per_second",
    storage: str = "storage",
    convention: str = "day_reads",
):
    """`cache`: memory for the hot part, by one of two conventions that learners mix up.

    "day_reads": `share` of the bytes read in one day (170 GB in the usual TinyURL answer). "everything_stored": `share`
    of all that is stored (3 TB there). The first assumes that what is hot today is what is read today.

    >>> from helpers import Estimate, human
    >>> links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write")
    >>> human(add_cache(links, "hot_share", "link_size")["cache"], 2)
    '160 GB'
    """
    _check_names(estimate, share=share, size=size, reads=reads, storage=storage)
    if not isinstance(convention, str) or convention not in CONVENTIONS:
        raise EstimateError(f"convention: {shorten(convention)} is not known. Choose {' or '.join(CONVENTIONS)}.")
    if convention == "day_reads":
        return estimate.derive("cache", f"{share} * {reads} * day * {size}", "GB", "share of the bytes read in a day")
    return estimate.derive("cache", f"{share} * {storage}", "GB", "share of everything stored")


def add_servers(
    estimate,
    requests: str,
    service_time: str | None = None,
    at_once: str | None = None,
    per_server: str | None = None,
    target: str | None = None,
    spare: int = 0,
):
    """`servers`, by Little's law or by a ceiling per server.

    With `service_time` and `at_once` (requests that one server works on at a time): `in_flight` = rate x time (Little),
    divided by `at_once`. With `per_server` (requests per second): the rate divided by it. `target` is how full a server
    may be (60 %), `spare` how many may be lost.

    >>> from helpers import Estimate, human
    >>> busy = Estimate().assume("load", "1000/s").assume("time", "50 ms").assume("threads", 10)
    >>> int(add_servers(busy, "load", "time", "threads")["servers"].magnitude)
    5
    """
    _check_names(
        estimate,
        requests=requests,
        service_time=service_time,
        at_once=at_once,
        per_server=per_server,
        target=target,
    )
    ways = ((service_time is not None) + (at_once is not None), per_server is not None)
    if ways not in ((2, False), (0, True)):
        raise EstimateError("add_servers: give service_time= and at_once= (Little's law), or per_server= (a ceiling).")
    if isinstance(spare, bool) or not isinstance(spare, int) or not 0 <= spare <= MOST_SPARE:
        raise EstimateError(f"spare: {shorten(spare)} is not a whole number of servers. Give 0, 1 or 2.")
    room = f" / {target}" if target else ""
    if per_server:
        needed = f"{requests} / {per_server}{room}"
    else:
        estimate.derive("in_flight", f"{requests} * {service_time}", "", "requests at work at once (Little's law)")
        needed = f"in_flight / {at_once}{room}"
    return estimate.derive("servers", f"ceil({needed}){f' + {spare}' if spare else ''}", "", "whole machines")


def add_cost(
    estimate,
    storage: str | None = None,
    storage_price: str = "price_ssd",
    egress: str | None = None,
    egress_price: str = "price_egress",
    servers: str | None = None,
    cores_per_server: str | None = None,
    memory: str | None = None,
):
    """`cost` in $ a month, with a line for each part that is named; prices are the reference numbers of 2026.

    >>> from helpers import Estimate, human
    >>> human(add_cost(Estimate().assume("storage", "150 TB"), storage="storage", storage_price="price_blob")["cost"])
    '$3,000/month'
    """
    _check_names(
        estimate,
        storage=storage,
        storage_price=storage_price,
        egress=egress,
        egress_price=egress_price,
        servers=servers,
        cores_per_server=cores_per_server,
        memory=memory,
    )
    parts = []

    def line(name: str, formula: str, price: str):
        if price not in estimate:
            estimate.assume_reference(price, price)
        parts.append(name)
        estimate.derive(name, f"{formula} * {price}", "$/month")

    if storage:
        line("storage_cost", storage, storage_price)
    if egress:
        line("egress_cost", egress, egress_price)
    if memory:
        line("memory_cost", memory, "price_ram")
    if servers:
        line("server_cost", f"{servers} * {cores_per_server}" if cores_per_server else servers, "price_core")
    if not parts:
        raise EstimateError("add_cost: name at least one of storage=, egress=, memory=, servers=.")
    return estimate.derive("cost", " + ".join(parts), "$/month")


def storage_by_year(
    estimate,
    name: str = "storage",
    kept_for: str = "kept_for",
    years: int | None = None,
    samples: int = 2_000,
    seed: int = 1,
):
    """What an entry comes to after each year: a DataFrame by year with low, mid and high, in the entry's unit.

    The estimate is asked anew with `kept_for` set to each year, so growth and copies enter as its formulas say.
    """
    import pandas

    _check_names(estimate, name=name, kept_for=kept_for)
    entry = estimate.entry(kept_for)
    if not isinstance(entry, Assumption) or not entry.quantity.check("[time]"):
        raise EstimateError(f'kept_for: {kept_for} is not an assumed time. Name one, such as kept_for with "5 years".')
    if years is None:
        years = max(1, min(30, round(convert(entry.quantity, "year").magnitude)))
    if isinstance(years, bool) or not isinstance(years, int) or not 1 <= years <= MOST_YEARS:
        raise EstimateError(f"years: {shorten(years)} is not a whole number from 1 to {MOST_YEARS}. Try 10.")
    rows = []
    for year in range(years + 1):
        kept = convert(Quantity(float(year), "year"), entry.unit).magnitude
        rows.append((year, *sampling.quantiles(estimate, [name], 0.9, samples, seed, {kept_for: kept})[name]))
    return pandas.DataFrame(rows, columns=["year", "low", "mid", "high"]).set_index("year")
