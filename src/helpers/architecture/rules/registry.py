"""Where rules are registered."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A rule's stable id, its severity, and the function that looks."""

    id: str
    severity: str
    check: Callable

    @property
    def why(self) -> str:
        """Why the rule matters, in a sentence or two."""
        return " ".join((self.check.__doc__ or "").split())


RULES: dict[str, Rule] = {}


def rule(identity: str, severity: str):
    """Register a function as the rule of this id."""
    def register(check: Callable) -> Callable:
        if identity in RULES:
            raise ValueError(f"the rule {identity} is registered twice")
        RULES[identity] = Rule(identity, severity, check)
        return check

    return register


def listed(names) -> str:
    """Names as they stand in a sentence, the first few."""
    names = sorted(names)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
