"""Alert rules as Python code that makes them again."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.reliability.alert_rules import AlertRule
from helpers.reliability.serialization import alert_to_dict


def alerts_code(rules: Sequence[AlertRule], name: str = "alerts") -> str:
    """The rules as code, each on a line of its own.

    >>> print(alerts_code([AlertRule("ApiFails", "api", "errors", "5%", window="1 min")]).splitlines()[3])
        AlertRule("ApiFails", "api", threshold="5%", window="1 min"),
    """
    budgets = any(each.budget is not None for each in rules)
    imported = "AlertRule, Alerts, ErrorBudget" if budgets else "AlertRule, Alerts"
    lines = [f"    {rule_code(each)}," for each in rules]
    return "\n".join([f"from helpers import {imported}", "", f"{name} = Alerts([", *lines, "])", ""])


def rule_code(rule: AlertRule) -> str:
    """One rule as code."""
    made = alert_to_dict(rule)
    parts = [_text(made.pop("name")), _text(made.pop("component"))]
    budget = made.pop("budget", None)
    parts += [f"{field}={_text(value)}" for field, value in made.items()]
    if budget is not None:
        parts.append(f"budget=ErrorBudget({', '.join(f'{field}={_text(each)}' for field, each in budget.items())})")
    return f"AlertRule({', '.join(parts)})"


def _text(value: object) -> str:
    """A value as code, text in double quotes."""
    if isinstance(value, str):
        plain = repr(value)
        return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in plain and "\\'" not in plain else plain
    return repr(value)
