"""Cache policies against independent referees: definitions, cachetools, exhaustive search, and published results."""

import itertools
import math
from functools import cache

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tradeoffs import cache_policies, make_trace
from helpers.tradeoffs.caching import POLICIES, hits_of
from helpers.tradeoffs.caching.classic import lru, optimum
from helpers.tradeoffs.caching.laboratory import OPTIMUM
from helpers.tradeoffs.caching.traces import popularity

small_traces = st.lists(st.integers(0, 7), min_size=1, max_size=80)
sizes = st.integers(1, 6)


def ratio(policy, trace, size):
    hits = hits_of(policy, trace, size)
    return sum(hits) / len(hits)


# Referees

@pytest.mark.parametrize(("policy", "kind"), [("FIFO", "FIFOCache"), ("LRU", "LRUCache"), ("LFU", "LFUCache")])
@pytest.mark.parametrize("trace", ["zipf", "scan", "loop"])
def test_request_by_request_as_cachetools(policy, kind, trace):
    cachetools = pytest.importorskip("cachetools")
    keys = make_trace(trace, requests=8_000, keys=500)
    for size in (1, 7, 50, 499):
        held, expected = getattr(cachetools, kind)(size), []
        for key in keys:
            hit = key in held
            expected.append(hit)
            if hit:
                held[key]
            else:
                held[key] = True
        assert hits_of(policy, keys, size) == expected


@given(small_traces, sizes)
def test_lru_by_its_stack_distance(keys, size):
    last = {}
    for place, (key, hit) in enumerate(zip(keys, lru(keys, size), strict=True)):
        distance = len(set(keys[last[key]:place])) if key in last else math.inf
        assert hit == (distance <= size)
        last[key] = place


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=11), st.integers(1, 3))
def test_the_optimum_by_exhaustive_search(keys, size):
    @cache
    def best(place, held):
        if place == len(keys):
            return 0
        key = keys[place]
        if key in held:
            return 1 + best(place + 1, held)
        if len(held) < size:
            return best(place + 1, held | {key})
        return max(best(place + 1, held - {evicted} | {key}) for evicted in held)

    assert sum(optimum(keys, size)) == best(0, frozenset())


def naive_sieve(keys, size):
    queue, visited, hand, hits = [], set(), 0, []  # oldest first; hand is a place in the queue
    for key in keys:
        hits.append(key in queue)
        if key in queue:
            visited.add(key)
            continue
        if len(queue) == size:
            hand %= size
            while queue[hand] in visited:
                visited.discard(queue[hand])
                hand = (hand + 1) % size
            queue.pop(hand)
            if hand == len(queue):
                hand = 0  # it stood at the newest: back to the oldest
        queue.append(key)
    return hits


@given(small_traces, sizes)
def test_sieve_as_written_with_a_plain_list(keys, size):
    """A hand past the newest key starts again at the oldest, whatever came in since."""
    assert hits_of("SIEVE", keys, size) == naive_sieve(keys, size)


def naive_arc(keys, c):
    """Figure 4 of the paper with plain lists, the most recent last."""
    t1, t2, b1, b2, p, hits = [], [], [], [], 0.0, []

    def replace(x, p):
        if t1 and ((x in b2 and len(t1) == p) or len(t1) > p):
            b1.append(t1.pop(0))
        else:
            b2.append(t2.pop(0))

    for x in keys:
        hits.append(x in t1 + t2)
        if x in t1 + t2:
            (t1 if x in t1 else t2).remove(x)
            t2.append(x)
        elif x in b1:
            p = min(p + max(1, len(b2) / len(b1)), c)
            replace(x, p)
            b1.remove(x)
            t2.append(x)
        elif x in b2:
            p = max(p - max(1, len(b1) / len(b2)), 0)
            replace(x, p)
            b2.remove(x)
            t2.append(x)
        else:
            if len(t1 + b1) == c:
                if len(t1) < c:
                    b1.pop(0)
                    replace(x, p)
                else:
                    t1.pop(0)
            elif len(t1 + b1 + t2 + b2) >= c:
                if len(t1 + b1 + t2 + b2) == 2 * c:
                    b2.pop(0)
                replace(x, p)
            t1.append(x)
        assert len(t1) + len(t2) <= c
        assert len(t1) + len(b1) <= c
    return hits


@given(small_traces, sizes)
def test_arc_as_in_the_paper_with_plain_lists(keys, size):
    assert hits_of("ARC", keys, size) == naive_arc(keys, size)


def naive_s3_fifo(keys, size):
    """Algorithm 1 of the paper with plain lists, the oldest first."""
    small, main, ghost, freq, hits = [], [], [], {}, []
    tenth = max(1, size // 10)
    rest = max(1, size - tenth)

    def evict_main():
        evicted = False
        while not evicted and main:
            key = main.pop(0)
            if freq[key] > 0:
                freq[key] -= 1
                main.append(key)
            else:
                evicted = True

    def evict_small():
        evicted = False
        while not evicted and small:
            key = small.pop(0)
            if freq[key] > 1:
                if len(main) >= rest:
                    evict_main()
                freq[key] = 0
                main.append(key)
            else:
                ghost.append(key)
                del ghost[:-rest]
                evicted = True

    for key in keys:
        hits.append(key in small + main)
        if key in small + main:
            freq[key] = min(freq[key] + 1, 3)
            continue
        while len(small) + len(main) >= size:
            if len(small) >= tenth or not main:
                evict_small()
            else:
                evict_main()
        if key in ghost:
            ghost.remove(key)
            main.append(key)
        else:
            small.append(key)
        freq[key] = 0
        assert len(small) + len(main) <= size
    return hits


@given(small_traces, sizes)
def test_s3_fifo_as_in_the_paper_with_plain_lists(keys, size):
    assert hits_of("S3-FIFO", keys, size) == naive_s3_fifo(keys, size)


@pytest.mark.parametrize(("policy", "naive"), [("ARC", naive_arc), ("SIEVE", naive_sieve), ("S3-FIFO", naive_s3_fifo)])
def test_long_traces_as_with_plain_lists(policy, naive):
    keys = [*make_trace("scan", 3_000, 100), *make_trace("loop", 500, 40), *make_trace("zipf", 2_000, 60, seed=2)]
    for size in (10, 25):
        assert hits_of(policy, keys, size) == naive(keys, size)


# What holds for every policy

@given(small_traces, sizes)
def test_nothing_beats_the_optimum(keys, size):
    best = sum(hits_of(OPTIMUM, keys, size))
    for policy in POLICIES:
        assert sum(hits_of(policy, keys, size)) <= best, policy


@given(small_traces)
def test_a_cache_that_holds_everything_misses_each_key_once(keys):
    for policy in (*POLICIES, OPTIMUM):
        assert sum(hits_of(policy, keys, 8)) == len(keys) - len(set(keys)), policy


@given(small_traces)
def test_a_cache_of_one_hits_on_repetitions_alone(keys):
    expected = [False, *(one == two for one, two in itertools.pairwise(keys))]
    for policy in ("FIFO", "LRU", "LFU", "SIEVE", OPTIMUM):
        assert hits_of(policy, keys, 1) == expected, policy


# Closed forms for independent requests (Zipf)

def characteristic_time(chances, size, held):
    low, high = 0.0, 1e12
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if held(chances * middle).sum() < size else (low, middle)
    return low


FORMS = {"LRU": lambda x: -numpy.expm1(-x), "FIFO": lambda x: x / (1 + x)}


@pytest.mark.parametrize("policy", FORMS)
@pytest.mark.parametrize("size", [20, 100, 400])
def test_steady_hit_ratio_by_ches_approximation(policy, size):
    """Che, Tung & Wang (2002) for LRU; Gelenbe (1973), Fricker, Robert & Roberts (2012) for FIFO."""
    chances, held = popularity(2_000, 0.9), FORMS[policy]
    expected = (chances * held(chances * characteristic_time(chances, size, held))).sum()
    hits = hits_of(policy, make_trace("zipf", requests=200_000, keys=2_000, skew=0.9), size)[20_000:]
    assert numpy.mean(hits) == pytest.approx(expected, rel=0.02)


def test_no_policy_beats_the_most_popular_keys_for_independent_requests():
    """Aho, Denning & Ullman (1971): keeping the most popular keys is best, once a cache is warm."""
    keys = make_trace("zipf", requests=60_000, keys=2_000, skew=0.9)
    bound = popularity(2_000, 0.9)[:200].sum()
    for policy in POLICIES:
        assert numpy.mean(hits_of(policy, keys, 200)[20_000:]) < bound + 0.01, policy


def test_popularity_is_zipfs():
    counts = numpy.bincount(make_trace("zipf", requests=200_000, keys=100, skew=1.0), minlength=100)
    assert counts[0] / counts[9] == pytest.approx(10, rel=0.1)
    assert counts.sum() == 200_000


# Published orderings

def test_orderings_on_skewed_requests():
    """ARC beats LRU (Megiddo & Modha 2003); SIEVE and S3-FIFO beat FIFO and LRU (2024, 2023)."""
    keys = make_trace("zipf", requests=40_000, keys=5_000, skew=1.0)
    for size in (50, 500):
        found = {policy: ratio(policy, keys, size) for policy in POLICIES}
        assert found["FIFO"] < found["LRU"] < found["ARC"]
        assert found["LRU"] < min(found["SIEVE"], found["S3-FIFO"])


def test_a_loop_larger_than_the_cache_starves_lru_and_the_optimum_is_known():
    keys = make_trace("loop", requests=20_000, keys=1_000)
    assert ratio("LRU", keys, 999) == ratio("FIFO", keys, 999) == 0
    assert ratio(OPTIMUM, keys, 900) == pytest.approx(0.95 * 899 / 999, abs=0.005)  # (c - 1) / (n - 1), once warm
    assert ratio("LRU", keys, 1_000) == pytest.approx(0.95)


def test_a_scan_hurts_lru_more_than_arc_and_sieve():
    usual, scanned = (make_trace(kind, requests=40_000, keys=5_000) for kind in ("zipf", "scan"))
    usual_of_scan = [key < 5_000 for key in scanned]

    def kept(policy):
        """Hits of the usual requests in the part with the scan, as a share of those without it."""
        during = slice(10_000, 30_000)
        with_scan = [hit for hit, mine in zip(hits_of(policy, scanned, 500)[during], usual_of_scan[during],
                                              strict=True) if mine]
        return numpy.mean(with_scan) / numpy.mean(hits_of(policy, usual, 500)[during])

    lost = {policy: 1 - kept(policy) for policy in POLICIES}
    assert lost["LRU"] > 1.5 * max(lost["ARC"], lost["SIEVE"], lost["S3-FIFO"]), lost


# The laboratory

def test_the_laboratory_shows_what_the_policies_do():
    found = cache_policies(requests=3_000, keys=300, sizes=[30, 0.5], policies=["LRU", "ARC"], seed=3)
    keys = make_trace("zipf", 3_000, 300, 0.9, seed=3)
    assert list(found.frame.index) == ["LRU", "ARC", OPTIMUM]
    assert found.options == ("LRU", "ARC")
    assert found.frame.at["ARC", "hit_ratio_at_30"] == ratio("ARC", keys, 30)
    assert found.frame.at["LRU", "hit_ratio"] == found.frame.at["LRU", "hit_ratio_at_150"]
    assert found.frame.at[OPTIMUM, "share_of_optimum"] == 1
    assert len(found.curves) == 3 * 2
    assert found.frame.equals(cache_policies(requests=3_000, keys=300, sizes=[30, 0.5], policies=["LRU", "ARC"],
                                             seed=3).frame)


def test_a_sequence_of_ones_own():
    found = cache_policies(trace=["a", "b", "a", "c", "a"], sizes=[2])
    assert found.frame.at["LRU", "hit_ratio"] == 2 / 5
    assert found.frame.at["FIFO", "hit_ratio"] == 1 / 5
    assert found.settings["trace"] == "own"
