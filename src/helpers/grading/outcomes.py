"""What became of a submission: graded, graded with a flag, or failed with a reason; kept in the gradebook's database.

The rows live in a table of their own beside nbgrader's, so that a grade and the knowledge of what it was made from are
committed together or not at all.
"""

import json
import re
from dataclasses import asdict, dataclass, field

STATUSES = ("graded", "flagged", "failed")
LINE = re.compile(r"^(?P<name>\S.*?) \.{2,} (?P<earned>[\d.e+-]+) of (?P<worth>[\d.e+-]+)$")


@dataclass(frozen=True)
class CheckLine:
    """One line that a check printed: its name, the points, and what it said."""

    name: str
    earned: float
    worth: float
    said: str = ""


@dataclass(frozen=True)
class CellResult:
    """One graded cell: its points (`None` where a person grades it), its checks, and the error that ended it."""

    grade_id: str
    score: float | None
    max_score: float
    checks: tuple[CheckLine, ...] = ()
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Flag:
    """Why a person should look: the rule's stable id, the cell, and what was observed."""

    rule: str
    where: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """The end of one submission. `score`: the autograder's points; `digest`: a name for what it was made from."""

    assignment: str
    student: str
    status: str
    score: float = 0.0
    max_score: float = 0.0
    reason: str = ""
    flags: tuple[Flag, ...] = ()
    cells: tuple[CellResult, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    late_seconds: float = 0.0
    digest: str = ""
    graded_at: str = ""

    def as_dict(self) -> dict:
        """The outcome as plain lists and dictionaries, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "Outcome":
        """The outcome that `as_dict` wrote."""
        data = dict(data)
        data["flags"] = tuple(Flag(**each) for each in data.get("flags", ()))
        data["notes"] = tuple(data.get("notes", ()))
        data["cells"] = tuple(
            CellResult(**{**each, "checks": tuple(CheckLine(**line) for line in each.get("checks", ()))})
            for each in data.get("cells", ()))
        return cls(**data)


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


def write_outcome(connection, outcome: Outcome) -> None:
    """Put an outcome in place of an earlier one, within the caller's transaction."""
    table = outcome_table()
    connection.execute(table.delete().where(
        table.c.assignment == outcome.assignment, table.c.student == outcome.student))
    connection.execute(table.insert().values(
        assignment=outcome.assignment, student=outcome.student, status=outcome.status, digest=outcome.digest,
        body=json.dumps(outcome.as_dict())))


_TABLES: dict = {}


def outcome_table():
    """The table `kit_outcome`, described once."""
    if "outcome" not in _TABLES:
        from sqlalchemy import Column, MetaData, String, Table, Text

        _TABLES["outcome"] = Table(
            "kit_outcome", MetaData(), Column("assignment", String(255), primary_key=True),
            Column("student", String(255), primary_key=True), Column("status", String(16), nullable=False),
            Column("digest", String(64), nullable=False), Column("body", Text, nullable=False))
    return _TABLES["outcome"]


def read_checks(text: str) -> tuple[CheckLine, ...]:
    r"""The lines that `Checks` printed, read back: each name with its points and the sentences below it.

    >>> read_checks("storage ...................... 0 of 2\n    That is one copy.\n")
    (CheckLine(name='storage', earned=0.0, worth=2.0, said='That is one copy.'),)
    """
    found: list[list] = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            try:
                found.append([match["name"], float(match["earned"]), float(match["worth"]), []])
            except ValueError:
                continue
        elif found and line.startswith("    "):
            found[-1][3].append(line.strip())
    return tuple(CheckLine(name, earned, worth, " ".join(said)) for name, earned, worth, said in found)
