"""How the chaos studio shows a run: every control, the pictures, and what happened in words."""

from __future__ import annotations

import math
from html import escape

from plotly.graph_objects import Figure

from helpers.architecture import Architecture
from helpers.plots.failures import outage_parts
from helpers.simulation import Client, Run
from helpers.units import Q, human
from helpers.widgets.chaos_controls import ChaosControls
from helpers.widgets.chaos_engine import Engine
from helpers.widgets.chaos_state import Base, ChaosState, parts_of
from helpers.widgets.chaos_story import Story

MOST_REASONS = 4


class ChaosView(ChaosControls):
    """The controls, set to a state; none of it is taken for a move.

    `base` is what runs, `state` what is broken, `_model` the run, `calm` the same with nothing broken.
    """

    base: Base
    state: ChaosState
    calm: Run
    _model: Run
    _story: Story
    _engine: Engine
    _past: list[ChaosState]
    _future: list[ChaosState]
    _quiet: bool

    @property
    def architecture(self) -> Architecture:
        """The design that runs."""
        return self.base.architecture

    @property
    def client(self) -> Client:
        """What callers do, by the switches."""
        return self._model.client

    def to_code(self) -> str:
        """Python code that makes the run as it stands now."""
        raise NotImplementedError

    def _broken(self) -> dict[str, str]:
        """What is broken, by its name in a fault, and how."""
        found = {}
        for each in self._model.faults:
            machines = self.architecture[each.where].replicas if each.where in self.architecture else 1
            many = "" if machines == 1 else f"{each.replicas or machines} of {machines} "
            found[each.where] = {"zone": "dark", "link": "cut", "crash": f"{many}crashed", "slow": f"{many}slow"}.get(
                each.what, f"{many}{each.what.replace('_', ' ')}")
        return found

    @property
    def figure(self) -> Figure:
        """The plotly figure that is drawn now."""
        return Figure(self.plot.figure)

    def _picture(self) -> dict:
        drawn = outage_parts(self._model, self.calm, trigger=self.base.trigger)
        drawn["layout"]["uirevision"] = f"{self.state.scenario} {self.state.load} {self._model.n}"
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
        self._show_run()

    def _show_run(self) -> None:
        """Show what happened, and leave what is set as it is."""
        self.plot.update(self._picture())
        self.diagram.show(self.architecture, self._model, self._broken())
        self._tell()

    def _name_button(self) -> None:
        chosen = self.part.value or ""
        broken = chosen.removesuffix("#one") in self._broken() and not chosen.endswith("#one")
        self.break_button.description = "Mend it" if broken else "Break it"

    def _tell(self) -> None:
        lines = [f"<b>{escape(self._story.text)}</b>"]
        if self._story.reasons:
            shown = [f"{count:,} {why}" + (f" at {where.replace('_', ' ')}" if where else "")
                     for why, where, count in self._story.reasons[:MOST_REASONS]]
            more = sum(count for _, _, count in self._story.reasons[MOST_REASONS:])
            lines.append("Why: " + escape(", ".join(shown)) + (f", {more:,} otherwise" if more else "") + ".")
        lines.append(escape(self._callers()))
        if self.base.story:
            lines.append("<details><summary>What happens in this collapse</summary>"
                         f"{escape(self.base.story)}</details>")
        self.told.value = (f"<div class='tex2jax_ignore mathjax_ignore' role='status' data-story='{self._story.kind}'>"
                           + "<br>".join(lines) + "</div>")
        part = self._engine.is_part(self.base, self._model)
        shortened = self._engine.note(self._model.n, part)
        self.note.value = "" if not shortened else (
            f"<div style='line-height:1.35;font-size:12px;opacity:.85'>{escape(shortened)}</div>")
        self.compile_button.layout.display = "" if shortened and not part and self._engine.can_compile else "none"
        if self.code_button.value:
            self.code.value = self.to_code()

    def _callers(self) -> str:
        """What callers do, and how much they sent."""
        client, run = self.client, self._model
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


def _ends(start: float, value: float) -> dict:
    """Ends, step and value of the load's slider: a tenth of the load that was given to three times as much."""
    middle, step = math.log10(start), 0.02
    at = math.log10(value)
    return {"min": min(middle - 1, at), "max": max(middle + 0.5, at), "step": step, "value": value}
