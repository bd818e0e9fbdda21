"""An architecture: boxes and arrows as one value that can be changed, checked, drawn and, later, run.

Each question that it answers is worked out by a module of its own, imported when it is first asked; those modules know
this one by its type alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpers.architecture import fields as read
from helpers.architecture.errors import ArchitectureError, UnknownComponentError
from helpers.architecture.part_lookup import PartLookup
from helpers.architecture.parts import MOST_COMPONENTS, MOST_CONNECTIONS, Component, Connection
from helpers.errors import nearest, shorten
from helpers.inputs import entries_of

if TYPE_CHECKING:
    from pandas import DataFrame
    from pint import Quantity

    from helpers.architecture.failures import SinglePoint
    from helpers.architecture.flows import FlowsLike, RateLike
    from helpers.architecture.layout import Layout
    from helpers.architecture.load import Loads
    from helpers.architecture.routing import Path
    from helpers.cases import Flow
    from helpers.findings import Findings



@dataclass(frozen=True, eq=False)
class Architecture(PartLookup):
    """Components, and connections between them; every change gives a new architecture.

    Two architectures are equal when they have the same parts, in whatever order.

    Parameters
    ----------
    name
        What is drawn, as a title.
    components
        The boxes, at most 2,000, each with a name of its own.
    connections
        The arrows between them.
    zones
        The places where replicas can stand (see `all_zones`).
    large_entities
        Entities too big for a database row, such as photos.

    Raises
    ------
    ArchitectureError
        For doubled names, arrows to nowhere, and too many boxes.

    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service"))
    >>> links = links.add(Component("store", "sql", stores="link")).connect("client", "api").connect("api", "store")
    >>> links.names, [str(each) for each in links.callees("api")]
    (('client', 'api', 'store'), ['api -> store'])
    >>> links.replace("api", replicas=3)["api"].replicas, links["api"].replicas
    (3, 1)
    """

    name: str = "Architecture"
    components: tuple[Component, ...] = ()
    connections: tuple[Connection, ...] = ()
    zones: tuple[str, ...] = ()
    large_entities: tuple[str, ...] = ()

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        put("name", read.text_of(self.name, "name", "Architecture"))
        put("components", _listed(self.components, Component, "components", MOST_COMPONENTS))
        put("connections", _listed(self.connections, Connection, "connections", MOST_CONNECTIONS))
        put("zones", read.words_of(self.zones, "zones"))
        put("large_entities", tuple(sorted(read.words_of(self.large_entities, "large_entities"))))
        seen: set = set()
        for each in self.components:
            if each.name in seen:
                raise ArchitectureError(f"components: the name {each.name!r} stands there twice. Rename one of them.")
            seen.add(each.name)
        keys: set = set()
        for link in self.connections:
            for end in (link.source, link.target):
                if end not in seen:
                    raise UnknownComponentError(f"connections: {link} needs a component {end!r}, which is not there."
                                                f"{nearest(end, seen)}")
            if link.key in keys:
                raise ArchitectureError(f"connections: {link} stands there twice. Keep one, and name all its endpoints "
                                        "in for_endpoints.")
            keys.add(link.key)

    @cached_property
    def _cache(self) -> dict:
        """What was worked out about this value once, by other modules of this room."""
        return {}

    # --- changing -----------------------------------------------------------------------------------------------------

    def add(self, *parts: Component | Connection | Iterable[Component | Connection]) -> Architecture:
        """The architecture with more components or connections (several, or lists of them)."""
        flat = [each for part in parts for each in (part if isinstance(part, list | tuple) else [part])]
        for each in flat:
            if not isinstance(each, Component | Connection):
                raise ArchitectureError(f"add: {shorten(each)} is neither a Component nor a Connection.")
        return replace(self, components=(*self.components, *(each for each in flat if isinstance(each, Component))),
                       connections=(*self.connections, *(each for each in flat if isinstance(each, Connection))))

    def remove(self, *names: str) -> Architecture:
        """The architecture without these components and all that was connected to them."""
        gone = {self.component(name).name for name in names}
        return replace(self, components=tuple(each for each in self.components if each.name not in gone),
                       connections=tuple(each for each in self.connections
                                         if each.source not in gone and each.target not in gone))

    def replace(self, name: str, component: Component | None = None, /, **changes: Any) -> Architecture:
        """The architecture with one component changed, or another put in its place; arrows follow a new name."""
        old = self.component(name)
        if component is not None and not isinstance(component, Component):
            raise ArchitectureError(f"replace: {shorten(component)} is not a Component. Write replace({name!r}, "
                                    "replicas=3), or give a Component.")
        new = (component or old).replace(**changes) if changes else component or old
        if new.name != name and new.name in self:
            raise ArchitectureError(f"replace: the name {new.name!r} stands there twice then. Choose another.")

        def moved(each: Connection) -> Connection:
            ends = {end: new.name for end in ("source", "target") if getattr(each, end) == name}
            return each.replace(**ends) if ends and new.name != name else each

        return replace(self, components=tuple(new if each.name == name else each for each in self.components),
                       connections=tuple(moved(each) for each in self.connections))

    def rename(self, old: str, new: str) -> Architecture:
        """The architecture with one component called otherwise."""
        return self.replace(old, name=new)

    def connect(self, source: str, target: str, style: str = "sync", **details: Any) -> Architecture:
        """The architecture with one more connection (see `Connection` for the details)."""
        return self.add(Connection(source, target, style, **details))

    def disconnect(self, source: str, target: str, style: str | None = None) -> Architecture:
        """The architecture without the connections from one component to another, of a style or of all."""
        gone = [each for each in self.callees(source)
                if each.target == self.component(target).name and style in (None, each.style)]
        if not gone:
            raise ArchitectureError(f"disconnect: nothing leads from {source} to {target}"
                                    f"{f' by {style}' if style else ''}.")
        return replace(self, connections=tuple(each for each in self.connections if each not in gone))

    def with_(self, **changes: Any) -> Architecture:
        """The architecture with another name, zones or large entities."""
        unknown = set(changes) - {"name", "zones", "large_entities"}
        if unknown:
            raise ArchitectureError(f"with_: there is no field {shorten(min(unknown))}. "
                                    "Known: large_entities, name, zones.")
        return replace(self, **changes)

    # --- asking; `flows` is a Case, its name, or a list of flows (see `as_flows`) -------------------------------------

    def paths(self, endpoint: str | Flow | Mapping, flows: FlowsLike = None) -> tuple[Path, ...]:
        """The ways that an endpoint (a `Flow`, or its name) takes to the stores of its entities: a tuple of `Path`."""
        from helpers.architecture.routing import paths

        return paths(self, endpoint, flows)

    def load(self, flows: FlowsLike, rate: RateLike) -> Loads:
        """Arrivals, utilisation and replicas needed, by component: `Loads`. `rate`: an Estimate, or "20 K/s"."""
        from helpers.architecture.load import load

        return load(self, flows, rate)

    def single_points_of_failure(self, flows: FlowsLike = None,
                                 of: str | Iterable[str] = ("component", "zone")) -> tuple[SinglePoint, ...]:
        """What alone takes an endpoint down: a tuple of `SinglePoint`, those that take down most first."""
        from helpers.architecture.failures import single_points_of_failure

        return single_points_of_failure(self, flows, of)

    def survives(self, flows: FlowsLike, lost: Iterable = ()) -> frozenset[str]:
        """The endpoints that still work without these components, zones (`zone:a`) and connections: a frozenset."""
        from helpers.architecture.failures import survives

        return survives(self, flows, lost)

    def without_zone(self, zone: str) -> Architecture:
        """What is left when a zone is dark: an `Architecture` with fewer machines."""
        from helpers.architecture.purpose import without_zone

        return without_zone(self, zone)

    def superfluous(self, flows: FlowsLike, rate: RateLike) -> tuple[str, ...]:
        """The boxes that earn nothing: taken out and their neighbours joined, nothing is worse. A tuple of names."""
        from helpers.architecture.purpose import superfluous

        return superfluous(self, flows, rate)

    def check(self, flows: FlowsLike = None, estimate: RateLike | None = None,
              requirements: object = None) -> Findings:
        """What could be better, as `Findings`: an estimate adds load and capacity, requirements add targets."""
        from helpers.architecture.check import check

        return check(self, flows, estimate, requirements)

    def layout(self, **sizes: float) -> Layout:
        """Where to draw each box: a `Layout`, the same every time."""
        from helpers.architecture.layout import layout

        return layout(self, **sizes)

    def monthly_cost(self, loads: Loads | None = None) -> Quantity:
        """What the design costs, in $ a month, as a quantity; with `loads`, paid requests too."""
        from helpers.architecture.cost import monthly_cost

        return monthly_cost(self, loads)

    def cost_table(self, loads: Loads | None = None) -> DataFrame:
        """What each component costs a month, as a DataFrame."""
        from helpers.architecture.cost import cost_table

        return cost_table(self, loads)

    def table(self) -> DataFrame:
        """The components as a DataFrame: kind, replicas, capacity, zones, what each keeps."""
        from helpers.architecture.text import table

        return table(self)

    def paths_table(self, flows: FlowsLike, requirements: object = None) -> DataFrame:
        """The ways of all endpoints as a DataFrame: who answers, the floor of the latency, what was asked for."""
        from helpers.architecture.paths_table import paths_table

        return paths_table(self, flows, requirements)

    def mermaid(self, details: bool = True) -> str:
        """The diagram in mermaid; with `details`, comments keep what a picture cannot, and it reads back equal."""
        from helpers.architecture.mermaid import to_mermaid

        return to_mermaid(self, details)

    def structurizr(self) -> str:
        """The diagram in the Structurizr DSL, a C4 container view."""
        from helpers.architecture.text import structurizr

        return structurizr(self)

    def to_code(self, variable: str = "design") -> str:
        """Python code that makes this architecture, to copy into a cell."""
        from helpers.architecture.text import to_code

        return to_code(self, variable)

    def to_dict(self, full: bool = False) -> dict:
        """Plain data for YAML or JSON; `from_dict` reads it back. With `full`, defaults of the kinds too."""
        from helpers.architecture.serialization import to_dict

        return to_dict(self, full)

    @classmethod
    def from_dict(cls, data: object) -> Architecture:
        """The architecture that `to_dict` wrote. Raises `ArchitectureError` naming the part and the mend."""
        from helpers.architecture.serialization import from_dict

        return from_dict(cls, data)

    @classmethod
    def read(cls, data: object) -> tuple[Architecture, Findings]:
        """The sound part of untrusted data, with findings on the rest: (architecture, Findings); never raises."""
        from helpers.architecture.serialization import read_dict

        return read_dict(cls, data)

    @classmethod
    def from_mermaid(cls, text: str) -> Architecture:
        """The architecture that a mermaid flowchart draws. Raises `ArchitectureError` naming the line."""
        from helpers.architecture.mermaid_reader import from_mermaid

        return from_mermaid(cls, text)

    @classmethod
    def read_mermaid(cls, text: str) -> tuple[Architecture, Findings]:
        """What can be read of a mermaid flowchart, with findings by line: (architecture, Findings); never raises."""
        from helpers.architecture.mermaid_reader import read_mermaid

        return read_mermaid(cls, text)

    # --- comparing and showing ----------------------------------------------------------------------------------------

    @cached_property
    def _parts(self) -> tuple:
        return (self.name, frozenset(self.components), frozenset(self.connections), frozenset(self.zones),
                self.large_entities)

    def __eq__(self, other) -> bool:
        return isinstance(other, Architecture) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    def __repr__(self) -> str:
        return f"<Architecture {self.name!r}: {len(self.components)} boxes, {len(self.connections)} connections>"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        from helpers.architecture.mermaid import spoken_picture

        return {"text/plain": repr(self), "text/vnd.mermaid": spoken_picture(self)}


def _listed(given, made: type, field: str, most: int) -> tuple:
    entries = None if isinstance(given, made | Mapping) else entries_of(given)
    if entries is None:
        raise ArchitectureError(f"{field}: {shorten(given)} is not a list of {made.__name__} values. "
                                "Put it in brackets.")
    given = tuple(entries)
    if len(given) > most:
        raise ArchitectureError(f"{field}: {len(given):,} are too many; a design holds at most {most:,}. "
                                "Draw groups of machines as one box with replicas.")
    for each in given:
        if not isinstance(each, made):
            raise ArchitectureError(f"{field}: {shorten(each)} is a {type(each).__name__}, not a {made.__name__}.")
    return given
