"""The stage of an experiment: a fresh stand-in with what a call needs, and what came out of it."""

from dataclasses import dataclass

from helpers.errors import shorten
from helpers.interface.endpoint import shape_of
from helpers.interface.errors import InterfaceError
from helpers.interface.model import Api
from helpers.interface.resources import kind_of, resource_of
from helpers.interface.standin import StandIn
from helpers.interface.standin.sample_values import Maker
from helpers.interface.use_cases import Played


@dataclass(frozen=True)
class ExperimentResult:
    """How an experiment went: whether the contract held, in a sentence, with figures and the calls."""

    experiment: str
    endpoint: str
    held: bool
    says: str
    figures: dict
    played: Played

    def table(self):
        """The calls, as a DataFrame."""
        return self.played.table()

    def __str__(self) -> str:
        return f"{'✔' if self.held else '✖'} {self.experiment}, {self.endpoint}: {self.says}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>{self.played._repr_html_()}"

    def __hash__(self) -> int:
        return hash((self.experiment, self.endpoint, self.held))


class Stage:
    """A fresh stand-in with what an endpoint needs to be called: a body that fits, the things above it in its path."""

    def __init__(self, api: Api, endpoint: str, body, parameters: dict):
        if not isinstance(api, Api):
            raise InterfaceError(f"api: {shorten(api)} is a {type(api).__name__}, not an Api.")
        self.api, self.endpoint = api, api[endpoint]
        self.stand_in = StandIn(api, limits=False)
        self.about, self.kind = resource_of(api, self.endpoint), kind_of(api, self.endpoint)
        self.maker = Maker(api, 7)
        self.body = body if body is not None else self._body()
        self.parameters = dict(parameters)
        self.key = ""
        self._fill_path()

    def _body(self):
        made = self.endpoint.body
        if made is None:
            return None
        if not made.is_resource:
            return self.maker.value(made)
        fields = {
            name: field
            for name, field in self.api.resources[made.base].items()
            if field.access != "read-only" and not (self.endpoint.method == "PATCH" and field.resources)
        }
        wanted = {name: field for name, field in fields.items() if not field.optional} or dict(list(fields.items())[:1])
        return {name: self.maker.value(field, name) for name, field in wanted.items()}

    def key_of(self, wish: str) -> str | None:
        """The Idempotency-Key of a wish, where the contract takes one."""
        return wish if self.endpoint.idempotent else None

    def other_body(self):
        """Another body that fits."""
        self.maker.random.seed(8)
        return self._body()

    def _fill_path(self) -> None:
        """Things above, made so that the path leads somewhere."""
        names = self.endpoint.path_parameters
        above = names[:-1] if self.endpoint.on_item and self.about else names
        handler = self.stand_in.service.handler
        for at, name in enumerate(self.endpoint.segments):
            inside = name[1:-1] if name.startswith("{") and name.endswith("}") else None
            if inside in above and inside not in self.parameters:
                place = handler.places.get(shape_of("/" + "/".join(self.endpoint.segments[: at + 1])))
                self.parameters[inside] = (
                    self.stand_in.seed(place, 1)[0]
                    if place
                    else self.maker.value(self.endpoint.parameters[inside], inside)
                )

    def leading_somewhere(self) -> dict:
        """The path's parameters to a thing that is there, or to one that the call itself makes."""
        lacking = [name for name in self.endpoint.path_parameters if name not in self.parameters]
        if not lacking:
            return self.parameters
        if self.kind == "replace" and self.about not in self.stand_in.service.handler.created:
            return {**self.parameters, lacking[0]: self.maker.key(self.endpoint.parameters[lacking[0]]) or 1}
        return self.of_alice()

    def of_alice(self) -> dict:
        """The path's parameters to a thing that alice has."""
        name = self.endpoint.path_parameters[-1]
        self.key = self.stand_in.seed(self.about, 1, "alice")[0]
        row = self.stand_in.service.handler.store.get(self.about, self.key)
        row.above = {each: self.parameters[each] for each in self.endpoint.path_parameters[:-1]}
        return {**self.parameters, name: self.key}
