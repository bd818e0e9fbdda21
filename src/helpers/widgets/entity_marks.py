"""What the canvas says of each box: marks of its fields, signs of its findings, and words for a screen reader."""

from helpers.data_model import DataModel, Entity
from helpers.findings import MARKS, Finding, Findings
from helpers.widgets.entity_graph import Drawing, cardinality, sound_name

MOST_ADVICE = 40


def place_of(model: DataModel, finding: Finding) -> tuple[str, str]:
    """The entity and the pattern that a finding is about; one of them, or none."""
    names = sorted((each for each in model.names if finding.where == each or finding.where.startswith(f"{each}.")),
                   key=len)  # fmt: skip
    if names:
        return names[-1], ""
    patterns = sorted((each.name for each in model.patterns
                       if finding.where == each.name or finding.where.startswith(f"{each.name}.")), key=len)
    return "", patterns[-1] if patterns else ""


def by_pattern(model: DataModel, findings: Findings) -> dict[str, list[Finding]]:
    """The findings of each pattern."""
    made: dict[str, list[Finding]] = {}
    for each in findings:
        name = place_of(model, each)[1]
        if name:
            made.setdefault(name, []).append(each)
    return made


def reading_of(drawing: Drawing, findings: Findings, past: int, future: int) -> dict:
    """What the page reads beside the graph."""
    shown = {sound_name(each): each["name"] for each in drawing.graph["components"]}
    mine: dict[str, list[Finding]] = {}
    for each in findings:
        mine.setdefault(place_of(drawing.model, each)[0], []).append(each)
    signs = {name: " ".join(f"{MARKS[severity]}{count}" for severity in ("error", "warning")
                            if (count := sum(one.severity == severity for one in found)))
             for name, found in mine.items()}  # fmt: skip
    names = {shown[each.name]: words_of(each, mine.get(each.name, [])) for each in drawing.model.entities}
    for arrow in drawing.graph["connections"]:
        said = arrow["label"] if "\n" in arrow["style"] else f"by {arrow['label']}"
        verb = "belongs to" if "\n" in arrow["style"] else "refers to"
        names[f"{arrow['source']}>{arrow['target']}:{arrow['style']}"] = (
            f"{arrow['source']} {verb} {arrow['target']} {said}")
    return {
        "problems": [{**each, "field": each["field"] if each["row"] is None else f"{each['field']}.{each['row']}"}
                     for each in drawing.problems],
        "rows": {shown[each.name]: {field.name: sign_of(each, field.name) for field in each.fields}
                 for each in drawing.model.entities},
        "badges": {shown[name]: sign for name, sign in signs.items() if name in shown},
        "names": names,
        "past": past,
        "future": future,
    }  # fmt: skip


def sign_of(entity: Entity, name: str) -> str:
    """PK, FK, UQ or IX: the most that a field is; nothing for a plain one."""
    if name in entity.key:
        return "PK"
    if entity[name].base == "ref":
        return "FK"
    if any(name in each for each in entity.unique):
        return "UQ"
    return "IX" if any(name in {entity.order_of(one)[0] for one in each} for each in entity.indexes) else ""


def words_of(entity: Entity, found: list[Finding]) -> str:
    """An entity in words: "link, 4 fields, key code, refers to user by owner n:1, 2 findings"."""
    parts = [entity.name, f"{len(entity.fields)} field{'' if len(entity.fields) == 1 else 's'}",
             f"key {' and '.join(entity.key)}" if entity.key else "no key"]  # fmt: skip
    parts += [f"refers to {each.target} by {each.name} {cardinality(entity, each)}" for each in entity.refs]
    if found:
        parts.append(f"{len(found)} finding{'' if len(found) == 1 else 's'}")
    return ", ".join(parts)


def overlay_of(drawing: Drawing, findings: Findings) -> dict:
    """Marks of the boxes, and the advice that the panel lists: of what is selected, or all."""
    shown = {sound_name(each): each["name"] for each in drawing.graph["components"]}
    marks: dict[str, dict] = {}
    advice = []
    for each in findings:
        entity, pattern = place_of(drawing.model, each)
        if not entity and pattern:
            entity_of = drawing.model.pattern(pattern).entity
            box = shown.get(entity_of, "")
        else:
            box = shown.get(entity, "")
        advice.append({"of": box, "where": each.where, "severity": each.severity, "message": each.message,
                       "fix": each.fix})  # fmt: skip
        if box and entity and each.severity == "error":
            marks[box] = {"mark": "bad", "text": ""}
        elif box and entity and each.severity == "warning":
            marks.setdefault(box, {"mark": "warn", "text": ""})
    return {"choices": [], "chosen": "", "legend": "", "marks": marks, "zones": {}, "fade": False,
            "advice": advice[:MOST_ADVICE]}  # fmt: skip
