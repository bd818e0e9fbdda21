"""Availability on the diagram: how often each endpoint works, with zones and shared causes not multiplied away.

**What is counted.** A request works when some way leads from a client to a box that serves each entity that it needs
(see `helpers.architecture.failures`). A box without data, and a cache, is up while as many of its machines are up as
are needed; a store is up for a request while enough copies of that request's shard are. A machine is down while its
zone is. What is rented (`RENTED`) has one availability and no zone. Whatever several boxes share (a zone, a cause) is
up or down for all of them in the same moment: chances are added over all states of what is shared, and multiplied
only within each.

Left out: overload of what is left (see `spare_capacity`), lost arrows, and the time that a failover takes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from helpers.architecture import Architecture, Component, endpoints
from helpers.architecture.targets import as_targets
from helpers.errors import nearest, shorten
from helpers.findings import Findings
from helpers.reliability.budget import MONTH, availability_text, seconds_down, seconds_text
from helpers.reliability.chances import Chances, machines_of, rented
from helpers.reliability.combinations import enough, split
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.rules import RULES
from helpers.reliability.ways_up import States, states_that_work
from helpers.rounding import whole_percent

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture.flows import FlowsLike

MOST_SHARED = 12  # zones and causes: each doubles the states
HALF = 0.5  # of the downtime, from which on a cause dominates


@dataclass(frozen=True)
class SystemAvailability:
    """How often each endpoint of a design works, and the design as a whole: its share of all requests that work.

    Parameters
    ----------
    architecture, chances
        What it was worked out for.
    endpoints : mapping of str to float
        By endpoint, the share of the time (of its requests) in which it works.
    shares : mapping of str to float
        Each endpoint's share of all requests.
    if_independent : float
        What the whole would seem to be if zones and shared causes struck each box by itself.
    downtime : mapping of str to float
        By box, zone ("zone:a") and cause: how much lower the share of failed requests were, would that alone never
        fail.
    """

    architecture: Architecture
    chances: Chances
    endpoints: Mapping[str, float]
    shares: Mapping[str, float]
    if_independent: float
    downtime: Mapping[str, float]

    @property
    def overall(self) -> float:
        """The share of all requests that work."""
        return math.fsum(self.shares[name] * value for name, value in self.endpoints.items())

    def __getitem__(self, endpoint: str) -> float:
        if endpoint not in self.endpoints:
            raise ReliabilityError(f"endpoint: there is no endpoint {shorten(endpoint)}."
                                   f"{nearest(endpoint, self.endpoints)}")
        return self.endpoints[endpoint]

    def table(self) -> DataFrame:
        """By endpoint: availability, and the downtime that it comes to in a month of 30 days and in a year."""
        from helpers.tables import pandas

        values = {**self.endpoints, "all requests": self.overall}
        rows = [{"availability": availability_text(each), "a month (30 days)": seconds_text(seconds_down(each)),
                 "a year (365.25 days)": seconds_text(seconds_down(each, "1 year"))} for each in values.values()]
        return pandas.DataFrame(rows, index=pandas.Index(values, name="endpoint"))

    def downtime_by_cause_table(self) -> DataFrame:
        """By box, zone and cause, the worst first: how much less downtime a month would have, if it never failed."""
        from helpers.tables import pandas

        rows = {name: {"less downtime a month": seconds_text(each * MONTH),
                       "share of all downtime": whole_percent(part)}
                for name, each, part in self._parts()}
        return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("if this never failed")

    def _parts(self) -> Iterator[tuple[str, float, float]]:
        down = 1 - self.overall
        for name, each in sorted(self.downtime.items(), key=lambda pair: (-pair[1], pair[0])):
            if each > 0:
                yield name, each, each / down if down > 0 else 0.0

    def check(self, requirements: object = None) -> Findings:
        """What stands against a target: a share such as "99.9%", `Targets`, or the requirements of step 1.

        Raises
        ------
        ReliabilityError
            Where the target cannot be read.
        """
        target = _target(requirements)
        found = []
        for name, each, part in self._parts():
            if part > HALF and 1 - self.overall > 1e-9:
                found.append(RULES["one-cause-dominates"].found(
                    name, f"it takes {whole_percent(part)} of the downtime, {seconds_text(each * MONTH)} of a month",
                    "Spread what it holds over more zones, or give it a stand-in, before anything else gets copies."))
        if target is None:
            return Findings(found)
        if target >= 1:
            found.append(RULES["target-without-budget"].found("target", "100% is asked for", "Ask for 99.9% or 99.99%, "
                                                              "and say what the rest is spent on."))
            return Findings(found)
        for name, value in self.endpoints.items():
            if value < target * (1 - 1e-12):
                found.append(RULES["availability-below-target"].found(
                    name, f"it works {availability_text(value)} of the time and {availability_text(target)} is asked "
                    f"for: {seconds_text(seconds_down(value))} down a month instead of "
                    f"{seconds_text(seconds_down(target))}",
                    f"Begin with what takes most of it: {next(self._parts())[0]}."))
        for box in self.architecture:
            if not rented(box) or not self.downtime.get(box.name):
                continue
            promise = self.chances.of(box)
            if promise < target:
                found.append(RULES["dependency-below-target"].found(
                    box.name, f"it promises {availability_text(promise)}, less than the {availability_text(target)} "
                    "that is asked for", "Keep answering without it (a cache, a queue, a second provider), or promise "
                    "less."))
            elif 1 - promise > (1 - target) / 10 * (1 + 1e-9):
                found.append(RULES["dependency-without-extra-nine"].found(
                    box.name, f"it promises {availability_text(promise)} for a target of {availability_text(target)}",
                    f"Look for {availability_text(1 - (1 - target) / 10)}, or be able to do without it."))
        return Findings(found)


def system_availability(architecture: Architecture, flows: FlowsLike = None,
                        chances: Chances | None = None) -> SystemAvailability:
    """How often each endpoint of a design works.

    Parameters
    ----------
    architecture : Architecture
        The design.
    flows : Case, str, Api or list of Flow, optional
        Its uses; without them one for each entity that is kept.
    chances : Chances, optional
        How often each part is up.

    Returns
    -------
    SystemAvailability
        Shares between 0 and 1 by endpoint, and what the downtime is made of.

    Raises
    ------
    ReliabilityError
        For names that the design does not have, more than 12 zones and causes, and designs too tangled to be counted.

    >>> from helpers.architecture import Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=2),
    ...     Component("store", "sql", stores="link")).connect("client", "api").connect("api", "store")
    >>> found = system_availability(links, chances=Chances(machine="99%", together=0))
    >>> round(found.overall, 6), round(0.9999 * 0.99, 6)
    (0.989901, 0.989901)
    """
    if not isinstance(architecture, Architecture):
        raise ReliabilityError(f"architecture: {shorten(architecture)} is not an Architecture.")
    chances = Chances() if chances is None else chances
    if not isinstance(chances, Chances):
        raise ReliabilityError(f'chances: {shorten(chances)} is not Chances. Write Chances(machine="99%").')
    chances.fits(architecture)
    given = endpoints(architecture, flows)
    worked = {each.name: states_that_work(architecture, each) for each in given}
    boxes = {name for sets in worked.values() for each in sets for name in each.up | each.down}
    shares = {each.name: each.share for each in given}
    shared = _Shared(architecture, chances, boxes)
    found = {name: shared.chance(sets) for name, sets in worked.items()}

    def whole(without: str | None = None) -> float:
        return math.fsum(shares[name] * shared.chance(sets, without) for name, sets in worked.items())

    alone = {name: shared.alone(name) for name in boxes}
    apart = math.fsum(shares[name] * math.fsum(_weight(each, alone) for each in sets)
                      for name, sets in worked.items())
    now = whole()
    downtime = {name: max(0.0, whole(name) - now) for name in (*sorted(boxes), *shared.names)}
    return SystemAvailability(architecture, chances, found, shares, apart, downtime)


def _weight(states: States, up: Mapping[str, float]) -> float:
    return math.prod(up[name] for name in states.up) * math.prod(1 - up[name] for name in states.down)


class _Shared:
    """All states of the zones and causes that matter to some boxes, and how likely each box is up in each of them."""

    def __init__(self, architecture: Architecture, chances: Chances, boxes: set[str]):
        self.architecture, self.chances, self.boxes = architecture, chances, sorted(boxes)
        zones = {zone for name in boxes for zone in architecture[name].used_zones if not rented(architecture[name])}
        matter = boxes | {f"zone:{zone}" for zone in zones}
        self.causes = [each for each in chances.causes if matter & set(each.takes)]
        self.names = (*(f"zone:{zone}" for zone in sorted(zones)), *(each.name for each in self.causes))
        self.ups = [chances.zone] * len(zones) + [each.availability for each in self.causes]
        if len(self.names) > MOST_SHARED:
            raise ReliabilityError(f"architecture: {len(self.names)} zones and causes are more than {MOST_SHARED}. "
                                   "Leave out those that matter least.")
        self.states = [self._state(up) for up in product((True, False), repeat=len(self.names))]

    def _state(self, up: tuple[bool, ...]) -> tuple[tuple[bool, ...], dict[str, float]]:
        dead = {name for name, each in zip(self.names, up, strict=True) if not each and name.startswith("zone:")}
        states = dict(zip(self.names[-len(self.causes):], up[-len(self.causes):], strict=True) if self.causes else ())
        taken = {name for each in self.causes if not states[each.name] for name in each.takes}
        return up, {name: 0.0 if name in taken else box_up(self.architecture[name], self.chances, dead | taken)
                    for name in self.boxes}

    def chance(self, sets: tuple[States, ...], without: str | None = None) -> float:
        """The chance of any of the sets; `without`: what never fails (a box, `zone:NAME` or a cause)."""
        parts = []
        for up, boxes in self.states:
            likely = math.prod((1.0 if name == without else share) if state else 0.0 if name == without else 1 - share
                               for name, share, state in zip(self.names, self.ups, up, strict=True))
            if likely > 0:
                inside = {**boxes, without: 1.0} if without in boxes else boxes
                parts += [likely * _weight(each, inside) for each in sets]
        return math.fsum(parts)

    def alone(self, name: str) -> float:
        """How often one box is up, over all states of what it shares."""
        return math.fsum(math.prod(share if state else 1 - share for share, state in zip(self.ups, up, strict=True))
                         * boxes[name] for up, boxes in self.states)


def box_up(component: Component, chances: Chances, dead: set[str]) -> float:
    """The chance that a box serves a request while some zones (`zone:NAME`) are dark.

    >>> api = Component("api", "service", replicas=2, zone=["a", "b"])
    >>> round(box_up(api, Chances("99%", together=0), {"zone:a"}), 6)
    0.99
    """
    one = chances.of(component)
    if rented(component):
        return one
    alone, all_at_once = split(one, chances.together)
    size = machines_of(component)
    groups = component.replicas // size
    counts = [sum(f"zone:{component.zone_of(group * size + each)}" not in dead for each in range(size))
              for group in range(groups)]
    needed = chances.needed.get(component.name, 1)
    return all_at_once * math.fsum(enough(alive, needed, alone) for alive in counts) / groups


def _target(requirements: object) -> float | None:
    if requirements is None:
        return None
    if isinstance(requirements, str | int | float):
        return read.share(requirements, "target", example='"99.9%"')
    return as_targets(requirements).availability
