"""The house stands: locks agree with pyproject.toml, Binder's folder is whole, a set-up that fails is retried."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import environment

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PYTHONS = ("3.11.7", "3.12.0", "3.13.1")
SYSTEMS = (("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"), ("win32", "nt", "Windows"))
MACHINES = [default_environment() | {"python_full_version": python, "python_version": python.rsplit(".", 1)[0],
                                     "sys_platform": system, "os_name": os_name, "platform_system": platform}
            for python in PYTHONS for system, os_name, platform in SYSTEMS]


# The locks

def pins(lock: str) -> list[tuple[Requirement, int]]:
    """Every pin of a lock with the number of its hashes."""
    entries = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)
    entries = [entry for entry in entries if entry.strip() and not entry.startswith("#")]
    return [(Requirement(entry.split("--hash")[0].replace("\\", " ").strip()), entry.count("--hash=sha256:"))
            for entry in entries]


LAB, TEST = pins("binder/requirements.txt"), pins("tests/requirements.txt")


def pinned(lock: list, name: str, machine: dict) -> list[str]:
    named = [pin for pin, _ in lock if canonicalize_name(pin.name) == canonicalize_name(name)]
    return [next(iter(pin.specifier)).version for pin in named if not pin.marker or pin.marker.evaluate(machine)]


def wanted():
    groups = PROJECT["dependency-groups"]
    for lock, requirements in (("LAB", PROJECT["project"]["dependencies"]), ("LAB", groups["build"]),
                               ("TEST", groups["test"]), ("TEST", groups["lint"]), ("TEST", groups["installer"])):
        for requirement in requirements:
            yield pytest.param(LAB if lock == "LAB" else TEST, Requirement(requirement), id=requirement)


@pytest.mark.parametrize(("lock", "requirement"), list(wanted()))
def test_a_lock_pins_what_the_project_asks_for(lock, requirement):
    for machine in MACHINES:
        if requirement.marker and not requirement.marker.evaluate(machine):
            continue
        versions = pinned(lock, requirement.name, machine)
        assert len(versions) == 1, (f"{requirement.name} is pinned {len(versions)} times for Python "
                                    f"{machine['python_version']} on {machine['sys_platform']}. Run `make lock`.")
        assert requirement.specifier.contains(versions[0], prereleases=True), (
            f"the lock has {requirement.name} {versions[0]}, pyproject.toml asks for {requirement}. Run `make lock`.")


@pytest.mark.parametrize("lock", [LAB, TEST], ids=["lab", "test"])
def test_every_pin_is_exact_and_hashed(lock):
    loose = [str(pin) for pin, hashes in lock
             if not hashes or [each.operator for each in pin.specifier] != ["=="] or pin.url]
    assert not loose, f"{', '.join(loose)}: no exact version or no hash. Run `make lock`."


def test_the_locks_agree_with_each_other():
    shared = {canonicalize_name(pin.name) for pin, _ in LAB} & {canonicalize_name(pin.name) for pin, _ in TEST}
    apart = [name for name in sorted(shared) for machine in MACHINES
             if (both := pinned(LAB, name, machine)) and (other := pinned(TEST, name, machine)) and both != other]
    assert not apart, f"the locks disagree on {', '.join(apart)}. Run `make lock`."


# Binder's folder

def test_binder_folder_is_well_formed():
    post_build = ROOT / "binder" / "postBuild"
    assert (ROOT / "binder" / "runtime.txt").read_text() == "python-3.11\n"
    assert post_build.read_text().startswith("#!"), "binder/postBuild has no first line that names its shell. Add it."
    assert "set -euo pipefail" in post_build.read_text(), "binder/postBuild goes on after a failure. Set -euo pipefail."
    assert os.access(post_build, os.X_OK), "binder/postBuild cannot be executed. Run chmod +x binder/postBuild."
    assert subprocess.run(["bash", "-n", post_build]).returncode == 0


# tools/environment.py: a copy of it in a small tree, with an installer that installs nothing

class FakeInstaller:
    """Takes the place of every command; notes them, and fails at the one told to fail."""

    def __init__(self, house, fail_at: str = ""):
        self.house, self.fail_at, self.commands = house, fail_at, []

    def __call__(self, *command, **options) -> None:
        line = " ".join(map(str, command))
        self.commands.append(line)
        if self.fail_at and self.fail_at in line:
            raise environment.SetupError(f"this command failed: {line}")
        if " venv " in f"{line} ":
            self.house.PYTHON.parent.mkdir(parents=True)
            self.house.PYTHON.symlink_to(sys.executable)


@pytest.fixture
def house(tmp_path, monkeypatch):
    """The module, looking at a temporary tree: nothing is installed, and the real `.venv` is out of reach."""
    for name in ("pyproject.toml", "binder/requirements.txt", "tests/requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    venv = tmp_path / ".venv"
    lab, test = tmp_path / "binder" / "requirements.txt", tmp_path / "tests" / "requirements.txt"
    for name, value in {"ROOT": tmp_path, "VENV": venv, "OURS": venv / ".made-by-make", "LAB_LOCK": lab,
                        "TEST_LOCK": test, "LOCKS": {"lab": [lab], "test": [lab, test]},
                        "PYTHON": venv / "bin" / "python", "install_uv": lambda: True,
                        "compile_packages": lambda: None, "compile_loops": lambda: None}.items():
        monkeypatch.setattr(environment, name, value)
    monkeypatch.setattr(environment, "run", FakeInstaller(environment))
    return environment


def test_set_up_once_and_then_not_again(house):
    house.set_up("lab", "uv")
    assert house.is_ready("lab")
    assert not house.is_ready("test")
    done = len(house.run.commands)
    house.set_up("lab", "uv")
    assert len(house.run.commands) == done, "a finished set-up was done again"


def test_the_loops_are_compiled_once_after_an_install_and_nobody_waits(house, monkeypatch):
    started = []
    monkeypatch.setattr(house, "compile_loops", lambda: started.append(house.is_ready("lab")))
    house.set_up("lab", "uv")
    house.set_up("lab", "uv")
    assert started == [True], "it begins when all else is done, and only then"


def test_compiling_is_started_and_not_waited_for(house, monkeypatch):
    """What runs is our own module in the environment's Python; one that cannot be started changes nothing."""
    monkeypatch.undo()
    monkeypatch.delenv("CI", raising=False)
    begun = []

    class Started:
        def __init__(self, command, **options):
            begun.append((command, options))

        def wait(self, *_):
            pytest.fail("it was waited for")

        communicate = poll = wait

    monkeypatch.setattr(environment.subprocess, "Popen", Started)
    environment.compile_loops()
    ((command, options),) = begun
    assert command[1:] == ["-m", "helpers.simulation.compile_ahead"]
    assert options["start_new_session"]
    assert {options[name] for name in ("stdin", "stdout", "stderr")} == {subprocess.DEVNULL}

    def missing(*_, **__):
        raise FileNotFoundError("no such Python")

    monkeypatch.setattr(environment.subprocess, "Popen", missing)
    environment.compile_loops()
    monkeypatch.setenv("CI", "1")
    monkeypatch.setattr(environment.subprocess, "Popen", lambda *_, **__: pytest.fail("CI compiles in its tests"))
    environment.compile_loops()


def test_the_larger_set_up_holds_the_smaller_one(house):
    house.set_up("test", "uv")
    assert house.is_ready("lab")
    assert house.is_ready("test")


@pytest.mark.parametrize("changed", ["pyproject.toml", "binder/requirements.txt"])
def test_a_change_makes_a_new_set_up_due(house, changed):
    house.set_up("lab", "uv")
    path = house.ROOT / changed
    path.write_text(path.read_text() + "# changed\n")
    assert not house.is_ready("lab"), f"a change in {changed} goes unnoticed"


def test_the_test_lock_matters_to_the_test_set_up_alone(house):
    house.set_up("test", "uv")
    house.TEST_LOCK.write_text(house.TEST_LOCK.read_text() + "# changed\n")
    assert house.is_ready("lab")
    assert not house.is_ready("test")


def test_somebody_elses_environment_is_left_alone(house):
    house.VENV.mkdir()
    (house.VENV / "theirs").write_text("precious")
    with pytest.raises(house.SetupError, match="Rename or delete it"):
        house.set_up("lab", "uv")
    assert (house.VENV / "theirs").read_text() == "precious"


def test_an_environment_keeps_its_python_unless_one_is_named(house, monkeypatch):
    """`make PYTHON=python3.13 setup`, then a plain `make lab` with another python3: nothing is made anew."""
    house.set_up("lab", "uv", this_python=True)
    done = len(house.run.commands)
    monkeypatch.setattr(house, "python_changed", lambda: True)
    house.set_up("lab", "uv")
    assert len(house.run.commands) == done, "a plain set-up threw away the environment of another Python"
    house.TEST_LOCK.write_text(house.TEST_LOCK.read_text() + "# changed\n")
    house.set_up("test", "uv")
    assert not any(" venv " in f"{line} " for line in house.run.commands[done:]), "a refresh changed the Python"
    house.set_up("lab", "uv", this_python=True)
    assert any(" venv " in f"{line} " for line in house.run.commands[done:]), "the Python that was named is not taken"


def test_an_old_python_may_start_a_newer_environment_but_makes_none(house, monkeypatch):
    monkeypatch.setattr(house.sys, "version_info", (3, 9, 2))
    with pytest.raises(house.SetupError, match=r"make PYTHON=python3\.12"):
        house.set_up("lab", "uv")
    monkeypatch.undo()


@pytest.mark.parametrize("word", ["UV_CACHE_DIR", "PIP_CACHE_DIR"])
def test_installers_keep_their_cache_in_this_folder(house, monkeypatch, word):
    monkeypatch.delenv(word, raising=False)
    assert Path(house.variables()[word]).is_relative_to(house.ROOT)
    monkeypatch.setenv(word, "a cache of one's own")
    assert house.variables()[word] == "a cache of one's own"


@pytest.mark.parametrize(("words", "named"), [
    ([], False), (["PYTHON=python3"], True), (["INSTALLER=pip"], False)])
def test_make_says_which_python_was_named(words, named):
    shown = subprocess.run(["make", "--dry-run", "setup", *words], cwd=ROOT, capture_output=True, text=True,
                           env={name: value for name, value in os.environ.items()
                                if name not in ("PYTHON", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS")}).stdout
    assert ("--this-python" in shown) is named


@pytest.mark.parametrize("step", ["-m venv", "--require-hashes", "--editable", "compileall"])
def test_a_failed_set_up_leaves_no_mark_and_is_retried(house, step, monkeypatch):
    monkeypatch.setattr(house, "run", FakeInstaller(house, fail_at=step))
    with pytest.raises(house.SetupError):
        house.set_up("lab", "uv")
    assert not house.is_ready("lab")
    assert not house.ready_mark("lab").exists(), "a failed set-up left its mark"
    monkeypatch.setattr(house, "run", FakeInstaller(house))
    house.set_up("lab", "uv")
    assert house.is_ready("lab")
    assert any("-m venv" in line for line in house.run.commands), "the retry went on with a half-made environment"


def test_a_failed_refresh_of_a_good_environment_is_noticed(house, monkeypatch):
    house.set_up("lab", "uv")
    house.LAB_LOCK.write_text("nothing==0 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(house, "run", FakeInstaller(house, fail_at="--require-hashes"))
    with pytest.raises(house.SetupError):
        house.set_up("lab", "uv")
    assert not house.is_ready("lab")


def test_the_command_says_how_to_retry(house, monkeypatch, capsys):
    monkeypatch.setattr(house, "run", FakeInstaller(house, fail_at="-m venv"))
    monkeypatch.setattr(sys, "argv", ["environment.py", "lab"])
    assert house.main() == 1
    assert "Run the same command again" in capsys.readouterr().err


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_both_installers_demand_hashes(house, installer):
    house.set_up("test", installer)
    (line,) = [line for line in house.run.commands if "--require-hashes" in line]
    assert str(house.LAB_LOCK) in line
    assert str(house.TEST_LOCK) in line
