"""Where one piece of a design does not fit another: the joints between the steps, walked from end to end."""

from typing import TYPE_CHECKING

from helpers.design.look import Look
from helpers.design.rules import RULES
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.design.model import Design

MOST_FINDINGS = 300


def check(design: "Design", look: Look | None = None) -> Findings:
    """Findings of all rules between the steps; those that need a missing piece are silent.

    >>> from helpers.design import Design
    >>> from helpers.interface import Api, Endpoint
    >>> from helpers.requirements import Functional, Requirements
    >>> sheet = Requirements("Links").add(Functional("open_link", "visitor", "opens a short link"))
    >>> found = check(Design("links", sheet, api=Api("Links").add(Endpoint("make_link", "POST", "/links"))))
    >>> [each.where for each in found.errors]
    ['open_link']
    """
    look, found = look or Look(design), []
    for rule in RULES.values():
        for where, message, fix in rule.check(look):
            found.append(Finding(rule.id, rule.severity, where, message, fix))
            if len(found) >= MOST_FINDINGS:
                return Findings(found)
    return Findings(found)


def rules_table() -> "DataFrame":
    """All rules between the steps: severity, the step whose piece is judged, why it matters, where it comes from."""
    from helpers.tables import pandas

    rows = [{"severity": each.severity, "step": each.step, "why it matters": each.why, "origin": "; ".join(each.origin)}
            for each in RULES.values()]
    return pandas.DataFrame(rows, index=pandas.Index(RULES, name="rule"))
