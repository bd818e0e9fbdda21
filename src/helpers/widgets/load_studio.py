"""The load studio of step 6: the drawn design under a load that the learner turns, simulated anew at every move."""

import asyncio
import math
from html import escape

import ipywidgets as w

from helpers import plots
from helpers.architecture import Architecture
from helpers.architecture.load import TARGET_UTILISATION
from helpers.architecture.targets import as_targets
from helpers.errors import CourseError, shorten
from helpers.simulation import Workload, simulate, sweep
from helpers.simulation.verdicts import share
from helpers.units import Q, human
from helpers.widgets.diagram import DiagramEditor
from helpers.widgets.guard import KeyGuard
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.panel import Panel

CALLS = 100_000  # that one move may simulate for the run itself; the curve gets a third of that at each load
MOST_REQUESTS, LEAST_REQUESTS = 20_000, 1_500
POINTS = (0.1, 0.4, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0)  # loads of the curve, as parts of the load at the start
ROUGH = (0.1, 0.7, 1.0, 1.2, 1.5, 2.0)  # loads of the curve while a slider moves
PAUSE = 0.3  # seconds without a move, after which the whole curve is drawn
SLOW_PART = 8  # the event engine takes some ten times as long: it gets fewer requests, and answers when let go
VIEWS = [("Latency against load", "curve"), ("Latency now", "now"), ("How busy", "busy"),
         ("The slowest request", "slow")]
STYLE = {"description_width": "190px"}


class _RunDiagram(DiagramEditor):
    """The editor with one more overlay: how busy each box was in the last run."""

    def __init__(self, *given, **options):
        self._run = None
        super().__init__(*given, **options)

    def show_run(self, run) -> None:
        """Colour the boxes by the utilisation of a run."""
        self._run = run
        self.chosen = "run"
        self._make_overlay()

    def _more_overlays(self) -> list[list[str]]:
        return [["run", "Busy in the simulation"]] if self._run is not None else []

    def _marks(self, chosen: str) -> dict:
        return _busy(self._run) if chosen == "run" and self._run is not None else super()._marks(chosen)


def _busy(run) -> dict:
    marks = {}
    for each in run.architecture:
        if each.kind == "client":
            continue
        if each.capacity is None:
            marks[each.name] = {"mark": "", "text": human(Q(run.calls(each.name) / max(run.seconds, 1e-12), "1/s"))}
            continue
        used = min(1.0, run.fullest(each.name))
        over = each.name in run.overloaded
        mark, sign = ("bad", "✖") if over or used > 0.95 else \
            ("warn", "▲") if used > TARGET_UTILISATION else ("ok", "✔")
        lost = sum(run.drops(each.name).values())
        marks[each.name] = {"mark": "bad" if lost else mark,
                            "text": f"{'✖' if lost else sign} {used:.0%} busy" + (f", {lost:,} lost" if lost else "")
                            + (f", {run.offered(each.name):.0%} asked" if over else "")}
    return {"marks": marks, "legend": f"Busy in the simulation (fullest replica): ✔ up to {TARGET_UTILISATION:.0%}, "
                                      "▲ up to 95%, ✖ above, or losing work"}


def _counted(each) -> str:
    """What the slider counts: replicas, or the shards of a box that has several."""
    return "shards" if each.shards > 1 else "replicas"


class LoadStudio(Panel):
    """Turn the load, the replicas, the service time and the hit rate of a drawn design, and watch its latency follow.

    The diagram can be edited; the boxes show how busy they were. `requirements` (such as
    `Targets(latency="100 ms")`) draws the limit. `.model` is the `Run` shown now, `.architecture` and `.workload` what
    was run. `options` go to `simulate` (behaviours, client, faults, seed). What cannot be run is told beside the
    sliders, and what was shown stays. Raises `CourseError` for a design that cannot be run at the start.
    """

    def __init__(self, architecture, workload, requirements=None, **options):
        if not isinstance(architecture, Architecture):
            raise CourseError(f"architecture: {shorten(architecture)} is not an Architecture. Draw one in step 5.")
        if not isinstance(workload, Workload):
            raise CourseError(f"workload: {shorten(workload)} is not a Workload. "
                              'Write Workload("2 K/s", mix="url_shortener").')
        self._given = (architecture, workload)
        self.architecture, self.workload, self.options = architecture, workload, options
        self.targets = as_targets(requirements)
        self._quiet, self._before, self._timer = False, None, None
        self._run_and_curve()
        self._before = self.curve
        slow = self.model.engine == "event"
        self.load = w.FloatLogSlider(description="Load (requests a second)", base=10,
                                     **_log_ends(workload.rate, 0.1, POINTS[-1]), readout_format=".3s",
                                     style=STYLE, layout=_wide(), continuous_update=not slow)
        self.box = w.Dropdown(description="Box to change", style=STYLE, layout=_wide())
        self.replicas = w.IntSlider(description="Replicas", min=1, max=2, style=STYLE, layout=_wide(),
                                    continuous_update=not slow)
        self.service = w.FloatLogSlider(description="Service time (ms)", base=10, style=STYLE, layout=_wide(),
                                        readout_format=".3g", continuous_update=not slow)
        self.hits = w.FloatSlider(description="Hit rate", min=0.0, max=0.99, step=0.01, readout_format=".0%",
                                  style=STYLE, layout=_wide(), continuous_update=not slow)
        self.controls = {"load": self.load, "box": self.box, "replicas": self.replicas, "service": self.service,
                         "hits": self.hits}
        self.status = w.HTML()
        self.told = w.HTML()
        self.view = w.ToggleButtons(options=VIEWS, style={"button_width": "170px"},
                                    tooltips=["At eight loads", "All requests at this load", "Each box", "Hop by hop"])
        self.reset_button = w.Button(description="Reset", icon="undo", tooltip="Back to the design that was given")
        self.code_button = w.ToggleButton(description="Show as code", icon="code")
        self.code = w.Textarea(layout=w.Layout(width="100%", height="220px", display="none"))
        self.diagram = _RunDiagram(architecture, workload.mix, workload.rate, height=400)
        self.diagram.show_run(self.model)
        self.plot = LivePlot(self._picture(), description="Follows the sliders above.")
        self._offer_boxes()
        self._tell()
        self.load.observe(self._load_moved, "value")
        self.box.observe(lambda _: self._quiet or self._offer_values(), "value")
        for control in (self.replicas, self.service, self.hits):
            control.observe(self._value_moved, "value")
        self.view.observe(self._redraw, "value")
        self.diagram.on_change(self._drawn)
        self.reset_button.on_click(lambda _: self.reset())
        self.code_button.observe(self._toggle_code, "value")
        top = w.HBox([self.reset_button, self.code_button], layout=w.Layout(flex_flow="row wrap"))
        super().__init__([top, self.code, self.load, self.box, self.replicas, self.service, self.hits, self.status,
                          self.told, self.view, self.plot, self.diagram, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("load-studio")

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def figure(self):
        """The plotly figure that is drawn now."""
        return self.plot.figure

    def reset(self) -> None:
        """Back to the design and the load that were given."""
        self._quiet = True
        self.load.value = self._given[1].rate
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
        run = simulate(architecture, workload, n=self._requests(known.work, part), **self.options)
        found = self._swept(architecture, workload, known, rough) if curve else self.curve
        self.model, self.architecture, self.workload, self.curve = run, architecture, workload, found

    def _swept(self, architecture, workload, known, rough: bool = False):
        """The curve; a rough one while a slider moves."""
        slow = known.engine == "event"
        part = (1 / SLOW_PART if slow else 1.0) * (1 / 15 if rough else 1 / 3)
        rates = [self._given[1].rate * point for point in (ROUGH if rough else POINTS[::2] if slow else POINTS)]
        return sweep(architecture, workload, rates, n=self._requests(known.work, part), **self.options)

    def _accept(self, architecture, workload, curve: bool = True, rough: bool = False) -> bool:
        rough = rough and self._later(self._refine)
        try:
            self._run_and_curve(curve, architecture, workload, rough)
        except CourseError as error:
            self._say(str(error))
            return False
        self._quiet = True
        if self.diagram.architecture != architecture:
            self.diagram.architecture = architecture
        self._quiet = False
        self.diagram.show_run(self.model)
        self._offer_boxes()
        self._tell()
        self._redraw()
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
        self._redraw()

    def _load_moved(self, change) -> None:
        if not self._quiet and not _same(change["new"], self.workload.rate):
            self._accept(self.architecture, self.workload.replace(rate=change["new"]), curve=False)

    def _value_moved(self, change) -> None:
        if self._quiet or self.box.value is None:
            return
        old = self.architecture[self.box.value]
        field, value = {id(self.replicas): (_counted(old), change["new"]),
                        id(self.service): ("service_time", change["new"] / 1000),
                        id(self.hits): ("hit_rate", change["new"])}[id(change["owner"])]
        try:
            if _same(value, getattr(old, field)):
                return
            kept = {} if field != "service_time" else {"servers": old.servers}
            changed = self.architecture.replace(old.name, **{field: value}, **kept)
        except CourseError as error:
            self._say(str(error))
            return
        self._accept(changed, self.workload, rough=True)

    def _drawn(self, architecture) -> None:
        if not self._quiet:
            self._accept(architecture, self.workload)

    # --- showing ------------------------------------------------------------------------------------------------------

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
        if self.box.value is None:
            return
        each = self.architecture[self.box.value]
        first = next((one for one in self._given[0] if one.name == each.name), each)
        self._quiet = True
        counted = _counted(each)
        self.replicas.description = counted.capitalize()
        self.replicas.max = max(10, 2 * getattr(first, counted), getattr(each, counted))
        self.replicas.value = getattr(each, counted)
        self.service.layout.display = "" if each.service_time and first.service_time else "none"
        if each.service_time and first.service_time:
            for name, value in _log_ends(first.service_time * 1000, 0.1, 10, each.service_time * 1000).items():
                setattr(self.service, name, value)
        self.hits.layout.display = "" if each.of.caches and each.hit_rate is not None else "none"
        if each.of.caches and each.hit_rate is not None:
            self.hits.value = min(0.99, each.hit_rate)
        self._quiet = False

    def _tell(self) -> None:
        run, self.status.value = self.model, ""
        tight = run.bottleneck
        p50, p99 = run.percentiles(50, 99)
        first = f"half within {human(Q(p50, 's'), 2)}, 99% within {human(Q(p99, 's'), 2)}" if run.served.any() else \
            "nothing is served"
        limit = ""
        if self.targets.latency is not None:
            kept = run.served.any() and p99 <= self.targets.latency and not (run.growing or run.overloaded)
            limit = f" {'✔ keeps' if kept else '✖ misses'} the {human(Q(self.targets.latency, 's'), 2)} asked for."
        grows = "".join(f" {escape(name)} gets {run.offered(name):.0%} of what it can take." for name in run.overloaded)
        if grows or run.growing:
            grows = f" <b>Still growing</b>: more arrives than is served.{grows}"
        self.told.value = (
            "<div class='tex2jax_ignore mathjax_ignore' style='line-height:1.5'>"
            f"<b>{escape(human(Q(self.workload.rate, '1/s'), 3))}</b>: {escape(first)}; "
            f"{share(run.availability)} served; "
            f"{escape(human(Q(run.cost, 'USD/month'), 3))}.{escape(limit)}{grows}<br>"
            + (f"Fullest: <b>{escape(tight.component)}</b>, {escape(tight.because)}." if tight else "") + "</div>")
        if self.code_button.value:
            self.code.value = self.to_code()

    def _picture(self):
        target = self.targets.latency
        if self.view.value == "now":
            return plots.latency_distribution(self.model, target=target)
        if self.view.value == "busy":
            return plots.fullness(self.model)
        if self.view.value == "slow":
            return plots.request_hops(self.model)
        before = None if self._before is self.curve else self._before
        return plots.latency_against_load(self.curve, self.workload.rate, target, before)

    def _redraw(self, _change=None) -> None:
        if not self._quiet:
            self.plot.update(self._picture())

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.model!r}"


def _wide() -> w.Layout:
    """A layout for one control: shared, what hides one would hide them all."""
    return w.Layout(width="560px", max_width="100%")


def _same(one: float, other: float) -> bool:
    """Whether two settings are the same but for what a page rounds."""
    return math.isclose(one, other, rel_tol=1e-6)


def _log_ends(start: float, least: float, most: float, value: float | None = None) -> dict:
    """Ends, step and value of a slider of powers of ten whose grid holds the start and the value's nearest place."""
    step = 0.02
    middle = math.log10(start)
    low, high = middle + step * math.floor(math.log10(least) / step), middle + step * math.ceil(math.log10(most) / step)
    if value is not None and not low <= math.log10(value) <= high:
        low, high = min(low, math.log10(value)), max(high, math.log10(value))
    return {"min": low, "max": high, "step": step, "value": start if value is None else value}
