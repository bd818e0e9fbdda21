"""N, R and W against every choice of copies, published tables, and draws."""

import itertools
import math

import numpy
import pytest

from helpers.reliability import Quorum, ReliabilityError, kth_fastest
from helpers.tradeoffs import quorum as laboratory

ALL = [(n, r, w) for n in range(1, 6) for r in range(1, n + 1) for w in range(1, n + 1)]


def sets(n: int, size: int):
    return [frozenset(each) for each in itertools.combinations(range(n), size)]


@pytest.mark.parametrize(("n", "r", "w"), ALL)
def test_overlap_and_survival_are_those_of_every_choice_of_copies(n, r, w):
    quorum = Quorum(n, r, w)
    shared = [len(read & written) for read in sets(n, r) for written in sets(n, w)]
    assert quorum.overlap == min(shared)
    assert quorum.overlaps == (min(shared) > 0)
    assert quorum.stale() == pytest.approx(shared.count(0) / len(shared))
    for lost in range(n + 1):
        left = [frozenset(range(n)) - gone for gone in sets(n, lost)]
        told = quorum.survives(lost)
        assert told.reads == all(any(each <= up for each in sets(n, r)) for up in left)
        assert told.writes == all(any(each <= up for each in sets(n, w)) for up in left)
        assert told.keeps_acknowledged == all(each & up for each in sets(n, w) for up in left)


# Bailis and others, 2012: the chance of one of the last k versions
@pytest.mark.parametrize(("r", "w", "published"), [
    (1, 1, {1: 0.333, 2: 0.556, 3: 0.704, 5: 0.868, 10: 0.983}), (2, 1, {1: 0.667, 2: 0.889, 3: 0.963, 5: 0.996}),
    (1, 2, {1: 0.667, 2: 0.889, 3: 0.963, 5: 0.996}), (2, 2, {1: 1.0, 5: 1.0})])
def test_staleness_is_the_published_table(r, w, published):
    assert {k: round(Quorum(3, r, w).fresh(k), 3) for k in published} == published


def violated(n: int, r: int, w: int, repairs: bool) -> bool:
    """Whether some history of one writer shows a value that a later read does not see: every history is tried."""
    for size in range(1, n + 1):
        for arrived in sets(n, size):
            if size >= w and any(not later & arrived for later in sets(n, r)):
                return True  # the write may be acknowledged, and a read after it misses it
            for first in sets(n, r):
                if not first & arrived:
                    continue
                for helped in sets(n, w) if repairs else [frozenset()]:
                    if any(not later & (arrived | helped) for later in sets(n, r)):
                        return True  # a later read misses what the first one has seen
    return False


@pytest.mark.parametrize("repairs", [False, True])
@pytest.mark.parametrize(("n", "r", "w"), [each for each in ALL if each[0] < 5])
def test_an_overlap_is_linearizable_exactly_when_no_history_breaks_it(n, r, w, repairs):
    quorum = Quorum(n, r, w, repairs)
    assert quorum.linearizable == (not violated(n, r, w, repairs))
    assert bool(quorum.new_then_old()) == (not quorum.linearizable)


def test_the_history_that_is_told_is_one():
    told = Quorum(3, 2, 2).new_then_old()
    assert "copies 1, 2" in told[1]
    assert "copies 2, 3" in told[2]
    assert "writes it back to copy 1." in Quorum(3, 1, 1, True).new_then_old()[1]


@pytest.mark.parametrize(("n", "k"), [(1, 1), (3, 1), (3, 2), (3, 3), (5, 3)])
def test_exponential_answers_have_the_mean_of_the_harmonic_sum(n, k):
    """The mean of the k-th fastest of n is the sum of 1/(n - j) for j < k, in mean answers."""
    shares = (numpy.arange(2_000) + 0.5) / 2_000
    mean = numpy.mean([kth_fastest(n, k, 100 * each, 1, shape="exponential") for each in shares])
    assert mean * math.log(2) == pytest.approx(sum(1 / (n - each) for each in range(k)), rel=0.005)


@pytest.mark.parametrize("percentile", [10, 50, 99])
@pytest.mark.parametrize("k", [1, 2, 3])
def test_lognormal_answers_are_those_drawn(k, percentile):
    draws = numpy.random.default_rng(5).standard_normal((200_000, 3))
    spread = math.log(10) / 2.3263478740408408
    drawn = numpy.quantile(numpy.sort(0.005 * numpy.exp(spread * draws), axis=1)[:, k - 1], percentile / 100)
    assert kth_fastest(3, k, percentile, 0.005, 10) == pytest.approx(drawn, rel=0.03)


def test_the_laboratory_of_step_6_agrees_about_availability_and_overlap():
    found = laboratory(n=3, samples=200, availability=0.97)
    for r, w in itertools.product(range(1, 4), repeat=2):
        figures = found.figures(f"R={r} W={w}")
        reads, writes = Quorum(3, r, w).available(0.97)
        assert (figures["read_availability"], figures["write_availability"]) == pytest.approx((reads, writes))
        assert bool(figures["overlap"]) == Quorum(3, r, w).overlaps


def test_waiting_for_more_takes_longer_and_keeps_more():
    by_w = [Quorum(5, 1, w) for w in range(1, 6)]
    seconds = [each.write_seconds(99) for each in by_w]
    assert seconds == sorted(seconds)
    assert [each.data_survives for each in by_w] == [0, 1, 2, 3, 4]
    assert Quorum(3, 2, 1).read_seconds() == Quorum(3, 1, 2).write_seconds()


@pytest.mark.parametrize(("quorum", "rules"), [
    (Quorum(1, 1, 1), {"one-copy"}), (Quorum(3, 1, 1), {"acknowledged-by-one", "no-overlap"}),
    (Quorum(3, 2, 2), {"overlap-is-not-linearizable"}), (Quorum(3, 2, 2, True), set()),
    (Quorum(3, 1, 3), {"writes-need-all", "overlap-is-not-linearizable"}),
    (Quorum(3, 3, 1), {"reads-need-all", "acknowledged-by-one"}), (Quorum(4, 2, 2), {"no-overlap"})])
def test_advice(quorum, rules):
    assert quorum.check().rules() == rules


def test_the_survival_table_is_said_in_words():
    table = Quorum(3, 1, 3).survival_table()
    assert table["reads"].tolist() == ["yes", "yes", "yes", "no"]
    assert table["writes"].tolist() == ["yes", "no", "no", "no"]
    assert table["keeps what was acknowledged"].tolist() == ["yes", "yes", "yes", "no"]


@pytest.mark.parametrize(("make", "told"), [
    (lambda: Quorum(3, 4, 1), "r: 4 is not between 1 and 3"), (lambda: Quorum(0), "n: 0"),
    (lambda: Quorum(3).replace(q=1), "no field 'q'"), (lambda: Quorum(3).survives(4), "lost"),
    (lambda: kth_fastest(3, 2, 100), "percentile"), (lambda: kth_fastest(3, 2, shape="normal"), "shape"),
    (lambda: Quorum(3).stale(0), "versions"), (lambda: Quorum(3, repairs_reads="x"), "repairs_reads")])
def test_what_cannot_be_used_is_named(make, told):
    with pytest.raises(ReliabilityError, match=told):
        make()
