"""Writing a file in one step: whoever reads meets the old content or the new one, never half of it."""

import contextlib
import errno
import os
import shutil
from pathlib import Path


def write_atomically(path: str | Path, content: str | bytes, backup: bool = False,
                     follow: bool = True) -> Path:
    """Write a file beside its place and put it there when it is whole; gives the path.

    A new file gets the permissions that the umask allows, an old one keeps its own. What is no file but a device or a
    pipe (`/dev/stdout`) stays what it is, and is written into.

    Parameters
    ----------
    path
        Where to write; the folder is made when it is missing.
    content
        Text (written as UTF-8, line ends as they are) or bytes.
    backup
        Keep what stood there before, when it differs, beside it as NAME.bak.
    follow
        Write what a link leads to. False: put the file in the link's place, as in folders that others may fill.

    Raises
    ------
    OSError
        When the place cannot be written; then the old file stands as it was, and no part of the new one.
    """
    target = Path(os.path.realpath(path)) if follow else Path(path)
    new = content.encode() if isinstance(content, str) else content
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not target.is_file() and not target.is_dir():
        if not follow:
            raise FileExistsError(errno.EEXIST, "is a device or a pipe, and no file", str(target))
        with open(target, "wb") as device:
            device.write(new)
        return Path(path)
    scratch = target.with_name(f".{target.name[:80]}.{os.getpid()}-{os.urandom(4).hex()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    kept = scratch.with_name(scratch.name.replace(f".{os.getpid()}-", f".bak.{os.getpid()}-"))
    descriptor = None
    try:
        descriptor = os.open(scratch, flags, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            descriptor = None
            file.write(new)
        if target.exists() and not target.is_symlink():
            with contextlib.suppress(OSError):
                os.chmod(scratch, target.stat().st_mode & 0o777)
            if backup and target.read_bytes() != new:
                shutil.copyfile(target, kept)
                os.replace(kept, target.with_name(target.name + ".bak"))
        os.replace(scratch, target)
    finally:
        if descriptor is not None:
            os.close(descriptor)
        for each in (scratch, kept):
            with contextlib.suppress(OSError, ValueError):
                each.unlink(missing_ok=True)
    return Path(path)


def read_bounded(path: str | Path, most: int = 64_000_000) -> bytes:
    """What a file holds; a pipe may be read, but neither it nor a device without end is read for ever.

    Parameters
    ----------
    path
        What to read.
    most
        Bytes that it may hold.

    Raises
    ------
    OSError
        When it cannot be read, or holds more.
    """
    with open(path, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it holds more than {most:,} bytes", str(path))
    return data
