"""With numbers of their own nobody works on the standard ones by mistake, and who does is told so."""

import asyncio
import shutil
from dataclasses import replace

import pytest

from helpers import load_case
from helpers.cases import VariantError, set_variant, variant_source
from kit.classroom.grading.own_numbers import Judges, compared, has_variants
from kit.classroom.release.bundle import OWN_NUMBERS, VARIANT, gather, is_allowed
from kit.grader.event_loops import outside_loops
from kit.grader.judge import Graded
from kit.grader.key import AssignmentKey, CellKey, NotebookKey
from kit.grader.outcomes import CellResult, CheckLine, Outcome
from kit.grader.submission import Submission
from tests.kit.classes import ROOT


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A folder as students get it, and helpers that lie in one where numbers differ."""
    monkeypatch.delenv("COURSE_VARIANT", raising=False)
    (tmp_path / "own_numbers.txt").write_text("x")
    monkeypatch.setattr(variant_source, "OWN_NUMBERS", tmp_path / "own_numbers.txt")
    (tmp_path / "exercises" / "02_estimation").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "exercises" / "02_estimation")
    set_variant(None)
    yield tmp_path
    set_variant(None)


def test_the_bundle_ships_what_is_to_be_filled_in_where_numbers_differ_alone():
    files, _ = gather(ROOT, ROOT / "exercises", ["02_estimation"], variants=True)
    assert {VARIANT, OWN_NUMBERS} <= set(files)
    assert all(map(is_allowed, files))
    assert files[VARIANT].decode().strip() == variant_source.TO_FILL_IN
    assert f"src/helpers/cases/{variant_source.OWN_NUMBERS.name}" == OWN_NUMBERS
    standard, _ = gather(ROOT, ROOT / "exercises", ["02_estimation"], variants=False)
    assert not {VARIANT, OWN_NUMBERS} & set(standard)


def test_the_brief_refuses_to_appear_until_the_id_is_written(bundle):
    with pytest.raises(VariantError, match="no file says whose"):
        load_case("microblog")
    (bundle / VARIANT).write_text(f"{variant_source.TO_FILL_IN}\n")
    with pytest.raises(VariantError, match="does not stand there yet"):
        load_case("microblog")
    (bundle / VARIANT).write_text("anna\n")
    assert load_case("microblog").variant == "anna"
    assert load_case("pastebin").variant is None


def test_a_grader_who_knows_the_student_and_a_hub_that_does_need_no_file(bundle, monkeypatch):
    set_variant("bo")
    assert load_case("microblog").variant == "bo"
    set_variant(None)
    monkeypatch.setenv("COURSE_VARIANT", "chen")
    assert load_case("microblog").variant == "chen"
    assert load_case("microblog", variant=False).variant is None


def test_kit_check_asks_for_the_id_before_anything_runs(bundle):
    from kit.grader.check import check

    name = "02_estimation"
    shutil.copy(ROOT / "exercises" / name / f"{name}.ipynb", bundle / "exercises" / name)
    with pytest.raises(VariantError, match=r"variant\.txt"):
        check(bundle / "exercises" / name / f"{name}.ipynb")


def outcome(score: float, status: str = "graded", earned: float | None = None) -> Outcome:
    line = CheckLine("storage", score if earned is None else earned, 6, "" if score else "Too high.")
    return Outcome("x", "anna", status, score, 9, cells=(CellResult("test", score, 6, (line,)),
                                                         CellResult("essay", None, 3)))


@pytest.mark.parametrize(("own", "other", "told"), [(0, 6, True), (0, 3, True), (0, 2.9, False), (6, 6, False),
                                                    (6, 0, False), (3, 6, True)])
def test_an_answer_that_is_right_for_other_numbers_is_flagged_and_told_as_that(own, other, told):
    found = compared(outcome(own), outcome(other), "the standard numbers")
    assert (found.status == "flagged") is told
    assert found.score == own, "points are a person's to change"
    assert ("with the standard numbers" in found.reason) is told
    assert ("right for the standard numbers" in found.cells[0].checks[0].said) is (told and other == 6)


class FakeJudge:
    """Judges by whose numbers it is asked for."""

    fleet = None

    def __init__(self, right: str | None, standard: bool = False):
        self.right, self.standard, self.asked = right, standard, []

    async def __call__(self, submission):
        who = None if self.standard else submission.student
        self.asked.append(who)
        return Graded(replace(outcome(6 if who == self.right else 0), student="anna"))


@pytest.mark.parametrize(("right", "typed", "rule", "runs"), [
    ("anna", b"", "", 1), (None, b"", "the standard numbers", 2), ("ana", b"ana\n", "the numbers of 'ana'", 3),
    ("ana", b"anna\n", "", 2), ("zoe", b"ana", "", 3)])
def test_what_earned_less_is_tried_with_the_numbers_that_may_have_been_meant(right, typed, rule, runs):
    own, standard = FakeJudge(right), FakeJudge(right, standard=True)
    files = {"variant.txt": typed} if typed else {}
    graded = outside_loops(asyncio.run)(Judges(own, standard)(Submission("anna", files, [])))
    assert len(own.asked) + len(standard.asked) == runs
    assert [flag.rule for flag in graded.outcome.flags] == (["other-numbers"] if rule else [])
    assert rule in graded.outcome.reason
    assert graded.outcome.student == "anna"


def test_only_assignments_whose_case_has_variants_are_run_twice():
    for text, drawn in (('case = load_case("microblog")', True), ('case = load_case("pastebin")', False)):
        book = NotebookKey("x", (CellKey("a", "code", "", None),), (text,))
        assert has_variants(AssignmentKey("x", (book,))) is drawn
