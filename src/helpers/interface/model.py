"""The interface of a system: its endpoints and the resources that they pass, as one value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from helpers.errors import nearest, shorten
from helpers.findings import Findings
from helpers.interface import fields as read
from helpers.interface.answers import Answers
from helpers.interface.endpoint import SCHEMES, Endpoint, shape_of
from helpers.interface.endpoint_lookup import EndpointLookup
from helpers.interface.errors import InterfaceError
from helpers.interface.fields import MOST_ENDPOINTS, MOST_RESOURCES, RESERVED
from helpers.interface.types import RESOURCE, Type

ERRORS_AS = ("application/problem+json", "application/json")
UNKNOWN_FIELDS = ("ignored", "refused")
SERVER = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,200}(/[\w.~/-]{0,200})?|/[\w.~/-]{0,200}", re.ASCII)


@dataclass(frozen=True)
class Api(EndpointLookup, Answers):
    """What clients may ask of a system, and what it answers: a contract that can be checked, compared, and tried.

    Parameters
    ----------
    title
        The system's name.
    endpoints
        `Endpoint` values; names are unique, and so is each method at a path.
    resources
        Name -> {field: type}, as in `{"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}`.
    version
        The contract's own version.
    auth
        How callers prove who they are, where an endpoint says nothing else.
    errors_as
        The media type of error answers: "application/problem+json" (RFC 9457), or "application/json".
    unknown_fields
        What happens to a field that the contract does not know: "ignored", or "refused".
    server
        Where the real service will be.
    description
        For those who read the contract.
    left_out
        What of a document was read but is not modelled, as findings.

    Raises
    ------
    InterfaceError
        Naming the endpoint or resource, the field and what would be right.

    >>> links = Api("Links", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}})
    >>> links = links.add(Endpoint("create_link", "POST", "/links", body="Link", returns="Link"))
    >>> links["create_link"].status, links.names
    (201, ('create_link',))
    """

    title: str = "My interface"
    endpoints: tuple[Endpoint, ...] = ()
    resources: dict = field(default_factory=dict)
    version: str = "1.0.0"
    auth: str = "public"
    errors_as: str = ERRORS_AS[0]
    unknown_fields: str = "ignored"
    server: str = "https://api.example.com"
    description: str = ""
    left_out: Findings = field(default=Findings(), compare=False)

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        put("title", read.text_of(self.title, "title", 200) or "My interface")
        put("version", read.text_of(self.version, "version", 60) or "1.0.0")
        put("description", read.text_of(self.description, "description", 20_000))
        for name, known in (("auth", SCHEMES), ("errors_as", ERRORS_AS), ("unknown_fields", UNKNOWN_FIELDS)):
            given = getattr(self, name)
            if not isinstance(given, str) or given not in known:
                raise InterfaceError(f"{name}: {shorten(given)} is not one of {', '.join(known)}.")
        if not isinstance(self.server, str) or not SERVER.fullmatch(self.server):
            raise InterfaceError(f"server: {shorten(self.server)} is not an address. Write https://api.example.com.")
        put("resources", self._read_resources())
        put("endpoints", self._read_endpoints())
        put("left_out", Findings(self.left_out))
        self._check_names()
        self._check_endless()

    def _read_resources(self) -> dict[str, dict[str, Type]]:
        if not isinstance(self.resources, Mapping) or len(self.resources) > MOST_RESOURCES:
            raise InterfaceError(
                f"resources: {shorten(self.resources)} is not a dict of at most {MOST_RESOURCES} "
                'resources. Write {"Link": {"url": "uri(2048)"}}.'
            )
        made = {}
        for name, given in self.resources.items():
            if not isinstance(name, str) or not RESOURCE.fullmatch(name) or name in RESERVED:
                raise InterfaceError(
                    f"resources: {shorten(name)} cannot name a resource. Begin with a capital letter, "
                    f"as in Link; {' and '.join(RESERVED)} are taken."
                )
            made[name] = read.types_of(given, f"resources.{name}", read.FIELD, "fields")
        return made

    def _read_endpoints(self) -> tuple[Endpoint, ...]:
        given = [self.endpoints] if isinstance(self.endpoints, Endpoint) else self.endpoints
        if not isinstance(given, list | tuple) or len(given) > MOST_ENDPOINTS:
            raise InterfaceError(
                f"endpoints: {shorten(self.endpoints)} is not a list of at most {MOST_ENDPOINTS} Endpoint values."
            )
        for each in given:
            if not isinstance(each, Endpoint):
                raise InterfaceError(f"endpoints: {shorten(each)} is a {type(each).__name__}, not an Endpoint.")
        names, places, paths = {}, {}, {}
        for each in given:
            if each.name in names:
                raise InterfaceError(f"endpoints: {each.name} stands there twice. Give each a name of its own.")
            other = places.setdefault(each.key, each)
            if other is not each:
                raise InterfaceError(
                    f"endpoints: {other.name} and {each.name} are both {each.method} {each.path}. "
                    "Change one path, or merge the two."
                )
            first = paths.setdefault(shape_of(each.path), each)
            if first.path != each.path:
                raise InterfaceError(
                    f"endpoints: {first.path} and {each.path} are the same path with its parameter "
                    "named in two ways. Use one name."
                )
            names[each.name] = each
        return tuple(given)

    def _check_names(self) -> None:
        places = [
            (f"resources.{name}.{each}", made)
            for name, fields_ in self.resources.items()
            for each, made in fields_.items()
        ]
        places += [
            (f"{each.name}.{part}", getattr(each, part))
            for each in self.endpoints
            for part in ("body", "returns")
            if getattr(each, part) is not None
        ]
        for place, made in places:
            for name in sorted(made.resources - set(self.resources)):
                raise InterfaceError(
                    f"{place}: there is no resource {name}.{nearest(name, self.resources)} "
                    f'Add it: resources={{"{name}": {{...}}}}.'
                )
        for each in self.endpoints:
            if each.resource is not None and each.resource not in self.resources:
                raise InterfaceError(
                    f"{each.name}.resource: there is no resource {shorten(each.resource)}."
                    f"{nearest(each.resource, self.resources)}"
                )

    def _check_endless(self) -> None:
        """A resource that must hold one of its own kind could never be written down."""
        needs = {
            name: {made.base for made in fields_.values() if made.is_resource and not (made.optional or made.nullable)}
            for name, fields_ in self.resources.items()
        }
        while free := [name for name, others in needs.items() if not others]:
            needs = {name: others - set(free) for name, others in needs.items() if name not in free}
        if needs:
            names = ", ".join(sorted(needs)[:5])
            raise InterfaceError(
                f"resources: {names} must hold one another without end. Make a field optional with ?, or a list."
            )

    # Changes: each makes a new value

    def add(self, *endpoints: Endpoint) -> "Api":
        """With more endpoints at the end."""
        return self.replace(endpoints=(*self.endpoints, *endpoints))

    def remove(self, *names: str) -> "Api":
        """Without these endpoints. Raises `UnknownEndpointError`."""
        gone = [self[name] for name in names]
        return self.replace(endpoints=tuple(each for each in self.endpoints if each not in gone))

    def change(self, name: str, /, **changes: object) -> "Api":
        """With some fields of one endpoint changed: `api.change("create_link", idempotent=True)`."""
        old = self[name]
        new = old.replace(**changes)
        return self.replace(endpoints=tuple(new if each is old else each for each in self.endpoints))

    def resource(self, name: str, given: Mapping | None = None, /, **fields_: object) -> "Api":
        """With a resource added, or replaced, with all its fields: `api.resource("Link", url="uri(2048)")`.

        A dict of fields will do as well. Raises `InterfaceError`.

        >>> Api("Links").resource("Link", {"url": "uri(2048)"}, code="string(7)").resources["Link"].keys()
        dict_keys(['url', 'code'])
        """
        if not isinstance(name, str):
            raise InterfaceError(f"resources: {shorten(name)} is not a name. Write a word in quotes, such as 'Link'.")
        if given is not None and not isinstance(given, Mapping):
            raise InterfaceError(f'resources.{name}: {shorten(given)} is no dict. Write its fields: url="uri(2048)".')
        return self.replace(resources={**self.resources, name: {**(given or {}), **fields_}})

    def replace(self, **changes: object) -> "Api":
        """The same interface with some parts changed."""
        for name in changes:
            if name not in FIELDS:
                raise InterfaceError(f"api: there is no field {shorten(name)}.{nearest(name, FIELDS)}")
        return replace(self, **changes)

    def __hash__(self) -> int:
        return hash((self.title, self.version, self.names))

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()

    def __repr__(self) -> str:
        return f"<Api {self.title!r}: {len(self.endpoints)} endpoints, {len(self.resources)} resources>"


FIELDS = tuple(each.name for each in fields(Api))
