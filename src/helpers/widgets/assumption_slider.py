"""The slider of an assumption: its ends, its steps, and where a value lies on it."""

import math

import ipywidgets as w

from helpers.estimation.parts import Assumption

STEPS = 200
LARGEST = 1e290


def quantity_of(assumption: Assumption, value: float):
    """Another value of an assumption, with its unit."""
    return assumption.quantity.__class__(value, assumption.quantity.units)


def slider_of(assumption: Assumption, given: Assumption):
    """A slider that spans the given range and a bit more; on a log scale where that spans a decade or more.

    Its ends are moved a little so that the value lies on the slider's grid, where the page would otherwise round it to.
    """
    low, high = _span(given)
    low, high = min(low, assumption.value), max(high, assumption.value)
    options = {
        "description": assumption.name.replace("_", " "),
        "value": assumption.value,
        "continuous_update": True,
        "tooltip": assumption.why or assumption.name,
    }
    if not 0 < (high - low) / STEPS < LARGEST:  # a number beyond what a page can show on a slider
        return w.FloatSlider(min=assumption.value, max=assumption.value, disabled=True, **options)
    if low > 0 and high / low >= 10:
        low, high, at = math.log10(low), math.log10(high), math.log10(assumption.value)
        step = (high - low) / STEPS
        return w.FloatLogSlider(**_on_grid(low, high, at, step), base=10, **options)
    whole = given.low is None and float(given.value).is_integer() and abs(given.value) <= 100
    step = 1.0 if whole else (high - low) / STEPS
    return w.FloatSlider(**_on_grid(low, high, assumption.value, step), **options)


def _on_grid(low: float, high: float, value: float, step: float) -> dict:
    """Ends and step of a slider on whose grid the value lies."""
    below, above = math.ceil((value - low) / step - 1e-9), math.ceil((high - value) / step - 1e-9)
    return {"min": value - below * step, "max": value + above * step, "step": step}


def place_on(slider, value: float) -> float:
    """Where a value lies on a slider, in steps."""
    on_axis = math.log10(value) if isinstance(slider, w.FloatLogSlider) else value
    return (on_axis - slider.min) / slider.step


def _span(given: Assumption) -> tuple[float, float]:
    """The ends of a slider: half as much below and twice as much above the range, or about the value without one."""
    if not given.has_range:
        if given.value == 0:
            return 0.0, 1.0
        ends = (given.value / 2, given.value * 2)
        if float(given.value).is_integer() and 1 <= given.value <= 100:
            return 1.0, float(given.value * 2 + (1 if given.value == 1 else 0))
        return min(ends), max(ends)
    if given.low > 0:
        return given.low / 2, given.high * 2
    margin = (given.high - given.low) / 2
    return given.low - (0 if given.low == 0 else margin), given.high + margin
