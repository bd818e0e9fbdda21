"""A design held against everything its case asks for, also while things go wrong; and whether it could be cheaper."""

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from helpers.architecture import Architecture
from helpers.architecture.cost import dollars
from helpers.cases import Case, load_case
from helpers.errors import CourseError
from helpers.practice.case_load import CaseLoad, case_load
from helpers.practice.trials import REQUESTS, SEED, outcomes
from helpers.requirements import Quality, Requirements
from helpers.units import Q, human

ZONE_LOST = "one zone lost"


@dataclass(frozen=True)
class Held:
    """One thing that was asked for: what was found, whether it is kept, and how that is known."""

    what: str
    asked: str
    found: str
    kept: bool
    how: str


@dataclass(frozen=True)
class Judgement:
    """All that a case asks for beside what a design gives; `cost` is $ a month with its requests."""

    title: str
    rows: tuple[Held, ...]
    cost: float

    @property
    def kept(self) -> bool:
        """Whether every quality is kept."""
        return bool(self.rows) and all(each.kept for each in self.rows)

    @property
    def missed(self) -> tuple[Held, ...]:
        """What is not kept."""
        return tuple(each for each in self.rows if not each.kept)

    def table(self):
        """A DataFrame with a row for each thing that was asked for."""
        from helpers.tables import pandas

        return pandas.DataFrame([{"asked for": each.what, "needed": each.asked, "found": each.found,
                                  "": "✔ kept" if each.kept else "✖ missed", "how it is known": each.how}
                                 for each in self.rows],
                                columns=["asked for", "needed", "found", "", "how it is known"]).set_index("asked for")

    def __str__(self) -> str:
        money = human(Q(self.cost, "USD/month"), 3)
        if self.kept:
            return f"{self.title}: every quality is kept, for {money}"
        return f"{self.title}: {len(self.missed)} of {len(self.rows)} are missed, for {money}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p><b>{escape(str(self))}</b></p>{self.table()._repr_html_()}"


def judge(architecture: Architecture, case: Case | str | Path, requirements: Requirements | None = None,
          load: CaseLoad | None = None, n: int = REQUESTS, seed: int = SEED) -> Judgement:
    """Hold a design against the requirements of its case at the peak, and against each of its hidden failures.

    `case` may be its name or its file's path, `load` is the case's own unless given. Nothing that cannot be run raises:
    it is missed, and says why.
    """
    case = case if isinstance(case, Case) else load_case(case)
    sheet = requirements if requirements is not None else Requirements.from_case(case)
    load = load if load is not None else case_load(case)
    tried = outcomes(architecture, case, load, n, seed)
    cost, rows = math.inf, []
    try:
        cost = float(dollars(architecture, architecture.load(load.flows, load.average)))
        rows += _at_peak(architecture, sheet, load, n, seed)
    except CourseError as error:
        rows.append(Held("the peak", "it runs", str(error), False, "computed"))
    for row in sheet.qualities:
        if row.metric == "cost" and row.target is not None:
            rows.append(Held(_named(row), row.show(row.target), row.show(cost) if math.isfinite(cost) else "unknown",
                             cost <= row.target, "computed: machines, requests and storage"))
        elif row.metric == "copies" and row.at_least is not None:
            rows.append(_copies(architecture, row, row.at_least, load))
    zone = next((each for each in tried if "zone " in each.because), None)
    for row in sheet.qualities:
        if row.metric == "availability" and row.environment == ZONE_LOST and zone is not None and row.at_least:
            rows.append(Held(_named(row), f"at least {row.show(row.at_least)}", row.show(round(zone.share, 6)),
                             zone.share >= row.at_least - 1e-9, zone.how))
    rows += [Held(each.failure.replace("_", " "), f"{each.keeps:.4g} of the requests: {each.expect}",
                  f"{each.share:.1%}: {each.because}", each.kept, each.how) for each in tried]
    return Judgement(case.title, tuple(rows), cost if math.isfinite(cost) else 0.0)


@lru_cache(maxsize=64)
def judged(architecture: Architecture, case: Case) -> Judgement:
    """A design held against its case with the case's own numbers; a design that was judged is not run again."""
    return judge(architecture, case)


def _named(row: Quality) -> str:
    of = "everything" if row.of == "all" else row.of.replace("_", " ")
    return f"{row.metric.replace('_', ' ')} of {of}" + (f", {row.environment}" if row.environment else "")


def _at_peak(architecture: Architecture, sheet: Requirements, load: CaseLoad, n: int, seed: int) -> list[Held]:
    """The latencies at the peak, simulated where nothing is full, and that every flow has a way and every box room."""
    found = architecture.check(load.flows, load.peak, sheet).errors
    errors = [each for each in found if each.rule not in ("over-budget", "too-few-copies")]
    told = "; ".join(f"{each.where}: {each.message}" for each in errors[:3])
    rows = [Held("the drawing", "no error in its check at the peak", told or "none", not errors, "computed")]
    asked = [(row, row.at_most) for row in sheet.qualities if row.metric == "latency" and row.at_most is not None
             and row.environment in ("", "normal", "peak") and row.measured_at != "client"]
    if errors or not asked or not n:
        return rows + [Held(_named(row), f"at most {row.show(most)}", "not run: mend the drawing first", False,
                            "computed") for row, most in asked if errors]
    from helpers.simulation import Workload, simulate

    run = simulate(architecture, Workload(load.peak, mix=load.flows), n=n, seed=seed)
    for row, most in asked:
        of = row.of if row.of in run.endpoints else None
        if row.of != "all" and of is None:
            continue
        took = run.latency(row.percentile or 99, of)
        rows.append(Held(_named(row), f"at most {row.show(most)} for {row.percentile or 99:g}%",
                         "nothing was served" if math.isnan(took) else human(Q(took, "s"), 3), row.met_by(took),
                         f"simulated, {n:,} requests, seed {seed}"))
    return rows


def _copies(architecture: Architecture, row: Quality, least: float, load: CaseLoad) -> Held:
    written = {entity for flow in load.flows for entity in flow.writes if row.of in ("all", flow.name)}
    kept = {entity: sum(each.copies for each in architecture.components if each.durable and entity in each.stores)
            for entity in sorted(written)}
    fewest = min(kept, key=kept.__getitem__, default="")
    found = f"{kept[fewest]} of {fewest.replace('_', ' ')}" if fewest else "nothing is written"
    return Held(_named(row), f"at least {least:g}", found, not fewest or kept[fewest] >= least,
                "read off the drawing")
