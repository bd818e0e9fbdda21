"""The stand-in: a service that behaves as a contract says, before anything is built."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from helpers.errors import nearest, shorten
from helpers.interface.endpoint import KEY_HEADER, Endpoint, shape_of
from helpers.interface.endpoint_lookup import EndpointLookup
from helpers.interface.errors import InterfaceError
from helpers.interface.standin.answer import Answer
from helpers.interface.standin.app import Service, make_app
from helpers.interface.standin.control import Control
from helpers.interface.standin.listener import Listener
from helpers.interface.standin.request_values import content_of, fits, query_text, says, users_of

if TYPE_CHECKING:
    from helpers.interface.model import Api

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


class StandIn(Control):
    """A service in memory, derived from a contract: it creates, reads, pages, updates, deletes, and refuses.

    Parameters
    ----------
    api
        The contract.
    users
        Who is known: a name, which is the token too, to the scopes that it has (None: all). By default alice and bob,
        who may do everything, and guest, who has no scope.
    limits
        Whether limits such as "100/min" are enforced.
    clock
        Where the limits take the time from, in seconds.
    seed
        For what the server makes up itself: the same seed makes the same ids.

    >>> from helpers.interface import Api, Endpoint
    >>> api = Api("Links", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}).add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link", errors=[400]),
    ...     Endpoint("open_link", "GET", "/{code}", status=302, errors=[404]))
    >>> links = StandIn(api)
    >>> made = links.call("create_link", {"url": "https://example.org/long"})
    >>> links.call("open_link", code=made["code"]).headers["location"]
    'https://example.org/long'
    >>> links.call("open_link", code="nothing").status
    404
    """

    def __init__(
        self,
        api: "Api",
        users: Mapping | None = None,
        limits: bool = True,
        clock: Callable[[], float] = time.monotonic,
        seed: int = 1,
    ):
        if not isinstance(api, EndpointLookup):
            raise InterfaceError(f"api: {shorten(api)} is a {type(api).__name__}, not an Api.")
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise InterfaceError(f"seed: {shorten(seed)} is not a whole number.")
        self.api, self.users = api, users_of(users)
        self.service = Service(api, self.users, bool(limits), clock, seed)
        self.app = make_app(self.service)
        self._client, self._listener, self._lost = None, None, {}

    @property
    def client(self):
        """An `httpx.Client` whose calls are answered in this process."""
        if self._client is None:
            import httpx

            from helpers.interface.standin.transport import InProcess

            self._client = httpx.Client(transport=InProcess(self.app), base_url="http://stand-in")
        return self._client

    def call(
        self,
        endpoint: str,
        body=None,
        *,
        as_: str | None = "alice",
        key: str | None = None,
        if_match: str | None = None,
        headers: Mapping | None = None,
        **parameters,
    ) -> Answer:
        """Call an endpoint by name; path and query are filled in from the parameters.

        `as_` is who calls (None: nobody says who they are), `key` an Idempotency-Key, `if_match` an ETag.
        Raises `InterfaceError` for a parameter that the endpoint does not have.
        """
        found = self.api[endpoint]
        path = found.path.partition("?")[0]
        for name in found.path_parameters:
            if name not in parameters:
                raise InterfaceError(f"{endpoint}: say which {name}, as in call({endpoint!r}, {name}=...).")
            path = path.replace(f"{{{name}}}", quote(str(parameters.pop(name)), safe=""))
        known = self.service.contract.query(found)
        for name in parameters:
            if name not in known:
                raise InterfaceError(f"{endpoint}: there is no parameter {shorten(name)}.{nearest(name, known)}")
        extra = {**({KEY_HEADER: key} if key is not None else {}), **({"If-Match": if_match} if if_match else {})}
        return self.request(
            found.method,
            path,
            body,
            as_=as_,
            headers={**extra, **dict(headers or {})},
            query=parameters,
            endpoint=found,
        )

    def request(
        self,
        method: str,
        path: str,
        body=None,
        *,
        as_: str | None = None,
        headers: Mapping | None = None,
        query: Mapping | None = None,
        endpoint: Endpoint | None = None,
    ) -> Answer:
        """Send any request, right or wrong; a dict or a list becomes JSON, bytes and text are sent as they are."""
        import httpx

        if not isinstance(method, str) or method.upper() not in METHODS:
            raise InterfaceError(f"method: {shorten(method)} is not one of {', '.join(METHODS)}.")
        if not isinstance(path, str) or not path.startswith("/"):
            raise InterfaceError(f"path: {shorten(path)} does not begin with a slash.")
        endpoint = endpoint or self.find(method, path)
        sent = {**self._credentials(as_, endpoint), **dict(headers or {})}
        asked = {name: query_text(value) for name, value in dict(query or {}).items() if value is not None}
        if as_ is not None and endpoint is not None and self.api.auth_of(endpoint) == "api-key-in-query":
            asked["api_key"] = as_
        content = (
            {"json": body}
            if isinstance(body, dict | list | bool | int | float)
            else {"content": body}
            if (body is not None)
            else {}
        )
        media = "application/merge-patch+json" if method.upper() == "PATCH" else "application/json"
        if content and not any(name.lower() == "content-type" for name in sent):
            sent["Content-Type"] = media
        try:
            response = self.client.request(method.upper(), path, headers=sent, params=asked or None, **content)
        except InterfaceError:
            raise
        except (TypeError, ValueError, httpx.InvalidURL, httpx.HTTPError) as error:
            raise InterfaceError(
                f"{method} {shorten(path)}: this request cannot be sent: {shorten(str(error), 150)}."
            ) from None
        return self._answer(method.upper(), path, response, endpoint, as_, body)

    def _answer(self, method: str, path: str, response, endpoint: Endpoint | None, caller, body) -> Answer:
        call, told = f"{method} {path}", says(self.api, endpoint, response.status_code)
        if endpoint is not None and self._lost.get(endpoint.name, 0) > 0:
            self._lost[endpoint.name] -= 1
            return Answer(call, 0, None, {}, "the call was carried out; only its answer was lost", caller or "", body)
        return Answer(
            call, response.status_code, content_of(response), dict(response.headers), told, caller or "", body
        )

    def find(self, method: str, path: str) -> Endpoint | None:
        """The endpoint that a request would come to."""
        plain = path.partition("?")[0].split("/")
        fitting = [
            each
            for each in self.api.endpoints
            if each.method == method.upper() and fits(shape_of(each.path.partition("?")[0]).split("/"), plain)
        ]
        return min(fitting, key=lambda each: len(each.path_parameters), default=None)

    def _credentials(self, caller: str | None, endpoint: Endpoint | None) -> dict[str, str]:
        if caller is None:
            return {}
        scheme = self.api.auth_of(endpoint) if endpoint is not None else self.api.auth
        if scheme == "basic":
            import base64

            return {"Authorization": "Basic " + base64.b64encode(f"{caller}:secret".encode()).decode()}
        return {"X-API-Key": caller} if scheme == "api-key" else {"Authorization": f"Bearer {caller}"}

    # What its owner may do to it

    # On a port

    def listen(self, port: int = 0) -> str:
        """Listen at 127.0.0.1, so that curl and a browser can call; the address. Raises `InterfaceError`."""
        if self._listener is None:
            self._listener = Listener(self.app, port)
        return self._listener.address

    @property
    def address(self) -> str | None:
        """Where it listens; None while it does not."""
        return self._listener.address if self._listener else None

    def close(self) -> None:
        """Stop listening, if it does."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def __enter__(self) -> "StandIn":
        return self

    def __exit__(self, *_given) -> None:
        self.close()

    def __repr__(self) -> str:
        place = f" at {self.address}" if self.address else ""
        calls = f"{len(self.api.endpoints)} endpoints, {len(self.service.log)} calls"
        return f"<StandIn for {self.api.title!r}{place}: {calls}>"
