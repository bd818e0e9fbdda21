"""Loss of data against published figures, enumeration and draws."""

import itertools
import math
import random

import pytest

from helpers.reliability import (
    DISK_FAILURES,
    Placement,
    Redundancy,
    ReliabilityError,
    mean_years_to_loss,
    redundancies_table,
)
from helpers.reliability.durability import more_than

DAY = 86_400


def test_the_published_eleven_nines():
    """Backblaze, 2018: 17 + 3, 0.41% a year, 156 h: 1.38e-13 an interval, 7.7e-12 a year (their year has 365 days)."""
    coded = Redundancy(17, 3, "0.41%", "156 h")
    assert coded.loss_in_an_interval() == pytest.approx(1.38e-13, rel=0.01)
    assert coded.yearly_loss() == pytest.approx(7.7e-12, rel=0.01)


def test_a_power_cut_undoes_them():
    """The reply: 3% of the disks do not start again: 0.3% of the files are gone, some of 100,000 for certain."""
    coded = Redundancy(17, 3, "0.41%", "156 h")
    assert coded.lost_in_common("3%") == pytest.approx(0.003, abs=0.0004)
    assert coded.lost_in_common("3%", 100_000) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("data", "parity"), [(1, 0), (1, 2), (3, 2), (2, 4)])
@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 1.0])
def test_loss_in_common_is_every_state_counted(data, parity, share):
    n = data + parity
    counted = sum(math.prod(share if gone else 1 - share for gone in states)
                  for states in itertools.product((True, False), repeat=n) if n - sum(states) < data)
    assert Redundancy(data, parity).lost_in_common(share) == pytest.approx(counted, abs=1e-14)


def test_a_year_is_its_intervals_one_after_the_other():
    kept = Redundancy.copies(2, yearly_failures="20%", repair="30 days")
    interval = (0.2 * 30 / 365.25) ** 2
    assert kept.yearly_loss() == pytest.approx(1 - (1 - interval) ** (365.25 / 30))
    assert kept.yearly_loss_of_any(100) == pytest.approx(1 - (1 - kept.yearly_loss()) ** 100)
    assert kept.expected_yearly_loss("1 TB") == pytest.approx(1e12 * kept.yearly_loss())


def test_one_copy_is_lost_about_as_often_as_machines_fail():
    assert Redundancy.copies(1, yearly_failures="1.36%").yearly_loss() == pytest.approx(0.0136, rel=0.01)


def test_copies_and_codes_by_what_they_cost_and_survive():
    table = redundancies_table()
    assert table.loc["3 copies", "bytes a byte"] == "3"
    assert table.loc["17 + 3", ["losses survived", "read to repair a byte"]].tolist() == [3, "17 B"]
    assert Redundancy(6, 3).yearly_loss() < Redundancy.copies(3).yearly_loss(), "6 + 3 keeps half, and survives more"
    assert Redundancy(6, 3).overhead < Redundancy.copies(3).overhead


def test_small_tails_are_not_lost_to_rounding():
    assert more_than(3, 2, 1e-8) == pytest.approx(1e-24)
    assert Redundancy.copies(5, yearly_failures=1e-4, repair=60).yearly_loss() > 0


# Mean time to data loss, only to be criticised

def test_the_mean_time_is_that_of_the_papers():
    """Two copies: ((2n - 1) l + m) / (n (n - 1) l^2) for n = 2; three, two repairs at once: 1.77e10 years."""
    fail, mend = 0.0136, 365.25
    assert mean_years_to_loss(2) == pytest.approx((3 * fail + mend) / (2 * fail**2))
    assert mean_years_to_loss(2) == pytest.approx(9.87e5, rel=1e-3)
    assert mean_years_to_loss(3) == pytest.approx(1.77e10, rel=3e-3)


def test_the_mean_time_is_that_of_drawn_lives():
    """Three copies that fail twice a year and take 60 days to mend, one life after another."""
    draw = random.Random(3)
    fail, mend, lives = 1.0, 365.25 / 60, []
    for _ in range(6_000):
        years, lost = 0.0, 0
        while lost < 3:
            rate = (3 - lost) * fail + lost * mend
            years += draw.expovariate(rate)
            lost += 1 if draw.random() < (3 - lost) * fail / rate else -1
        lives.append(years)
    assert mean_years_to_loss(3, 1.0, "60 days") == pytest.approx(sum(lives) / len(lives), rel=0.05)


# Copysets: Cidon and others, 2013

@pytest.mark.parametrize(("scatter", "published"), [(2, 0.00157), (4, 0.0031), (10, 0.0078), (200, 0.145)])
def test_copysets_are_the_published_figures(scatter, published):
    assert Placement(5_000, "1%", 3).copysets(scatter) == pytest.approx(published, rel=0.02)


def test_the_referee_to_its_three_digits():
    placed = Placement(5_000, "1%", 3)
    assert placed.sets(2) == 1_667
    assert placed.one_set == pytest.approx(math.comb(50, 3) / math.comb(5_000, 3))
    assert round(100 * placed.copysets(2), 3) == 0.157
    assert placed.at_random() == pytest.approx(1.0)


@pytest.mark.parametrize(("nodes", "failed", "copies"), [(6, 2, 2), (6, 3, 2), (9, 3, 3), (8, 4, 2)])
def test_disjoint_copysets_lose_on_average_what_every_set_of_losses_loses(nodes, failed, copies):
    """Every set of lost machines: the chance of any loss is near the formula, the average loss is exact."""
    groups = [frozenset(range(start, start + copies)) for start in range(0, nodes, copies)]
    lost = [[group <= set(each) for group in groups] for each in itertools.combinations(range(nodes), failed)]
    placed = Placement(nodes, failed / nodes, copies, chunks=1e6)
    assert placed.failed == failed
    assert placed.sets(copies - 1) == len(groups)
    assert placed.expected_loss == pytest.approx(sum(map(sum, lost)) / len(lost) / len(groups))
    assert placed.copysets(copies - 1) == pytest.approx(sum(map(any, lost)) / len(lost), rel=0.25)


def test_chunks_at_random_are_every_set_counted():
    """Two chunks, each on two of four machines at random, two machines lost."""
    homes = [frozenset(each) for each in itertools.combinations(range(4), 2)]
    gone = frozenset({0, 1})
    counted = sum(one <= gone or other <= gone for one in homes for other in homes) / len(homes) ** 2
    assert Placement(4, "50%", 2, chunks=2).at_random() == pytest.approx(counted)


def test_rare_and_large_against_frequent_and_small():
    placed = Placement(5_000, "1%", 3)
    chances = [placed.copysets(scatter) for scatter in (2, 10, 200)]
    sizes = [placed.lost_when_any(scatter) for scatter in (2, 10, 200)]
    assert chances == sorted(chances)
    assert sizes == sorted(sizes, reverse=True)
    for chance, size in zip(chances, sizes, strict=True):
        assert chance * size == pytest.approx(placed.expected_loss)


def test_nothing_is_lost_where_fewer_fail_than_there_are_copies():
    placed = Placement(100, "2%", 3)
    assert (placed.copysets(2), placed.at_random(), placed.lost_when_any(2)) == (0, 0, 0)
    assert Placement(10, 1, 3).copysets(2) == 1


def test_disks_carry_their_year():
    assert DISK_FAILURES[2025] == 0.0136
    assert Redundancy().yearly_failures == DISK_FAILURES[max(DISK_FAILURES)]


def test_advice_on_both_sides_of_its_threshold():
    assert Redundancy.copies(1).check().rules() == {"one-copy"}
    assert Redundancy.copies(2).check().rules() == set()
    assert Redundancy.copies(3).check().rules() == {"independence-assumed"}


@pytest.mark.parametrize(("make", "told"), [
    (lambda: Redundancy(0), "data: 0"), (lambda: Redundancy.copies(0), "copies: 0"),
    (lambda: Redundancy(repair=0), "repair"), (lambda: Redundancy(yearly_failures=2), "yearly_failures"),
    (lambda: Redundancy().replace(n=1), "no field 'n'"), (lambda: redundancies_table([1]), "is not a Redundancy"),
    (lambda: mean_years_to_loss(1), "copies: 1"), (lambda: Placement(2, 0.5, 3), "copies: 3"),
    (lambda: Placement(10, 0.5, 3).copysets(1), "scatter: 1"), (lambda: Placement().replace(x=1), "no field 'x'")])
def test_what_cannot_be_used_is_named(make, told):
    with pytest.raises(ReliabilityError, match=told):
        make()
