"""The rules that check an interface, by subject; each has a stable id, a severity, its origin, and says why it matters.

A rule takes a `Look` and yields (where, what was seen, how to mend it).
"""

from helpers.interface.rules import (  # noqa: F401 (they register their rules)
    answers,
    deadlines,
    paths,
    retries,
    safety,
    traceability,
    values,
)
from helpers.interface.rules.registry import RULES, Look, Rule

__all__ = ["RULES", "Look", "Rule"]
