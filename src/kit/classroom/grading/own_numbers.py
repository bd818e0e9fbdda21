"""Notices whose numbers a student worked with, in a class where everybody has numbers of their own.

What earned less than all is graded once more with the standard numbers, and with those of the id that the student wrote
down: an answer that is right for these is no slip of computing, and is told as what it is.
"""

from dataclasses import dataclass, replace

from kit.grader.fleet import Fleet
from kit.grader.judge import Graded, Judge
from kit.grader.key import AssignmentKey
from kit.grader.outcomes import CellResult, CheckLine, Flag, Outcome
from kit.grader.submission import Submission

ENOUGH = 0.5  # of a cell's points must be won by other numbers, to say that it was worked with these
FILE = "variant.txt"


@dataclass(frozen=True)
class Judges:
    """Grades with a student's own numbers, and looks whether others would have been right."""

    own: Judge
    standard: Judge

    @property
    def fleet(self) -> Fleet:
        """The fork server that both use."""
        return self.own.fleet

    async def __call__(self, submission: Submission) -> Graded:
        """Grade one submission."""
        graded = await self.own(submission)
        if graded.outcome.status == "failed" or not _lost(graded.outcome):
            return graded
        other = await self.standard(submission)
        outcome = compared(graded.outcome, other.outcome, "the standard numbers")
        typed = submission.files.get(FILE, b"")[:200].decode("utf-8-sig", "replace").strip()
        if outcome is graded.outcome and typed and typed.casefold() != submission.student.casefold():
            other = await self.own(replace(submission, student=typed))
            outcome = compared(outcome, other.outcome, f"the numbers of {typed[:60]!r}, which variant.txt names")
        graded.outcome = outcome
        return graded


def judge_for(fleet: Fleet, key: AssignmentKey, variants: bool) -> Judge | Judges:
    """What grades an assignment: where its cases have variants, with an eye on whose numbers were used."""
    own = Judge(fleet, key, variants)
    return Judges(own, Judge(fleet, key, False)) if variants and has_variants(key) else own


def has_variants(key: AssignmentKey) -> bool:
    """Whether an assignment names a case whose numbers differ from student to student."""
    from helpers.cases import list_cases, load_case

    drawn = [name for name in list_cases() if load_case(name, variant=False).variants]
    texts = [text for book in key.notebooks for text in (*book.plain, *(cell.source for cell in book.cells))]
    return any(name in text for name in drawn for text in texts)


def compared(own: Outcome, other: Outcome, whose: str) -> Outcome:
    """The outcome with a flag, and a sentence for the student, at each cell that is right with other numbers."""
    better = {each.grade_id: each for each in other.cells}
    cells, flags = [], []
    for cell in own.cells:
        found = better.get(cell.grade_id)
        if found is None or cell.score is None or (found.score or 0.0) - cell.score < ENOUGH * cell.max_score:
            cells.append(cell)
            continue
        said = f"it earns {found.score:g} of {cell.max_score:g} with {whose}, and {cell.score:g} with the student's own"
        flags.append(Flag("other-numbers", cell.grade_id, said))
        cells.append(_told(cell, found, whose))
    if not flags:
        return own
    return replace(own, status="flagged", cells=tuple(cells), flags=(*own.flags, *flags),
                   reason=own.reason or f"Look at it before the grade is released: {flags[0].message}.")


def _told(cell: CellResult, other: CellResult, whose: str) -> CellResult:
    right = {line.name for line in other.checks if line.earned >= line.worth}
    said = f"This is right for {whose}; yours are others. Your brief shows them when variant.txt holds your id."
    checks = tuple(CheckLine(line.name, line.earned, line.worth, f"{line.said} {said}".strip())
                   if line.earned < line.worth and line.name in right else line for line in cell.checks)
    return replace(cell, checks=checks)


def _lost(outcome: Outcome) -> bool:
    return any(cell.score is not None and cell.checks and cell.score < cell.max_score - 1e-9 for cell in outcome.cells)
