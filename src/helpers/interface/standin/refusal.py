"""Answers and refusals as plain data, before they become HTTP."""

from dataclasses import dataclass, field
from urllib.parse import quote

from helpers.interface.endpoint import Endpoint
from helpers.interface.statuses import words_of_status


@dataclass(frozen=True)
class Reply:
    """What is answered: a status, a JSON body (None: none), headers, its media type, the rows that a list came from."""

    status: int
    body: object = None
    headers: dict = field(default_factory=dict)
    media: str = "application/json"
    rows: tuple = ()


class RefusalError(Exception):
    """The call is refused: a status, why, and headers that belong to it."""

    def __init__(self, status: int, detail: str, **headers: str):
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def reply(self, errors_as: str, instance: str = "") -> Reply:
        """The refusal as a body: a problem (RFC 9457), or a plain message."""
        if errors_as != "application/problem+json":
            return Reply(self.status, {"message": self.detail[:4000]}, self.headers, errors_as)
        body = {
            "type": "about:blank",
            "title": words_of_status(self.status).partition(":")[0],
            "status": self.status,
            "detail": self.detail[:4000],
        }
        if instance:
            body["instance"] = quote(instance[:1000], safe="/:@!$&'()*+,;=~", errors="replace")
        return Reply(self.status, body, self.headers, errors_as)


def named(endpoint: Endpoint, *candidates: int) -> int:
    """The first of these statuses that the contract names; else the first."""
    return next((each for each in candidates if each in endpoint.errors), candidates[0])
