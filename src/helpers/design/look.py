"""What all judging of a design looks at: its pieces joined by the names that they share, each joint worked out once."""

import math
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpers.design.notes import Notes
from helpers.errors import CourseError

if TYPE_CHECKING:
    from helpers.architecture import Endpoint, Load, Path, SinglePoint
    from helpers.cases import Flow
    from helpers.data_model import AccessPattern, Entity
    from helpers.design.model import Design
    from helpers.estimation import Interval
    from helpers.requirements import Functional, Quality


class Look:
    """The joints of a design. What a missing or broken piece leaves unknown is empty; `broken` says why."""

    def __init__(self, design: "Design"):
        self.design = design
        self.sheet, self.estimate, self.api = design.requirements, design.estimate, design.api
        self.model, self.drawing, self.decisions = design.data_model, design.architecture, design.decisions
        self.plan, self.notes = design.reliability, design.notes or Notes()
        self.broken: dict[str, str] = {}

    def _tried(self, what: str, ask: Callable[[], Any], instead: Any) -> Any:
        try:
            return ask()
        except CourseError as error:
            self.broken.setdefault(what, str(error))
            return instead

    # --- step 1 -------------------------------------------------------------------------------------------------------

    @cached_property
    def musts(self) -> "tuple[Functional, ...]":
        """The functional requirements that must be met."""
        return tuple(each for each in self.sheet.functional if each.priority == "must") if self.sheet else ()

    def endpoints_of(self, of: str) -> tuple[str, ...]:
        """The endpoints that a quality speaks of: those that serve the requirement, the one of this name, or all."""
        if of == "all":
            return self.names
        serving = () if self.api is None else tuple(each.name for each in self.api.endpoints
                                                    if of in (each.name, *each.serves))
        return serving or ((of,) if of in self.names else ())

    def qualities(self, *metrics: str) -> "Iterator[Quality]":
        """The qualities of some metrics that have a target."""
        for each in self.sheet.qualities if self.sheet else ():
            if each.metric in metrics and each.target is not None:
                yield each

    # --- steps 2 and 3 ------------------------------------------------------------------------------------------------

    @cached_property
    def peak(self) -> float | None:
        """Requests per second at the peak."""
        return self._rate(True)

    @cached_property
    def average(self) -> float | None:
        """Requests per second on average."""
        return self._rate(False)

    def _rate(self, peak: bool) -> float | None:
        from helpers.architecture import requests_per_second

        if self.estimate is None:
            return None
        return self._tried("estimate", lambda: requests_per_second(self.estimate, peak), None)

    @cached_property
    def intervals(self) -> "dict[str, Interval]":
        """The 90% ranges of the estimate, by name."""
        return {} if self.estimate is None else dict(self._tried("ranges", self.estimate.intervals, {}))

    @cached_property
    def rates(self) -> dict[str, float]:
        """Requests per second of each endpoint, on average."""
        from helpers.interface.flows import rates

        if self.api is None or self.estimate is None:
            return {}
        found = self._tried("rates", lambda: rates(self.api, self.estimate), {})
        return {name: rate for name, (rate, _) in found.items()}

    @cached_property
    def flows(self) -> "tuple[Flow, ...]":
        """The uses of the system: from the interface, else from the data model, else from the case."""
        from helpers.architecture import as_flows
        from helpers.cases import list_cases

        def asked(value: Any) -> "tuple[Flow, ...]":
            return self._tried("flows", lambda: as_flows(value), ())

        if self.api is not None and self.api.endpoints:
            return asked(self._tried("flows", lambda: self.api.flows(self.estimate if self.rates else None), ()))
        if self.model is not None and any(each.serves for each in self.model.patterns):
            return asked(self._tried("flows", self.model.flows, ()))
        case = self.design.case or self.design.name
        return asked(case) if case in list_cases() else ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the endpoints, or of the uses where there is no interface."""
        return self.api.names if self.api is not None else tuple(each.name for each in self.flows)

    # --- step 4 -------------------------------------------------------------------------------------------------------

    @cached_property
    def patterns(self) -> "tuple[AccessPattern, ...]":
        """The access patterns."""
        return self.model.patterns if self.model else ()

    def patterns_of(self, endpoint: str) -> "tuple[AccessPattern, ...]":
        """The access patterns that serve an endpoint."""
        return tuple(each for each in self.patterns if each.serves == endpoint)

    def entity(self, name: str) -> "Entity | None":
        """An entity of the data model."""
        return self.model[name] if self.model is not None and name in self.model else None

    def touched(self, endpoint: str) -> tuple[set[str], set[str]]:
        """The entities that an endpoint reads and writes, as the flows say."""
        flow = next((each for each in self.flows if each.name == endpoint), None)
        return (set(flow.reads), set(flow.writes)) if flow else (set(), set())

    def personal(self, entity: "Entity") -> tuple[str, ...]:
        """The fields of an entity that tell of a person or are secret, in the clear."""
        from helpers.data_model.rules.privacy import is_secret, tells_of_person

        return tuple(each.name for each in entity.fields
                     if (tells_of_person(each) or is_secret(each)) and not each.has("encrypted", "hashed"))

    # --- step 5 -------------------------------------------------------------------------------------------------------

    @cached_property
    def drawn(self) -> "tuple[Endpoint, ...]":
        """The endpoints with what each needs of the diagram."""
        from helpers.architecture import endpoints

        if self.drawing is None or not self.flows:
            return ()
        return self._tried("diagram", lambda: endpoints(self.drawing, self.flows), ())

    @cached_property
    def paths(self) -> "dict[str, tuple[Path, ...]]":
        """For each endpoint its ways through the diagram."""
        from helpers.architecture.routing import paths_of

        return {each.name: self._tried("paths", lambda each=each: paths_of(self.drawing, each, 5), ())
                for each in self.drawn}

    def floor(self, endpoint: str, at: str = "") -> float | None:
        """The least seconds that a request of an endpoint takes: its longest shortest way; None where none is known.

        Measured at the edge or at the service, the wire to the client does not count.
        """
        best: dict[tuple, float] = {}
        for path in self.paths.get(endpoint, ()):
            if path.served == "store":
                seconds = path.latency_seconds
                if at in ("edge", "service") and path.hops:
                    seconds -= self.drawing.latency_of(path.hops[0])
                key = (path.entity, path.access)
                best[key] = min(best.get(key, math.inf), seconds)
        return max(best.values(), default=None)

    @cached_property
    def peak_loads(self) -> "dict[str, Load]":
        """The load of each box at the peak."""
        return self.loads(self.peak)

    @cached_property
    def average_loads(self) -> "dict[str, Load]":
        """The load of each box on average."""
        return self.loads(self.average)

    def loads(self, rate: float | None, drawing: Any = None) -> "dict[str, Load]":
        """The load of each box at some requests per second."""
        from helpers.architecture.load import load_of

        if not self.drawn or rate is None:
            return {}
        if drawing is None:
            return dict(self._tried("load", lambda: load_of(self.drawing, self.drawn, rate), {}))
        return dict(self._tried("load", lambda: drawing.load(self.flows, rate), {}))

    @cached_property
    def points(self) -> "tuple[SinglePoint, ...]":
        """The boxes and zones that alone take an endpoint down."""
        from helpers.architecture.failures import points_of

        return self._tried("failures", lambda: points_of(self.drawing, self.drawn, ("component", "zone")), ()) \
            if self.drawn else ()

    @cached_property
    def cost(self) -> float | None:
        """$ a month."""
        from helpers.architecture.cost import dollars

        if self.drawing is None:
            return None
        loads = self.average_loads
        return dollars(self.drawing, loads or None)  # type: ignore[arg-type]

    def keeping(self, entity: str) -> tuple:
        """The boxes that keep an entity."""
        return tuple(each for each in self.drawing if entity in each.stores) if self.drawing is not None else ()

    @cached_property
    def critical(self) -> tuple[str, ...]:
        """The boxes on the ways of the endpoints that serve what must be done, and the stores at their ends."""
        wanted = {name for each in self.musts for name in self.endpoints_of(each.id)} or set(self.names)
        return tuple(dict.fromkeys(name for endpoint in self.names if endpoint in wanted
                                   for path in self.paths.get(endpoint, ()) for name in path.components
                                   if self.drawing[name].kind != "client"))
