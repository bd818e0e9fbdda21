"""A whole design of six boxes: check() under 100 ms, verdict() under 3 s; each round reads the design anew.

The capstone notebook is run from its first cell to its last in a kernel of its own, with a whole design of a case in
the learner's folder, so that every studio has something to show: within 60 s.
"""

import pytest

from helpers import Design
from tests.contract.running import Kernel, mishaps, read
from tests.design.whole import CAPSTONE, CASES, whole


@pytest.mark.parametrize("case", [*CASES, *CAPSTONE])
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


@pytest.mark.parametrize("case", CAPSTONE)
def test_the_capstone_notebook(benchmark, case, request, tmp_path):
    notebook = read(request.config.rootpath / "course" / "09_capstone.ipynb")
    for cell in notebook.cells:
        cell.source = cell.source.replace('case = "chat"', f'case = "{case}"')

    def begun():
        whole(case).save(tmp_path / "my_design" / f"{case}.yaml")
        return (notebook, tmp_path), {}

    with Kernel() as kernel:
        ran = benchmark.pedantic(kernel.run, setup=begun, rounds=3)
    assert not mishaps(ran)
