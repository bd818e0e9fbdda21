"""A design written up, from its title to what was not modelled."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.design.check import check
from helpers.design.document import design_sections as second
from helpers.design.document import requirement_sections as first
from helpers.design.document.blocks import Block, Heading, Paragraph
from helpers.design.document.markdown import markdown
from helpers.design.document.page import page
from helpers.design.errors import DesignError
from helpers.design.look import Look
from helpers.design.verdict import Verdict
from helpers.design.verdict import verdict as judged
from helpers.errors import shorten
from helpers.files import write_atomically
from helpers.rounding import several
from helpers.units import Q, human

if TYPE_CHECKING:
    from helpers.design.model import Design
    from helpers.reliability import FailureSweep


@dataclass(frozen=True)
class Document:
    """A design document. `save("design.html")` writes the page, which a browser prints; `save("design.md")` Markdown.

    >>> from helpers.design import Design
    >>> made = Design("links").document()
    >>> made.markdown().splitlines()[0], "<script" in made.html()
    ('# Links', False)
    """

    title: str
    blocks: tuple[Block, ...]

    def markdown(self) -> str:
        """The document in Markdown; the diagram is a mermaid block."""
        return markdown(self.blocks)

    def html(self) -> str:
        """The document as one HTML page that needs no other file and no network."""
        return page(self.title, self.blocks)

    def save(self, path: str | Path) -> Path:
        """Write it as .html or .md; what stood there before is kept as .bak. Raises `DesignError`."""
        if not isinstance(path, str | Path) or Path(path).suffix.lower() not in (".html", ".md"):
            raise DesignError(f"path: {shorten(path)} ends neither in .html nor in .md. Write design.html.")
        text = self.html() if Path(path).suffix.lower() == ".html" else self.markdown()
        try:
            return write_atomically(path, text, backup=True)
        except (OSError, ValueError) as error:
            raise DesignError(f"{shorten(str(path), 200)}: cannot be written "
                              f"({getattr(error, 'strerror', None) or error}).") from None

    def _repr_html_(self) -> str:
        from html import escape

        return (f'<iframe srcdoc="{escape(self.html())}" title="{escape(self.title)}" sandbox="allow-popups" '
                'style="box-sizing:border-box;width:100%;height:640px;border:1px solid #888"></iframe>')

    def __repr__(self) -> str:
        return f"<Document {self.title!r}: {len(self.blocks)} blocks>"


def document(design: "Design", verdict: Verdict | None = None, sweep: "FailureSweep | None" = None) -> Document:
    """See `Design.document`."""
    if verdict is not None and not isinstance(verdict, Verdict):
        raise DesignError(f"verdict: {shorten(verdict)} is not a Verdict. Give what .verdict() gave, or leave it out.")
    from helpers.reliability import FailureSweep

    if sweep is not None and not isinstance(sweep, FailureSweep):
        raise DesignError(f"sweep: {shorten(sweep)} is not a FailureSweep. Give what failure_sweep(design) gave, or "
                          "leave it out.")
    look = Look(design)
    if verdict is None and design.requirements is not None:
        verdict = judged(design)
    return Document(_title(design), tuple(_blocks(look, verdict, sweep)))


def _title(design: "Design") -> str:
    from helpers.cases import list_cases, load_case

    case = design.case or design.name
    return load_case(case).title if case in list_cases() else design.name.replace("_", " ").capitalize()


def _blocks(look: Look, verdict: Verdict | None, sweep: "FailureSweep | None") -> Iterator[Block]:
    yield Heading(1, _title(look.design))
    yield Paragraph(_summary(look, verdict))
    yield from first.context(look)
    yield from first.requirements(look, verdict)
    yield from first.estimate(look)
    yield from first.interface(look)
    yield from first.data_model(look)
    yield from second.diagram(look)
    yield from second.decisions(look)
    yield from second.failures(look, sweep)
    yield from second.alerts(look)
    yield from second.cost(look)
    yield from second.open_ends(look, verdict, check(look.design, look))


def _summary(look: Look, verdict: Verdict | None) -> str:
    told = ["A design document, made from the design itself."]
    if look.drawing is not None:
        boxes = sum(box.kind != "client" for box in look.drawing)
        cost = f" for ${look.cost:,.0f} a month" if look.cost else ""
        load = f", sized for {human(Q(float(look.peak), '1/s'), 2)} at the peak" if look.peak else ""
        told.append(f"{several(boxes, 'box')}{cost}{load}.")
    if verdict is not None:
        told.append(verdict.sentence)
    return " ".join(told)
