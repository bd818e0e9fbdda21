"""From an empty folder to a printed document: the notebooks of steps 1 to 7 save their pieces, step 8 finds them."""

import re
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from helpers import Design
from helpers.design.pieces import PIECES
from tests.browser.lab import REPOSITORY
from tests.conftest import find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

QUESTIONS = ("What must people be able to do?", "How many new links a month?", "How fast must a redirect be?",
             "How often may it be down?", "How long are links kept?", "What is out of scope?")
STEPS = f"""
import json, pathlib
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

shell = InteractiveShell.instance()
for path in sorted(pathlib.Path().glob("0[1-7]_*.ipynb")):
    shell.reset(new_session=False)
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] != "code":
            continue
        with capture_output():
            result = shell.run_cell("".join(cell["source"]))
        assert result.success, (path.name, cell["id"], result.error_in_exec or result.error_before_exec)
        if path.name.startswith("01") and cell["id"] == "investigate":
            for question in {QUESTIONS!r}:
                shell.user_ns["studio"].ask(question)
"""


def test_pieces_of_seven_notebooks_arrive_in_step_8_and_are_printed(page, tmp_path):
    folder = page.lab.root / tmp_path.name  # a second try begins in an empty folder, too
    folder.mkdir()
    for path in sorted((REPOSITORY / "course").glob("0[1-8]_*.ipynb")):
        shutil.copy(path, folder)
    assert not (folder / "my_design").exists()
    subprocess.run([sys.executable, "-c", STEPS], cwd=folder, check=True, timeout=120)
    saved = folder / "my_design" / "url_shortener.yaml"
    made = Design.load(saved)
    assert set(made.missing) <= {"notes"}, "each step saves its piece"

    page.open_notebook(f"{folder.name}/08_summary.ipynb")
    page.run_all()
    whose = page.page.locator(".jp-OutputArea-output table", has=page.page.get_by_text("whose", exact=True)).first
    for piece in PIECES:
        row = whose.locator("tr", has=page.page.get_by_role("rowheader", name=piece.replace("_", " "), exact=True))
        expect(row).to_contain_text("ours" if piece == "notes" else "yours")
    expect(page.page.locator(".jp-OutputArea-output", has_text=re.compile(r"Of \d+ qualities")).first).to_be_visible()
    assert Design.load(saved) == made, "a look at the design changes nothing in it"

    written = folder / "my_design" / "url_shortener.html"
    printed = tmp_path / "design.pdf"
    subprocess.run([find_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    f"--print-to-pdf={printed}", written.as_uri()], check=True, capture_output=True, timeout=120)
    assert 5 <= len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) <= 20
    text = written.read_text()
    for endpoint in made.api.names:
        assert endpoint in text
    page.assert_clean()
