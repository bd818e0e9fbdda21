"""The automatic layout: no overlap, the same every time, and as few crossings as the small pictures allow."""

import random
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from helpers.architecture import Architecture, ArchitectureError, Component, Connection
from helpers.architecture.crossings import crossings_between, order_layers
from tests.architecture.random_designs import design


def drawn(edges, kind="service") -> Architecture:
    names = sorted({name for edge in edges for name in edge})
    return Architecture("Drawn", [Component(name, kind) for name in names], [Connection(*edge) for edge in edges])


def count_by_definition(upper, lower, steps) -> int:
    at = {node: place for layer in (upper, lower) for place, node in enumerate(layer)}
    steps = sorted(step for step in steps if step[0] in upper and step[1] in lower)
    return sum((at[a] - at[c]) * (at[b] - at[d]) < 0 for i, (a, b) in enumerate(steps) for c, d in steps[i + 1 :])


def total(layers, steps) -> int:
    return sum(count_by_definition(upper, lower, steps) for upper, lower in pairwise(layers))


def random_layers(seed: int, most_layers=4, widest=4, density=0.5):
    draw = random.Random(seed)
    layers = [
        [f"l{at}n{place}" for place in range(draw.randint(1, widest))] for at in range(draw.randint(2, most_layers))
    ]
    return layers, {
        (one, other) for upper, lower in pairwise(layers) for one in upper for other in lower if draw.random() < density
    }


@given(some.integers(0, 10_000))
def test_crossings_are_counted_by_definition(seed):
    layers, steps = random_layers(seed)
    for upper, lower in pairwise(layers):
        assert crossings_between(upper, lower, steps) == count_by_definition(upper, lower, steps)


@pytest.mark.parametrize("seed", range(120))
def test_small_pictures_have_the_fewest_crossings(seed):
    layers, steps = random_layers(seed, most_layers=3)
    best = min(total(orders, steps) for orders in product(*(list(permutations(layer)) for layer in layers)))
    assert total(order_layers(layers, steps), steps) == best


@pytest.mark.parametrize("seed", range(60))
def test_never_more_crossings_than_the_order_given(seed):
    layers, steps = random_layers(seed, most_layers=6, widest=9, density=0.25)
    assert total(order_layers(layers, steps), steps) <= total(layers, steps)


@given(some.lists(some.integers(0, 1_000), min_size=1, max_size=40))
@settings(max_examples=60)
def test_trees_are_drawn_without_crossings(parents):
    names = [f"n{number}" for number in range(len(parents) + 1)]
    edges = [(names[parent % (number + 1)], names[number + 1]) for number, parent in enumerate(parents)]
    placed = drawn(edges).layout()
    assert placed.crossings == 0
    assert not placed.overlaps()


@pytest.mark.parametrize(
    "edges",
    [
        [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")],
        [("a", "x"), ("a", "y"), ("b", "y"), ("b", "z"), ("c", "z")],
        [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")],
        [("lb", "s1"), ("lb", "s2"), ("s1", "c1"), ("s1", "db"), ("s2", "db"), ("s2", "q")],
    ],
)
def test_planar_pictures_are_drawn_without_crossings(edges):
    assert drawn(edges).layout().crossings == 0


@given(some.integers(0, 100_000))
@settings(max_examples=100)
def test_no_overlap_and_the_same_every_time(seed):
    made, _ = design(seed)
    placed = made.layout()
    assert set(placed.positions) == set(made.names)
    assert not placed.overlaps()
    assert set(placed.routes) == {each.key for each in made.connections}
    shuffled = random.Random(seed)
    turned = Architecture(
        made.name, shuffled.sample(made.components, len(made)), shuffled.sample(made.connections, len(made.connections))
    )
    assert turned.layout() == placed


@pytest.mark.parametrize("seed", range(5))
def test_a_large_design_has_no_overlap(seed):
    made, _ = design(seed, boxes=60, arrows=100)
    placed = made.layout()
    assert not placed.overlaps()
    assert all(0 <= x <= placed.size[0] and 0 <= y <= placed.size[1] for x, y in placed.positions.values())


def test_arrows_run_to_the_right_where_there_is_no_cycle():
    placed = drawn([("a", "b"), ("b", "c"), ("a", "c")]).layout()
    assert placed.positions["a"][0] < placed.positions["b"][0] < placed.positions["c"][0]
    assert len(placed.routes["a", "c", "sync"]) == 3  # it bends round b


def test_cycles_loose_boxes_and_nothing_at_all():
    assert not drawn([("a", "b"), ("b", "c"), ("c", "a")]).layout().overlaps()
    assert not drawn([("a", "b"), ("b", "a")]).layout().overlaps()
    assert not Architecture("Loose", [Component(f"n{at}", "sql") for at in range(9)]).layout().overlaps()
    assert Architecture().layout().positions == {}


def test_the_client_stands_first():
    made = Architecture(
        "Loop",
        [Component("a", "service"), Component("z", "client")],
        [Connection("a", "z", "async"), Connection("z", "a")],
    )
    assert made.layout().layers == (("z",), ("a",))


def test_sizes_are_checked():
    with pytest.raises(ArchitectureError, match="width"):
        drawn([("a", "b")]).layout(width=-1)
    wide = drawn([("a", "b")]).layout(width=300, gap_x=10)
    assert wide.positions["b"][0] == 310


@pytest.mark.parametrize("seed", range(8))
def test_no_two_neighbours_of_a_larger_picture_change_places_for_the_better(seed):
    chance = random.Random(seed)
    layers = [[f"{layer}{node}" for node in range(7)] for layer in range(4)]
    steps = [(chance.choice(upper), chance.choice(lower)) for upper, lower in pairwise(layers) for _ in range(11)]
    found = order_layers(layers, steps)
    least = total(found, steps)
    for number, layer in enumerate(found):
        for at in range(len(layer) - 1):
            turned = [list(each) for each in found]
            turned[number][at], turned[number][at + 1] = layer[at + 1], layer[at]
            assert total(turned, steps) >= least


@pytest.mark.parametrize("edges", [[("a", "b"), ("b", "c"), ("c", "a")], [("a", "b"), ("b", "a"), ("a", "c")]])
def test_an_arrow_leads_from_the_side_that_faces_the_other_box_to_the_side_that_faces_it(edges):
    placed = drawn(edges).layout(width=100, height=40)
    for (source, target, _), route in placed.routes.items():
        (x1, y1), (x2, y2) = placed.positions[source], placed.positions[target]
        assert route[0] == (x1 + (100 if x1 < x2 else 0), y1 + 20)
        assert route[-1] == (x2 + (0 if x1 < x2 else 100), y2 + 20)
