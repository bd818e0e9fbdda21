"""The four questions of non-abstract large system design (The Site Reliability Workbook, 2018, chapter 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.architecture.rules.capacity import NEEDLESS
from helpers.design.rules.registry import listed
from helpers.rounding import several, whole_percent

if TYPE_CHECKING:
    from helpers.design.environments import Situations
    from helpers.design.look import Look
    from helpers.findings import Findings

YES, NO, OPEN = "yes", "no", "not shown"
JOINTS = ("must-without-endpoint", "endpoint-without-pattern", "pattern-without-index", "pattern-of-unknown-entity",
          "entity-without-box", "endpoint-without-path", "pieces-do-not-join")
TIGHT = ("latency", "throughput", "availability", "staleness", "cost")  # where less room is a choice
ROOM = ("peak-over-capacity", "storage-over-store", "payload-over-network", "over-budget")


@dataclass(frozen=True)
class Answer:
    """One question, yes, no or not shown, and what the answer rests on."""

    question: str
    answer: str
    because: str

    def __str__(self) -> str:
        return f"{self.question} {self.answer}: {self.because}"


def questions(look: "Look", rows: Sequence[Any], found: "Findings", situations: "Situations") -> tuple[Answer, ...]:
    """Whether it is possible, could be better, is feasible, and is resilient."""
    return (_possible(look, found), _better(look, rows), _feasible(look, found), _resilient(look, situations))


def _possible(look: "Look", found: "Findings") -> Answer:
    broken = [each for each in found.errors if each.rule in JOINTS]
    if broken:
        return Answer("Is it possible?", NO, broken[0].told())
    lacking = [each for each in ("api", "data_model", "architecture") if each in look.design.missing]
    if lacking:
        return Answer("Is it possible?", OPEN, f"{listed(lacking)} of it is not there yet")
    return Answer("Is it possible?", YES, f"each of {len(look.musts)} must-haves leads over an endpoint and an access "
                                          "pattern to a box that stores what it needs")


def _better(look: "Look", rows: Sequence[Any]) -> Answer:
    question = "Can we do better?"
    if look.drawing is None or not look.flows or look.peak is None:
        return Answer(question, OPEN, "there is no diagram under a load")
    idle = look.drawing.superfluous(look.flows, look.peak)
    if idle:
        return Answer(question, YES, f"nothing gets worse without {listed(idle)}")
    spare = [(name, load) for name, load in look.peak_loads.items() if load.component.cost and load.arrivals
             and load.needed_replicas and load.component.replicas > max(3, NEEDLESS * load.needed_replicas)]
    if spare:
        name, load = max(spare, key=lambda each: each[1].component.replicas * each[1].component.cost)
        return Answer(question, YES, f"{name} has {load.component.replicas} machines, and {load.needed_replicas} carry "
                                     "the load")
    worst = min((each for each in rows if each.margin == each.margin and each.quality.metric in TIGHT),
                key=lambda each: each.margin, default=None)
    told = f"; the tightest quality is {worst.quality.id} ({worst.margin_text or 'none'} to spare)" if worst else ""
    return Answer(question, NO, f"every box earns its place{told}")


def _feasible(look: "Look", found: "Findings") -> Answer:
    question = "Is it feasible?"
    broken = [each for each in found.errors if each.rule in ROOM]
    if broken:
        return Answer(question, NO, broken[0].told())
    if look.drawing is None or look.peak is None:
        return Answer(question, OPEN, "there is no diagram under a load")
    machines = sum(box.replicas for box in look.drawing if box.cost)
    full = max(((load.utilisation, name) for name, load in look.peak_loads.items()), default=(0.0, "no box"))
    return Answer(question, YES, f"{several(machines, 'machine')}, ${look.cost or 0:,.0f} a month; at the peak "
                                 f"{full[1]} is the fullest, {whole_percent(full[0])}")


def _resilient(look: "Look", situations: "Situations") -> Answer:
    question = "Is it resilient?"
    if look.drawing is None or not look.drawn or look.peak is None:
        return Answer(question, OPEN, "there is no diagram under a load")
    told = []
    for environment in ("one machine lost", "one zone lost"):
        state = situations.of(environment, "likely")
        if state.why_not:
            return Answer(question, OPEN, state.why_not)
        down = {each.name for each in look.drawn} - state.alive(look)
        if down:
            return Answer(question, NO, f"{state.lost}, {listed(down)} {'is' if len(down) == 1 else 'are'} down")
        full = state.fullest(look)
        if full is not None and full[1] > 1:
            return Answer(question, NO, f"{state.lost}, {full[0]} gets {whole_percent(full[1])} of what it can take")
        told.append(f"{full[0]} is {whole_percent(full[1])} full {state.lost}" if full
                    else f"nothing is full {state.lost}")
    return Answer(question, YES, f"at the peak, {'; '.join(told)}")
