"""The chaos studio of step 7: break a part of the drawn design, watch what that does over time, and mend it again."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock, Thread

from helpers.errors import CourseError, nearest, shorten
from helpers.reliability import collapse, list_collapses
from helpers.simulation import Client, Fault, Run, Workload
from helpers.simulation import fields as read
from helpers.widgets.chaos_base import base_for, base_of, sound, start_of
from helpers.widgets.chaos_code import code_of
from helpers.widgets.chaos_engine import Engine
from helpers.widgets.chaos_state import (
    SWITCHES,
    Base,
    ChaosState,
    client_of,
    parts_of,
    switches_of,
    way_of,
)
from helpers.widgets.chaos_story import Story, story_of
from helpers.widgets.chaos_view import ChaosView
from helpers.widgets.kept import load_view, save_view

VIEW = "chaos_studio"
LONG = 0.3  # seconds: what takes longer says so while it works
MOST_UNDO, MOST_REQUESTS, MOST_CALM = 100, 2_000_000, 4


class ChaosStudio(ChaosView):
    """Click a box, a machine, a zone or an arrow to break it, again to mend it, and watch what callers notice.

    `.model` is the `Run` that is shown, `.state` what is broken and which switches are on, `.faults` and `.client` what
    that stands for, `.story` what happened in words. Where a part of a run is shown first, `.model` and `.story` wait
    for the whole.

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
        self._shown: Run | None = None  # and that a run which follows belongs to
        self._follower: Thread | None = None
        self._past: list[ChaosState] = []
        self._future: list[ChaosState] = []
        self._collapses = list_collapses()
        name = None if scenario is None else collapse(scenario).name
        self._start = ChaosState(switches=switches_of(self._own.client))
        self.state, self.base = self._start, self._own
        self._run(self._start)
        super().__init__(self._collapses, lambda: self.base.workload.rate, self._picture(), self._clicked)
        self._begin(name)
        self._listen()
        self._quiet = False
        self._show()

    def _begin(self, scenario: str | None) -> None:
        """Begin with the scenario that is asked for, else with what was kept, where that can still be run."""
        try:
            if scenario is not None:
                self._accept(start_of(self._own, scenario, self.state))
            else:
                kept = load_view(self._keep, VIEW)
                if kept:
                    self._accept(sound(self._own, ChaosState.from_dict(kept)))
        except CourseError as error:
            if not isinstance(error, CourseError) or (self._keep is not None and not isinstance(self._keep, str)):
                raise
            self._say(f"What was kept cannot be shown: {error}")
        self._past = []

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
    def workload(self) -> Workload:
        """The load that runs."""
        return self.base.workload.replace(rate=self.base.workload.rate * self.state.load)

    @property
    def model(self) -> Run:
        """The run that is shown: the whole, also where a part of it is shown first."""
        self._settled()
        return self._model

    @property
    def story(self) -> Story:
        """What happened in that run."""
        self._settled()
        return self._story

    def _settled(self) -> None:
        """Wait for the whole run, unless a change is being made: it has the lock that the whole waits for."""
        if not self._lock._is_owned():  # type: ignore[attr-defined]
            self.settle()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is broken, as faults of a run."""
        return self.model.faults

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
            raise CourseError(f"switch: there is no {shorten(name)}.{nearest(name, SWITCHES)}")
        self._change(self.state.replace(switches=self.state.switches | {name} if on else self.state.switches - {name}))

    def load_collapse(self, name: str) -> None:
        """Load one of the collapses, or with "" the design that was given."""
        self._try(lambda: self._change(start_of(self._own, name, self.state)))

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
        self._change(start_of(self._own, self.state.scenario, self.state))

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
        return code_of(self._model, self._seed)

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _known(self, part: str) -> None:
        parts = parts_of(self.architecture)
        if not isinstance(part, str) or part not in parts:
            raise CourseError(f"part: there is no {shorten(part)} to break.{nearest(part, parts)}")

    def _base(self, state: ChaosState) -> Base:
        return base_for(self._own, state)

    def _run(self, state: ChaosState) -> None:
        """Simulate; only when all went well is anything changed."""
        base = self._base(state)
        workload = base.workload.replace(rate=base.workload.rate * state.load)
        key = (state.scenario, state.cured, state.load)
        calm = self._calm.get(key)
        if calm is None:
            quiet = base.calm_workload.replace(rate=workload.rate)
            calm = self._engine.calm(base, quiet, self._seed)
        client = client_of(base.client, state.switches, calm)
        calms = not state.faults(base, 1.0) and client == calm.client and calm.workload == workload
        run = calm if calms else self._engine.run(
            base, workload, lambda seconds: state.faults(base, seconds), client, self._seed, calm,
            decided=lambda part: story_of(part, calm, base.trigger).kind != "draining")
        story = story_of(run, calm, base.trigger)
        others = [(each, kept) for each, kept in self._calm.items() if each != key]
        self._calm = dict([*others, (key, calm)][-MOST_CALM:])  # a switch back takes one run, not two
        self.base, self._model, self.calm, self._story, self.state = base, run, calm, story, state

    def _accept(self, state: ChaosState) -> None:
        if self._engine.took > LONG:
            self.status.value = "<span role='status' class='course-busy'>⏳ Simulating …</span>"
        self._run(state)
        self._say("")
        self._shown = shown = self._model
        if self._engine.is_part(self.base, shown):
            self._follower = Thread(target=self._follow, args=(shown, self.base, self.state, self.calm), daemon=True)
            self._follower.start()

    def _follow(self, part: Run, base: Base, state: ChaosState, calm: Run) -> None:
        """Run what was shown in part as a whole, and show that, unless something else is shown by then."""
        try:
            workload = part.workload.replace(duration=base.workload.duration)
            run = self._engine.whole(base, workload, state.faults(base, calm.seconds), part.client, self._seed,
                                     lambda: self._shown is part)
        except CourseError as error:
            self._say(str(error))
            return
        if run is not None:
            story = story_of(run, calm, base.trigger)
            with self._lock:
                if self._shown is part:
                    self._shown = self._model = run
                    self._story = story
                    self._show_run()

    def settle(self) -> None:
        """Wait until the whole run is shown, where a part of it is shown first."""
        if self._follower is not None:
            self._follower.join()

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

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._model!r}"

    def _told(self) -> str:
        return f"The chaos studio: {self.architecture.name}, what breaks and what callers notice"
