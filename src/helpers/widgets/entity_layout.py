"""Where the boxes of a drawing of entities stand: those that are referred to first, in columns of like height."""

import math

from helpers.data_model import DataModel

WIDTH, HEAD, ROW, MOST_ROWS = 186, 37, 17, 9  # pixels of a box, its head, and a field; fields that are shown
GAP_X, GAP_Y = 90, 44
LIKE = 1.9  # how much wider than high a drawing is best


def height_of(fields: int) -> int:
    """The height of a box with so many fields; what is beyond the most is one line, "and 3 more"."""
    return HEAD + ROW * min(fields, MOST_ROWS)


def places_of(boxes: list[dict], model: DataModel) -> dict[str, list[float]]:
    """The place of each box by name: as it has it, else a free one; none is negative."""
    placed = {each["name"]: [float(number) for number in each["at"]] for each in boxes if has_place(each)}
    if not placed:
        return tidied(boxes, model)
    shift = [-min(0.0, *(at[axis] for at in placed.values()), 0.0) for axis in (0, 1)]
    placed = {name: [at[0] + shift[0], at[1] + shift[1]] for name, at in placed.items()}
    left = min(at[0] for at in placed.values())
    top = max(placed[each["name"]][1] + height_of(len(each["fields"])) for each in boxes if each["name"] in placed)
    for number, each in enumerate(each for each in boxes if each["name"] not in placed):
        placed[each["name"]] = [left + number * (WIDTH + GAP_X), top + GAP_Y]
    return placed


def has_place(box: dict) -> bool:
    """Whether a box says where it stands."""
    at = box.get("at")
    return (isinstance(at, list) and len(at) == 2
            and all(isinstance(each, int | float) and not isinstance(each, bool) and abs(each) <= 1e6 for each in at))


def tidied(boxes: list[dict], model: DataModel) -> dict[str, list[float]]:
    """Places in columns: what others refer to stands at the left of them, and columns are of like height."""
    deep = depths(model)
    order = sorted(boxes, key=lambda each: deep.get(each.get("was") or each["name"], 0))
    tall = {each["name"]: height_of(len(each["fields"])) + GAP_Y for each in boxes}
    total = sum(tall.values())
    count = max(1, min(len(boxes), math.ceil(math.sqrt(total * LIKE / (WIDTH + GAP_X)) - 0.3)))
    made, column, used = {}, 0, 0.0
    for each in order:
        if used and used + tall[each["name"]] / 2 > total / count and column < count - 1:
            column, used = column + 1, 0.0
        made[each["name"]] = [float(column * (WIDTH + GAP_X)), used]
        used += tall[each["name"]]
    return made


def depths(model: DataModel) -> dict[str, int]:
    """How far each entity is from those that refer to nothing; a circle is cut where it closes.

    >>> from helpers.data_model import Entity
    >>> depths(DataModel("x").add(Entity("a", {"id": "integer", "b": "ref b"}), Entity("b", {"id": "integer"})))
    {'a': 1, 'b': 0}
    """
    targets = {each.name: [ref.target for ref in each.refs if ref.target in model and ref.target != each.name]
               for each in model.entities}
    made = dict.fromkeys(targets, 0)
    for _ in range(len(made)):
        again = {name: max((made[each] + 1 for each in found), default=0) for name, found in targets.items()}
        again = {name: min(depth, len(made)) for name, depth in again.items()}
        if again == made:
            break
        made = again
    return made
