"""What can be turned in each laboratory's panel: one line a control, named after the function's parameter."""

import math
from dataclasses import dataclass

import ipywidgets as w

from helpers.units import Q, human
from helpers.units.display import plain
from helpers.widgets.typed_slider import TypedSlider, typed_value

LOG_STEP = 0.05  # powers of ten


@dataclass(frozen=True)
class Knob:
    """One control: the parameter, its full label with the unit, where it starts, and its ends or its choices.

    `log` makes a slider of powers of ten; whole numbers stay whole. Choices are values, or (label, value) pairs.

    >>> Knob("skew", "Skew of popularity", 0.9, 0, 1.4, step=0.05).control().value
    0.9
    """

    name: str
    label: str
    value: object
    low: float = 0
    high: float = 1
    step: float = 0.01
    log: bool = False
    choices: tuple = ()

    @property
    def whole(self) -> bool:
        """Whether the parameter is a whole number."""
        return isinstance(self.value, int) and not isinstance(self.value, bool)

    def control(self):
        """The ipywidget, with its label; it reports when it is let go, not on the way."""
        options = {"description": self.label, "tooltip": self.label}
        if self.choices:
            offered = [(label, self.held(value)) for label, value in self.choices]
            return w.Dropdown(options=offered, value=self.held(self.value), layout=w.Layout(width="auto"),
                              style={"description_width": "initial"}, **options)
        options |= {"continuous_update": False, "value": self.value}
        if self.log:
            low, high, at = (math.log10(each) for each in (self.low, self.high, self.value))
            below, above = (math.ceil(span / LOG_STEP - 1e-9) for span in (at - low, high - at))
            return w.FloatLogSlider(min=at - below * LOG_STEP, max=at + above * LOG_STEP, step=LOG_STEP, base=10,
                                    readout_format=".3g", **options)  # the start lies on the grid: a page keeps it
        if self.whole:
            return w.IntSlider(min=int(self.low), max=int(self.high), step=max(1, int(self.step)), **options)
        return w.FloatSlider(min=self.low, max=self.high, step=self.step, readout_format=".3g", **options)

    def ends(self) -> dict:
        """Where its slider ends and how it steps."""
        made = self.control()
        return {name: getattr(made, name) for name in ("min", "max", "step")}

    def row(self):
        """The control with a field beside it to type a value; a choice stays as it is."""
        control = self.control()
        if self.choices:
            return control
        return TypedSlider(control, lambda value: _words(self.read(value)),
                           lambda text: typed_value(text, "", float(self.value)),
                           least=min(self.low, self.value), most=max(self.high, self.value))

    def held(self, value):
        """What the control holds for a value: for None the label, since a dropdown takes None for no choice."""
        return next((label for label, each in self.choices if each is None), None) if value is None else value

    def read(self, value):
        """A control's value as the function takes it: three digits of a log slider, whole numbers whole."""
        if self.choices:
            return None if value is not None and value == self.held(None) else value
        if self.log:
            value = float(f"{value:.3g}")
        return round(value) if self.whole and not self.choices else value


def _words(value: float) -> str:
    """A number as a person would say it, and as it may be typed: 1 M, 0.0002, 12.5."""
    return human(Q(float(value)), 3) if abs(value) >= 1000 else plain(float(f"{value:.6g}"))


def _plain(*choices) -> tuple:
    return tuple((str(each), each) for each in choices)


KNOBS = {
    "cache_policies": (
        Knob("trace", "Requests", "zipf", choices=(
            ("Skewed by popularity", "zipf"), ("Skewed, with a scan beside it", "scan"), ("A loop", "loop"))),
        Knob("skew", "Skew of popularity (0 is none)", 0.9, 0, 1.5, step=0.05),
        Knob("keys", "Different keys", 2000, 100, 10_000, log=True),
        Knob("requests", "Number of requests", 10_000, 1000, 30_000, log=True),
        Knob("seed", "Seed", 1, 1, 20),
    ),
    "fan_out": (
        Knob("threshold", "Hybrid threshold (followers)", 1e6, 100, 1e8, log=True),
        Knob("posts_per_user_day", "Posts (per user and day)", 0.5, 0.01, 10, log=True),
        Knob("reads_per_user_day", "Timeline reads (per user and day)", 10.0, 0.1, 100, log=True),
        Knob("following", "Accounts that a user follows", 200, 10, 2000, log=True),
        Knob("followers_most", "Followers of the largest account", 1e8, 1e4, 1e9, log=True),
        Knob("deliveries_per_second", "Copies that workers make (per second)", 1e6, 1e4, 1e8, log=True),
    ),
    "rate_limiters": (
        Knob("traffic", "Traffic", "edge", choices=(
            ("At the windows' edges", "edge"), ("All at once", "burst"), ("Even", "steady"), ("Random", "poisson"))),
        Knob("limit", "Limit (requests per window)", 100, 1, 500, step=1),
        Knob("window", "Window (seconds)", 1.0, 0.1, 60, log=True),
        Knob("load", "Even and random traffic (times the limit)", 1.5, 0.1, 5, step=0.1),
        Knob("burst", "Token bucket (tokens)", 100, 1, 500, step=1),
        Knob("queue", "Leaky bucket (places in its queue)", 100, 0, 500, step=1),
    ),
    "quorum": (
        Knob("n", "Replicas (N)", 3, 1, 5, step=1),
        Knob("write_median", "Median write to a replica (seconds)", 0.005, 1e-4, 1, log=True),
        Knob("leg_median", "Median network leg (seconds)", 0.001, 1e-4, 1, log=True),
        Knob("tail", "99th percentile (times the median)", 10.0, 1, 100, log=True),
        Knob("wait", "Read starts after the write by (seconds)", 0.005, 0, 0.1, step=0.001),
        Knob("availability", "Availability of a replica (share)", 0.99, choices=_plain(0.9, 0.95, 0.99, 0.999, 0.9999)),
    ),
    "identifiers": (
        Knob("count", "Identifiers given out", 1e9, 1e4, 1e15, log=True),
        Knob("letters", "Letters of a random name", 7, 3, 16, step=1),
        Knob("ids_per_second", "Identifiers per second", 10_000.0, 1, 1e6, log=True),
        Knob("machines", "Machines", 8, 1, 64, step=1),
        Knob("clock_error", "Clocks are off by (seconds)", 0.005, 0, 0.1, step=0.001),
    ),
    "bloom_filter": (
        Knob("items", "Items", 1_000_000, 1000, 1_000_000_000, log=True),
        Knob("hashes", "Hash functions", None, choices=(("the best number", None), *_plain(1, 2, 3, 5, 7, 10, 15))),
        Knob("key_bytes", "A key in the hash set (bytes)", 16, 4, 200, step=4),
        Knob("seed", "Seed", 1, 1, 20),
    ),
    "batching": (
        Knob("arrivals_per_second", "Arrivals (per second)", 150.0, 1, 3000, log=True),
        Knob("fixed_seconds", "Fixed time of a batch (seconds)", 0.005, 1e-4, 0.1, log=True),
        Knob("per_item_seconds", "Time for each item (seconds)", 0.0002, 1e-5, 0.01, log=True),
        Knob("lingers", "A batch may wait", (0.0, 0.02), choices=(
            ("not at all", (0.0,)), ("0 or 5 ms", (0.0, 0.005)), ("0 or 20 ms", (0.0, 0.02)),
            ("0 or 100 ms", (0.0, 0.1)))),
    ),
    "load_balancing": (
        Knob("utilisation", "Share of the capacity used", 0.8, 0.1, 0.9, step=0.01),
        Knob("replicas", "Replicas", 10, 2, 50, step=1),
        Knob("cv2", "Spread of service times (cv squared)", 1.0, 0, 10, step=0.5),
        Knob("seed", "Seed", 1, 1, 20),
    ),
    "session_guarantees": (
        Knob("first_read_seconds", "First read after the write by (seconds)", 0.2, 0.001, 60, log=True),
        Knob("lag_median", "Median lag of a follower (seconds)", 0.02, 0.001, 10, log=True),
        Knob("tail", "99th percentile (times the median)", 100.0, 1, 1000, log=True),
        Knob("replicas", "Replicas (a leader and its followers)", 4, 2, 16, step=1),
        Knob("pin_seconds", "To the leader for (seconds)", 5.0, 0, 60, step=0.5),
        Knob("read_gap_seconds", "From read to read (seconds)", 2.0, 0, 30, step=0.5),
    ),
}
# What a panel takes where nothing is said: fewer items than the function alone, so that a move is answered at once.
QUICK = {"batching": {"items": 3_000}, "load_balancing": {"requests": 16_000}, "identifiers": {"sample": 5_000}}
