"""All designs of a folder as one file, to be taken from one machine to another, and back."""

import io
import zipfile
from pathlib import Path, PurePosixPath

from helpers.design.design_files import FOLDER, HEADER, as_yaml, read_text
from helpers.design.errors import DesignError
from helpers.design.model import Design
from helpers.design.names import NAME
from helpers.errors import shorten
from helpers.files import read_bounded, write_atomically

MOST_FILES, LARGEST = 200, 5_000_000  # designs in one file; bytes of each
STAMP = (1980, 1, 1, 0, 0, 0)  # the same designs give the same bytes


def pack(folder: str | Path = FOLDER) -> bytes:
    """All designs of a folder as one zip file. Raises `DesignError` where there is none.

    >>> pack("no_such_folder")
    Traceback (most recent call last):
    helpers.design.errors.DesignError: no_such_folder: there is no design in it yet. Save one first.
    """
    where = _folder(folder)
    try:
        found = sorted(where.glob("*.yaml"))
        if not found:
            raise DesignError(f"{where}: there is no design in it yet. Save one first.")
        if len(found) > MOST_FILES:
            raise DesignError(f"{shorten(str(where), 200)}: it holds {len(found)} designs, and one file takes at most "
                              f"{MOST_FILES}. Move some into another folder, and pack both.")
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for each in found:
                if each.stat().st_size > LARGEST:
                    raise DesignError(f"{shorten(each.name)}: more than {LARGEST:,} bytes are no design. Move it out.")
                archive.writestr(zipfile.ZipInfo(each.name, STAMP), read_bounded(each, LARGEST), zipfile.ZIP_DEFLATED)
        return made.getvalue()
    except DesignError:
        raise
    except (OSError, ValueError) as error:
        raise DesignError(f"{shorten(str(where), 200)}: cannot be read ({getattr(error, 'strerror', None) or error})."
                          ) from None


def unpack(content: bytes, folder: str | Path = FOLDER, name: str = "the file") -> tuple[Path, ...]:
    """Put the designs of a file (a zip from `pack`, or one YAML) into a folder; what stood there is kept as .bak.

    All are read before any is written, so that a damaged file changes nothing. Raises `DesignError` naming the design,
    the line and the field.
    """
    if not isinstance(content, bytes | bytearray | memoryview):
        raise DesignError(f"content: {shorten(content)} is not the content of a file. Give bytes.")
    where = _folder(folder)
    if not isinstance(name, str):
        raise DesignError(f"name: {shorten(name)} is not text. Give the name of the file.")
    designs = [_read(text, each) for each, text in _texts(bytes(content), name)]
    names = [each.name.casefold() for each in designs]  # some systems hold two such names for one
    twice = next((each.name for each in designs if names.count(each.name.casefold()) > 1), "")
    if twice:
        raise DesignError(f"{shorten(name)}: it holds {twice} more than once, and one would replace the "
                          "other. Unzip it, and give the one that you want.")
    made = []
    for design in designs:
        target = where / f"{design.name}.yaml"
        try:
            made.append(write_atomically(target, HEADER + as_yaml(design.to_dict()), backup=True))
        except (OSError, ValueError) as error:
            raise DesignError(f"{shorten(str(target), 200)}: cannot be written "
                              f"({getattr(error, 'strerror', None) or error}).") from None
    return tuple(made)


def _folder(folder: object) -> Path:
    if not isinstance(folder, str | Path) or not str(folder).strip():
        raise DesignError(f"folder: {shorten(folder)} is not a folder's name. Leave it out, or give one in quotes.")
    return Path(folder)


def _texts(content: bytes, name: str) -> list[tuple[str, str]]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [(name, _decoded(content, name))]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [each for each in archive.infolist()
                       if PurePosixPath(each.filename).suffix in (".yaml", ".yml") and not each.is_dir()]
            if not entries or len(entries) > MOST_FILES:
                raise DesignError(f"{name}: it holds {len(entries)} designs. Give a file with 1 to {MOST_FILES}.")
            found = []
            for each in entries:
                with archive.open(each) as file:
                    text = file.read(LARGEST + 1)
                if len(text) > LARGEST:
                    raise DesignError(f"{shorten(each.filename)}: more than {LARGEST:,} bytes are no design.")
                found.append((shorten(PurePosixPath(each.filename).name).strip("'"), _decoded(text, each.filename)))
            return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        if isinstance(error, DesignError):
            raise
        raise DesignError(f"{name}: it is damaged, or no zip file of the course. Download it again.") from None


def _decoded(content: bytes, name: str) -> str:
    if len(content) > LARGEST:
        raise DesignError(f"{name}: more than {LARGEST:,} bytes are no design.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DesignError(f"{shorten(name)}: it is no text. Give a design in YAML, or the zip file of the course.") \
            from None


def _read(text: str, name: str) -> Design:
    design = read_text(Design, text, name)
    if not NAME.fullmatch(design.name):
        raise DesignError(f"{name}: name: {shorten(design.name)} cannot name a file.")
    return design
