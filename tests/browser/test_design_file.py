"""All designs are taken home by a click in the start notebook, and brought back by an upload, in a real JupyterLab."""

import shutil

import pytest
from playwright.sync_api import expect

from helpers import Design
from tests.browser.lab import REPOSITORY
from tests.design.whole import whole

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]


def test_designs_are_taken_home_and_brought_back(page, tmp_path):
    folder = page.lab.root / tmp_path.name  # a second try begins in an empty folder, too
    folder.mkdir()
    shutil.copy(REPOSITORY / "course" / "00_start_here.ipynb", folder)
    design = whole("url_shortener").replace(name="url_shortener")
    kept = design.save(folder / "my_design" / "url_shortener.yaml")
    page.open_notebook(f"{folder.name}/00_start_here.ipynb")
    page.run_all()

    button = page.page.get_by_role("button", name="Take home my_designs.zip")
    expect(button).to_be_enabled()
    with page.page.expect_download() as waiting:
        button.click()
    assert waiting.value.suggested_filename == "my_designs.zip"
    waiting.value.save_as(tmp_path / "my_designs.zip")
    shutil.rmtree(folder / "my_design")

    told = page.page.locator("p[role=status]")

    def bring(path):
        with page.page.expect_file_chooser() as asked:
            page.page.get_by_role("button", name="Bring designs back").click()
        asked.value.set_files(path)

    for _ in range(2):  # and once more, from the same file, after the folder was emptied again
        bring(tmp_path / "my_designs.zip")
        expect(told.filter(has_text="Brought back: url_shortener.")).to_be_visible()
        assert Design.load(kept) == design
        shutil.rmtree(folder / "my_design")
        page.page.get_by_role("button", name="Pack anew").click()
        expect(told.filter(has_text="There is no design yet")).to_be_visible()

    design.save(kept)
    before = kept.read_bytes()
    for name, content in {"holiday.zip": b"PK\x03\x04 not a zip at all", "cat.yaml": b"\x89PNG\r\n\xff\xfe",
                          "shopping.yaml": b"milk: 2\neggs: 12\n"}.items():
        (tmp_path / name).write_bytes(content)
        bring(tmp_path / name)
        wrong = told.filter(has_text="Nothing was changed.").filter(has_text=name)
        expect(wrong).to_be_visible()
        assert "Traceback" not in page.page.locator(".jp-Notebook").inner_text()
        assert kept.read_bytes() == before
        assert [each.name for each in kept.parent.iterdir()] == [kept.name]
    page.assert_clean()
