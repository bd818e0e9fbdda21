"""What became of a submission: graded, graded with a flag, or failed with a reason."""

import re
from dataclasses import dataclass

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
        cells = [{**vars(each), "checks": [dict(vars(line)) for line in each.checks]} for each in self.cells]
        return {**vars(self), "flags": [dict(vars(each)) for each in self.flags], "cells": cells,
                "notes": list(self.notes)}

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
