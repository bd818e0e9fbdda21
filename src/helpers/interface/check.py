"""Checking an interface: every rule looks at it once, and what they say is collected as findings."""

from typing import TYPE_CHECKING

from helpers.findings import Finding, Findings
from helpers.interface.flows import compare
from helpers.interface.rules import RULES, Look
from helpers.interface.rules.traceability import trace
from helpers.interface.traceability import needed_of

if TYPE_CHECKING:
    from helpers.interface.model import Api

MOST_FINDINGS = 300


def check(api: "Api", requirements=None, estimate=None) -> Findings:
    """What could be better: errors must be mended, warnings looked at, notes are advice. See `rules_table()`.

    What guidelines contradict each other about is no finding but a question: see `Api.questions()`.

    >>> from helpers.interface import Api, Endpoint
    >>> api = Api("Links").add(Endpoint("delete_link", "GET", "/links/{code}/delete", errors=[404]))
    >>> sorted(api.check().errors.rules())
    ['get-changes-state']
    """
    look, found = Look(api), list(api.left_out)
    for rule in RULES.values():
        for where, message, fix in rule.check(look):
            found.append(Finding(rule.id, rule.severity, where, message, fix))
            if len(found) >= MOST_FINDINGS:
                return Findings(found)
    if requirements is not None:
        found += [
            Finding(identity, RULES[identity].severity, where, message, fix)
            for identity, where, message, fix in trace(api, needed_of(requirements))
        ]
    if estimate is not None:
        found += compare(api, estimate)
    return Findings(found[:MOST_FINDINGS])


def rules_table():
    """All rules as a DataFrame: severity, the guidelines that each comes from, and why it matters."""
    from helpers.tables import pandas

    return pandas.DataFrame(
        [
            {"severity": each.severity, "origin": ", ".join(each.origin), "why it matters": each.why}
            for each in RULES.values()
        ],
        index=pandas.Index(RULES, name="rule"),
    )
