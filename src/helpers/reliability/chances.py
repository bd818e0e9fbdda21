"""How often each part of a design is up: a machine, a zone, what is rented, and what several boxes share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.architecture import Architecture, Component
from helpers.errors import nearest, shorten
from helpers.inputs import changed
from helpers.reliability.agreements import agreement
from helpers.reliability.errors import ReliabilityError, read, values_of

if TYPE_CHECKING:
    from pandas import DataFrame

ASSUMED = "assumption"
MACHINE, ZONE, TOGETHER = agreement("EC2 instance").availability, 0.9995, 0.1
# What is rented is one thing with one promise, however many machines stand behind it.
RENTED: dict[str, tuple[float, str]] = {
    "key_value": (agreement("DynamoDB").availability, "DynamoDB's agreement, 2023"),
    "blob": (agreement("S3").availability, "S3's agreement, 2023"),
    "cdn": (agreement("CloudFront").availability, "CloudFront's agreement, 2023"),
    "dns": (0.9999, f"{ASSUMED}: Route 53's agreement (2023) promises 100%, which is a refund and no measurement"),
    "external": (0.999, ASSUMED),
}


@dataclass(frozen=True)
class SharedCause:
    """What several boxes or zones depend on together, such as a network, a login service or one deploy for all.

    Parameters
    ----------
    name : str
        What a table calls it.
    availability : float or str
        The share of the time in which it does not fail.
    takes : tuple of str
        Names of boxes, and of zones as "zone:a", that are down while it is down.

    Raises
    ------
    ReliabilityError
        For a share that is none, and where it takes nothing.

    >>> SharedCause("login", "99.9%", takes=["api", "zone:a"]).takes
    ('api', 'zone:a')
    """

    name: str
    availability: float
    takes: tuple[str, ...]

    def __post_init__(self):
        object.__setattr__(self, "name", read.name(self.name, "cause"))
        object.__setattr__(self, "availability", read.share(self.availability, f"{self.name}.availability",
                                                            example='"99.9%"'))
        given = [self.takes] if isinstance(self.takes, str) else read.listed(
            self.takes, f"{self.name}.takes", 'a list of names such as ["api"]', 2_000)
        if not given:
            raise ReliabilityError(f'{self.name}.takes: the list is empty. Name boxes, and zones as "zone:a".')
        object.__setattr__(self, "takes", tuple(dict.fromkeys(read.name(each, f"{self.name}.takes")
                                                              for each in given)))

    def replace(self, **changes: Any) -> SharedCause:
        """The same cause with some fields changed."""
        return changed(self, changes, "cause", ReliabilityError)


@dataclass(frozen=True)
class Chances:
    """The share of the time in which each part of a design is up; what is not said is assumed, and `table()` tells it.

    Parameters
    ----------
    machine : float or str
        Of one machine: 99.5%, as EC2 promises for a single instance (2023), unless given.
    zone : float or str
        Of a zone with all that stands in it; 99.95% is an assumption.
    together : float or str
        The share of a machine's failures that takes all machines of its box at once, such as a bad deploy; 10% is at
        the upper end of what IEC 61508-6 works with.
    boxes : mapping of str to float or str
        Of one machine of a box, or of a rented box as a whole, by its name.
    needed : mapping of str to int
        How many machines of a box (of a store: copies of each shard) must be up; 1 unless given.
    causes : tuple of SharedCause
        What several boxes depend on together.

    Raises
    ------
    ReliabilityError
        For what cannot be read.

    >>> Chances(machine="99%", boxes={"store": "99.9%"}).boxes
    {'store': 0.999}
    """

    machine: float = MACHINE
    zone: float = ZONE
    together: float = TOGETHER
    boxes: Mapping[str, float] = field(default_factory=dict, hash=False)
    needed: Mapping[str, int] = field(default_factory=dict, hash=False)
    causes: tuple[SharedCause, ...] = ()

    def __post_init__(self):
        for name in ("machine", "zone", "together"):
            object.__setattr__(self, name, read.share(getattr(self, name), name, example='"99.9%"'))
        object.__setattr__(self, "boxes", {name: read.share(value, f"boxes.{name}", example='"99.9%"')
                                           for name, value in _pairs(self.boxes, "boxes").items()})
        object.__setattr__(self, "needed", {name: read.whole(value, f"needed.{name}", 1, 100_000)
                                            for name, value in _pairs(self.needed, "needed").items()})
        given = values_of(self.causes, SharedCause, "causes", '[SharedCause("login", "99.9%", takes=["api"])]', 8)
        names = [each.name for each in given]
        if len(set(names)) < len(names):
            raise ReliabilityError("causes: a name stands there twice. Rename one of them.")
        object.__setattr__(self, "causes", given)

    def replace(self, **changes: Any) -> Chances:
        """The same chances with some fields changed."""
        return changed(self, changes, "chances", ReliabilityError)

    def fits(self, architecture: Architecture) -> None:
        """Nothing, where every name is one of the design's. Raises `ReliabilityError` with the nearest names."""
        zones = [f"zone:{each}" for each in architecture.all_zones]
        for name, where, known in (
                *((name, "boxes", architecture.names) for name in self.boxes),
                *((name, "needed", architecture.names) for name in self.needed),
                *((name, f"{each.name}.takes", (*architecture.names, *zones))
                  for each in self.causes for name in each.takes)):
            if name not in known:
                raise ReliabilityError(f"{where}: the design has no {shorten(name)}.{nearest(name, known)}")
        for name, count in self.needed.items():
            most = machines_of(architecture[name])
            if count > most:
                raise ReliabilityError(f"needed.{name}: {count} are needed, and there are {most}. "
                                       "Add machines to the design, or ask for fewer.")

    def of(self, component: Component) -> float:
        """The share for one machine of a box, or for a rented box as a whole."""
        if component.name in self.boxes:
            return self.boxes[component.name]
        return RENTED[component.kind][0] if rented(component) else self.machine

    def table(self, architecture: Architecture) -> DataFrame:
        """For each box: how often a machine (or what is rented) is up, and who says so."""
        from helpers.reliability.budget import availability_text
        from helpers.tables import pandas

        self.fits(architecture)
        boxes = [each for each in architecture if each.kind != "client"]
        rows = [{"of": "the service as a whole" if rented(each) else "one machine", "up": availability_text(
            self.of(each)), "source": self._source(each)} for each in boxes]
        return pandas.DataFrame(rows, index=pandas.Index([each.name for each in boxes], name="box"))

    def _source(self, component: Component) -> str:
        if component.name in self.boxes:
            return "given"
        if rented(component):
            return RENTED[component.kind][1]
        return "EC2's agreement for a single instance, 2023" if self.machine == MACHINE else "given"


def rented(component: Component) -> bool:
    """Whether somebody else runs it, so that it has one availability and stands in none of the zones."""
    return component.kind in RENTED


def machines_of(component: Component) -> int:
    """The machines that stand for each other: all of a box, the copies of a shard of a store; one of what is rented."""
    return 1 if rented(component) else component.copies if component.keeps_shards and not component.caches \
        else component.replicas


def _pairs(value: object, field: str) -> dict:
    if not isinstance(value, Mapping) or any(not isinstance(each, str) for each in value):
        raise ReliabilityError(f'{field}: {shorten(value)} does not say something by name. Write {{"api": ...}}.')
    return dict(value)
