"""Submissions that are judged at once, without a kernel: for tests of what is kept, and when."""

import contextlib
import json
import random

from kit.grader.judge import Graded
from kit.grader.outcomes import CellResult, Outcome
from kit.grader.runner import Executed

ASSIGNMENT = "02_estimation"


def submit(folder, student: str, text: str) -> None:
    """A submission whose points, for the runner below, are the length of its text."""
    place = folder.path("submitted", student, ASSIGNMENT)
    place.mkdir(parents=True, exist_ok=True)
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": text}]
    (place / f"{ASSIGNMENT}.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5,
                                                           "metadata": {}}))


def runner(pause: float = 0.0, seen: list | None = None):
    """Judges at once, without a kernel: what is tested here is what is kept, and when."""
    @contextlib.asynccontextmanager
    async def run(key, options):
        cells = [cell for cell in key.notebooks[0].cells if cell.is_test]

        async def judge(submission):
            import asyncio

            await asyncio.sleep(pause * random.random())
            if seen is not None:
                seen.append(submission.student)
            points = float(len(json.loads(submission.files[f"{ASSIGNMENT}.ipynb"])["cells"][0]["source"]))
            results = tuple(CellResult(cell.name, points / 10, cell.points) for cell in cells)
            total = sum(each.score for each in results)
            outcome = Outcome(key.name, submission.student, "graded", total, key.max_score, cells=results)
            shown = {"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}
            return Graded(outcome, [Executed(key.notebooks[0].name, shown)])

        yield judge, 4

    return run
