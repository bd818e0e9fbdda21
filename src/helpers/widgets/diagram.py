"""The diagram editor of step 5: boxes and arrows to draw by mouse, touch or keys; the drawing is an `Architecture`."""

import asyncio
import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import anywidget
import traitlets
from ipywidgets import CallbackDispatcher

from helpers.architecture import Architecture, endpoints
from helpers.architecture.targets import as_targets
from helpers.architecture.titles import place_of
from helpers.errors import CourseError, shorten
from helpers.findings import Findings
from helpers.widgets.diagram_messages import (
    BOX,
    as_findings,
    badges,
    names_said,
    palette,
    part_id,
    placed,
    read_graph,
    tidied,
    usable,
    values_shown,
)
from helpers.widgets.diagram_overlays import failure_marks, load_marks, path_marks
from helpers.widgets.fallback import Fallback
from helpers.widgets.kept import load_kept, save_kept
from helpers.widgets.page_code import HERE, page_code

if TYPE_CHECKING:
    from helpers.architecture.flows import FlowsLike, RateLike

ArchitectureLike: TypeAlias = Architecture | dict | str  # a value, its dict, or text (JSON or mermaid)
PAGE = ("diagram_store.js", "diagram_drawing.js", "diagram_panel.js", "diagram.js")
MARGIN = 40  # pixels around the drawing, as in diagram_drawing.js
PAUSE = 0.08  # seconds without a change from the page, after which the overlay is worked out anew
FROM_PAGE = {"graph", "chosen"}
FORMS = ("python", "json", "mermaid")
TALLEST = 430  # pixels, so that all of it fits into one screen
MOST_ADVICE = 40  # findings in the panel
SLOWEST_PATHS = 60  # endpoints that the bar of overlays offers


def natural_height(graph: dict) -> int:
    """The pixels at which a drawing is shown in its own size, margins included; no more than fit into one screen."""
    bottoms = [each["at"][1] + BOX[1] for each in graph["components"]]
    return min(TALLEST, math.ceil(max(bottoms, default=BOX[1])) + 2 * MARGIN)


class DiagramEditor(Fallback, anywidget.AnyWidget):
    """Draw an architecture: add boxes, connect them, edit their parameters; everything by keyboard too.

    `.architecture` (also `.model`) is the drawing as a value, and setting it redraws. What is wrong in a field stands
    beside the field and in `.findings`, and the value keeps what was sound; `reset()` goes back to what was given.

    Parameters
    ----------
    architecture
        What is drawn at first.
    flows
        A Case, its name, or a list: the endpoints of overlays and panel.
    rate
        An Estimate, or "20 K/s": their load.
    requirements
        The sheet of step 1: the targets that findings are held against.
    keep
        A design's name: the drawing is read from `my_design/` where it was saved before, and each change is saved
        there, so that running the cell again loses nothing and `Design.load(name)` gives other steps what is seen.
    height
        Of the drawing, in pixels.
    options
        More traits of an ipywidget.

    Raises
    ------
    CourseError
        Naming the field, the value and the mend.

    >>> from helpers.architecture import Component
    >>> editor = DiagramEditor(Architecture("Links").add(Component("client", "client"), Component("api", "service")))
    >>> editor.architecture = editor.architecture.connect("client", "api").replace("api", replicas=3)
    >>> editor.architecture["api"].replicas, editor.graph["connections"]
    (3, [{'source': 'client', 'target': 'api'}])
    """

    _problems: list
    _timer: asyncio.TimerHandle | None
    _esm = page_code(*PAGE)
    _css = HERE / "diagram.css"
    # the drawing, shaped like `Architecture.to_dict`, unread
    graph: "traitlets.TraitType[Any, Any]" = traitlets.TraitType({}).tag(sync=True)
    chosen = traitlets.Any("").tag(sync=True)  # which overlay: "", "failures", "load" or "path:" and an endpoint
    reading = traitlets.Dict().tag(sync=True)  # problems by field, and what stands in empty fields
    overlay = traitlets.Dict().tag(sync=True)  # marks and texts for boxes, connections and zones
    palette = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(520).tag(sync=True)
    compact = traitlets.Bool(False).tag(sync=True)  # the drawing alone, without palette, tools and panel

    def __init__(self, architecture: "ArchitectureLike | None" = None, flows: "FlowsLike" = None,
                 rate: "RateLike" = None, *, requirements: object = None, keep: str | None = None,
                 height: int | None = None, **options: Any):
        self._flows, self._rate, self._keep, self._targets = flows, rate, keep, as_targets(requirements)
        self._architecture, self._problems, self._unsaved = Architecture(), [], ""
        self._changed, self._from_page, self._timer, self._made = CallbackDispatcher(), False, None, False
        whole = isinstance(height, int) and not isinstance(height, bool)
        if height is not None and not (whole and 120 <= height <= 4000):
            raise CourseError(f"height: {shorten(height)} is no height. Give a number of pixels from 120 on.")
        given, findings = _understood(Architecture() if architecture is None else architecture)
        self.given, drawn = given, load_kept(keep, given)
        findings, given = (findings, given) if drawn is given else (Findings(), drawn)
        if rate is not None:
            given.load(flows, rate)  # says now what is wrong with flows or rate
        else:
            endpoints(given, flows)
        graph = placed(usable(given.to_dict()))
        if height is None:
            height = natural_height(graph) if options.get("compact") else TALLEST
        super().__init__(graph=graph, palette=palette(), height=height, **options)
        self._made = True
        self._add(findings)
        self.on_msg(self._answer)

    # --- the value ----------------------------------------------------------------------------------------------------

    @property
    def architecture(self) -> Architecture:
        """The drawing as a value, with the places of its boxes; what was wrong is left out or as it was before."""
        return self._architecture

    @architecture.setter
    def architecture(self, architecture: "ArchitectureLike") -> None:
        self.load(architecture)

    model = architecture

    @property
    def findings(self) -> Findings:
        """What could not be read of the drawing."""
        return as_findings(self._problems)

    def load(self, given: "ArchitectureLike") -> Findings:
        """Draw an Architecture, a dict, or text (JSON or mermaid); the page can undo it. Returns what was left out.

        Raises `CourseError` where nothing can be read; the drawing then stays as it was.
        """
        architecture, findings = _understood(given)
        self.graph = placed(usable(architecture.to_dict()))
        self._add(findings)
        return findings

    def reset(self) -> None:
        """Draw again what was given at the start; the page can undo it."""
        self.load(self.given)

    def to_code(self) -> str:
        """Python code that makes the architecture as it stands now."""
        return self._architecture.to_code()

    def on_change(self, callback: Callable[[Architecture], object], remove: bool = False) -> None:
        """Call `callback(architecture)` after each change of the value; to move a box changes no value."""
        self._changed.register_callback(callback, remove=remove)

    def show(self, overlay: str = "") -> None:
        """Choose an overlay: "failures", "load", "path:" and an endpoint's name, or "" for none."""
        known = [name for name, _ in self.overlay["choices"]]
        if overlay not in known:
            raise CourseError(f"overlay: {shorten(overlay)} is not one of {', '.join(filter(None, known))}.")
        self.chosen = overlay

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._architecture!r}"

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def set_state(self, sync_data: dict) -> None:
        """Take what a page sends: nothing that it could send raises, or loses the last sound value."""
        state = {name: value for name, value in sync_data.items() if name in FROM_PAGE}
        try:
            if "graph" in state:
                usable(state["graph"])
        except CourseError as error:
            del state["graph"]
            self._refuse(error)
            self.send_state("graph")
        self._from_page = True
        try:
            super().set_state(state)
        finally:
            self._from_page = False

    @traitlets.validate("graph")
    def _check(self, proposal):
        try:
            return usable(proposal.value)
        except CourseError as error:
            self._refuse(error)
            return self.graph

    @traitlets.observe("graph")
    def _follow(self, _change) -> None:
        whole = placed(self.graph)
        if whole is not self.graph:
            self.graph = whole  # and this runs again
            return
        before = self._architecture
        self._architecture, self._problems = read_graph(whole, before)
        if self._made:
            self._unsaved = save_kept(self._keep, self._architecture)
        self._tell()
        if self._architecture != before:
            self._changed(self._architecture)
        self._renew_overlay()

    def _add(self, findings: Findings) -> None:
        if findings:
            self._problems = [*self._problems, *({"of": "", "field": "", "message": f"{each.where}: {each.message}"}
                                                 for each in findings)]  # fmt: skip
            self._tell()

    def _refuse(self, error: CourseError) -> None:
        self._problems = [{"of": "", "field": "", "message": str(error)}]
        self._tell()

    def _tell(self) -> None:
        self.reading = {
            "problems": [*self._problems, *([{"of": "", "field": "", "message": f"Not saved: {self._unsaved}"}]
                                            if self._unsaved else [])],
            "shown": values_shown(self._architecture),
            "names": names_said(self._architecture),
            "badges": badges(self._architecture),
        }

    # --- overlays -----------------------------------------------------------------------------------------------------

    @traitlets.observe("chosen")
    def _renew_overlay(self, _change=None) -> None:
        """At once for code in a cell; after a pause in the changes where they come from a page."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._from_page:
            try:
                self._timer = asyncio.get_running_loop().call_later(PAUSE, self._make_overlay)
                return
            except RuntimeError:
                pass  # no event loop: no page either
        self._make_overlay()

    def _make_overlay(self) -> None:
        self._timer = None
        choices = [["", "No overlay"]]
        try:
            given = endpoints(self._architecture, self._flows)
            choices.append(["failures", "Single points of failure"])
            if self._rate is not None:
                choices.append(["load", "Load against capacity"])
            choices += self._more_overlays()
            choices += [[f"path:{each.name}", f"Path of {each.name}"] for each in given[:SLOWEST_PATHS]]
            chosen = self.chosen if any(self.chosen == name for name, _ in choices) else ""
            drawn = self._marks(chosen)
        except CourseError as error:
            chosen, drawn = "", {"legend": str(error)}
        empty = {"legend": "", "marks": {}, "zones": {}, "fade": False}
        self.overlay = {"choices": choices, "chosen": chosen, **empty, **drawn, "advice": self._advice()}

    def _advice(self) -> list[dict]:
        """What the checker says of the drawing, for the panel beside it: the part, how grave, what, and the mend."""
        if self.compact or not self._architecture.components:
            return []
        try:
            found = self._architecture.check(self._flows, self._rate, self._targets)
        except CourseError:
            return []
        design = self._architecture
        places = {place_of(design, each): part_id(each) for each in design.connections}
        places |= {place_of(design, name): name for name in design.names}
        return [{"of": places.get(each.where, ""), "where": str(each.where),
                 "severity": str(each.severity), "message": each.message, "fix": each.fix}
                for each in found][:MOST_ADVICE]  # fmt: skip

    def _more_overlays(self) -> list[list[str]]:
        """Overlays that a widget built on this one adds: name and label of each; `_marks` draws them."""
        return []

    def _marks(self, chosen: str) -> dict:
        if chosen == "failures":
            return failure_marks(self._architecture, self._flows)
        if chosen == "load":
            return load_marks(self._architecture, self._flows, self._rate)
        if chosen.startswith("path:"):
            return path_marks(self._architecture, self._flows, chosen.removeprefix("path:"))
        return {}

    # --- what the page asks -------------------------------------------------------------------------------------------

    def _answer(self, _widget, content, _buffers) -> None:
        """Answer tidy, code and load by a message; the page makes the edit, so that it can be undone there."""
        if not isinstance(content, dict):
            return
        try:
            reply = self._reply(content)
        except CourseError as error:
            reply = {"refused": str(error)}
        if reply:
            self.send({**reply, "token": content.get("token")})

    def _reply(self, content: dict) -> dict | None:
        ask = content.get("ask")
        if ask == "load":
            made, findings = _understood(content.get("text"))
            return {"graph": placed(usable(made.to_dict())), "findings": [str(each) for each in findings]}
        if ask == "fence":  # all that was sent before it has been heard
            return {"heard": True}
        if ask not in ("tidy", "code"):
            return None
        made, _ = read_graph(usable(content.get("graph")), self._architecture)
        if ask == "tidy":
            return {"positions": tidied(made)}
        form = content.get("form")
        if form == "json":
            return {"text": json.dumps(made.to_dict(), indent=2, ensure_ascii=False)}
        return {"text": made.mermaid() if form == "mermaid" else made.to_code()}

    def _told(self) -> str:
        return f"The drawing {self._architecture.name}: " + (", ".join(self._architecture.names[:12]) or "empty")



def _understood(given) -> tuple[Architecture, Findings]:
    """The architecture in a value, a dict or text, and what was wrong; raises where there is nothing to draw."""
    if isinstance(given, Architecture):
        return given, Findings()
    if isinstance(given, str) and given.lstrip().startswith("{"):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError) as error:
            raise CourseError(f"this is no JSON: {error}. Copy all of it, from the first brace to the last.") from None
    if isinstance(given, str):
        made, findings = Architecture.read_mermaid(given)
        if "not-a-flowchart" in findings.rules():
            raise CourseError("text: this is neither JSON nor a mermaid flowchart, which starts with `flowchart LR`. "
                              "Python code is run in a cell: then set editor.architecture to what it makes.")
    elif isinstance(given, dict):
        made, findings = Architecture.read(usable(given))
    else:
        raise CourseError(f"architecture: {shorten(given)} cannot be drawn. Give an Architecture, a dict, or text.")
    if findings and not made.components:
        raise CourseError(f"{findings[0].where}: {findings[0].message} {findings[0].fix}".strip())
    return made, findings
