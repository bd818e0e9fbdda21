"""The learner's design: the pieces that the steps make, as one value that can be judged, run, written up and kept."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.design.errors import DesignError
from helpers.design.names import NAME, checked_name
from helpers.design.pieces import PIECES, class_of
from helpers.errors import CourseError, nearest, shorten
from helpers.findings import Findings
from helpers.inputs import changed, given_or

if TYPE_CHECKING:
    from pandas import DataFrame
    from sqlalchemy import Engine

    from helpers.architecture import Architecture
    from helpers.data_model import DataModel
    from helpers.design.comparison import DesignComparison
    from helpers.design.document import Document
    from helpers.design.notes import Calibration, Notes
    from helpers.design.score import Score
    from helpers.design.verdict import Verdict
    from helpers.estimation import Estimate
    from helpers.interface import Api
    from helpers.reliability import FailureSweep, Reliability
    from helpers.requirements import Requirements
    from helpers.tradeoffs import Decisions


@dataclass(frozen=True)
class Design:
    """One system's design. A piece that no step has made yet is None; a change makes a new value.

    Parameters
    ----------
    name
        What it is called; a design that carries the name of a case is for that case.
    requirements, estimate, api, data_model, architecture, decisions, reliability
        What steps 1 to 7 made.
    notes
        What step 8 adds (see `Notes`); plain text is its context.
    case
        The case it is for, where its name does not say so.
    later
        What a file holds that this version does not know, kept as it was read.

    Raises
    ------
    DesignError
        For a name that is none, and for a piece of another kind.

    >>> from helpers.estimation import Estimate
    >>> design = Design("links").replace(estimate=Estimate("Links").assume("users", 100))
    >>> design.missing, Design.from_dict(design.to_dict()) == design
    (('requirements', 'api', 'data_model', 'architecture', 'decisions', 'reliability'), True)
    """

    name: str
    requirements: "Requirements | None" = None
    estimate: "Estimate | None" = None
    api: "Api | None" = None
    data_model: "DataModel | None" = None
    architecture: "Architecture | None" = None
    decisions: "Decisions | None" = None
    reliability: "Reliability | None" = None
    notes: "Notes | None" = None
    case: str = ""
    later: dict = field(default_factory=dict, compare=True)

    def __post_init__(self):
        checked_name(self.name)
        if not isinstance(self.case, str) or (self.case and not NAME.fullmatch(self.case)):
            raise DesignError(f"case: {shorten(self.case)} cannot name a case. Write url_shortener, say.")
        if not isinstance(self.later, dict) or any(piece in self.later for piece in FIELDS):
            raise DesignError(f"later: {shorten(self.later)} does not hold pieces that only later steps know.")
        if isinstance(self.notes, str):
            object.__setattr__(self, "notes", class_of("notes")(self.notes))
        for piece in PIECES:
            value = getattr(self, piece)
            if value is not None and not isinstance(value, class_of(piece)):
                raise DesignError(
                    f"{piece}: {shorten(value)} is a {type(value).__name__}. "
                    f"Give a value of {class_of(piece).__name__}."
                )

    @property
    def missing(self) -> tuple[str, ...]:
        """The pieces that no step has made yet; notes aside, which may stay out."""
        return tuple(piece for piece in PIECES if getattr(self, piece) is None and piece != "notes")

    def replace(self, **pieces: object) -> "Design":
        """The same design with some pieces set anew."""
        unknown = [each for each in pieces if each not in FIELDS]
        if unknown:
            raise DesignError(f"{unknown[0]}: no such piece.{nearest(unknown[0], PIECES)} There are "
                              f"{', '.join(PIECES)}.")
        return changed(self, pieces, "design", DesignError)

    # --- judging ------------------------------------------------------------------------------------------------------

    def check(self) -> Findings:
        """Findings where one piece does not fit another (see `helpers.design.rules_table()`); each room has its own."""
        from helpers.design.check import check

        return check(self)

    def verdict(self, n: int = 30_000, seed: int = 1) -> "Verdict":
        """Each quality in its environment: met, missed or unproven; by how much, and how that is known.

        Its columns are the bad ends, the own values and the good ends of the estimate's ranges, all at once: of the
        load, of the service times and hit rates that the estimate names, and of what is kept.

        Parameters
        ----------
        n, seed
            How many requests each simulation runs, and its seed.

        Raises
        ------
        DesignError
            Where there are no requirements to hold it against.
        """
        from helpers.design.verdict import verdict

        return verdict(self, n, seed)

    def score(self) -> "Score":
        """A rubric over the eight steps; every line quotes its evidence, and the most valuable change is named."""
        from helpers.design.score import score

        return score(self)

    def calibrate(self, calls: int = 300, seconds: float = 10.0, engine: "Engine | None" = None,
                  callers: int = 4) -> "Calibration":
        """Hold the model against a measurement: the stand-in on the database, driven on this machine.

        First one caller waits for each answer; then several read at once, in the shares of the estimate.

        Parameters
        ----------
        calls, seconds
            The most calls (of one caller, and again of all together), and the most time in all.
        engine
            The database; by default SQLite in a file that is made, filled and removed.
        callers
            How many read at once; with 1 there is one caller only.

        Raises
        ------
        DesignError
            Where the interface, the data model or the diagram is missing.
        """
        from helpers.design.calibration import calibrate

        return calibrate(self, calls, seconds, engine, callers)

    def document(self, verdict: "Verdict | None" = None, sweep: "FailureSweep | None" = None) -> "Document":
        """The design document: `.markdown()`, `.html()`, `.save(path)`.

        Parameters
        ----------
        verdict
            What `verdict()` gave; made here when it is left out.
        sweep
            What `failure_sweep(design)` gave; without it, losses are looked at by their loads alone.
        """
        from helpers.design.document import document

        return document(self, verdict, sweep)

    def compare(self, other: "Design") -> "DesignComparison":
        """The design and another, side by side and in one sentence: what the other costs and gains."""
        from helpers.design.comparison import compare

        return compare(self, other)

    def table(self) -> "DataFrame":
        """By piece: the step that makes it, and what is there."""
        from helpers.design.contents import table

        return table(self)

    # --- keeping ------------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict:
        """Plain data, ready for YAML; pieces that this version does not know are kept as they were read."""
        from helpers.design.design_files import VERSION

        made = {piece: getattr(self, piece).to_dict() for piece in PIECES if getattr(self, piece) is not None}
        case = {"case": self.case} if self.case else {}
        return {"name": self.name, "version": VERSION, **case, **made, **self.later}

    @classmethod
    def from_dict(cls, data: dict) -> "Design":
        """The design that `to_dict` wrote. Raises `DesignError` naming the piece that is broken."""
        from helpers.design.design_files import upgraded

        if not isinstance(data, dict) or "name" not in data:
            raise DesignError(
                "a design file has a field `name`; this one has none. Save the design again from its step."
            )
        given, made = upgraded(data), {}
        for piece in PIECES:
            try:
                made[piece] = None if given.get(piece) is None else class_of(piece).from_dict(given[piece])
            except CourseError as error:
                raise DesignError(error if piece in str(error) else f"{piece}: {error}") from None
        later = {str(piece): value for piece, value in given.items() if piece not in (*FIELDS, "version")}
        return cls(given["name"], **made, case=given_or(given.get("case"), ""), later=later)

    def save(self, path: str | Path | None = None) -> Path:
        """Write the design as YAML, by default to my_design/NAME.yaml; what stood there before is kept as .bak.

        The file is replaced in one step, so that an interrupted save leaves the old one. Raises `DesignError`.
        """
        from helpers.design.design_files import save

        return save(self, path)

    @classmethod
    def load(cls, path: str | Path, start: bool = False) -> "Design":
        """Read a design by name (from my_design/) or by path; with `start`, begin an empty one when there is none.

        Raises `DesignError` naming the file, the line, the piece, and the mend.
        """
        from helpers.design.design_files import load

        return load(cls, path, start)

    def __repr__(self) -> str:
        made = [piece for piece in PIECES if getattr(self, piece) is not None]
        return f"<Design {self.name!r}: {', '.join(made) if made else 'nothing yet'}>"


FIELDS = ("name", "case", *PIECES)
