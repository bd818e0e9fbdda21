"""Whether a design that keeps every quality could keep them with fewer machines."""

from dataclasses import dataclass

from helpers.architecture import Architecture, Component
from helpers.architecture.cost import dollars
from helpers.cases import Case
from helpers.errors import CourseError
from helpers.practice.case_load import CaseLoad, case_load
from helpers.practice.judgement import Judgement, judge
from helpers.practice.trials import outcomes
from helpers.requirements import Requirements


@dataclass(frozen=True)
class Saving:
    """A cheaper design of the same boxes that keeps every quality, what was taken out, and $ a month before and after.

    It is the cheapest that taking machines out one box after the other finds; other boxes might be cheaper still. What
    keeps data for good stays as it is: how much each shard keeps is not known here.
    """

    architecture: Architecture
    changes: tuple[str, ...]
    before: float
    after: float
    judgement: Judgement

    @property
    def saved(self) -> float:
        """$ a month."""
        return self.before - self.after

    def __str__(self) -> str:
        if not self.changes:
            return "no machine can be taken out"
        return f"${self.saved:,.0f} a month less: {', '.join(self.changes)}"


def cheaper(architecture: Architecture, case: Case, requirements: Requirements | None = None,
            load: CaseLoad | None = None, now: Judgement | None = None) -> Saving | None:
    """The design with every machine taken out that no quality needs; None where it does not keep them all now.

    `now` is its judgement, where that is known already.
    """
    sheet = requirements if requirements is not None else Requirements.from_case(case)
    load = load if load is not None else case_load(case)
    now = now if now is not None else judge(architecture, case, sheet, load)
    if not now.kept:
        return None
    found, changes = architecture, []
    for each in sorted(architecture.components, key=lambda one: (-one.cost * one.replicas, one.name)):
        if each.kind == "client" or not each.cost or each.of.managed or (each.of.stores and each.durable):
            continue
        less = _fewest(found, each, case, sheet, load)
        if less.replicas < each.replicas:
            found = found.replace(less.name, less)
            changes.append(f"{each.title} {each.replicas} → {less.replicas}")
    after = judge(found, case, sheet, load)
    if not after.kept:  # what only a run shows: then nothing is promised
        found, changes, after = architecture, [], now
    money = [float(dollars(each, each.load(load.flows, load.average))) for each in (architecture, found)]
    return Saving(found, tuple(changes), money[0], money[1], after)


def _fewest(architecture: Architecture, box: Component, case: Case, sheet: Requirements, load: CaseLoad) -> Component:
    """The box with as few machines as everything computed allows, by halving the range."""
    step = max(1, len(box.zone)) if not box.of.stores else 1
    counts = list(range(box.replicas % step or step, box.replicas + 1, step)) if not box.of.stores \
        else list(range(1, box.shards + 1))
    low, high = 0, len(counts) - 1
    while low < high:
        middle = (low + high) // 2
        smaller = box.replace(replicas=counts[middle]) if not box.of.stores \
            else box.replace(shards=counts[middle], copies=box.copies)
        if _holds(architecture.replace(box.name, smaller), case, sheet, load):
            high = middle
        else:
            low = middle + 1
    if not box.of.stores:
        return box.replace(replicas=counts[low])
    return box.replace(shards=counts[low], copies=box.copies)


def _holds(architecture: Architecture, case: Case, sheet: Requirements, load: CaseLoad) -> bool:
    """Whether nothing that is computed speaks against a design: no warning of its check, no failure missed."""
    try:
        found = architecture.check(load.flows, load.peak, sheet)
        return not found.errors and not found.warnings and all(
            each.kept for each in outcomes(architecture, case, load, n=0))
    except CourseError:
        return False
