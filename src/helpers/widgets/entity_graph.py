"""A drawing of entities: the graph that a page shows (names, texts as typed, places), and the model that it means."""

import json
from dataclasses import dataclass, field

from helpers.data_model import DataModel, Entity, Field, Relation
from helpers.data_model.model import MOST_PARTS
from helpers.errors import CourseError, shorten
from helpers.findings import Finding, Findings
from helpers.widgets.entity_layout import places_of
from helpers.widgets.entity_text import entity_texts

PARTS = ("key", "indexes", "unique", "rows", "growth", "keep")
NEW = {"fields": [["id", "identity"]], "key": "id"}


@dataclass(frozen=True)
class Drawing:
    """The graph that a page shows, the model that it means, and each problem as `of`, `field`, `row`, `message`."""

    model: DataModel
    graph: dict
    problems: tuple[dict, ...] = field(default=())

    @property
    def findings(self) -> Findings:
        """What could not be read."""
        return Findings(
            Finding("broken-field", "error", ".".join(filter(None, (each["of"], each["field"]))) or "model",
                    each["message"])
            for each in self.problems
        )


def drawn(model: DataModel, before: Drawing | None = None) -> Drawing:
    """The drawing of a model; boxes that were there before stay where they are."""
    boxes = [_box(each) for each in model.entities]
    known = {sound_name(each): each["at"] for each in before.graph["components"]} if before else {}
    boxes = [{**each, "at": known[each["name"]]} if each["name"] in known else each for each in boxes]
    graph = {"name": model.name, "components": boxes}
    return Drawing(model, whole(graph, model))


def _box(entity: Entity) -> dict:
    return {
        "name": entity.name,
        "kind": "entity",
        "fields": [[each.name, each.text] for each in entity.fields],
        **{part: text for part, text in entity_texts(entity).items() if text},
    }


def whole(graph: dict, model: DataModel) -> dict:
    """The graph with a place for each box, and the arrows that its references and relations make."""
    shown = {sound_name(each): each["name"] for each in graph["components"]}
    arrows = [
        {"source": shown[entity.name], "target": shown[each.target], "style": each.name,
         "label": f"{each.name} {cardinality(entity, each)}"}
        for entity in model.entities
        for each in entity.refs
        if each.target in model and each.target != entity.name
    ]
    arrows += [
        {"source": shown[each.source], "target": shown[each.target], "style": relation_style(each), "label": each.kind}
        for each in model.relations
        if each.source in model and each.target in model and each.source != each.target
    ]
    places = places_of(graph["components"], model)
    boxes = [{**each, "at": places[each["name"]], "label": each["name"]} for each in graph["components"]]
    return {"name": graph["name"], "components": boxes, "connections": arrows}


def cardinality(entity: Entity, ref: Field) -> str:
    """How many rows stand at the two ends of a reference.

    >>> link = Entity("link", {"code": "string(7)", "owner": "ref user?"}, key="code")
    >>> cardinality(link, link["owner"])
    'n:0..1'
    """
    alone = (ref.name,) in (entity.key, *entity.unique)
    return f"{'1' if alone else 'n'}:{'0..1' if ref.optional else '1'}"


def relation_style(relation: Relation) -> str:
    """What tells the arrow of a relation from those of references: a field's name has no line break."""
    return f"{relation.kind}\n{relation.through}"


def sound_name(box: dict) -> str:
    """The name by which the model knows a box; what cannot name a table stays on the page only."""
    return box.get("was") or box["name"]


def usable(graph: object) -> dict:
    """A copy of a graph as plain data with named boxes. Raises `CourseError` where it is none."""
    if not isinstance(graph, dict):
        raise CourseError(f"graph: {shorten(graph)} is not a drawing. Give its components and connections.")
    try:
        made = json.loads(json.dumps(graph, allow_nan=False))
    except (TypeError, ValueError, RecursionError, OverflowError):
        raise CourseError("graph: it holds more than text, finite numbers, lists and sets of fields.") from None
    boxes, arrows = made.get("components", []), made.get("connections", [])
    if not isinstance(boxes, list) or not isinstance(arrows, list) or len(boxes) > MOST_PARTS:
        raise CourseError(f"graph: components and connections are lists, of at most {MOST_PARTS} entities.")
    seen: dict[str, dict] = {}
    for each in boxes:
        if not isinstance(each, dict) or not isinstance(each.get("name"), str) or each["name"].strip() in seen:
            raise CourseError("graph: every entity is a set of fields with a name of its own.")
        seen[each["name"].strip()] = _plain({**each, "name": each["name"].strip()})
    arrows = [{**each, **{end: str(each.get(end)).strip() for end in ("source", "target")}}
              for each in arrows if isinstance(each, dict)]  # fmt: skip
    ends = [each for each in arrows
            if each["source"] in seen and each["target"] in seen and each["source"] != each["target"]]  # fmt: skip
    return {"name": str(made.get("name") or ""), "components": list(seen.values()), "connections": ends}


def _plain(box: dict) -> dict:
    """A box with texts where texts belong."""
    made: dict = {"name": box["name"], "kind": "entity"}
    given = box.get("fields", NEW["fields"])
    rows = given if isinstance(given, list) else []
    made["fields"] = [[str(name), str(text)] for name, text in
                      (row for row in rows if isinstance(row, list) and len(row) == 2)
                      if str(name).strip() or str(text).strip()]  # fmt: skip
    if "fields" not in box:
        made["key"] = NEW["key"]
    made.update({part: str(box[part]) for part in PARTS if box.get(part) not in (None, "")})
    made.update({name: box[name] for name in ("at", "was") if name in box})
    return made
