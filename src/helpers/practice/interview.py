"""A whole interview against the clock: stages, the interviewer's answers, follow-ups, and the design they lead to."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.architecture import Architecture
from helpers.cases import Case, load_case
from helpers.errors import CourseError, nearest, shorten
from helpers.practice.case_load import case_load
from helpers.practice.errors import PracticeError
from helpers.practice.follow_ups import Effect, FollowUp, effect_of, follow_ups
from helpers.practice.judgement import Judgement, judge, judged
from helpers.practice.splits import STAGES, Split, find_split
from helpers.practice.timeline import (
    ANSWER,
    BEGIN,
    FINISH,
    FOLLOW_UP,
    MOVE,
    PAUSE,
    RESUME,
    SECONDS,
    STAND,
    Moment,
    Visit,
    stage_now,
    visits,
)
from helpers.requirements import Interviewer, Reply, Requirements

if TYPE_CHECKING:
    from helpers.practice.report import PracticeReport

DEEP = ("detailed_design", "bottlenecks")
LONGEST_QUESTIONING = 600.0  # minutes: here the clock is the interview's, not the interviewer's


class MockInterview:
    """An interview on a case, its minutes split as somebody published, with a clock that runs.

    Begin it, ask, move from stage to stage, draw, let the interviewer change a number, answer with another drawing, and
    finish: `report()` then says where the time went, what was not asked, what the follow-ups cost, and how the design
    stands against everything that may go wrong.

    Parameters
    ----------
    case
        A case, its name, or the path of a case file.
    split
        The name of a published split (see `splits_table`), or minutes by stage.
    forced
        Whether a stage ends when its minutes are over. Else you move on yourself, in any order.
    follow_ups
        How many numbers the interviewer changes.
    seed
        Which numbers, and in which words the interviewer speaks.
    clock
        What tells the time, in seconds; it only has to rise.

    Raises
    ------
    CourseError
        Naming the field, the value and the mend.

    >>> seconds = iter([0, 0, 90, 90, 90, 300, 300, 300])
    >>> mock = MockInterview("chat", split="alex_xu", clock=lambda: next(seconds))
    >>> mock.begin(); mock.ask("How many messages does a user send?").fact
    'messages_per_user'
    >>> mock.stage
    'requirements'
    """

    def __init__(self, case: Case | str | Path, split: str | Split | Mapping = "eight_steps", *, forced: bool = False,
                 follow_ups: int = 2, seed: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self.case = case if isinstance(case, Case) else load_case(case)
        self.split = find_split(split)
        if not isinstance(forced, bool):
            raise PracticeError(f"forced: {shorten(forced)} is neither True nor False.")
        if not callable(clock):
            raise PracticeError(f"clock: {shorten(clock)} tells no time. Leave it out.")
        self.forced, self.seed, self._clock = forced, seed, clock
        self.interviewer = Interviewer(self.case, LONGEST_QUESTIONING, seed)
        self.load = case_load(self.case)
        self._planned = _planned(self.case, follow_ups, seed)
        self._many = follow_ups
        self._log: tuple[Moment, ...] = ()
        self._drawings: tuple[tuple[float, Architecture], ...] = ()
        self._effects: tuple[Effect, ...] = ()
        self._zero: float | None = None  # what the clock showed when the interview's own time was `_gone`
        self._gone = 0.0

    # --- the clock ----------------------------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """Seconds of the interview that have gone by; it stands still in a pause and after the end."""
        return self._gone if self._zero is None else self._gone + max(0.0, self._clock() - self._zero)

    @property
    def minutes(self) -> float:
        """The same in minutes."""
        return self.seconds / SECONDS

    @property
    def minutes_left(self) -> float:
        """The minutes of the whole split that are left."""
        return max(0.0, self.split.minutes - self.minutes)

    @property
    def state(self) -> str:
        """waiting, running, paused or finished."""
        if any(each.what == FINISH for each in self._log):
            return "finished"
        return "waiting" if not self._log else "running" if self._zero is not None else "paused"

    def _needs(self, *states: str) -> None:
        if self.state not in states:
            mend = {"waiting": "Begin it first.", "paused": "Resume it first.", "running": "It is running already.",
                    "finished": "Make a new one to try again."}[self.state]
            raise PracticeError(f"the interview is {self.state}. {mend}")

    def _note(self, what: str, which: str = "") -> None:
        self._log = (*self._log, Moment(self.seconds, what, which))

    def begin(self) -> None:
        """Let the clock run."""
        self._needs("waiting")
        self._zero = self._clock()
        self._log = (Moment(0.0, BEGIN),)

    def pause(self) -> None:
        """Stop the clock; nothing can be asked meanwhile."""
        self._needs("running")
        self._note(PAUSE)
        self._gone, self._zero = self.seconds, None

    def resume(self) -> None:
        """Let it run again."""
        self._needs("paused")
        self._zero = self._clock()
        self._note(RESUME)

    # --- the stages ---------------------------------------------------------------------------------------------------

    @property
    def stage(self) -> str:
        """The stage that it is in now; empty before the beginning."""
        return stage_now(self.split, self._log, self.seconds, self.forced)

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The stages visited so far, in their order."""
        return visits(self.split, self._log, self.seconds, self.forced)

    def move(self, stage: str = "") -> str:
        """Go to a stage of the split, by default the next one; returns it. In a forced interview only forward."""
        self._needs("running")
        now, names = self.stage, self.split.names
        if isinstance(stage, str) and not stage:
            place = names.index(now) + 1
            if place == len(names):
                raise PracticeError(f"stage: {now} is the last one. Finish the interview.")
            stage = names[place]
        key = stage.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(stage, str) else stage
        if not isinstance(key, str) or key not in names:
            raise PracticeError(f"stage: {shorten(stage)} is no stage of this split."
                                f"{nearest(stage[:60] if isinstance(stage, str) else '', names)}")
        if self.forced and names.index(key) < names.index(now):
            raise PracticeError(f"stage: {STAGES[key]} is over; in a forced interview there is no way back.")
        if key != now:
            self._note(MOVE, key)
        return key

    # --- what is said and drawn ---------------------------------------------------------------------------------------

    def ask(self, question: str) -> Reply:
        """Ask the interviewer, in any stage; see `Interviewer.ask`."""
        self._needs("running")
        reply = self.interviewer.ask(question)
        self._note("ask", reply.fact or "")
        return reply

    @property
    def requirements(self) -> Requirements:
        """The rows of the facts learned so far."""
        return self.interviewer.sheet

    @property
    def architecture(self) -> Architecture | None:
        """The drawing as it stands."""
        return self._drawings[-1][1] if self._drawings else None

    def draw(self, architecture: Architecture) -> None:
        """Put a drawing on the whiteboard, in the place of the one before; the first one answers nothing."""
        self._needs("running")
        self._drawings = (*self._drawings, (self.seconds, _drawing(architecture)))
        if self.open_follow_up is not None:
            self._note(ANSWER, self.open_follow_up.assumption)
        else:
            self._note("draw")

    @property
    def asked(self) -> tuple[FollowUp, ...]:
        """The follow-ups so far."""
        return tuple(each.follow_up for each in self._effects)

    @property
    def open_follow_up(self) -> FollowUp | None:
        """The follow-up that waits for an answer: for another drawing, or to be let stand."""
        noted = [each for each in self._log if each.what in (FOLLOW_UP, ANSWER, STAND)]
        return self._effects[-1].follow_up if noted and noted[-1].what == FOLLOW_UP else None

    @property
    def follow_ups_left(self) -> int:
        """How many numbers the interviewer will still change."""
        return len(self._planned) - len(self._effects)

    def follow_up(self) -> Effect:
        """Let the interviewer change a number: what it moves in the estimate, and what it breaks in the drawing."""
        self._needs("running")
        if not self.follow_ups_left:
            raise PracticeError("follow_up: there is none left. Finish the interview.")
        if self.open_follow_up is not None:
            raise PracticeError(f"follow_up: answer first: {self.open_follow_up} Draw again, or let it stand.")
        chosen = self._planned[len(self._effects)]
        effect = effect_of(self.case, chosen, self.architecture, None, self._changed())
        self._effects = (*self._effects, effect)
        self._note(FOLLOW_UP, chosen.assumption)
        return effect

    def let_stand(self) -> None:
        """Answer a follow-up without a change of the drawing."""
        self._needs("running")
        if self.open_follow_up is None:
            raise PracticeError("follow_up: nothing waits for an answer.")
        self._note(STAND, self.open_follow_up.assumption)

    def _changed(self) -> dict[str, float]:
        return {each.follow_up.assumption: each.follow_up.after for each in self._effects}

    # --- the end ------------------------------------------------------------------------------------------------------

    def finish(self) -> "PracticeReport":
        """Stop the clock for good, and judge what is on the whiteboard."""
        self._needs("running", "paused")
        self._note(FINISH)
        self._gone, self._zero = self.seconds, None
        return self.report()

    def report(self) -> "PracticeReport":
        """How it went so far: minutes, red flags, what the follow-ups cost, and how the design stands."""
        from helpers.practice.report import PracticeReport

        return PracticeReport.of(self)

    def judgement(self) -> Judgement | None:
        """The drawing before any follow-up against all that the case asks for; None without a drawing."""
        drawn = self.first_drawing
        return None if drawn is None else judged(drawn, self.case)

    @property
    def first_drawing(self) -> Architecture | None:
        """The last drawing before the first follow-up; where there was none, the first one after it."""
        asked = next((each.at for each in self._log if each.what == FOLLOW_UP), float("inf"))
        before = [drawn for at, drawn in self._drawings if at <= asked]
        return before[-1] if before else self._drawings[0][1] if self._drawings else None

    def after_follow_ups(self) -> Judgement | None:
        """The last drawing under the numbers that the follow-ups left; None without a drawing or a follow-up."""
        if self.architecture is None or not self._effects:
            return None
        return judge(self.architecture, self.case, None, case_load(self.case, self._changed()))

    # --- taking back ------------------------------------------------------------------------------------------------

    def snapshot(self) -> tuple:
        """What was said, done and drawn so far; `restore` brings it back."""
        return self._log, self._drawings, self._effects, self.interviewer.replies

    def restore(self, snapshot: tuple) -> None:
        """Take back what came after a snapshot; the time that went by stays gone, and an ended interview is paused."""
        ended = self.state == "finished"
        self._log, self._drawings, self._effects, self.interviewer.replies = snapshot
        if not self._log:
            self._gone, self._zero = 0.0, None
        elif ended or (self._log[-1].what == PAUSE and self._zero is not None):
            self._gone, self._zero = self.seconds, None

    # --- writing down -------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict:
        """Plain data: what was said and drawn, and when; a running clock goes on from here when it is read."""
        return {"case": self.case.name, "split": [list(each) for each in self.split.stages],
                "split_name": self.split.name, "source": self.split.source, "forced": self.forced,
                "follow_ups": self._many, "seed": self.seed,
                "seconds": self.seconds, "state": self.state,
                "log": [[each.at, each.what, each.which] for each in self._log],
                "questions": [each.question for each in self.interviewer.replies],
                "drawings": [[at, drawn.to_dict()] for at, drawn in self._drawings]}

    @classmethod
    def from_dict(cls, data: dict, case: Case | str | None = None,
                  clock: Callable[[], float] = time.monotonic) -> "MockInterview":
        """The interview that `to_dict` wrote; one that was running is paused. Raises `CourseError`."""
        if not isinstance(data, dict) or not isinstance(data.get("log"), list):
            raise PracticeError(f"interview: {shorten(data)} is not a saved interview; it has a case and a log.")
        try:
            split = Split(str(data.get("split_name", "mine")), tuple(tuple(each) for each in data["split"]),
                          str(data.get("source", "")))
            made = cls(case if case is not None else data["case"], split, forced=data.get("forced", False),
                       follow_ups=data.get("follow_ups", 2), seed=data.get("seed", 1), clock=clock)
            log = tuple(Moment(float(at), str(what), str(which)) for at, what, which in data["log"])
            drawings = [(float(at), Architecture.from_dict(drawn)) for at, drawn in data.get("drawings", [])]
            made._gone = max(0.0, float(data.get("seconds", 0.0)))
            for question in data.get("questions", []):
                made.interviewer.ask(question)
        except CourseError:
            raise
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
            raise PracticeError(f"interview: it is damaged ({type(error).__name__}: {shorten(str(error))}). "
                                "Begin a new one.") from None
        for each in [each for each in log if each.what == FOLLOW_UP][: len(made._planned)]:
            drawn = [one for at, one in drawings if at <= each.at]
            effect = effect_of(made.case, made._planned[len(made._effects)], drawn[-1] if drawn else None, None,
                               made._changed())
            made._effects = (*made._effects, effect)
        made._log, made._drawings = log, tuple(drawings)
        return made

    def __repr__(self) -> str:
        return (f"<MockInterview on {self.case.title!r}, split {self.split.name}: {self.state}"
                + (f", {STAGES[self.stage]}" if self.stage else "") + f", {self.minutes:.1f} minutes>")


def _drawing(architecture: object) -> Architecture:
    if not isinstance(architecture, Architecture):
        raise PracticeError(f"architecture: {shorten(architecture)} is no drawing. Give an Architecture.")
    if not architecture.components:
        raise PracticeError("architecture: it has no boxes yet. Draw at least one.")
    return architecture


def _planned(case: Case, many: int, seed: int) -> tuple[FollowUp, ...]:
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise PracticeError(f"seed: {shorten(seed)} is not a whole number from 0. Write 1.")
    return follow_ups(case, many, seed)
