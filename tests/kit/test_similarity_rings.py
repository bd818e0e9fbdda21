"""Copies are told however many there are: a ring of two as a ring of two hundred, against a search of all pairs."""

import random
from itertools import combinations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.classroom.dashboard.page import build
from kit.classroom.dashboard.similarity import (
    FEWEST_SHARED,
    SAME,
    THRESHOLD,
    alike,
    common_limit,
    compare,
    copies,
    similar_pairs,
)

COMMON = set(range(-40, 0))  # what everybody wrote


def a_class(count: int, ring: int, seed: int = 1, edited: int = 0) -> dict[str, set[int]]:
    """Independent submissions of 60 fingerprints, a ring of copies, and what everybody wrote in all of them.

    Of each copy `edited` fingerprints are another's: a word that is changed costs as many as lie over it.
    """
    draw = random.Random(seed)

    def some(how_many: int) -> set[int]:
        return {draw.getrandbits(60) for _ in range(how_many)}

    copied = sorted(some(60))
    found = {f"own{at:03}": some(60) | COMMON for at in range(count - ring)}
    for at in range(ring):
        found[f"ring{at:03}"] = set(draw.sample(copied, 60 - edited)) | some(edited) | COMMON
    return found


@pytest.mark.parametrize(("count", "ring"), [
    (30, 2), (30, 3), (30, 10), (30, 11), (30, 16), (30, 29), (6, 3), (6, 4), (6, 5), (3, 2), (4, 4), (200, 11),
    (200, 150), (1_000, 400)])
def test_a_ring_is_told_whatever_its_size(count, ring):
    prints = a_class(count, ring)
    [group] = copies(prints)
    assert group.students == tuple(f"ring{at:03}" for at in range(ring))
    assert (group.shared, group.least) == (100, 1.0)


@pytest.mark.parametrize(("count", "ring"), [(30, 10), (30, 11), (30, 25), (200, 11), (6, 4), (30, 29)])
def test_its_pairs_are_told_and_nobody_elses(count, ring):
    found = similar_pairs(a_class(count, ring), top=10_000)
    assert len(found) == ring * (ring - 1) // 2
    assert all(each.first.startswith("ring") and each.second.startswith("ring") for each in found)


@pytest.mark.parametrize("ring", [4, 11, 15, 24])
def test_a_ring_with_a_word_changed_in_each_copy_is_told(ring):
    [group] = copies(a_class(30, ring, edited=2))
    assert len(group.students) == ring
    assert SAME <= group.least < 1


def test_two_rings_are_two_groups():
    prints = {**a_class(40, 12, seed=1), **{f"b{who}": held for who, held in a_class(30, 14, seed=2).items()}}
    assert [len(each.students) for each in copies(prints)] == [14, 12]
    assert compare(prints).pairs == ()


def test_who_took_half_from_a_big_ring_is_told_too():
    """The ring's passages are no more common for having been copied fifteen times."""
    prints = a_class(30, 15)
    prints["half"] = set(sorted(prints["ring000"] - COMMON)[:40]) | {7, 8, 9} | COMMON
    found = compare(prints)
    assert [len(each.students) for each in found.groups] == [15]
    assert {frozenset((each.first, each.second)) for each in found.pairs} == {
        frozenset(("half", f"ring{at:03}")) for at in range(15)}


def test_what_everybody_wrote_makes_nobody_a_copy():
    assert copies(a_class(30, 0)) == []
    assert similar_pairs(a_class(30, 0)) == []


@pytest.mark.parametrize(("shared", "told"), [(FEWEST_SHARED - 1, 0), (FEWEST_SHARED, 1)])
def test_short_answers_are_no_copies(shared, told):
    assert len(copies({"a": set(range(shared)), "b": set(range(shared)), "c": {99}})) == told


@pytest.mark.parametrize(("extra", "told"), [(10, 1), (11, 0)])
def test_the_line_between_a_copy_and_none(extra, told):
    first = set(range(90))
    assert len(copies({"a": first, "b": first | set(range(1_000, 1_000 + extra))})) == told  # 90 of 100 is SAME


def test_what_was_handed_out_does_not_count():
    assert copies({"a": set(range(50)), "b": set(range(50))}, released=set(range(46))) == []


SET = st.tuples(st.sampled_from([0, 100, 200]), st.sets(st.integers(0, 11), max_size=4),
                st.sets(st.integers(500, 505), max_size=3))
SETS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), SET, max_size=14)


@given(SETS)
def test_the_groups_are_those_of_a_search_of_all_pairs(drawn):
    """Referee: every pair is compared, and networkx joins them."""
    prints = {who: set(range(base, base + 20)) - {base + each for each in gone} | more
              for who, (base, gone, more) in drawn.items()}
    graph = networkx.Graph()
    graph.add_edges_from((one, other) for one, other in combinations(prints, 2)
                         if alike(prints[one], prints[other]) >= SAME
                         and len(prints[one] & prints[other]) >= FEWEST_SHARED)
    assert sorted(tuple(sorted(each)) for each in networkx.connected_components(graph)) == sorted(
        each.students for each in copies(prints))


@given(SETS)
def test_the_pairs_are_those_of_a_search_of_all_pairs(drawn):
    """Referee: for every pair, the fingerprints that few others hold are counted one by one; a group is one holder."""
    prints = {who: set(range(base, base + 20)) - {base + each for each in gone} | more
              for who, (base, gone, more) in drawn.items()}
    groups = copies(prints)
    group_of = {who: next((at for at, each in enumerate(groups) if who in each.students), who) for who in prints}
    limit = common_limit(len(set(group_of.values())))
    counts = {who: {each for each in held
                    if len({group_of[other] for other, others in prints.items() if each in others}) <= limit}
              for who, held in prints.items()}
    wanted = set()
    for one, other in combinations(sorted(prints), 2):
        if group_of[one] == group_of[other]:
            if len(groups[group_of[one]].students) < len(prints) or len(prints) <= common_limit(len(prints)):
                wanted.add((one, other))
            continue
        both = len(counts[one] & counts[other])
        if both >= FEWEST_SHARED and both / min(len(counts[one]), len(counts[other])) >= THRESHOLD:
            wanted.add((one, other))
    assert {(each.first, each.second) for each in similar_pairs(prints, top=10_000)} == wanted


def test_the_page_names_all_of_a_ring():
    prints = a_class(30, 11)
    text = build("book", [], compare(prints), len(prints))
    assert ", ".join(f"ring{at:03}" for at in range(11)) in text
    assert "No two are alike" not in text
