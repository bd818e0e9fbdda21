"""The designs among which the cheapest is looked for: counts of machines, pools, caches put in or taken out, zones."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from helpers.architecture import Architecture, Component
from helpers.architecture.cost import dollars
from helpers.architecture.purpose import bypassed
from helpers.errors import nearest, shorten
from helpers.reliability.chances import Chances
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.qualities import Measured, Qualities
from helpers.simulation import Workload

MOST_SHAPES = 64  # of caches and zones
MOST_TRIED = 20_000  # designs
FIXED = ("client", "external", "dns", "cdn")


@dataclass(frozen=True)
class Dial:
    """One thing that can be turned up: a field of a box, its values in rising order, and the one it has now."""

    box: str
    field: str
    values: tuple[int, ...]
    now: int | None

    def words(self, value: int) -> str:
        """The change to a value, in words."""
        noun = {"replicas": "machines", "copies": "copies of each shard", "shards": "shards",
                "servers": "servers in each machine"}[self.field]
        return f"{self.box}: {value} {noun}" + ("" if self.now is None else f" instead of {self.now}")


@dataclass(frozen=True)
class Shape:
    """A design before its dials are turned: which caches it has, and where its machines stand."""

    architecture: Architecture
    changes: tuple[str, ...]
    dials: tuple[Dial, ...]

    def turned(self, places: tuple[int, ...]) -> Architecture:
        """The design with each dial at a place among its values."""
        made = self.architecture
        by_box: dict[str, dict[str, int]] = {}
        for dial, place in zip(self.dials, places, strict=True):
            by_box.setdefault(dial.box, {})[dial.field] = dial.values[place]
        for name, fields in by_box.items():
            made = made.replace(name, _with(made[name], fields))
        return made

    def told(self, places: tuple[int, ...]) -> tuple[str, ...]:
        """What is changed, in words."""
        return (*self.changes, *(dial.words(dial.values[place]) for dial, place in zip(self.dials, places, strict=True)
                                 if dial.values[place] != dial.now))


def _with(box: Component, fields: dict[str, int]) -> Component:
    """A box with other counts; a box that only shares its servers keeps the time that one call takes."""
    counts = dict(fields)
    if "servers" in counts:
        counts["capacity"] = None  # type: ignore[assignment]  # follows from the servers
    if box.keeps_shards and {"copies", "shards"} & set(counts):
        counts.setdefault("shards", box.shards)
        counts.setdefault("copies", box.copies)
    return box.replace(**counts)


def shapes(made: Architecture, most: int | None, caches: bool, zones: Iterable[str] | None,
           pools: Mapping[str, Iterable[int]] | None, boxes: Iterable[str] | None) -> tuple[Shape, ...]:
    """All shapes with their dials. Raises `ReliabilityError` for what is not in the design, or too many shapes."""
    chosen = _chosen(made, boxes)
    bound = None if most is None else read.whole(most, "most", 1, 1_000, "8")
    wider = _pools(made, pools)
    names = made.all_zones if zones is None else tuple(read.choices(zones, "zones", made.all_zones)) if made.all_zones \
        else tuple(read.name(each, "zones") for each in read.listed(zones, "zones", 'a list of names: ["a", "b"]', 20))
    places = [0, *range(2, len(names) + 1)] if len(names) > 1 else [0]
    turns: list[list[tuple[str, str]]] = []
    if read.flag(caches, "caches"):
        turns = [[("", ""), ("out", box.name)] for box in made if box.caches and box.name in chosen]
        turns += [[("", ""), ("in", box.name)] for box in made if box.of.stores and box.durable
                  and box.name in chosen and not _cached(made, box.name)]
    if len(places) * 2 ** len(turns) > MOST_SHAPES:
        raise ReliabilityError(f"caches: {len(turns)} caches to put in or take out, and {len(places)} ways to stand in "
                               f"zones, are more than {MOST_SHAPES} shapes. Name fewer boxes.")
    found = []
    for many, *chosen_turns in product(places, *turns):
        drawn, told = made, list[str]()
        for turn, name in chosen_turns:
            if turn == "out":
                drawn, told = bypassed(drawn, name), [*told, f"{name}: taken out"]
            elif turn == "in":
                drawn, told = _with_cache(drawn, name), [*told, f"{name}_cache: a cache before {name}"]
        if many:
            spread = tuple(names[:many])
            for box in drawn:
                if box.kind not in ("client", "external") and not box.of.managed and box.zone != spread:
                    drawn = drawn.replace(box.name, box.replace(zone=spread))
            told = [*told, f"all boxes: machines in {', '.join(spread)}"]
            if drawn == made:
                continue
        found.append(Shape(drawn, tuple(told), _dials(drawn, made, chosen, bound, wider)))
    return tuple(found)


def _chosen(made: Architecture, boxes: Iterable[str] | None) -> tuple[str, ...]:
    if boxes is None:
        return made.names
    names = [boxes] if isinstance(boxes, str) else read.listed(boxes, "boxes", 'a list of names: ["api"]', 2_000)
    for each in names:
        if each not in made:
            raise ReliabilityError(f"boxes: there is no component {shorten(each)}."
                                   f"{nearest(_text(each), made.names)}")
    return tuple(names)


def _text(given: object) -> str:
    return given[:60] if isinstance(given, str) else ""


def _pools(made: Architecture, pools: Any) -> dict[str, tuple[int, ...]]:
    if pools is None:
        return {}
    if not isinstance(pools, Mapping):
        raise ReliabilityError(f'pools: {shorten(pools)} is not a mapping. Write {{"api": [16, 32]}}.')
    found = {}
    for name, sizes in pools.items():
        if name not in made or made[name].servers is None:
            raise ReliabilityError(f"pools: there is no pool {shorten(name)}.{nearest(_text(name), made.names)}")
        given = [read.whole(each, f"pools[{name}]", 1, 100_000, "16") for each in read.listed(
            sizes, f"pools[{name}]", "a list of sizes: [16, 32]", 50)]
        found[name] = tuple(sorted({*given, made[name].servers or 1}))
    return found


def _dials(drawn: Architecture, made: Architecture, chosen: tuple[str, ...], most: int | None,
           pools: dict[str, tuple[int, ...]]) -> tuple[Dial, ...]:
    found = []
    for box in drawn:
        if box.kind in FIXED or (box.name in made and box.name not in chosen):
            continue
        field = "copies" if box.keeps_shards and not box.caches else "replicas"
        if box.of.managed or (box.caches and box.shards > 1):
            field = "shards"
        now = getattr(box, field)
        top = max(1, most) if most is not None else max(2 * now, now + 3)
        found.append(Dial(box.name, field, tuple(range(1, top + 1)), now if box.name in made else None))
        if box.keeps_shards and not box.caches and box.of.spreads:
            found.append(Dial(box.name, "shards", tuple(sorted({1, 2, 4, box.shards, 2 * box.shards})), box.shards))
        if box.name in pools:
            found.append(Dial(box.name, "servers", pools[box.name], box.servers))
    return tuple(found)


def _cached(made: Architecture, store: str) -> bool:
    """Whether a cache stands before a store already, or beside it."""
    callers = {each.source for each in made.callers(store)}
    return any(box.caches and (box.name in callers or callers & {each.source for each in made.callers(box.name)})
               for box in made)


def _with_cache(made: Architecture, store: str) -> Architecture:
    """A cache beside a store, asked first by all who call the store and wait."""
    name = f"{store}_cache"
    callers = [each for each in made.callers(store) if each.style == "sync" and made[each.source].kind != "client"]
    if not callers or name in made:
        return made
    drawn = made.add(Component(name, "cache", stores=made[store].stores, zone=made[store].zone))
    for each in callers:
        drawn = drawn.connect(each.source, name, for_endpoints=each.for_endpoints)
    return drawn


class Search:
    """Looks for the cheapest design of several shapes that has all qualities; remembers what it has measured.

    More of anything never harms but the cost: so the least of each dial is found with all others turned up, and from
    there on designs are tried in the order of their cost. The first that meets everything is the cheapest.
    """

    def __init__(self, given: tuple[Shape, ...], workload: Workload, chances: Chances, n: int, seed: int):
        self.shapes, self.workload, self.chances, self.n, self.seed = given, workload, chances, n, seed
        self._measured: dict[tuple[int, tuple[int, ...]], Measured] = {}
        self.tried = 0

    def measured(self, number: int, places: tuple[int, ...]) -> Measured:
        """The figures of one design."""
        key = (number, places)
        if key not in self._measured:
            self._measured[key] = Measured(self.shapes[number].turned(places), self.workload, self.chances, self.n,
                                           self.seed)
        return self._measured[key]

    def every(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Every design there is: for those who want to look at all of them."""
        for number, shape in enumerate(self.shapes):
            for places in product(*(range(len(dial.values)) for dial in shape.dials)):
                yield number, places

    def cheapest(self, wanted: Qualities) -> tuple[int, tuple[int, ...]] | None:
        """The cheapest that meets all, of equally cheap ones that with the fewest changes; None where none does."""
        best: tuple[float, int, int, tuple[int, ...]] | None = None
        for number in range(len(self.shapes)):
            found = self._cheapest_of(number, wanted, None if best is None else best[0])
            if found is not None and (best is None or found < best[:2]):
                places = found[2]
                best = (found[0], found[1], number, places)
        return None if best is None else best[2:]

    def _cheapest_of(self, number: int, wanted: Qualities, below: float | None):
        shape = self.shapes[number]
        top = tuple(len(dial.values) - 1 for dial in shape.dials)
        free = wanted.only(name for name in wanted.asked if name != "cost")
        if not self.measured(number, top).meets(free):
            return None
        least = tuple(self._least(number, place, top, free) for place in range(len(top)))
        limit = min(each for each in (wanted.cost, below, float("inf")) if each is not None) * (1 + 1e-9)
        waiting = [(self._cost(number, least), len(shape.told(least)), least)]
        seen, best = {least}, None
        while waiting:
            cost, changes, places = heapq.heappop(waiting)
            if cost > limit or (best is not None and cost > best[0] * (1 + 1e-9)):
                break
            self.tried += 1
            if self.tried > MOST_TRIED:
                raise ReliabilityError(f"most: after {MOST_TRIED:,} designs the search has not ended. Name fewer "
                                       "boxes, or give a smaller most.")
            if (best is None or changes < best[1]) and self.measured(number, places).meets(free):
                best = (cost, changes, places)
            for place in range(len(places)):
                after = (*places[:place], places[place] + 1, *places[place + 1:])
                if after[place] <= top[place] and after not in seen:
                    seen.add(after)
                    heapq.heappush(waiting, (self._cost(number, after), len(shape.told(after)), after))
        return best

    def _cost(self, number: int, places: tuple[int, ...]) -> float:
        return float(dollars(self.shapes[number].turned(places)))

    def _least(self, number: int, place: int, top: tuple[int, ...], wanted: Qualities) -> int:
        low, high = 0, top[place]
        while low < high:
            middle = (low + high) // 2
            if self.measured(number, (*top[:place], middle, *top[place + 1:])).meets(wanted):
                high = middle
            else:
                low = middle + 1
        return low
