"""Where rules are registered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from helpers.rule_registry import Rule, Rules

if TYPE_CHECKING:
    from helpers.architecture.check import Look
else:
    Look = Any

Told: TypeAlias = Iterator[tuple[str, str, str]]  # where, what was seen, how to mend it
RULES = Rules(Rule, needs_origin=False)
rule = RULES.register


def listed(names: Iterable[str]) -> str:
    """Names as they stand in a sentence, the first few."""
    names = sorted(names)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
