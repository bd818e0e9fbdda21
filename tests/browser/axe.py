"""axe-core, the referee of accessibility: fetched once by npm into the cache of the tests, and run in a page."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

VERSION = "4.10.3"
CACHE = Path(__file__).parents[2] / ".cache" / "axe"
GRAVE = ("serious", "critical")
LOOK = """async (within) => {
  const found = await axe.run({ include: within.map((each) => [each]) },
    { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, impact, help, nodes }) => nodes.map(({ html, failureSummary, target }) => (
    { id, impact, help, target: target.join(" "), html: html.slice(0, 300), why: failureSummary })));
}"""


def source() -> str:
    """The source text of axe-core; skips the test, with the reason, where npm or its registry cannot be had."""
    packed = CACHE / f"axe-core-{VERSION}.tgz"
    if not packed.exists():
        npm = shutil.which("npm") or pytest.skip("axe-core comes by npm, which is not installed")
        CACHE.mkdir(parents=True, exist_ok=True)
        try:
            done = subprocess.run([npm, "pack", f"axe-core@{VERSION}", "--silent"], cwd=CACHE, capture_output=True,
                                  text=True, timeout=120)
        except subprocess.TimeoutExpired:
            pytest.skip("the package registry did not answer within two minutes: axe-core cannot be had")
        if done.returncode or not packed.exists():
            pytest.skip(f"axe-core cannot be had: {done.stderr.strip()[-300:]}")
    with tarfile.open(packed) as files:
        return files.extractfile("package/axe.min.js").read().decode()


def violations(page, within: list[str]) -> list[dict]:
    """What axe-core finds inside the elements of these selectors that are on the page."""
    page.evaluate(source())
    there = [each for each in within if page.locator(each).count()]
    return page.evaluate(LOOK, there) if there else []


def grave(found: list[dict]) -> list[str]:
    """The serious and critical ones, a line each."""
    return sorted({f"{each['impact']} {each['id']}: {each['help']}\n   {each['html']}" for each in found
                   if each["impact"] in GRAVE})
