"""A prediction beside its outcome: the learner guesses first, then sees how far off the guess was."""

import math
from dataclasses import dataclass
from html import escape
from numbers import Real

from helpers.errors import CourseError, shorten


@dataclass(frozen=True)
class Prediction:
    """A guess beside the outcome; `distance` is the guess over the outcome in powers of ten, None without a guess."""

    text: str
    distance: float | None = None

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        mark = "·" if self.distance is None else "✔" if abs(self.distance) < math.log10(2) else "→"
        return (f"<p style='border-left:3px solid var(--jp-brand-color1,#0072b2);padding:.3em .8em;margin:.2em 0'>"
                f"{mark} {escape(self.text)}</p>")


def reveal(guess, outcome, because: str = "") -> Prediction:
    """Show a numeric guess beside the outcome; runs when left blank (None).

    The outcome is a quantity or a number; the guess is a number in the outcome's unit, a quantity, or text like
    "20 K/s". Raises `CourseError` for a guess that cannot be read.

    >>> from helpers.units import Q
    >>> reveal(2000, Q("190/s"))
    190/s. You said 2 K/s: 10.5 times too high.
    >>> reveal(None, Q("190/s"), "500 million over 2.6 million seconds.")
    190/s. You made no guess this time; the next one counts. 500 million over 2.6 million seconds.
    >>> reveal("200/s", Q("190/s"))
    190/s. You said 200/s: that is close enough to decide with.
    """
    from helpers.units import Q, Quantity, human

    outcome = outcome if isinstance(outcome, Quantity) else Q(outcome)
    tail = f" {because}" if because else ""
    if guess is None or guess is Ellipsis or (isinstance(guess, str) and not guess.strip()):
        return Prediction(f"{human(outcome)}. You made no guess this time; the next one counts.{tail}")
    if isinstance(guess, Real) and not isinstance(guess, bool) and math.isfinite(guess):
        guessed = Quantity(float(guess), outcome.units)
    else:
        guessed = _read(guess, outcome)
    truth, said = outcome.to_base_units().magnitude, guessed.to_base_units().magnitude
    if truth <= 0 or said <= 0:
        same = "right." if truth == said else "look again at the sign and the zero."
        return Prediction(f"{human(outcome)}. You said {human(guessed)}: {same}{tail}")
    distance = math.log10(said / truth)
    return Prediction(f"{human(outcome)}. You said {human(guessed)}: {_verdict(distance)}{tail}", distance)


def _read(guess, outcome):
    from helpers.units import Q, UnitError, human

    try:
        asked = Q(guess)
        return asked if asked.dimensionality == outcome.dimensionality else Q(guess, f"{outcome.units:C}")
    except UnitError as error:
        raise CourseError(f"your guess {shorten(guess)} cannot be compared with {human(outcome)}: {error}") from None


def _verdict(distance: float) -> str:
    factor = 10 ** abs(distance)
    if factor < 1.25:
        return "that is close enough to decide with."
    times = f"{factor:.3g}" if factor < 100 else f"{factor:,.0f}" if factor < 1e6 else f"10^{abs(distance):.0f}"
    return f"{times} times too {'high' if distance > 0 else 'low'}."
