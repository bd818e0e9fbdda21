"""A student's own numbers: always the same, plausible, said alike everywhere, and far enough from other students'."""

import itertools
import math
import os
import random
import re
import subprocess
import sys

import pytest

from helpers import load_case

STUDENTS = [f"student-{number}" for number in range(400)]
STANDARD = load_case("microblog", variant=False)
WORDS = {"two": 2, "four": 4, "five": 5, "eight": 8, "ten": 10, "twelve": 12, "sixteen": 16, "twenty": 20}
OFTEN = {"a post every fourth day": 1 / 4, "two posts in five days": 2 / 5, "a post every second day": 1 / 2,
         "three posts in five days": 3 / 5, "four posts in five days": 4 / 5}
TIMES = {"twice": 2, "three times": 3, "four times": 4}


def numbers(case) -> dict[str, float]:
    return {each.name: each.value for each in case.assumptions}


def of(student: str) -> dict[str, float]:
    return numbers(load_case("microblog", variant=student))


# Drawing

def test_a_student_has_the_same_numbers_in_every_process():
    ask = ("from helpers import load_case\n"
           "for student in ('anna', 'bob', '\u00c5sa', 'student-17'):\n"
           "    case = load_case('microblog', variant=student)\n"
           "    print(case.brief, [each.value for each in case.assumptions])")
    said = {subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True,
                           env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}).stdout
            for seed in ("0", "1", "4711")}
    assert len(said) == 1
    assert of("anna")["daily_users"] == 240e6, "whoever has begun has these numbers: never change what is drawn"
    assert [of("student-17")[name] for name in ("daily_users", "timelines_per_user", "photo_size")] == [200e6, 5, 300]


def test_an_id_counts_without_its_spaces_and_capitals():
    assert load_case("microblog", variant=" Anna\n") is load_case("microblog", variant="anna")
    assert load_case("microblog", variant="anna").variant == "anna"
    assert load_case("microblog", variant=False).variant is None


@pytest.mark.parametrize("student", STUDENTS)
def test_numbers_are_plausible_round_and_said_alike(student):
    case, usual = load_case("microblog", variant=student), numbers(STANDARD)
    value = numbers(case)
    assert set(value) == set(usual)
    for each in case.assumptions:
        assert 0.2 <= each.value / usual[each.name] <= 2.5
        assert float(f"{each.value:.2g}") == each.value, f"{each.name} is no round number"
        assert each.low is None or each.low <= each.value <= each.high
        assert each.unit == STANDARD.assumption(each.name).unit
    evening = math.prod(value[name] for name in ("daily_users", "timelines_per_user", "peak_factor"))
    assert 0.4 <= evening / 6e9 <= 4 / 3 + 1e-9
    assert value["timelines_per_user"] / value["posts_per_user"] == pytest.approx(20), "the flows say twenty"
    assert case.flows[0].share == STANDARD.flows[0].share
    assert any(value[name] != usual[name] for name in ("daily_users", "timelines_per_user", "peak_factor"))
    brief, facts = case.brief, " ".join(each.answer for each in case.facts)
    assert "{" not in brief + facts + str(case)
    for text, pattern, name, read in (
        (brief, r"has (\d+) million daily", "daily_users", lambda said: float(said) * 1e6),
        (brief, r"Each writes (.+?) on average", "posts_per_user", OFTEN.get),
        (brief, r"timeline (\w+) times a day", "timelines_per_user", WORDS.get),
        (brief, r"the load is (.+?) the average", "peak_factor", TIMES.get),
        (brief, r"One post in (\w+) carries", "photo_share", lambda said: 100 / WORDS[said]),
        (brief, r"kept for (\w+) years", "kept_for", WORDS.get),
        (facts, r"(\d+) million people", "daily_users", lambda said: float(said) * 1e6),
        (facts, r"day[s]?: ([\d.]+) posts a day", "posts_per_user", float),
        (facts, r"(\w+) openings", "timelines_per_user", lambda said: WORDS[said.lower()]),
        (facts, r"each shows (\d+) posts", "posts_per_timeline", float),
        (facts, r"peak is (.+?) the average", "peak_factor", TIMES.get),
        (facts, r"(\d+) bytes", "post_size", float),
        (facts, r"(\d+) KB", "photo_size", float),
        (facts, r"One post in (\w+) has", "photo_share", lambda said: 100 / WORDS[said]),
        (facts, r"(\w+) years", "kept_for", lambda said: WORDS[said.lower()]),
        (case.flows[1].why, r"([\d.]+) posts a day", "posts_per_user", float),
    ):
        assert read(re.search(pattern, text)[1]) == pytest.approx(value[name]), (pattern, text)


def test_the_standard_case_reads_as_ever():
    assert STANDARD.brief.endswith(
        "It has 200 million daily users. Each writes a post every second day on average and opens the timeline ten "
        "times a day. In the evening peak the load is three times the average. One post in ten carries a photo. "
        "Everything is kept for five years.")
    assert "anna" in load_case("microblog", variant="anna")._repr_markdown_()


def test_two_students_rarely_share_their_numbers():
    drawn = [tuple(of(student).values()) for student in STUDENTS]
    pairs = len(drawn) * (len(drawn) - 1) / 2
    same = sum(one == other for one, other in itertools.combinations(drawn, 2))
    assert same / pairs < 1 / 4000, f"{same} of {pairs:.0f} pairs have the same numbers"  # 14 * 10 * 5 * 4 * 3 = 8,400
    assert len(set(drawn)) > 0.95 * len(drawn)


# What the exercise of step 2 asks, by number

def results(value: dict) -> dict[str, float]:
    """The sizes that step 2 asks for, and how full `servers` machines are."""
    average = value["daily_users"] * value["timelines_per_user"]
    post = value["post_size"] + value["photo_share"] / 100 * value["photo_size"] * 1000
    peak = average * value["peak_factor"]
    return {"average": average, "peak": peak, "memory": value["daily_users"],
            "storage": value["daily_users"] * value["posts_per_user"] * value["kept_for"] * post * value["copies"],
            "bandwidth": peak * value["posts_per_timeline"] * post, "servers": peak / 86400 * 0.05 / 120}


def points_kept(one: dict, other: dict) -> int:
    """Points that numbers of `one`, typed in, earn before the tests of `other`, out of the 11 that sizes give."""
    mine, asked = results(one), results(other)
    kept = {name: 1 / 1.2 <= mine[name] / asked[name] <= 1.2 for name in mine}
    kept["peak"] = kept["peak"] or one["peak_factor"] == other["peak_factor"]
    kept["servers"] = 1 <= math.ceil(mine["servers"]) / asked["servers"] <= 1.25
    worth = {"memory": 1}
    return sum(worth.get(name, 2) for name, is_kept in kept.items() if is_kept)


def test_numbers_of_another_student_lose_points():
    drawn = [numbers(STANDARD), *map(of, STUDENTS)]
    draw = random.Random(1)
    pairs = [(one, other) for one, other in (draw.sample(drawn, 2) for _ in range(20_000)) if one != other]
    kept = [points_kept(one, other) for one, other in pairs]
    assert sum(points == 11 for points in kept) / len(kept) < 0.005
    assert sum(kept) / len(kept) < 3, "of 11 points, on average"
    assert max(points_kept(numbers(STANDARD), other) for other in drawn[1:]) <= 8, "the published numbers never pass"


LOADS = [dict(zip(names, row, strict=True)) for names, rows in STANDARD.variants.groups for row in rows
         if names[0] == "daily_users"]
OTHERS = [[dict(zip(names, row, strict=True)) for row in rows] for names, rows in STANDARD.variants.groups
          if names[0] != "daily_users"]


def test_rows_of_the_load_lie_apart():
    rows = [numbers(STANDARD), *({**numbers(STANDARD), **load} for load in LOADS)]
    assert max(points_kept(one, other) for one, other in itertools.permutations(rows, 2)) <= 8


def apart(factors: list[float]) -> bool:
    """Whether no mistake is met under another's name, and none is taken for right."""
    factors = sorted(factors)
    return all(not 1 / 1.2 <= each <= 1.2 for each in factors) and all(
        above / below > 1.06**2 for below, above in itertools.pairwise(factors))


@pytest.mark.parametrize("load", LOADS, ids=str)
def test_named_mistakes_stay_apart(load):
    for rest in itertools.product(*OTHERS):
        value = {**numbers(STANDARD), **load}
        for each in rest:
            value.update(each)
        k, copies, text, photo = (value["peak_factor"], value["copies"], value["post_size"],
                                  value["photo_size"] * 1000)
        post = text + value["photo_share"] / 100 * photo
        assert apart([value["posts_per_user"] / value["timelines_per_user"], k, 1 / 86400])
        assert apart([1 / k, k])
        assert apart([1 / copies, text / post, text / post / copies, (text + photo) / post, 1 / value["kept_for"], 8])
        assert apart([1 / k, text / post, 1 / value["posts_per_timeline"], (text + photo) / post, 8, 1 / 8]), value
        busy = results(value)["servers"] * 120
        full, right, usual = (math.ceil(busy / each) for each in (200, 120, 120 * k))
        known = [right, full + 1, full, usual + 1, math.ceil(busy / 200 * 0.6) + 1, usual]
        assert len(set(known)) == 6
        assert max(known) == right < busy / 120 + 1
