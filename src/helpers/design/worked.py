"""The course's worked design, and a learner's design with its missing pieces filled from it."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.design.contents import told
from helpers.design.errors import DesignError
from helpers.design.model import Design
from helpers.design.pieces import PIECES, STEP_OF
from helpers.errors import shorten

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.design.notes import Notes

FOLDER = Path(__file__).resolve().parent / "worked"


@cache
def worked_design() -> Design:
    """The whole worked design of the course's case, `url_shortener`: all pieces, as steps 1 to 8 make them.

    >>> worked_design().missing
    ()
    """
    return Design.load(FOLDER / "url_shortener.yaml")


def completed(design: Design, worked: Design | None = None) -> Design:
    """The design with each missing piece taken from the worked one. Raises `DesignError` for what is no design.

    Of our notes only those stand in that fit the learner's own decisions and requirements.

    >>> from helpers.design import Design
    >>> completed(Design("url_shortener")) == worked_design()
    True
    """
    worked = worked_design() if worked is None else worked
    for name, each in (("design", design), ("worked", worked)):
        if not isinstance(each, Design):
            raise DesignError(f'{name}: {shorten(each)} is no design. Write Design.load("url_shortener", start=True).')
    pieces = {piece: getattr(worked, piece) for piece in PIECES if getattr(design, piece) is None}
    if pieces.get("notes") is not None:
        pieces["notes"] = _fitting(pieces["notes"], design)
    return design.replace(**pieces, case=design.case or worked.case)


def _fitting(notes: "Notes", design: Design) -> "Notes":
    """Our notes without what they say of our own pieces where the learner's stand: decisions, and qualities."""
    if design.decisions is not None:
        asked = {each.question for each in design.decisions}
        kept = {question: how for question, how in notes.confirmations.items() if question in asked}
        notes = notes.replace(deep_dives=[each for each in notes.deep_dives if any(each in one for one in asked)],
                              confirmations=kept)
    if design.requirements is not None:
        known = {each.id for each in design.requirements.qualities}
        notes = notes.replace(evidence=[each for each in notes.evidence if each.quality in known])
    return notes


def whose_table(design: Design, worked: Design | None = None) -> "DataFrame":
    """By piece of `completed(design)`: the step that makes it, whose it is, and what it holds."""
    from helpers.tables import pandas

    whole = completed(design, worked)
    rows = [{"step": STEP_OF[piece], "whose": "yours" if getattr(design, piece) is not None else "ours",
             "holds": told(whole, piece) or "nothing yet"} for piece in PIECES]
    return pandas.DataFrame(rows, index=pandas.Index([piece.replace("_", " ") for piece in PIECES], name="piece"))
