"""A drawing of entities and the model that it means: what a page sends is read part by part, and loses nothing.

A drawing is a graph as the page shows it (names, texts as they were typed, places), the model that its sound parts
make, and what is wrong with the others.
"""

import json
from dataclasses import dataclass, field, replace

from helpers.data_model import DataModel, Entity, Field, Relation
from helpers.data_model.edits import free_name, pointed, rename_entity, renamed_in_patterns
from helpers.data_model.model import MOST_PARTS
from helpers.data_model.names import name_of
from helpers.errors import CourseError, shorten
from helpers.findings import Finding, Findings
from helpers.widgets.entity_layout import places_of
from helpers.widgets.entity_text import entity_texts, lists_text, read_lists, read_part

PARTS = ("key", "indexes", "unique", "rows", "growth", "keep")
NEW = {"fields": [["id", "identity"]], "key": "id"}
GUESSES = {"email": "string(254) personal", "password": "string(100) secret hashed", "url": "string(2048)",
           "name": "string(100)", "count": "integer counter", "price": "decimal(12,2) money"}


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


def read_drawing(graph: dict, before: Drawing) -> Drawing:
    """The drawing after a page, or a cell, gave another graph; the model keeps what was sound.

    >>> links = drawn(DataModel("Links").add(Entity("link", {"code": "string(7)"}, key="code")))
    >>> graph = usable(links.graph)
    >>> graph["components"][0]["fields"].append(["owner", "strng(7)"])
    >>> made = read_drawing(graph, links)
    >>> made.model["link"].names, made.problems[0]["row"], made.graph["components"][0]["fields"][1]
    (('code',), 1, ['owner', 'strng(7)'])
    """
    boxes, problems = [dict(each) for each in graph["components"]], []
    _settle_names(boxes, before, problems)
    model = _renamed(boxes, before)
    _follow_arrows(boxes, graph["connections"], before)
    entities = []
    earlier = {sound_name(each): each for each in before.graph["components"]}
    for box in boxes:
        name = sound_name(box)
        if not name or any(each.name == name for each in entities):
            continue
        old = next((each for each in model.entities if each.name == name), None)
        if old is not None:
            model = _follow_fields(box, earlier.get(name), old, model)
        entity, wrong = _entity(box, name, old)
        problems += wrong
        if entity is not None:
            entities.append(entity)
    names = {each.name for each in entities}
    gone = set(before.model.names) - names
    kept_arrows = {(each["source"], each["target"], each.get("style")) for each in graph["connections"]}
    shown = {sound_name(each): each["name"] for each in boxes}
    relations = tuple(
        each for each in model.relations
        if not {each.source, each.target} & gone
        and (each.source == each.target or each.source not in shown or each.target not in shown
             or (shown[each.source], shown[each.target], relation_style(each)) in kept_arrows)
    )  # fmt: skip
    title = graph["name"].strip()
    try:
        DataModel(title)
    except CourseError as error:
        problems.append(_problem("", "name", error, "name"))
        title = before.model.name
    model = replace(model, name=title, entities=tuple(entities), relations=relations)
    return Drawing(model, whole({"name": graph["name"], "components": boxes}, model), tuple(problems))


def _problem(of: str, part: str, error: object, *heads: str, row: int | None = None) -> dict:
    message = str(error)
    for head in heads:
        message = message.removeprefix(f"{head}: ")
    return {"of": of, "field": part, "row": row, "message": message}


def _settle_names(boxes: list[dict], before: Drawing, problems: list[dict]) -> None:
    """Give each box its sound name; where the written one is none, `was` keeps the one before."""
    earlier = [sound_name(each) for each in before.graph["components"]]
    taken: set[str] = set()
    for place, box in sorted(enumerate(boxes), key=lambda each: each[1]["name"] not in earlier):  # who has it, keeps it
        raw, was = box["name"], box.pop("was", "")
        try:
            sound = name_of(raw, "name")
            if sound.casefold() in taken:
                raise CourseError(f"{sound} is the name of another entity, to a database. Give each its own.")
        except CourseError as error:
            sound = was or (earlier[place] if len(earlier) == len(boxes) else "")
            problems.append(_problem(raw, "name", error, "name"))
            box["was"] = sound if sound.casefold() not in taken else ""
        taken.add(sound.casefold())


def _renamed(boxes: list[dict], before: Drawing) -> DataModel:
    """The model before with the names that boxes have now; references in the boxes follow."""
    olds, news = [sound_name(each) for each in before.graph["components"]], [sound_name(each) for each in boxes]
    model = before.model
    if len(olds) != len(news):
        return model
    for old, new in zip(olds, news, strict=True):
        if old == new or old in news or not new or old not in model:
            continue
        if new.casefold() in {each.casefold() for each in model.names if each != old}:
            continue
        model = rename_entity(model, old, new)
        for box in boxes:
            box["fields"] = [[name, _pointed(name, text, old, new)] for name, text in box["fields"]]
    return model


def _read(name: str, text: str) -> Field | None:
    try:
        return Field.read(name, text)
    except CourseError:
        return None


def _pointed(name: str, text: str, old: str, new: str) -> str:
    made = _read(name, text)
    return pointed(made, old, new).text if made is not None and made.target == old else text


def _follow_arrows(boxes: list[dict], arrows: list[dict], before: Drawing) -> None:
    """An arrow that was drawn is a new reference, one that was deleted takes its field away."""
    by_name = {each["name"]: each for each in boxes}
    places = {each["name"]: at for at, each in enumerate(before.graph["components"])}
    if len(boxes) == len(before.graph["components"]):
        now = {name: boxes[at]["name"] for name, at in places.items()}
    else:
        now = {name: name for name in places}
    left = {(each["source"], each["target"], each.get("style")) for each in arrows}
    for each in before.graph["connections"]:
        source, target = now[each["source"]], now[each["target"]]
        if (source, target, each["style"]) not in left and source in by_name and target in by_name:
            box = by_name[source]
            was = next((row for row in before.graph["components"][places[each["source"]]]["fields"]
                        if row[0] == each["style"]), None)  # fmt: skip
            if was is not None and any(row[0] == each["style"] for row in box["fields"]):
                box["fields"] = [row for row in box["fields"] if row[0] != each["style"]]
    for each in arrows:
        if not isinstance(each.get("style"), str):
            box, target = by_name[each["source"]], by_name[each["target"]]
            name = free_name(sound_name(target), [row[0] for row in box["fields"]])
            box["fields"] = [*box["fields"], [name, Field(name, "ref", target=sound_name(target)).text]]


def _follow_fields(box: dict, earlier: dict | None, old: Entity, model: DataModel) -> DataModel:
    """Renamed and deleted fields are carried into the box's key and indexes, and into the patterns."""
    if earlier is None:
        return model
    before, now = [row[0] for row in earlier["fields"]], [row[0].strip() for row in box["fields"]]
    pairs = list(zip(before, now, strict=True)) if len(before) == len(now) else []
    changes = [(one, other) for one, other in pairs if one != other and one not in now]
    gone = [each for each in before if each not in now] if len(now) < len(before) else []
    for part in ("key", "indexes", "unique"):
        if (changes or gone) and box.get(part) == earlier.get(part) and box.get(part):
            box[part] = _text_after(box[part], part, old, dict(changes), gone)
    for one, other in changes:
        if one in old and _read(other, "integer") is not None and other not in old:
            model = renamed_in_patterns(model, old, one, other)
    return model


def _text_after(text: str, part: str, old: Entity, changes: dict[str, str], gone: list[str]) -> str:
    made = []
    for names in read_lists(text):
        ordered = [old.order_of(each) for each in names]
        if part != "key" and any(name in gone for name, _ in ordered):
            continue
        made.append(tuple(f"{changes.get(name, name)}{' desc' if down else ''}"
                          for name, down in ordered if name not in gone))  # fmt: skip
    names = {changes.get(each, each): "integer" for each in old.names}
    return lists_text(tuple(filter(None, made)), Entity("x", {**names, **{
        each.removesuffix(" desc"): "integer" for one in made for each in one}}))  # fmt: skip


def _entity(box: dict, name: str, old: Entity | None) -> tuple[Entity | None, list[dict]]:
    """The entity that a box means; what is wrong in it is as it was before, or left out."""
    of, problems, fields = box["name"], [], {}
    rows = box["fields"] = [[each, text if text.strip() else _guess(each)] for each, text in box["fields"]]
    for place, (raw, text) in enumerate(rows):
        label = raw.strip()
        try:
            if not label:
                raise CourseError("the field has no name. Write one at the left.")
            if label.casefold() in {each.casefold() for each in fields}:
                raise CourseError(f"{label} is there already, to a database. Give each field its own name.")
            fields[label] = Field.read(label, text)
        except CourseError as error:
            problems.append(_problem(of, "fields", error, "fields", label, row=place))
            if old is not None and label in old and label not in fields:
                fields[label] = old[label]
    if not fields:
        problems.append(_problem(of, "fields", "an entity needs a field. Add one below."))
        return old, problems
    made = Entity(name, tuple(fields.values()))
    for part in PARTS:
        text = box.get(part, "")
        try:
            made = made.replace(**{part: read_part(part, text)})
        except CourseError as error:
            problems.append(_problem(of, part, error, f"{name}.{part}"))
            made = _kept(made, part, old)
    return made, problems


def _kept(made: Entity, part: str, old: Entity | None) -> Entity:
    if old is None:
        return made
    try:
        return made.replace(**{part: getattr(old, part)})
    except CourseError:
        return made


def _guess(name: str) -> str:
    """The type that a new field of this name most likely has; to be changed."""
    word = name.strip().lower()
    if word == "id":
        return "identity"
    if word.endswith(("_at", "created", "updated", "expires")):
        return "timestamp"
    return next((text for key, text in GUESSES.items() if key in word), "string(100)")
