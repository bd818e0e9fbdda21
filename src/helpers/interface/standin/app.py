"""The stand-in as an ASGI application: Starlette finds the endpoint, and each call passes the gates in order."""

import json
import threading
from collections import deque
from typing import TYPE_CHECKING

from helpers.errors import CourseError
from helpers.interface.endpoint import Endpoint
from helpers.interface.openapi import body_media, openapi
from helpers.interface.standin.contract import Contract, UnreadableError, read_json
from helpers.interface.standin.gates import ANYBODY, Doorkeeper, Keys, Limiter, preferred_error
from helpers.interface.standin.handlers import Handler
from helpers.interface.standin.refusal import RefusalError, Reply, named

if TYPE_CHECKING:
    from helpers.interface.model import Api

LARGEST_BODY, MOST_LOGGED = 8_000_000, 500  # bytes: a million letters, each escaped in six, and room
DOCUMENT = "/openapi.json"


class Service:
    """All that the stand-in knows and does between two resets."""

    def __init__(self, api: "Api", users: dict, limits: bool, clock, seed: int):
        self.api, self.limits, self.clock, self.seed, self.users = api, limits, clock, seed, users
        self.contract, self.doorkeeper = Contract(api), Doorkeeper(api, users)
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.handler, self.limiter, self.keys = Handler(self.api, self.seed), Limiter(self.clock), Keys()
        self.forced: dict[str, list[int]] = {}
        self.log: deque[tuple] = deque(maxlen=MOST_LOGGED)

    def reply(self, endpoint: Endpoint, path: dict, query, headers, body: bytes, address: str) -> Reply:
        """The reply to one call; a refusal becomes a problem."""
        with self.lock:
            try:
                reply = self._passed(endpoint, path, query, headers, body, address)
            except RefusalError as refusal:
                reply = refusal.reply(self.api.errors_as, address)
            except CourseError as error:  # a pattern for which no text is found, say
                reply = RefusalError(500, f"The stand-in cannot do this: {error}").reply(self.api.errors_as, address)
            self.note(endpoint.method, address, reply.status, endpoint)
            return reply

    def note(self, method: str, address: str, status: int, endpoint: Endpoint | None = None) -> None:
        """Keep a call in the log."""
        self.log.append((method[:20], address[:200], status, endpoint))

    def _passed(self, endpoint, path, query, headers, body, address) -> Reply:
        wished = preferred_error(headers)
        if wished is not None:
            raise RefusalError(
                wished,
                "This error was asked for by Prefer.",
                Preference_Applied=f"code={wished}",
                **({"Retry_After": "1"} if wished in (429, 503) else {}),
            )
        caller = self.doorkeeper.caller(endpoint, headers, query)
        if self.limits:
            self.limiter.take(endpoint, caller)
        waiting = self.forced.get(endpoint.name)
        if waiting:
            status = waiting.pop(0)
            raise RefusalError(
                status,
                "This error was forced by the stand-in's owner.",
                **({"Retry_After": "1"} if status in (429, 503) else {}),
            )
        key = self.keys.read(endpoint, headers)
        values = self._path(endpoint, path)
        asked = self._query(endpoint, query, headers)
        sent = self._body(endpoint, headers, body)
        if key is not None:
            earlier = self.keys.earlier(endpoint, caller, key, address, body)
            if earlier is not None:
                return earlier
        reply = self.handler.handle(endpoint, caller, values, asked, sent, headers)
        self._hold_to_contract(endpoint, reply)
        if key is not None:
            self.keys.keep(endpoint, caller, key, address, body, reply, len(body) + 1000)
        return reply

    def _path(self, endpoint: Endpoint, path: dict) -> dict:
        made = {}
        for name, text in path.items():
            value, problem = self.contract.parameter(endpoint, name, endpoint.parameters[name], [text])
            if problem:
                raise RefusalError(named(endpoint, 404, 400, 422), f"Nothing can be there: {problem}.")
            made[name] = value
        return made

    def _query(self, endpoint: Endpoint, query, headers) -> dict:
        made = {}
        for name, kind in self.contract.query(endpoint).items():
            texts = query.getlist(name)
            if not texts:
                if not kind.optional:
                    raise RefusalError(named(endpoint, 400, 422), f"The parameter {name} is missing.")
                if kind.default is not None:
                    made[name] = kind.default
                continue
            made[name] = self._checked(endpoint, name, kind, texts)
        for name, kind in endpoint.headers.items():
            text = headers.get(name.lower())
            if text is None and not kind.optional:
                raise RefusalError(named(endpoint, 400, 422), f"The header {name} is missing.")
            if text is not None:
                self._checked(endpoint, name, kind, [text])
        return made

    def _checked(self, endpoint: Endpoint, name: str, kind, texts: list[str]):
        value, problem = self.contract.parameter(endpoint, name, kind, texts)
        if problem:
            raise RefusalError(named(endpoint, 400, 422), f"{problem}.")
        return value

    def _body(self, endpoint: Endpoint, headers, body: bytes):
        if endpoint.body is None:
            return None
        if len(body) > LARGEST_BODY:
            raise RefusalError(413, f"The body is larger than {LARGEST_BODY // 1_000_000} MB.")
        media = headers.get("content-type", "").partition(";")[0].strip().lower()
        if body and media not in (body_media(endpoint), "application/json"):
            raise RefusalError(
                named(endpoint, 415, 400, 422), f"Send {body_media(endpoint)}, not {media[:80] or 'no type'}."
            )
        try:
            value = read_json(body) if body else None
        except UnreadableError as error:
            raise RefusalError(named(endpoint, 400, 422), str(error)) from None
        if not body:
            raise RefusalError(named(endpoint, 400, 422), "The body is missing.")
        problem = self.contract.body_problem(endpoint, value)
        if problem:
            raise RefusalError(named(endpoint, 422, 400), f"{problem}.")
        return self.contract.tidy(endpoint.body, value)

    def _hold_to_contract(self, endpoint: Endpoint, reply: Reply) -> None:
        """Hold an answer against the contract; of a list each row once for each of its versions."""
        if endpoint.returns is None or reply.body is None:
            return
        items = reply.body["items"] if endpoint.paginated else reply.body
        if reply.rows and len(reply.rows) == len(items):
            new = [(row, item) for row, item in zip(reply.rows, items, strict=True) if endpoint.name not in row.proven]
            problem = next((found for row, item in new if (found := self.contract.item_problem(endpoint, item))), None)
            for row, _ in new if problem is None else ():
                row.proven.add(endpoint.name)
        else:
            problem = self.contract.answer_problem(endpoint, reply.body)
        if problem:
            raise RefusalError(
                500, f"The stand-in made an answer that the contract forbids: {problem}. That is its fault."
            )

    def document(self) -> dict:
        """The contract, as it is served."""
        return {**openapi(self.api), "servers": [{"url": "/"}]}


def make_app(service: Service):
    """The Starlette application of a service."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.routing import Route

    by_path: dict[str, dict[str, Endpoint]] = {}
    for each in service.api.endpoints:
        by_path.setdefault(each.path.partition("?")[0], {})[each.method] = each

    async def document(request):
        return _http(Reply(200, service.document()))

    async def refused(request, error: HTTPException):
        told = {
            404: "No endpoint has this path.",
            405: "This path does not know this method; Allow lists those it knows.",
        }
        refusal = RefusalError(error.status_code, told.get(error.status_code, str(error.detail)))
        refusal.headers = dict(error.headers or {})
        service.note(request.method, request.url.path, error.status_code)
        return _http(refusal.reply(service.api.errors_as, request.url.path))

    ordered = sorted(
        by_path.items(), key=lambda pair: [(part.startswith("{"), part.endswith("}")) for part in pair[0].split("/")]
    )
    routes = [
        Route(_route_path(path), _endpoint(service, path, methods), methods=list(methods)) for path, methods in ordered
    ]
    app = Starlette(
        routes=[Route(DOCUMENT, document, methods=["GET"]), *routes], exception_handlers={HTTPException: refused}
    )
    app.router.redirect_slashes = False  # /links and /links/ are two addresses, and the contract knows one
    return app


def _route_path(path: str) -> str:
    """A path with its parameters numbered: Starlette takes fewer letters in their names."""
    parts = []
    for part in path.split("/"):
        if part.startswith("{"):
            _inside, _, after = part[1:].partition("}")
            part = f"{{p{sum(each.startswith('{') for each in parts)}}}{after}"
        parts.append(part)
    return "/".join(parts)


def _endpoint(service: Service, path: str, methods: dict[str, Endpoint]):
    names = next(iter(methods.values())).path_parameters

    async def answer(request):
        endpoint = methods.get("GET" if request.method == "HEAD" else request.method)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST_BODY:
                return _http(
                    RefusalError(413, f"The body is larger than {LARGEST_BODY // 1_000_000} MB.").reply(
                        service.api.errors_as
                    )
                )
        values = {name: request.path_params[f"p{at}"] for at, name in enumerate(names)}
        reply = service.reply(endpoint, values, request.query_params, request.headers, body, request.url.path)
        return _http(reply, request.method == "HEAD")

    return answer


def _http(reply: Reply, head: bool = False):
    from starlette.responses import Response

    headers = {name: _plain(value) for name, value in reply.headers.items()}
    if reply.body is None:
        return Response(b"", reply.status, headers)
    text = json.dumps(reply.body, ensure_ascii=True).encode()  # a lone half of a character stays an escape
    made = Response(b"" if head else text, reply.status, headers, reply.media)
    if head:
        made.headers["content-length"] = str(len(text))
    return made


def _plain(value) -> str:
    """A header's value in the letters that headers may have."""
    return "".join(each if " " <= each <= "~" else "?" for each in str(value))[:4000]


__all__ = ["ANYBODY", "DOCUMENT", "Service", "make_app"]
