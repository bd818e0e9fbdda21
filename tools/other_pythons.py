"""Run the domain rooms' tests on every other supported Python of this machine; none is fetched.

    python tools/other_pythons.py                      python3.11 to python3.14, where they are found on the path
    python tools/other_pythons.py /opt/bin/python3.13  these

Each gets an environment of its own in .cache, from the same locks. Exit status 1 where a test fails.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools import environment  # noqa: E402 (the folder is put on the path first)

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
DOMAIN = ("units", "inputs", "cases", "requirements", "estimation", "interface", "data_model", "architecture",
          "simulation", "tradeoffs", "reliability")


def version_of(python: str) -> str:
    """The version of a Python as 3.12; empty where it does not run."""
    ask = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        return subprocess.run(ask, capture_output=True, text=True, timeout=30).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def found(own: str) -> dict[str, str]:
    """The other Pythons on the path: version -> program."""
    candidates = {version: shutil.which(f"python{version}") for version in SUPPORTED if version != own}
    return {version: path for version, path in candidates.items() if path and version_of(path) == version}


def folders() -> list[str]:
    """The tests and the doctests of the domain rooms that exist."""
    named = [folder / room for room in DOMAIN for folder in (Path("tests"), Path("src/helpers"))]
    return [str(path) for path in named if (ROOT / path).exists()]


def try_on(version: str, python: str) -> bool:
    """Make an environment for one Python, and run the tests in it."""
    venv = ROOT / ".cache" / f"python{version}"
    inside = venv / "bin" / "python"
    uv = [environment.PYTHON, "-m", "uv"]
    locks = [part for lock in environment.LOCKS["test"] for part in ("-r", lock)]
    environment.run(*uv, "venv", "--quiet", "--clear", "--python", python, venv)
    environment.run(*uv, "pip", "install", "--quiet", "--python", inside, "--require-hashes", *locks)
    environment.run(*uv, "pip", "install", "--quiet", "--python", inside, "--no-deps", "--no-build-isolation",
                    "--editable", ROOT)
    print(f"Python {version}: the tests of the domain rooms ...", flush=True)
    variables = environment.variables() | {"PATH": f"{inside.parent}{os.pathsep}{os.environ['PATH']}"}
    tests = [inside, "-m", "pytest", "-n", "logical", "--dist", "loadfile", *folders()]
    return subprocess.run([str(part) for part in tests], cwd=ROOT, env=variables).returncode == 0


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pythons", nargs="*", metavar="PROGRAM")
    options = parser.parse_args(arguments)
    own = version_of(str(environment.PYTHON))
    wanted = {version_of(each): each for each in options.pythons} if options.pythons else found(own)
    if "" in wanted:
        print(f"{wanted['']} is no Python that runs.", file=sys.stderr)
        return 1
    if not wanted:
        print(f"No other supported Python is on this machine: {own} alone was tried.")
    try:
        failed = [version for version, python in wanted.items() if not try_on(version, python)]
    except environment.SetupError as error:
        print(error, file=sys.stderr)
        return 1
    if failed:
        print(f"On Python {', '.join(failed)} tests fail.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
