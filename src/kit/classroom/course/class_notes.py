"""What a class remembers beside nbgrader's tables: small notes by kind, assignment and student, in its database."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table

LISTED = "listed"  # a class list was imported
DUE = "due"  # a student's own due date
ANSWERS = "answers"  # what a student's answers were when points were last given, and what a person accepted of them
EARLIER = "earlier"  # short names of the texts of earlier releases, by cell
_TABLES: dict = {}


def note_table() -> "Table":
    """The table `kit_note`, described once."""
    if "note" not in _TABLES:
        from sqlalchemy import Column, MetaData, String, Table, Text

        _TABLES["note"] = Table(
            "kit_note", MetaData(), Column("kind", String(32), primary_key=True),
            Column("assignment", String(255), primary_key=True), Column("student", String(255), primary_key=True),
            Column("body", Text, nullable=False))
    return _TABLES["note"]


def ensure(engine: "Engine") -> None:
    """Make the table where there is none."""
    note_table().create(engine, checkfirst=True)


def read_notes(connection: "Connection", kind: str, assignment: str = "") -> dict[str, object]:
    """The notes of a kind, by student; none where the table was never made."""
    from sqlalchemy import inspect

    if not inspect(connection).has_table("kit_note"):
        return {}
    table = note_table()
    rows = connection.execute(table.select().where(table.c.kind == kind, table.c.assignment == assignment))
    return {row.student: json.loads(row.body) for row in rows}


def write_note(connection: "Connection", kind: str, assignment: str, student: str, body: object) -> None:
    """Put a note in place of an earlier one, within the caller's transaction; `None` takes it away."""
    table = note_table()
    connection.execute(table.delete().where(
        table.c.kind == kind, table.c.assignment == assignment, table.c.student == student))
    if body is not None:
        connection.execute(table.insert().values(
            kind=kind, assignment=assignment, student=student, body=json.dumps(body)))
