"""How a failure of a case is tried on a design that nobody knows yet: in entities and flows, never in boxes."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic.dataclasses import dataclass

from helpers.cases.facts import STRICT

HAPPENS = ("zone", "machine", "slow", "cold", "load", "flow")
Factor = Annotated[float, Field(gt=0, le=1000)]


@dataclass(config=STRICT)
class Trial:
    """One of six things that happen at the peak, and what must hold meanwhile.

    `zone` is the name of a zone that goes dark, or "any": the one whose loss hurts most. `machine`, `slow` and `cold`
    are an entity: one machine of the store that keeps it for good dies, that store takes `factor` times as long, or
    the caches that hold it are empty. `load` is how many times the peak arrives; `flow` is one flow of which `times` as
    many requests come. Meanwhile the share `keeps` of the requests must be answered within `within` seconds; where
    `spares` names flows, of these alone.
    """

    zone: str | None = None
    machine: str | None = None
    slow: str | None = None
    cold: str | None = None
    load: Factor | None = None
    flow: str | None = None
    factor: Factor = 10.0
    times: Factor = 3.0
    keeps: Annotated[float, Field(gt=0, le=1)] = 0.99
    within: Annotated[float, Field(gt=0, le=3600)] = 2.0
    spares: tuple[str, ...] = ()

    @field_validator("keeps", "within", mode="before")
    @classmethod
    def _read(cls, given, field):
        from helpers.units import Q

        if isinstance(given, bool):
            raise ValueError("yes and no are not numbers; write one such as 99% or 2 s")
        if not isinstance(given, str):
            return given
        unit, example = ("s", "2 s") if field.field_name == "within" else ("", "99%")
        try:
            return Q(given).to(unit).magnitude
        except Exception:  # a unit nobody knows, or one of another kind
            raise ValueError(f"{given[:40]!r} is not what is meant here; write {example}") from None

    @model_validator(mode="after")
    def _one(self):
        named = [each for each in HAPPENS if getattr(self, each) is not None]
        if len(named) != 1:
            raise ValueError(f"a trial is one of {', '.join(HAPPENS)}; found {', '.join(named) or 'none of them'}")
        return self

    @property
    def what(self) -> str:
        """What happens: zone, machine, slow, cold, load or flow."""
        return next(each for each in HAPPENS if getattr(self, each) is not None)

    def check(self, flows: Iterable) -> None:
        """Raise `ValueError` where the trial names an entity or a flow that the case does not have."""
        from helpers.errors import nearest

        names = [each.name for each in flows]
        entities = list(dict.fromkeys(entity for each in flows for entity in (*each.reads, *each.writes)))
        for given in (*self.spares, *([self.flow] if self.flow else [])):
            if given not in names:
                raise ValueError(f"no flow is called {given!r}.{nearest(given, names)}")
        entity = self.machine or self.slow or self.cold
        if entity and entity not in entities:
            raise ValueError(f"no flow reads or writes {entity!r}.{nearest(entity, entities)}")
