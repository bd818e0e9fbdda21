"""The columns of the table in which endpoints are edited, and how their cells are read and written."""

from html import escape
from typing import TYPE_CHECKING

from helpers.findings import MARKS, Findings
from helpers.interface.endpoint import METHODS, PAGING, SCHEMES
from helpers.widgets.edit_table import Column

if TYPE_CHECKING:
    pass

COLUMNS = (
    Column("name", "name", "The endpoint's name; the next steps use it, too", width=100),
    Column("method", "method", "What kind of deed", "choice", 70, METHODS),
    Column("path", "path", "Its address; {code} stands for one thing's id", width=100),
    Column("serves", "serves", "The ids of the requirements that it serves", width=110),
    Column("body", "body", "What the caller sends: a resource, or nothing", width=66),
    Column("returns", "returns", "What comes back: a resource, list[...], or nothing", width=84),
    Column("errors", "errors", "The other answers that it names, such as 400, 404", width=112),
    Column("idempotent", "key", "Takes an Idempotency-Key: sent twice, done once", "tick", 30),
    Column("if_match", "if-match", "A change must name the version that it was made on", "tick", 46),
    Column("paginated", "pages", "How a list is read page by page", "choice", 66, ("", *PAGING)),
    Column("auth", "access", "How a caller proves who they are; -: as the whole interface says", "choice", 74,
           ("", *SCHEMES)),
    Column("owner_only", "owner", "Only the one who made a thing may see or change it here", "tick", 40),
    Column("rate_limit", "limit", "How many calls are allowed, such as 100/min", width=68),
)
MOST_ROWS_TOLD = 12
LISTS = ("serves", "errors")


def row_of(where: str, names) -> str:
    """The endpoint that a finding is about: its place begins with the name, or ends in it in parentheses."""
    head = where.partition(".")[0].partition(" ")[0]
    return head if head in names else ""


def text_of(column: Column, value):
    """What stands in a cell: a tick, or a text."""
    if column.kind == "tick":
        return bool(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def read_cell(column: str, value):
    """What was typed, as the field wants it; what is empty is nothing."""
    if isinstance(value, bool) or column in ("idempotent", "if_match", "owner_only"):
        return bool(value)
    text = str(value).strip()
    if column in LISTS:
        parts = [each for each in text.replace(",", " ").replace(";", " ").split() if each]
        return [int(each) if each.isdigit() else each for each in parts]
    return text or None if column not in ("name", "path", "method") else text


def findings_html(findings: Findings, chosen: str, names) -> str:
    """Findings as a list: those of the chosen row first, then those of the whole."""
    mine = [each for each in findings if row_of(each.where, set(names)) == chosen]
    rest = [each for each in findings if each not in mine]
    whole = (f"{len(findings.errors)} errors, {len(findings.warnings)} warnings, {len(findings.of('note'))} notes"
             if findings else "✔ No findings: nothing to mend.")
    lines = "".join(f"<li>{MARKS[each.severity]} <b>{escape(each.where)}</b>: {escape(each.statement)} "
                    f"{escape(each.fix)} <code>{escape(each.rule)}</code></li>"
                    for each in [*mine, *rest][:MOST_ROWS_TOLD])
    return (f"<div style='line-height:1.35;font-size:12px'><b>{whole}</b>"
            f"<ul style='margin:0;padding-left:1.2em'>{lines}</ul></div>")
