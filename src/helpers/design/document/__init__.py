"""The design document: everything that the steps made, with its verdicts, as Markdown and as one page to print."""

from helpers.design.document.made import Document, document

__all__ = ["Document", "document"]
