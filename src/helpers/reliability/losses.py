"""What can be lost of a design: a replica, a whole box, a zone, a connection, or a pair, and what that does."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from helpers.architecture import Architecture, Component, Endpoint
from helpers.architecture.failures import works
from helpers.errors import nearest, shorten
from helpers.reliability.errors import ReliabilityError, read
from helpers.simulation import Fault

KINDS_OF_LOSS = ("replica", "component", "zone", "connection")
MOST_LOSSES = 500
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Loss:
    """What is lost in one failure.

    Parameters
    ----------
    what : str
        "replica" (one machine of several), "component" (all its machines), "zone", "connection" or "pair".
    name : str
        How it is called: "api", "api #2" (the second machine), "zone a", "api -> db".
    of : tuple of str
        The component, zone or connection key that it is; of a pair the names of both.
    machines : tuple of (str, int)
        Components and the numbers, from 0, of their machines that are lost.
    connections : tuple of (str, str, str)
        The keys of lost connections.
    alike : int
        How many such losses this one stands for: machines of one box that stand alike.
    """

    what: str
    name: str
    of: tuple[str, ...]
    machines: tuple[tuple[str, int], ...] = ()
    connections: tuple[Key, ...] = ()
    alike: int = 1

    def faults(self, at: float, length: float | None = None, detect: float = 0.0) -> tuple[Fault, ...]:
        """The faults that do this to a run, from `at` on, for `length` seconds, known after `detect` seconds."""
        found = [Fault("crash", name, at, length, many, detect=detect, first=first)
                 for name, first, many in self._runs]
        return (*found, *(Fault("link", f"{source} -> {target} by {style}", at, length, detect=detect)
                          for source, target, style in self.connections))

    @cached_property
    def _runs(self) -> tuple[tuple[str, int, int], ...]:
        """The machines as stretches: component, the first, how many."""
        found: list[tuple[str, int, int]] = []
        for name, number in sorted(self.machines):
            if found and found[-1][0] == name and found[-1][1] + found[-1][2] == number:
                found[-1] = (name, found[-1][1], found[-1][2] + 1)
            else:
                found.append((name, number, 1))
        return tuple(found)

    def shares_gone(self, architecture: Architecture) -> dict[str, float]:
        """By component, the share of its data (without data: of itself) that no machine is left for; none is left out.

        >>> from helpers.architecture import Component
        >>> shop = Architecture("Shop").add(Component("store", "wide_column", shards=4, copies=1))
        >>> losses(shop, of="replica")[0].shares_gone(shop)
        {'store': 0.25}
        """
        lost: dict[str, set[int]] = {}
        for name, number in self.machines:
            lost.setdefault(name, set()).add(number)
        found = {name: _share_gone(architecture[name], numbers) for name, numbers in lost.items()}
        return {name: share for name, share in found.items() if share > 0}

    def takes_down(self, architecture: Architecture, working: Iterable[Endpoint]) -> tuple[tuple[str, ...], float]:
        """The endpoints that cannot be done any more, of those that could, and for which share of the data."""
        shares = self.shares_gone(architecture)
        gone = frozenset(shares) | frozenset(self.connections)
        down = tuple(each.name for each in working if not works(architecture, each, gone))
        if not down:
            return (), 0.0
        whole = frozenset(name for name, share in shares.items() if share == 1) | frozenset(self.connections)
        if any(not works(architecture, each, whole) for each in working):
            return down, 1.0
        return down, max(share for share in shares.values() if share < 1)


def _share_gone(box: Component, numbers: set[int]) -> float:
    if box.caches:
        return float(len(numbers) == box.replicas)
    size = box.lanes_of_shard
    return sum(all(shard * size + copy in numbers for copy in range(size)) for shard in range(box.shards)) / box.shards


def losses(architecture: Architecture, of: str | Iterable[str] = KINDS_OF_LOSS, pairs: Iterable = (),
           by_key: bool = False) -> tuple[Loss, ...]:
    """All that can be lost alone, and the given pairs.

    Parameters
    ----------
    architecture : Architecture
        The design.
    of : str or list of str
        "replica", "component", "zone", "connection". A box of one machine is a component only. Machines of rented
        boxes, which their provider replaces, are not lost one by one.
    pairs : list of (str, str)
        Names of what is lost together: "api", "api #2", "zone a", "api -> db".
    by_key : bool
        Whether the shards of a store are told from each other, as they must be where some keys are hot.

    Raises
    ------
    ReliabilityError
        For an unknown kind or name, or more than 500 losses.
    """
    wanted = read.choices(of, "of", KINDS_OF_LOSS)
    _drawn(architecture)
    found: list[Loss] = []
    for box in architecture:
        if box.kind == "client":
            continue
        if "component" in wanted or ("replica" in wanted and box.replicas == 1 and not box.of.managed):
            found.append(_whole(box))
        if "replica" in wanted and box.replicas > 1 and not box.of.managed:
            found += _machines(box, by_key)
    if "zone" in wanted:
        found += [loss for loss in (_zone(architecture, zone) for zone in architecture.all_zones) if loss.machines]
    if "connection" in wanted:
        found += [Loss("connection", str(each), each.key, connections=(each.key,)) for each in architecture.connections]
    given = read.listed(pairs, "pairs", 'a list of pairs: [("api", "zone a")]', MOST_LOSSES)
    found += [_pair(architecture, each) for each in given]
    if not found:
        raise ReliabilityError("of: nothing of this design can be lost in that way. Choose from "
                               f"{', '.join(KINDS_OF_LOSS)}.")
    if len(found) > MOST_LOSSES:
        raise ReliabilityError(f"of: {len(found):,} losses are too many; a sweep tries up to {MOST_LOSSES}. Leave some "
                               f"kinds out: of={wanted[:1]!r}.")
    return tuple(found)


def loss_named(architecture: Architecture, name: object) -> Loss:
    """The loss of that name: "api" (all its machines), "api #2", "zone a" or "zone:a", "api -> db".

    Raises
    ------
    ReliabilityError
        With the nearest names.
    """
    _drawn(architecture)
    text = name.strip() if isinstance(name, str) else ""
    if ">" in text:
        where, _, style = text.replace("~>", "->").partition(" by ")
        ends = [each.strip() for each in where.split("->")]
        found = [each for each in architecture.connections
                 if [each.source, each.target] == ends and style.strip() in ("", each.style)]
        if not found:
            known = sorted(f"{each.source} -> {each.target}" for each in architecture.connections)
            raise ReliabilityError(f"lost: there is no connection {shorten(name)}.{nearest(text[:80], known)}")
        return Loss("connection", str(found[0]), found[0].key, connections=tuple(each.key for each in found))
    lower = text.lower()
    if lower.startswith(("zone ", "zone:")) and text not in architecture:
        zone = text[5:].strip()
        if zone not in architecture.all_zones:
            raise ReliabilityError(f"lost: there is no zone {shorten(zone)}."
                                   f"{nearest(zone[:60], architecture.all_zones) or ' The design names no zones.'}")
        return _zone(architecture, zone)
    box_name, sign, number = (each.strip() for each in text.partition("#"))
    if box_name not in architecture:
        if text in architecture.all_zones:
            return _zone(architecture, text)
        known = [*architecture.names, *(f"zone {each}" for each in architecture.all_zones)]
        raise ReliabilityError(f"lost: there is nothing called {shorten(name)} in the design."
                               f"{nearest(text[:60], known)}")
    box = architecture[box_name]
    if box.kind == "client":
        raise ReliabilityError(f"lost: {box_name} is a client; clients are not lost here. Name a box of the system.")
    if not sign:
        return _whole(box)
    if not number.isdecimal() or not 1 <= int(number) <= box.replicas:
        raise ReliabilityError(f"lost: {box_name} has {box.replicas} machines, #1 to #{box.replicas}; "
                               f"{shorten(name)} is none of them.")
    return _machine(box, int(number) - 1, 1)


def _drawn(architecture: object) -> None:
    if not isinstance(architecture, Architecture):
        raise ReliabilityError(f"architecture: {shorten(architecture)} is not an Architecture.")


def _whole(box: Component) -> Loss:
    return Loss("component", box.name, (box.name,), tuple((box.name, each) for each in range(box.replicas)))


def _machine(box: Component, number: int, alike: int) -> Loss:
    return Loss("replica", f"{box.name} #{number + 1}", (box.name,), ((box.name, number),), (), alike)


def _machines(box: Component, by_key: bool) -> list[Loss]:
    """A machine of each sort: those in one zone are alike, and of a store those with the same place among copies."""
    size = box.lanes_of_shard
    sorts: dict[tuple, list[int]] = {}
    for number in range(box.replicas):
        shard, copy = divmod(number, size)
        sort: tuple = (box.zone_of(number),)
        if box.of.stores:
            mates = tuple(box.zone_of(shard * size + each) for each in range(size))
            sort = (copy == 0, mates[copy], tuple(sorted(map(str, mates))), shard if by_key else 0)
        sorts.setdefault(sort, []).append(number)
    return [_machine(box, numbers[0], len(numbers)) for numbers in sorts.values()]


def _zone(architecture: Architecture, zone: str) -> Loss:
    machines = tuple((box.name, number) for box in architecture if box.kind != "client" and not box.of.managed
                     for number in range(box.replicas) if box.zone_of(number) == zone)
    return Loss("zone", f"zone {zone}", (zone,), machines)


def _pair(architecture: Architecture, given: object) -> Loss:
    names = given.split(" and ") if isinstance(given, str) else given
    if not isinstance(names, list | tuple) or len(names) != 2:
        raise ReliabilityError(f'pairs: {shorten(given)} is not a pair. Write ("api", "zone a").')
    one, other = (loss_named(architecture, each) for each in names)
    return Loss("pair", f"{one.name} and {other.name}", (one.name, other.name),
                tuple(dict.fromkeys(itertools.chain(one.machines, other.machines))),
                tuple(dict.fromkeys(itertools.chain(one.connections, other.connections))))
