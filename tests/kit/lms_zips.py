"""Zips as Canvas and Moodle make them, and as somebody hostile would, for tests."""

import io
import json
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from tests.kit.classes import ROOT

SLUG = "02_estimation"
CAME = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def notebook(mark: str = "") -> bytes:
    """An exercise as handed in, told from others by a word."""
    content = json.loads((ROOT / "exercises" / SLUG / f"{SLUG}.ipynb").read_text())
    content["cells"][0]["source"] = f"# {mark}"
    return json.dumps(content).encode()


def entry(name: str, when: datetime | None = CAME, exact: bool = True) -> zipfile.ZipInfo:
    """A file's entry, with its time in UTC where `exact`, else as local time without a zone."""
    about = zipfile.ZipInfo(name, (when or CAME).timetuple()[:6] if when else (1980, 1, 1, 0, 0, 0))
    about.compress_type = zipfile.ZIP_DEFLATED
    if when and exact:
        about.extra = struct.pack("<HHBl", 0x5455, 5, 1, int(when.timestamp()))
    return about


def write_zip(path: Path, files: list[tuple[zipfile.ZipInfo | str, bytes]]) -> Path:
    """A zip of these entries, in this order."""
    with zipfile.ZipFile(path, "w") as archive:
        for about, data in files:
            archive.writestr(about if isinstance(about, zipfile.ZipInfo) else entry(about), data)
    return path


def renamed(path: Path, old: bytes, new: bytes) -> Path:
    """The same zip with the bytes of a name changed: what a tool that knows no UTF-8 flag writes."""
    assert len(old) == len(new)
    path.write_bytes(path.read_bytes().replace(old, new))
    return path


def bomb(size: int) -> bytes:
    """So many zeros."""
    return bytes(size)


def lying(path: Path, name: str, size: int) -> Path:
    """A zip whose one file claims to be of ten bytes and is of `size`."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry(name), bytes(range(256)) * (size // 256))
    data = raw.getvalue().replace(struct.pack("<L", size // 256 * 256), struct.pack("<L", 10))
    path.write_bytes(data)
    return path
