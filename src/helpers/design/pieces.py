"""The pieces of a design, in the order of the steps, and the class of each with the room it lives in."""

from importlib import import_module
from typing import Any

PIECES = {
    "requirements": ("helpers.requirements", "Requirements"),
    "estimate": ("helpers.estimation", "Estimate"),
    "api": ("helpers.interface", "Api"),
    "data_model": ("helpers.data_model", "DataModel"),
    "architecture": ("helpers.architecture", "Architecture"),
    "decisions": ("helpers.tradeoffs", "Decisions"),
    "reliability": ("helpers.reliability", "Reliability"),
    "notes": ("helpers.design.notes", "Notes"),
}
# What each piece answers, and the step in which it is made.
STEP_OF = {
    "requirements": 1, "estimate": 2, "api": 3, "data_model": 4, "architecture": 5, "decisions": 6, "reliability": 7,
    "notes": 8,
}


def class_of(piece: str) -> Any:
    """The class of a piece, imported when it is first asked for."""
    room, name = PIECES[piece]
    return getattr(import_module(room), name)
