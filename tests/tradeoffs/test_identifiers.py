"""Identifiers against exact products, published figures and the standard library."""

import math
import uuid
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.tradeoffs import collision_chance, id_schemes, identifiers


@given(st.integers(2, 300), st.integers(10_000, 10**9))
def test_the_birthday_bound_against_the_exact_product(count, space):
    exact = 1 - math.prod((Fraction(space - place, space) for place in range(count)), start=Fraction(1))
    assert collision_chance(count, space) == pytest.approx(float(exact), rel=0.01)


def test_the_birthday_bound_against_published_figures():
    assert collision_chance(2.71e18, 2.0**122) == pytest.approx(0.5, abs=0.005)  # UUIDv4, Wikipedia
    assert collision_chance(1e9, 2.0**122) == pytest.approx(1e18 / 2 / 2**122, rel=1e-6)  # tiny, and not lost to 0
    assert collision_chance(10, 9) == 1
    assert collision_chance(1, 9) == 0


def test_measured_collisions_are_as_many_as_expected():
    space, sample = 62**3, 20_000
    expected = sample - space * (1 - (1 - 1 / space) ** sample)
    found = [identifiers(count=sample, letters=3, sample=sample, seed=seed).frame.at["random 3 letters", "collisions"]
             for seed in range(5)]
    assert sum(found) / 5 == pytest.approx(expected, abs=3 * math.sqrt(expected / 5))


def moments(count=4000, per_second=10_000.0, machines=4, clock_error=0.005, seed=1):
    return id_schemes.moments(count, per_second, machines, clock_error, seed)


def test_uuids_are_version_4_for_the_standard_library():
    for made in id_schemes.uuid4_ids(moments(200), 1):
        read = uuid.UUID(int=made)
        assert (read.version, read.variant) == (4, uuid.RFC_4122)


@pytest.mark.parametrize("per_second", [1000.0, 1e6, 1e8])
def test_snowflakes_are_unique_and_rise_on_each_machine(per_second):
    asked = moments(20_000, per_second, machines=2)
    made = id_schemes.snowflake_ids(asked)
    assert len(set(made)) == len(made)
    for machine in (0, 1):
        own = [each for each, moment in zip(made, asked, strict=True) if moment.machine == machine]
        assert own == sorted(own)
        assert {each >> 12 & 1023 for each in own} == {machine}


def test_order_hangs_on_the_clocks():
    """One machine gives order by time; several only as far as their clocks agree."""
    assert id_schemes.out_of_order(id_schemes.snowflake_ids(moments(machines=1))) == 0
    exact = id_schemes.out_of_order(id_schemes.snowflake_ids(moments(per_second=100.0, clock_error=0)))
    skewed = id_schemes.out_of_order(id_schemes.snowflake_ids(moments(per_second=100.0, clock_error=0.05)))
    assert exact < 0.05 < skewed
    assert id_schemes.out_of_order(id_schemes.random_ids(moments(), 2**64, 1)) == pytest.approx(0.5, abs=0.03)


def test_the_german_tank_estimate_is_right_on_average():
    """1.5 times the larger of two serial numbers, less one, has the true number as its mean (Ruggles & Brodie 1947)."""
    chance = Random(5)
    guesses = [1.5 * max(chance.sample(range(1, 1001), 2)) - 1 for _ in range(40_000)]
    assert sum(guesses) / len(guesses) == pytest.approx(1000, rel=0.01)


def test_a_counter_gives_the_volume_away_and_the_others_do_not():
    frame = identifiers().frame
    assert frame.at["counter", "guess_factor"] < 1.5
    assert (frame.drop("counter")["guess_factor"] > 1e4).all()
    assert frame.at["random 7 letters", "next_taken_chance"] == pytest.approx(1e9 / 3.52e12, rel=1e-3)
    assert frame.at["ULID", "text_length"] == math.ceil(128 / 5)
    assert frame.at["random 7 letters", "bits"] == 42


def test_the_chance_that_the_next_one_is_taken_is_the_share_of_the_space_that_is_full():
    frame = identifiers(count=1e9, letters=7, ids_per_second=2_000, sample=200).frame
    chances = frame["next_taken_chance"].to_dict()
    assert chances["random 7 letters"] == pytest.approx(1e9 / 62**7, rel=1e-12)
    assert chances["random 64 bits"] == pytest.approx(1e9 / 2**64, rel=1e-12)
    assert chances["UUIDv4"] == pytest.approx(1e9 / 2**122, rel=1e-12)
    assert chances["ULID"] == pytest.approx(2 / 2**80, rel=1e-12)  # two in its millisecond, 80 bits each
    assert chances["counter"] == chances["Snowflake"] == 0
