"""What a call must pass before anything is done: who calls, how often, which key, what was forced."""

import hashlib
import re
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from helpers.interface.endpoint import Endpoint
from helpers.interface.fields import rate_of
from helpers.interface.standin.contract import basic_user
from helpers.interface.standin.refusal import RefusalError, Reply, named

if TYPE_CHECKING:
    from helpers.interface.model import Api

ANYBODY = "anybody"
MOST_KEYS, MOST_KEY_BYTES, LONGEST_KEY = 5_000, 16_000_000, 255
CHALLENGES = {
    "bearer": "Bearer",
    "oauth2": "Bearer",
    "basic": 'Basic realm="stand-in"',
    "api-key": "ApiKey",
    "api-key-in-query": "ApiKey",
}


class Doorkeeper:
    """Says who is calling. `users` maps a name, which is the token too, to its scopes; None: all scopes."""

    def __init__(self, api: "Api", users: dict):
        self.api, self.users = api, users

    def caller(self, endpoint: Endpoint, headers, query) -> str:
        """The caller's name. Raises `RefusalError` 401 or 403."""
        scheme = self.api.auth_of(endpoint)
        if scheme == "public":
            return self._known(scheme, headers, query) or ANYBODY
        name = self._known(scheme, headers, query)
        if name is None:
            raise RefusalError(
                401,
                f"Say who you are. This stand-in knows {', '.join(self.users)}: the name is the token.",
                WWW_Authenticate=CHALLENGES[scheme],
            )
        allowed = self.users[name]
        lacking = [scope for scope in endpoint.scopes if allowed is not None and scope not in allowed]
        if lacking:
            raise RefusalError(403, f"{name} is known, and does not have {', '.join(lacking)}.")
        return name

    def _known(self, scheme: str, headers, query) -> str | None:
        given = headers.get("authorization", "")
        kind, _, token = given.partition(" ")
        if scheme in ("bearer", "oauth2", "public"):
            token = token.strip() if kind.lower() == "bearer" else None
        elif scheme == "basic":
            token = basic_user(token.strip()) if kind.lower() == "basic" else None
        else:
            token = headers.get("x-api-key") if scheme == "api-key" else query.get("api_key")
        return token if token in self.users else None


class Limiter:
    """Counts calls of each caller at each endpoint that states a limit, in a window that slides."""

    def __init__(self, clock: Callable[[], float]):
        self.clock, self.calls = clock, {}

    def take(self, endpoint: Endpoint, caller: str) -> None:
        """Count a call. Raises `RefusalError` 429 with Retry-After."""
        limit = rate_of(endpoint.rate_limit, "rate_limit")
        if limit is None:
            return
        most, seconds = limit
        now = self.clock()
        calls = self.calls.setdefault((endpoint.name, caller), deque(maxlen=min(most, 100_000)))
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= min(most, 100_000):
            wait = max(1, int(calls[0] + seconds - now) + 1)
            raise RefusalError(429, f"More than {endpoint.rate_limit}. Wait {wait} s.", Retry_After=str(wait))
        calls.append(now)


class Keys:
    """Idempotency keys with what was sent under them and what was answered (draft-ietf-httpapi-idempotency-key)."""

    def __init__(self):
        self.kept: OrderedDict[tuple, tuple[str, Reply, int]] = OrderedDict()
        self.bytes = 0
        self.running: set[str] = set()

    @staticmethod
    def read(endpoint: Endpoint, headers) -> str | None:
        """The key of a call. Raises `RefusalError` 400 where one must be sent and is not."""
        if not endpoint.idempotent:
            return None
        key = headers.get("idempotency-key", "")
        if not 0 < len(key) <= LONGEST_KEY:
            raise RefusalError(
                named(endpoint, 400, 422),
                f"Send an Idempotency-Key of 1 to {LONGEST_KEY} characters: a new "
                "one for each new wish, the same one when you send it again.",
            )
        return key

    def earlier(self, endpoint: Endpoint, caller: str, key: str, path: str, body: bytes) -> Reply | None:
        """What was answered before to this key. Raises `RefusalError` 409 (still running) or 422 (another body)."""
        if key in self.running:
            raise RefusalError(409, "The first call with this key is still running. Ask again later.")
        found = self.kept.get((endpoint.name, caller, key))
        if found is None:
            return None
        if found[0] != _fingerprint(path, body):
            raise RefusalError(422, "This key came with another body before. Make a new key for a new wish.")
        reply = found[1]
        return Reply(reply.status, reply.body, {**reply.headers, "Idempotency-Replayed": "true"}, reply.media)

    def keep(self, endpoint: Endpoint, caller: str, key: str, path: str, body: bytes, reply: Reply, size: int) -> None:
        """Remember an answer; the oldest are forgotten."""
        self.kept[endpoint.name, caller, key] = (_fingerprint(path, body), reply, size)
        self.bytes += size
        while len(self.kept) > MOST_KEYS or self.bytes > MOST_KEY_BYTES:
            self.bytes -= self.kept.popitem(last=False)[1][2]


def _fingerprint(path: str, body: bytes) -> str:
    return hashlib.sha256(path.encode() + b"\0" + body).hexdigest()


def preferred_error(headers) -> int | None:
    """The status that a caller asks for: `Prefer: code=503`."""
    found = re.search(r"\bcode=([45]\d\d)\b", headers.get("prefer", "")[:200])
    return int(found.group(1)) if found else None
