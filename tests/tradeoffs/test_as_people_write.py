"""Settings as people write them: a laboratory takes quantities, texts and names as every other room does."""

import pytest

from helpers import Q
from helpers.tradeoffs import (
    LABORATORIES,
    Criterion,
    Decision,
    Followers,
    TradeoffError,
    identifiers,
    quorum,
)
from helpers.tradeoffs.caching.laboratory import hits_of
from tests.small_laboratories import SMALL

SPELLINGS = [
    ("quorum", {"wait": "5 ms", "write_median": Q("5 ms"), "leg_median": "1000 us", "availability": "99%",
                "shape": "Log-Normal", "n": "2", "samples": "100"},
     {"wait": 0.005, "write_median": 0.005, "leg_median": 0.001, "availability": 0.99, "shape": "lognormal", "n": 2,
      "samples": 100}),
    ("fan_out", {"daily_users": "200 million", "posts_per_user_day": "0.5 a day", "reads_per_user_day": "10/day",
                 "followers_most": "100M", "threshold": "1 million", "deliveries_per_second": "1 M/s",
                 "followers_mean": Q(200, "followers")},
     {"daily_users": 2e8, "posts_per_user_day": 0.5, "reads_per_user_day": 10, "followers_most": 1e8, "threshold": 1e6,
      "deliveries_per_second": 1e6, "followers_mean": 200}),
    ("fan_out", {"daily_users": "200M users", "posts_per_user_day": "0.5"}, {"daily_users": 2e8}),
    ("rate_limiters", {"window": "1 min", "traffic": "Poisson", "load": "150%", "burst": "10", "limit": 5.0},
     {"window": 60, "traffic": "poisson", "load": 1.5, "burst": 10, "limit": 5}),
    ("identifiers", {"count": "1 billion", "ids_per_second": "10 K QPS", "clock_error": "5 ms", "machines": "8"},
     {"count": 1e9, "ids_per_second": 10_000, "clock_error": 0.005, "machines": 8}),
    ("bloom_filter", {"items": "1 million", "key_bytes": "16 B", "bits_per_item": ["8 bits"]},
     {"items": 1_000_000, "key_bytes": 16, "bits_per_item": [8]}),
    ("batching", {"arrivals_per_second": "150 req/s", "fixed_seconds": "5 ms", "per_item_seconds": "200 us",
                  "lingers": ["20 ms"]},
     {"arrivals_per_second": 150, "fixed_seconds": 0.005, "per_item_seconds": 0.0002, "lingers": [0.02]}),
    ("load_balancing", {"utilisation": "80%", "service_seconds": "10 ms", "policies": ["RANDOM", "round-robin"],
                        "requests": "200"},
     {"utilisation": 0.8, "service_seconds": 0.01, "policies": ["random", "round robin"], "requests": 200}),
    ("cache_policies", {"policies": ["sieve", "S3FIFO", "lru"], "trace": "ZIPF", "sizes": ["25%"], "keys": "20"},
     {"policies": ["SIEVE", "S3-FIFO", "LRU"], "trace": "zipf", "sizes": [0.25], "keys": 20}),
    ("session_guarantees", {"lag_median": "20 ms", "first_read_seconds": Q("200 ms"), "pin_seconds": "5000 ms",
                            "reads": "3", "read_gap_seconds": "2 s", "tail": "100"}, {"lag_median": 0.02, "reads": 3}),
    ("cache_policies", {"sizes": [5.0], "seed": 1.0}, {"sizes": [5], "seed": 1}),
]


@pytest.mark.parametrize(("name", "written", "plain"), SPELLINGS)
def test_text_and_quantities_give_the_same_comparison(name, written, plain):
    one, other = (LABORATORIES[name](**{**SMALL[name], **given}) for given in (written, plain))
    assert one.frame.equals(other.frame)
    assert one.settings == other.settings
    assert one.describe() == other.describe()


@pytest.mark.parametrize(("name", "settings", "told"), [
    ("quorum", {"wait": "5 MB"}, "wait: '5 MB' has the wrong unit"),
    ("quorum", {"availability": "120%"}, "not between 0 and 1"),
    ("quorum", {"shape": "lognormel"}, "Did you mean lognormal"),
    ("cache_policies", {"policies": ["SEIVE"]}, "Did you mean SIEVE"),
    ("load_balancing", {"policies": ["roundrobbin"]}, "Did you mean round-robin"),
    ("fan_out", {"daily_users": "5 GB"}, "has a unit"),
    ("fan_out", {"daily_users": "10 to 20"}, "range"),
    ("identifiers", {"letters": "7.5"}, "not a whole number"),
    ("batching", {"arrivals_per_second": "50%"}, "wrong unit"),
])
def test_what_cannot_be_meant_is_named_with_the_mend(name, settings, told):
    with pytest.raises(TradeoffError, match=told):
        LABORATORIES[name](**{**SMALL[name], **settings})


def test_one_policy_by_any_spelling():
    keys = ["a", "b", "a", "c", "a", "b"]
    assert hits_of("s3 fifo", keys, "2") == hits_of("S3-FIFO", keys, 2)
    assert Followers("200", "100 million").least == Followers(200, 1e8).least


def decision(**changes):
    given = {"question": "Which?", "options": ["snowflake", "ulid"], "criteria": ["leaks time", "text-length"],
             "evidence": identifiers(sample=20), "choice": "SNOWFLAKE", "because": "text length"}
    return Decision(**{**given, **changes})


def test_options_and_criteria_in_any_spelling():
    made = decision()
    assert made.options == ("Snowflake", "ULID")
    assert made.choice == "Snowflake"
    assert "missing-evidence" not in made.check().rules()
    assert made.evidence["ULID"] == {"leaks time": 1, "text-length": 26}
    assert made.what_if("ulid", "Text_Length", "20").evidence["ULID"]["text-length"] == 20
    own = Decision("?", ("A b", "c"), {"Read ms": 1}, {"a_b": {"read_ms": "5"}, "C": {"read-ms": 4}}, "a-b")
    assert own.evidence == {"A b": {"Read ms": 5}, "c": {"Read ms": 4}}
    assert own.choice == "A b"


def test_yes_and_no_are_figures():
    made = Decision("?", ("a", "b"), [Criterion("sortable", 1, "HIGHER", "yes or no")],
                    {"a": {"sortable": "yes"}, "b": {"sortable": False}})
    assert made.evidence == {"a": {"sortable": 1}, "b": {"sortable": 0}}
    assert made.best == "a"


def test_a_criterion_that_is_nearly_a_column_is_offered():
    found = decision(criteria=["sortible"])
    told = [each for each in found.replace(because="why").check() if each.rule == "missing-evidence"]
    assert "Did you mean sortable?" in told[0].fix
    with pytest.raises(TradeoffError, match="Did you mean Snowflake"):
        decision(choice="snowflak")


@pytest.mark.parametrize(("because", "name", "speaks"), [
    ("p99.9 is what users feel", "p99.9", True), ("Its p99.9.", "p99.9", True), ("its p99 is low", "p99.9", False),
    ("p99 counts", "p99", True), ("its p99.9 is low", "p99", False), ("latency counts", "p99_latency_ms", True),
])
def test_a_reason_may_name_a_percentile(because, name, speaks):
    made = Decision("?", ("a", "b"), [name], {"a": {name: 1}, "b": {name: 2}}, "a", because, "measured")
    assert ("because-names-no-criterion" not in made.check().rules()) == speaks


def edge(weight, other=1.0):
    """Criterion x speaks for a, y for b: a is best while x weighs more than y."""
    return Decision("?", ("a", "b"), {"x": weight, "y": other}, {"a": {"x": 1, "y": 2}, "b": {"x": 2, "y": 1}},
                    "a", "x and y", "measured")


@pytest.mark.parametrize(("weight", "told"), [(1.24, True), (1.26, False), (1.0001, True), (1.3, False), (1.0, True)])
def test_the_knife_edge_lies_at_a_fifth_of_a_weight(weight, told):
    """The weight of x would have to fall to 1, by 1 - 1 / weight; 1.25 is exactly a fifth."""
    found = [each for each in edge(weight).check() if each.rule == "knife-edge" and each.where == "x"]
    assert bool(found) == told


def test_a_tie_is_called_one_and_weights_are_told_apart():
    tie = {each.message for each in edge(1.0).check() if each.rule == "knife-edge"}
    assert any("tie" in each for each in tie)
    assert not any("from 1 to 1," in each for each in tie)
    near = [each.message for each in edge(1.0001).check() if each.rule == "knife-edge" and each.where == "x"]
    assert "from 1.0001 to 1," in near[0]


def test_columns_of_the_quorum_hold_what_they_say():
    """Reads need R replicas up, writes W: each column by enumeration, with R and W apart."""
    frame = quorum(3, [(1, 3), (3, 1), (2, 3)], availability=0.9, samples=100).frame
    chance = {1: 0.999, 2: 0.972, 3: 0.729}
    for r, w in ((1, 3), (3, 1), (2, 3)):
        row = frame.loc[f"R={r} W={w}"]
        assert row["read_availability"] == pytest.approx(chance[r])
        assert row["write_availability"] == pytest.approx(chance[w])
        assert row["overlap"] == (r + w > 3)
