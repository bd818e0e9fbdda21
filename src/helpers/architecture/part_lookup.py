"""The boxes and arrows of an architecture by name: what every question about it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from helpers.architecture.errors import ArchitectureError, UnknownComponentError
from helpers.architecture.kinds import find_kind
from helpers.architecture.parts import Component, Connection
from helpers.errors import nearest, shorten

# Time on the wire, there and back: one region (napkin-math, March 2026); to a client: an assumption, same country.
REGION_SECONDS, CLIENT_SECONDS = 0.00025, 0.020


class PartLookup:
    """The part of an `Architecture` that finds its components and connections."""

    name: str
    components: tuple[Component, ...]
    connections: tuple[Connection, ...]
    zones: tuple[str, ...]

    @cached_property
    def _by_name(self) -> dict[str, Component]:
        return {each.name: each for each in self.components}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the components, in their order."""
        return tuple(self._by_name)

    def component(self, name: str) -> Component:
        """The component of that name. Raises `UnknownComponentError` with the nearest names."""
        if not isinstance(name, str) or name not in self._by_name:
            raise UnknownComponentError(f"{self.name} has no component {shorten(name)}."
                                        f"{nearest(name, self._by_name)}")
        return self._by_name[name]

    __getitem__ = component

    def __contains__(self, name) -> bool:
        return isinstance(name, str) and name in self._by_name

    def __len__(self) -> int:
        return len(self.components)

    def __iter__(self) -> Iterator[Component]:
        return iter(self.components)

    def of_kind(self, *kinds: str) -> tuple[Component, ...]:
        """The components of these kinds, in their order."""
        wanted = {find_kind(kind).name for kind in kinds}
        return tuple(each for each in self.components if each.kind in wanted)

    @cached_property
    def _out(self) -> dict[str, tuple[Connection, ...]]:
        return _grouped(self.connections, self._by_name, "source")

    @cached_property
    def _in(self) -> dict[str, tuple[Connection, ...]]:
        return _grouped(self.connections, self._by_name, "target")

    def callees(self, name: str) -> tuple[Connection, ...]:
        """The connections that leave a component."""
        return self._out[self.component(name).name]

    def callers(self, name: str) -> tuple[Connection, ...]:
        """The connections that arrive at a component."""
        return self._in[self.component(name).name]

    def connection(self, source: str, target: str, style: str | None = None) -> Connection:
        """The connection between two components, of a style when several join them. Raises `ArchitectureError`."""
        found = [each for each in self.callees(source)
                 if each.target == self.component(target).name and style in (None, each.style)]
        if len(found) != 1:
            several = "several connections lead" if found else "no connection leads"
            raise ArchitectureError(f"{several} from {source} to {target}. "
                                    f"{'Name the style' if found else 'Connect them'} first.")
        return found[0]

    def latency_of(self, connection: Connection) -> float:
        """Seconds on the wire of one call, there and back: as given, else the default for its ends."""
        if not isinstance(connection, Connection):
            raise ArchitectureError(f"connection: {shorten(connection)} is none. Give one of design.connections.")
        if connection.latency is not None:
            return connection.latency
        kinds = {self[connection.source].kind, self[connection.target].kind}
        return CLIENT_SECONDS if "client" in kinds else REGION_SECONDS

    @cached_property
    def all_zones(self) -> tuple[str, ...]:
        """The zones that are declared, then those that components name besides."""
        used = {zone for each in self.components for zone in each.zone}
        return (*self.zones, *sorted(used - set(self.zones)))

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities that some component keeps."""
        return tuple(sorted({entity for each in self.components for entity in each.stores}))


def _grouped(connections, names, end: str) -> dict[str, tuple[Connection, ...]]:
    found: dict[str, list] = {name: [] for name in names}
    for each in connections:
        found[getattr(each, end)].append(each)
    return {name: tuple(items) for name, items in found.items()}
