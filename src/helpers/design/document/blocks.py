"""What a document is made of, whatever it is written in: headings, paragraphs, lists, tables, and one picture."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading of a level from 1 to 4."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; `strong` for what must be seen."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with its heads; `wide` is the column that may take most room, counted from 0."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: int = -1


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, the same in mermaid, and in words."""

    svg: str
    mermaid: str
    words: str


Block = Heading | Paragraph | Bullets | Table | Picture


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], wide: int = -1) -> Table:
    """A table of anything that has a text."""
    return Table(tuple(heads), tuple(tuple(str(each) for each in row) for row in rows), wide)
