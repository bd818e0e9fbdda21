"""The rules on requirements: on sentences, on the rows of a sheet, and those that compute."""

from helpers.requirements.rules import arithmetic, rows, scale, sentences
from helpers.requirements.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule", "arithmetic", "rows", "scale", "sentences"]
