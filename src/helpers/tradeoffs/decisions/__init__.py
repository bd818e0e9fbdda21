"""Decisions: options, criteria, evidence, a choice and its reason; scored, shaken and checked."""

from helpers.tradeoffs.decisions.criteria import Criterion
from helpers.tradeoffs.decisions.log import Decisions
from helpers.tradeoffs.decisions.model import Decision
from helpers.tradeoffs.decisions.rules import RULES

__all__ = ["RULES", "Criterion", "Decision", "Decisions"]
