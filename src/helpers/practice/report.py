"""What a practice interview came to: minutes by stage, red flags, what the follow-ups cost, and the design judged."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from helpers.architecture import Architecture
from helpers.cases import Case
from helpers.findings import Finding, Findings
from helpers.practice.bests import Result
from helpers.practice.flags import flags
from helpers.practice.follow_ups import Effect
from helpers.practice.judgement import Judgement, judged
from helpers.practice.savings import Saving, cheaper
from helpers.practice.splits import STAGES
from helpers.practice.timeline import ANSWER, FOLLOW_UP, SECONDS, STAND, minutes_by_stage

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.practice.interview import MockInterview
    from helpers.requirements.interview import Report


@dataclass(frozen=True)
class FollowUpCost:
    """What a follow-up took: the minutes until it was answered, whether it was, and whether another drawing did it."""

    effect: Effect
    minutes: float
    answered: bool
    drawn: bool = False

    def __str__(self) -> str:
        told = f"answered after {self.minutes:.1f} minutes" if self.answered else "not answered"
        return f"{self.effect.follow_up} {str(self.effect)[0].upper()}{str(self.effect)[1:]}; {told}."


@dataclass(frozen=True)
class PracticeReport:
    """The outcome of a practice interview; `result` is what the learner's own file keeps of it.

    `minutes` are those of each stage, `allowed` those of the split. `judgement` is of the design before any follow-up,
    `after` of the last one under the changed numbers; `money` is $ a month of the two.
    """

    title: str
    split: str
    source: str
    minutes: dict[str, float]
    allowed: dict[str, float]
    findings: Findings
    interview: "Report"
    follow_ups: tuple[FollowUpCost, ...] = ()
    judgement: Judgement | None = None
    after: Judgement | None = None
    saving: Saving | None = None
    result: Result | None = field(default=None)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def of(cls, mock: "MockInterview") -> "PracticeReport":
        """The report on an interview, as it stands."""
        spent = minutes_by_stage(mock.split, mock.visits)
        allowed = dict(mock.split.stages)
        told = mock.interviewer.report()
        judgement, after = mock.judgement(), mock.after_follow_ups()
        saving = None if mock.first_drawing is None else saving_of(mock.first_drawing, mock.case)
        costs = _costs(mock)
        found = [*flags(mock, spent, costs), *told.findings]
        if judgement is not None:
            found += [Finding("quality-missed", "error", each.what, f"asked for: {each.asked}; found: {each.found}",
                              "Mend the drawing, and run it again.") for each in judgement.missed]
        over = sum(max(0.0, spent[stage] - allowed[stage]) for stage in spent)
        result = Result(mock.case.name, mock.split.name, bool(judgement and judgement.kept), round(mock.minutes, 2),
                        round(over, 2), round(judgement.cost, 2) if judgement else 0.0, round(told.share, 4))
        return cls(mock.case.title, mock.split.name, mock.split.source, spent, allowed, Findings(dict.fromkeys(found)),
                   told, costs, judgement, after, saving, result)

    @property
    def overruns(self) -> dict[str, float]:
        """The minutes beyond the split, of the stages that took longer."""
        return {stage: self.minutes[stage] - self.allowed[stage] for stage in self.minutes
                if self.minutes[stage] > self.allowed[stage] + 1e-9}

    def time_table(self) -> "DataFrame":
        """A DataFrame with a row for each stage: minutes of the split, minutes used, and the difference."""
        from helpers.tables import pandas

        rows = [{"stage": STAGES[stage], "split": f"{self.allowed[stage]:g}", "used": f"{spent:.1f}",
                 "over": f"✖ {spent - self.allowed[stage]:.1f}" if stage in self.overruns else "✔ within"}
                for stage, spent in self.minutes.items()]
        rows.append({"stage": "all", "split": f"{sum(self.allowed.values()):g}",
                     "used": f"{sum(self.minutes.values()):.1f}", "over": f"{sum(self.overruns.values()):.1f}"})
        return pandas.DataFrame(rows).set_index("stage")

    def follow_ups_table(self) -> "DataFrame":
        """A DataFrame with a row for each follow-up: what broke, the minutes it took, whether it was answered."""
        from helpers.tables import pandas

        rows = [{"follow-up": str(each.effect.follow_up), "what it did": str(each.effect),
                 "minutes": f"{each.minutes:.1f}", "answered": "✔ yes" if each.answered else "✖ no"}
                for each in self.follow_ups]
        return pandas.DataFrame(rows, columns=["follow-up", "what it did", "minutes", "answered"]) \
            .set_index("follow-up")

    @property
    def money(self) -> tuple[float, float] | None:
        """$ a month of the design before the follow-ups and after them; None where there are not both."""
        return None if self.judgement is None or self.after is None else (self.judgement.cost, self.after.cost)

    def __str__(self) -> str:
        whole, over = sum(self.minutes.values()), sum(self.overruns.values())
        parts = [f"{self.title}: {whole:.1f} minutes, {over:.1f} beyond the split",
                 f"{len(self.interview.learned)} of {len(self.interview.asks)} facts"]
        parts.append("no drawing" if self.judgement is None else str(self.judgement).partition(": ")[2])
        return "; ".join(parts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from html import escape

        parts = [f"<p><b>{escape(str(self))}</b></p>",
                 f"<p>Minutes, against {escape(self.split.replace('_', ' '))} ({escape(self.source)}):</p>",
                 self.time_table()._repr_html_()]
        if self.follow_ups:
            parts += ["<p>What the follow-ups cost:</p>", self.follow_ups_table()._repr_html_()]
            if self.money:
                parts.append(f"<p>The design went from ${self.money[0]:,.0f} to ${self.money[1]:,.0f} a month; under "
                             f"the changed numbers {escape(str(self.after).partition(': ')[2])}.</p>")
        if self.judgement is not None:
            parts.append(self.judgement._repr_html_())
        if self.saving is not None:
            parts.append(f"<p>Could the same boxes be cheaper? {escape(str(self.saving))}.</p>")
        return "".join([*parts, "<p>Red flags:</p>", self.findings._repr_html_(), self.interview._repr_html_()])


@lru_cache(maxsize=32)
def saving_of(architecture: Architecture, case: Case) -> Saving | None:
    """What a drawing could save under the case's own numbers; looked for once."""
    return cheaper(architecture, case, now=judged(architecture, case))


def _costs(mock: "MockInterview") -> tuple[FollowUpCost, ...]:
    """What each follow-up took, until its answer or until now."""
    found, log = [], mock._log
    asked = [place for place, each in enumerate(log) if each.what == FOLLOW_UP]
    for effect, place in zip(mock._effects, asked, strict=False):
        answer = next((each for each in log[place:] if each.what in (ANSWER, STAND)), None)
        until = mock.seconds if answer is None else answer.at
        found.append(FollowUpCost(effect, (until - log[place].at) / SECONDS, answer is not None,
                                  answer is not None and answer.what == ANSWER))
    return tuple(found)
