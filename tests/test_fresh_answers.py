"""What a class hands in to exercises 1 to 3: right answers get full marks, wrong ones lose some and are told why."""

import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest

from tests.mistakes import fresh_01, fresh_02, fresh_03

ROOT = Path(__file__).resolve().parent.parent
# Exercise: its answers, and the cells that stand before the first answer.
EXERCISES = {
    "01_requirements": (fresh_01, ["imports"]),
    "02_estimation": (fresh_02, ["imports", "assumptions"]),
    "03_interface": (fresh_03, ["imports", "broken"]),
}


class Exercise:
    """The graded cells of an exercise, compiled once, and the names that its first cells leave behind."""

    def __init__(self, slug: str, before: list[str]):
        cells = nbformat.read(ROOT / "exercises" / slug / f"{slug}.ipynb", 4).cells
        graded = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in cells if "nbgrader" in cell.metadata}
        self.checks = {name: compile(cell.source, name, "exec") for name, cell in graded.items() if name[:5] == "test_"}
        self.begun: dict = {"display": lambda *things: None}
        with contextlib.chdir(ROOT / "exercises" / slug), contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                if cell.id in before:
                    exec(cell.source, self.begun)

    def graded(self, answer: dict, test: str) -> tuple[float, float, str]:
        """The points earned, those to be had, and all that the learner reads."""
        names, said = dict(self.begun), io.StringIO()
        with contextlib.redirect_stdout(said):
            try:
                for source in answer.values():
                    exec(source, names)
            except Exception as error:  # an answer may stop half-way: the learner reads why
                print(error)
            exec(self.checks[test], names)
        return names["checks"].score(), names["checks"].points, " ".join(said.getvalue().split())


@pytest.fixture(scope="module", params=EXERCISES)
def exercise(request):
    answers, before = EXERCISES[request.param]
    return Exercise(request.param, before), answers


@pytest.mark.ci_only
def test_right_answers_of_every_style_get_full_marks(exercise):
    cells, answers = exercise
    lost = {}
    for name, answer, ((test, points),) in ((name, answer, want.items()) for name, answer, want in answers.RIGHT):
        earned, worth, said = cells.graded(answer, test)
        if not earned == worth == points:
            lost[name] = said
    assert lost == {}


@pytest.mark.ci_only
def test_wrong_answers_lose_points_and_are_told_their_slip(exercise):
    cells, answers = exercise
    amiss = {}
    for name, answer, ((test, told),) in ((name, answer, want.items()) for name, answer, want in answers.WRONG):
        earned, worth, said = cells.graded(answer, test)
        if earned == worth or not any(re.search(re.escape(each), said, re.IGNORECASE) for each in told.split("|")):
            amiss[name] = (earned, said)
    assert amiss == {}


def test_every_answer_is_another():
    for answers, _ in EXERCISES.values():
        given = [str(answer) for _, answer, _ in answers.RIGHT + answers.WRONG]
        assert len(set(given)) == len(given) >= 80


SHAPES = ["{}", "None", "[]", "'vague'", "{6: None}", "{6: 3}", "{6: ['vague']}", "{'vague': 6}", "{(1, 2): 'vague'}",
          "7", "..."]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_answer_of_any_shape_is_graded_and_told(shape):
    cells = Exercise("01_requirements", ["imports"])
    for kinds, wrong_with in ((shape, "{6: 'vague', 8: 'solution', 11: 'absolute'}"), ("{4: 'constraint'}", shape)):
        earned, worth, said = cells.graded({"a": f"kinds = {kinds}\nwrong_with = {wrong_with}"}, "test_a_kinds")
        assert earned < worth
        assert "raised" not in said


@pytest.mark.parametrize(("lost", "told"), [
    ('change("create_post", idempotent=False)', "one was wanted"),
    ('change("delete_post", owner_only=False)', "stranger|bob"),
    ('change("create_post", auth="public")', "does not say who"),
    ('change("delete_post", rate_limit="", errors=[400, 401, 403, 404])', "no limit"),
])
def test_version_2_keeps_what_version_1_promised(lost, told):
    cells = Exercise("03_interface", ["imports", "broken"])
    answer = fresh_03.own(second=f"{fresh_03.PHOTO}.{lost}")
    earned, worth, said = cells.graded(answer, "test_c_mine")
    assert earned == worth - 1
    assert "Clients of version 1 notice" in said
    assert re.search(told, said)
