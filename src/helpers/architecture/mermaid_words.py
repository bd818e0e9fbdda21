"""The words of mermaid: statements, labels, subgraph titles, codes for characters."""

import re

from helpers.errors import shorten

SUBGRAPH = re.compile(r"subgraph\b\s*([\w-]+)?\s*(?:\[(.*)\])?\s*(.*)$")


class BrokenLine(Exception):  # noqa: N818 (it never leaves this module)
    """A statement that cannot be read: what was seen, and how to mend it."""


def statements(line: str):
    """The statements of a line: `;` parts them, except inside quotation marks; a comment takes the rest."""
    if line.strip().startswith("%%"):
        yield line.strip()
        return
    for part in re.findall(r'(?:"[^"]*"|#\d+;|[^;"]|")+', line):
        if part.strip():
            yield part.strip()


def subgraph_of(text: str) -> tuple[str, str]:
    """What a subgraph is, "zone" or "group", and its name."""
    match = SUBGRAPH.match(text)
    identity, title, rest = match[1] or "", match[2], match[3]
    if not title and rest:
        identity = f"{identity} {rest}".strip()
    told = unescaped(title) if title else identity.strip().strip('"')
    for what in ("zone", "group"):
        found = re.fullmatch(rf"{what}\s*[:_ ]\s*(.+)", told, re.IGNORECASE)
        if found:
            return what, found[1].strip()
    return ("zone" if identity.lower().startswith("zone") else "group"), told or "group"


def label_at(text: str, at: int, closing: str) -> tuple[str, int]:
    """The text of a box up to its closing bracket, and the place behind it."""
    if text.startswith('"', at):
        end = text.find('"', at + 1)
        if end >= 0 and text.startswith(closing, end + 1):
            return text[at + 1:end], end + 1 + len(closing)
    end = text.find(closing, at)
    if end < 0:
        raise BrokenLine(f"{shorten(text[at:])} has no closing {closing}", f"Add {closing} after the text.")
    return text[at:end], end + len(closing)


def unescaped(text: str) -> str:
    """Text without quotation marks and with mermaid's codes (`#34;`) read."""
    text = text.strip().removeprefix('"').removesuffix('"')
    text = re.sub(r"<br\s*/?>", " ", text)
    named = {"quot": '"', "amp": "&", "lt": "<", "gt": ">"}
    text = re.sub(r"#(quot|amp|lt|gt);", lambda found: named[found[1]], text)
    return re.sub(r"#(\d{1,7});", lambda found: chr(int(found[1])) if int(found[1]) < 0x110000 else "?", text)
