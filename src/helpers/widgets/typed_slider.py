"""A slider and a field for the same value: the field shows it in words and takes it as it is shown ("57.6 K/s")."""

import math
import re
from collections.abc import Callable
from html import escape

import ipywidgets as w

from helpers.errors import CourseError, shorten
from helpers.units import Q, registry

TIMES = re.compile(r"(?:[x×*]\s*(\d[\d.,]*)|(\d[\d.,]*)\s*[x×*])", re.IGNORECASE)  # "2x", "× 1.5"
LARGEST = 1e290


def typed_value(text: str, unit: str = "", start: float | None = None) -> float:
    """The number in `unit` that a text means: with a unit, without one, or as a multiple of `start` ("2x").

    Raises `CourseError` that shows what was typed.

    >>> typed_value("57.6k", "1/s"), typed_value("57.6 K/s", "1/s"), typed_value("2x", "1/s", start=100.0)
    (57600.0, 57600.0, 200.0)
    >>> typed_value("5 ms", "ms"), typed_value("64%"), typed_value("0.64")
    (5.0, 0.64, 0.64)
    """
    said = str(text).strip()
    times = TIMES.fullmatch(said)
    if times and start is None:
        raise CourseError(f"{shorten(said)} is a multiple, and there is nothing to multiply. Write a number, "
                          "or one with a unit.")
    if times:
        return float((times[1] or times[2]).replace(",", "")) * start
    found = Q(said)
    wanted = registry.Unit(unit)
    if unit and found.dimensionless and not said.endswith("%"):
        return float(found.to("").magnitude)
    if not found.check(wanted):
        raise CourseError(f"{shorten(said)} is not in {unit or 'plain numbers'}. Write a number, or one with a unit.")
    return float(found.to(wanted).magnitude)


class TypedSlider(w.VBox):
    """A slider under its label, a field beside it, and a note below; both ends follow each other.

    `show` turns the value into the field's text, `read` a text into a value (it raises `CourseError`, which is then
    told below). What is typed may lie beyond the slider's ends, down to `least` and up to `most`. `.slider` is the
    slider of now: other ends need another slider, since a page that is given new ends clamps the old value to them, or
    the new value to the old ends, and sends that back as if it had been moved. `.typed` is the last value typed.
    """

    def __init__(self, slider, show: Callable[[float], str], read: Callable[[str], float], *, note: str = "",
                 least: float = -math.inf, most: float = math.inf):
        self.slider, self._show, self._read, self._moved = slider, show, read, None
        self.least, self.most, self.typed, self._quiet = least, most, None, False
        self.field = w.Text(value=show(slider.value), continuous_update=False, disabled=slider.disabled,
                            tooltip=f"{slider.description}: type a value, or a multiple such as 2x",
                            layout=w.Layout(width="112px", flex="0 0 112px"))
        self.spoken, self.note = w.HTML(), w.HTML(note)
        self.spoken.add_class("course-spoken")
        self.note.add_class("course-readout")
        self._row = w.HBox([slider, self.field, self.spoken], layout=w.Layout(align_items="flex-end"))
        self._dress(slider)
        self.refresh()
        self.field.observe(self._was_typed, "value")
        super().__init__([self._row, self.note], layout=w.Layout(overflow="visible"))
        self.add_class("typed-slider")

    def on_move(self, callback: Callable) -> None:
        """Call it with the change when the value changes, whichever slider holds it then."""
        self._moved = callback

    def _dress(self, slider) -> None:
        slider.readout = False
        slider.layout = w.Layout(width="auto", flex="1 1 0", min_width="0", display=slider.layout.display)
        slider.observe(self._changed, "value")

    def _changed(self, change) -> None:
        if change["owner"] is self.slider:
            self.refresh()
            if self._moved is not None:
                self._moved(change)

    def refresh(self, _change=None) -> None:
        """Show the slider's value in the field, and to a screen reader."""
        before, self._quiet = self._quiet, True
        self.field.value = self._show(self.slider.value)
        self.spoken.value = f"<b>{escape(self.field.value)}</b>"
        self._quiet = before

    def say(self, text: str, wrong: bool = False) -> None:
        """Tell something under the slider."""
        self.note.value = f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>✖ {escape(text)}</span>" \
            if wrong else text

    def show_if(self, wanted: bool) -> None:
        """Show or hide it."""
        self.layout.display = self.slider.layout.display = "" if wanted else "none"

    def offer(self, value: float, **ends) -> None:
        """Set the value, and `min`, `max` and `step`, without a call of `on_move`; other ends make another slider."""
        now = {name: getattr(self.slider, name) for name in ("min", "max", "step")}
        if all(math.isclose(now[name], each, rel_tol=1e-12, abs_tol=1e-12) for name, each in ends.items()):
            held, self._moved = self._moved, None
            self.slider.value = value
            self._moved = held
            self.refresh()
            return
        old, kept = self.slider, ("description", "tooltip", "disabled", "continuous_update")
        given = {name: getattr(old, name) for name in kept} | now | ends | {"value": value}
        if isinstance(old, w.FloatLogSlider):
            given["base"] = old.base
        self.slider = type(old)(**given)
        self.slider.layout.display = old.layout.display
        self._dress(self.slider)
        self._row.children = [self.slider, self.field, self.spoken]
        old.close()
        self.refresh()

    def place(self, value: float) -> None:
        """Set the value as a learner does; the ends move so far that it lies between them, and on the grid."""
        slider = self.slider
        if isinstance(slider, w.IntSlider):
            value = round(value)
            ends = {"min": min(slider.min, value), "max": max(slider.max, value)}
        else:
            log = isinstance(slider, w.FloatLogSlider)
            if log and value <= 0:
                raise CourseError(f"{value:g} is not above zero.")
            at, step = (math.log10(value) if log else value), slider.step
            below, above = ((far / step if far > 0 else 0.0) for far in (at - slider.min, slider.max - at))
            ends = {"min": at - step * math.ceil(below - 1e-9), "max": at + step * math.ceil(above - 1e-9)}
            if not log and ends["min"] < self.least:
                ends["min"] = self.least
        before = slider.value
        self.offer(value, **ends)
        if self._moved is not None and self.slider.value != before:
            self._moved({"name": "value", "old": before, "new": self.slider.value, "owner": self.slider})

    def _was_typed(self, change) -> None:
        if self._quiet or change["new"].strip() == self._show(self.slider.value):
            return
        kept = self.note.value if "role='alert'" not in self.note.value else ""
        try:
            value = self._read(change["new"])
            if not self.least <= value <= self.most or not abs(value) < LARGEST:
                raise CourseError(f"{shorten(change['new'])} is not between {self._show(self.least)} and "
                                  f"{self._show(self.most)}.")
            self.say(kept)
            self.typed = value
            self.place(value)
        except CourseError as error:
            self.say(str(error), wrong=True)
