"""The document as a browser shows and prints it: on A4 pages, and on a phone without scrolling sideways."""

import re
import subprocess

import pytest

from tests.browser.axe import violations
from tests.conftest import find_chromium
from tests.design.whole import CASES, whole

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]


@pytest.mark.parametrize("case", CASES)
def test_it_is_printed_on_pages(case, tmp_path):
    page = whole(case).document().save(tmp_path / "design.html")
    target = tmp_path / "design.pdf"
    subprocess.run([find_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    f"--print-to-pdf={target}", page.as_uri()], check=True, capture_output=True, timeout=120)
    content = target.read_bytes()
    assert content.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert 5 <= pages <= 14
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]", content), "A4"


@pytest.mark.parametrize("width", [1100, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_on_a_screen_and_on_a_phone(browser, width, scheme, tmp_path):
    path = whole("microblog").document().save(tmp_path / "design.html")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    try:
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert asked == [path.as_uri()], "nothing else is loaded"
        found = violations(page, ["main"])
        assert not found, found
    finally:
        context.close()
