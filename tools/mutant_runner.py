"""A process that runs tests with one file replaced in memory: `mutants.py` starts it, and hands it a line for each run.

What is imported from elsewhere is imported once; each run is a fork of that. The first run notes which lines each test
passes, so that a change needs only the tests that pass its line, the quickest first.
"""

import json
import os
import signal
import sys
import time
from collections import defaultdict
from importlib.machinery import SourceFileLoader
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRELOADED = ("numpy", "pandas", "pint", "pydantic", "yaml", "hypothesis", "pytest", "networkx", "simpy")
PLUGINS = ("pytest_benchmark.plugin", "_hypothesis_pytestplugin")  # the others would only cost time
# plain: pytest else reads what it is handed by name itself, past the text in memory
OPTIONS = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", *(part for name in PLUGINS for part in ("-p", name)))


def replace_source(path: str, source: str) -> None:
    """Let this process import a file as if it held another text."""
    usual = SourceFileLoader.get_code

    def get_code(self, fullname):
        if self.get_filename(fullname) == path:
            return compile(source, path, "exec", dont_inherit=True)
        return usual(self, fullname)

    SourceFileLoader.get_code = get_code


class LinesOfTests:
    """A plugin that notes for each test how long it takes, and which lines of the files it passes."""

    def __init__(self, files: list[str]):
        self.files = {str(ROOT / name): name for name in files}
        self.lines, self.seconds = defaultdict(set), {}

    def watch(self, frame, event, _):
        """Note each line of a function that stands in one of the files."""
        name = self.files.get(frame.f_code.co_filename)
        if name is None:
            return None
        here = self.here

        def each_line(frame, event, _):
            here.add((name, frame.f_lineno))
            return each_line

        here.add((name, frame.f_lineno))
        return each_line

    def pytest_runtest_protocol(self, item, nextitem):
        """Begin to watch."""
        self.here, self.test = self.lines[item.nodeid], item.nodeid
        self.seconds[item.nodeid] = time.monotonic()
        sys.settrace(self.watch)

    def pytest_runtest_logfinish(self, nodeid, location):
        """Stop watching."""
        sys.settrace(None)
        self.seconds[nodeid] = time.monotonic() - self.seconds[nodeid]


class NoShrinking:
    """A plugin: an example that fails is enough, and need not be made small."""

    @staticmethod
    def pytest_configure(config):
        """After the tests have chosen their profile, and before they are read."""
        from hypothesis import Phase, settings

        settings.register_profile("mutants", settings(), phases=(Phase.explicit, Phase.generate), database=None)
        settings.load_profile("mutants")


def run(order: dict) -> int:
    """One run, in a process of its own: pytest's exit code."""
    import pytest

    plugins = [NoShrinking()]
    if order.get("file"):
        replace_source(str(ROOT / order["file"]), order["source"])
    if order.get("files"):
        plugins.append(LinesOfTests(order["files"]))
    code = pytest.main([*OPTIONS, *order["tests"]], plugins=plugins)
    if order.get("files"):
        noted = plugins[-1]
        found = {test: [round(noted.seconds[test], 3), sorted(lines)] for test, lines in noted.lines.items()}
        Path(order["notes"]).write_text(json.dumps(found), encoding="utf-8")
    return int(code)


def fork(order: dict) -> bool:
    """Whether the tests pass; a run over its limit of seconds does not."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            os.setpgid(0, 0)
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            code = run(order)
        finally:
            os._exit(code)
    ends = time.monotonic() + order["limit"]
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        if time.monotonic() > ends:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.02)


def main() -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "src"))
    for name in (*PRELOADED, *PLUGINS):
        try:
            __import__(name)
        except ImportError:  # it is only for speed
            continue
    for line in sys.stdin:
        print(json.dumps(fork(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
