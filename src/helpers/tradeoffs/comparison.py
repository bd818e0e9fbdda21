"""What every laboratory returns: one row an alternative, one column a criterion, and where the figures come from."""

import math
from dataclasses import dataclass, field
from html import escape

from helpers.errors import nearest, shorten
from helpers.inputs import match
from helpers.rounding import digits_beside
from helpers.tables import pandas
from helpers.tradeoffs.errors import TradeoffError
from helpers.units import Q, human

LONGEST_SETTING = 240
LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@dataclass(frozen=True)
class Column:
    """One criterion of a comparison: what it says, its unit ("share" and "yes or no" too), which way is better.

    >>> Column("hit_ratio", "share of requests answered from the cache", "share", "higher").show(0.4567)
    '45.7%'
    >>> Column("latency_seconds", "mean time", "s").show(0.0123)
    '12.3 ms'
    """

    name: str
    meaning: str
    unit: str = ""
    better: str = "lower"

    def show(self, value: float) -> str:
        """One figure as a person would say it."""
        value = float(value)
        if value != value:
            return "-"
        if self.unit == "yes or no":
            return "yes" if value else "no"
        if self.unit == "share":
            return _share(value)
        return human(Q(value, self.unit)) if self.unit else human(value)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Alternatives side by side, as a laboratory measured them.

    Parameters
    ----------
    laboratory, title, question
        Which laboratory it was, and what it asks.
    frame
        A row an alternative and a plain number a column.
    columns
        What the columns of `frame` are, with their units (seconds, bytes, shares from 0 to 1, yes as 1).
    settings
        The parameters, and the seed.
    leaves_out
        What the laboratory does not model.
    curves
        A tidy DataFrame (alternative, x, y), or None.
    x_label, y_label, x_log, y_log
        The axes of the curves.
    x_setting
        The setting that is a place on the x axis, where there is one: a picture shows where the table's figures are.
    bounds
        Rows that nobody can build, such as an optimum that knows the future.
    """

    laboratory: str
    title: str
    question: str
    frame: "pandas.DataFrame"
    columns: tuple[Column, ...]
    settings: dict
    leaves_out: str
    curves: "pandas.DataFrame | None" = None
    x_label: str = ""
    y_label: str = ""
    x_log: bool = False
    y_log: bool = False
    x_setting: str = ""
    bounds: tuple[str, ...] = field(default=())

    @property
    def options(self) -> tuple[str, ...]:
        """The alternatives that can be chosen."""
        return tuple(each for each in self.frame.index if each not in self.bounds)

    def column(self, name: str) -> Column:
        """What a column means, its unit, which way is better. Raises `TradeoffError` for an unknown one."""
        known = {each.name: each for each in self.columns}
        found = match(name, known) if isinstance(name, str) else None
        if found is None:
            raise TradeoffError(f"column: {shorten(name)} is not in this comparison.{nearest(name, known)}")
        return known[found]

    def figures(self, option: str) -> dict[str, float]:
        """The row of one alternative, as plain numbers. Raises `TradeoffError` for an unknown one."""
        found = match(option, self.frame.index) if isinstance(option, str) else None
        if found is None:
            raise TradeoffError(f"option: {shorten(option)} is not in this comparison."
                                f"{nearest(option, self.frame.index)}")
        return {name: float(value) for name, value in self.frame.loc[found].items()}

    def table(self) -> "pandas.DataFrame":
        """A DataFrame to read: every figure as text with its unit."""
        shown = {each.name.replace("_", " "): [each.show(value) for value in self.frame[each.name]]
                 for each in self.columns}
        return pandas.DataFrame(shown, index=self.frame.index)

    def describe(self) -> str:
        """Where the figures come from, on one line: laboratory, settings, seed."""
        shown = {name: repr(value) for name, value in self.settings.items()}
        settings = ", ".join(f"{name}={text if len(text) <= LONGEST_SETTING else shorten(self.settings[name])}"
                             for name, text in shown.items())
        return f"helpers.tradeoffs.{self.laboratory}({settings})"

    def __repr__(self) -> str:
        return f"{self.title}\n{self.table().to_string()}"

    def _repr_html_(self) -> str:
        return (f"<div class='tex2jax_ignore mathjax_ignore'><p><b>{escape(self.title)}</b><br>"
                f"{escape(self.question)}</p><div style='overflow-x:auto'>{self.table()._repr_html_()}</div>"
                f"<p style='opacity:.8'>Left out: {escape(self.leaves_out)}<br>"
                f"<code>{escape(self.describe())}</code></p></div>")


def _share(value: float) -> str:
    """A share in percent; near 1 with as many nines as it has, and tiny ones as one in so many.

    >>> _share(0.999702), _share(0.5), _share(1.0), _share(2.3e-9), _share(5.6e-27)
    ('99.97%', '50%', '100%', '1 in 430 million', '1 in 10^26')
    """
    if 0 < value < 1e-4:
        many = float(f"{1 / value:.2g}")
        if many >= 1e15:
            return f"1 in 10^{math.log10(many):.0f}"
        size, word = next((each for each in LARGE if many >= each[0]), (1.0, ""))
        return f"1 in {many / size:,.0f} {word}".rstrip() if many >= 10 * size else f"1 in {many / size:g} {word}"
    if 0 <= value <= 1:
        return f"{'100' if value > 1 - 1e-12 else digits_beside(value)}%"
    return f"{100 * value:.3g}%"


def tidy(points) -> "pandas.DataFrame":
    """Curves as a tidy DataFrame (alternative, x, y) from rows of three."""
    return pandas.DataFrame(list(points), columns=["alternative", "x", "y"])


def rows(figures: dict, columns) -> "pandas.DataFrame":
    """A frame with one row an alternative and the columns in their order, as floats."""
    names = [each.name for each in columns]
    index = pandas.Index(list(figures), name="alternative", dtype=object)
    return pandas.DataFrame([[float(figures[each][name]) for name in names] for each in figures],
                            index=index, columns=names)
