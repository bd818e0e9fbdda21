"""The rules between the steps, by what they look at; importing this registers them all."""

from helpers.design.rules import data, decisions, diagram, operation, pieces, privacy, requirements
from helpers.design.rules.registry import RULES, DesignRule

__all__ = ["RULES", "DesignRule", "data", "decisions", "diagram", "operation", "pieces", "privacy", "requirements"]
