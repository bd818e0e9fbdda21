"""What a decision is judged by: a name, a weight, which way is better."""

from collections.abc import Mapping
from dataclasses import dataclass

from helpers.errors import shorten
from helpers.inputs import match
from helpers.tradeoffs.comparison import Comparison
from helpers.tradeoffs.errors import TradeoffError, read

MOST_CRITERIA, LARGEST_WEIGHT = 50, 1e9
BETTER = ("lower", "higher")


@dataclass(frozen=True)
class Criterion:
    """One thing that matters: its weight beside the others', whether "lower" or "higher" is better, its unit.

    Raises `TradeoffError`.

    >>> Criterion("write_latency", weight=2, unit="ms")
    Criterion(name='write_latency', weight=2.0, better='lower', unit='ms')
    """

    name: str
    weight: float = 1.0
    better: str = "lower"
    unit: str = ""

    def __post_init__(self):
        object.__setattr__(self, "name", read.name(self.name, "criterion"))
        field = f"criteria.{self.name}"
        object.__setattr__(self, "weight", read.number(self.weight, f"{field}.weight", 0, LARGEST_WEIGHT, "1 or 2"))
        object.__setattr__(self, "better", read.choice(self.better, f"{field}.better", BETTER))
        object.__setattr__(self, "unit", read.text(self.unit, f"{field}.unit", 30))


def read_criteria(given, evidence) -> tuple[Criterion, ...]:
    """Criteria from `Criterion` values, names, or a dict from names to weights.

    A bare name that is a column of a `Comparison` takes its unit and direction from there.
    """
    entries: list
    if isinstance(given, Mapping):
        try:
            entries = list(given.items())
        except Exception:
            raise _no_criteria(given) from None
    elif isinstance(given, str | Criterion):
        entries = [given]
    else:
        entries = read.listed(given, "criteria", "a list of criteria, or a dict from names to weights", MOST_CRITERIA)
    if len(entries) > MOST_CRITERIA:
        raise TradeoffError(f"criteria: {len(entries):,} are more than {MOST_CRITERIA}. Keep those that matter.")
    criteria = []
    for each in entries:
        if isinstance(each, Criterion):
            criteria.append(each)
        elif isinstance(each, str):
            criteria.append(_from_column(each, 1.0, evidence))
        elif isinstance(given, Mapping):
            criteria.append(_from_column(each[0], each[1], evidence))
        else:
            raise _no_criteria(each)
    seen = set()
    for one in criteria:
        if one.name in seen:
            raise TradeoffError(f"criteria: {shorten(one.name)} is named twice. Merge the two, or rename one.")
        seen.add(one.name)
    if criteria and not any(each.weight for each in criteria):
        raise TradeoffError("criteria: every weight is 0, so nothing matters. Give one of them a weight of 1.")
    return tuple(criteria)


def _no_criteria(given) -> TradeoffError:
    return TradeoffError(f'criteria: {shorten(given)} is no criterion. Write Criterion("latency", better="lower"), '
                         'or just "latency".')


def _from_column(named, weight, evidence) -> Criterion:
    column = None
    if isinstance(evidence, Comparison) and isinstance(named, str):
        meant = match(named, [each.name for each in evidence.columns])
        column = next((each for each in evidence.columns if each.name == meant), None)
    if column is None:
        return Criterion(named, weight)
    return Criterion(named, weight, column.better, column.unit)
