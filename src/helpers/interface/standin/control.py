"""What the owner of a stand-in may do to it: seed, reset, force, lose, count, look at the log."""

from contextlib import contextmanager

from helpers.errors import nearest, shorten
from helpers.interface.errors import InterfaceError
from helpers.interface.standin.refusal import RefusalError
from helpers.interface.standin.request_values import says, times_of
from helpers.interface.statuses import words_of_status

MOST_SEEDED = 5_000


class Control:
    """The part of a stand-in that its callers do not see."""

    def seed(self, resource: str, count: int = 10, owner: str | None = "alice") -> list[str]:
        """Make things to begin with; their ids, the oldest first. Raises `InterfaceError`."""
        if resource not in self.api.resources:
            raise InterfaceError(f"resource: there is no {shorten(resource)}.{nearest(resource, self.api.resources)}")
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_SEEDED:
            raise InterfaceError(f"count: {shorten(count)} is not a whole number up to {MOST_SEEDED:,}.")
        try:
            with self.service.lock:
                return self.service.handler.seed_rows(resource, count, owner)
        except RefusalError as refusal:
            raise InterfaceError(f"seed: {refusal.detail}") from None

    def reset(self) -> None:
        """Forget everything: things, keys, counts, forced errors, the log."""
        with self.service.lock:
            self.service.reset()
        self._lost = {}

    def force(self, endpoint: str, status: int, times: int = 1) -> None:
        """Let the next calls of an endpoint fail with a status; a caller may also send `Prefer: code=503`."""
        self.service.forced.setdefault(self._named(endpoint), [])
        if isinstance(status, bool) or not isinstance(status, int) or not 400 <= status <= 599:
            raise InterfaceError(f"status: {shorten(status)} is not an error. Give 400 to 599.")
        self.service.forced[endpoint] = [status] * times_of(times)

    def lose(self, endpoint: str, times: int = 1) -> None:
        """Let the next answers of an endpoint be lost on the way: the work is done, and the caller waits in vain."""
        self._lost[self._named(endpoint)] = times_of(times)

    @contextmanager
    def running(self, key: str):
        """While this lasts, the first call with this Idempotency-Key is still running: a second one gets 409."""
        self.service.keys.running.add(key)
        try:
            yield self
        finally:
            self.service.keys.running.discard(key)

    def count(self, resource: str) -> int:
        """How many things of a kind there are."""
        return len(self.service.handler.store.of(resource)) if resource in self.api.resources else 0

    def _named(self, endpoint: str) -> str:
        return self.api[endpoint].name

    def log_table(self):
        """What the server saw, as a DataFrame: the last calls, also those by curl and those whose answer was lost."""
        from helpers.tables import pandas

        return pandas.DataFrame(
            [
                {
                    "call": f"{method} {path}",
                    "answer": status,
                    "in words": words_of_status(status),
                    "contract": says(self.api, endpoint, status),
                }
                for method, path, status, endpoint in self.service.log
            ],
            columns=["call", "answer", "in words", "contract"],
        )
