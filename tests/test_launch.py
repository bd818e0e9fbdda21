"""From a clean copy, as strangers start: Binder's way and `make lab`. Minutes long, so only where CI is set."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.ci_only


def clean_copy(to: Path) -> Path:
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return to


def python_of_runtime() -> str:
    version = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    if sys.version.startswith(f"{version}."):
        return sys.executable
    return shutil.which(f"python{version}") or pytest.skip(f"there is no python{version} here")


def without_ours(first_on_path: Path | None = None) -> dict[str, str]:
    """Return the environment variables as somebody else has them: no virtual environment, none of our paths."""
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "JUPYTER_PATH"}
    variables = {name: value for name, value in os.environ.items() if name not in ours}
    path = [part for part in os.environ["PATH"].split(os.pathsep) if not part.startswith(str(ROOT))]
    variables["PATH"] = os.pathsep.join([*([str(first_on_path)] if first_on_path else []), *path])
    return variables


def test_binder_launch(tmp_path):
    """Follow binder/ to the letter, then run a notebook far from the sources."""
    here, venv, elsewhere = clean_copy(tmp_path / "repo"), tmp_path / "venv", tmp_path / "elsewhere"
    subprocess.run([python_of_runtime(), "-m", "venv", venv], check=True)
    variables = without_ours(venv / "bin")
    python = venv / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-cache-dir", "-r", "binder/requirements.txt"]
    subprocess.run(install, cwd=here, env=variables, check=True)
    subprocess.run([here / "binder" / "postBuild"], cwd=here, env=variables, check=True)
    elsewhere.mkdir()
    shutil.copy(here / "course" / "02_estimation.ipynb", elsewhere)
    run = [python, "-m", "jupyter", "execute", "02_estimation.ipynb"]
    subprocess.run(run, cwd=elsewhere, env=variables, check=True)
    where = subprocess.run([python, "-c", "import helpers; print(helpers.__file__)"], cwd=elsewhere, env=variables,
                           capture_output=True, text=True, check=True).stdout
    assert str(venv) in where, "the notebook used the sources, not the installed course"


@pytest.mark.parametrize("platform", ["x86_64-apple-darwin", "aarch64-apple-darwin", "x86_64-unknown-linux-gnu",
                                      "aarch64-unknown-linux-gnu"])
def test_the_lock_installs_without_a_compiler(platform, tmp_path):
    """Every package of it has a wheel there: on a Mac with an Intel processor, the last that had one."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--dry-run", "--target", tmp_path / "site",
               "--python-platform", platform, "--only-binary", ":all:", "--require-hashes", "-r",
               ROOT / "binder" / "requirements.txt"]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """What the tests ask a running JupyterLab over HTTP."""

    def __init__(self, port: int):
        self.address = f"http://127.0.0.1:{port}"

    def text(self, path: str, data: dict | None = None) -> str:
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(self.address + path, body, {"Authorization": f"token {self.token()}"})
        with urllib.request.urlopen(request, timeout=180) as reply:
            return reply.read().decode()

    def json(self, path: str, data: dict | None = None):
        return json.loads(self.text(path, data))

    def token(self) -> str:
        """What stands in the printed link; no link, no way in."""
        found = re.search(r"\?token=(\w+)", self.log.read_text())
        return found[1] if found else ""

    def answers(self) -> bool:
        try:
            return "started" in self.json("/api/status")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab that `make lab` started in a fresh copy of the tree, with a home folder that holds nothing."""
    here, port, home = clean_copy(tmp_path_factory.mktemp("clone")), free_port(), tmp_path_factory.mktemp("home")
    ours = ("XDG_", "JUPYTER", "IPYTHON", "UV_CACHE", "PIP_CACHE", "npm_config")
    variables = {name: value for name, value in without_ours().items() if not name.startswith(ours)}
    variables["HOME"] = str(home)
    variables.setdefault("RUSTUP_HOME", str(Path.home() / ".rustup"))  # pip asks rustc its version, where there is one
    options = f"--no-browser --port {port} --ServerApp.port_retries=0"
    command = ["make", "lab", f"PYTHON={python_of_runtime()}", f"ARGS={options}"]
    with (tmp_path_factory.mktemp("log") / "log.txt").open("w") as log:
        process = subprocess.Popen(command, cwd=here, env=variables, stdout=log, stderr=log, start_new_session=True)
        server = Server(port)
        server.home, server.log = home, Path(log.name)
        try:
            deadline = time.monotonic() + 600
            while not server.answers():
                said = Path(log.name).read_text()
                assert process.poll() is None, f"make lab ended:\n{said}"
                assert time.monotonic() < deadline, f"make lab does not answer after ten minutes:\n{said}"
                time.sleep(1)
            yield server
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def test_make_lab_from_a_fresh_clone(lab):
    assert lab.json("/api/contents/course/02_estimation.ipynb")["type"] == "notebook"


def test_the_link_that_is_printed_opens_the_start_page_and_little_surrounds_it(lab):
    said = lab.log.read_text()
    assert "/lab/tree/course/00_start_here.ipynb" in said
    before = said.split("/lab/tree/course/00_start_here.ipynb")[0]
    assert "a minute or two" in before
    assert len(before.splitlines()) < 30


def test_formgrader_lists_the_assignments(lab):
    page = lab.text("/formgrader")
    assert "Manage Assignments" in page, "the formgrader does not open"
    assert 'url_prefix = "."' in page, "JupyterLab's root is not the repository. Set ServerApp.root_dir in `make lab`."
    listed = {each["name"]: each for each in lab.json("/formgrader/api/assignments")}
    assert "02_estimation" in listed, "the formgrader does not see solutions/. Look at nbgrader_config.py."


def test_validate_button_accepts_the_solution_and_not_the_stub(lab):
    path = "02_estimation/02_estimation.ipynb"
    solution = lab.json("/assignments/validate", {"path": f"solutions/{path}"})
    assert solution["success"], solution["value"]
    assert not solution["value"].get("failed"), solution["value"]
    stub = lab.json("/assignments/validate", {"path": f"exercises/{path}"})
    assert stub["success"], stub["value"]
    assert stub["value"].get("failed") or stub["value"].get("changed"), "an untouched exercise passes validation"


def test_assignment_list_finds_its_exchange(lab):
    assert lab.json("/assignments?course_id=system_design")["success"]


def test_nothing_outside_the_folder_is_touched(lab):
    """The last one: kernels have run, pages were opened, and the home folder is as empty as it was."""
    lab.text("/lab/tree/course/00_start_here.ipynb")
    left = sorted(path.relative_to(lab.home).as_posix() for path in lab.home.rglob("*"))
    assert not left, f"make lab wrote into the home folder: {', '.join(left[:10])}. Set its folder in the Makefile."
