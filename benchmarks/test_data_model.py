"""What step 4 costs: shards of ten million keys, the check of twelve entities, the database that a notebook opens.

Nothing is asserted about time.
"""

import pytest

from helpers import AccessPattern, DataModel, Entity
from helpers.data_model.shard_schemes import shards_of


@pytest.fixture
def report(benchmark):
    """Print a benchmark's median beside its target."""
    yield
    if benchmark.stats:
        shown = f"{benchmark.stats.stats.median * 1000:.2f} ms (target {benchmark.extra_info['target_ms']} ms)"
        print(f"\n{benchmark.name}: {shown}")


def twelve() -> DataModel:
    entities = [
        Entity(
            f"e{place}",
            {"k": "integer", "x": f"ref e{place - 1}" if place else "integer", "y": "timestamp", "z": "text"},
            key="k",
            indexes=[["x", "y desc"]],
            rows=10**6,
        )
        for place in range(12)
    ]
    patterns = [
        AccessPattern(f"p{place}", f"e{place}", by="x", order_by="y desc", limit=20, serves="s") for place in range(12)
    ]
    return DataModel("Twelve").add(*entities, *patterns)


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize("scheme", ["modulo", "ring", "slots"])
def test_ten_million_keys_over_64_shards(benchmark, scheme):
    import numpy as np

    benchmark.extra_info["target_ms"] = 1000
    keys = np.arange(10_000_000)
    assert len(benchmark.pedantic(shards_of, (keys, 64, scheme), rounds=3)) == len(keys)


@pytest.mark.usefixtures("report")
def test_check_and_ddl_of_twelve_entities(benchmark):
    benchmark.extra_info["target_ms"] = 30
    made = twelve()
    assert benchmark(lambda: (made.check(), made.ddl("postgresql")))[0].ok


@pytest.mark.usefixtures("report")
def test_a_million_rows_into_sqlite(benchmark):
    benchmark.extra_info["target_ms"] = 30_000
    made = DataModel("Links").add(
        Entity(
            "link",
            {"code": "string(7)", "url": "string(200)", "owner": "integer", "created": "timestamp"},
            key="code",
            indexes=[["owner", "created"]],
        )
    )
    assert benchmark.pedantic(lambda: made.fill(made.create(), rows=1_000_000), rounds=1) == {"link": 1_000_000}


@pytest.mark.usefixtures("report")
def test_the_database_that_a_notebook_opens(benchmark):
    benchmark.extra_info["target_ms"] = 3000
    made = twelve()
    assert benchmark.pedantic(lambda: made.fill(made.create(), rows=10_000), rounds=1)


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize("tab", ["patterns", "ddl", "partition", "flow"])
def test_update_of_the_studio_with_twelve_entities(benchmark, tab):
    """One edit of a drawing as a page sends it: read, checked, shown, with this tab beside it."""
    from helpers import DataModelStudio

    benchmark.extra_info["target_ms"] = 30
    studio, turn = DataModelStudio(twelve()), iter(range(10**9))
    studio.show(tab)

    def edit():
        graph = studio.canvas.graph
        first = {**graph["components"][0], "rows": str(next(turn) % 999 + 1)}
        studio.canvas.set_state({"graph": {**graph, "components": [first, *graph["components"][1:]]}})

    benchmark(edit)
    assert studio.data_model["e0"].rows > 0
