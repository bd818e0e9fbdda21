"""What every test shares: reproducible property tests, what a test may need, and Jupyter folders of its own."""

import gc
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, settings

# Twenty thousand tests are a million objects: searching them for cycles again and again takes a fifth of the time.
gc.set_threshold(100_000, 20, 50)

IN_CI = bool(os.environ.get("CI"))

# No deadline: on a busy machine a slow example is no failure. Where CI is set, every run tries the same examples.
settings.register_profile("local", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), max_examples=200, derandomize=True, database=None)
settings.load_profile("ci" if IN_CI else "local")


def find_chromium() -> str | None:
    """Return the path of a Chromium that this machine has; `CHROMIUM` in the environment names another."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items):
    """A browser test may lose a race against a busy machine: it is tried once more, and the summary counts it."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish():
    """What is alive now, stays: no search for cycles looks at it again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item):
    if item.get_closest_marker("ci_only") and not IN_CI:
        pytest.skip("takes minutes, or installs packages; to run it here: CI=1 make test")
    if item.get_closest_marker("browser") and not find_chromium():
        if IN_CI:
            pytest.fail("this test needs a browser, and CI must have one: apt install chromium", pytrace=False)
        pytest.skip("needs a browser: apt install chromium (or name one in the environment variable CHROMIUM)")


COMPILE = "from helpers.simulation.compile_ahead import compile_all; compile_all()"
compiling = None


def pytest_sessionstart(session):
    """Compile the simulator's loops once, beside the first tests: else every worker that meets them does so."""
    global compiling
    many = getattr(session.config.option, "numprocesses", None) and not hasattr(session.config, "workerinput")
    if many and find_spec("numba"):
        compiling = subprocess.Popen([sys.executable, "-c", COMPILE], stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)


def pytest_sessionfinish(session):
    if compiling is not None:
        compiling.terminate()
        compiling.wait()


@pytest.fixture(scope="session")
def browser():
    """The machine's Chromium: one for all tests, since its driver can run only once in a process."""
    from tests.browser.lab import chromium

    with chromium() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def own_jupyter_folders(tmp_path_factory):
    """Point Jupyter and IPython at empty folders: nothing of the user's own set-up is read or changed."""
    base = tmp_path_factory.mktemp("jupyter")
    own = {"JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": str(base / "ipython")}
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        own[f"JUPYTER_{name}"] = str(base / name.lower())
    for name in ("SETTINGS_DIR", "WORKSPACES_DIR"):
        own[f"JUPYTERLAB_{name}"] = str(base / f"lab_{name.lower()}")
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    yield base
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
