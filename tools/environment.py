"""Make or refresh `.venv` from the locks; run by the Makefile with any Python 3.11 or newer and nothing installed.

    python3 tools/environment.py [lab|test] [--installer uv|pip] [--this-python] [--lock]

A set-up that fails leaves no ready mark, so the next run starts it afresh. Nothing outside this folder is written: the
environment goes to `.venv`, the caches of installers to `.cache`, byte code beside the sources. A `.venv` that works
keeps the Python it was made with, whichever runs this script, unless `--this-python` asks for the one that does.
"""

import argparse
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OURS = VENV / ".made-by-make"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LAB_LOCK = ROOT / "binder" / "requirements.txt"
TEST_LOCK = ROOT / "tests" / "requirements.txt"
LOCKS = {"lab": [LAB_LOCK], "test": [LAB_LOCK, TEST_LOCK]}
OLDEST_PYTHON = (3, 11)
CACHES = {"UV_CACHE_DIR": "uv", "PIP_CACHE_DIR": "pip"}
RARELY_IMPORTED = (r"[/\\](tests?|testing|pip|setuptools|_vendored|figure_factory|matplotlylib|graph_objs|lexers"
                   r"|alembic|contrib|f2py|distutils)[/\\]")


class SetupError(Exception):
    """A set-up step failed; the message says what a person can do about it."""


def digest(kind: str) -> str:
    """Fingerprint of all that a finished environment depends on: a change in any of it makes a new set-up due."""
    seen = hashlib.sha256(str(ROOT).encode())
    for path in [ROOT / "pyproject.toml", Path(__file__), *LOCKS[kind]]:
        seen.update(path.read_bytes())
    return seen.hexdigest()


def ready_mark(kind: str) -> Path:
    return VENV / f".ready-{kind}"


def is_ready(kind: str) -> bool:
    mark = ready_mark(kind)
    return PYTHON.exists() and mark.exists() and mark.read_text() == digest(kind)


def run(*command, **options) -> None:
    """Run a command; its own output is the user's best clue when it fails."""
    result = subprocess.run([str(part) for part in command], cwd=ROOT, env=variables(), **options)
    if result.returncode:
        raise SetupError(f"this command failed (exit status {result.returncode}): {' '.join(map(str, command))}")


def variables() -> dict:
    """The environment variables of an installer: no strange import path, and its cache in this folder."""
    ours = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    for name, folder in CACHES.items():
        ours.setdefault(name, str(ROOT / ".cache" / folder))
    return ours


def create() -> None:
    """Make an empty `.venv`, replacing a half-made one of ours, never somebody else's."""
    if VENV.exists() and not OURS.exists():
        raise SetupError("there is a .venv here that `make` did not create. Rename or delete it, then try again.")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    OURS.write_text("Created by tools/environment.py; safe to delete.\n")
    try:
        run(sys.executable, "-m", "venv", "--without-pip", VENV, stdout=subprocess.DEVNULL)
        run(PYTHON, "-c", "import ensurepip", stderr=subprocess.DEVNULL)
    except SetupError as error:
        raise SetupError(f"{error}\nOn Debian and Ubuntu: `apt install python3-venv`, then try again.") from None


def locked_lines(lock: Path, name: str) -> str:
    """The lines that pin one package in a lock, its hashes included.

    >>> locked_lines(TEST_LOCK, "uv").startswith("uv==")
    True
    """
    found = re.search(rf"^{re.escape(name)}==.*?(?=^\S|\Z)", lock.read_text(), re.MULTILINE | re.DOTALL)
    if not found:
        raise SetupError(f"{lock.relative_to(ROOT)} does not pin {name}; run `make lock`.")
    return found.group()


def install_uv() -> bool:
    """Put the locked uv into `.venv`; False when this machine has none to offer."""
    wanted = VENV / ".uv.txt"
    wanted.write_text(locked_lines(TEST_LOCK, "uv"))
    from_outside = [sys.executable, "-m", "pip", "--python", PYTHON]
    from_inside = [PYTHON, "-m", "pip"]
    for pip in (from_outside, from_inside):
        if pip is from_inside:  # the Python that runs this has no pip of its own
            subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True)
        command = [*pip, "install", "--quiet", "--require-hashes", "--only-binary=:all:", "-r", wanted]
        done = subprocess.run(list(map(str, command)), cwd=ROOT, env=variables(), capture_output=True)
        if done.returncode == 0:
            return True
    print("uv could not be installed here; going on with pip, which is slower.", flush=True)
    return False


def install(kind: str, installer: str) -> None:
    """Install the locked packages and the project itself, byte-compiled."""
    locks = [part for lock in LOCKS[kind] for part in ("-r", lock)]
    if installer == "uv" and install_uv():
        pip = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON]
        with sign_of_life(kind):
            run(*pip, "--require-hashes", "-r", pip_pin(), *locks)
        print("Compiling what a session imports ...", flush=True)
        compile_packages()
    else:
        run(PYTHON, "-m", "ensurepip", stdout=subprocess.DEVNULL)
        pip = [PYTHON, "-m", "pip", "install", "--quiet"]
        with sign_of_life(kind):
            run(*pip, "--compile", "--require-hashes", *locks)
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    run(PYTHON, "-m", "compileall", "-q", ROOT / "src")


@contextlib.contextmanager
def sign_of_life(kind: str, every: float = 10.0) -> Iterator[None]:
    """Say every few seconds how far the installing is, until the block ends."""
    wanted = len({name for lock in LOCKS[kind] for name in re.findall(r"^([\w.-]+)==", lock.read_text(), re.MULTILINE)})
    started, ended = time.monotonic(), threading.Event()

    def tell() -> None:
        while not ended.wait(every):
            there = sum(1 for _ in packages_folder().glob("*.dist-info"))
            far = f"{there} of some {wanted} packages are in place" if there > 2 else f"downloading {wanted} packages"
            print(f"  {time.monotonic() - started:.0f} s: {far} ...", flush=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


def packages_folder() -> Path:
    """Where `.venv` keeps its packages."""
    return next((VENV / "lib").glob("python*/site-packages"), VENV / "Lib" / "site-packages")


def pip_pin() -> Path:
    """A requirements file with the locked pip, so that `%pip install` works in a learner's notebook."""
    pin = VENV / ".pip.txt"
    pin.write_text(locked_lines(TEST_LOCK, "pip"))
    return pin


def compile_packages() -> None:
    """Byte-compile what a session imports; Python compiles the rest, test suites mostly, if it is ever imported."""
    folder = packages_folder()
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", "-j", "0", "-x", RARELY_IMPORTED, str(folder)],
                   stdout=subprocess.DEVNULL)


def set_up(kind: str, installer: str, this_python: bool = False) -> None:
    """Bring `.venv` to what the locks say, unless it is there already; with `this_python`, it has the one that runs."""
    other_python = this_python and PYTHON.exists() and python_changed()
    if is_ready(kind) and not other_python:
        return
    started = time.monotonic()
    marks = [ready_mark(each) for each in LOCKS]
    if not any(mark.exists() for mark in marks) or not PYTHON.exists() or other_python:
        if sys.version_info < OLDEST_PYTHON:
            raise SetupError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. "
                             "Name another one: make PYTHON=python3.12 ...")
        if other_python:
            print(f"The .venv here has another Python than the one that was named ({sys.version.split()[0]}): it is "
                  "made anew, without what you installed into it by hand.", flush=True)
        print("Creating .venv ...", flush=True)
        create()
    for mark in marks:
        mark.unlink(missing_ok=True)
    print(f"Installing the locked packages into .venv (with {installer}); the first time this takes a minute or two, "
          "later runs start at once ...", flush=True)
    install(kind, installer)
    for each in ("lab", kind):
        ready_mark(each).write_text(digest(each))
    print(f"Ready after {time.monotonic() - started:.0f} s.", flush=True)
    compile_loops()


def compile_loops() -> None:
    """Start compiling the simulator's loops, and wait for nothing: until that is done, runs are interpreted.

    Where CI is set, tests compile what they need.
    """
    if os.environ.get("CI"):
        return
    apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.IDLE_PRIORITY_CLASS} \
        if os.name == "nt" else {"start_new_session": True}
    with contextlib.suppress(OSError):
        subprocess.Popen([str(PYTHON), "-m", "helpers.simulation.compile_ahead"], cwd=ROOT, env=variables(),
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **apart)


def python_changed() -> bool:
    """Whether `.venv` was made with another Python than the one that runs this script."""
    ask = "import sys; print(sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True)
    return answer.stdout.strip() != str(sys.version_info[:2])


def write_locks() -> None:
    """Compile both locks anew from pyproject.toml: names, versions, hashes; for every system and Python 3.11 on."""
    compile_lock = [PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
                    "--generate-hashes", "--no-header", "--no-annotate", "--upgrade"]
    run(*compile_lock, "pyproject.toml", "--group", "build", "--group", "intel-mac", "--output-file", LAB_LOCK)
    run(*compile_lock, "--group", "test", "--group", "lint", "--group", "installer",
        "--constraints", LAB_LOCK, "--output-file", TEST_LOCK)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="?", choices=sorted(LOCKS), default="lab")
    parser.add_argument("--installer", choices=("uv", "pip"), default="uv")
    parser.add_argument("--this-python", action="store_true", help="make .venv anew if it has another Python than this")
    parser.add_argument("--lock", action="store_true", help="compile the locks anew")
    options = parser.parse_args()
    try:
        set_up(options.kind, options.installer, options.this_python)
        if options.lock:
            write_locks()
    except SetupError as error:
        print(f"\nThe set-up did not finish: {error}\nRun the same command again to retry from the start.",
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
