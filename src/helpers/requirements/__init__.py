"""Step 1: what a system must do and how well, as rows that can be judged; and an interviewer who knows it."""

from helpers.requirements.check import check_sentence, rules_table
from helpers.requirements.errors import RequirementError
from helpers.requirements.interview import MISTAKES, Interviewer, Reply, Report
from helpers.requirements.metrics import METRICS, metrics_table
from helpers.requirements.model import Requirements
from helpers.requirements.parts import Assumed, Constraint, Functional, OutOfScope, Quality
from helpers.requirements.provenance import Scale, ScaleFact, scale_facts
from helpers.requirements.rules import RULES, Rule

__all__ = [
    "METRICS",
    "MISTAKES",
    "RULES",
    "Assumed",
    "Constraint",
    "Functional",
    "Interviewer",
    "OutOfScope",
    "Quality",
    "Reply",
    "Report",
    "RequirementError",
    "Requirements",
    "Rule",
    "Scale",
    "ScaleFact",
    "check_sentence",
    "metrics_table",
    "rules_table",
    "scale_facts",
]
