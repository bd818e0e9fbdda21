"""Scratch folders that bear their maker's number, and are cleared by the next run when the maker was killed."""

import contextlib
import os
import re
import shutil
from pathlib import Path


def scratch_prefix(kind: str) -> str:
    """The beginning of a scratch name: hidden, of a kind, with this process's number."""
    return f".{kind}-{os.getpid()}-"


def left_behind(folder: Path, kind: str) -> list[Path]:
    """The scratch files and folders of a kind whose makers live no more."""
    pattern = re.compile(rf"\.{re.escape(kind)}-(\d+)-.*")
    found = []
    with contextlib.suppress(OSError):
        for each in sorted(folder.iterdir()):
            made_by = pattern.fullmatch(each.name)
            if made_by and not _lives(int(made_by[1])):
                found.append(each)
    return found


def clear(folder: Path, *kinds: str) -> None:
    """Delete what runs that were killed left in a folder."""
    for kind in kinds:
        for each in left_behind(folder, kind):
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    each.unlink()


def clear_parts(folder: Path) -> None:
    """Delete halves of files that `write_atomically` left in a folder when it was killed."""
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            made_by = re.fullmatch(r"\..*\.(\d+)-[0-9a-f]{8}\.part", each.name)
            if made_by and not _lives(int(made_by[1])):
                with contextlib.suppress(OSError):
                    each.unlink()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
