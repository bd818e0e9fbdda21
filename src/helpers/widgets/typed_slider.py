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
    if times and start is not None:
        return float((times[1] or times[2]).replace(",", "")) * start
    found = Q(said)
    wanted = registry.Unit(unit)
    if unit and found.unitless and str(found.units) == "dimensionless":
        return float(found.magnitude)
    if not found.check(wanted):
        raise CourseError(f"{shorten(said)} is not in {unit or 'plain numbers'}. Write a number, or one with a unit.")
    return float(found.to(wanted).magnitude)


class TypedSlider(w.VBox):
    """A slider under its label, a field beside it, and a note below; both ends follow each other.

    `show` turns the value into the field's text, `read` a text into a value (it raises `CourseError`, which is then
    told below). What is typed may lie beyond the slider's ends: they move, together with the value. `least` and `most`
    are where they stop. `.typed` is the last value that was typed.
    """

    def __init__(self, slider, show: Callable[[float], str], read: Callable[[str], float], *, note: str = "",
                 least: float = -math.inf, most: float = math.inf):
        self.slider, self._show, self._read = slider, show, read
        self.least, self.most, self.typed = least, most, None
        self.field = w.Text(value=show(slider.value), continuous_update=False, disabled=slider.disabled,
                            tooltip=f"{slider.description}: type a value, or a multiple such as 2x",
                            layout=w.Layout(width="112px", flex="0 0 112px"))
        self.spoken, self.note = w.HTML(), w.HTML(note)
        self.spoken.add_class("course-spoken")
        self.note.add_class("course-readout")
        self.refresh()
        slider.readout = False
        slider.layout = w.Layout(width="auto", flex="1 1 0", min_width="0")
        slider.observe(self.refresh, "value")
        self.field.observe(self._typed, "value")
        row = w.HBox([slider, self.field, self.spoken], layout=w.Layout(align_items="flex-end"))
        super().__init__([row, self.note], layout=w.Layout(overflow="visible"))
        self.add_class("typed-slider")

    def refresh(self, _change=None) -> None:
        """Show the slider's value in the field, and to a screen reader."""
        self._quiet = True
        self.field.value = self._show(self.slider.value)
        self.spoken.value = f"<b>{escape(self.field.value)}</b>"
        self._quiet = False

    def show_if(self, wanted: bool) -> None:
        """Show or hide it."""
        self.layout.display = self.slider.layout.display = "" if wanted else "none"

    def say(self, text: str, wrong: bool = False) -> None:
        """Tell something under the slider."""
        self.note.value = f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>✖ {escape(text)}</span>" \
            if wrong else text

    def _typed(self, change) -> None:
        if self._quiet or change["new"].strip() == self._show(self.slider.value):
            return
        kept = self.note.value if "role='alert'" not in self.note.value else ""
        try:
            value = self._read(change["new"])
            if not self.least <= value <= self.most or not abs(value) < LARGEST:
                raise CourseError(f"{shorten(change['new'])} is not between {self._show(self.least)} and "
                                  f"{self._show(self.most)}.")
        except CourseError as error:
            self.say(str(error), wrong=True)
            return
        self.say(kept)
        self.typed = value
        place(self.slider, value)
        self.refresh()


def place(slider, value: float) -> None:
    """Set a slider to a value, its ends moved so that the value lies on its grid, all in one message.

    A page that gets the ends one by one clamps the old value to the new ends and sends it back; a value off the grid
    it would round.
    """
    if isinstance(slider, w.IntSlider):
        low, high = min(slider.min, round(value)), max(slider.max, round(value))
        value = round(value)
    else:
        log = isinstance(slider, w.FloatLogSlider)
        if log and value <= 0:
            raise CourseError(f"{value:g} is not above zero.")
        at, step = (math.log10(value) if log else value), slider.step
        low = at - step * math.ceil((at - min(slider.min, at)) / step - 1e-9)
        high = at + step * math.ceil((max(slider.max, at) - at) / step - 1e-9)
    offer(slider, min=low, max=high, value=value)


def offer(slider, **wanted) -> None:
    """Set a slider's ends, step and value as one: the page gets one message, and no state between is ever valid."""
    wide_low = min(slider.min, wanted.get("min", slider.min))
    wide_high = max(slider.max, wanted.get("max", slider.max))
    with slider.hold_sync():
        slider.min, slider.max = wide_low, wide_high
        if "step" in wanted:
            slider.step = wanted["step"]
        slider.value = wanted["value"]
        slider.min, slider.max = wanted.get("min", wide_low), wanted.get("max", wide_high)
