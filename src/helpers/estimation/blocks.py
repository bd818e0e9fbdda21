"""Ready-made groups of formulas for what the method asks: scale, storage, bandwidth, memory, servers, cost.

Each gives a new estimate with plain formulas added, under stated names, so that a learner sees and can change every one
of them: write `links = add_scale(links, ...)`. An argument names an entry of the estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from helpers.errors import shorten
from helpers.estimation import sampling
from helpers.estimation.errors import EstimateError, read
from helpers.estimation.formulas import check_name
from helpers.estimation.model import Estimate
from helpers.estimation.parts import Assumption
from helpers.units import Quantity
from helpers.units.parser import convert

CONVENTIONS = ("day_reads", "everything_stored")
MOST_YEARS = 100
MOST_SPARE = 1000


Given = ParamSpec("Given")


def _block(add: Callable[Given, Estimate]) -> Callable[Given, Estimate]:
    """Let the estimate remember the block, and not its single formulas, should nobody keep what it gives."""

    @wraps(add)
    def added(*given: Given.args, **named: Given.kwargs) -> Estimate:
        estimate = given[0] if given else named.get("estimate")
        before = len(estimate._trail.records) if isinstance(estimate, Estimate) else 0
        made = add(*given, **named)
        if isinstance(estimate, Estimate):
            estimate._trail.told_as(add.__name__, before)
        return made

    return added


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


@_block
def add_scale(
    estimate: Estimate,
    writes: str,
    reads_per_write: str | None = None,
    reads: str | None = None,
    peak_factor: str | None = None,
) -> Estimate:
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
    estimate = estimate.derive("writes_per_second", writes, "1/s", "average")
    estimate = estimate.derive("reads_per_second", reads or f"{writes} * {reads_per_write}", "1/s", "average")
    estimate = estimate.derive("requests_per_second", "reads_per_second + writes_per_second", "1/s", "average")
    if peak_factor:
        estimate = estimate.derive(
            "peak_requests_per_second", f"requests_per_second * {peak_factor}", "1/s", "what the servers must survive"
        )
    return estimate


@_block
def add_storage(
    estimate: Estimate,
    writes: str,
    size: str,
    kept_for: str,
    copies: str | None = None,
    overhead: str | None = None,
    yearly_growth: str | None = None,
) -> Estimate:
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
        grown = f"{writes} * year * grown_years({yearly_growth}, {kept_for} / year)"
    estimate = estimate.derive("items_kept", grown, "", "at the end of the time")
    estimate = estimate.derive("storage", f"items_kept * {size}", "TB", "one copy, without overhead")
    factors = [name for name in (copies, f"(1 + {overhead})" if overhead else None) if name]
    if factors:
        estimate = estimate.derive("storage_with_copies", " * ".join(["storage", *factors]), "TB", "what is bought")
    return estimate


@_block
def add_bandwidth(
    estimate: Estimate,
    writes: str = "writes_per_second",
    reads: str = "reads_per_second",
    size: str = "size",
    answer_size: str | None = None,
) -> Estimate:
    """`bandwidth_in` (what writers send) and `bandwidth_out` (what readers get), averages in MB/s.

    >>> from helpers import Estimate, human
    >>> links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write")
    >>> human(add_bandwidth(links, size="link_size")["bandwidth_out"], 2)
    '9.5 MB/s'
    """
    _check_names(estimate, writes=writes, reads=reads, size=size, answer_size=answer_size)
    estimate = estimate.derive("bandwidth_in", f"{writes} * {size}", "MB/s", "average")
    return estimate.derive("bandwidth_out", f"{reads} * {answer_size or size}", "MB/s", "average")


@_block
def add_cache(
    estimate: Estimate,
    share: str,
    size: str,
    reads: str = "reads_per_second",
    storage: str = "storage",
    convention: str = "day_reads",
) -> Estimate:
    """`cache`: memory for the hot part, by one of two conventions that learners mix up.

    "day_reads": `share` of the bytes read in one day (170 GB in the usual TinyURL answer). "everything_stored": `share`
    of all that is stored (3 TB there). The first assumes that what is hot today is what is read today.

    >>> from helpers import Estimate, human
    >>> links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write")
    >>> human(add_cache(links, "hot_share", "link_size")["cache"], 2)
    '160 GB'
    """
    _check_names(estimate, share=share, size=size, reads=reads, storage=storage)
    if read.choice(convention, "convention", CONVENTIONS) == "day_reads":
        return estimate.derive("cache", f"{share} * {reads} * day * {size}", "GB", "share of the bytes read in a day")
    return estimate.derive("cache", f"{share} * {storage}", "GB", "share of everything stored")


@_block
def add_servers(
    estimate: Estimate,
    requests: str,
    service_time: str | None = None,
    at_once: str | None = None,
    per_server: str | None = None,
    target: str | None = None,
    spare: int = 0,
) -> Estimate:
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
    spare = read.whole(spare, "spare", 0, MOST_SPARE, "0, 1 or 2 servers")
    room = f" / {target}" if target else ""
    if per_server:
        needed = f"{requests} / {per_server}{room}"
    else:
        why = "requests at work at once (Little's law)"
        estimate = estimate.derive("in_flight", f"{requests} * {service_time}", "", why)
        needed = f"in_flight / {at_once}{room}"
    return estimate.derive("servers", f"ceil({needed}){f' + {spare}' if spare else ''}", "", "whole machines")


@_block
def add_cost(
    estimate: Estimate,
    storage: str | None = None,
    storage_price: str = "price_ssd",
    egress: str | None = None,
    egress_price: str = "price_egress",
    servers: str | None = None,
    cores_per_server: str | None = None,
    memory: str | None = None,
    memory_per_server: str | None = None,
    server_price: str = "price_machine",
) -> Estimate:
    """`cost` in $ a month, with a line for each part that is named; prices are the reference numbers of 2026.

    Parameters
    ----------
    estimate
        The estimate that the lines are added to, in a new one.
    storage, egress, memory, servers
        Entries: data kept, data a second that leaves, memory, machines.
    storage_price, egress_price, server_price
        Entries, or reference numbers. A server is the machine of step 5, four cores and 8 GB of memory, $76 a month,
        unless its cores or its memory are named.
    cores_per_server, memory_per_server
        Entries: cores of one server, and its memory; then cores and memory are priced one by one.

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
        memory_per_server=memory_per_server,
        server_price=server_price,
    )
    if (cores_per_server or memory_per_server) and not servers:
        raise EstimateError("add_cost: cores_per_server= and memory_per_server= tell how large a server is. "
                            "Name the servers, too: servers=.")
    lines: list[tuple[str, str, tuple[str, ...]]] = []
    if storage:
        lines.append(("storage_cost", f"{storage} * {storage_price}", (storage_price,)))
    if egress:
        lines.append(("egress_cost", f"{egress} * {egress_price}", (egress_price,)))
    if memory:
        lines.append(("memory_cost", f"{memory} * price_ram", ("price_ram",)))
    if servers:
        if cores_per_server or memory_per_server:
            each = " + ".join(f"{name} * {price}" for name, price in (
                (cores_per_server, "price_core"), (memory_per_server, "price_ram")) if name)
            prices = tuple(price for name, price in (
                (cores_per_server, "price_core"), (memory_per_server, "price_ram")) if name)
            lines.append(("server_cost", f"{servers} * ({each})" if len(prices) > 1 else f"{servers} * {each}", prices))
        else:
            lines.append(("server_cost", f"{servers} * {server_price}", (server_price,)))
    if not lines:
        raise EstimateError("add_cost: name at least one of storage=, egress=, memory=, servers=.")
    for name, formula, prices in lines:
        for price in prices:
            if price not in estimate:
                estimate = estimate.assume_reference(price, price)
        estimate = estimate.derive(name, formula, "$/month")
    return estimate.derive("cost", " + ".join(name for name, _, _ in lines), "$/month")


def storage_by_year(
    estimate: Estimate,
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
    years = read.whole(years, "years", 1, MOST_YEARS, "10")
    rows = []
    for year in range(years + 1):
        kept = convert(Quantity(float(year), "year"), entry.unit).magnitude
        rows.append((year, *sampling.quantiles(estimate, [name], 0.9, samples, seed, {kept_for: kept})[name]))
    return pandas.DataFrame(rows, columns=["year", "low", "mid", "high"]).set_index("year")
