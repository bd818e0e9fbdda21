"""Advice on an estimate as findings."""

from helpers.errors import nearest
from helpers.estimation.parts import Derived
from helpers.estimation.trail import mend
from helpers.findings import Finding, Findings


def check(estimate) -> Findings:
    """Findings of an estimate; it can be computed when none of them is an error.

    >>> from helpers.estimation import Estimate
    >>> sorted(Estimate().assume("users", 5).derive("load", "usres * 2").check().rules())
    ['no-reason', 'unknown-name', 'unused-assumption']
    """
    found = []
    lost = [each for each in estimate._trail.lost() if not _holds(estimate, each)]
    used = {name for each in estimate.formulas for name in each.formula.names}
    for each in estimate.formulas:
        for name in sorted(each.formula.names - set(estimate.names)):
            found.append(
                Finding(
                    "unknown-name",
                    "error",
                    each.name,
                    f"uses {name}, which nothing gives",
                    (estimate._trail.why_missing(name).strip()
                     or f"Add it with assume() or derive().{nearest(name, estimate.names)}"),
                )
            )
    found += [
        Finding(
            "thrown-away",
            "warning",
            each.name,
            f"{each.verb}() gave a new estimate that nobody kept, so that line changed nothing",
            f"Write {mend(each.verb)}, with your own name for est.",
        )
        for each in lost
    ]
    if all(each.severity != "error" for each in found):
        try:
            values = estimate.solve({each.name: each.value for each in estimate.assumptions})
        except ValueError as error:
            place, _, message = str(error).partition(": ")
            known = place in estimate
            rule = "circle" if not known else "no-finite-value" if "has no finite value" in message else "units"
            found.append(Finding(rule, "error", place if known else estimate.name, message if known else str(error)))
        else:
            found += [
                Finding(
                    "negative-result",
                    "warning",
                    each.name,
                    f"comes out as {float(values[each.name]):g}, below zero",
                    "Look at the subtraction in its formula.",
                )
                for each in estimate.formulas
                if float(values[each.name]) < 0
            ]
    if estimate.formulas:
        found += [
            Finding(
                "unused-assumption",
                "note",
                each.name,
                "no formula uses it; either it does not matter or it was forgotten",
                "Use it, or remove it.",
            )
            for each in estimate.assumptions
            if each.name not in used
        ]
    found += [
        Finding(
            "no-reason",
            "note",
            each.name,
            "says neither why it is believed nor where it comes from",
            "Add why= or source=.",
        )
        for each in estimate.assumptions
        if not each.why and not each.source
    ]
    return Findings(found)


def _holds(estimate, record) -> bool:
    """Whether the estimate says by now what the lost line said."""
    if record.entry is None:
        return record.name not in estimate
    if record.name not in estimate:
        return False
    held, lost = estimate.entry(record.name), record.entry
    if isinstance(held, Derived) and isinstance(lost, Derived):
        return (held.formula.text, held.unit) == (lost.formula.text, lost.unit)
    return held == lost
