"""Drive a real JupyterLab in Chromium: start it on a copy of the course, open notebooks, run them, look inside."""

import ast
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from jupyter_client import BlockingKernelClient

REPOSITORY = Path(__file__).resolve().parents[2]
COPIED = ("course", "exercises", "solutions", "nbgrader_config.py")
CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # web sockets pass by a page's request gate
)  # fmt: skip
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # every cell is on the page, seen or not
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
# Console errors that JupyterLab makes by itself: a narrow pattern, and the reason why it says nothing about the course.
KNOWN_NOISE: dict[str, str] = {}  # none seen with JupyterLab 4.6

CELLS_DONE = """() => {
  const cells = [...document.querySelectorAll(".jp-Notebook:not(.lm-mod-hidden) .jp-CodeCell")]
    .filter((cell) => cell.querySelector(".cm-content")?.innerText.trim());
  const marks = cells.map((cell) => cell.querySelector(".jp-InputPrompt").textContent);
  const failed = document.querySelector('.jp-OutputArea-output[data-mime-type*="error"]');
  return !marks.some((mark) => mark.includes("*")) && (failed || marks.every((mark) => /\\d/.test(mark)));
}"""
IS_IDLE = """() => /\\| Idle/.test(document.querySelector("#jp-main-statusbar")?.innerText ?? "")"""
ERRORS = """() => [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type*="error"]')]
  .map((output) => output.textContent)"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Lab:
    """A running JupyterLab, and the folder that it shows."""

    url: str
    root: Path
    numbers: itertools.count = field(default_factory=itertools.count)

    def ask(self, path: str):
        """Return the answer of the server's own interface."""
        with urllib.request.urlopen(f"{self.url}/api/{path}", timeout=30) as answer:
            return json.load(answer)

    def forget_theme(self) -> None:
        """Take back the theme that a page before has chosen: the server remembers it for the pages that follow."""
        where = f"{self.url}/lab/api/settings/@jupyterlab/apputils-extension:themes"
        body, kind = json.dumps({"raw": "{}"}).encode(), {"Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(where, body, kind, method="PUT"), timeout=30).read()

    def write_notebook(self, *cells: str, name: str = "scratch.ipynb") -> str:
        """Write a notebook of code cells under the root and return its path there."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.root / name)
        return name


@contextmanager
def running_lab(folder: Path):
    """Start JupyterLab on a copy of the course under `folder`; stop it and its kernels afterwards."""
    root = folder / "work"
    root.mkdir()
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"))
        elif source.exists():
            shutil.copy(source, root / name)
    write_settings(Path(os.environ["JUPYTERLAB_SETTINGS_DIR"]))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True",
        f"--ServerApp.root_dir={root}",
    ]  # fmt: skip
    programs = str(Path(sys.executable).parent)  # nbgrader calls alembic by name; `make lab` sets the path likewise
    environment = {**os.environ, "PATH": os.pathsep.join([programs, os.environ["PATH"]])}
    with (folder / "jupyterlab.log").open("w") as log:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
        try:
            wait_for_server(process, url, folder / "jupyterlab.log")
            yield Lab(url, root)
        finally:
            process.terminate()
            try:
                process.wait(5)  # its kernels are stopped by each page: there is nothing left to wait for
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def write_settings(folder: Path) -> None:
    for name, values in SETTINGS.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def wait_for_server(process: subprocess.Popen, url: str, log: Path, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/api/status", timeout=2).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


def ask_kernel(connection: Path, expression: str):
    """Return a plain value from a running kernel, by its connection file.

    No heartbeat is listened to: one that is stopped before it has begun beats on without a pause, until no socket is
    left (jupyter_client 8.10: "ZMQError: Too many open files").
    """
    client = BlockingKernelClient(connection_file=str(connection))
    client.load_connection_file()
    client.start_channels(hb=False)
    try:
        reply = client.execute("", user_expressions={"value": expression}, store_history=False, reply=True, timeout=30)
    finally:
        client.stop_channels()
    value = reply["content"]["user_expressions"]["value"]
    assert value["status"] == "ok", value
    return ast.literal_eval(value["data"]["text/plain"])


class LabPage:
    """One page of a JupyterLab; it keeps what went wrong in `complaints` and what tried to leave in `outside`."""

    def __init__(self, lab: Lab, context):
        self.lab, self.page = lab, context.new_page()
        self.complaints: list[str] = []
        self.outside: list[str] = []
        self.path = ""
        self.page.set_default_timeout(30_000)
        context.route("**/*", self._gate)
        self.page.on("console", lambda message: message.type == "error" and self._complain(message.text))
        self.page.on("pageerror", lambda error: self._complain(f"{error}\n{error.stack or ''}"))
        self.page.on("websocket", lambda socket: self._note(socket.url))

    def _note(self, target: str) -> bool:
        inside = re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|(blob|data|about):", target)
        if not inside:
            self.outside.append(target)
        return bool(inside)

    def _gate(self, route) -> None:
        if self._note(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _complain(self, text: str) -> None:
        if not any(re.search(known, text) for known in KNOWN_NOISE):
            self.complaints.append(text[:1000])

    def goto(self, path: str) -> None:
        """Show a path of the course's folder in a workspace of its own."""
        self.page.goto(f"{self.lab.url}/lab/workspaces/test{next(self.lab.numbers)}/tree/{path}")

    def open_notebook(self, path: str) -> None:
        """Open a notebook and wait until its kernel is idle."""
        self.path = path
        self.goto(path)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        self.page.wait_for_function(IS_IDLE, timeout=90_000)
        self.page.wait_for_timeout(300)

    def menu(self, menu: str, *items: str) -> None:
        """Choose from JupyterLab's menu bar, by the beginnings of the names."""
        self.page.keyboard.press("Escape")
        self.page.locator("#jp-MainMenu").get_by_role("menuitem", name=menu, exact=True).click()
        for item in items:
            name = re.compile(rf"^{re.escape(item)}")
            self.page.locator(".lm-Menu .lm-Menu-itemLabel").filter(has_text=name).first.click()

    def choose_theme(self, name: str) -> None:
        """Change JupyterLab's theme; a menu that closed under the pointer is opened again."""
        from playwright.sync_api import TimeoutError as Late

        for patience in (5_000, 10_000, 15_000):
            self.menu("Settings", "Theme", name)
            try:
                self.page.wait_for_selector(f"body[data-jp-theme-name='{name}']", state="attached", timeout=patience)
                return
            except Late:
                continue
        pytest.fail(f"JupyterLab did not take the theme {name}")

    def run_all(self, seconds: float = 120) -> float:
        """Run all cells and return how long that took; fail with what a cell raised."""
        self.menu("Run", "Run All Cells")
        started = time.monotonic()
        self.wait_until_run(seconds)
        return time.monotonic() - started

    def restart_and_run_all(self, seconds: float = 120) -> None:
        self.menu("Kernel", "Restart Kernel and Run All Cells")
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.wait_for_selector(".jp-Dialog", state="detached")
        self.page.wait_for_function(  # the old numbers are taken away before the first cell runs
            "() => [...document.querySelectorAll('.jp-InputPrompt')].some((mark) => !/\\d/.test(mark.textContent))"
        )
        self.wait_until_run(seconds)

    def wait_until_run(self, seconds: float) -> None:
        self.page.wait_for_function(CELLS_DONE, timeout=seconds * 1000)
        errors = self.page.evaluate(ERRORS)
        assert not errors, f"{self.path}: a cell raised\n" + "\n".join(errors)

    def kernel_eval(self, expression: str):
        """Return a plain value from the open notebook's kernel, past the page."""
        session = next(each for each in self.lab.ask("sessions") if each["path"] == self.path)
        folder = Path(os.environ["JUPYTER_RUNTIME_DIR"])
        return ask_kernel(folder / f"kernel-{session['kernel']['id']}.json", expression)

    def wait_for_draws(self, more_than: int = 0, picture: int = 0, seconds: float = 30) -> int:
        """Wait until a live picture was drawn more than so many times, and return how many it was."""
        self.page.wait_for_function(
            "([index, count]) => Number(document.querySelectorAll('.live-plot')[index]?.dataset.draws) > count",
            arg=[picture, more_than],
            timeout=seconds * 1000,
        )
        return self.draws(picture)

    def draws(self, picture: int = 0) -> int:
        return int(self.page.locator(".live-plot").nth(picture).get_attribute("data-draws"))

    def trace(self, picture: int = 0, key: str = "y", trace: int = 0) -> list:
        """Return the numbers that a live picture shows."""
        return self.page.evaluate(
            "([index, trace, key]) => Array.from(document.querySelectorAll('.live-plot')[index].data[trace][key])",
            [picture, trace, key],
        )

    def assert_clean(self) -> None:
        """Fail if anything tried to leave this machine or the browser's console shows an error."""
        assert not self.outside, f"tried to leave this machine: {sorted(set(self.outside))}"
        assert not self.complaints, "the browser's console shows errors:\n" + "\n".join(self.complaints)


@contextmanager
def chromium():
    """Start the machine's own Chromium, headless."""
    from playwright.sync_api import sync_playwright

    from tests.conftest import find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def lab_page(lab: Lab, browser):
    """Open a fresh page of the running JupyterLab; close it and stop its kernels afterwards."""
    lab.forget_theme()
    for kept in lab.root.rglob("my_design"):  # what a test before, or a first try of this one, has saved
        shutil.rmtree(kept, ignore_errors=True)
    context = browser.new_context(viewport={"width": 1280, "height": 1100})
    try:
        yield LabPage(lab, context)
    finally:
        context.close()
        for session in lab.ask("sessions"):
            request = urllib.request.Request(f"{lab.url}/api/sessions/{session['id']}", method="DELETE")
            urllib.request.urlopen(request, timeout=30).read()
