"""Reference numbers: the figures of the sources, each with its year; where two disagree, both."""

import pytest

from helpers import CourseError, Estimate, Q, human
from helpers.estimation import REFERENCES, reference, references_table
from tests.hostile import VALUES, refuses_or_answers

# As the sources give them: the popular table of 2012, napkin-math of March 2026.
PUBLISHED = {
    "memory_access": ("100 ns", "20 ns"),
    "memory_read": ("250 us/MB", "50 us/MB"),
    "ssd_access": ("150 us", "100 us"),
    "ssd_read": ("1 ms/MB", "100 us/MB"),
    "round_trip": ("500 us", "250 us"),
    "disk_seek": ("10 ms", "10 ms"),
    "network_read": ("10 ms/MB", "100 us/MB"),
    "query": (None, "500 us"),
    "price_ram": (None, "2 $/GB/month"),
    "price_blob": (None, "0.02 $/GB/month"),
    "price_ssd": (None, "0.2 $/GB/month"),
    "price_egress": (None, "0.1 $/GB"),
    "price_cdn": (None, "0.05 $/GB"),
    "price_core": (None, "15 $/month"),
    "price_machine": (None, "76 $/month"),
    "cache_operations": (None, "100 K/s"),
    "database_writes": (None, "10 K/s"),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_each_figure_is_the_published_one_with_its_source(name):
    old, new = PUBLISHED[name]
    assert reference(name) == reference(name, 2026) == Q(new)
    assert reference(name, 2012) == Q(old or new)
    assert REFERENCES[name].source(2026)
    assert ("2012" in REFERENCES[name].source(2012)) == (old is not None)


def test_table_shows_both_years_and_how_far_they_are_apart():
    table = references_table()
    assert list(table.index) == list(REFERENCES)
    assert table.loc["ssd_read", ["2012", "2026", "2012 / 2026"]].tolist() == [
        human(Q("1 ms/MB")),
        human(Q("100 us/MB")),
        "10",
    ]
    assert table.loc["disk_seek", "2012 / 2026"] == "1"
    assert table.loc["query", "2012"] == ""


def test_an_estimate_can_be_asked_with_the_numbers_of_another_year():
    cache = (
        Estimate()
        .assume("cache", "164 GB")
        .assume_reference("ssd_read", "ssd_read")
        .derive("warm_up", "cache * ssd_read", "s")
    )
    assert cache["warm_up"].magnitude == pytest.approx(164e3 * 100e-6)
    old = cache.with_references(2012)
    assert old["warm_up"].magnitude == pytest.approx(164e3 * 1e-3)
    assert "2012" in old.entry("ssd_read").source
    assert old.with_references(2026) == cache


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_whatever_is_asked_for_there_is_a_figure_or_one_clear_error(value):
    for ask in (reference, lambda each: reference("query", each)):
        with refuses_or_answers():
            ask(value)


def test_unknown_names_and_years_are_answered():
    with pytest.raises(CourseError, match="Did you mean ssd_read"):
        reference("sdd_read")
    with pytest.raises(CourseError, match="2012 and 2026"):
        reference("query", 2020)
