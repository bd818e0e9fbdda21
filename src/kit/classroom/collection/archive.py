"""A zip or a folder that others filled, file by file: each is read within bounds, or refused by one sentence."""

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from helpers.errors import shorten
from kit.classroom.course.folder import ClassError

MOST_FILES = 20_000
LARGEST_TOTAL = 4_000_000_000  # bytes of all files together
LARGEST_RATIO = 200  # a notebook shrinks to a tenth, plain zeros to a thousandth
SMALL = 1_000_000  # bytes; below it a ratio says nothing
LEFT_OUT = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__"}
UNIX_TIME, UNICODE_NAME = 0x5455, 0x7075  # extra fields of the zip format
DRIVE = re.compile(r"[A-Za-z]:")


class Refused(Exception):  # noqa: N818 (a fact about one file, not a fault of the command)
    """A file that is not taken; the argument says why."""


@dataclass(frozen=True)
class Entry:
    """One file: its path as parts, when it was last written (`None` where that is not known), and how to read it.

    `exact` says that the time came with its zone; otherwise it was read as local time.
    """

    parts: tuple[str, ...]
    time: datetime | None
    exact: bool
    read: Callable[[int], bytes]

    @property
    def name(self) -> str:
        """The path as one text."""
        return "/".join(self.parts)


@dataclass(frozen=True)
class Found:
    """The files of an archive or a folder, and a sentence on each that was refused."""

    entries: tuple[Entry, ...]
    refused: tuple[str, ...]


def open_archive(path: Path, zone: tzinfo | None = None) -> Found:
    """The files of a zip or a folder. Raises `ClassError` where it is neither, or cannot be read.

    `zone` is that of a zip's times that bear none; without it they are read as this machine's.
    """
    if path.is_dir():
        return _sorted_out(_of_folder(path))
    if not path.is_file():
        raise ClassError(f"path: there is no file or folder {path}. Give what the system let you download.")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error) as error:
        raise ClassError(f"path: {path} is no zip that can be read ({error}). Download it again, or give a "
                         "folder.") from None
    if len(archive.infolist()) > MOST_FILES:
        raise ClassError(f"path: {path} holds {len(archive.infolist()):,} files; up to {MOST_FILES:,} are read.")
    return _sorted_out(_of_zip(archive, zone))


def _sorted_out(found: Iterator[Entry | str]) -> Found:
    entries, refused = [], []
    for each in found:
        (refused if isinstance(each, str) else entries).append(each)
    return Found(tuple(entries), tuple(refused))


def _of_folder(root: Path) -> Iterator[Entry | str]:
    for seen, path in enumerate(_walk(root), 1):
        inside = path.relative_to(root)
        if seen > MOST_FILES:
            raise ClassError(f"path: {root} holds more than {MOST_FILES:,} files. Give the folder of the submissions.")
        if path.is_symlink():
            yield f"{said(inside.as_posix())}: it is a link, and links are not followed. Ask for the file itself."
        elif not path.is_file():
            yield f"{said(inside.as_posix())}: it is no file."
        else:
            moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield Entry(inside.parts, moment, True, lambda most, path=path: _read_file(path, most))


def _walk(root: Path) -> Iterator[Path]:
    """Every file below a folder, and every link, one by one."""
    for place, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        links = [each for each in folders if os.path.islink(os.path.join(place, each))]
        yield from (Path(place, each) for each in sorted({*files, *links} - LEFT_OUT))


def _read_file(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Refused(f"it cannot be read ({error.strerror})") from None
    return _bounded(data, most)


def _bounded(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise Refused(f"it is larger than {most / 1e6:,.0f} MB, the limit of a submission")
    return data


def _of_zip(archive: zipfile.ZipFile, zone: tzinfo | None) -> Iterator[Entry | str]:
    total = 0
    for about in archive.infolist():
        name = true_name(about)
        if about.create_system == 0 and "/" not in name:  # some tools of Windows write their own separator
            name = name.replace("\\", "/")
        if about.is_dir() or LEFT_OUT & set(name.split("/")) or name.rsplit("/", 1)[-1].startswith("._"):
            continue
        total += about.file_size
        problem = odd(name, about, total)
        if problem:
            yield f"{said(name)}: {problem}"
            continue
        moment, exact = time_of(about, zone)
        yield Entry(tuple(part for part in name.split("/") if part not in ("", ".")), moment, exact,
                    lambda most, about=about: _read_zipped(archive, about, most))


def odd(name: str, about: zipfile.ZipInfo, total: int) -> str:
    """Why a file of a zip is not taken, in one sentence; nothing where it is."""
    kind = stat.S_IFMT(about.external_attr >> 16)
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if name.startswith(("/", "\\")) or DRIVE.match(name):
        return "its path is absolute and leads out of the folder. No system writes that: look where it came from."
    if ".." in parts:
        return "its path holds `..` and may lead out of the folder. No system writes that: look where it came from."
    if "\\" in name or not parts or not name.isprintable():
        return "its path holds a character that no file's name should have. Ask for it under another name."
    if kind == stat.S_IFLNK:
        return "it is a link, and links are not followed. Ask for the file itself."
    if kind not in (0, stat.S_IFREG):
        return "it is no file."
    if about.flag_bits & 1:
        return "it is encrypted. Ask for it without a password."
    packed = max(about.compress_size, 1)
    if about.file_size > SMALL and about.file_size / packed > LARGEST_RATIO:
        return (f"it unpacks to {about.file_size / 1e6:,.0f} MB from {packed / 1e6:,.2f} MB, as a zip bomb does. "
                "Ask for the notebook itself.")
    if total > LARGEST_TOTAL:
        return f"with it the files are larger than {LARGEST_TOTAL / 1e9:.0f} GB together. Collect in smaller parts."
    return ""


def _read_zipped(archive: zipfile.ZipFile, about: zipfile.ZipInfo, most: int) -> bytes:
    try:
        with archive.open(about) as file:
            data = file.read(most + 1)  # the size that the zip claims may be a lie
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error) as error:
        raise Refused(f"it cannot be unpacked ({type(error).__name__}: {str(error)[:100]})") from None
    return _bounded(data, most)


def true_name(about: zipfile.ZipInfo) -> str:
    """The name as it was meant: UTF-8 where that is said, in the extra field for it, or where the bytes are UTF-8.

    What is none of these is code page 437, as the format has it.
    """
    name = about.orig_filename
    if about.flag_bits & 0x800:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for kind, body in extra_fields(about.extra):
        if kind == UNICODE_NAME and len(body) > 5 and body[0] == 1 and body[1:5] == struct.pack("<L", zlib.crc32(raw)):
            return body[5:].decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return name


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The extra fields of a zip's entry: kind and content."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4:at + 4 + size]
        at += 4 + size


def time_of(about: zipfile.ZipInfo, zone: tzinfo | None) -> tuple[datetime | None, bool]:
    """When a file was last written, in UTC, and whether its zone was known; `None` for the format's empty date."""
    for kind, body in extra_fields(about.extra):
        if kind == UNIX_TIME and len(body) >= 5 and body[0] & 1:
            return datetime.fromtimestamp(struct.unpack_from("<l", body, 1)[0], UTC), True
    try:
        local = datetime(*about.date_time, tzinfo=zone)
    except ValueError:
        return None, False
    return (None, False) if local.year <= 1980 and local.month == 1 else (local.astimezone(UTC), False)


def said(name: str) -> str:
    """A file's name as it may be shown.

    >>> said("a.ipynb")
    "'a.ipynb'"
    """
    return shorten(name.encode("utf-8", "backslashreplace").decode(), 120)
