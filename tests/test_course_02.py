"""Step 2 works for the learner's own sheet of step 1 as it does without one, and says whose numbers it used."""

import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest
import yaml

from helpers import Assumed, Design, Quality, Requirements, human

ROOT = Path(__file__).resolve().parent.parent
STEP = nbformat.read(ROOT / "course" / "02_estimation.ipynb", as_version=4)
CODE = [cell.source for cell in STEP.cells if cell.cell_type == "code"]


def ran(folder: Path) -> tuple[dict, str]:
    """The names that the step's code leaves behind in a folder, and what it printed."""
    names: dict = {"display": lambda *_: None}
    printed = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
        for source in CODE:
            exec(source, names)
    return names, printed.getvalue()


def test_without_a_sheet_the_step_uses_our_numbers_and_says_so(tmp_path):
    names, printed = ran(tmp_path)
    assert "All numbers are ours" in printed
    assert "The promised latency stands in the sheet: ours" in printed
    assert human(names["links"]["peak_requests_per_second"]) == "57.6 K/s"
    assert human(names["links"]["time_left"]) == "95 ms"


def test_the_learners_sheet_loads_the_estimate_that_is_saved(tmp_path):
    own = Requirements("My links").add(
        Assumed("new_links", "50 million new links a month"),
        Quality("links_kept", "open_link", "retention", at_least="10 years"),
        Quality("quick", "open_link", "latency", at_most="40 ms", percentile=99),
    )
    with contextlib.chdir(tmp_path):
        Design("url_shortener", requirements=own).save()
    names, printed = ran(tmp_path)
    assert (
        "From your sheet of step 1: new_links, kept_for. Ours: reads_per_write, peak_factor, link_size, copies."
        in printed
    )
    assert "The promised latency stands in the sheet: My links" in printed
    with contextlib.chdir(tmp_path):
        saved = Design.load("url_shortener")
    assert saved.requirements == own
    assert human(saved.estimate["peak_requests_per_second"]) == "5.76 K/s"
    assert human(saved.estimate["storage"]) == "3 TB"
    assert human(saved.estimate["time_left"]) == "35 ms"
    assert saved.estimate.entry("new_links").low == pytest.approx(30e6)
    assert names["links"] == saved.estimate


def test_no_guess_gives_its_answer_away_in_the_code_beside_it(tmp_path):
    """The outcome stands in the code as a name or a computation, not as the option that is right."""
    names, _ = ran(tmp_path)
    told = {
        "How many new links in one second?": "190",
        "How much room do five years of links take?": "15e12",
        "What costs most?": '"disks",',
        "How many servers?": "27",
    }
    for cell in CODE:
        for question, answer in told.items():
            if question in cell:
                given = cell.split(question, 1)[1].split("options=")[0]
                assert answer not in given, f"{question} {answer}"
    assert names["links"]["servers"] == 27


def test_steps_that_are_out_are_linked_and_none_is_called_missing():
    from helpers.course import STEPS

    start = nbformat.read(ROOT / "course" / "00_start_here.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in [*start.cells, *STEP.cells])
    assert not re.search(r"steps? [\d, and]+ today|today you can work through steps?|not out yet", text, re.IGNORECASE)
    for step in STEPS:
        if step.ready:
            assert f"]({step.slug}.ipynb)" in start.cells[1].source


def test_a_kilobyte_is_written_one_way_everywhere():
    """KB, never kB: in notebooks, in what the rooms print, in cases and quizzes."""
    seen = {}
    for path in [*ROOT.glob("course/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")]:
        text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
        if re.search(r"\bkB\b", text):
            seen[path.name] = "kB"
    for path in [*ROOT.glob("src/helpers/**/*.yaml")]:
        if re.search(r"\bkB\b", yaml.dump(yaml.safe_load(path.read_text()), allow_unicode=True)):
            seen[path.name] = "kB"
    assert seen == {}
    assert human("1500 B") == "1.5 KB" == human("1.5 kB")
