"""Where rules are registered: id, severity, where each comes from, and the function that looks."""

from collections.abc import Callable
from dataclasses import dataclass

# Short names of the sources, as `origin` cites them; authors, years, chapters and rule ids were looked up in 2026.
INCOSE = "INCOSE Guide to Writing Requirements v4 (2023), rule {}"
FEMMER = "Femmer, Méndez, Wagner, Eder (2017), Journal of Systems and Software 123: {}"
SET = "INCOSE Guide for Writing Requirements v3 (2019), characteristic C11: a consistent set"
SCENARIO = "Bass, Clements, Kazman, Software Architecture in Practice (4th ed. 2021), quality attribute scenario: {}"
MOSCOW = "DSDM, MoSCoW prioritisation: {}"
VOLERE = "Robertson, Volere requirements template: {}"
SRE = "Beyer et al., Site Reliability Engineering (2016): {}"
ISO = "ISO/IEC 25010:2023: {}"


@dataclass(frozen=True)
class Rule:
    """A rule's stable id, its severity, the origins that it rests on, and the function that looks."""

    id: str
    severity: str
    origin: tuple[str, ...]
    check: Callable
    of_sentence: bool = False

    @property
    def why(self) -> str:
        """Why the rule matters, in a sentence or two."""
        return " ".join((self.check.__doc__ or "").split())


RULES: dict[str, Rule] = {}


def rule(identity: str, severity: str, *origin: str, of_sentence: bool = False):
    """Register a function as the rule of this id; it yields (where, message, fix), of a sentence (message, fix)."""

    def register(check: Callable) -> Callable:
        if identity in RULES or not origin:
            raise ValueError(f"the rule {identity} is registered twice, or has no origin")
        RULES[identity] = Rule(identity, severity, origin, check, of_sentence)
        return check

    return register
