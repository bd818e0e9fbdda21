"""What the notebooks say about the way on, and about the page, is the same everywhere and true."""

from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from helpers.course import method_steps

ROOT = Path(__file__).resolve().parent.parent


def text(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]


def ready(paths) -> list[Path]:
    """Notebooks that nobody is still writing."""
    return sorted(path for path in paths if "TODO" not in path.read_text())


@pytest.mark.parametrize(("step", "after"), list(pairwise(method_steps())), ids=lambda step: step.slug)
def test_a_step_ends_with_a_link_to_the_next(step, after):
    if not ready([ROOT / "course" / f"{step.slug}.ipynb"]):
        pytest.skip("the step is still being written")
    last = text(ROOT / "course" / f"{step.slug}.ipynb")[-1]
    assert "## Next" in last
    assert f"({after.slug}.ipynb)" in last


@pytest.mark.parametrize("path", ready((ROOT / "exercises").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_an_exercise_says_what_its_graded_cells_look_like(path):
    title = " ".join(text(path)[0].split())
    assert "**graded cell, folded to one grey line**: press `Shift` + `Enter` in the cell above it" in title


@pytest.mark.parametrize("path", ready((ROOT / "course").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_guess_is_clicked_or_typed_into_a_field_and_never_into_code(path):
    code = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert not [each for each in code if "my_guess" in each]
