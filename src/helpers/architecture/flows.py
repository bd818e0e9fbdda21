"""Flows: the endpoints of a system, how often each is used, and which entities it reads and writes."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.replies import is_reply
from helpers.architecture.titles import called
from helpers.cases import Case, Flow, load_case
from helpers.cases.field_errors import explained
from helpers.errors import nearest, shorten
from helpers.units import Q, Quantity, UnitError

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

FlowsLike: TypeAlias = "Case | Flow | str | Path | Sequence[Flow | Mapping] | None"  # a case, its name, or its flows
RateLike: TypeAlias = Any  # requests per second: an Estimate, a quantity, text such as "20 K/s", or a number

MOST_FLOWS = 500
MOST_TOLD = 6  # flows named in an error
SHARES_WITHIN = 1e-3  # as for the flows of a case: 0.333 three times is meant as all


@dataclass(frozen=True)
class Need:
    """An entity that an endpoint reads or writes, and the components that can serve this.

    A need that is not `required` is a copy kept up to date (a search index): it adds load, but no endpoint fails
    without it. `entity` is None where only a way to some box is asked for.
    """

    entity: str | None
    access: str
    holders: frozenset[str]
    required: bool = True


@dataclass(frozen=True)
class Endpoint:
    """An endpoint's name, its share of all requests, and its needs in this architecture."""

    name: str
    share: float
    needs: tuple[Need, ...]
    implied: bool = False

    @property
    def route(self) -> str | None:
        """The name by which connections know it; None for an implied endpoint, which may use them all."""
        return None if self.implied else self.name

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return any(need.access == "write" for need in self.needs)

    @property
    def required(self) -> tuple[Need, ...]:
        """The needs without which it fails."""
        return tuple(need for need in self.needs if need.required)


def as_flows(flows: FlowsLike) -> tuple[Flow, ...]:
    """Flows from a Case, its name, an `Api`, a `Flow`, or a list of flows or of their fields; shares add up to 1.

    Load, check, theory and simulation all read their flows here, so that a share means the same to each of them.

    Raises
    ------
    ArchitectureError
        Where something is no flow, a name stands there twice, or the shares do not add up to 1 (within 0.001).

    >>> [each.name for each in as_flows("pastebin")]
    ['read_paste', 'create_paste']
    >>> as_flows([{"name": "search", "share": 1, "reads": ["post"]}])[0].reads
    ('post',)
    """
    if flows is None:
        return ()
    if isinstance(flows, str | Path):
        flows = load_case(flows)
    if isinstance(flows, Case):
        return _whole(flows.flows)
    if isinstance(flows, Flow):
        flows = (flows,)
    elif callable(getattr(flows, "flows", None)) and not isinstance(flows, type):  # an interface says its own
        flows = flows.flows()
    if not isinstance(flows, list | tuple):
        raise ArchitectureError(f"flows: {shorten(flows)} is not a case, its name, or a list of flows.")
    if len(flows) > MOST_FLOWS:
        raise ArchitectureError(f"flows: {len(flows):,} are more than {MOST_FLOWS}. "
                                "Put endpoints of one shape together.")
    made = tuple(map(_flow, flows))
    names = [each.name for each in made]
    double = next((name for name in names if names.count(name) > 1), None)
    if double:
        raise ArchitectureError(f"flows: {double!r} stands there twice. Rename one, or add their shares.")
    return _whole(made)


def _whole(flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
    """The flows, when their shares are all there is; rounded ones are brought to exactly 1."""
    total = math.fsum(each.share for each in flows)
    if not flows or abs(total - 1) < 1e-12:
        return flows
    if not math.isclose(total, 1, abs_tol=SHARES_WITHIN):
        told = ", ".join(f"{each.name} {each.share:g}" for each in flows[:MOST_TOLD])
        more = f" and {len(flows) - MOST_TOLD} more" if len(flows) > MOST_TOLD else ""
        mend = f"Divide each by {total:g}"
        if total < 1:
            mend = "Give it share 1" if len(flows) == 1 else f"Add the flow that is missing, or d{mend[1:]}"
        raise ArchitectureError(f"flows: the shares add up to {total:g} and must add up to 1: {told}{more}. {mend}.")
    return tuple(dataclasses.replace(each, share=min(1.0, each.share / total)) for each in flows)


def _flow(given) -> Flow:
    if isinstance(given, Flow):
        return given
    if not isinstance(given, dict):
        raise ArchitectureError(f"flows: {shorten(given)} is not a Flow. Give name, share, reads and writes.")
    from pydantic import ValidationError

    try:
        return Flow(**{"why": "given", **given})
    except (ValidationError, TypeError) as error:
        raise ArchitectureError(f"flows: {shorten(given.get('name', given))}: {explained(error)[0]}. "
                                "A flow has name, share (0 to 1), reads and writes.") from None


def holders(architecture: Architecture, entity: str) -> dict[str, frozenset[str]]:
    """Who keeps an entity: `read` (can answer every read), `write` (takes writes for good), `copies` (all others).

    A cache that misses some reads cannot answer every read. A store that is only copied into, by replication, takes no
    writes. What is not durable takes no writes for good.
    """
    known = architecture._cache.setdefault("holders", {})
    if entity in known:
        return known[entity]
    keeping = [each for each in architecture.components if entity in each.stores]
    durable = {each.name for each in keeping if each.durable}
    copied = _copied_only(architecture, durable)
    writing = frozenset(durable - copied)
    known[entity] = {"read": frozenset(each.name for each in keeping if not each.caches), "write": writing,
                     "copies": frozenset(each.name for each in keeping) - writing - copied}
    return known[entity]


def _copied_only(architecture: Architecture, durable: set[str]) -> set[str]:
    """The stores that others of the set copy into, without copying back."""
    into: dict[str, set[str]] = {}
    for name in sorted(durable):
        reached, waiting = set(), [name]
        while waiting:
            for each in architecture.callees(waiting.pop()):
                if each.style == "replication" and each.target in durable and each.target not in reached:
                    reached.add(each.target)
                    waiting.append(each.target)
        into[name] = reached
    return {name for name in durable for other in durable
            if other != name and name in into[other] and other not in into[name]}


def endpoints(architecture: Architecture, flows: FlowsLike) -> tuple[Endpoint, ...]:
    """The endpoints with what each needs of this architecture; without flows, one for each entity that is kept.

    Where nothing is kept either, each box that calls no other is to be reached.
    """
    given = as_flows(flows)
    if given:
        return tuple(_endpoint(architecture, flow) for flow in given)
    if architecture.entities:
        share = 1 / len(architecture.entities)
        return tuple(Endpoint(f"use {entity}", share, _needs(architecture, (entity,), (entity,)), implied=True)
                     for entity in architecture.entities)
    last = [each.name for each in architecture.components
            if each.kind != "client" and all(out.style == "replication" or is_reply(architecture, out)
                                             for out in architecture.callees(each.name))]
    return tuple(Endpoint(f"reach {called(architecture, name)}", 1 / len(last),
                          (Need(None, "read", frozenset({name})),), implied=True) for name in last)


def _endpoint(architecture: Architecture, flow: Flow) -> Endpoint:
    return Endpoint(flow.name, flow.share, _needs(architecture, flow.reads, flow.writes))


def _needs(architecture: Architecture, reads, writes) -> tuple[Need, ...]:
    made = [Need(entity, "read", holders(architecture, entity)["read"]) for entity in dict.fromkeys(reads)]
    for entity in dict.fromkeys(writes):
        made.append(Need(entity, "write", holders(architecture, entity)["write"]))
        made += [Need(entity, "write", frozenset({name}), required=False)
                 for name in sorted(holders(architecture, entity)["copies"])]
    return tuple(made)


def find_endpoint(architecture: Architecture, endpoint, flows) -> Endpoint:
    """An endpoint by name, or made from a `Flow`. Raises `ArchitectureError` with the nearest names."""
    if isinstance(endpoint, Flow | dict):
        return _endpoint(architecture, _flow(endpoint))
    known: dict[str, Any] = {each.name: each for each in endpoints(architecture, flows)}
    if isinstance(endpoint, str) and endpoint not in known and flows is None:
        drawn = {name for each in architecture.connections for name in each.for_endpoints}
        if endpoint in drawn:
            return Endpoint(endpoint, 1.0, ())
        known |= dict.fromkeys(drawn)
    if not isinstance(endpoint, str) or endpoint not in known:
        raise ArchitectureError(f"endpoint: there is no endpoint {shorten(endpoint)}."
                                f"{nearest(endpoint, known)}")
    return known[endpoint]


def requests_per_second(rate: RateLike, peak: bool = True) -> float:
    """The load of a design: of an Estimate the peak (else the average; the other way round for `peak=False`).

    Text, a quantity or a number is that many a second.

    >>> requests_per_second("20 K/s")
    20000.0
    """
    if hasattr(rate, "names") and hasattr(rate, "unit_of"):
        names = ("peak_requests_per_second", "requests_per_second")
        for name in names if peak else names[::-1]:
            if name in rate:
                rate = rate[name]
                break
        else:
            raise ArchitectureError("estimate: it has neither peak_requests_per_second nor requests_per_second. "
                                    "Add them with add_scale(), or give a rate such as \"20 K/s\".")
    try:
        number = float(Q(rate, None if isinstance(rate, Quantity | str) else "1/s").to("1/s").magnitude)
    except UnitError as error:
        raise ArchitectureError(f"rate: {error} Here \"20 K/s\" is meant.") from None
    if not 0 <= number <= 1e15:
        raise ArchitectureError(f"rate: {shorten(str(rate))} is not a load. Give requests per second, from 0 up.")
    return number
