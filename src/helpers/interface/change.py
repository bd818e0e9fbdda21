"""A change of a contract with its verdict, and all of them as a table and as findings."""

from dataclasses import dataclass

from helpers.findings import Finding, Findings

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
