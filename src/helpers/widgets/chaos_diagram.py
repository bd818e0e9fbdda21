"""The drawing of the chaos studio: each box, machine, zone and arrow is a button that breaks it and mends it again."""

from collections.abc import Callable
from pathlib import Path
from string import Template

import anywidget
import traitlets

from helpers.architecture import Architecture
from helpers.architecture.load import TARGET_UTILISATION
from helpers.simulation.faults import replicas_hit
from helpers.units import Q, human
from helpers.widgets.diagram_messages import VERBS, badges, names_said, palette, part_id, placed, usable
from helpers.widgets.fallback import Fallback
from helpers.widgets.page_code import HERE, page_code

ACTS = ("toggle", "one", "zone")
TITLE = ("What can be broken. Arrow keys go from part to part, Enter breaks or mends it, r breaks one machine more.")
LEGEND = "Click a part to break it, again to mend it; its number (×2): one machine more."


def _page() -> str:
    return Template((Path(__file__).parent / "chaos_diagram.html").read_text(encoding="utf-8")).substitute(title=TITLE)


class ChaosDiagram(Fallback, anywidget.AnyWidget):
    """A drawing whose parts are broken by a click; `on_act(what, part)` is called with what was clicked.

    What: "toggle" a box or an arrow, "one" machine more of a box, or a "zone". The owner says by `show` what stands
    there from then on.

    >>> from helpers.architecture import Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=3))
    >>> ChaosDiagram(lambda what, part: None).named(links.connect("client", "api"), {})["api"]
    'api, service, 3 replicas'
    """

    _esm = page_code("diagram_store.js", "diagram_drawing.js", "chaos_diagram.js")
    _css = (HERE / "diagram.css").read_text(encoding="utf-8") + (HERE / "chaos_diagram.css").read_text(encoding="utf-8")
    graph = traitlets.Dict().tag(sync=True)
    reading = traitlets.Dict().tag(sync=True)
    overlay = traitlets.Dict().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(160).tag(sync=True)

    def __init__(self, on_act: Callable[[str, str], object], height: int = 160):
        self._on_act, self._architecture = on_act, Architecture()
        super().__init__(palette={**palette(), "page": _page()}, height=height,
                         graph={"name": "", "components": [], "connections": []})
        self.on_msg(self._answer)

    def show(self, architecture: Architecture, run, broken: dict[str, str]) -> None:
        """Show a design as it was in a run; `broken` says what is broken, and how, by its name in a fault."""
        graph = self.graph if architecture is self._architecture else placed(usable(architecture.to_dict()))
        self._architecture = architecture
        arrows = {f"{each.source} -> {each.target}": part_id(each) for each in architecture.connections}
        marks = _busy(run) if run is not None else {}
        for name, told in broken.items():
            of = arrows.get(name, name)
            if name in architecture or name in arrows:
                marks[of] = {"mark": "bad", "text": f"✖ {told}"}
        hit = _hit_by_zone(architecture, broken)
        for name, told in hit.items():
            if not marks.get(name, {}).get("text", "").startswith("✖"):
                marks[name] = {**marks.get(name, {}), "mark": "bad", "text": f"✖ {told}"}
        ids = [arrows.get(name, name) for name in broken if name in architecture or name in arrows]
        zones = [[zone, f"zone {zone}" + (f" ✖ {broken[zone]}" if zone in broken else ""), zone in broken]
                 for zone in architecture.all_zones]
        with self.hold_sync():
            if self.graph != graph:
                self.graph = graph
            self.reading = {"badges": badges(architecture), "names": {}}
            self.overlay = {"broken": ids, "marks": marks, "zones": zones, "legend": LEGEND,
                            "names": self.named(architecture, marks)}

    def named(self, architecture: Architecture, marks: dict) -> dict[str, str]:
        """What a screen reader says of each part."""
        def told(of: str, text: str) -> str:
            note = marks.get(of, {}).get("text", "")
            return f"{text}, {note}" if note else text

        boxes = {name: told(name, text.split(", calls ")[0].split(", sends to ")[0])
                 for name, text in names_said(architecture).items()}
        arrows = {part_id(each): told(part_id(each), f"{architecture[each.source].title} {VERBS[each.style]} "
                                                     f"{architecture[each.target].title}")
                  for each in architecture.connections}
        return {**boxes, **arrows}

    def set_state(self, sync_data: dict) -> None:
        """A page changes nothing here: it says what was clicked by a message."""

    def _answer(self, _widget, content, _buffers) -> None:
        if not isinstance(content, dict) or content.get("act") not in ACTS or not isinstance(content.get("of"), str):
            return
        of = content["of"]
        for each in self._architecture.connections:
            if part_id(each) == of:
                of = f"{each.source} -> {each.target}"
        self._on_act(content["act"], of)

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._architecture.name}"

    def _told(self) -> str:
        return f"What can be broken of {self._architecture.name}"


def _hit_by_zone(architecture: Architecture, broken: dict[str, str]) -> dict[str, str]:
    """Boxes that stand in a dark zone, and how many machines of each."""
    from helpers.simulation import Fault

    found: dict[str, set[int]] = {}
    for zone in broken:
        if zone in architecture.all_zones and zone not in architecture:
            for name, machine in replicas_hit(architecture, Fault("zone", zone)):
                found.setdefault(name, set()).add(machine)
    return {name: f"{len(each)} of {architecture[name].replicas} dark" for name, each in found.items()}


def _busy(run) -> dict:
    """How busy each box was, and what it lost."""
    marks = {}
    for each in run.architecture:
        if each.kind == "client":
            continue
        lost = sum(run.drops(each.name).values())
        if each.capacity is None:
            text, mark = human(Q(run.calls(each.name) / max(run.seconds, 1e-12), "1/s"), 2), ""
        else:
            used = min(1.0, run.fullest(each.name))
            mark, sign = ("warn", "▲") if used > TARGET_UTILISATION else ("ok", "✔")
            text = f"{sign} {used:.0%} busy"
        if lost:
            text, mark = f"▲ {text.lstrip('✔▲ ')}, {lost:,} lost", "warn"
        marks[each.name] = {"mark": mark, "text": text}
    return marks
