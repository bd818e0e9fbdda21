"""Constants, bounds and reported columns, each against its source: what a property alone would not notice."""

import math
import re
from fractions import Fraction

import pytest

from helpers.tradeoffs import (
    TradeoffError,
    batching,
    bloom_filter,
    cache_policies,
    fan_out,
    identifiers,
    quorum,
    rate_limiters,
)
from helpers.tradeoffs.caching import POLICIES
from helpers.tradeoffs.comparison import Column
from helpers.tradeoffs.decisions import rules
from helpers.tradeoffs.id_schemes import Moment, snowflake_ids
from helpers.tradeoffs.laboratories import LABORATORIES
from helpers.tradeoffs.rate_limit_schemes import fixed_window, sliding_log, token_bucket
from tests.small_laboratories import SMALL


def test_names_that_each_policy_remembers_for_a_place():
    """As many as ARC's cache has places (FAST 2003), as S3-FIFO's main queue has (SOSP 2023); else only those held."""
    names = {name: policy.names_per_place for name, policy in POLICIES.items()}
    assert names == {"FIFO": 1, "LRU": 1, "LFU": 1, "SIEVE": 1, "ARC": 2, "S3-FIFO": 1 + 0.9}
    assert {name for name, policy in POLICIES.items() if policy.moves_on_hit} == {"LRU", "LFU", "ARC"}
    frame = cache_policies(requests=60, keys=20, sizes=[5]).frame
    assert frame["names_per_place"].to_dict() == {**names, "Belady's optimum": 1}


@pytest.mark.parametrize(("limit", "burst", "queue"), [(100, None, None), (100, 30, 7), (5, 12, 0)])
def test_bounds_and_memory_of_limiters(limit, burst, queue):
    frame = rate_limiters(limit, burst=burst, queue=queue, windows=2).frame
    burst, queue = limit if burst is None else burst, limit if queue is None else queue
    assert frame["bound_in_a_window"].to_dict() == {
        "fixed window": 2 * limit, "sliding log": limit, "sliding counter": 2 * limit, "token bucket": limit + burst,
        "leaky bucket": limit}
    assert frame["stored_numbers"].to_dict() == {
        "fixed window": 2, "sliding log": limit, "sliding counter": 3, "token bucket": 2, "leaky bucket": queue + 1}
    assert (frame["bytes_per_user"] == 8 * frame["stored_numbers"]).all()


@pytest.mark.parametrize(("limit", "burst"), [(4, 4), (4, 2), (8, 20)])
def test_the_bound_of_a_token_bucket_is_reached(limit, burst):
    """A full bucket at the start of a window, and every token that comes in it (but the last, at its end)."""
    times = [0.0] * burst + [each / limit for each in range(1, limit + 1)]
    passed = [each for each in token_bucket(times, limit, 1.0, burst) if not math.isnan(each)]
    assert len(passed) == burst + limit
    assert sum(each < 1 for each in passed) == burst + limit - 1


def test_a_log_forgets_exactly_at_its_windows_end():
    assert sliding_log([0.0, 1.0], 1, 1.0) == [0.0, 1.0]
    assert math.isnan(sliding_log([0.0, math.nextafter(1.0, 0)], 1, 1.0)[1])
    assert fixed_window([0.5, 1.0], 1, 1.0) == [0.5, 1.0]
    assert math.isnan(fixed_window([0.5, math.nextafter(1.0, 0)], 1, 1.0)[1])


@pytest.mark.parametrize(("count", "rate"), [(1e9, 10_000), (1e15, 1e6), (1e12, 1)])
def test_ulids_collide_only_within_a_millisecond(count, rate):
    """Pairs in one millisecond: each of `count` meets rate / 1000 others there, and a pair counts once."""
    frame = identifiers(count=count, ids_per_second=rate, sample=2).frame
    pairs = Fraction(int(count)) * Fraction(rate) / 1000 / 2
    assert frame.at["ULID", "collision_chance"] == pytest.approx(float(pairs / 2**80), rel=1e-4)
    assert frame.at["ULID", "next_taken_chance"] == pytest.approx(rate / 1000 / 2**80)
    assert frame.at["UUIDv4", "collision_chance"] == pytest.approx(
        float(-math.expm1(-count * (count - 1) / 2 / 2**122)), rel=1e-6)


def test_what_identifiers_are_made_of():
    """Bits and letters: Snowflake 41 + 10 + 12 + a sign, ULID 48 + 80 in base 32, UUID 128 with hyphens."""
    frame = identifiers(sample=2).frame
    assert frame["bits"].to_dict() == {"random 7 letters": 42, "random 64 bits": 64, "counter": 64, "Snowflake": 64,
                                       "ULID": 128, "UUIDv4": 128}
    assert frame["text_length"].to_dict() == {"random 7 letters": 7, "random 64 bits": 11, "counter": 6,
                                              "Snowflake": 11, "ULID": 26, "UUIDv4": 36}
    marks = {"sortable": {"counter", "Snowflake", "ULID"}, "leaks_count": {"counter"},
             "leaks_time": {"Snowflake", "ULID"}, "coordination": {"counter", "Snowflake"}}
    for column, names in marks.items():
        assert set(frame.index[frame[column] == 1]) == names, column


def test_the_rules_of_a_decision_and_their_thresholds():
    severities = {"no-question": "note", "one-option": "error", "no-criteria": "error", "missing-evidence": "error",
                  "no-provenance": "warning", "no-choice": "error", "choice-not-best": "warning",
                  "dominated-choice": "error", "no-because": "error", "because-names-no-criterion": "note",
                  "knife-edge": "warning", "criterion-decides-nothing": "note"}
    assert {name: severity for name, (severity, _) in rules.DECISION_RULES.items()} == severities
    assert rules.SMALL_CHANGE == 0.2


def test_columns_by_hand():
    fan = fan_out(daily_users=86400, posts_per_user_day=1, reads_per_user_day=10, followers_mean=200,
                  followers_most=1e6, following=50, deliveries_per_second=1000, accounts=10).frame
    assert fan.loc["on write"].tolist() == pytest.approx([211, 201, 10, 1, 1000, 0])
    assert fan.loc["on read"].tolist() == pytest.approx([501, 1, 500, 50, 0, 1])
    lag = fan_out(daily_users=86400, posts_per_user_day=10, followers_mean=200, followers_most=1e6,
                  deliveries_per_second=1000, accounts=10).frame
    assert lag.at["on write", "worst_lag_seconds"] == pytest.approx(1e6 / 1000 + (2000 / 1000 - 1) * 86400)
    batch = batching(sizes=[1, 16], lingers=[0], items=200, fixed_seconds=0.005, per_item_seconds=0.0002).frame
    assert batch["most_per_second"].tolist() == pytest.approx([1 / 0.0052, 16 / 0.0082])
    assert batch["keeps_up"].tolist() == [1, 1]
    edge = batching(arrivals_per_second=1 / 0.0052 + 1, sizes=[1, 16], lingers=[0], items=200).frame
    assert edge["keeps_up"].tolist() == [0, 1]
    bloom = bloom_filter(items=1000, bits_per_item=[10], key_bytes=16, measured_items=50, questions=100).frame
    assert bloom.at["10 bits an item", "memory_bytes"] == 1250
    assert bloom.at["hash set", "memory_bytes"] == pytest.approx(1000 * 16 / 0.75)


@pytest.mark.parametrize("name", LABORATORIES)
def test_an_axis_is_logarithmic_where_its_label_says_so(name):
    found = LABORATORIES[name](**SMALL[name])
    assert (found.x_log, found.y_log) == tuple(
        bool(re.search(r"\blog\b", label)) for label in (found.x_label, found.y_label))


@pytest.mark.parametrize(("make", "title"), [
    (lambda: identifiers(count=1e6, letters=4, sample=2), "1 M random names of 4 letters are certain to collide"),
    (lambda: identifiers(count=1e3, letters=10, sample=2),
     "1 K random names of 10 letters collide with a chance of 6e-13"),
    (lambda: quorum(n=3, choices=[(2, 2)], samples=100), "None of these choices misses the last write"),
    (lambda: bloom_filter(items=1_000, bits_per_item=[8], questions=100), "8 bits an item give 2.2% false alarms"),
])
def test_a_title_says_what_came_out(make, title):
    assert make().title == title


def test_the_title_of_quorums_names_the_choice_that_misses_most():
    found = quorum(n=3, choices=[(1, 1), (2, 2)], wait=0, samples=2_000)
    share = 100 * found.frame.at["R=1 W=1", "stale_share"]
    said = re.fullmatch(r"R=1 W=1 answers fast and misses the last write in ([\d.]+)% of reads", found.title)
    assert float(said[1]) == pytest.approx(share, rel=0.05)


def test_memory_of_a_set_of_hashes():
    """Keys of 16 bytes, three of four places full (the load factor of Java's HashMap)."""
    frame = bloom_filter(items=3_000, bits_per_item=[8], questions=100, key_bytes=16).frame
    assert frame.at["hash set", "memory_bytes"] == 3_000 * 16 / 0.75
    assert frame.at["hash set", "bits_per_item"] == pytest.approx(8 * 16 / 0.75)


def test_a_clock_before_the_epoch_makes_no_number_below_zero():
    assert snowflake_ids([Moment(0.0, -0.005, 3)])[0] >> 22 == 0
    assert [each >> 22 for each in snowflake_ids([Moment(1, 1, 3), Moment(1.001, 0.9, 3)])] == [1000, 1000]


def test_a_batch_takes_some_time():
    with pytest.raises(TradeoffError, match="no time at all"):
        batching(fixed_seconds=0, per_item_seconds=0, items=100, sizes=[2], lingers=[0])
    batching(fixed_seconds=0, per_item_seconds=1e-3, items=100, sizes=[2], lingers=[0])


@pytest.mark.parametrize(("share", "said"), [
    (1e-6, "1 in 1 million"), (1 / 12_000, "1 in 12,000"), (1 / 2.5e6, "1 in 2.5 million"), (1e-9, "1 in 1 billion"),
    (1e-12, "1 in 1 trillion"), (1 / 43e6, "1 in 43 million"), (1e-15, "1 in 10^15"), (1e-4, "0.01%"), (1.5, "150%")])
def test_a_share_is_said_as_odds_where_it_is_tiny(share, said):
    assert Column("x", "x", "share").show(share) == said
