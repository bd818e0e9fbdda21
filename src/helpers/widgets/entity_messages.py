"""Reading what a page sends of a drawing of entities, part by part: what is wrong is told, and nothing is lost."""

from dataclasses import replace

from helpers.data_model import DataModel, Entity, Field
from helpers.data_model.edits import free_name, pointed, rename_entity, renamed_in_patterns
from helpers.data_model.names import name_of
from helpers.errors import CourseError
from helpers.widgets.entity_graph import PARTS, Drawing, relation_style, sound_name, whole
from helpers.widgets.entity_text import lists_text, read_lists, read_part

GUESSES = {"email": "string(254) personal", "password": "string(100) secret hashed", "url": "string(2048)",
           "name": "string(100)", "count": "integer counter", "price": "decimal(12,2) money"}


def read_drawing(graph: dict, before: Drawing) -> Drawing:
    """The drawing after a page, or a cell, gave another graph; the model keeps what was sound.

    >>> from helpers.widgets.entity_graph import drawn, usable
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
