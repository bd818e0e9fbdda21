"""The rules on data models: keys and references, indexes, fields, privacy, and patterns."""

from helpers.data_model.rules import fields, indexes, keys, patterns, privacy
from helpers.data_model.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule", "fields", "indexes", "keys", "patterns", "privacy"]
