"""Grades one submission: sets it right, runs it, and says what became of it. It knows a key, and no gradebook."""

import secrets
from dataclasses import dataclass, field

from kit.grader.fleet import Fleet, SandboxError
from kit.grader.key import AssignmentKey
from kit.grader.outcomes import Outcome
from kit.grader.runner import Executed, execute, score, written_cell
from kit.grader.submission import Submission, Unreadable, prepare, untouched


@dataclass
class Graded:
    """An outcome with the notebooks that go with it, ready to be saved."""

    outcome: Outcome
    notebooks: list[Executed] = field(default_factory=list)
    timestamp: str = ""
    files: dict[str, bytes] = field(default_factory=dict)


class Judge:
    """Grades one submission after another with a fleet of kernels; knows an assignment's key, and no gradebook.

    With `variants` the cases have each student's own numbers, without it the standard ones; `None` leaves it to what
    lies beside the notebook.
    """

    def __init__(self, fleet: Fleet, key: AssignmentKey, variants: bool | None = False):
        prefix = f"_kit_{secrets.token_hex(6)}_"
        self.fleet, self.key, self.variants = fleet, key, variants
        self.tests = {each.name: each.compiled(prefix) for each in key.notebooks}

    async def __call__(self, submission: Submission) -> Graded:
        """Every submission ends here: graded, flagged, or failed with a reason."""
        try:
            return await self._grade(submission)
        except Unreadable as error:
            return failed(self.key, submission, str(error))
        except SandboxError:
            raise
        except Exception as error:  # one submission never stops a batch
            met = f"{type(error).__name__}: {str(error)[:200]}"
            return failed(self.key, submission, f"the grader met {met}. Please report it.")

    async def _grade(self, submission: Submission) -> Graded:
        if not submission.files and submission.notes:
            raise Unreadable(submission.notes[0])
        files = {name: data for name, data in submission.files.items() if not name.endswith(".ipynb")}
        files.update(dict(self.key.files))
        whose = submission.student if self.variants else self.variants
        own = {**({"variant.txt": files["variant.txt"]} if "variant.txt" in files else {}), **dict(self.key.files)}
        done = [await execute(self.fleet, each, self.tests[each.key.name], files, whose, own)
                for each in prepare(submission, self.key)]
        return Graded(judged(self.key, submission, done), done)


def judged(key: AssignmentKey, submission: Submission, done: list[Executed]) -> Outcome:
    """The outcome of a submission that was run."""
    flags = tuple(flag for each in done for flag in each.flags)
    cells = tuple(cell for each in done for cell in each.cells)
    reason = "; ".join(dict.fromkeys(flag.message for flag in flags))[:1_000]
    return Outcome(key.name, submission.student, "flagged" if flags else "graded", score(cells), key.max_score,
                   f"Look at it before the grade is released: {reason}." if flags else "", flags, cells,
                   tuple(dict.fromkeys(note for each in done for note in each.notes)),
                   round(sum(each.seconds for each in done), 3))


def failed(key: AssignmentKey, submission: Submission, why: str) -> Graded:
    """The outcome of a submission of which nothing can be graded; the notebooks as released stand in its place."""
    notebooks = []
    for notebook in key.notebooks:
        cells = [written_cell(cell, [], place) for place, cell in enumerate(untouched(notebook))]
        notebooks.append(Executed(notebook.name, {"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    return Graded(Outcome(key.name, submission.student, "failed", 0.0, key.max_score, f"It could not be graded: {why}",
                          notes=tuple(submission.notes)), notebooks)
