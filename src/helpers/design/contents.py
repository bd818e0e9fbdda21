"""What a design holds so far, piece by piece."""

from typing import TYPE_CHECKING

from helpers.design.pieces import PIECES, STEP_OF
from helpers.rounding import several

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.design.model import Design


def told(design: "Design", piece: str) -> str:
    """What a piece holds, in a few words; empty where it is missing.

    >>> from helpers.design import Design
    >>> from helpers.estimation import Estimate
    >>> told(Design("links", estimate=Estimate("Links").assume("users", 100)), "estimate")
    '1 assumption, 0 formulas'
    """
    value = getattr(design, piece)
    if value is None:
        return ""
    counts = {
        "requirements": lambda: ((len(value.functional), "functional requirement"),
                                 (len(value.qualities), "quality")),
        "estimate": lambda: ((len(value.assumptions), "assumption"), (len(value.formulas), "formula")),
        "api": lambda: ((len(value.endpoints), "endpoint"), (len(value.resources), "resource")),
        "data_model": lambda: ((len(value.entities), "entity"), (len(value.patterns), "access pattern")),
        "architecture": lambda: ((len(value.components), "box"), (len(value.connections), "arrow")),
        "decisions": lambda: ((len(value), "decision"),),
        "reliability": lambda: ((len(value.alerts), "alert"), (len(value.predictions), "prediction")),
        "notes": lambda: ((len(value.deep_dives), "deep dive"), (len(value.evidence), "piece of evidence"),
                          (len(value.risks), "risk")),
    }[piece]()
    return ", ".join(several(count, word) for count, word in counts)


def table(design: "Design") -> "DataFrame":
    """See `Design.table`."""
    from helpers.tables import pandas

    rows = [{"step": STEP_OF[piece], "holds": told(design, piece) or "nothing yet"} for piece in PIECES]
    names = [piece.replace("_", " ") for piece in PIECES]
    return pandas.DataFrame(rows, index=pandas.Index(names, name="piece"))
