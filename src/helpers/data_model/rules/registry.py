"""Where rules are registered: id, severity, where each comes from, and the function that looks."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.data_model.parts import AccessPattern, Entity
from helpers.rule_registry import Rule, Rules

if TYPE_CHECKING:
    from helpers.data_model.model import DataModel

KARWIN = "Karwin, SQL Antipatterns (2010): {}"
KLEPPMANN = "Kleppmann, Designing Data-Intensive Applications (2017): {}"
WINAND = "Winand, SQL Performance Explained (2012): {}"
POSTGRES = "PostgreSQL 15 documentation: {}"
WIKI = "PostgreSQL wiki, Don't Do This: {}"
SPLINTER = "supabase/splinter (2026): {}"
GDPR = "Regulation (EU) 2016/679 (GDPR): {}"
OWASP = "OWASP Cheat Sheet Series: {}"
SPINE = "the course's method: {}"


@dataclass(frozen=True)
class Look:
    """What a rule looks at: the model, and, where they are given, the endpoints' names and the estimate."""

    model: "DataModel"
    endpoints: tuple[str, ...] | None = None
    estimate: Any = None
    known: dict[str, Entity] = field(default_factory=dict)

    def reads(self) -> list[tuple[AccessPattern, Entity]]:
        """The patterns that look for rows, each with its entity; those that name what is not there are left out."""
        return [
            (each, self.known[each.entity])
            for each in self.model.patterns
            if each.writes != "insert" and self.sound(each)
        ]

    def sound(self, pattern: AccessPattern) -> bool:
        """Whether the pattern's entity and all its fields are there."""
        entity = self.known.get(pattern.entity)
        if entity is None:
            return False
        try:
            pattern.conditions(entity)
            pattern.orders(entity)
        except ValueError:
            return False
        return all(each in entity for each in pattern.returns)


RULES = Rules(Rule)
rule = RULES.register
