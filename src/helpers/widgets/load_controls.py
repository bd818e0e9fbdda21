"""What the load studio is steered with: sliders of the load and of the chosen box, views and buttons."""

import math
from collections.abc import Callable

import ipywidgets as w

from helpers.architecture import Component
from helpers.units import Q, human
from helpers.widgets.fallback import Fallback
from helpers.widgets.panel import Panel
from helpers.widgets.typed_slider import TypedSlider, typed_value

VIEWS = [("Latency against load", "curve"), ("Latency now", "now"), ("How busy", "busy"),
         ("The slowest request", "slow")]
DIGITS = 3  # of what a slider sets


class LoadControls(Fallback, Panel):
    """The controls of the load studio, by name; where they stand and what they do is the studio's."""

    def _make_controls(self, start: float, first: Callable[[], Component], continuous: bool) -> None:
        """Make them for a load to start with; `first` gives the chosen box as it was given."""
        load = w.FloatLogSlider(description="Load (requests a second)", base=10, continuous_update=continuous,
                                **log_ends(start, 0.1, 2.0))
        self.box = w.Dropdown(description="Box to change", style={"description_width": "110px"},
                              layout=w.Layout(width="auto"))
        replicas = w.IntSlider(description="Replicas", min=1, max=2, continuous_update=continuous)
        service = w.FloatLogSlider(description="Service time (ms)", base=10, continuous_update=continuous)
        hits = w.FloatSlider(description="Hit rate", min=0.0, max=0.99, step=0.01, continuous_update=continuous)
        typed = {
            "load": TypedSlider(load, lambda value: human(Q(float(value), "1/s"), DIGITS), least=1e-3, most=1e9,
                                read=lambda text: typed_value(text, "1/s", start)),
            "replicas": TypedSlider(replicas, lambda value: f"{value:,.0f}", least=1, most=10_000,
                                    read=lambda text: typed_value(text, "", first().replicas)),
            "service": TypedSlider(service, lambda value: human(Q(float(value), "ms"), DIGITS), least=1e-6,
                                   most=1e7, read=lambda text: typed_value(
                                       text, "ms", 1000 * (first().service_time or 1e-3))),
            "hits": TypedSlider(hits, lambda value: f"{100 * value:.3g}%", least=0.0, most=0.99,
                                read=lambda text: typed_value(text, "", first().hit_rate)),
        }
        self.rows = {"load": typed["load"], "box": self.box, **{name: typed[name] for name in
                                                                ("replicas", "service", "hits")}}
        self.status, self.told = w.HTML(), w.HTML()
        self.told.add_class("course-told")
        self.view = w.ToggleButtons(options=VIEWS,
                                    tooltips=["At many loads", "All requests at this load", "Each box", "Hop by hop"])
        self.reset_button = w.Button(description="Reset", icon="undo", tooltip="Back to the design that was given",
                                     layout=w.Layout(width="auto"))
        self.code_button = w.ToggleButton(description="Show as code", icon="code", tooltip="The design as Python",
                                          layout=w.Layout(width="auto"))
        self.edit_button = w.ToggleButton(description="Edit drawing", icon="pencil", layout=w.Layout(width="auto"),
                                          tooltip="Show the palette and the panel of the drawing")
        self.code = w.Textarea(layout=w.Layout(width="100%", height="220px", display="none"), tooltip="As Python code")

    @property
    def load(self) -> w.FloatLogSlider:
        """The slider of the load."""
        return self.rows["load"].slider

    @property
    def replicas(self) -> w.IntSlider:
        """The slider of the chosen box's replicas."""
        return self.rows["replicas"].slider

    @property
    def service(self) -> w.FloatLogSlider:
        """The slider of the chosen box's service time, in milliseconds."""
        return self.rows["service"].slider

    @property
    def hits(self) -> w.FloatSlider:
        """The slider of the chosen box's hit rate."""
        return self.rows["hits"].slider

    @property
    def controls(self) -> dict:
        """All that can be turned, by name."""
        return {name: getattr(self, name) for name in ("load", "box", "replicas", "service", "hits")}

    def _offer_box(self, each: Component, first: Component) -> None:
        """Set the sliders to a box, each with its own ends; `first` is the box as it was given."""
        counted = counted_by(each)
        most = max(10, 2 * getattr(first, counted), getattr(each, counted))
        self.rows["replicas"].slider.description = counted.capitalize()
        self.rows["replicas"].offer(min=1, max=most, value=getattr(each, counted))
        timed = bool(each.service_time and first.service_time)
        self.rows["service"].show_if(timed)
        if timed:
            self.rows["service"].offer(**log_ends(first.service_time * 1000, 0.1, 10, each.service_time * 1000))
        caches = each.of.caches and each.hit_rate is not None
        self.rows["hits"].show_if(caches)
        if caches:
            self.rows["hits"].offer(value=min(0.99, each.hit_rate))


def counted_by(each) -> str:
    """What the slider counts: replicas, or the shards of a box that has several."""
    return "shards" if each.shards > 1 else "replicas"


def same_setting(one: float, other: float) -> bool:
    """Whether two settings are the same but for what a page rounds."""
    return math.isclose(one, other, rel_tol=1e-6)


def log_ends(start: float, least: float, most: float, value: float | None = None) -> dict:
    """Ends, step and value of a slider of powers of ten whose grid holds the start and the value's nearest place."""
    step = 0.02
    middle = math.log10(start)
    low, high = middle + step * math.floor(math.log10(least) / step), middle + step * math.ceil(math.log10(most) / step)
    if value is not None and not low <= math.log10(value) <= high:
        low, high = min(low, math.log10(value)), max(high, math.log10(value))
    return {"min": low, "max": high, "step": step, "value": start if value is None else value}
