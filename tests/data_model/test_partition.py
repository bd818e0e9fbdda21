"""Shards against closed forms, brute force and uhashring."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data_model import DataModelError, partition
from helpers.data_model.shard_schemes import (
    SCHEMES,
    handed_over,
    kept_by_modulo,
    mixed,
    moved_at_least,
    ring_of,
    ring_spread,
    shards_of,
)
from tests.data_model.models import reference

counts = st.integers(1, 40)


@given(counts, counts)
def test_modulo_keeps_exactly_this_share(before, after):
    every = range(math.lcm(before, after))
    assert kept_by_modulo(before, after) == Fraction(sum(each % before == each % after for each in every), len(every))


@pytest.mark.parametrize(
    ("before", "after", "moved"), [(4, 5, 0.8), (10, 11, 0.909), (10, 12, 0.833), (64, 65, 0.985), (8, 16, 0.5)]
)
def test_modulo_moves_as_published(before, after, moved):
    assert float(1 - kept_by_modulo(before, after)) == pytest.approx(moved, abs=5e-4)
    found = partition(shards=before, grow_to=after, scheme="modulo", keys=200_000).moved
    assert found == pytest.approx(moved, abs=5 * math.sqrt(moved / 200_000) + 5e-4)


@pytest.mark.parametrize("scheme", ["ring", "rendezvous", "slots", "directory"])
@pytest.mark.parametrize(("before", "after"), [(4, 5), (8, 16), (10, 12), (5, 4)])
def test_others_move_no_more_than_they_must(scheme, before, after):
    found = partition(shards=before, grow_to=after, scheme=scheme, keys=100_000, nodes=1000).moved
    assert found == pytest.approx(float(moved_at_least(before, after)), abs=0.03)


@pytest.mark.parametrize("scheme", ["ring", "rendezvous"])
def test_what_moves_goes_to_the_new_shard_alone(scheme):
    keys = np.arange(50_000)
    before, after = shards_of(keys, 6, scheme), shards_of(keys, 7, scheme)
    assert set(after[before != after].tolist()) == {6}


@pytest.mark.parametrize("nodes", [1, 10, 100])
def test_the_spread_of_the_ring_is_the_published_one(nodes):
    found = []
    for group in range(200):  # independent rings of ten shards, cut from one long row of hashes
        places = np.sort(mixed(np.arange(group * 10**6, group * 10**6 + 10 * nodes), 3).astype(float) / 2**64)
        owners = np.random.default_rng(group).permutation(np.repeat(np.arange(10), nodes))
        gaps = np.diff(np.append(places, places[0] + 1))
        found.append(np.bincount(owners, weights=gaps, minlength=10) * 10)
    assert np.sqrt(np.mean((np.array(found) - 1) ** 2)) == pytest.approx(ring_spread(10, nodes), rel=0.12)
    places, owners = ring_of(500, nodes)
    gaps = np.diff(np.append(places.astype(float), float(places[0]) + 2.0**64)) / 2.0**64
    shares = np.bincount(np.roll(owners, -1), weights=gaps, minlength=500) * 500
    assert shares.std() == pytest.approx(ring_spread(500, nodes), rel=0.15)


def test_a_ring_is_looked_up_as_brute_force_does():
    keys = np.arange(3000)
    places, owners = ring_of(7, 3)
    hashes = mixed(keys)
    brute = [owners[next((place for place, value in enumerate(places) if value >= each), 0)] for each in hashes]
    assert shards_of(keys, 7, "ring", 3).tolist() == brute


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 99))
def test_what_is_handed_over_is_even_and_no_more_than_needed(shards, grown, seed):
    count = math.lcm(shards, grown) * 3
    owners = np.random.default_rng(seed).permutation(np.arange(count) % shards)
    new = handed_over(owners, np.ones(count), shards, grown)
    assert np.bincount(new, minlength=grown).tolist() == [count // grown] * grown
    assert Fraction(int((new != owners).sum()), count) == moved_at_least(shards, grown)


def test_uhashring_moves_and_spreads_alike():
    from uhashring import HashRing

    names = [str(each) for each in range(5000)]
    rings = [HashRing(nodes=[f"s{each}" for each in range(count)], hash_fn="ketama", vnodes=100) for count in (5, 6)]
    theirs = np.mean([rings[0].get_node(each) != rings[1].get_node(each) for each in names])
    assert theirs == pytest.approx(partition(shards=5, grow_to=6, nodes=400, keys=50_000).moved, abs=0.06)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_key_has_one_shard_and_loads_add_up(scheme):
    made = partition(shards=12, scheme=scheme, keys=20_000, skew=0.9)
    assert sum(made.rows) == 20_000
    assert sum(made.load) == pytest.approx(sum(rank**-0.9 for rank in range(1, 20_001)))
    assert made.hottest >= 1
    assert len(made.table()) == 12


def test_a_celebrity_is_hot_under_every_hash_and_is_mended_by_splitting():
    hot = partition(shards=20, scheme="rendezvous", skew=1.2, keys=50_000)
    assert "hot-shard" in hot.check().rules()
    assert partition(shards=20, scheme="rendezvous", skew=1.2, keys=50_000, split_hottest=100).hottest < hot.hottest / 2
    assert partition(shards=20, scheme="rendezvous", skew=1.2, keys=50_000, salt=50).hottest < hot.hottest / 2
    assert "hot-shard" not in partition(shards=20, scheme="rendezvous", keys=50_000).check().rules()
    assert partition(shards=20, scheme="directory", skew=0.5, keys=50_000).hottest == pytest.approx(1, abs=0.01)


def test_measured_keys_are_taken_as_they_are():
    assert sorted(partition(shards=3, scheme="range", keys=[1, 2, 9]).load) == [1, 2, 9]


def test_patterns_that_do_not_say_the_key_ask_all_shards():
    made = reference("microblog").partition("author", 16, entity="post")
    assert set(made.scattered) == {"post_by_id"}
    assert set(made.single) == {"posts_of_author"}
    assert "scatter-gather" in made.check().rules()
    assert reference("microblog").partition("reader", 16).scattered == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"shards": 0},
        {"scheme": "magic"},
        {"keys": []},
        {"keys": [1, -1]},
        {"keys": ["x"]},
        {"skew": -1},
        {"nodes": 0},
        {"salt": 0},
        {"grow_to": 0},
    ],
)
def test_what_cannot_be_is_told(wrong):
    with pytest.raises(DataModelError, match=f"^{next(iter(wrong))}"):
        partition(**wrong)
    with pytest.raises(DataModelError, match="Say which"):
        reference("microblog").partition("created", 4)


def test_the_spread_is_the_deviation_of_the_rows_over_their_mean():
    found = partition(shards=4, keys=[1] * 100)
    assert found.spread == pytest.approx(np.std(found.rows) / np.mean(found.rows))
    even = replace(found, rows=(5, 5, 5, 5))
    assert even.spread == 0
    assert replace(found, rows=(0, 0, 0, 0)).spread == 0
    assert replace(found, rows=(8, 4, 4, 0)).spread == pytest.approx(math.sqrt(8) / 4)


def test_the_parts_of_salted_keys_are_all_different(monkeypatch):
    """A thousand parts, the most there may be, and no part of one key is a part of the next."""
    from helpers.data_model import partitions

    seen = []

    def looked_at(names, *more):
        seen.append(names)
        return shards_of(names, *more)

    monkeypatch.setattr(partitions, "shards_of", looked_at)
    partition(shards=4, keys=[5, 3, 1], salt=1_000)
    assert len(seen[0]) == len(set(seen[0].tolist())) == 3_000
