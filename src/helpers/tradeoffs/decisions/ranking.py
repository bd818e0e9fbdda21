"""Scores, and how far weights and figures can move before another option is best: exact, since scores are linear."""

from dataclasses import dataclass

TIE = 1e-9


def scaled(figures: dict, options, criterion) -> dict[str, float]:
    """Each option's figure from 0 (the worst of these options) to 1 (the best); all 1 when they tie, 0 without one.

    >>> from helpers.tradeoffs.decisions.criteria import Criterion
    >>> scaled({"a": {"ms": 5}, "b": {"ms": 10}, "c": {"ms": 6}}, ("a", "b", "c"), Criterion("ms"))
    {'a': 1.0, 'b': 0.0, 'c': 0.8}
    """
    known = {option: figures[option][criterion.name] for option in options if criterion.name in figures[option]}
    if not known:
        return dict.fromkeys(options, 0.0)
    low, high = min(known.values()), max(known.values())
    best, worst = (low, high) if criterion.better == "lower" else (high, low)
    return {option: (1.0 if high == low else abs((known[option] - worst) / (best - worst))) if option in known else 0.0
            for option in options}


def totals(scales: dict, weights: dict) -> dict[str, float]:
    """The weighted mean for each option of `scales` (criterion -> option -> 0 to 1)."""
    whole = sum(weights.values())
    options = list(next(iter(scales.values()), {}))
    return {option: sum(weights[name] * scale[option] for name, scale in scales.items()) / whole if whole else 0.0
            for option in options}


def leader(scores: dict[str, float]) -> str | None:
    """The option with the highest score; among equals the first."""
    if not scores:
        return None
    top = max(scores.values())
    return next(option for option, score in scores.items() if score >= top - TIE)


@dataclass(frozen=True)
class Flip:
    """Where the best option changes as one weight moves: shares of the total weight, None for never."""

    share: float
    below: float | None = None
    below_to: str | None = None
    above: float | None = None
    above_to: str | None = None


def lines(scales: dict, weights: dict, criterion: str) -> dict[str, tuple[float, float]]:
    """Each option's score when the criterion's share of the weight is 0, and when it is 1, the others in proportion.

    In between, the score is on the straight line from the one to the other.
    """
    others = {name: weight for name, weight in weights.items() if name != criterion}
    if not any(others.values()):
        others = dict.fromkeys(others, 1.0)
    rest = totals({name: scales[name] for name in others}, others) if others else \
        dict.fromkeys(scales[criterion], 0.0)
    return {option: (rest[option], scales[criterion][option]) for option in scales[criterion]}


def flip(scales: dict, weights: dict, criterion: str) -> Flip:
    """The share of one weight nearest below and above today's at which another option becomes best."""
    share = weights[criterion] / sum(weights.values())
    if len(scales) < 2:
        return Flip(share)
    drawn = lines(scales, weights, criterion)
    best = leader({option: (1 - share) * start + share * end for option, (start, end) in drawn.items()})
    start, end = drawn[best]
    below, above = [], []
    for option, (other_start, other_end) in drawn.items():
        lead, slope = start - other_start, (end - other_end) - (start - other_start)
        if option == best or abs(slope) <= TIE:
            continue
        at = -lead / slope
        if slope < 0 and share - TIE <= at < 1 - TIE:  # the other one gains as the share grows
            above.append((max(at, share), slope, option))
        if slope > 0 and TIE < at <= share + TIE:
            below.append((-min(at, share), -slope, option))
    up, down = min(above, default=None), min(below, default=None)
    return Flip(share, down and -down[0], down and down[2], up and up[0], up and up[2])


def flip_figure(figures: dict, options, criteria, option: str, criterion) -> float | None:
    """The value of one figure, nearest to today's, beyond which another option is best; None when there is none.

    With one figure x moving, every score gap is a straight line in x while x lies among the others' figures, and in
    1 / (x - their nearest end) outside: so the crossings are solved for, and the first that counts is taken.
    """
    weights = {each.name: each.weight for each in criteria}
    fixed = {each.name: scaled(figures, options, each) for each in criteria}

    def scores(x: float) -> dict[str, float]:
        moved = {**figures, option: {**figures[option], criterion.name: x}}
        return totals({**fixed, criterion.name: scaled(moved, options, criterion)}, weights)

    now = figures[option][criterion.name]
    others = [figures[each][criterion.name] for each in options
              if each != option and criterion.name in figures[each]]
    best = leader(scores(now))
    if not others or not weights[criterion.name]:
        return None
    low, high = min(others), max(others)
    places = {low, high, now}
    if min(others) >= 0 and now >= 0:
        places.add(0.0)
    for each in options:
        if each != best:
            places |= _crossings(lambda x, each=each: scores(x)[best] - scores(x)[each], low, high)
    floor = 0.0 if 0.0 in places and now >= 0 and low >= 0 else None
    marks = sorted(place for place in places if floor is None or place >= floor)
    found = []
    for direction in (1, -1):
        ahead = [mark for mark in marks if (mark - now) * direction >= 0]
        ahead.sort(key=lambda mark: abs(mark - now))
        for place, mark in enumerate(ahead):
            if place + 1 < len(ahead):
                beyond = mark / 2 + ahead[place + 1] / 2
            elif direction < 0 and floor is not None:
                continue
            else:
                beyond = mark + direction * max(abs(mark), high - low, 1e-9)
            reached = scores(beyond)
            if reached[best] < max(reached.values()) - TIE:
                found.append(mark)
                break
    return min(found, key=lambda mark: abs(mark - now), default=None)


def _crossings(gap, low: float, high: float) -> set[float]:
    """Where a gap is zero: a line between `low` and `high`, and a line in 1 / distance outside."""
    found = set()
    if high > low:
        first, last = gap(low), gap(high)
        if (first > 0) != (last > 0) and first != last:
            found.add(low + (high - low) * first / (first - last))
    width = max(high - low, abs(low), abs(high), 1e-9)
    for end, far, sign in ((high, low, 1), (low, high, -1)):
        one, two = end + sign * width, end + sign * 3 * width
        u_one, u_two = 1 / abs(one - far), 1 / abs(two - far)
        slope = (gap(one) - gap(two)) / (u_one - u_two)
        base = gap(one) - slope * u_one
        if abs(slope) > TIE * 1e-3 and -base / slope > 0:
            x = far + sign / (-base / slope)
            if (x - end) * sign > 0:
                found.add(x)
    return found
