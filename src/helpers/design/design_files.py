"""Design files: YAML with a version, replaced in one step, read with the line of what is wrong in them."""

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.design.errors import DesignError
from helpers.design.lines import line_of
from helpers.design.names import checked_name
from helpers.design.pieces import PIECES
from helpers.errors import shorten
from helpers.files import read_bounded, write_atomically
from helpers.inputs import Reader
from helpers.inputs.duplicates import duplicates

if TYPE_CHECKING:
    from helpers.design.model import Design

READ = Reader(DesignError)
VERSION = 2  # 1: files without a number, with the pieces of steps 1 to 6
FOLDER = Path("my_design")
FILES = (".yaml", ".yml", ".json", ".txt")  # what ends so is a file; a name such as v1.2 is none
HEADER = "# A design, saved by the course. You may edit it: the next step reads it from here.\n"
LARGEST = 20_000_000  # bytes


def upgraded(data: dict) -> dict:
    """The data of an older file as this version writes it. Raises `DesignError` for a newer one, and for no number."""
    version = data.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise DesignError(f"version: {shorten(version)} is not the number of a version. Write version: {VERSION}.")
    if version > VERSION:
        raise DesignError(f"version: the file is of version {version}, and this kit reads up to {VERSION}. "
                          "Update the kit; the file was left as it is.")
    return data  # version 1 has fewer pieces, and nothing that is written otherwise now


def save(design: "Design", path: str | Path | None = None) -> Path:
    """See `Design.save`."""
    import yaml

    target = path_of(path if path is not None else design.name)
    try:
        written = write_atomically(target, HEADER + as_yaml(design.to_dict()), backup=True)
        _sweep(target)
        return written
    except (OSError, ValueError, yaml.YAMLError) as error:
        plain = "a piece is not plain data" if isinstance(error, yaml.YAMLError) else str(error)
        reason = getattr(error, "strerror", None) or plain
        raise DesignError(
            f"{shorten(str(target), 200)}: cannot be written ({reason}). Save elsewhere: .save('name.yaml')."
        ) from None


def load(kind: "type[Design]", path: str | Path, start: bool = False) -> "Design":
    """See `Design.load`."""
    target, start = path_of(path), READ.flag(start, "start")
    try:
        if target.stat().st_size > LARGEST:
            raise DesignError(f"{target}: {target.stat().st_size:,} bytes are no design of this course.")
        text = read_bounded(target, LARGEST).decode("utf-8")
    except FileNotFoundError:
        if start:
            return kind(target.stem)
        raise DesignError(
            f"{target}: there is no such design yet. Run the step that saves it, or load with start=True."
        ) from None
    except UnicodeDecodeError:
        raise DesignError(f"{target}: not readable as YAML: it is no text in UTF-8. Mend it there, or take back the "
                          f"last copy, {target.name}.bak.") from None
    except OSError as error:
        raise DesignError(f"{shorten(str(target), 200)}: cannot be read ({error.strerror}).") from None
    except ValueError:
        raise DesignError(f"{shorten(str(target), 200)}: cannot be the name of a file.") from None
    return read_text(kind, text, str(target), f", or take back the last copy, {target.name}.bak")


def read_text(kind: "type[Design]", text: str, name: str, mend: str = "") -> "Design":
    """The design in the text of a file called `name`. Raises `DesignError` naming the file, the line and the field."""
    import yaml

    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        twice = duplicates(node)
        if twice:
            raise DesignError(f"{name}, line {twice[0][2]}: {twice[0][0]} stands there twice, first in line "
                              f"{twice[0][1]}. Keep one of the two.")
        data = None if node is None else loader.construct_document(node)
    except DesignError:
        raise
    except Exception as error:  # PyYAML lets a date such as 2026-13-01 fail with any kind of error
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 1}" if place else ""
        raise DesignError(f"{name}{line}: not readable as YAML. Mend it there{mend}.") from None
    try:
        return kind.from_dict(data)
    except DesignError as error:
        found = line_of(node, str(error), PIECES)
        place = f", line {found}" if found else ""
        raise DesignError(f"{name}{place}: {error}") from None


def as_yaml(data: dict) -> str:
    """Readable YAML that reads back as it was; PyYAML loses rare line breaks such as U+0085 unless they are escaped."""
    import yaml

    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
    return text if yaml.safe_load(text) == data else yaml.safe_dump(data, sort_keys=False, width=110)


def path_of(path: Any) -> Path:
    """A bare name lies in my_design/, dots in it or not; what ends in .yaml or names a folder is a path."""
    if not isinstance(path, str | Path) or not str(path).strip():
        raise DesignError(f"path: {shorten(path)} is not a file name. Give a name such as url_shortener.")
    given = Path(path)
    if given.suffix.lower() in FILES or len(given.parts) > 1 or given.is_absolute() or str(path).startswith("./"):
        return given
    return FOLDER / f"{checked_name(str(given))}.yaml"


def _sweep(target: Path) -> None:
    """Remove what a save that was killed left beside the file: scratch files of processes that are gone."""
    with contextlib.suppress(OSError, ValueError):
        for each in target.parent.glob(f".{target.name[:80]}*.part"):
            process = re.search(r"\.(\d+)-[0-9a-f]{8}\.part$", each.name)
            if process and not _alive(int(process[1])):
                each.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    if os.name == "nt" or process == os.getpid():  # there a signal of 0 would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
