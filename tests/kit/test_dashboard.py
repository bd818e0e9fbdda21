"""The class dashboard: its statistics against numpy, its similarity on known pairs, its page in a browser."""

import math
import random
import re
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.errors import CourseError
from kit.classroom.dashboard import report, similarity, statistics
from kit.classroom.dashboard.page import build, read_answers
from kit.classroom.grading.records import Item, Record
from kit.grader.outcomes import CellResult, CheckLine, Flag, Outcome
from tests.kit.gradebooks import ASSIGNMENT, REPOSITORY, Pupil, make_class

POINTS = st.floats(0, 20, allow_nan=False, width=32)


def record(student: str, scores: list[float | None], status: str = "graded", **more) -> Record:
    items = tuple(Item("book", f"task_{at}", score or 0.0, 4.0, awaits=score is None)
                  for at, score in enumerate(scores))
    return Record("book", student, status, sum(item.score for item in items) if scores else None, 4.0 * len(scores),
                  items=items, **more)


@given(st.lists(POINTS, min_size=2, max_size=40))
def test_the_spread_is_numpys(scores):
    found = statistics.spread(scores)
    wanted = [np.mean(scores), *np.percentile(scores, [50, 25, 75]), np.std(scores, ddof=1)]
    given_ = [found.mean, found.median, found.lower_quartile, found.upper_quartile, found.deviation]
    assert given_ == pytest.approx(wanted, rel=1e-6, abs=1e-6)


@given(st.lists(POINTS, max_size=40), st.floats(0.5, 20), st.integers(1, 12))
def test_every_score_is_in_one_bin(scores, worth, count):
    assert sum(statistics.bins(scores, worth, count)) == len(scores)


@given(st.lists(st.tuples(*[st.integers(0, 8)] * 4), min_size=3, max_size=30))
def test_difficulty_and_discrimination_are_numpys(rows):
    scores = np.array(rows) / 2
    found = statistics.tasks(record(f"s{at}", list(row)) for at, row in enumerate(scores))
    for at, task in enumerate(found):
        rest = scores.sum(axis=1) - scores[:, at]
        assert task.difficulty == pytest.approx(scores[:, at].mean() / 4)
        if np.ptp(rest) == 0 or np.ptp(scores[:, at]) == 0:
            assert task.discrimination is None
        else:
            assert task.discrimination == pytest.approx(np.corrcoef(scores[:, at], rest)[0, 1], abs=1e-9)


def test_for_right_or_wrong_it_is_the_point_biserial_correlation():
    rest, right = np.array([1.0, 2, 3, 4, 2.5, 0.5]), np.array([0, 0, 1, 1, 1, 0], dtype=bool)
    share = right.mean()
    closed = (rest[right].mean() - rest[~right].mean()) / rest.std() * math.sqrt(share * (1 - share))
    found = statistics.tasks(record(f"s{at}", [4.0 * yes, other])
                             for at, (yes, other) in enumerate(zip(right, rest, strict=True)))
    assert found[0].discrimination == pytest.approx(closed)


def test_what_waits_for_a_person_is_left_out_and_counted():
    found = statistics.tasks([record("a", [4.0, None]), record("b", [2.0, 1.0]), record("c", [], "failed")])
    assert [(each.count, each.waiting) for each in found] == [(2, 0), (1, 1)]
    assert (found[1].difficulty, found[1].discrimination) == (0.25, None)


def test_full_marks_and_none_are_counted_at_their_edges():
    """A cell of 4 points: exactly 4 are full marks, as is extra credit; exactly 0 are none."""
    [found] = statistics.tasks(record(f"s{at}", [score]) for at, score in enumerate(
        [4.0, 4.5, 3.999, 0.0, 0.001, 2.0, 4.0]))
    assert (found.full, found.none, found.count) == (3, 1, 7)


def test_the_most_common_failed_check_comes_first_with_its_message():
    def one(student, *lines):
        return Outcome("book", student, "graded", cells=(CellResult("task_a", 1.0, 4.0, lines),))

    found = statistics.failed_checks([
        one("a", CheckLine("posts", 0, 2, "Too few."), CheckLine("disks", 0, 2, "No.")),
        one("b", CheckLine("posts", 1, 2, "Too many."), CheckLine("disks", 2, 2)),
        one("c", CheckLine("posts", 0, 2, "Too few."), CheckLine("disks", 2, 2))])
    assert [(each.name, each.failed, each.of, each.message, each.said_to) for each in found] == [
        ("posts", 3, 3, "Too few.", 2), ("disks", 1, 3, "No.", 1)]


def solutions() -> list[tuple[str, str]]:
    return [(kind, re.sub(r"### (BEGIN|END) SOLUTION\n?", "", source))
            for kind, source in read_answers(REPOSITORY / "solutions" / ASSIGNMENT)]


def released() -> set[int]:
    return similarity.answer_fingerprints(read_answers(REPOSITORY / "exercises" / ASSIGNMENT))


OTHER = [("code", """base = Estimate("mine")
for name, low, high in [("readers", "150 million", "250 million"), ("visits", 8, 12)]:
    base.assume(name, low, why="the brief gives it", high=high)
base.derive("opened", "readers * visits", "1/day")
if base["opened"] > Q("1 M/s"):
    print("a second look at", base["opened"].to("1/s"))
"""), ("markdown", """Traffic costs far more than what the disks hold, since every picture is sent often and kept once.
I would therefore begin with smaller pictures for phones, which halves what is sent, and look at a cache near the
reader only when we know how often the same picture is asked for. Deleting old ones saves next to nothing.""")]


def test_a_copy_with_other_names_is_found_and_independent_work_is_not():
    copy = [(kind, re.sub(r"\b(blog|mended|timeline)\b(?!_)", r"my_\1", source) if kind == "code" else source)
            for kind, source in solutions()]
    copy[0] = ("code", "# all by myself\n" + copy[0][1])
    prints = {name: similarity.answer_fingerprints(answers)
              for name, answers in {"anna": solutions(), "ben": copy, "carl": OTHER}.items()}
    found = similarity.similar_pairs(prints, released())
    assert [(each.first, each.second) for each in found] == [("anna", "ben")]
    assert found[0].jaccard > 0.9


def test_untouched_releases_are_like_nothing():
    untouched = read_answers(REPOSITORY / "exercises" / ASSIGNMENT)
    assert len(untouched) == 4
    prints = {f"s{at}": similarity.answer_fingerprints(untouched) for at in range(3)}
    assert similarity.similar_pairs(prints, released()) == []


def test_what_many_wrote_alike_does_not_count():
    same = similarity.answer_fingerprints(solutions())
    assert similarity.similar_pairs({f"s{at}": same for at in range(30)}) == []
    assert len(similarity.similar_pairs({f"s{at}": same for at in range(3)})) == 3


WORDS = st.lists(st.sampled_from("abcdefghij"), min_size=12, max_size=20)


@given(WORDS, WORDS, WORDS, WORDS, WORDS)
def test_a_shared_run_long_enough_is_always_found(shared, one, two, three, four):
    assume(len(shared) >= similarity.CODE_RUN + similarity.CODE_WINDOW - 1)
    first, second = similarity.fingerprints(one + shared + two), similarity.fingerprints(three + shared + four)
    assert first & second


@given(st.text(max_size=200))
def test_any_text_has_tokens(text):
    similarity.answer_fingerprints([("code", text), ("markdown", text)])


def test_a_thousand_submissions_and_the_one_pair_among_them():
    draw = random.Random(5)
    prints = {f"s{at:04}": {draw.randrange(30_000) for _ in range(150)} for at in range(1000)}
    prints["s0700"] = set(list(prints["s0007"])[:140])
    for each in prints.values():
        each |= set(range(-40, 0))  # the right answer, which everybody wrote
    found = similarity.similar_pairs(prints)
    assert [(each.first, each.second) for each in found] == [("s0007", "s0700")]


@pytest.mark.parametrize("records", [
    [], [record("a", [], "none")], [record("a", [], "failed")], [record("a", [4.0, 1.0])],
    [record("a", [4.0, 1.0], late_seconds=7200), record("b", [4.0, None], late_seconds=60)],
    [record("a", [4.0]), record("b", [1.0])],
], ids=["none", "nothing handed in", "failed", "one", "two late", "one task"])
def test_few_submissions_make_a_page_that_says_what_cannot_be_computed(records):
    text = build("book", records, similarity.Found(), len([each for each in records if each.status == "graded"]))
    if not any(each.score is not None for each in records):
        assert "nothing to compute" in text
    elif len(records) < 3:
        assert "a correlation cannot be computed" in text
    if len(records) < 2:
        assert "It takes two graded submissions to compare." in text
    assert text.count("<h1>") == 1


EVIL = "<img src=x onerror=window.owned=1><script>window.owned=1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    checks = (CheckLine(EVIL, 0, 2, EVIL + "</script>"), CheckLine("posts", 4, 4))
    names = ("task_a_scale", "task_b_claims", "task_c_timeline", "task_d_bill")
    answers = {name: source for name, (_, source) in zip(names, solutions(), strict=True)}
    return make_class(tmp_path_factory.mktemp("dashboard"), [
        Pupil(EVIL, (2.0, 4.0, 6.0, 4.0), checks=checks, first_name=EVIL, answers=answers),
        Pupil("anna", (6.0, 4.0, 3.0, 4.0), "flagged", flags=(Flag(EVIL, EVIL, EVIL),), answers=answers),
        Pupil("ben", (6.0, 1.0, 0.0, None), late=timedelta(hours=3)), Pupil("dora", (1.0, 1.0, 2.0, 1.0)),
        Pupil("carl", (0.0, 0.0, 0.0, 0.0), late=timedelta(hours=5)), Pupil("emil", (), "failed", reason=EVIL),
        Pupil("finn", (), "ungraded"), Pupil("gina", (), "none")])


@pytest.mark.browser
def test_the_page_works_alone_shows_its_figures_and_runs_nothing_of_the_students(folder, browser):
    path = report(folder, "02")
    assert path == folder.root / "reports" / f"{ASSIGNMENT}.html"
    text = path.read_text()
    assert EVIL not in text
    assert text.count("plotly.js v") == 1
    requests, complaints, colours = [], [], []
    page = browser.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(path.as_uri())
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 15")
    assert page.locator(".js-plotly-plot").count() == 5
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colours.append(page.evaluate("""() => [document.querySelector(".gtitle"), document.body].map((each, at) =>
            getComputedStyle(each)[at ? "backgroundColor" : "fill"])"""))
    shown = page.evaluate("document.body.innerText")
    assert page.evaluate("window.owned") is None
    assert page.evaluate("document.querySelectorAll('img').length") == 0
    assert complaints == []
    assert [each for each in requests if each != path.as_uri() and not each.startswith(("data:", "blob:"))] == []
    assert colours == [["rgb(28, 28, 28)", "rgb(255, 255, 255)"], ["rgb(230, 230, 230)", "rgb(23, 25, 28)"]]
    for each in ("A hint for a conversation, not a verdict", "handed in, not graded yet", "How to read this", EVIL):
        assert each in shown
    assert re.search(r"anna\s+\d+\s+100%\s+100%", shown)


def test_a_place_that_cannot_be_written_is_named(folder):
    with pytest.raises(CourseError, match="cannot be written"):
        report(folder, ASSIGNMENT, folder.root / "nbgrader_config.py" / "page.html")
    with pytest.raises(CourseError, match="assignment"):
        report(folder, "99")


def test_two_cells_of_one_task_have_a_bar_each():
    """Long names that begin alike are cut apart: else plotly lays their bars on each other, past the whole."""
    from kit.classroom.dashboard.figures import failed_checks, tasks

    long = "Task C · Make: where timelines lie, and what a thief gets"
    names = (long, f"{long} (test_c_guard)", f"{long} (test_c_place)", "Task D · Write")
    found = [statistics.Task(name, 3, 4, share, share - 0.2, 1, 1, 0)
             for name, share in zip(names, (0.25, 0.5, 0.75, 1), strict=True)]
    bars, marks = tasks(found).data
    assert len(set(bars.y)) == len(names)
    assert list(marks.y) == list(bars.y)
    assert max(bars.x) <= 1
    same = [statistics.FailedCheck(long, "the same check, said at length", 3, 4, "so", 3),
            statistics.FailedCheck(long, "the same check, said at length", 2, 4, "so", 2)]
    assert len(set(failed_checks(same).data[0].y)) == 2
