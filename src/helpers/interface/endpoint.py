"""An endpoint: one thing that a client may ask of the system, with all that the contract promises about it."""

import re
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

from helpers.errors import nearest, shorten
from helpers.interface import fields as read
from helpers.interface.endpoint_fields import EndpointFields
from helpers.interface.errors import InterfaceError
from helpers.interface.types import Type, read_type

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SAFE = ("GET",)
SCHEMES = ("public", "bearer", "oauth2", "api-key", "api-key-in-query", "basic")
PAGING = ("cursor", "offset")
KEY_HEADER = "Idempotency-Key"
# A POST whose path ends in one of these does something else than making a new thing.
OTHER_DEEDS = frozenset(
    [
        "delete",
        "remove",
        "update",
        "send",
        "search",
        "query",
        "cancel",
        "archive",
        "trash",
        "publish",
        "approve",
        "rewrite",
        "move",
        "copy",
        "close",
        "open",
        "start",
        "stop",
        "validate",
        "preview",
        "login",
        "logout",
    ]
)


@dataclass(frozen=True)
class Endpoint(EndpointFields):
    """One endpoint. `name` joins the steps: it is the flow's name in the estimate, the diagram and the simulation.

    Parameters
    ----------
    name, method, path
        As in `Endpoint("create_link", "POST", "/links")`; parameters of the path stand in braces.
    serves
        The ids of the requirements that it serves.
    parameters, headers
        Name -> type; a parameter that stands in braces in the path is in the path, every other one in the query.
    body, returns
        Types, mostly a resource (`"Link"`) or a list of one. A PATCH sends only what it changes.
    status
        The answer when all is well; left out, it follows: 201 for a POST that returns what it made, 204 where nothing
        is returned, else 200. 0: the contract names no such answer.
    errors
        The other answers that the contract names: 400, 404, ..., or "default".
    auth, scopes
        How a caller proves who they are: "public", "bearer", "oauth2", "api-key", "api-key-in-query", "basic".
        Left out: as the Api says.
    owner_only
        Whether only the one who made a thing may see or change it here.
    idempotent
        Whether a repeated POST does nothing again: it takes an Idempotency-Key.
    if_match
        Whether a change must name the version (ETag) that it was made on, in If-Match.
    paginated, page_limit
        "cursor" or "offset"; and the most items on a page.
    cached, takes, rate_limit
        Seconds that an answer may be kept, seconds of work (text such as "5 min" is read), a limit such as "100/min".
    share, reads, writes, resource
        For the flows: its share of all requests, the entities it reads and writes; and which resource it is about,
        where that does not follow from the body, the answer, or the path.
    deprecated, sunset
        Whether clients should leave it, and the day after which it is gone.
    description
        For those who read the contract.

    Raises
    ------
    InterfaceError
        Naming the endpoint, the field and what would be right.

    >>> link = Endpoint("create_link", "post", "/links", body="Link", returns="Link", errors=[401, 400])
    >>> link.method, link.status, link.errors
    ('POST', 201, (400, 401))
    """

    name: str
    method: str
    path: str
    serves: tuple[str, ...] = ()
    parameters: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    body: Type | None = None
    returns: Type | None = None
    status: int | None = None
    errors: tuple = ()
    auth: str | None = None
    scopes: tuple[str, ...] = ()
    owner_only: bool = False
    idempotent: bool = False
    if_match: bool = False
    paginated: str | None = None
    page_limit: int = 100
    cached: float | None = None
    takes: float | None = None
    rate_limit: str | None = None
    share: float | None = None
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    resource: str | None = None
    description: str = ""
    deprecated: bool = False
    sunset: str = ""

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        put("name", read.name_of(self.name, "endpoint.name"))
        at = f"{self.name}."
        put("method", self._one_of("method", tuple(METHODS), str.upper))
        put("path", read.path_of(self.path, f"{at}path"))
        for name in ("serves", "scopes", "reads", "writes"):
            put(name, read.words_of(getattr(self, name), f"{at}{name}"))
        put("parameters", read.types_of(self.parameters, f"{at}parameters", read.PARAMETER, "parameters"))
        for each in self.path_parameters:  # a parameter that stands in the path is a text unless it says otherwise
            self.parameters.setdefault(each, read_type("string"))
        put("headers", read.types_of(self.headers, f"{at}headers", read.HEADER, "headers"))
        self._known_headers(put)
        for name in ("body", "returns"):
            given = getattr(self, name)
            put(name, None if given is None else read_type(given, f"{at}{name}"))
        if self.resource is not None and not isinstance(self.resource, str):
            raise InterfaceError(f"{at}resource: {shorten(self.resource)} is not the name of a resource, such as Link.")
        put("auth", None if self.auth is None else self._one_of("auth", SCHEMES, str.lower))
        for name in ("owner_only", "idempotent", "if_match", "deprecated"):
            put(name, read.flag_of(getattr(self, name), f"{at}{name}"))
        put("paginated", None if self.paginated is None else self._one_of("paginated", PAGING, str.lower))
        put("page_limit", read.count_of(self.page_limit, f"{at}page_limit", 1, 1_000_000))
        put("cached", read.seconds_of(self.cached, f"{at}cached"))
        put("takes", read.seconds_of(self.takes, f"{at}takes"))
        read.rate_of(self.rate_limit, f"{at}rate_limit")
        put("share", read.share_of(self.share, f"{at}share"))
        put("description", read.text_of(self.description, f"{at}description"))
        put("sunset", self._sunset())
        put("status", self._status())
        put("errors", self._errors())
        self._sound()

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others: the method, and the path whatever its parameters are called."""
        return self.method, shape_of(self.path)

    @cached_property
    def path_parameters(self) -> tuple[str, ...]:
        """The names in braces, from left to right."""
        return tuple(re.findall(r"\{([^{}]+)\}", self.path.partition("?")[0]))

    @property
    def query(self) -> dict[str, Type]:
        """The parameters that do not stand in the path."""
        return {name: made for name, made in self.parameters.items() if name not in self.path_parameters}

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The parts of its path."""
        return tuple(part for part in self.path.partition("?")[0].split("/") if part)

    @cached_property
    def on_item(self) -> bool:
        """Whether its path leads to one thing rather than to a collection."""
        return bool(self.segments) and self.segments[-1].startswith("{") and self.segments[-1].endswith("}")

    @property
    def safe(self) -> bool:
        """Whether the method promises that nothing changes (RFC 9110, 9.2.1)."""
        return self.method in SAFE

    @property
    def creates(self) -> bool:
        """Whether it makes a new thing, be it a job: a POST on a collection."""
        last = re.split(r"[.:]", self.segments[-1])[-1] if self.segments else ""
        deed = read.snake(last).split("_")[0]
        return (
            self.method == "POST"
            and not self.on_item
            and ":" not in self.path
            and deed not in OTHER_DEEDS
            and (
                (self.body is not None and self.body.is_resource)
                or self.status == 201
                or (self.status == 202 and self.returns is not None and self.returns.is_resource)
            )
        )

    def replace(self, **changes: object) -> "Endpoint":
        """The same endpoint with some fields changed. A status that followed from the rest follows anew."""
        for name in changes:
            if name not in FIELDS:
                raise InterfaceError(f"endpoint: there is no field {shorten(name)}.{nearest(name, FIELDS)}")
        if "status" not in changes and follows(self):
            changes = {**changes, "status": None}
        return replace(self, **changes)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


FIELDS = tuple(each.name for each in fields(Endpoint))


def follows(endpoint: Endpoint) -> bool:
    """Whether the status is the one that would follow from the rest."""
    return endpoint.status == replace(endpoint, status=None).status


def shape_of(path: str) -> str:
    """A path whatever its parameters are called.

    >>> shape_of("/links/{code}/visits")
    '/links/{}/visits'
    """
    return re.sub(r"\{[^{}]*\}", "{}", path)
