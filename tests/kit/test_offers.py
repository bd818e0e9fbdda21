"""What checks offer is held against the cell's points: a hidden check costs its own, and makes up for no other."""

import json

import pytest

from kit.classroom.course.folder import ClassError
from kit.classroom.release.offers import Offer, check_offers, offer_of, uneven_runs, untold_offers, wrong_offers
from kit.grader.key import AssignmentKey, CellKey, NotebookKey, notebook_key
from kit.grader.outcomes import CellResult, CheckLine, Outcome
from tests.kit.classes import ROOT

HIDDEN = '### BEGIN HIDDEN TESTS\nchecks.check("h", lambda: "no", points=1)\n### END HIDDEN TESTS\n'
SCALE = 'checks = Checks(points={limit})\nchecks.check("a", f, 4)\nchecks.check("b", f, points=2)\n{more}checks.score()'


def key(source: str, points: float = 6) -> AssignmentKey:
    return AssignmentKey("x", (NotebookKey("x", (CellKey("test", "code", source, None, grade=True, points=points),)),))


@pytest.mark.parametrize(("limit", "more", "points", "fits"), [
    (6, "", 6, True), (7, HIDDEN, 7, True), (6, HIDDEN, 6, False), (7, HIDDEN, 6, False), (6, HIDDEN, 7, False),
    (5, "", 6, False), (7, "", 7, False)])
def test_the_three_numbers_must_be_equal(limit, more, points, fits):
    found = wrong_offers(key(SCALE.format(limit=limit, more=more), points))
    assert not found if fits else found
    if not fits:
        with pytest.raises(ClassError, match="x, test: its checks"):
            check_offers(key(SCALE.format(limit=limit, more=more), points))
        assert ("hidden ones among them" in found[0]) is bool(more)


@pytest.mark.parametrize(("source", "offered"), [
    ("for n in ('a', 'b', 'c'):\n    c.check(n, f, points=2)", 6),
    ("D = {1: 2, 3: 4}\nfor n in D.items():\n    c.check(n, f)", 2),
    ("L = [1, 2]\nfor i, n in enumerate(L):\n    c.check(n, f)\n    c.check(n, g)", 4), ("c.check('a', f)", 1),
    ("for n in names():\n    c.check(n, f)", None), ("if x:\n    c.check('a', f)", None),
    ("for n in [1, 2]:\n    break\n    c.check('a', f)", None), ("c.check('a', f, points=worth)", None),
    ("def g():\n    c.check('a', f)\ng()", None), ("L = [1]\nL = [1, 2]\nfor n in L:\n    c.check(n, f)", None)])
def test_loops_over_plain_lists_are_counted_and_nothing_is_guessed(source, offered):
    assert offer_of(f"c = Checks(points=9)\n{source}\nc.score()") == (offered and Offer(9, offered))


def test_hidden_checks_whose_sum_is_not_known_are_told_at_release():
    loop = "checks = Checks(points=7)\nfor n in names():\n    checks.check(n, f)\n"
    [said] = untold_offers(key(loop + HIDDEN, 7))
    assert "x, test: it has hidden checks" in said
    assert not untold_offers(key(loop, 7))
    assert not untold_offers(key(SCALE.format(limit=7, more=HIDDEN), 7))


@pytest.mark.parametrize("source", ["assert a == 1", "", "x = (", "a = Checks(points=1)\nb = Checks(points=1)"])
def test_tests_without_one_book_of_checks_are_not_judged(source):
    assert offer_of(source) is None


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_the_exercises_offer_what_they_are_worth(path):
    read = notebook_key(path.stem, json.loads(path.read_text()))
    assert not wrong_offers(AssignmentKey(path.stem, (read,)))


def outcome(*worth: float, points: float = 6, error: str = "") -> Outcome:
    lines = tuple(CheckLine(str(place), 0, each) for place, each in enumerate(worth))
    return Outcome("x", "s", "graded", cells=(CellResult("test", 0, points, lines, error),))


def test_what_only_shows_when_it_runs_is_told_after_the_run():
    assert not uneven_runs([outcome(4, 2), outcome(4, 2), outcome(2, 2, 2)])
    assert not uneven_runs([outcome(4, 2, error="stopped"), outcome(4, error="stopped")])
    assert not uneven_runs([outcome(*[0.67] * 3, 4)]), "what is printed is rounded"
    assert not uneven_runs([outcome(4, 2, 1), outcome(4, 2), outcome(4, 2)]), "one who prints lines of their own"
    [said] = uneven_runs([outcome(4, 2, 1), outcome(4, 2, 1)])
    assert "test: its checks offered 7 points, and the cell is worth 6" in said
