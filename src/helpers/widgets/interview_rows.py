"""Rows of a sheet as the page shows them, and what is typed into them read back. Pure, without widgets."""

import re

from helpers.errors import shorten
from helpers.requirements import METRICS, Assumed, Quality, RequirementError, Requirements
from helpers.requirements import fields as read
from helpers.requirements.parts import KINDS, Row
from helpers.requirements.serialization import row_from, row_to_dict, target_text

SHOWN = {
    "functional": ("actor", "does", "priority", "fit"),
    "quality": ("of", "metric", "target", "percentile", "environment", "measured_at", "window"),
    "out_of_scope": ("because",),
    "constraint": ("says",),
    "assumed": ("says", "value", "why"),
}
KIND_OF = {made: name for name, made in KINDS.items()}
CHOICES = {"priority": read.PRIORITIES, "metric": tuple(METRICS), "environment": ("", *read.ENVIRONMENTS),
           "measured_at": ("", *read.PLACES)}
LONGEST_ID = 40
MOST_GENERAL = 12
SIDES = re.compile(r"^\s*(?:at )?(most|least)\b[:\s]*", re.IGNORECASE)


def row_shown(row: Row, findings, wrong: dict) -> dict:
    """A row as plain data: its sentence, its fields with what they hold, and what is wrong with it."""
    kind, saved = KIND_OF[type(row)], row_to_dict(row)
    parts = []
    for name in SHOWN[kind]:
        value = _target(row) if name == "target" else saved.get(name, getattr(row, name, ""))
        if isinstance(row, Assumed) and name == "value" and row.value is not None:
            value = read.scale_text(row.value, row.unit)
        typed, told = wrong.get((row.id, name), (None, ""))
        parts.append({"name": name, "value": str("" if value is None else value) if typed is None else typed,
                      "choices": list(CHOICES.get(name, ())), "wrong": told})
    return {"id": row.id, "kind": kind, "says": str(row), "fields": parts,
            "findings": [{"severity": each.severity, "text": each.statement, "fix": each.fix} for each in findings]}


def _target(row: Quality) -> str:
    if row.target is None:
        return ""
    side = "at most" if row.at_most is not None else "at least"
    return f"{side} {target_text(row, row.target)}"


def changed_row(row: Row, field: str, value) -> Row:
    """The row with a field as it was typed, a target as "at most 100 ms" or "100 ms". Raises `RequirementError`.

    >>> str(changed_row(Quality("quick", "all", "latency"), "target", "at most 0.2 s"))
    'latency of everything at most 200 ms'
    """
    text = value.strip() if isinstance(value, str) else value
    if isinstance(row, Quality) and field == "metric":
        return row.replace(metric=text, at_most=None, at_least=None) if text != row.metric else row
    if isinstance(row, Quality) and field == "target":
        said = SIDES.match(text) if isinstance(text, str) else None
        side = f"at_{said[1].lower()}" if said else "at_least" if row.at_least is not None else row.kind.sides[0]
        other = "at_least" if side == "at_most" else "at_most"
        bare = SIDES.sub("", text) if said else text
        return row.replace(**{side: bare or None, other: None})
    if isinstance(row, Assumed) and field == "value":
        return row.replace(value=text, unit="")
    if isinstance(row, Quality) and field in ("percentile", "window"):
        bare = text.strip(" %") if field == "percentile" and isinstance(text, str) else text
        return row.replace(**{field: bare or None})
    return row.replace(**{field: text})


def new_row(kind: str, text: str, sheet: Requirements) -> Row:
    """A row of a kind made of one line; a functional one may begin with its actor, as in "visitor: opens a link".

    >>> print(new_row("functional", "visitor: opens a link", Requirements()))
    A visitor opens a link (must)
    >>> print(new_row("quality", "latency at most 100 ms", Requirements()))
    latency of everything at most 100 ms
    """
    if kind not in SHOWN:
        raise RequirementError(f"kind: {shorten(kind)} is no kind of row. Choose one of {', '.join(SHOWN)}.")
    line = " ".join(text.split()) if isinstance(text, str) else ""
    if not line:
        raise RequirementError("row: there is no text. Write what the row says, then choose Add.")
    made = {"id": free_id(line, sheet)}
    if kind == "functional":
        actor, colon, does = line.partition(":")
        told = bool(colon and does.strip())
        made |= {"actor": actor.strip() if told else "", "does": does.strip() if told else line}
    elif kind == "out_of_scope":
        name, _, because = line.partition(" because ")
        made = {"id": free_id(name, sheet), "because": because.strip()}
    elif kind == "quality":
        found = re.match(r"(?i)(.+?)\s+((?:at )?(?:most|least)\b.*)$", line)
        metric, target = (found[1], found[2]) if found else (line, "")
        row = row_from("quality", {**made, "of": "all", "metric": metric})
        return changed_row(row, "target", target) if target else row
    else:
        made["says"] = line
    return row_from(kind, made)


def free_id(text: str, sheet: Requirements) -> str:
    """An id made of the first words of a text that no row has yet.

    >>> free_id("Opens a link, at once", Requirements())
    'opens_a_link_at'
    """
    words = re.findall(r"[a-z0-9]+", text.lower())[:4]
    name = "_".join(words)[:LONGEST_ID].strip("_") or "row"
    name = name if name[0].isalpha() else f"row_{name}"
    number, made = 2, name
    while made in sheet or made == "all":
        made, number = f"{name}_{number}", number + 1
    return made


def sheet_findings(findings, ids) -> list[dict]:
    """What is wrong with the sheet as a whole."""
    order = {"error": 0, "warning": 1, "note": 2}
    found = [each for each in findings if each.where not in ids]
    return [{"severity": each.severity, "text": each.statement, "fix": each.fix}
            for each in sorted(found, key=lambda each: order[each.severity])[:MOST_GENERAL]]


def said_alike(ours: Row, kept: Row) -> bool:
    """Whether a kept row says what ours says; one that was kept before facts of scale had numbers lacks only its own.

    >>> from helpers.requirements import Assumed
    >>> said_alike(Assumed("n", "5 a day", value=5), Assumed("n", "5 a day"))
    True
    >>> said_alike(Assumed("n", "5 a day", value=5), Assumed("n", "6 a day"))
    False
    """
    if isinstance(ours, Assumed) and isinstance(kept, Assumed) and kept.value is None:
        kept = kept.replace(value=ours.value, unit=ours.unit)
    return ours == kept
