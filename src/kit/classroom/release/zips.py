"""Writes zips: whole or not at all, with sound names and dates, the same files as the same bytes."""

import os
import tempfile
import time
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from kit.classroom.release.scratch import clear, scratch_prefix

EARLIEST, LATEST = 315_619_200, 4_354_732_799  # what the format's dates can say: 1980-01-02 to 2107-12-30


def write_zip(files: Mapping[str, bytes], to: Path, when: float | Mapping[str, float] | None = None,
              modes: Mapping[str, int] | None = None) -> Path:
    """Write files by their paths; gives the zip's path.

    Parameters
    ----------
    files
        The content by path.
    to
        The zip's own path; its folder is there.
    when
        Seconds since 1970, of all or of each; now, where nothing is said. A zip holds local time.
    modes
        Permissions of those files that are not merely read.

    Raises
    ------
    OSError
        Where it cannot be written; then the old zip stands as it was.
    """
    now = time.time()
    clear(to.parent, "zip")
    descriptor, scratch = tempfile.mkstemp(dir=to.parent, prefix=scratch_prefix("zip"), suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as raw, zipfile.ZipFile(raw, "w") as archive:
            for name, data in sorted(files.items()):
                moment = when.get(name, now) if isinstance(when, Mapping) else now if when is None else when
                local = datetime.fromtimestamp(min(max(moment, EARLIEST), LATEST))
                about = zipfile.ZipInfo(name, local.timetuple()[:6])
                about.create_system, about.external_attr = 3, (0o100000 | (modes or {}).get(name, 0o644)) << 16
                about.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(about, data)
        os.chmod(scratch, 0o666 & ~_umask())
        os.replace(scratch, to)
    finally:
        Path(scratch).unlink(missing_ok=True)
    return to


def _umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now
