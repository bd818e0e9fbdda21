"""A document in Markdown, as GitHub and JupyterLab read it."""

from collections.abc import Iterable

from helpers.design.document.blocks import Block, Bullets, Heading, Paragraph, Picture, Table


def markdown(blocks: Iterable[Block]) -> str:
    r"""The blocks as Markdown; the picture is a mermaid block.

    >>> print(markdown([Heading(2, "Cost"), Table(("Box", "$"), (("a|b", "5"),))]))
    ## Cost
    <BLANKLINE>
    | Box | $ |
    |---|---|
    | a\|b | 5 |
    <BLANKLINE>
    """
    return "\n\n".join(_written(each) for each in blocks) + "\n"


def _written(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_plain(block.text)}"
    if isinstance(block, Paragraph):
        return f"**{_plain(block.text)}**" if block.strong else _plain(block.text)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_plain(each)}" for each in block.items)
    if isinstance(block, Table):
        lines = [block.heads, *block.rows]
        made = ["| " + " | ".join(_cell(each) for each in row) + " |" for row in lines]
        return "\n".join((made[0], "|" + "---|" * len(block.heads), *made[1:]))
    if isinstance(block, Picture):
        return f"```mermaid\n{block.mermaid.strip()}\n```"
    raise TypeError(f"{type(block).__name__} is no block of a document")


def _plain(text: str) -> str:
    """Text in which nothing is taken for a mark of Markdown or HTML."""
    made = " ".join(text.split())
    for mark in ("\\", "*", "_", "`", "<", "[", "#"):
        made = made.replace(mark, f"\\{mark}")
    return made


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|") or " "
