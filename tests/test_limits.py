"""The most that a value takes: the largest is let in, and the next one is told by field and number."""

from dataclasses import dataclass

import pytest

from helpers import (
    Architecture,
    Component,
    Connection,
    Criterion,
    Estimate,
    Q,
    bloom_filter,
    identifiers,
    rate_limiters,
    simulate,
)
from helpers.architecture.flows import as_flows
from helpers.errors import CourseError
from helpers.simulation import Workload
from helpers.tradeoffs.followers import Followers
from helpers.tradeoffs.id_schemes import Moment, snowflake_ids


def flows(count: int, total: float = 1.0):
    return as_flows([{"name": f"f{number}", "share": total / count, "reads": ["x"]} for number in range(count)])


def boxes(count: int) -> Architecture:
    return Architecture("Wide", components=[Component(f"b{number}", "service") for number in range(count)])


def entries(count: int) -> Estimate:
    return Estimate.from_dict({"name": "Many", "entries": [{"assume": f"a{at}", "value": 1} for at in range(count)]})


def power(most: int) -> Estimate:
    return Estimate("P").assume("a", "2 byte").derive("b", f"a ** {most}")


@dataclass(frozen=True)
class Limit:
    """A function of a size, the largest size that it takes, and how far the next one is."""

    make: object
    most: float
    more: float
    told: str


LIMITS = {
    "boxes of an architecture": Limit(boxes, 2_000, 2_001, "2,000"),
    "machines of a box": Limit(lambda n: Component("a", "service", replicas=n), 100_000, 100_001, "100,000"),
    "calls of an arrow": Limit(lambda n: Connection("a", "b", calls=n), 1e9, 1.001e9, "calls"),
    "flows": Limit(flows, 500, 501, "500"),
    "shares of flows above 1": Limit(lambda total: flows(2, total), 1.0009, 1.0011, "share"),
    "shares of flows below 1": Limit(lambda total: flows(2, total), 0.9991, 0.9989, "share"),
    "entries of an estimate": Limit(entries, 500, 501, "500"),
    "power of a formula": Limit(lambda n: power(n).dimensions(), 10, 11, "power"),
    "samples": Limit(lambda n: Estimate("S").assume("a", 5).interval("a", samples=n), 2_000_000, 2_000_001, "samples"),
    "characters of a quantity": Limit(lambda n: Q("1" + " " * (n - 6) + "bytes"), 120, 121, "120"),
    "machines that number": Limit(lambda n: identifiers(machines=n, sample=2), 1_024, 1_025, "machines"),
    "seed of a draw": Limit(lambda n: Estimate("S").assume("a", 5).interval("a", samples=2, seed=n), 2**63 - 1, 2**63,
                            "seed"),
    "questions of a filter": Limit(lambda n: bloom_filter(items=10, questions=n, bits_per_item=[8]), 200_000, 200_001,
                                   "questions"),
    "letters of a criterion's unit": Limit(lambda n: Criterion("x", unit="u" * n), 30, 31, "unit"),
    "accounts that are drawn": Limit(lambda n: Followers().draw(n), 5_000_000, 5_000_001, "accounts"),
    "power of a unit": Limit(lambda n: Q(f"1 byte^{n}"), 3, 4, "unit"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_the_most_is_taken_and_the_next_is_refused(name):
    limit = LIMITS[name]
    limit.make(limit.most)
    with pytest.raises(CourseError, match=limit.told):
        limit.make(limit.more)


@pytest.mark.parametrize(("replicas", "told"), [(3, False), (4, True)])
def test_dns_names_three_addresses_and_no_more(replicas, told):
    """An assumption of ours, as FEW_ADDRESSES says."""
    made = Architecture("Shop").add(Component("name", "dns"), Component("user", "client"),
                                    Component("api", "service", replicas=replicas))
    made = made.connect("user", "name").connect("name", "api")
    assert ("no-balancer" in made.check().rules()) == told


def test_how_sure_a_figure_is_takes_two_thousand_served_requests():
    pool = Architecture("Pool").add(Component("user", "client"), Component("till", "service", servers=4,
                                                                           service_time="10 ms"))
    pool = pool.connect("user", "till")
    assert "2,000" in str(simulate(pool, Workload("100/s"), n=1_999).sure(99))
    assert "2,000" not in str(simulate(pool, Workload("100/s"), n=2_000).sure(99))


def test_figures_of_the_laboratories_as_their_sources_have_them():
    """Snowflake: 12 bits of sequence a millisecond and machine (Twitter, 2010); the rest as the docstrings say."""
    numbers = snowflake_ids([Moment(1.0, 1.0, 3)] * 5_000)
    assert len(set(numbers)) == 5_000
    assert sum(each >> 22 == 1_000 for each in numbers) == 4_096
    table = bloom_filter(items=1_000, key_bytes=15, measured_items=100, questions=200).frame
    assert table.loc["hash set", "memory_bytes"] == pytest.approx(1_000 * 15 / 0.75), "three quarters full"
    stored = rate_limiters(limit=10).frame
    assert (stored["bytes_per_user"] == 8 * stored["stored_numbers"]).all()
