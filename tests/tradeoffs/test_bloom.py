"""Bloom filters: the formula against published tables, the filter against the formula and against another one."""

import hashlib
import math
import sys

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.tradeoffs import bloom_filter
from helpers.tradeoffs.bloom import best_hashes, build, false_positive_rate, holds


@pytest.mark.parametrize(("bits", "hashes", "rate"), [
    (4, 3, 0.147), (6, 4, 0.0561), (8, 6, 0.0216), (10, 7, 0.00819), (16, 11, 0.000459), (8, 1, 0.118)])
def test_the_formula_against_the_published_table(bits, hashes, rate):
    """Fan, Cao, Almeida & Broder, "Summary Cache", and Cao's tables of 1998."""
    assert false_positive_rate(bits, hashes) == pytest.approx(rate, rel=0.006)


def test_one_percent_needs_less_than_ten_bits_an_item():
    assert false_positive_rate(9.585, best_hashes(9.585)) == pytest.approx(0.01, rel=0.01)


@given(st.floats(0.5, 64))
def test_the_best_number_of_hashes_by_trying_all(bits):
    tried = min(false_positive_rate(bits, hashes) for hashes in range(1, 60))
    assert false_positive_rate(bits, best_hashes(bits)) == pytest.approx(tried, rel=1e-9)


def test_the_measured_rate_is_the_formulas_within_sampling_error():
    questions = 50_000
    for bits in (4, 8, 12):
        rate = false_positive_rate(bits, best_hashes(bits))
        seen = [bloom_filter(bits_per_item=[bits], questions=questions, seed=seed).frame["measured_rate"].iloc[0]
                for seed in range(12)]
        error = math.sqrt(rate / 12 / questions) + rate * 0.01  # sampling, and how full each filter happens to be
        assert numpy.mean(seen) == pytest.approx(rate, abs=4 * error), bits


def test_a_filter_on_sha256_does_the_same():
    items, bits, hashes = 2_000, 8 * 2_000, 6

    def places(key):
        digest = hashlib.sha512(str(key).encode()).digest()
        return [int.from_bytes(digest[8 * turn:8 * turn + 8], "big") % bits for turn in range(hashes)]

    held = {place for key in range(items) for place in places(key)}
    other = sum(all(place in held for place in places(key)) for key in range(items, items + 20_000)) / 20_000
    ours = holds(build(numpy.arange(items), bits, hashes), numpy.arange(items, items + 20_000), hashes).mean()
    assert ours == pytest.approx(other, abs=5 * math.sqrt(0.0216 / 20_000) + 0.001)


@given(st.integers(1, 500), st.integers(1, 4000), st.integers(1, 12), st.integers(1, 1000))
def test_it_never_denies_what_was_put_in(items, bits, hashes, salt):
    keys = numpy.random.default_rng(salt).integers(0, 2**62, items)
    assert holds(build(keys, bits, hashes, salt), keys, hashes, salt).all()


def test_memory_beside_a_hash_set():
    frame = bloom_filter(items=100_000, key_bytes=16).frame
    assert frame.at["10 bits an item", "memory_bytes"] == 125_000
    held = {key.to_bytes(16, "big") for key in range(100_000)}
    pythons = sys.getsizeof(held) + sum(map(sys.getsizeof, held))
    assert frame.at["10 bits an item", "memory_bytes"] < frame.at["hash set", "memory_bytes"] < pythons
