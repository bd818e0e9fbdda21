"""A whole design of six boxes: check() under 100 ms, verdict() under 3 s; each round reads the design anew."""

import pytest

from helpers import Design
from tests.design.whole import CASES, whole


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("ask", ["check", "verdict", "score", "document"])
def test_a_whole_design(benchmark, case, ask):
    data = whole(case).to_dict()

    def fresh():
        return (Design.from_dict(data),), {}

    made = benchmark.pedantic(lambda design: getattr(design, ask)(), setup=fresh, rounds=5, warmup_rounds=1)
    assert made is not None


def test_load_and_save(benchmark, tmp_path):
    path = whole("microblog").save(tmp_path / "design.yaml")
    assert benchmark(lambda: Design.load(path).save(path)) == path
