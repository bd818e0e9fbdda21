"""What a new version of a contract does to clients of the old one, judged by the declared contracts alone.

What clients send and what they get are judged in opposite directions: a server may ask for less and promise more, not
the other way round. The verdicts follow what oasdiff publishes about its own (v1.25 to v1.40, 2026).
"""

from datetime import date

from helpers.errors import shorten
from helpers.interface.change import Change, Changes
from helpers.interface.endpoint import Endpoint
from helpers.interface.endpoint_changes import EndpointComparison
from helpers.interface.errors import InterfaceError
from helpers.interface.model import Api


def breaking_changes(old: Api, new: Api, today: date | None = None) -> Changes:
    """Every change from one contract to the next, with its verdict and why.

    Parameters
    ----------
    old, new
        The contract that clients know, and the one that is to replace it.
    today
        The day on which it does; what was announced to end before it may be gone. By default today.

    Raises
    ------
    InterfaceError
        If one of the two is not an `Api`.

    References
    ----------
    oasdiff, documentation of its checks and release notes up to v1.40.0 (2026).

    >>> from helpers.interface import Api, Endpoint
    >>> old = Api("Links").add(Endpoint("open_link", "GET", "/{code}", status=302))
    >>> [(each.kind, each.verdict) for each in breaking_changes(old, old.change("open_link", status=301))]
    [('success-status-changed', 'breaking'), ('version-not-raised', 'warning')]
    """
    for name, given in (("old", old), ("new", new)):
        if not isinstance(given, Api):
            raise InterfaceError(f"{name}: {shorten(given)} is a {type(given).__name__}, not an Api.")
    comparison = _Comparison(old, new, today or date.today())
    comparison.run()
    return Changes(comparison.found)


class _Comparison(EndpointComparison):
    def __init__(self, old: Api, new: Api, today: date):
        self.old, self.new, self.today = old, new, today
        self.found: list[Change] = []

    def tell(self, kind: str, verdict: str, where: str, what: str, why: str) -> None:
        """Note a change."""
        self.found.append(Change(kind, verdict, where, what, why))

    def run(self) -> None:
        """Compare everything."""
        before = {each.key: each for each in self.old.endpoints}
        after = {each.key: each for each in self.new.endpoints}
        for key, each in before.items():
            if key in after:
                self._endpoint(each, after[key])
            else:
                self._removed(each)
        for key, each in after.items():
            if key not in before:
                self.tell("endpoint-added", "compatible", each.name, f"{each} is new", "Nobody calls it yet.")
        self._whole()

    def _removed(self, each: Endpoint) -> None:
        ended = each.sunset and date.fromisoformat(each.sunset) <= self.today
        if each.deprecated and ended:
            self.tell(
                "endpoint-ended", "compatible", each.name, f"{each} is gone", f"It was announced: until {each.sunset}."
            )
        else:
            self.tell(
                "endpoint-removed",
                "breaking",
                each.name,
                f"{each} is gone",
                f"It was promised until {each.sunset}."
                if each.sunset
                else "Its clients fail. Mark it deprecated with a sunset first, and wait.",
            )

    def _whole(self) -> None:
        old, new = self.old, self.new
        if old.server != new.server:
            self.tell(
                "server-changed",
                "warning",
                new.title,
                f"the service moves from {old.server} to {new.server}",
                "The document cannot say whether the old address still answers.",
            )
        if old.errors_as != new.errors_as:
            self.tell(
                "error-form-changed",
                "breaking",
                new.title,
                f"errors come as {new.errors_as}",
                f"Clients read {old.errors_as}.",
            )
        if (old.unknown_fields, new.unknown_fields) == ("ignored", "refused"):
            self.tell(
                "unknown-fields-refused",
                "breaking",
                new.title,
                "fields that the contract does not know are refused",
                "Clients may send some: they were ignored.",
            )
        elif old.unknown_fields != new.unknown_fields:
            self.tell(
                "unknown-fields-ignored",
                "compatible",
                new.title,
                "unknown fields are ignored",
                "What was accepted still is.",
            )
        if any(each.verdict == "breaking" for each in self.found) and _major(new.version) <= _major(old.version):
            self.tell(
                "version-not-raised",
                "warning",
                new.title,
                f"the version goes from {old.version} to {new.version}, and something breaks",
                "A breaking change raises the first number, so that clients can see it coming.",
            )

    def _endpoint(self, old: Endpoint, new: Endpoint) -> None:
        if old.name != new.name:
            self.tell(
                "name-changed",
                "warning",
                new.name,
                f"{old.name} is called {new.name}",
                "On the wire it is the same; programs made from the document call it by its name.",
            )
        self._access(old, new)
        self._request(old, new)
        self._answers(old, new)
        self._promises(old, new)

    def _access(self, old: Endpoint, new: Endpoint) -> None:
        before, after = self.old.auth_of(old), self.new.auth_of(new)
        if before != after:
            open_now = after == "public"
            self.tell(
                "auth-changed",
                "compatible" if open_now else "breaking",
                new.name,
                f"callers prove who they are by {after}, not {before}",
                "Whoever was let in still is." if open_now else "What clients send is not enough any more.",
            )
        if set(new.scopes) - set(old.scopes):
            self.tell(
                "scope-added",
                "breaking",
                new.name,
                f"it asks for {', '.join(set(new.scopes) - set(old.scopes))}",
                "Tokens that were given out do not have it.",
            )
        elif set(old.scopes) - set(new.scopes):
            self.tell(
                "scope-removed", "compatible", new.name, "it asks for less", "Every token that was enough still is."
            )
        if new.owner_only and not old.owner_only:
            self.tell(
                "owner-only",
                "breaking",
                new.name,
                "only the owner may",
                "Others were allowed to by the contract. (If that was a hole, it is right to break it.)",
            )


def _major(version: str) -> int:
    digits = "".join(each for each in version.lstrip("vV").partition(".")[0] if each.isdigit())
    return int(digits[:9]) if digits else 0
