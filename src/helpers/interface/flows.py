"""The endpoints under the estimate's load: flows for steps 5 and 6, and the bandwidth of step 2 a second time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.cases import Flow
from helpers.errors import shorten
from helpers.findings import Finding
from helpers.interface.endpoint import Endpoint
from helpers.interface.errors import InterfaceError
from helpers.interface.fields import snake
from helpers.interface.payloads import payload_bytes
from helpers.interface.resources import kind_of, resource_of
from helpers.interface.rules.words import SINGLETONS

if TYPE_CHECKING:
    from helpers.interface.model import Api

MISMATCH = 2.0
SMALLEST_SHARE = 1e-9
READING = ("list", "read")


def rates(api: "Api", estimate) -> dict[str, tuple[float, str]]:
    """Requests per second of each endpoint, and where the number comes from.

    An entry of the estimate with the endpoint's name, or NAME_per_second, counts first; then the endpoint's share of
    `requests_per_second`; the rest divide what is left of `reads_per_second` and `writes_per_second` evenly.
    """
    if not hasattr(estimate, "names") or not hasattr(estimate, "__getitem__"):
        raise InterfaceError(f"estimate: {shorten(estimate)} is not an Estimate. Give the one of step 2.")
    total = _rate(estimate, "requests_per_second")
    found: dict[str, tuple[float, str]] = {}
    for each in api.endpoints:
        named = next(
            (name for name in (each.name, f"{each.name}_per_second") if _rate(estimate, name) is not None), None
        )
        if named:
            found[each.name] = (_rate(estimate, named), f"{named} of the estimate")
        elif each.share is not None and total is not None:
            found[each.name] = (each.share * total, f"{each.share:.3g} of the estimate's requests_per_second")
    for group, entry in ((True, "reads_per_second"), (False, "writes_per_second")):
        alike = [each for each in api.endpoints if each.safe == group]
        rest = [each for each in alike if each.name not in found]
        whole = _rate(estimate, entry)
        if rest and whole is not None:
            left = max(0.0, whole - sum(found[each.name][0] for each in alike if each.name in found))
            for each in rest:
                found[each.name] = (
                    left / len(rest),
                    f"{entry} of the estimate"
                    + ("" if len(rest) == 1 else f", divided evenly among {len(rest)} (assumed)"),
                )
    lacking = [each.name for each in api.endpoints if each.name not in found]
    if lacking and total is not None:
        left = max(0.0, total - sum(rate for rate, _ in found.values()))
        found |= {
            name: (left / len(lacking), "what is left of the requests, divided evenly (assumed)") for name in lacking
        }
    elif lacking:
        raise InterfaceError(
            f"estimate: it has no rate for {lacking[0]}. Add reads_per_second and writes_per_second "
            f"with add_scale(), or an entry named {lacking[0]}."
        )
    return {each.name: found[each.name] for each in api.endpoints}


def _rate(estimate, name: str) -> float | None:
    """An entry of the estimate in requests per second; None where there is none, or it is no rate."""
    try:
        if name not in estimate:
            return None
        number = float(estimate[name].to("1/s").magnitude)
    except Exception:  # another unit, a circle in the formulas: no rate
        return None
    return number if 0 <= number < 1e18 else None


def touched(api: "Api", endpoint: Endpoint) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The entities that an endpoint reads and writes: as it says, or as follows from what it does."""
    if endpoint.reads or endpoint.writes:
        return endpoint.reads, endpoint.writes
    about = resource_of(api, endpoint)
    plain = [part.partition(":")[0] for part in endpoint.segments if not part.startswith("{")]
    entity = snake(about) if about else next((snake(part) for part in plain if part not in SINGLETONS), "system")
    kind = kind_of(api, endpoint)
    if kind in READING or endpoint.safe:
        return (entity,), ()
    return ((entity,), (entity,)) if kind == "update" else ((), (entity,))


def flows(api: "Api", estimate=None) -> tuple[Flow, ...]:
    """The endpoints as flows: name, share of all requests, entities read and written; shares add up to 1.

    Without an estimate the endpoints' own shares count, and those that state none divide the rest evenly.

    >>> from helpers.interface import Api, Endpoint
    >>> api = Api(resources={"Link": {"url": "uri(2048)"}}).add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link", share=0.01),
    ...     Endpoint("open_link", "GET", "/{code}", status=302, share=0.99))
    >>> [(each.name, each.share, each.reads, each.writes) for each in flows(api)]
    [('create_link', 0.01, (), ('link',)), ('open_link', 0.99, ('link',), ())]
    """
    if not api.endpoints:
        return ()
    weights = rates(api, estimate) if estimate is not None else _weights(api)
    total = sum(weight for weight, _ in weights.values())
    if total <= 0:
        raise InterfaceError("estimate: all rates are 0, so there are no flows. State how often things are done.")
    made = []
    for each in api.endpoints:
        weight, why = weights[each.name]
        reads, writes = touched(api, each)
        made.append(
            Flow(
                name=each.name, share=min(1.0, max(SMALLEST_SHARE, weight / total)), why=why, reads=reads, writes=writes
            )
        )
    return tuple(made)


def _weights(api: "Api") -> dict[str, tuple[float, str]]:
    stated = sum(each.share for each in api.endpoints if each.share is not None)
    silent = [each for each in api.endpoints if each.share is None]
    left = max(0.0, 1 - stated) / len(silent) if silent else 0.0
    return {
        each.name: (left, "what is left, divided evenly (assumed)")
        if each.share is None
        else (each.share, "stated in the interface")
        for each in api.endpoints
    }


@dataclass(frozen=True)
class Bandwidth:
    """What all endpoints together take in and send out, in bytes per second, with a row for each endpoint."""

    incoming: float
    outgoing: float
    rows: tuple[tuple[str, float, int, int, str], ...]

    def table(self):
        """A DataFrame with a row an endpoint: rate, request and answer in bytes, the two products, where from."""
        from helpers.tables import pandas

        return pandas.DataFrame(
            [
                {
                    "rate (1/s)": rate,
                    "request (B)": request,
                    "answer (B)": response,
                    "in (MB/s)": rate * request / 1e6,
                    "out (MB/s)": rate * response / 1e6,
                    "rate from": why,
                }
                for _, rate, request, response, why in self.rows
            ],
            index=[row[0] for row in self.rows],
        )


def bandwidth(api: "Api", estimate) -> Bandwidth:
    """The bandwidth that follows from the schemas and the estimate's rates: bodies, and addresses of redirects."""
    rows = []
    for name, (rate, why) in rates(api, estimate).items():
        payload = payload_bytes(api, api[name])
        rows.append((name, rate, payload.request, payload.response, why))
    return Bandwidth(
        sum(rate * size for _, rate, size, _, _ in rows), sum(rate * size for _, rate, _, size, _ in rows), tuple(rows)
    )


def compare(api: "Api", estimate) -> list[Finding]:
    """A finding where the estimate's bandwidth and the schemas' differ by more than a factor of two."""
    if not api.endpoints:
        return []
    made, found = bandwidth(api, estimate), []
    for name, computed, at in (("bandwidth_in", made.incoming, 2), ("bandwidth_out", made.outgoing, 3)):
        try:
            estimated = float(estimate[name].to("byte/s").magnitude) if name in estimate else None
        except Exception:  # an entry of another unit is not the bandwidth
            estimated = None
        if not estimated or not computed:
            continue
        factor = max(computed / estimated, estimated / computed)
        if factor > MISMATCH:
            largest = max(made.rows, key=lambda row: row[1] * row[at])
            found.append(
                Finding(
                    "bandwidth-mismatch",
                    "warning",
                    name,
                    f"the estimate has {estimated / 1e6:.3g} MB/s, the schemas give {computed / 1e6:.3g} MB/s: "
                    f"{factor:.2g} times apart. Most of it is {largest[0]}: {largest[1]:.3g} a second of "
                    f"{largest[at]:,} B",
                    'One of the two forgets something. State usual lengths in the types, as in "uri(2048 '
                    '~80)"; or correct '
                    "the size in the estimate.",
                )
            )
    return found
