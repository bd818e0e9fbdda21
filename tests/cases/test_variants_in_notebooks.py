"""The exercises follow a student's numbers: everybody can earn full marks, and typed-in numbers of another cannot."""

import math

import nbformat
import pytest

from helpers import load_case
from helpers.cases import set_variant
from tests.contract.running import Kernel, fresh_copy, mishaps, read
from tests.mistakes import Mistake
from tests.test_notebooks import MISTAKES, ROOT, marks, needed_cells, said, with_answers

SIZES, BOXES, DIVE = "02_estimation", "05_high_level_design", "06_detailed_design"
FOLLOWING = {SIZES: {"test_a_scale", "test_c_timeline"},  # the tests that depend on the case
             BOXES: {"test_a_complete", "test_b_mended", "test_c_mine"}, DIVE: {"test_a_fan_out"}}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run the tests of an assignment that follow the case, for a student, with the solution's or other answers."""
    set_variant(False)
    with Kernel() as kernel:
        folders = {slug: fresh_copy(ROOT / "solutions" / slug, tmp_path_factory.mktemp("variants") / slug)
                   for slug in FOLLOWING}

        def run_one(slug: str, student: str | bool, answers: dict[str, str], tests: set[str] | None = None):
            notebook = with_answers(read(ROOT / "solutions" / slug / f"{slug}.ipynb"), answers)
            decide = f"from helpers.cases import set_variant\nset_variant({student!r})"
            notebook.cells.insert(0, nbformat.v4.new_code_cell(decide))
            return kernel.run(notebook, folders[slug], needed_cells(notebook, tests or FOLLOWING[slug]))

        yield run_one
    set_variant(None)


def earned(ran) -> dict[str, float]:
    following = set.union(*FOLLOWING.values())
    return {name: given for name, (given, _) in marks(ran).items() if name in following}


def numbers(student: str) -> dict[str, float]:
    return {each.name: each.value for each in load_case("microblog", variant=student).assumptions}


def evening(student: str) -> float:
    """Timelines a day that are opened at the rate of the evening."""
    value = numbers(student)
    return value["daily_users"] * value["timelines_per_user"] * value["peak_factor"]


def the_most_different() -> list[str]:
    """For each evening that is drawn, the students with the smallest and with the largest load."""
    students = [f"student-{number}" for number in range(100)]
    alike = [[each for each in students if numbers(each)["peak_factor"] == factor] for factor in (2, 3, 4)]
    return [pick(some, key=evening) for some in alike for pick in (min, max)]


@pytest.mark.parametrize("student", the_most_different())
def test_the_solutions_earn_full_marks_with_everybodys_numbers(student, run):
    for slug in FOLLOWING:
        ran = run(slug, student, {})
        assert mishaps(ran) == []
        possible = {name: most for name, (_, most) in marks(ran).items() if name in FOLLOWING[slug]}
        assert earned(ran) == possible, "\n".join(said(ran, name) for name in possible)


def by_formula(mistake: Mistake) -> bool:
    """Whether a mistake holds no number of the standard case, so that it is the same mistake for everybody."""
    typed = ("200 million", "200e6", "69444", "servers\", \"30\"", "peak / 3", "0.1 * photo_size")
    return set(mistake.scores) <= FOLLOWING[SIZES] and not any(
        text in cell for cell in mistake.cells.values() for text in typed)


@pytest.mark.ci_only
def test_mistakes_get_the_same_scores_and_names_with_other_numbers(run):
    tried = [each for each in MISTAKES[SIZES] if by_formula(each)]
    assert len(tried) > 20
    words = load_case("microblog", variant="anna").words
    for mistake in tried:
        ran = run(SIZES, "anna", mistake.cells, set(mistake.scores))
        given = {name: points for name, points in earned(ran).items() if name in mistake.scores}
        assert given == mistake.scores, mistake.name
        for name, text in mistake.says.items():
            for usual, own in (("One post in ten", f"One post in {words['photo_share']}"),
                               ("not five", f"not {words['kept_for']}"),
                               ("shows 20", f"shows {words['posts_per_timeline']}")):
                text = text.replace(usual, own)
            assert text in " ".join(said(ran, name).split()), f"{mistake.name}: {said(ran, name)}"


def typed_in(student: str) -> dict[str, dict[str, str]]:
    """Answers whose numbers one student worked out and typed in: by assignment, by answer cell."""
    value = numbers(student)
    average = value["daily_users"] * value["timelines_per_user"] / 86400
    peak = average * value["peak_factor"]
    post = value["post_size"] + value["photo_share"] / 100 * value["photo_size"] * 1000
    stored = value["daily_users"] * value["posts_per_user"] * value["kept_for"] * 365.25 * post * value["copies"]
    requests = 5000 * round(peak * 1.1 / 5000)
    posts, copies = requests / 20, round(requests / 20 * 200 / 0.75, -5)
    zones = 'zone=["a", "b", "c"]'
    return {
        SIZES: {
            "task_a_scale": f'''blog = Estimate.from_case("microblog").assume("one_byte", "1 B")
blog = blog.derive("timelines_per_second", "{average:.0f} / second", "1/s")
blog = blog.derive("peak_timelines_per_second", "{peak:.0f} / second", "1/s")
blog = blog.derive("storage", "{stored:.3e} * one_byte", "PB")''',
            "task_c_timeline": f'''timeline = Estimate.from_case("microblog").assume("one_byte", "1 B")
timeline = timeline.derive(
    "bandwidth_out", "{peak * value['posts_per_timeline'] * post:.3e} * one_byte / second", "GB/s")
timeline = timeline.derive("timeline_memory", "{value['daily_users'] * 6400:.3e} * one_byte", "TB")
timeline = timeline.derive("servers", "{math.ceil(peak * 0.05 / 120) + 1}")'''},
        BOXES: {
            "task_c_mine": f'''mine = Architecture("Mine", zones=["a", "b", "c"]).add(
    Component("phone", "client"), Component("balancer", "load_balancer", replicas=3, {zones}),
    Component("api", "service", replicas={3 * math.ceil(requests / 3200 / 2)}, {zones}),
    Component("feed", "wide_column", shards={math.ceil(requests / 9_500)}, {zones},
              stores=["post", "timeline"]),
    Component("people", "sql", replicas=3, {zones}, stores=["user", "follow"]))
mine = mine.connect("phone", "balancer").connect("balancer", "api").connect("api", "feed").connect("api", "people")'''},
        DIVE: {"task_a_fan_out": f"machines, star_seconds, threshold = "
                                 f"{math.ceil(posts / 80 / 0.8)}, {1e8 / copies:.4g}, {2 * copies:.0f}"},
    }


SMALL, LARGE = "student-14", "student-18"  # 30 and 100 K requests a second in the evening


def test_numbers_typed_in_earn_points_with_their_own_students_tests_alone(run):
    assert numbers(SMALL)["daily_users"] * 1.2 < numbers(LARGE)["daily_users"]
    for mine, other in ((SMALL, LARGE), (LARGE, SMALL)):
        for slug, cells in typed_in(mine).items():
            own, copied = (earned(run(slug, student, cells)) for student in (mine, other))
            lost = {name: own[name] - copied[name] for name in own}
            if slug == SIZES:
                assert own == {"test_a_scale": 6, "test_c_timeline": 5}, "only that it is no model costs a point"
                assert lost["test_a_scale"] >= 4
                assert lost["test_c_timeline"] >= 3
                assert sum(earned(run(slug, False, cells)).values()) < 8, "nor do they fit the standard case"
            elif slug == DIVE:
                assert own == {"test_a_fan_out": 5}
                assert lost["test_a_fan_out"] >= 2
            else:
                assert own["test_c_mine"] == 6
                assert lost["test_c_mine"] == (2 if mine == SMALL else 0), "a drawing for more load copes with less"


def test_asking_for_anothers_numbers_in_an_answer_does_not_help(run):
    cell = next(cell for cell in read(ROOT / "solutions" / SIZES / f"{SIZES}.ipynb").cells
                if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") == "task_a_scale")
    theirs = cell.source.replace('"microblog")', f'load_case("microblog", variant={SMALL!r}))')
    assert theirs != cell.source
    assert earned(run(SIZES, LARGE, {"task_a_scale": theirs}, {"test_a_scale"}))["test_a_scale"] <= 2
    assert earned(run(SIZES, SMALL, {"task_a_scale": theirs}, {"test_a_scale"}))["test_a_scale"] == 6
