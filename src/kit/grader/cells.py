"""The cells of a notebook file, whatever wrote it: their text, their names and their pictures, and nothing else."""

import base64
import hashlib
import html
import json
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from kit.grader.key import CellKey

KINDS = ("code", "markdown", "raw")
MOST_CELLS = 2_000
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
LARGEST_PICTURE, LARGEST_PICTURES = 6_000_000, 16_000_000  # characters of base64: of one, and of a whole notebook
MOST_LINKS = 50  # pictures of one cell
LINK = re.compile(r"attachment:(?:([^\s<>\"']+)|(?<=<attachment:)([^<>\n]+))")
MISSING = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="360" height="40">'
    b'<rect width="360" height="40" fill="#eee"/>'
    b'<text x="12" y="25" font-family="sans-serif">This picture was not handed in.</text></svg>').decode()


class Unreadable(Exception):  # noqa: N818 (a fact about a submission, not a fault of the grader)
    """A submission of which nothing can be graded; the argument says why, for a person."""


@dataclass
class Cell:
    """A cell to run: its text, its kind, its pictures, and its key where nbgrader knows it."""

    cell_type: str
    source: str
    key: CellKey | None = None
    identity: str = ""
    answered: bool = True
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)


def read_cells(data: bytes, notes: list[str] | None = None) -> list[Cell]:
    """The cells of a notebook file of any version. What was left out is added to `notes`. Raises `Unreadable`."""
    notes = [] if notes is None else notes
    listed = _listed(data)
    if len(listed) > MOST_CELLS:
        raise Unreadable(f"it has {len(listed):,} cells; up to {MOST_CELLS:,} are read.")
    cells, left = [], LARGEST_PICTURES
    for each in listed:
        if not isinstance(each, dict) or each.get("cell_type") not in KINDS:
            continue
        source = each.get("source", "")
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if not isinstance(source, str):
            source = ""
        source = source.encode("utf-8", "replace").decode()  # a lone surrogate is no text
        meta = each.get("metadata")
        meta = meta.get("nbgrader") if isinstance(meta, dict) else None
        name = meta.get("grade_id") if isinstance(meta, dict) else None
        cell = Cell(each["cell_type"], source, identity=name if isinstance(name, str) else "")
        if cell.cell_type == "markdown":
            cell.attachments = attached(each.get("attachments"), source, left, notes)
            left -= sum(map(len, (held for form in cell.attachments.values() for held in form.values())))
        cells.append(cell)
    return cells


def _listed(data: bytes) -> list:
    """What stands under `cells`. Raises `Unreadable`."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("it is not in UTF-8: a program other than Jupyter wrote it. Ask for it as JupyterLab "
                         "saves it.") from None
    try:
        content = json.loads(text)
        version = content["nbformat"]
        if version < 4:
            import nbformat

            content = nbformat.convert(nbformat.reads(text, as_version=nbformat.NO_CONVERT), 4)
        listed = content["cells"]
        if not isinstance(listed, list):
            raise TypeError
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not a notebook: {str(error)[:100] or 'its JSON is nested too deeply'}. "
                         "Ask for it again; it may have been cut off.") from None
    except Exception:
        raise Unreadable("it is JSON, but not a notebook. Ask for the .ipynb file.") from None
    return listed


def attached(given, source: str, left: int, notes: list[str]) -> dict[str, dict[str, str]]:
    """The pictures of one text that its links lead to; in place of each that is not there, one that says so.

    A link finds its picture however its name was written (with `%20` for a space), since programs that show the
    notebook would stop at a link that leads nowhere.
    """
    found: dict[str, dict[str, str]] = {}
    given = given if isinstance(given, dict) else {}
    for names in link_names(source):
        name = next((each for each in names if each in given), None)
        picture = _picture(given.get(name), left)
        if picture is None:
            why = "is too large or no picture" if name is not None else "was not handed in with the notebook"
            notes.append(f"The picture {names[0][:60]!r} {why}.")
            picture = {"image/svg+xml": MISSING}
        for each in names:
            found.setdefault(each, picture)
        left -= sum(map(len, picture.values()))
    return found


def link_names(source: str) -> list[tuple[str, ...]]:
    """The names of the pictures that a text links to, each in all the ways in which a reader of it may write it."""
    found: dict[str, tuple[str, ...]] = {}
    for match in list(LINK.finditer(source))[:MOST_LINKS]:
        whole = match[1] or match[2]
        ends = [place for place, mark in enumerate(whole) if mark == ")"][:4] if match[1] else []
        ways: dict[str, None] = {}
        for name in (*(whole[:end] for end in ends), *(() if ends else (whole,))):
            plain = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", name))
            ways.update(dict.fromkeys((plain, unquote(plain), _escaped(plain), _escaped(unquote(plain)))))
        names = tuple(each for each in ways if each)
        if names:
            found.setdefault(names[0], names)
    return list(found.values())


def _escaped(name: str) -> str:
    """A name as the markdown reader of nbconvert hands it on."""
    try:
        from mistune.util import escape_url

        return escape_url(name)
    except Exception:
        return name


def _picture(given, left: int) -> dict[str, str] | None:
    """One picture of an attachment, of a kind that is shown; `None` where there is none, or none so small."""
    for form in PICTURES:
        held = given.get(form) if isinstance(given, dict) else None
        held = "".join(map(str, held)) if isinstance(held, list) else held
        if isinstance(held, str) and 0 < len(held) <= min(LARGEST_PICTURE, left):
            held = "".join(held.split())
            if re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", held):
                return {form: held}
    return None


def squashed(text: str) -> str:
    r"""A text without its white space: as two are compared.

    >>> squashed("a = 1\n  b")
    'a=1b'
    """
    return "".join(text.split())


def text_digest(text: str) -> str:
    """A short name for a text, whatever its white space."""
    return hashlib.sha256(squashed(text).encode("utf-8", "replace")).hexdigest()[:16]


def checksum(cell: Cell) -> str:
    """Nbgrader's checksum of a cell: its text, its kind, its flags, its name and its points."""
    key = cell.key
    made = hashlib.md5(usedforsecurity=False)
    for part in (cell.source, cell.cell_type, str(key.grade), str(key.solution), str(key.locked), key.name):
        made.update(part.encode())
    if key.grade:
        made.update(str(float(key.points)).encode())
    return made.hexdigest()
