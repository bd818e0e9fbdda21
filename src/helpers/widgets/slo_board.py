"""The board of step 7: a simulated day, alert thresholds as lines that are moved, and the score that follows."""

import math
import time
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as w

from helpers import plots
from helpers.errors import CourseError, shorten
from helpers.reliability import AlertRule, Alerts, Day, outages_table, score_alerts
from helpers.reliability.budget import seconds_text
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.kept import load_alerts, save_alerts
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.panel import Panel, side_by_side
from helpers.widgets.slo_export import ExportPanel
from helpers.widgets.slo_rule import RulePanel

if TYPE_CHECKING:
    from helpers.widgets.live_plot import FigureLike

MOST_UNDONE = 100
ONE_MOVE = 1.0  # seconds: moves of one threshold that follow each other sooner are undone together


class SloBoard(Fallback, Panel):
    """Move the thresholds of alert rules over a simulated day, and watch what they tell, and how many they wake.

    `.model` holds the rules (`Alerts`). Every change can be undone.

    Parameters
    ----------
    days
        One `Day` or several: one is shown, all are scored.
    alerts
        The rules to begin with.
    keep
        A design's name: the rules are read from `my_design/` where they were saved before, and each change is saved
        there, so that running the cell again loses nothing.

    Raises
    ------
    CourseError
        For what is no day.
    """

    def __init__(self, days: Day | Sequence[Day], alerts: Alerts | Sequence[AlertRule] | None = None, *,
                 keep: str | None = None):
        self.days = (days,) if isinstance(days, Day) else tuple(days) if isinstance(days, list | tuple) else ()
        if not self.days or not all(isinstance(each, Day) for each in self.days):
            raise CourseError(f"days: {shorten(days)} is no day. Write simulated_day(design, flows, seed=1), or a list "
                              "of them.")
        given = alerts if isinstance(alerts, Alerts) else Alerts(tuple(alerts or ()))
        self._given, self._keep, self._quiet = given, keep, False
        self._undone: list[tuple[Alerts, str | None]] = []
        self._move = ("", 0.0)  # the rule whose threshold was moved last, and when
        self.model = load_alerts(keep, given)
        left_out = [each.name for each in self.model if each.component not in self.days[0].samples]
        self._make_controls()
        self.plot = LivePlot({"data": [], "layout": {}}, description="Shaded: an outage, grey where nobody noticed. A "
                             "bar at the foot: this rule fires.", height=285)
        self.panel = RulePanel(self.days[0], self._rule_changed)
        self.export = ExportPanel(lambda: self.model)
        self._offer(None)
        self._show()
        if left_out:
            self._say(f"These days have no box for {', '.join(left_out)}: such rules are kept, and not scored.")
        self._listen()
        top = w.HBox([self.undo_button, self.reset_button, self.code_button, self.files_button],
                     layout=w.Layout(flex_flow="row wrap"))
        chooser = w.HBox([self.rule, self.add_button, self.remove_button])
        for each in (top, chooser):
            each.add_class("course-buttons")
        left = w.VBox([top, chooser, self.panel, self.status])
        right = w.VBox([self.day_choice, self.plot, self.told])
        super().__init__([side_by_side(left, right), self.table, self.code, self.export, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("slo-board")

    def _make_controls(self) -> None:
        def button(text: str, icon: str, tip: str, kind=w.Button):
            return kind(description=text, icon=icon, tooltip=tip, layout=w.Layout(width="auto"))

        self.undo_button = button("Undo", "undo", "Take the last change back")
        self.reset_button = button("Reset", "refresh", "Back to the rules that were given")
        self.code_button = button("Show as code", "code", "The rules as Python", w.ToggleButton)
        self.files_button = button("Files", "download", "Rules, tests and dashboard as text", w.ToggleButton)
        self.add_button = button("Add", "plus", "Add a rule")
        self.remove_button = button("Remove", "trash", "Remove this rule")
        self.rule = w.Dropdown(description="Rule", style={"description_width": "34px"},
                               layout=w.Layout(flex="1 1 0", min_width="0"))
        self.day_choice = w.Dropdown(
            description="Day shown", options=[(f"day {place + 1} (seed {each.seed})", place)
                                              for place, each in enumerate(self.days)],
            layout=w.Layout(width="260px", display="" if len(self.days) > 1 else "none"))
        self.status, self.told, self.table = w.HTML(), w.HTML(), w.HTML(layout=w.Layout(overflow="auto"))
        self.table.add_class("explorer-results")
        self.code = w.Textarea(layout=w.Layout(width="100%", height="160px", display="none"), tooltip="As Python code")

    def _listen(self) -> None:
        self.rule.observe(self._chosen, "value")
        self.day_choice.observe(lambda _: self._show(), "value")
        self.undo_button.on_click(lambda _: self.undo())
        self.reset_button.on_click(lambda _: self.reset())
        self.add_button.on_click(lambda _: self.add())
        self.remove_button.on_click(lambda _: self.remove())
        self.code_button.observe(self._toggle_code, "value")
        self.files_button.observe(lambda change: self.export.unfold(change["new"]), "value")

    def _chosen(self, _change: object) -> None:
        if not self._quiet:
            self._show()

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def day(self) -> Day:
        """The day that is shown."""
        return self.days[self.day_choice.value or 0]

    @property
    def figure(self) -> "FigureLike":
        """The plotly figure that is drawn now."""
        return self.plot.figure

    @property
    def controls(self) -> dict:
        """All that can be turned, by name."""
        return {"rule": self.rule, "day": self.day_choice, **self.panel.controls}

    @property
    def chosen(self) -> AlertRule | None:
        """The rule that is shown; None where there is none."""
        return next((each for each in self.model if each.name == self.rule.value), None)

    def undo(self) -> None:
        """Take the last change back."""
        self._move = ("", 0.0)
        if self._undone:
            before, name = self._undone.pop()
            self._accept(before, name, note=False)

    def reset(self) -> None:
        """Back to the rules that were given; that can be undone as well."""
        self._move = ("", 0.0)
        if self.model != self._given:
            self._accept(self._given)

    def add(self) -> None:
        """One more rule, on errors of the box that users call."""
        self._move = ("", 0.0)
        box = self.chosen.component if self.chosen else self.day.wiring.fronts[0]
        names = {each.name for each in self.model}
        name = next(each for each in (f"{box}_fails{number or ''}" for number in range(len(names) + 1))
                    if each not in names)
        self._accept(self.model.add(AlertRule(name, box, "errors", 0.01, window=300.0)), name)

    def remove(self) -> None:
        """Remove the rule that is shown."""
        self._move = ("", 0.0)
        if self.chosen is not None:
            self._accept(Alerts(tuple(each for each in self.model if each is not self.chosen)))

    def to_code(self) -> str:
        """Python code that makes the rules."""
        return self.model.to_code()

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _rule_changed(self, changes: dict) -> str:
        """Put changes of the shown rule in; returns what is wrong with them, or nothing."""
        old = self.chosen
        if old is None:
            return "There is no rule yet: add one."
        try:
            new = old.replace(**changes)
            if new != old:
                self._accept(Alerts(tuple(new if each is old else each for each in self.model)), new.name,
                             note=not self._goes_on(old.name, changes))
        except CourseError as error:
            return str(error)
        return ""

    def _goes_on(self, name: str, changes: dict) -> bool:
        """Whether this is the same move of a threshold as the change before: a slider sends many on its way."""
        now, before = time.monotonic(), self._move
        self._move = (name, now) if set(changes) == {"threshold"} else ("", now)
        return bool(self._undone) and before[0] == name == self._move[0] and now - before[1] < ONE_MOVE

    def _accept(self, alerts: Alerts, name: str | None = None, note: bool = True) -> None:
        if note:
            self._undone = [*self._undone[-MOST_UNDONE:], (self.model, self.rule.value)]
        self.model = alerts
        self._offer(name)
        self._show()
        unsaved = save_alerts(self._keep, self.model)
        self._say(f"Not saved: {unsaved}" if unsaved else "")

    def _offer(self, name: str | None) -> None:
        self._quiet = True
        names = [each.name for each in self.model]
        kept = name if name in names else self.rule.value if self.rule.value in names else names[0] if names else None
        if list(self.rule.options) != names:
            self.rule.options = names
        if self.rule.value != kept:
            self.rule.value = kept
        self._quiet = False

    def _show(self) -> None:
        """The picture, the score and the controls of the rule that is chosen."""
        rule, day = self.chosen, self.day
        self.undo_button.disabled, self.remove_button.disabled = not self._undone, rule is None
        self.panel.offer(rule, day)
        known = Alerts(tuple(each for each in self.model if each.component in day.samples))
        if rule is not None and rule.component in day.samples:
            drawn = plots.watched_signal(day, rule, day.fire(Alerts((rule,))))
            drawn.layout.uirevision = f"{rule.signal} {rule.component} {day.seed}"
        else:
            front = day.wiring.fronts[0]
            drawn = plots.watched_signal(day, AlertRule("None", front, "errors", 1.0), ())
            drawn.layout.title.text = f"No rule yet: add one. Errors of {front.replace('_', ' ')}, for a start"
        self.plot.update(drawn)
        score = score_alerts(known, self.days)
        self.told.value = (f"<div class='tex2jax_ignore mathjax_ignore' role='status' data-points='{score.points:.0f}'>"
                           f"<b>{score.points:.0f} of 100 points</b>{_over(self.days)}: {_figures(score)}</div>")
        self.table.value = _table(outages_table(day, known))
        if self.code_button.value:
            self.code.value = self.to_code()
        self.export.refresh()

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {len(self.model)} rules over {len(self.days)} days"

    def _told(self) -> str:
        many = f"{len(self.model)} alert rule{'' if len(self.model) == 1 else 's'}"
        return f"The board of alerts: {many} over a day of {self.day.architecture.name}"


def _over(days: Sequence[Day]) -> str:
    return "" if len(days) == 1 else f" over {len(days)} days"


def _figures(score) -> str:
    def time(seconds: float) -> str:
        return "never" if math.isnan(seconds) else seconds_text(float(f"{seconds:.2g}"))

    parts = [f"precision <b>{score.precision:.0%}</b>", f"recall <b>{score.recall:.0%}</b>",
             f"told after <b>{escape(time(score.detection))}</b>", f"over after {escape(time(score.reset))}",
             f"<b>{score.pages}</b> page{'' if score.pages == 1 else 's'}, {score.pages_at_night} at night "
             f"({score.woken_for_nothing} for nothing)", f"{score.tickets} ticket{'' if score.tickets == 1 else 's'}"]
    return " · ".join(parts)


def _table(frame) -> str:
    """What went wrong on the day that is shown, and which rule told it."""
    rows = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{escape(str(value))}</td>" for value in row) + "</tr>"
        for row in frame.itertuples(index=False))
    head = "".join(f"<th scope='col' style='text-align:left'>{escape(name)}</th>" for name in frame.columns)
    return (f"<div class='tex2jax_ignore mathjax_ignore'><table><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>")
