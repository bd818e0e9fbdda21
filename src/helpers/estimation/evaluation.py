"""How entries become numbers: the order in which they follow each other, their dimensions, their values."""

from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

import numpy

from helpers.errors import nearest, shorten
from helpers.estimation import sampling
from helpers.estimation.errors import EstimateError, UnknownEntryError
from helpers.estimation.formulas import Dimension, describe
from helpers.estimation.parts import Assumption, Derived, base_of

Entries = Mapping[str, Assumption | Derived]


def order(entries: Entries, only: str | None, why_missing: Callable[[str], str]) -> list[str]:
    """Names in an order in which each follows what it needs; only what `only` needs, when given.

    Raises `EstimateError` for a cycle, `UnknownEntryError` for a name that nothing gives.
    """
    needed = list(entries) if only is None else [only]
    graph: dict[str, frozenset[str]] = {}
    while needed:
        name = needed.pop()
        if name in graph:
            continue
        entry = entries[name]
        graph[name] = entry.formula.names if isinstance(entry, Derived) else frozenset()
        for each in sorted(graph[name]):
            if each not in entries:
                mend = why_missing(each) or f"{nearest(each, entries)} Add it with assume() or derive()."
                raise UnknownEntryError(f"{name} uses {each!r}, which nothing gives yet.{mend}")
            needed.append(each)
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise EstimateError(
            f"these entries need each other in a circle: {' -> '.join(reversed(error.args[1]))}. "
            "State one of them as an assumption."
        ) from None


def dimensions(entries: Entries, names: Sequence[str]) -> dict[str, Dimension]:
    """The dimension of each of these, which stand in order. Raises `EstimateError` where units do not fit."""
    found: dict[str, Dimension] = {}
    for name in names:
        entry = entries[name]
        if isinstance(entry, Assumption):
            found[name] = base_of(entry.unit)[1]
            continue
        try:
            found[name] = entry.formula.dimension(found)
        except EstimateError as error:
            raise EstimateError(f"{name}: {error}") from None
        if entry.unit is not None and base_of(entry.unit)[1] != found[name]:
            wanted = base_of(entry.unit)[1]
            raise EstimateError(
                f"{name}: its formula {shorten(entry.formula.text)} gives {describe(found[name])}, and "
                f"{entry.unit!r} is {describe(wanted)}.{sampling.missing_factor(found[name], wanted)}"
            )
    return found


def in_base_units(entries: Entries, names: Sequence[str], values: Mapping) -> dict:
    """The value of each of these, in base units, from the assumptions' values (numbers or arrays, in their own units).

    Raises `EstimateError` where a formula has no finite value.
    """
    base: dict = {}
    with numpy.errstate(all="ignore"):
        for name in names:
            entry = entries[name]
            if isinstance(entry, Assumption):
                if name not in values:
                    raise EstimateError(f"values: the number of {name} is missing. Give one for each assumption.")
                base[name] = numpy.asarray(values[name], dtype=float)[()] * base_of(entry.unit)[0]
                if not numpy.isfinite(base[name]).all():
                    raise EstimateError(f"{name}: some values are too large to compute with. Narrow its range.")
                continue
            try:
                base[name] = entry.formula.value(base)
            except FloatingPointError:
                raise sampling.no_finite_value(name, entry, base) from None
    return base
