"""What happened when: a log of moments, and the minutes of each stage that follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.practice.splits import Split

BEGIN, PAUSE, RESUME, MOVE, FINISH = "begin", "pause", "resume", "move", "finish"
FOLLOW_UP, ANSWER, STAND = "follow up", "answer", "let stand"  # answered by another drawing, or by none
SECONDS = 60.0


@dataclass(frozen=True)
class Moment:
    """Something that happened: seconds of the interview's own clock, which stands still in a pause, what, and which."""

    at: float
    what: str
    which: str = ""


@dataclass(frozen=True)
class Visit:
    """A time spent in one stage, in seconds of the interview's clock."""

    stage: str
    start: float
    end: float

    @property
    def minutes(self) -> float:
        """How long it was."""
        return (self.end - self.start) / SECONDS


def visits(split: Split, log: Sequence[Moment], now: float, forced: bool) -> tuple[Visit, ...]:
    """The stages in the order in which they were visited, until `now`; forced ones end when their minutes are over.

    >>> split = Split.of({"requirements": 5, "high_level_design": 20})
    >>> log = (Moment(0, BEGIN), Moment(120, MOVE, "high_level_design"))
    >>> [(each.stage, each.minutes) for each in visits(split, log, 300, forced=False)]
    [('requirements', 2.0), ('high_level_design', 3.0)]
    """
    begun = next((each.at for each in log if each.what == BEGIN), None)
    if begun is None:
        return ()
    stage, start, found = split.names[0], begun, []
    left = {name: split[name] * SECONDS for name in split.names}
    moves = [each for each in log if each.what == MOVE and each.at <= now]
    end = min([each.at for each in log if each.what == FINISH] + [now])

    def close(at: float) -> None:
        nonlocal stage, start
        while forced and at - start > left[stage] + 1e-9 and (after := _next(split, stage)):
            found.append(Visit(stage, start, start + left[stage]))
            start, left[stage] = start + left[stage], 0.0
            stage = after
        if at > start:
            found.append(Visit(stage, start, at))
        left[stage] = max(0.0, left[stage] - (at - start))
        start = at

    for each in moves:
        close(each.at)
        stage = each.which
    close(end)
    return tuple(each for each in found if each.end > each.start) or (Visit(stage, begun, begun),)


def stage_now(split: Split, log: Sequence[Moment], now: float, forced: bool) -> str:
    """The stage at this moment; empty before the beginning."""
    seen = visits(split, log, now, forced)
    if not seen:
        return ""
    last_move = next((each for each in reversed(log) if each.what == MOVE and each.at <= now), None)
    if last_move is not None and last_move.at >= seen[-1].end - 1e-9:
        return last_move.which
    spent = sum(each.minutes for each in seen if each.stage == seen[-1].stage)
    after = _next(split, seen[-1].stage)
    return after if forced and after and spent >= split[seen[-1].stage] - 1e-9 else seen[-1].stage


def _next(split: Split, stage: str) -> str:
    place = split.names.index(stage) + 1
    return split.names[place] if place < len(split.names) else ""


def minutes_by_stage(split: Split, seen: Sequence[Visit]) -> dict[str, float]:
    """The minutes of each stage, in the order of the split."""
    return {name: sum(each.minutes for each in seen if each.stage == name) for name in split.names}
