"""Where rules are registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from helpers.architecture.check import Look
else:
    Look = Any

Told: TypeAlias = Iterator[tuple[str, str, str]]  # where, what was seen, how to mend it
Check: TypeAlias = Callable[["Look"], Told]


@dataclass(frozen=True)
class Rule:
    """A rule's stable id, its severity, and the function that looks."""

    id: str
    severity: str
    check: Check

    @property
    def why(self) -> str:
        """Why the rule matters, in a sentence or two."""
        return " ".join((self.check.__doc__ or "").split())


RULES: dict[str, Rule] = {}


def rule(identity: str, severity: str) -> Callable[[Check], Check]:
    """Register a function as the rule of this id."""
    def register(check: Check) -> Check:
        if identity in RULES:
            raise ValueError(f"the rule {identity} is registered twice")
        RULES[identity] = Rule(identity, severity, check)
        return check

    return register


def listed(names: Iterable[str]) -> str:
    """Names as they stand in a sentence, the first few."""
    names = sorted(names)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
