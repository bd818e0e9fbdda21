"""What an overlay marks on a drawing: the ways of one endpoint, what alone takes endpoints down, how full boxes are."""

from helpers.architecture import Architecture, endpoints
from helpers.architecture.load import TARGET_UTILISATION
from helpers.units import Q, human
from helpers.widgets.diagram_messages import part_id


def path_marks(architecture: Architecture, flows, name: str) -> dict:
    """Marks for the ways of one endpoint."""
    found = architecture.paths(name, flows)
    hops = {each.key: each for path in found for each in path.hops}
    entities = [f"{need.access} {need.entity}" for each in endpoints(architecture, flows) if each.name == name
                for need in each.required if not any((path.entity, path.access) == (need.entity, need.access)
                                                     and path.served == "store" for path in found)]  # fmt: skip
    legend = f"{name}: " + ("; ".join(map(str, found[:4])) or "no way found")
    if entities:
        legend += f". ✖ No way to: {', '.join(entities)}"
    return {"legend": legend, "fade": True,
            "marks": {**{box: {"mark": "on"} for path in found for box in path.components},
                      **{part_id(each): {"mark": "on"} for each in hops.values()}}}  # fmt: skip


def failure_marks(architecture: Architecture, flows) -> dict:
    """Marks for what alone takes an endpoint down."""
    total = len(endpoints(architecture, flows))
    made: dict = {"marks": {}, "zones": {}}
    points = architecture.single_points_of_failure(flows, of=("component", "zone"))
    for each in points:
        mark = {"mark": "bad", "text": f"✖ alone: {len(each.endpoints)} of {total} down"}
        made["marks" if each.what == "component" else "zones"][each.name] = mark
    boxes = [f"zone {each.name}" if each.what == "zone" else each.name for each in points]
    found = f"✖ A loss of one of these takes endpoints down: {', '.join(boxes)}." if boxes else \
        f"✔ No single box or zone takes an endpoint down ({total} endpoints looked at)."
    return {**made, "legend": f"{found} Arrows are not counted: each stands for a network of many wires."}


def load_marks(architecture: Architecture, flows, rate) -> dict:
    """Marks for the share of its capacity that each box uses."""
    loads = architecture.load(flows, rate)
    boxes = {}
    for name, each in loads.items():
        if each.component.capacity is None:
            boxes[name] = {"mark": "", "text": human(Q(each.arrivals, "1/s"))}
            continue
        used = each.utilisation
        mark, sign = ("ok", "✔") if used <= TARGET_UTILISATION else ("warn", "▲") if used <= 1 else ("bad", "✖")
        share = f"{used:.0%}" if used < 100 else f"{used:,.0f}×"
        boxes[name] = {"mark": mark, "text": f"{sign} {share} of {human(Q(each.capacity, '1/s'))}"}
    return {"marks": boxes, "legend": f"Load against capacity at {human(Q(loads.rate, '1/s'))}: ✔ up to "
                                      f"{TARGET_UTILISATION:.0%}, ▲ up to 100%, ✖ above"}  # fmt: skip
