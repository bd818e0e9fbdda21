"""What the text of step 6 says is what its cells do: places, sizes, where figures come from."""

import re
from pathlib import Path

import pytest

from helpers.simulation import PoolSizes
from tests.contract.running import read

STEP = Path(__file__).parents[2] / "course" / "06_detailed_design.ipynb"


@pytest.fixture(scope="module")
def cells():
    return {cell.id: cell.source for cell in read(STEP).cells}


def test_the_ring_can_be_answered_before_its_picture_is_seen(cells):
    asked, code = cells["ring"], cells["ring-picture"]
    said = [int(each) for each in re.findall(r"\d+", asked[asked.index("**Before you look:**"):])]
    shown = [int(each) for part in re.findall(r"\[([\d, ]+)\]", code) for each in part.split(",")]
    assert set(said) == set(shown)
    servers = {place: name for name, places in {"a": (12, 47, 81), "b": (25, 60, 74)}.items() for place in places}
    with_c = {**servers, 36: "c", 64: "c", 95: "c"}

    def owner(key, places):
        return places[min((each for each in places if each >= key), default=min(places))]

    keys = [3, 18, 30, 42, 53, 70, 78, 90]
    moved = [key for key in keys if owner(key, servers) != owner(key, with_c)]
    assert moved == [30, 90]
    assert "Only the keys at 30 and 90 " in code
    assert owner(90, servers) == "a"


def test_each_picture_and_table_of_the_third_dive_is_guessed_first(cells):
    for name in ("dive-cache", "ring", "cold-cache"):
        assert "**Before you look:**" in cells[name], name


def test_the_third_option_is_told_and_no_run_is_claimed_that_was_not_made(cells):
    sizes = PoolSizes("api", 27, 18.0)
    assert (sizes.lean, sizes.safe, sizes.safe + max(1, sizes.need // 3)) == (27, 30, 36)
    assert "27 and 30 here: 36" in cells["decide-services"]
    assert '"a run of 300,000 requests" if many in left' in cells["decision-services"]


def test_what_piles_up_is_shown_and_not_a_latency_that_looks_settled(cells):
    assert 'over_time(shown, "queue", sizes.box' in cells["reveal-dark"]


WIDEST = 104  # letters of code beside JupyterLab's file browser at 1280 pixels


@pytest.mark.parametrize("path", [STEP, STEP.parents[1] / "exercises" / STEP.stem / STEP.name])
def test_no_line_of_code_that_is_read_is_cut_off(path):
    wide = [f"{cell.id}: {line}" for cell in read(path).cells
            if cell.cell_type == "code" and not cell.id.startswith("check") for line in cell.source.splitlines()
            if len(line) > WIDEST]
    assert not wide, wide
