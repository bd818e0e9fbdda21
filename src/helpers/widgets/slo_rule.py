"""The controls of one alert rule on the board: what it watches, from which threshold on, and what to do first."""

import math
from collections.abc import Callable
from html import escape

import ipywidgets as w

from helpers.errors import CourseError
from helpers.reliability.alert_rules import SHARES, SIGNALS, AlertRule
from helpers.reliability.budget import seconds_text
from helpers.rounding import digits_beside
from helpers.units import Q, human
from helpers.widgets.typed_slider import TypedSlider, typed_value

WINDOWS = (60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 6 * 3600.0, 12 * 3600.0)
HOLDS = (0.0, 60.0, 120.0, 300.0, 600.0)
SHORTER = 12  # parts of the long window: the workbook's choice
LEAST_SHARE = 1e-5
STEP = 0.02  # of the slider, in powers of ten
WORDS = {"errors": "errors", "slow": "slow requests", "traffic": "too little traffic", "saturation": "saturation",
         "absent": "no data at all"}


class RulePanel(w.VBox):
    """Controls of one rule. `changed` is called with the fields that change, and returns what is wrong, or nothing."""

    def __init__(self, day, changed: Callable[[dict], str]):
        self._changed, self._quiet, self._rule = changed, False, None
        self._ends, self._held = (0.0, 0.0), 0.0  # of the slider, and what it was last set to

        def drop(text: str, options, tip: str) -> w.Dropdown:
            return w.Dropdown(description=text, options=options, tooltip=tip, style={"description_width": "62px"},
                              layout=w.Layout(width="auto", flex="1 1 0", min_width="0"))

        self.component = drop("Box", [(each.replace("_", " "), each) for each in day.boxes], "The box that is watched")
        self.signal = drop("Watches", [(WORDS[each], each) for each in SIGNALS], "What of it")
        self.window = drop("Over", _times(WINDOWS), "The time that it is taken over")
        self.short = w.Checkbox(description="and over a twelfth of it", indent=False, layout=w.Layout(width="auto"))
        self.lasts = drop("For", _times(HOLDS), "For so long it must hold without a break")
        self.severity = drop("Sends", [("a page", "page"), ("a ticket", "ticket")], "A page wakes somebody")
        self.slower = w.Text(description="Slower than", continuous_update=False, style={"description_width": "84px"},
                             layout=w.Layout(width="auto"), tooltip="From which time on a request is slow")
        self.runbook = w.Text(description="Runbook", continuous_update=False, placeholder="what to do first",
                              style={"description_width": "62px"}, layout=w.Layout(width="auto"))
        self.threshold = TypedSlider(
            w.FloatLogSlider(description="Threshold", base=10, min=-5, max=0, step=0.02, value=0.01), self._as_text,
            self._read, least=0.0, most=1e15)
        self.wrong = w.HTML()
        super().__init__([self.component, self.signal, self.threshold, self.slower,
                          w.HBox([self.window, self.short]), w.HBox([self.lasts, self.severity]), self.runbook,
                          self.wrong])
        self.threshold.on_move(lambda change: self._threshold_moved(change["new"]))
        for control, field in ((self.component, "component"), (self.lasts, "lasts"), (self.severity, "severity"),
                               (self.runbook, "runbook")):
            control.observe(lambda change, field=field: self._put({field: change["new"]}), "value")
        self.slower.observe(lambda change: self._put({"slower_than": change["new"]}), "value")
        self.signal.observe(self._signal_moved, "value")
        self.window.observe(lambda change: self._put(self._windows(change["new"], self.short.value)), "value")
        self.short.observe(lambda change: self._put(self._windows(self.window.value, change["new"])), "value")
        self._day = day

    @property
    def controls(self) -> dict:
        """All that can be turned, by name."""
        return {"component": self.component, "signal": self.signal, "threshold": self.threshold.slider,
                "window": self.window, "short": self.short, "lasts": self.lasts, "severity": self.severity,
                "slower": self.slower, "runbook": self.runbook}

    def offer(self, rule: AlertRule | None, day) -> None:
        """Show a rule; without one the controls are put away."""
        self._rule, self._day = rule, day
        for each in self.children:
            each.layout.display = "none" if rule is None else ""
        if rule is None:
            return
        self._quiet = True
        boxes = list(day.boxes) if rule.component in day.boxes else [*day.boxes, rule.component]
        _choose(self.component, [(each.replace("_", " "), each) for each in boxes], rule.component)
        self.signal.value, self.severity.value, self.runbook.value = rule.signal, rule.severity, rule.runbook
        _choose(self.window, _times(sorted({*WINDOWS, rule.window})), rule.window)
        _choose(self.lasts, _times(sorted({*HOLDS, rule.lasts})), rule.lasts)
        self.short.value = rule.short_window is not None
        self.slower.layout.display = "" if rule.signal == "slow" else "none"
        self.slower.value = "" if rule.slower_than is None else seconds_text(rule.slower_than)
        self.threshold.show_if(rule.signal != "absent")
        if rule.signal != "absent":
            self._offer_threshold(rule, day)
            self.threshold.refresh()
        self._quiet = False

    def _offer_threshold(self, rule: AlertRule, day) -> None:
        """Set the slider; its grid holds the threshold, or the page would move it to the nearest place by itself."""
        most = math.log10(_most(rule, day))
        low = math.log10(LEAST_SHARE) if rule.signal != "traffic" else most - 5
        value = self.threshold.slider.value
        if self._ends == (low, most) and _same(_clean(value), rule.threshold):
            self._held = value
            return
        at = math.log10(max(rule.threshold, 10**low))
        self._ends, self._held = (low, most), 10**at
        self.threshold.offer(min=at - STEP * math.ceil(max(at - low, 0.0) / STEP - 1e-9), step=STEP, value=10**at,
                             max=at + STEP * math.ceil(max(most - at, 0.0) / STEP - 1e-9))

    def _threshold_moved(self, value: float) -> None:
        if self._rule is not None and not _same(value, self._held):
            self._put({"threshold": _clean(value)})

    def _put(self, changes: dict) -> None:
        if self._quiet or self._rule is None:
            return
        wrong = self._changed(changes)
        self.wrong.value = f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>✖ {escape(wrong)}</span>" \
            if wrong else ""
        if wrong:
            self.offer(self._rule, self._day)  # what was there before

    def _signal_moved(self, change) -> None:
        """Another signal has another threshold: one that makes sense for it, to begin with."""
        if self._quiet or self._rule is None:
            return
        signal, box = change["new"], self._rule.component
        fields: dict = {"signal": signal, "budget": None}
        if signal == "traffic":
            calls = self._day.wiring.usual.calls.get(box, 1.0)
            fields["threshold"] = float(f"{0.05 * self._day.rate * calls:.2g}")
        elif signal != "absent" and (self._rule.signal not in SHARES or signal not in SHARES):
            fields["threshold"] = 0.9 if signal == "saturation" else 0.01
        if signal == "slow" and self._rule.slower_than is None:
            fields["slower_than"] = self._day.slow_from.get(box, 0.1)
        self._put(fields)

    def _windows(self, window: float, short: bool) -> dict:
        return {"window": window, "short_window": window / SHORTER if short else None}

    def _as_text(self, value: float) -> str:
        if self._rule is not None and _same(value, self._held):
            value = self._rule.threshold  # the slider has no place for 0
        if self._rule is not None and self._rule.signal == "traffic":
            return human(Q(float(value), "1/s"), 3)
        return f"{digits_beside(float(value))}%"

    def _read(self, text: str) -> float:
        if self._rule is not None and self._rule.signal == "traffic":
            return typed_value(text, "1/s", self._rule.threshold)
        said = text.strip()
        value = typed_value(said, "", None if self._rule is None else self._rule.threshold)
        if not 0 <= value <= 1:
            raise CourseError(f"{said} is not between 0% and 100%. Write a share such as 1.5%.")
        return value


def _most(rule: AlertRule, day) -> float:
    """The upper end of the slider."""
    if rule.signal != "traffic":
        return 1.0
    return 10.0 ** math.ceil(math.log10(max(1.0, day.rate * day.wiring.usual.calls.get(rule.component, 1.0))))


def _same(one: float, other: float) -> bool:
    """Whether two thresholds are the same but for what a page rounds."""
    return math.isclose(one, other, rel_tol=1e-6)


def _times(values) -> list[tuple[str, float]]:
    return [("at once" if each == 0 else seconds_text(each), each) for each in values]


def _choose(control: w.Dropdown, options: list, value: object) -> None:
    if list(control.options) != options:
        control.options = options
    if control.value != value:
        control.value = value


def _clean(value: float) -> float:
    """A threshold without the noise of a slider of powers of ten.

    >>> _clean(0.010471285480508996)
    0.0105
    """
    return min(1.0, float(f"{value:.3g}")) if value <= 1 else float(f"{value:.3g}")
