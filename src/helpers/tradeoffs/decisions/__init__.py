"""Decisions: options, criteria, evidence, a choice and its reason; scored, shaken and checked."""

from helpers.tradeoffs.decisions.criteria import Criterion
from helpers.tradeoffs.decisions.log import Decisions
from helpers.tradeoffs.decisions.model import Decision
from helpers.tradeoffs.decisions.rules import DECISION_RULES

__all__ = ["DECISION_RULES", "Criterion", "Decision", "Decisions"]
