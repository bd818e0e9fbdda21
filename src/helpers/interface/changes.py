"""What a new version of a contract does to clients of the old one, judged by the declared contracts alone.

What clients send and what they get are judged in opposite directions: a server may ask for less and promise more, not
the other way round. The verdicts follow what oasdiff publishes about its own (v1.25 to v1.40, 2026).
"""

from dataclasses import dataclass
from datetime import date

from helpers.errors import shorten
from helpers.findings import Finding, Findings
from helpers.interface.endpoint import Endpoint
from helpers.interface.errors import InterfaceError
from helpers.interface.fields import rate_of
from helpers.interface.model import Api
from helpers.interface.type_changes import compare_fields, compare_types

VERDICTS = ("breaking", "warning", "compatible")
SEVERITY = {"breaking": "error", "warning": "warning", "compatible": "note"}


@dataclass(frozen=True)
class Change:
    """One change: its kind, its verdict ("breaking", "warning", "compatible"), where, what, and why that verdict."""

    kind: str
    verdict: str
    where: str
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.verdict} at {self.where}: {self.what}. {self.why} [{self.kind}]"


class Changes(tuple):
    """Changes in order of their verdicts; shown as a table in a notebook."""

    def __new__(cls, changes=()):
        """Order the changes: what breaks first."""
        return super().__new__(cls, sorted(changes, key=lambda each: VERDICTS.index(each.verdict)))

    @property
    def breaking(self) -> tuple[Change, ...]:
        """Those that break a client which keeps to the old contract."""
        return tuple(each for each in self if each.verdict == "breaking")

    @property
    def findings(self) -> Findings:
        """The changes as findings: what breaks is an error."""
        return Findings(Finding(each.kind, SEVERITY[each.verdict], each.where, each.what, each.why) for each in self)

    def table(self):
        """A DataFrame with a row a change: verdict, where, what, why."""
        from helpers.tables import pandas

        return pandas.DataFrame(
            [
                {"verdict": each.verdict, "where": each.where, "what": each.what, "why": each.why, "kind": each.kind}
                for each in self
            ],
            columns=["verdict", "where", "what", "why", "kind"],
        )

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) if self else "No change: the contracts say the same."

    def _repr_html_(self) -> str:
        return self.table()._repr_html_() if self else "<p>✔ No change: the contracts say the same.</p>"


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


class _Comparison:
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

    def _request(self, old: Endpoint, new: Endpoint) -> None:
        compare_fields(self, f"{new.name}", _sent(old), _sent(new), "request", "parameter")
        if old.body is None and new.body is not None:
            self.tell("body-added", "breaking", new.name, "it takes a body", "Clients send none.")
        elif old.body is not None and new.body is None:
            self.tell(
                "body-removed",
                "warning",
                new.name,
                "it takes no body any more",
                "What clients send has no effect; the document cannot say whether they rely on it.",
            )
        elif old.body is not None and old.method == "PATCH" and old.body.is_resource and new.body.is_resource:
            compare_fields(
                self,
                new.name,
                _parts(self.old.resources[old.body.base]),
                _parts(self.new.resources[new.body.base]),
                "request",
                "field",
            )
        elif old.body is not None:
            compare_types(self, new.name, old.body, new.body, "request")
        if new.idempotent and not old.idempotent:
            self.tell(
                "parameter-added-required",
                "breaking",
                new.name,
                "an Idempotency-Key must be sent",
                "Clients send none, and get a 400.",
            )
        if new.if_match and not old.if_match:
            self.tell(
                "parameter-added-required",
                "breaking",
                new.name,
                "If-Match must be sent",
                "Clients send none, and get a 428.",
            )
        for field, header in (("idempotent", "Idempotency-Key"), ("if_match", "If-Match")):
            if getattr(old, field) and not getattr(new, field):
                self.tell(
                    "parameter-removed",
                    "warning",
                    new.name,
                    f"{header} has no effect any more",
                    "Clients send it and rely on what it promised.",
                )

    def _answers(self, old: Endpoint, new: Endpoint) -> None:
        if old.status != new.status:
            self.tell(
                "success-status-changed",
                "breaking",
                new.name,
                f"all is well is {new.status}, not {old.status}",
                "Clients wait for the status that the contract named.",
            )
        for status in sorted(set(old.errors) - set(new.errors), key=str):
            self.tell(
                "error-status-removed",
                "compatible",
                new.name,
                f"{status} is not named any more",
                "Clients are ready for an answer that does not come.",
            )
        for status in sorted(set(new.errors) - set(old.errors), key=str):
            self.tell(
                "error-status-added",
                "compatible",
                new.name,
                f"{status} is named",
                "Clients take any 4xx or 5xx for a failure.",
            )
        if old.paginated != new.paginated:
            self.tell(
                "paging-changed",
                "breaking",
                new.name,
                f"pages come {f'by {new.paginated}' if new.paginated else 'no more'}, before: "
                f"{f'by {old.paginated}' if old.paginated else 'all at once'}",
                "The answer has another form, and clients take the first page for all (AIP-158).",
            )
        elif old.paginated and old.page_limit != new.page_limit:
            less = new.page_limit < old.page_limit
            self.tell(
                "page-limit-lowered" if less else "page-limit-raised",
                "breaking" if less else "compatible",
                new.name,
                f"a page has at most {new.page_limit} items, before {old.page_limit}",
                "Clients ask for more than is allowed now." if less else "Who asks for no more gets no more.",
            )
        if old.returns is None and new.returns is not None:
            self.tell("answer-added", "compatible", new.name, f"it returns {new.returns}", "Clients pass it by.")
        elif old.returns is not None and new.returns is None:
            self.tell("answer-removed", "breaking", new.name, "it returns nothing any more", "Clients read it.")
        elif old.returns is not None and new.returns is not None:
            compare_types(self, new.name, old.returns, new.returns, "response")

    def _promises(self, old: Endpoint, new: Endpoint) -> None:
        if new.deprecated and not old.deprecated:
            until = f", until {new.sunset}" if new.sunset else ""
            self.tell(
                "deprecated",
                "compatible",
                new.name,
                f"it is deprecated{until}",
                "It still works: that is the graceful way.",
            )
        if old.sunset and new.sunset and new.sunset < old.sunset:
            self.tell(
                "sunset-earlier",
                "breaking",
                new.name,
                f"it ends on {new.sunset}, not on {old.sunset}",
                "Clients planned with the day that was promised.",
            )
        elif old.sunset and not new.sunset and new.deprecated:
            self.tell(
                "sunset-removed",
                "breaking",
                new.name,
                "the day on which it ends is not named any more",
                "Clients planned with it.",
            )
        before, after = rate_of(old.rate_limit, "rate_limit"), rate_of(new.rate_limit, "rate_limit")
        if after and (before is None or after[0] / after[1] < before[0] / before[1]):
            self.tell(
                "limit-lowered",
                "warning",
                new.name,
                f"callers may call {new.rate_limit}{f', before {old.rate_limit}' if before else ''}",
                "Whether a client calls more often than that is not in the document.",
            )


def _sent(endpoint: Endpoint) -> dict:
    """Parameters of the path by their place, for their names are not on the wire; others by name."""
    places = {f"{{{at}}}": endpoint.parameters[name] for at, name in enumerate(endpoint.path_parameters)}
    return {**places, **endpoint.query, **{name.lower(): made for name, made in endpoint.headers.items()}}


def _parts(fields: dict) -> dict:
    """A PATCH may leave every field out."""
    return {name: made.replace(optional=True) for name, made in fields.items()}


def _major(version: str) -> int:
    digits = "".join(each for each in version.lstrip("vV").partition(".")[0] if each.isdigit())
    return int(digits[:9]) if digits else 0
