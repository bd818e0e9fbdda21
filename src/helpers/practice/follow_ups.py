"""What an interviewer changes in mid-interview: one number, and what that breaks in the estimate and in the drawing."""

import math
from dataclasses import dataclass, field
from random import Random

from helpers.architecture import Architecture
from helpers.architecture.cost import dollars
from helpers.cases import Case
from helpers.errors import shorten
from helpers.estimation import Estimate
from helpers.findings import Finding, Findings
from helpers.practice.case_load import PEAK, case_load, estimate_with
from helpers.practice.errors import PracticeError
from helpers.requirements import Requirements
from helpers.units import Q, human

LITTLE = 1.2  # a number that moves no result by a fifth is no question worth asking
FIXED = ("copies",)  # what a requirement says, and no guess


@dataclass(frozen=True)
class FollowUp:
    """A number of the case that becomes another one, in its own unit, and how the interviewer says so."""

    assumption: str
    before: float
    after: float
    unit: str
    says: str

    def __str__(self) -> str:
        return self.says


@dataclass(frozen=True)
class Box:
    """How full a box is before and after, as a share of what it can take."""

    name: str
    title: str
    before: float
    after: float

    @property
    def breaks(self) -> bool:
        """Whether more arrives than it can take, and did not before."""
        return self.after > 1 >= self.before


@dataclass(frozen=True)
class Effect:
    """What a follow-up does: results before and after, how full each box is, what the check says anew, the money.

    `results` are (name, before, after, factor); `cost` is $ a month before and after, without a change of the drawing.
    """

    follow_up: FollowUp
    peak: tuple[float, float]
    results: tuple[tuple[str, str, str, float], ...]
    boxes: tuple[Box, ...] = ()
    findings: Findings = field(default_factory=Findings)
    cost: tuple[float, float] = (0.0, 0.0)

    __hash__ = None  # type: ignore[assignment]

    @property
    def broken(self) -> tuple[Box, ...]:
        """The boxes that cannot take it."""
        return tuple(each for each in self.boxes if each.breaks)

    def table(self):
        """A DataFrame of what moves: each result and each box, before and after."""
        from helpers.tables import pandas

        rows = [{"what": name.replace("_", " "), "before": before, "after": after,
                 "": f"{factor:.2g} times" if abs(factor - 1) > 0.005 else "the same"}
                for name, before, after, factor in self.results]
        rows += [{"what": each.title, "before": f"{each.before:.0%} full", "after": f"{each.after:.0%} full",
                  "": "✖ breaks" if each.breaks else "✔ holds" if each.after <= 1 else "✖ was broken"}
                 for each in self.boxes]
        return pandas.DataFrame(rows, columns=["what", "before", "after", ""]).set_index("what")

    def __str__(self) -> str:
        if not self.boxes:
            moved = max(self.results, key=lambda each: abs(each[3] - 1), default=None)
            return f"{moved[0].replace('_', ' ')} goes from {moved[1]} to {moved[2]}" if moved else "nothing moves"
        if self.broken:
            return "it breaks " + ", ".join(f"{each.title} ({each.after:.0%} full)" for each in self.broken)
        return "every box holds" if all(each.after <= 1 for each in self.boxes) else "nothing more breaks than did"

    def _repr_html_(self) -> str:
        from html import escape

        told = self.findings._repr_html_() if self.findings else ""
        return f"<p><b>{escape(str(self.follow_up))}</b> {escape(str(self))}.</p>{self.table()._repr_html_()}{told}"


def follow_ups(case: Case, many: int = 3, seed: int = 1) -> tuple[FollowUp, ...]:
    """The changes that an interviewer may ask about: half of them move the peak, and all move much; by the seed.

    >>> from helpers.cases import load_case
    >>> [each.assumption for each in follow_ups(load_case("url_shortener"), 2)]
    ['reads_per_write', 'link_size']
    """
    if isinstance(many, bool) or not isinstance(many, int) or not 0 <= many <= 20:
        raise PracticeError(f"many: {shorten(many)} is not a number of follow-ups from 0 to 20. Write 3.")
    moving: dict[bool, list] = {True: [], False: []}  # the peak, or other results alone
    for each in case.assumptions:
        if each.name in FIXED or each.low is None or each.high is None:
            continue
        peak, most, end = max((*_strain(case, each.name, end), end) for end in (each.low, each.high))
        if most >= LITTLE:
            moving[peak >= LITTLE].append((most, each, end))
    draw = Random(seed)
    chosen: list = []
    for of_peak, wanted in ((True, (many + 1) // 2), (False, many)):
        known = sorted(moving[of_peak], key=lambda one: (-one[0], one[1].name))[: 2 * many]
        wanted = min(len(known), wanted if of_peak else many - len(chosen))
        chosen += [known[place] for place in sorted(draw.sample(range(len(known)), wanted))]
    left = [one for one in sorted(moving[True], key=lambda one: (-one[0], one[1].name)) if one not in chosen]
    chosen += left[: many - len(chosen)]
    return tuple(FollowUp(each.name, each.value, end, each.unit, _said(each, end)) for _, each, end in chosen)


def _strain(case: Case, name: str, value: float) -> tuple[float, float]:
    """How many times the peak grows, and the result that grows most."""
    usual, other = estimate_with(case), estimate_with(case, {name: value})
    grown = {each.name: float(other[each.name].magnitude) / float(usual[each.name].magnitude)
             for each in case.results if float(usual[each.name].magnitude) > 0}
    return grown.get(PEAK, 1.0), max(grown.values(), default=1.0)


def _said(assumption, value: float) -> str:
    now, then = (human(Q(each, assumption.unit), 3) for each in (assumption.value, value))
    return f"Suppose {assumption.name.replace('_', ' ')} is {then} and not {now}. What breaks?"


def effect_of(case: Case, follow_up: FollowUp, architecture: Architecture | None = None,
              requirements: Requirements | None = None, earlier: dict[str, float] | None = None) -> Effect:
    """What a follow-up moves and breaks; without a drawing, in the estimate alone.

    `earlier` are the numbers that follow-ups before it have changed. An arrow with as many calls as the number was, and
    a cache that hits as often, follow it.
    """
    numbers = dict(earlier or {})
    before, after = case_load(case, numbers), case_load(case, {**numbers, follow_up.assumption: follow_up.after})
    results = tuple((name, human(value, 3), human(after.results[name], 3), _times(value, after.results[name]))
                    for name, value in before.results.items())
    if architecture is None or not architecture.components:
        return Effect(follow_up, (before.peak, after.peak), results)
    both = ((architecture, before), (_following(architecture, follow_up), after))
    try:
        loads = [drawn.load(each.flows, each.peak) for drawn, each in both]
        money = tuple(float(dollars(drawn, drawn.load(each.flows, each.average))) for drawn, each in both)
        checks = [drawn.check(each.flows, each.peak, requirements) for drawn, each in both]
    except ValueError as error:
        told = Findings([Finding("cannot-be-run", "error", "architecture", str(error), "Finish the drawing.")])
        return Effect(follow_up, (before.peak, after.peak), results, findings=told)
    boxes = tuple(Box(each.name, each.title, loads[0][each.name].utilisation, loads[1][each.name].utilisation)
                  for each in architecture.components if each.kind != "client" and each.capacity is not None)
    known = {(each.rule, each.where) for each in checks[0]}
    new = Findings([each for each in checks[1] if (each.rule, each.where) not in known and each.severity != "note"])
    return Effect(follow_up, (before.peak, after.peak), results, boxes, new, (money[0], money[1]))


def _following(architecture: Architecture, follow_up: FollowUp) -> Architecture:
    """The drawing in which calls of an arrow, and hits of a cache, that are the number follow it."""
    made, hits = architecture, follow_up.before / 100
    for each in architecture.connections:
        if each.calls > 1 and math.isclose(each.calls, follow_up.before, rel_tol=0.01):
            made = made.disconnect(*each.key).add(each.replace(calls=follow_up.after))
    for box in architecture.components:
        if box.caches and follow_up.unit == "%" and math.isclose(box.hit_rate or 0, hits, rel_tol=0.01):
            made = made.replace(box.name, hit_rate=follow_up.after / 100)
    return made


def _times(one, other) -> float:
    was = float(one.magnitude)
    return float(other.to(one.units).magnitude) / was if was else 1.0


def estimate_after(case: Case, changed: dict[str, float]) -> Estimate:
    """The case's estimate with every number that follow-ups have changed."""
    return estimate_with(case, changed)
