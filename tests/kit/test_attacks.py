"""What a submission may do to the grader, and what it may not: no leak, no points without a flag, no harm to others."""

import ast
import asyncio

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from kit.grader.event_loops import outside_loops
from tests.kit.attacks import (
    beside,
    endings,
    exhausting,
    files,
    honest,
    idioms,
    informed,
    notebooks,
    reading,
    results,
    tampering,
)
from tests.kit.attacks.harness import MARKER, Case, grade_all

MODULES = (endings, exhausting, tampering, reading, files, notebooks, informed, beside)
ATTACKS = [case for module in MODULES for case in module.CASES]
PARAMETERS = [pytest.param(case, id=case.name.replace(" ", "-"),
                           marks=[pytest.mark.xfail(reason=case.limit)] if case.limit else [])
              for case in [*ATTACKS, *results.CASES, *honest.CASES, *idioms.CASES]]


@pytest.fixture(scope="module")
def verdicts(request, attack_fleet):
    """What became of every case of this run: they are graded together, with one fork server."""
    wanted = {id(item.callspec.params["case"]): item.callspec.params["case"] for item in request.session.items
              if "case" in getattr(getattr(item, "callspec", None), "params", {})
              and isinstance(item.callspec.params["case"], Case)}
    return outside_loops(lambda: asyncio.run(grade_all(list(wanted.values()), attack_fleet)))()


@pytest.mark.parametrize("case", PARAMETERS)
def test_a_submission_ends_as_it_deserves(case, verdicts):
    verdict = verdicts[case.name]
    outcome = verdict.outcome
    assert outcome.status in case.status, outcome.reason
    assert outcome.status == "graded" or len(outcome.reason) > 20
    assert "the grader met" not in outcome.reason
    assert 0 <= outcome.score <= outcome.max_score
    assert outcome.status == "flagged" or outcome.score <= case.most, "points without a flag"
    assert outcome.score >= case.least, [(cell.grade_id, cell.score, cell.error) for cell in outcome.cells]
    assert case.flagged is None or (outcome.status == "flagged") is case.flagged, outcome.reason
    assert MARKER not in verdict.shown()
    assert case.holds in verdict.shown(tests=True)
    for neighbour in verdict.neighbours:
        assert (neighbour.outcome.status, neighbour.outcome.score) == ("graded", 6.0), (
            verdict.beside, neighbour.outcome.notes)


def test_there_are_attacks_of_every_kind():
    assert len(ATTACKS) >= 45
    assert len(informed.CASES) >= 20
    assert len(idioms.CASES) >= 60
    assert len({case.name for case in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("module", [beside, endings, exhausting, honest, idioms, informed, reading, tampering],
                         ids=lambda it: it.__name__)
def test_what_is_tried_is_python(module):
    for name, case in ((case.name, case) for case in module.CASES if "no Python" not in case.name):
        for cell in case.content["cells"]:
            if cell["cell_type"] == "code" and not cell["source"].startswith("%%"):
                source = TransformerManager().transform_cell(cell["source"])
                compile(source, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
