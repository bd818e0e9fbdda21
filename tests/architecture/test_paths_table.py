"""The ways in one table: who answers, the floor with the cache that was asked in vain, and what was asked for."""

import pytest

from helpers.architecture import Architecture, Component
from helpers.requirements import Quality, Requirements

DESIGN = Architecture("Links").add(
    Component("app", "client"), Component("api", "service", replicas=3),
    Component("hot", "cache", stores="link"), Component("links", "wide_column", stores="link"),
).connect("app", "api").connect("api", "hot").connect("api", "links")


def rows(design, requirements=None):
    table = design.paths_table("url_shortener", requirements)
    return {(use, row.answers): row for use, row in zip(table.index, table.itertuples(), strict=True)}


def test_a_miss_has_asked_the_cache_before():
    hit, miss = rows(DESIGN)["open_link", "the cache: a hit"], rows(DESIGN)["open_link", "the store: a miss"]
    assert (hit.way, miss.way) == ("app → api → hot", "app → api → hot (a miss) → links")
    # 20 ms to the client, 0.25 ms a hop, 5 ms of work in the service and 1 ms in each store
    assert (hit.floor, miss.floor) == ("26.3 ms", "27.5 ms")


def test_a_write_asks_no_cache_and_a_cache_of_something_else_is_not_asked():
    assert rows(DESIGN)["create_link", "the store"].way == "app → api → links"
    assert rows(DESIGN)["create_link", "refreshed after a write"].way == "app → api → hot"
    other = DESIGN.replace("hot", stores="page")
    assert rows(other)["open_link", "the store"].way == "app → api → links"


def test_a_cache_on_the_way_is_no_cache_beside_it():
    behind = DESIGN.disconnect("api", "links").connect("hot", "links")
    assert rows(behind)["open_link", "the store"].way == "app → api → hot → links"


def test_an_arrow_that_waits_for_nobody_is_drawn_otherwise():
    later = DESIGN.disconnect("api", "links").add(Component("inbox", "queue"), Component("writer", "worker"))
    later = later.connect("api", "inbox", "async").connect("inbox", "writer", "async").connect("writer", "links")
    assert rows(later)["create_link", "the store"].way == "app → api ⇢ inbox ⇢ writer → links"


@pytest.mark.parametrize(("of", "opens", "creates"), [("open_link", "50 ms", ""), ("all", "50 ms", "50 ms")])
def test_what_was_asked_for_stands_beside_the_use_it_was_asked_of(of, opens, creates):
    sheet = Requirements("Mine").add(Quality("quick", of, "latency", at_most="50 ms", percentile=99))
    found = rows(DESIGN, sheet)
    assert found["open_link", "the cache: a hit"]._4 == opens
    assert found["create_link", "the store"]._4 == creates
