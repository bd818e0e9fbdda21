"""Keeps outcomes in the gradebook's database, in a table of their own beside nbgrader's.

A grade and the knowledge of what it was made from are committed together or not at all.
"""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kit.grader.outcomes import Outcome

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


@dataclass
class OutcomeStore:
    """The outcomes of one gradebook, by assignment and student. `url` is the gradebook's database."""

    url: str
    _engine: object = field(default=None, repr=False)

    def __post_init__(self):
        from sqlalchemy import create_engine

        self._engine = self._engine or create_engine(self.url)
        outcome_table().create(self._engine, checkfirst=True)

    def read(self, assignment: str | None = None) -> list[Outcome]:
        """Every outcome of an assignment (or of all), by student."""
        table = outcome_table()
        query = table.select().order_by(table.c.assignment, table.c.student)
        if assignment is not None:
            query = query.where(table.c.assignment == assignment)
        with self._engine.connect() as connection:
            return [Outcome.from_dict(json.loads(row.body)) for row in connection.execute(query)]

    def digests(self, assignment: str) -> dict[str, str]:
        """What each student's outcome was made from."""
        table = outcome_table()
        with self._engine.connect() as connection:
            rows = connection.execute(
                table.select().with_only_columns(table.c.student, table.c.digest).where(
                    table.c.assignment == assignment))
            return {row.student: row.digest for row in rows}

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()


def write_outcome(connection: "Connection", outcome: Outcome) -> None:
    """Put an outcome in place of an earlier one, within the caller's transaction."""
    table = outcome_table()
    connection.execute(table.delete().where(
        table.c.assignment == outcome.assignment, table.c.student == outcome.student))
    connection.execute(table.insert().values(
        assignment=outcome.assignment, student=outcome.student, status=outcome.status, digest=outcome.digest,
        body=json.dumps(outcome.as_dict())))


_TABLES: dict = {}


def outcome_table() -> "Table":
    """The table `kit_outcome`, described once."""
    if "outcome" not in _TABLES:
        from sqlalchemy import Column, MetaData, String, Table, Text

        _TABLES["outcome"] = Table(
            "kit_outcome", MetaData(), Column("assignment", String(255), primary_key=True),
            Column("student", String(255), primary_key=True), Column("status", String(16), nullable=False),
            Column("digest", String(64), nullable=False), Column("body", Text, nullable=False))
    return _TABLES["outcome"]
