"""The capstone: a new system through all eight steps, each piece kept in the learner's file as soon as there is one."""

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from helpers.architecture import Architecture
from helpers.cases import Case, load_case
from helpers.data_model import DataModel
from helpers.design import Design, rules_table
from helpers.design.contents import several, told
from helpers.design.pieces import PIECES, STEP_OF
from helpers.errors import CourseError, nearest, shorten
from helpers.estimation import Estimate
from helpers.findings import Findings
from helpers.interface import Api
from helpers.practice.errors import PracticeError
from helpers.practice.judgement import judge

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.design.document import Document
    from helpers.design.verdict import Verdict
    from helpers.practice.judgement import Judgement
    from helpers.requirements import Requirements
    from helpers.simulation import Workload

CASES = ("chat", "video_streaming", "ride_hailing", "ticketing")
ZONES = ("a", "b", "c")
EMPTY = {
    "requirements": "No requirement yet. Ask the interviewer above, then run this cell again.",
    "estimate": "Only the numbers of the brief so far. Derive peak_requests_per_second, storage and bandwidth.",
    "api": "No endpoint yet. Add one for each thing that somebody must be able to do.",
    "data_model": "No entity yet. Name the things that are kept, and how each is asked for.",
    "architecture": "No box yet. Draw the way of one request, from the client to where its data lie.",
    "decisions": "No decision yet. Choose two things to look into, and two alternatives for each.",
    "reliability": "Nothing yet. Foresee what happens when each part is lost, and say who is told.",
    "notes": "No words yet. Write why it is built, what may go wrong, and what nobody knows.",
}


@dataclass(frozen=True)
class Advice:
    """A sentence on a piece, and the findings where it does not fit the pieces before it."""

    text: str
    findings: Findings = field(default_factory=Findings)

    def __repr__(self) -> str:
        return f"{self.text}\n{self.findings}" if self.findings else self.text

    def _repr_html_(self) -> str:
        found = self.findings._repr_html_() if self.findings else ""
        return f"<p><b>{escape(self.text)}</b></p>{found}"


class Capstone:
    """One of the four systems, with the learner's design of it in `my_design/`, read anew whenever it is looked at.

    What is missing is told in a sentence, never raised.

    Parameters
    ----------
    case
        The name of one of the four systems.

    Raises
    ------
    PracticeError
        For a name that is none of them.

    Examples
    --------
    >>> work = Capstone("chat")
    >>> work.case.title, len(work.brief) > 100
    ('Chat', True)
    """

    def __init__(self, case: str):
        if not isinstance(case, str) or case.strip().lower() not in CASES:
            said = case.strip()[:40] if isinstance(case, str) else ""
            raise PracticeError(f"case: {shorten(case)} is none of {', '.join(CASES)}.{nearest(said, CASES)}")
        self.name = case.strip().lower()
        self.case: Case = load_case(self.name)

    # --- what is there ------------------------------------------------------------------------------------------------

    @property
    def brief(self) -> str:
        """What the interviewer says at the beginning."""
        return self.case.brief

    @property
    def design(self) -> Design:
        """The design as it is saved now; an empty one at the beginning."""
        return Design.load(self.name, start=True)

    @property
    def requirements(self) -> "Requirements | None":
        """The sheet, if there is one."""
        return self.design.requirements

    @property
    def estimate(self) -> Estimate:
        """The estimate that was saved, or the numbers of the brief."""
        return self.design.estimate or Estimate.from_case(self.name)

    @property
    def api(self) -> Api:
        """The contract that was saved, or an empty one."""
        return self.design.api or Api(self.case.title, auth="bearer")

    @property
    def data_model(self) -> DataModel:
        """The data model that was saved, or an empty one."""
        return self.design.data_model or DataModel(self.case.title)

    @property
    def architecture(self) -> Architecture:
        """The diagram that was saved, or an empty one with three zones."""
        return self.design.architecture or Architecture(self.case.title, zones=list(ZONES))

    @property
    def workload(self) -> "Workload | None":
        """The evening, once there is a load and a diagram in which every use finds its data; else None."""
        from helpers.design.look import Look
        from helpers.simulation import Workload

        look = Look(self.design)
        if look.peak is None or not look.drawn or not self._runs(look):
            return None
        try:
            return Workload(look.peak, mix=look.flows)
        except CourseError:
            return None

    def _runs(self, look) -> bool:
        alive = self.architecture.survives(look.flows)
        return bool(look.flows) and all(each.name in alive for each in look.drawn)

    def lacking(self, what: str) -> Advice:
        """Which steps must come before something can be done, in a sentence."""
        missing = [piece for piece in ("requirements", "estimate", "api", "data_model", "architecture")
                   if getattr(self.design, piece) is None]
        if missing:
            steps = ", ".join(f"{STEP_OF[piece]} ({piece.replace('_', ' ')})" for piece in missing)
            told_of = f"step {steps} has" if len(missing) == 1 else f"steps {steps} have"
            return Advice(f"Nothing {what} yet: {told_of} left nothing so far.")
        return Advice(f"Nothing {what} yet: not every use finds its way to its data.", self.design.check().errors)

    # --- what a cell calls --------------------------------------------------------------------------------------------

    def keep(self, **pieces: object) -> Advice:
        """Save a piece into the design, and say how it fits the pieces before it; an empty piece is not saved."""
        for piece in pieces:
            if piece not in PIECES:
                raise PracticeError(f"{piece}: no such piece.{nearest(piece, PIECES)} There are {', '.join(PIECES)}.")
        design, empty = self.design, [piece for piece, value in pieces.items() if is_empty(piece, value)]
        full = {piece: value for piece, value in pieces.items() if piece not in empty}
        if not full:
            return Advice(EMPTY[empty[0]])
        design = design.replace(**full)
        path = design.save()
        steps = {STEP_OF[piece] for piece in full}
        held = "; ".join(told(design, piece) for piece in full)
        found = findings_up_to(design, max(steps))
        rest = f"Look at {several(len(found), 'joint')}:" if found else "It fits what came before."
        return Advice(f"Saved in {path}: {held}. {rest}", found)

    def verdict(self) -> "Verdict | Advice":
        """The verdict on the design, once there are requirements."""
        return self.design.verdict() if self.requirements is not None else self.lacking("to judge")

    def trials(self) -> "Judgement | Advice":
        """The design tried by the failures that the case keeps hidden, once it runs."""
        if self.workload is None:
            return self.lacking("to try")
        return judge(self.architecture, self.case, self.requirements)

    def document(self) -> "Document":
        """The design document, as far as the design goes."""
        return self.design.document()

    def table(self) -> "DataFrame":
        """By piece: the step that makes it, and what is there."""
        return self.design.table()

    def __repr__(self) -> str:
        return f"{self.case.title}. {self.brief}"

    def _repr_html_(self) -> str:
        return f"<p><b>{escape(self.case.title)}.</b> {escape(self.brief)}</p>{self.table()._repr_html_()}"


def is_empty(piece: str, value: object) -> bool:
    """Whether a piece holds nothing that a later step could use."""
    if value is None:
        return True
    if piece == "estimate":
        return not getattr(value, "formulas", ())
    if piece == "data_model":
        return not getattr(value, "entities", ())
    if piece == "api":
        return not getattr(value, "endpoints", ())
    if piece == "reliability":
        return not any(getattr(value, name, ()) for name in ("alerts", "predictions", "quorums", "protections"))
    if piece == "notes":
        return not any(getattr(value, name, ()) for name in ("context", "deep_dives", "risks", "unknowns", "evidence"))
    try:
        return len(value) == 0  # type: ignore[arg-type]
    except TypeError:
        return False


def findings_up_to(design: Design, step: int) -> Findings:
    """The findings between the pieces of a design up to a step; advice aside, and what needs a later step."""
    step_of = rules_table()["step"]
    return Findings(each for each in design.check() if step_of[each.rule] <= step and each.severity != "note")
