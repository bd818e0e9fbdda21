"""One JupyterLab for all browser tests, a fresh page for each."""

import pytest

from tests.browser.lab import lab_page, running_lab


@pytest.fixture(scope="session")
def lab(own_jupyter_folders, tmp_path_factory):
    with running_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def page(lab, browser):
    with lab_page(lab, browser) as opened:
        yield opened
