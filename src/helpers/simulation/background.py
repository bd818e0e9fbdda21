"""Loops are compiled in a process of its own while runs are interpreted: nobody waits for the compiler."""

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

_made: list[subprocess.Popen] = []
_tried = False


@cache
def kept_in(folder: Path) -> Path:
    """The folder itself, or where it cannot be written one of this session with the same copies.

    Numba loads copies only from where it could keep some.
    """
    if can_write(folder):
        return folder
    try:
        own = Path(tempfile.mkdtemp(prefix="compiled-"))
    except OSError:  # no place at all: nothing is kept
        return folder
    atexit.register(_leave, own)
    if folder.is_dir():
        shutil.copytree(folder, own / folder.name, dirs_exist_ok=True)
    return own / folder.name


def can_write(folder: Path) -> bool:
    """Whether files can be made in a folder, which is made where it is not there.

    >>> can_write(Path(tempfile.gettempdir())), can_write(Path(__file__) / "a file is no folder")
    (True, False)
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def start(folder: Path) -> None:
    """Compile all loops into this folder, once a session, at the lowest priority; nothing where that is not allowed."""
    global _tried
    if _tried:
        return
    _tried = True
    given = {**os.environ, "NUMBA_CACHE_DIR": str(folder.parent)}
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        _made.append(subprocess.Popen([sys.executable, "-m", "helpers.simulation.compile_ahead"], env=given,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      start_new_session=True))


def begun() -> bool:
    """Whether this session has begun to compile."""
    return bool(_made)


def running() -> bool:
    """Whether this session has begun to compile, and that is not done."""
    return any(each.poll() is None for each in _made)


def _leave(own: Path) -> None:
    """What was compiled for this session alone goes with it."""
    for each in _made:
        each.terminate()
        each.wait()
    shutil.rmtree(own, ignore_errors=True)
