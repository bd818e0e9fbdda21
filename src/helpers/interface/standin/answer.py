"""What a call to the stand-in returned, with what the contract says about it."""

import json
from dataclasses import dataclass

from helpers.interface.statuses import words_of_status

SHOWN_HEADERS = (
    "location",
    "etag",
    "retry-after",
    "allow",
    "www-authenticate",
    "idempotency-replayed",
    "cache-control",
    "preference-applied",
)


@dataclass(frozen=True)
class Answer:
    """One answer. `status` is 0 where none arrived (it was lost on the way); `contract` says what the contract says."""

    call: str
    status: int
    body: object
    headers: dict
    contract: str
    caller: str = ""
    sent: object = None

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return 200 <= self.status < 400

    @property
    def words(self) -> str:
        """The status in words."""
        return words_of_status(self.status) if self.status else "No answer: it was lost on the way"

    @property
    def etag(self) -> str | None:
        """The version of what was sent."""
        return self.headers.get("etag")

    def __getitem__(self, name):
        return self.body[name]

    def __str__(self) -> str:
        lines = [f"{self.call} -> {self.status or 'nothing'} {self.words}"]
        lines += [f"{name}: {self.headers[name]}" for name in SHOWN_HEADERS if name in self.headers]
        if self.body is not None:
            lines.append(json.dumps(self.body, indent=2, ensure_ascii=False)[:2000])
        return "\n".join([*lines, f"({self.contract})"])

    def __repr__(self) -> str:
        return str(self)

    def __hash__(self) -> int:
        return hash((self.call, self.status))
