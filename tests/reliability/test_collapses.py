"""Each of the eight collapses collapses, and its named cure cures it, whatever the draw."""

import pytest
import yaml

from helpers.reliability import ReliabilityError, collapse, collapses_table, list_collapses
from helpers.reliability.collapses import COLLAPSED, WELL
from helpers.simulation import simulate, use_compiled

SEEDS = (1, 2, 3, 4)
EIGHT = ["retry_storm", "stale_queue", "sinkhole", "gc_spiral", "pool_exhaustion", "stampede", "cache_flush",
         "timeout_cascade"]


@pytest.fixture(autouse=True)
def compiled():
    use_compiled(True)
    yield
    use_compiled(None)


def test_there_are_eight():
    assert list_collapses() == EIGHT
    table = collapses_table()
    assert list(table.index) == EIGHT
    assert not table.isna().any(axis=None)
    assert all(len(collapse(name).source) > 20 for name in EIGHT)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", EIGHT)
def test_it_collapses_and_its_cure_cures_it(name, seed):
    sick = collapse(name)
    run = sick.run(seed)
    found = sick.goodput(run)
    assert found.before > 0.98  # all is well without the trigger
    assert sick.has_collapsed(run)
    cured = sick.cured()
    well = cured.run(seed)
    assert cured.goodput(well).before > 0.98
    assert cured.is_well(well)
    assert not cured.has_collapsed(well)
    if sick.stays_down:
        assert found.after < COLLAPSED * found.before
        assert cured.goodput(well).after >= WELL
        assert run.seconds - sick.trigger[1] >= 2 * (sick.trigger[1] - sick.trigger[0])
    else:
        assert found.after > WELL  # it is over with its trigger


@pytest.mark.parametrize("name", EIGHT)
def test_without_its_trigger_nothing_collapses(name):
    """The same design and load, but the spike or the fault: what stays down after it is its doing."""
    sick = collapse(name)
    workload = sick.workload.replace(shape="constant")
    run = simulate(sick.architecture, workload, (), sick.client, behaviours=dict(sick.behaviours), engine="event")
    assert run.availability > 0.97
    assert sick.goodput(run).after > 0.97


@pytest.mark.parametrize("name", EIGHT)
def test_the_cure_changes_what_it_names_and_nothing_else(name):
    sick = collapse(name)
    cured = sick.cured()
    assert cured.workload == sick.workload
    assert cured.trigger == sick.trigger
    changed = [cured.client != sick.client, cured.behaviours != sick.behaviours,
               cured.architecture != sick.architecture, cured.faults != sick.faults]
    assert any(changed)
    assert set(cured.behaviours) >= set(sick.behaviours)


def test_the_sinkhole_takes_far_more_than_its_share():
    sick = collapse("sinkhole")
    lost = 1 - sick.goodput(sick.run()).during
    assert lost > 3 * 0.25
    fair = simulate(sick.architecture, sick.workload, sick.faults, sick.client)
    assert 1 - sick.goodput(fair).during == pytest.approx(0.25, abs=0.02)


def test_a_storm_needs_its_retries_and_a_cascade_multiplies():
    storm = collapse("retry_storm")
    run = storm.run()
    late = run.series("attempts", windows=60).iloc[-5:-1]
    assert float(late.to_numpy().mean()) > 3.5 * 120
    cascade = collapse("timeout cascade")
    run = cascade.run()
    assert run.calls("store") > 8 * run.n
    assert cascade.cured().run().calls("store") < 2 * run.n


def test_names_are_read_as_people_write_them():
    assert collapse("Retry storm").name == "retry_storm"
    assert collapse("gc-spiral").title == "Garbage-collection spiral"
    with pytest.raises(ReliabilityError, match=r"collapse: 'stamped' is not known.*stampede"):
        collapse("stamped")


def test_a_scenario_can_be_loaded_piece_by_piece():
    sick = collapse("cache_flush")
    again = type(sick.architecture).from_dict(yaml.safe_load(yaml.safe_dump(sick.architecture.to_dict())))
    run = simulate(again, sick.workload, sick.faults, sick.client, behaviours=dict(sick.behaviours))
    assert sick.has_collapsed(run)
