"""The chaos studio of step 7: break a part of the drawn design, watch what that does over time, and mend it again."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape
from threading import RLock
from typing import TYPE_CHECKING

import ipywidgets as w

from helpers.architecture import Architecture
from helpers.errors import CourseError, nearest, shorten
from helpers.plots.failures import outage
from helpers.reliability import collapse, list_collapses
from helpers.simulation import Client, Fault, Run, Workload
from helpers.simulation import fields as read
from helpers.units import Q, human
from helpers.widgets.chaos_base import base_of, scenario_base
from helpers.widgets.chaos_code import code_of
from helpers.widgets.chaos_diagram import ChaosDiagram
from helpers.widgets.chaos_engine import Engine
from helpers.widgets.chaos_state import (
    ARROW_WAYS,
    SWITCHES,
    WAYS,
    Base,
    ChaosState,
    client_of,
    known_break,
    parts_of,
    switches_of,
    way_of,
    ways,
)
from helpers.widgets.chaos_story import story_of
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.kept import load_view, save_view
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.panel import Panel, side_by_side
from helpers.widgets.typed_slider import TypedSlider, typed_value

if TYPE_CHECKING:
    from helpers.widgets.live_plot import FigureLike

VIEW = "chaos_studio"
LONG = 0.3  # seconds: what takes longer says so while it works
LABELS = {"timeout": "Timeout", "retries": "Retries", "budget": "Retry budget", "breaker": "Circuit breaker",
          "hedging": "Hedging"}
TOLD = {"timeout": "Callers give up after a while", "retries": "Callers ask again, three times at most",
        "budget": "Retries for a tenth of the requests, and no more", "breaker": "Nothing is sent while most fails",
        "hedging": "A second copy is sent when the answer is late"}
MOST_UNDO, MOST_REQUESTS = 100, 2_000_000
MOST_REASONS = 4
OWN = "Your design"


class ChaosStudio(Fallback, Panel):
    """Click a box, a machine, a zone or an arrow to break it, again to mend it, and watch what callers notice.

    `.model` is the `Run` shown now, `.state` what is broken and which switches are on, `.faults` and `.client` what
    that stands for, `.story` what happened in words.

    Parameters
    ----------
    design : Architecture or Design
        What is broken; of a `Design` its drawing, its load and its calls.
    workload : Workload, optional
        What arrives. None: what the design's estimate says.
    keep : str, optional
        A design's name: the state is saved in `my_design/` beside its pieces, and running the cell again loses nothing.
    scenario : str, optional
        A collapse to begin with (see `list_collapses`).
    requests : int
        How many are simulated at most; without the compiled engine runs are shortened, and it says so.
    client : Client, optional
        What callers do at the start.
    behaviours : dict of str to Behaviour, optional
        As for `simulate`.
    seed : int
        Another seed is another draw of the same load.

    Raises
    ------
    CourseError
        For a design that cannot run at the start.
    """

    def __init__(self, design: object, workload: Workload | None = None, *, keep: str | None = None,
                 scenario: str | None = None, requests: int = 50_000, client: Client | None = None,
                 behaviours: dict | None = None, seed: int = 1):
        self._own: Base = base_of(design, workload, client, behaviours)
        self._seed, self._keep, self._quiet = seed, keep, True
        self._lock = RLock()  # a page's messages may come in several threads of the kernel
        self._engine = Engine(read.whole(requests, "requests", 200, MOST_REQUESTS))
        self._calm: dict[tuple, Run] = {}
        self._past: list[ChaosState] = []
        self._future: list[ChaosState] = []
        self._collapses = list_collapses()
        name = None if scenario is None else collapse(scenario).name
        self._start = ChaosState(switches=switches_of(self._own.client))
        self.state, self.base = self._start, self._own
        self._run(self._start)
        self._make_controls()
        self._begin(name)
        self._listen()
        self._quiet = False
        self._show()

    def _begin(self, scenario: str | None) -> None:
        """Begin with the scenario that is asked for, else with what was kept, where that can still be run."""
        try:
            if scenario is not None:
                self._accept(self._of_scenario(scenario))
            else:
                kept = load_view(self._keep, VIEW)
                if kept:
                    self._accept(self._sound(ChaosState.from_dict(kept)))
        except CourseError as error:
            if not isinstance(error, CourseError) or (self._keep is not None and not isinstance(self._keep, str)):
                raise
            self._say(f"What was kept cannot be shown: {error}")
        self._past = []

    def _make_controls(self) -> None:
        def auto() -> w.Layout:
            return w.Layout(width="auto")

        def button(text: str, icon: str, tooltip: str, kind=w.Button):
            return kind(description=text, icon=icon, tooltip=tooltip, layout=auto())

        self.undo_button = button("Undo", "undo", "Take the last change back")
        self.redo_button = button("Redo", "repeat", "Make it again")
        self.reset_button = button("Reset", "refresh", "Everything whole, switches as given")
        self.code_button = button("Show as code", "code", "The run as Python", w.ToggleButton)
        narrow = {"description_width": "62px"}
        self.scenario = w.Dropdown(description="Collapse", style=narrow, layout=auto(),
                                   options=[(OWN, ""), *((each.replace("_", " ").capitalize(), each)
                                                         for each in self._collapses)])
        self.cure_button = button("Apply its cure", "medkit", "The cure that this collapse is known for",
                                  w.ToggleButton)
        self.part = w.Dropdown(description="Part", style=narrow, layout=w.Layout(flex="1 1 0", min_width="0"))
        self.break_button = button("Break it", "bolt", "Break or mend the chosen part")
        self.break_button.layout.flex = "0 0 auto"
        self.way, self.arrow_way = (
            w.Dropdown(description=label, style=narrow, layout=auto(),
                       options=[(told, name) for name, told in ways(known).items()])
            for label, known in (("A box", WAYS), ("An arrow", ARROW_WAYS)))
        self.window = w.IntRangeSlider(description="Broken, % of run", min=0, max=100, step=5, value=(30, 60),
                                       continuous_update=False, style={"description_width": "130px"}, layout=auto())
        self.load = TypedSlider(w.FloatLogSlider(description="Load (requests a second)", base=10, min=-1, max=0.5,
                                                 step=0.02, continuous_update=False),
                                lambda value: human(Q(float(value), "1/s"), 3), least=1e-3, most=1e9,
                                read=lambda text: typed_value(text, "1/s", self.base.workload.rate))
        self.switches = {name: w.Checkbox(description=LABELS[name], indent=False, tooltip=TOLD[name],
                                          layout=w.Layout(width="auto", margin="0 10px 0 0")) for name in SWITCHES}
        self.status, self.told, self.note = w.HTML(), w.HTML(), w.HTML()
        self.told.add_class("course-told")
        self.compile_button = button("Compile the engine", "cogs", "Once, for a minute or so; then runs are longer")
        self.plot = LivePlot(self._picture(), description="Four panels over one clock; shaded while something is "
                             "broken. The text at the left says the same.", height=350)
        self.diagram = ChaosDiagram(self._clicked)
        self.code = w.Textarea(layout=w.Layout(width="100%", height="200px", display="none"), tooltip="As Python code")
        row = w.Layout(flex_flow="row wrap")
        top = w.HBox([self.undo_button, self.redo_button, self.reset_button, self.code_button], layout=row)
        top.add_class("course-buttons")
        left = w.VBox([top, self.scenario, self.cure_button, w.HBox([self.part, self.break_button]), self.way,
                       self.arrow_way, self.window, w.HBox(list(self.switches.values()), layout=row), self.load,
                       self.told, self.note, self.compile_button, self.status])
        super().__init__([side_by_side(left, w.VBox([self.plot, self.diagram])), self.code,
                          KeyGuard({"Broken, % of run": "When it is broken, from and to, percent of the run"})])
        self.add_class("course-widget")
        self.add_class("chaos-studio")

    def _listen(self) -> None:
        for button, call in ((self.undo_button, self.undo), (self.redo_button, self.redo),
                             (self.reset_button, self.reset), (self.break_button, self._break_chosen),
                             (self.compile_button, self.compile)):
            button.on_click(lambda _, call=call: self._alone(call))
        self.code_button.observe(self._toggle_code, "value")
        self._hear(self.scenario, self.load_collapse)
        self._hear(self.cure_button, self.apply_cure)
        self._hear(self.part, lambda _: self._name_button())
        self._hear(self.window, self._window_moved)
        self.load.on_move(lambda change: self._alone(lambda: self._load_moved(change["new"])))
        for name, box in self.switches.items():
            self._hear(box, lambda on, name=name: self.switch(name, on))

    def _hear(self, control, call: Callable) -> None:
        """Call it with the control's value when a learner moves it."""
        control.observe(lambda change: self._alone(lambda: self._quiet or call(change["new"])), "value")

    def _alone(self, call: Callable) -> None:
        """One change after another, whichever thread it comes in."""
        with self._lock:
            call()

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def architecture(self) -> Architecture:
        """The design that runs."""
        return self.base.architecture

    @property
    def workload(self) -> Workload:
        """The load that runs."""
        return self.base.workload.replace(rate=self.base.workload.rate * self.state.load)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is broken, as faults of a run."""
        return self.model.faults

    @property
    def client(self) -> Client:
        """What callers do, by the switches."""
        return self.model.client

    @property
    def figure(self) -> FigureLike:
        """The plotly figure that is drawn now."""
        return self.plot.figure

    def toggle(self, part: str) -> None:
        """Break a box, a zone or an arrow ("api -> store"), or mend it where something of it is broken."""
        self._known(part)
        what = way_of(part, self.architecture, self.way.value, self.arrow_way.value)
        self._change(self.state.toggled(part, what, self.base))

    def break_one(self, box: str) -> None:
        """Break one machine more of a box; after the last, mend them all."""
        self._known(box)
        if box not in self.architecture:
            raise CourseError(f"box: {shorten(box)} has no machines. Name a box.")
        self._change(self.state.one_more(box, self.way.value, self.architecture[box].replicas))

    def switch(self, name: str, on: bool) -> None:
        """Turn a switch: timeout, retries, budget, breaker or hedging."""
        if name not in SWITCHES:
            raise CourseError(f"switch: there is no {shorten(name)}.{nearest(str(name)[:60], SWITCHES)}")
        self._change(self.state.replace(switches=self.state.switches | {name} if on else self.state.switches - {name}))

    def load_collapse(self, name: str) -> None:
        """Load one of the collapses, or with "" the design that was given."""
        self._try(lambda: self._change(self._of_scenario(name)))

    def apply_cure(self, on: bool = True) -> None:
        """Put the loaded collapse's named cure in place, or take it away; other switches stay as they are."""
        state = self.state.replace(cured=bool(on) and bool(self.state.scenario))
        old, new = (switches_of(self._base(each).client) for each in (self.state, state))
        self._change(state.replace(switches=(state.switches - (old - new)) | (new - old)))

    def undo(self) -> None:
        """Take the last change back."""
        self._step(self._past, self._future)

    def redo(self) -> None:
        """Make the change again that was taken back."""
        self._step(self._future, self._past)

    def reset(self) -> None:
        """Everything whole again, the switches as they were given."""
        self._change(self._of_scenario(self.state.scenario))

    def compile(self) -> None:
        """Compile the event engine, so that runs are as long as asked for."""
        self.status.value = "<span role='status' class='course-busy'>⏳ Compiling: a minute or so …</span>"
        self._engine.compile()
        self.status.value = ""
        self._calm = {}
        self._accept(self.state)
        self._show()

    def to_code(self) -> str:
        """Python code that makes the run as it stands now."""
        return code_of(self.model, self._seed)

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _known(self, part: str) -> None:
        parts = parts_of(self.architecture)
        if not isinstance(part, str) or part not in parts:
            raise CourseError(f"part: there is no {shorten(part)} to break.{nearest(str(part)[:60], parts)}")

    def _of_scenario(self, name: str) -> ChaosState:
        base = self._own if not name else scenario_base(name)
        return ChaosState(switches=switches_of(base.client), scenario=name, begin=self.state.begin, end=self.state.end)

    def _sound(self, state: ChaosState) -> ChaosState:
        """What of a kept state the design still has."""
        base = self._base(state)
        return state.replace(breaks=tuple(each for each in state.breaks if known_break(each, base.architecture)))

    def _base(self, state: ChaosState) -> Base:
        return self._own if not state.scenario else scenario_base(state.scenario, state.cured)

    def _run(self, state: ChaosState) -> None:
        """Simulate; only when all went well is anything changed."""
        base = self._base(state)
        workload = base.workload.replace(rate=base.workload.rate * state.load)
        key = (state.scenario, state.cured, state.load)
        calm = self._calm.get(key)
        if calm is None:
            quiet = base.calm_workload.replace(rate=workload.rate)
            calm = self._engine.run(base, quiet, (), base.client, self._seed)
        client = client_of(base.client, state.switches, calm)
        faults = state.faults(base, calm.seconds)
        same = not faults and client == calm.client and calm.workload == workload
        run = calm if same else self._engine.run(base, workload, faults, client, self._seed)
        story = story_of(run, calm, base.trigger)
        self._calm = {key: calm}
        self.base, self.model, self.calm, self.story, self.state = base, run, calm, story, state

    def _accept(self, state: ChaosState) -> None:
        if self._engine.took > LONG:
            self.status.value = "<span role='status' class='course-busy'>⏳ Simulating …</span>"
        self._run(state)
        self._say("")

    def _change(self, state: ChaosState) -> None:
        """Take another state, keep it, and remember the one before."""
        if state == self.state:
            return
        before = self.state

        def take() -> None:
            self._accept(state)
            self._past = [*self._past[-MOST_UNDO:], before]
            self._future = []

        self._try(take)

    def _step(self, taken: list, given: list) -> None:
        if taken:
            before = self.state

            def take() -> None:
                self._accept(taken[-1])
                taken.pop()
                given.append(before)

            self._try(take)

    def _try(self, call) -> None:
        """What cannot be run is told, and what was shown stays."""
        try:
            call()
        except CourseError as error:
            self._show()
            self._say(str(error))
            return
        self._show()
        unsaved = save_view(self._keep, VIEW, self.state.to_dict())
        if unsaved:
            self._say(f"Not saved: {unsaved}")

    def _clicked(self, what: str, part: str) -> None:
        with self._lock:
            if part in parts_of(self.architecture):
                self._try(lambda: self.break_one(part) if what == "one" else self.toggle(part))

    def _break_chosen(self) -> None:
        if self.part.value:
            chosen = self.part.value
            self._clicked("one" if chosen.endswith("#one") else "toggle", chosen.removesuffix("#one"))

    def _window_moved(self, value) -> None:
        begin, end = (each / 100 for each in value)
        if end - begin < 0.05:
            begin, end = (begin, begin + 0.05) if begin <= 0.95 else (0.95, 1.0)
        self._change(self.state.replace(begin=round(begin, 2), end=round(end, 2)))

    def _load_moved(self, rate: float) -> None:
        if self._quiet:
            return
        part = float(f"{rate / self.base.workload.rate:.4g}")
        self._change(self.state.replace(load=min(1000.0, max(0.001, part))))

    # --- showing ------------------------------------------------------------------------------------------------------

    def _broken(self) -> dict[str, str]:
        """What is broken, by its name in a fault, and how."""
        found = {}
        for each in self.model.faults:
            machines = self.architecture[each.where].replicas if each.where in self.architecture else 1
            many = "" if machines == 1 else f"{each.replicas or machines} of {machines} "
            found[each.where] = {"zone": "dark", "link": "cut", "crash": f"{many}crashed", "slow": f"{many}slow"}.get(
                each.what, f"{many}{each.what.replace('_', ' ')}")
        return found

    def _picture(self):
        drawn = outage(self.model, self.calm, trigger=self.base.trigger)
        drawn.layout.uirevision = f"{self.state.scenario} {self.state.load} {self.model.n}"
        return drawn

    def _show(self) -> None:
        """Set every control and picture to the state; none of it is taken for a move."""
        self._quiet = True
        state, design = self.state, self.architecture
        options = [choice for name, told in parts_of(design).items() for choice in (
            [(told, name)] + ([(f"{design[name].title}, one machine more", f"{name}#one")]
                              if name in design and design[name].replicas > 1 else []))]
        if list(self.part.options) != options:
            kept = self.part.value
            self.part.options = options
            self.part.value = kept if kept in [name for _, name in options] else options[0][1] if options else None
        self.scenario.value = state.scenario
        self.cure_button.value = state.cured
        self.cure_button.layout.display = "" if state.scenario else "none"
        self.cure_button.description = f"Cure: {self.base.cure.split(':')[0]}" if self.base.cure else "Cure"
        self.cure_button.tooltip = self.base.cure
        self.window.value = (round(100 * state.begin), round(100 * state.end))
        base = self.base.workload.rate
        self.load.offer(**_ends(base, base * state.load))
        for name, box in self.switches.items():
            box.value = name in state.switches
        self.undo_button.disabled, self.redo_button.disabled = not self._past, not self._future
        self._quiet = False
        self._name_button()
        self.plot.update(self._picture())
        self.diagram.show(design, self.model, self._broken())
        self._tell()

    def _name_button(self) -> None:
        chosen = self.part.value or ""
        broken = chosen.removesuffix("#one") in self._broken() and not chosen.endswith("#one")
        self.break_button.description = "Mend it" if broken else "Break it"

    def _tell(self) -> None:
        lines = [f"<b>{escape(self.story.text)}</b>"]
        if self.story.reasons:
            shown = [f"{count:,} {why}" + (f" at {where.replace('_', ' ')}" if where else "")
                     for why, where, count in self.story.reasons[:MOST_REASONS]]
            more = sum(count for _, _, count in self.story.reasons[MOST_REASONS:])
            lines.append("Why: " + escape(", ".join(shown)) + (f", {more:,} otherwise" if more else "") + ".")
        lines.append(escape(self._callers()))
        if self.base.story:
            lines.append("<details><summary>What happens in this collapse</summary>"
                         f"{escape(self.base.story)}</details>")
        self.told.value = (f"<div class='tex2jax_ignore mathjax_ignore' role='status' data-story='{self.story.kind}'>"
                           + "<br>".join(lines) + "</div>")
        shortened = self._engine.note(self.model.n)
        self.note.value = "" if not shortened else (
            f"<div style='line-height:1.35;font-size:12px;opacity:.85'>{escape(shortened)}</div>")
        self.compile_button.layout.display = "" if shortened and self._engine.can_compile else "none"
        if self.code_button.value:
            self.code.value = self.to_code()

    def _callers(self) -> str:
        """What callers do, and how much they sent."""
        client, run = self.client, self.model
        parts = [f"wait {human(Q(client.timeout, 's'), 2)}"] if client.timeout is not None else ["wait for ever"]
        if client.retries:
            parts.append(f"try again {client.retries} times at most"
                         + (f" (for {client.budget:.0%} of the requests)" if client.budget is not None else ""))
        elif client.budget is not None:
            parts.append("never try again (a budget for retries changes nothing then)")
        if client.breaker is not None:
            parts.append("stop while most fails")
        if client.hedge_after is not None:
            parts.append(f"send a copy after {human(Q(client.hedge_after, 's'), 2)}")
        sent = f" {run.attempts / run.n:.2f} attempts a request." if run.attempts != run.n else ""
        return f"Callers {', '.join(parts)}.{sent}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.model!r}"

    def _told(self) -> str:
        return f"The chaos studio: {self.architecture.name}, what breaks and what callers notice"


def _ends(start: float, value: float) -> dict:
    """Ends, step and value of the load's slider: a tenth of the load that was given to three times as much."""
    middle, step = math.log10(start), 0.02
    at = math.log10(value)
    return {"min": min(middle - 1, at), "max": max(middle + 0.5, at), "step": step, "value": value}

