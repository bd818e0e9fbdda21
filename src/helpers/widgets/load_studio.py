"""The load studio of step 6: the drawn design under a load that the learner turns, simulated anew at every move."""

import asyncio
import time
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from helpers import plots
from helpers.architecture import Architecture
from helpers.architecture.targets import as_targets
from helpers.errors import CourseError, shorten
from helpers.simulation import Workload, simulate
from helpers.simulation.limit import limit_of
from helpers.units import Q, human
from helpers.units.display import round_to
from helpers.widgets.guard import KeyGuard
from helpers.widgets.kept import load_kept, save_kept
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.load_challenge import Challenge
from helpers.widgets.load_controls import DIGITS, LoadControls, counted_by, log_ends, same_setting
from helpers.widgets.load_curve import MOST, curve_of
from helpers.widgets.load_verdict import verdict_of
from helpers.widgets.panel import side_by_side
from helpers.widgets.run_diagram import RunDiagram

if TYPE_CHECKING:
    from helpers.widgets.live_plot import FigureLike

CALLS = 100_000  # that one move may simulate for the run itself; the curve gets a third of that at each load
MOST_REQUESTS, LEAST_REQUESTS = 20_000, 1_500
PAUSE = 0.3  # seconds without a move, after which the whole curve is drawn
LONG = 0.3  # seconds: what takes longer says so while it works
SLOW_PART = 8  # the event engine takes some ten times as long: it gets fewer requests, and answers when let go
CLOSE, LONGER = 0.8, 3  # a run above this part of the limit gets so many times the requests
LOW_DRAWING, TALL_DRAWING = 175, 360  # pixels: to look at, to edit


class LoadStudio(LoadControls):
    """Turn the load, the replicas, the service time and the hit rate of a drawn design, and watch its latency follow.

    The diagram can be edited; the boxes show how busy they were. `.model` is the `Run` shown now, `.architecture` and
    `.workload` what was run. What cannot be run is told beside the sliders, and what was shown stays.

    Parameters
    ----------
    architecture
        The design to begin with.
    workload
        How much is asked of it.
    requirements
        What draws the limit: the sheet of step 1, or `Targets(latency="100 ms")`.
    keep
        A design's name: the drawing is read from `my_design/` where it was saved before, and each change is saved
        there, so that running the cell again loses nothing.
    challenge
        A load to carry, such as "2x", for the least money a month.
    options
        What goes to `simulate`: behaviours, client, faults, seed.

    Raises
    ------
    CourseError
        For a design that cannot run at the start.
    """

    def __init__(self, architecture: Architecture, workload: Workload, requirements: Any = None, *,
                 keep: str | None = None, challenge: str | float | None = None, **options: Any):
        if not isinstance(architecture, Architecture):
            raise CourseError(f"architecture: {shorten(architecture)} is not an Architecture. Draw one in step 5.")
        if not isinstance(workload, Workload):
            raise CourseError(f"workload: {shorten(workload)} is not a Workload. "
                              'Write Workload("2 K/s", mix="url_shortener").')
        self._given, self._keep = (architecture, workload), keep
        architecture = load_kept(keep, architecture)
        self.architecture, self.workload, self.options = architecture, workload, options
        self.targets = as_targets(requirements)
        self.challenge = None if challenge is None else Challenge.read(challenge, workload, self.targets.latency)
        self._quiet, self._before, self._timer, self._took, self._rough = False, None, None, 0.0, False
        try:
            self._run_and_curve()
        except CourseError:
            if architecture == self._given[0]:
                raise
            self._run_and_curve(True, self._given[0])  # what was kept cannot be run: begin with what was given
        self._before = self.curve
        self._make_controls(self._given[1].rate, self._first, continuous=self.model.engine != "event")
        self.diagram = RunDiagram(self.architecture, workload.mix, workload.rate, height=LOW_DRAWING, compact=True)
        self.diagram.show_run(self.model)
        self.plot = LivePlot(self._picture(), description="Follows the sliders beside it.", height=285)
        self._offer_boxes()
        self._tell()
        self._listen()
        top = w.HBox([self.reset_button, self.code_button, self.edit_button], layout=w.Layout(flex_flow="row wrap"))
        left = w.VBox([top, *self.rows.values(), self.told, self.status])
        right = w.VBox([self.view, self.plot, self.diagram])
        super().__init__([side_by_side(left, right), self.code, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("load-studio")

    def _listen(self) -> None:
        self.rows["load"].on_move(self._load_moved)
        self.box.observe(lambda _: self._quiet or self._offer_values(), "value")
        for name in ("replicas", "service", "hits"):
            self.rows[name].on_move(lambda change, name=name: self._value_moved(name, change["new"]))
        self.view.observe(self._redraw, "value")
        self.diagram.on_change(self._drawn)
        self.reset_button.on_click(lambda _: self.reset())
        self.code_button.observe(self._toggle_code, "value")
        self.edit_button.observe(self._toggle_editor, "value")

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def figure(self) -> "FigureLike":
        """The plotly figure that is drawn now."""
        return self.plot.figure

    def reset(self) -> None:
        """Back to the design and the load that were given."""
        self._quiet = True
        self.rows["load"].offer(**log_ends(self._given[1].rate, 0.1, 2.0))
        self._quiet = False
        self._accept(*self._given)

    def to_code(self) -> str:
        """Python code that makes the design and the load as they stand now, and runs them."""
        mix = [f'{{"name": {each.name!r}, "share": {each.share!r}, "reads": {list(each.reads)!r}, '
               f'"writes": {list(each.writes)!r}}}' for each in self.workload.mix or ()]
        shown = "None" if not mix else "[\n    " + ",\n    ".join(mix) + ",\n]"
        return ("from helpers import Architecture, Component, Connection, Workload, simulate\n\n"
                f"{self.architecture.to_code('design')}\n\nmix = {shown}\n"
                f"run = simulate(design, Workload({self.workload.rate!r}, mix=mix))\nrun\n")

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _requests(self, work: float, part: float = 1.0) -> int:
        return int(min(MOST_REQUESTS, max(LEAST_REQUESTS, CALLS * part / max(work, 1.0))))

    def _run_and_curve(self, curve: bool = True, architecture=None, workload=None, rough: bool = False) -> None:
        """Simulate; only when all went well is anything shown changed."""
        architecture, workload = architecture or self.architecture, workload or self.workload
        known = getattr(self, "model", None) or simulate(architecture, workload, n=LEAST_REQUESTS, **self.options)
        part = 1 / SLOW_PART if known.engine == "event" else 1.0
        n = self._requests(known.work, part)
        run = simulate(architecture, workload, n=n, **self.options)
        limit = limit_of(run)
        if limit is not None and CLOSE < limit.share(workload.rate) < 1:
            run = simulate(architecture, workload, n=n * LONGER, **self.options)  # waits settle slowly here
        found = self._swept(architecture, workload, run, rough) if curve else self.curve
        self.model, self.architecture, self.workload, self.curve = run, architecture, workload, found
        self._rough = rough if curve else self._rough

    def _swept(self, architecture, workload, known, rough: bool = False):
        """The curve; a rough one while a slider moves."""
        slow = known.engine == "event"
        part = (1 / SLOW_PART if slow else 1.0) * (1 / 15 if rough else 1 / 3)
        return curve_of(architecture, workload, self._given[1].rate, known, self._requests(known.work, part),
                        rough, MOST // (2 * SLOW_PART) if slow else MOST, **self.options)

    def _accept(self, architecture, workload, curve: bool = True, rough: bool = False) -> bool:
        rough = rough and self._later(self._refine)
        if self._took > LONG:
            self._work()
        started = time.perf_counter()
        try:
            self._run_and_curve(curve, architecture, workload, rough)
        except CourseError as error:
            self._say(str(error))
            return False
        finally:
            self._took = time.perf_counter() - started
        self._quiet = True
        if self.diagram.architecture != architecture:
            self.diagram.architecture = architecture
        self._quiet = False
        self.diagram.show_run(self.model)
        self._offer_boxes()
        self._tell()
        self._redraw()
        unsaved = save_kept(self._keep, self.architecture)
        if unsaved:
            self._say(f"Not saved: {unsaved}")
        return True

    def _later(self, call) -> bool:
        """Call it after a pause in the moves; False where no event loop runs, so that nothing may be put off."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        try:
            self._timer = asyncio.get_running_loop().call_later(PAUSE, call)
        except RuntimeError:
            return False
        return True

    def _refine(self) -> None:
        """The whole curve, once the slider rests."""
        self._timer = None
        try:
            self.curve = self._swept(self.architecture, self.workload, self.model)
        except CourseError as error:
            self._say(str(error))
            return
        self._rough = False
        self._tell()
        self._redraw()

    def _load_moved(self, change) -> None:
        rate = self._sane("load", change["new"], self._given[1].rate)
        if not self._quiet and not same_setting(rate, self.workload.rate):
            self._accept(self.architecture, self.workload.replace(rate=rate), curve=False)

    def _value_moved(self, name: str, moved: float) -> None:
        if self._quiet or self.box.value is None:
            return
        now = self.architecture[self.box.value]
        field, part = {"replicas": (counted_by(now), 1), "service": ("service_time", 1000),
                       "hits": ("hit_rate", 1)}[name]
        try:
            old, first = now, self._first()
            held = getattr(old, field)
            value = moved if name == "replicas" else \
                self._sane(name, moved, (getattr(first, field) or 0) * part) / part
            if held is None or same_setting(value, held):
                return
            kept = {} if field != "service_time" else {"servers": old.servers}
            changed = self.architecture.replace(old.name, **{field: value}, **kept)
        except CourseError as error:
            self._say(str(error))
            return
        self._accept(changed, self.workload, rough=True)

    def _sane(self, name: str, value: float, start: float) -> float:
        """A slider's value with three digits; what was typed, and the start, to the last digit."""
        for exact in (self.rows[name].typed, start):
            if exact and same_setting(value, exact):
                return float(exact)
        return round_to(float(value), DIGITS)

    def _drawn(self, architecture) -> None:
        if not self._quiet:
            self._accept(architecture, self.workload)

    # --- showing ------------------------------------------------------------------------------------------------------

    def _first(self):
        """The chosen box as it was given; as it is now, where it was drawn since."""
        now = self.architecture[self.box.value]
        return next((one for one in self._given[0] if one.name == now.name), now)

    def _offer_boxes(self) -> None:
        names = [each.name for each in self.architecture if each.kind != "client"]
        options = [(name.replace("_", " "), name) for name in names]
        if list(self.box.options) != options:
            self._quiet, tight = True, self.model.bottleneck
            kept = self.box.value if self.box.value in names else tight.component if tight else names[0]
            self.box.options = options
            self.box.value = kept
            self._quiet = False
        self._offer_values()

    def _offer_values(self) -> None:
        """Set the sliders to the chosen box, each with its own ends."""
        if self.box.value is None:
            return
        each, first = self.architecture[self.box.value], self._first()
        self._quiet = True
        self._offer_box(each, first)
        self._quiet = False

    def _work(self) -> None:
        self.status.value = "<span role='status' class='course-busy'>⏳ Simulating …</span>"

    def _tell(self) -> None:
        run, self.status.value = self.model, ""
        verdict = verdict_of(run, self.targets.latency)
        tight, load = run.bottleneck, human(Q(self.workload.rate, "1/s"), DIGITS)
        fullest = f" Fullest: {tight.component}, {tight.utilisation:.0%} busy." if tight and verdict.kind == "steady" \
            else ""
        rough = " <i>A rough curve, until the slider rests.</i>" if self._rough else ""
        score = ""
        if self.challenge is not None:
            score = f"<br>{escape(self.challenge.score(self.architecture, self.workload, self.options))}"
        self.told.value = (
            f"<div class='tex2jax_ignore mathjax_ignore' role='status' data-verdict='{verdict.kind}'>"
            f"<b>{escape(load)}</b>: {escape(verdict.text)}{escape(fullest)} "
            f"<b>{escape(human(Q(run.cost, 'USD/month'), 3))}</b>.{rough}{score}</div>")
        if self.code_button.value:
            self.code.value = self.to_code()

    def _toggle_editor(self, change) -> None:
        self.diagram.compact, self.diagram.height = not change["new"], TALL_DRAWING if change["new"] else LOW_DRAWING

    def _picture(self):
        """The picture of the chosen view, with an identity of its own: one view's ranges must not outlive it."""
        drawn = self._draw()
        drawn.layout.uirevision = self.view.value if self.view.value != "now" else f"now {drawn.layout.xaxis.type}"
        return drawn

    def _draw(self):
        target = self.targets.latency
        if self.view.value == "now":
            return plots.latency_distribution(self.model, target=target)
        if self.view.value == "busy":
            return plots.fullness(self.model)
        if self.view.value == "slow":
            return plots.request_hops(self.model)
        before = None if self._before is self.curve else self._before
        return plots.latency_against_load(self.curve, self.workload.rate, target, before,
                                          until=2 * self._given[1].rate)

    def _redraw(self, _change=None) -> None:
        if not self._quiet:
            self.plot.update(self._picture())

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.model!r}"

    def _told(self) -> str:
        return f"The load studio: {self.architecture.name} under {human(Q(self.workload.rate, '1/s'), DIGITS)}"
