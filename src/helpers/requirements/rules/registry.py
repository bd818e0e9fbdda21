"""Where rules are registered: id, severity, where each comes from, and the function that looks."""

from dataclasses import dataclass

from helpers import rule_registry

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
class Rule(rule_registry.Rule):
    """A rule of the sheet, or, `of_sentence`, of one sentence: that yields (message, fix)."""

    of_sentence: bool = False


RULES = rule_registry.Rules(Rule)
rule = RULES.register
