"""The browser and its lab, one for all benchmarks: a driver can run only once in a process."""

from tests.browser.conftest import lab, page
from tests.conftest import browser, own_jupyter_folders

__all__ = ["browser", "lab", "own_jupyter_folders", "page"]
