"""Checking a sheet, or one sentence: every rule looks once, and what they say is collected as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.findings import Finding, Findings
from helpers.requirements import fields as read
from helpers.requirements.parts import Assumed, Constraint, Functional, OutOfScope, Row
from helpers.requirements.rules import RULES
from helpers.requirements.rules.sentences import look

if TYPE_CHECKING:
    from helpers.requirements.model import Requirements

MOST_FINDINGS = 200
WITH_ACTOR = frozenset({"no-actor"})
GIVEN = frozenset({"solution", "no-actor", "negative", "two-in-one", "number-without-percentile"})
SPOKEN = frozenset(
    {
        "solution",
        "no-actor",
        "negative",
        "two-in-one",
        "number-without-percentile",
        "escape-clause",
        "comparative",
        "vague-word",
        "superlative",
        "vague-time",
        "superfluous-words",
        "vague-pronoun",
    }
)


def check_sentence(text: str, where: str = "sentence") -> Findings:
    """What is wrong with one requirement written as a sentence.

    >>> check_sentence("The service should be fast.").rules()
    {'vague-word'}
    >>> check_sentence("99% of redirects answer within 100 ms at peak.").ok
    True
    """
    return Findings(_of_sentence(read.text_of(text, "sentence", needed=True), read.text_of(where, "where")))


def _of_sentence(text: str, where: str, leave_out: frozenset[str] = frozenset()) -> list[Finding]:
    return [Finding(rule, RULES[rule].severity, where, message, fix) for rule, message, fix in look(text, leave_out)]


def _texts(row: Row):
    """The sentences of a row, and the rules that do not apply to each."""
    if isinstance(row, Functional):
        yield row.sentence, WITH_ACTOR
        if row.fit:
            yield row.fit, GIVEN
    elif isinstance(row, Constraint):
        yield row.says, GIVEN
    elif isinstance(row, Assumed):
        yield row.says, SPOKEN
    elif isinstance(row, OutOfScope) and row.because:
        yield row.because, SPOKEN


def check(sheet: Requirements) -> Findings:
    """Findings on a sheet of requirements; see `rules_table()` for what is looked at.

    >>> from helpers.requirements import Requirements
    >>> sheet = Requirements("Links").add(Functional("open_link", "visitor", "opens a short link, fast"))
    >>> sorted(check(sheet).errors.rules()), sorted(check(sheet).where("open_link").rules())
    (['nothing-measurable'], ['no-fit', 'vague-word'])
    """
    found: list[Finding] = []
    for row in sheet.rows:
        for text, leave_out in _texts(row):
            found += _of_sentence(text, row.id, leave_out)
        if isinstance(row, Functional) and not row.actor:
            found.append(
                Finding(
                    "no-actor",
                    RULES["no-actor"].severity,
                    row.id,
                    "nobody does it",
                    "Name the actor: a visitor, an owner, the system.",
                )
            )
    for rule in RULES.values():
        if not rule.of_sentence:
            found += [Finding(rule.id, rule.severity, where, message, fix) for where, message, fix in rule.check(sheet)]
    return Findings(Findings(dict.fromkeys(found))[:MOST_FINDINGS])


def rules_table():
    """All rules on requirements as a DataFrame: severity, why each matters, and where it comes from."""
    from helpers.tables import pandas

    return pandas.DataFrame(
        [
            {"severity": each.severity, "why it matters": each.why, "origin": "; ".join(each.origin)}
            for each in RULES.values()
        ],
        index=pandas.Index(RULES, name="rule"),
    )
