"""The rules that check a design, by subject; each has a stable id, a severity, and says why it matters.

A rule takes a `Look` (see `check`) and yields (where, what was seen, how to mend it).
"""

from helpers.architecture.rules import capacity, connections, diagram, paths, storage  # noqa: F401 (they register their rules)
from helpers.architecture.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule"]
