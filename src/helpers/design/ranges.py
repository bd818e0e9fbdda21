"""What the ranges of an estimate reach besides the load: how long work takes, how often a cache helps, what is kept.

A row of the estimate speaks of a box by its name: `api_service_time`, `hot_links_hit_rate`; or of all services
(`service_time`) and all caches (`hit_rate`, `popular_share`) that are drawn with the row's own value.
"""

import math
from typing import TYPE_CHECKING, Any

from helpers.errors import CourseError

if TYPE_CHECKING:
    from helpers.architecture import Architecture, Component
    from helpers.design.look import Look

PESSIMISTIC, LIKELY, OPTIMISTIC = "pessimistic", "likely", "optimistic"
HITS = ("hit_rate", "hit_share", "popular_share")
SIZES = ("storage", "storage_with_copies", "disk_space")
SAME = 0.01  # a box is drawn with a row's own value: apart by rounding at most


def drawn_at(look: "Look", column: str) -> "Architecture | None":
    """The diagram with each service time and hit rate at the end of its range; as it is drawn in the likely column."""
    drawing = look.drawing
    if drawing is None or look.estimate is None or column == LIKELY:
        return drawing
    for box in drawing:
        changes = {}
        slow = _ends(look, box, "service_time", ("service_time",) if box.kind == "service" else (), "s")
        if slow is not None:
            changes["service_time"] = slow[column == PESSIMISTIC]
        hits = _ends(look, box, "hit_rate", HITS if box.caches or box.kind == "cdn" else (), "")
        if hits is not None:
            changes["hit_rate"] = min(1.0, hits[column == OPTIMISTIC])
        if changes:
            drawing = drawing.replace(box.name, **changes)
    return drawing


def _ends(look: "Look", box: "Component", fact: str, names: tuple[str, ...], unit: str) -> tuple[float, float] | None:
    """The lower and the upper end of what the estimate says of a fact of a box; None where it says nothing of it."""
    own = getattr(box, fact)
    for name in (f"{box.name}_{fact}", *names):
        if own and name in look.estimate:
            value, low, high = _interval(look, name, unit)
            if low < high and math.isclose(value, own, rel_tol=SAME):
                return low, high
    return None


def _interval(look: "Look", name: str, unit: str) -> tuple[float, float, float]:
    """A row's own value and both ends of its range, in a unit; three times the same where there is none."""
    try:
        value = float(look.estimate[name].to(unit).magnitude)
        found: Any = look.intervals.get(name)
        return (value, value, value) if found is None else (
            value, float(found.low.to(unit).magnitude), float(found.high.to(unit).magnitude))
    except (CourseError, ValueError, AttributeError):
        return math.nan, math.nan, math.nan


def kept_at(look: "Look", column: str) -> float:
    """How many times as much is kept as the estimate's own value says: 2.3 where its range ends there."""
    if look.estimate is None or column == LIKELY:
        return 1.0
    for name in SIZES:
        if name in look.estimate:
            try:
                own = look.estimate[name]
                found = look.intervals.get(name)
                end = own if found is None else found.high if column == PESSIMISTIC else found.low
                return max(0.0, float((end / own).to("").magnitude))
            except (CourseError, ValueError, ZeroDivisionError):
                return 1.0
    return 1.0


def disks_at(look: "Look", column: str) -> float:
    """$ a month that disks cost more, or less, than in the diagram.

    Where data are kept on machines, what does not fit any more needs more disk; what stays empty is paid all the same.
    Where they are paid by the gigabyte, each gigabyte counts.
    """
    from helpers.architecture.kinds import SSD_GB
    from helpers.design.rules.data import stored

    times = kept_at(look, column)
    if times == 1.0 or look.drawing is None:
        return 0.0
    more = sum(max(0.0, needed * times - max(room, needed)) / 1e9 * box.copies * SSD_GB
               for box, needed, room in stored(look))
    return more + sum((box.stored_gb or 0.0) * box.of.per_gb * (times - 1) for box in look.drawing)
