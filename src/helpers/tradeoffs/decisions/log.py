"""The decisions of one design, in the order in which they were made: the piece that step 6 adds to it."""

from helpers.errors import shorten
from helpers.findings import Findings
from helpers.tradeoffs.decisions.model import Decision
from helpers.tradeoffs.errors import TradeoffError

MOST_DECISIONS = 100


class Decisions(tuple):
    """Decisions in their order; saved and loaded as plain data. Raises `TradeoffError` for what is no decision.

    >>> log = Decisions([Decision("Which store?", ["sql", "key-value"], ["cost"], {}, "sql", "cheap")])
    >>> Decisions.from_dict(log.to_dict()) == log, len(log)
    (True, 1)
    """

    def __new__(cls, decisions=()):
        """Take a list of decisions, or one."""
        given = [decisions] if isinstance(decisions, Decision) else decisions
        if not isinstance(given, list | tuple):
            raise TradeoffError(f"decisions: {shorten(decisions)} is not a list of Decision values.")
        if len(given) > MOST_DECISIONS:
            raise TradeoffError(f"decisions: {len(given):,} are more than {MOST_DECISIONS}. Keep those that matter.")
        for each in given:
            if not isinstance(each, Decision):
                raise TradeoffError(f"decisions: {shorten(each)} is a {type(each).__name__}, not a Decision.")
        return super().__new__(cls, given)

    def check(self) -> Findings:
        """What is missing or doubtful in any of them."""
        return Findings(each for decision in self for each in decision.check())

    def to_dict(self) -> list:
        """Plain data for YAML or JSON; `from_dict` reads it back."""
        return [each.to_dict() for each in self]

    @classmethod
    def from_dict(cls, data: object) -> "Decisions":
        """The decisions that `to_dict` wrote. Raises `TradeoffError`."""
        if not isinstance(data, list | tuple):
            raise TradeoffError(f"decisions: {shorten(data)} is not a list of saved decisions.")
        return cls([Decision.from_dict(each) for each in data])

    def _repr_html_(self) -> str:
        return "".join(each._repr_html_() for each in self) or "<p>No decision is recorded yet.</p>"
