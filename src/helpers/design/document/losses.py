"""What is left when each part of a diagram is lost, by the loads alone: a table for the document."""

from typing import TYPE_CHECKING

from helpers.design.rules.registry import listed
from helpers.rounding import whole_percent

if TYPE_CHECKING:
    from helpers.architecture import Architecture
    from helpers.design.look import Look

FULL = 1.0


def loss_rows(look: "Look") -> list[tuple[str, ...]]:
    """By loss: what users see, the endpoints that are down, the box that is fullest then, and what was foreseen."""
    drawing, rows = look.drawing, []
    foreseen = look.plan.predictions if look.plan is not None else {}
    zones: dict[tuple[str, ...], list[str]] = {}
    for zone in drawing.all_zones:
        row = _row(look, zone, drawing.without_zone(zone), "")
        zones.setdefault(row[1:4], []).append(zone)
    said = {zone: foreseen[f"zone:{zone}"] for zone in drawing.all_zones if f"zone:{zone}" in foreseen}
    for row, names in zones.items():
        foreseen_of = ", ".join(dict.fromkeys(said[zone] for zone in names if zone in said))
        rows.append((f"zone {' or '.join(names)}", *row, foreseen_of or "not said"))
    for box in drawing:
        if box.kind == "client":
            continue
        if not box.of.managed and box.replicas > 1:
            rows.append(_row(look, f"one machine of {box.title}", _without_one(drawing, box.name), ""))
        rows.append(_row(look, f"all of {box.title}", drawing.remove(box.name), foreseen.get(box.name, "")))
    return rows


def _without_one(drawing: "Architecture", name: str) -> "Architecture":
    box = drawing[name]
    if not box.of.stores:
        return drawing.replace(name, replicas=box.replicas - 1)
    if box.copies > 1:
        return drawing.replace(name, shards=box.shards, copies=box.copies - 1)
    return drawing.replace(name, shards=box.shards - 1, copies=1)


def _row(look: "Look", what: str, left: "Architecture", foreseen: str) -> tuple[str, ...]:
    alive = left.survives(look.flows)
    down = [each.name for each in look.drawn if each.name not in alive]
    full = None
    if look.peak is not None and not down:
        loads = look.loads(look.peak, left)
        full = max(((load.utilisation, name) for name, load in loads.items()), default=None)
    if down:
        sees = "down" if len(down) == len(look.drawn) else "a part is down"
    else:
        sees = "requests are lost" if full is not None and full[0] > FULL else "nothing, or slower answers"
    told = f"{left[full[1]].title}, {whole_percent(full[0])}" if full is not None else ""
    return what, sees, listed(down) or "nothing", told, foreseen or "not said"
