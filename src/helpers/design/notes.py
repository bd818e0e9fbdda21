"""What the last step adds: the words around the pieces, and the evidence that no other piece can hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from helpers.design.errors import DesignError
from helpers.errors import CourseError, nearest, shorten
from helpers.inputs import Reader, changed, given_or

if TYPE_CHECKING:
    from helpers.reliability import Chances

READ = Reader(DesignError)
MEASURED, SIMULATED, COMPUTED, ASSUMED, UNKNOWN = "measured", "simulated", "computed", "assumed", "unknown"
HOW = (MEASURED, SIMULATED, COMPUTED, ASSUMED, UNKNOWN)
MOST = 200


@dataclass(frozen=True)
class Evidence:
    """A figure for a quality that the other pieces cannot give, how it was obtained, and where it stands.

    Parameters
    ----------
    quality
        The id of the quality.
    value
        The figure with its unit, as in "29 days".
    how
        "measured", "simulated", "computed" or "assumed".
    source
        Where it comes from: a test, a document, a calculation.

    Raises
    ------
    DesignError
        For a field that cannot be read.

    >>> Evidence("mail_deleted", "29 days", "assumed", "a nightly job; backups are kept for 28 days").how
    'assumed'
    """

    quality: str
    value: str
    how: str = ASSUMED
    source: str = ""

    def __post_init__(self):
        for name in ("quality", "value", "source"):
            text = READ.text(getattr(self, name), f"evidence.{name}", 500, empty=name == "source")
            object.__setattr__(self, name, text)
        object.__setattr__(self, "how", READ.choice(self.how, f"evidence.{self.quality}.how", HOW[:-1]))

    def replace(self, **changes: Any) -> "Evidence":
        """The same evidence with some fields changed.

        >>> Evidence("mail_delete", "29 days").replace(quality="mail_deleted").quality
        'mail_deleted'
        """
        return changed(self, changes, "evidence", DesignError)


@dataclass(frozen=True)
class Calibration:
    """What the model was held against: latencies of one caller on this machine, predicted and measured, in seconds.

    `rows` has for each endpoint (name, calls, predicted p50, measured p50, predicted p99, measured p99); `where` says
    on which machine and database, `year` when. `load`, of several callers at once, is empty or has: callers, calls,
    predicted and measured requests a second, predicted and measured p99.
    """

    rows: tuple[tuple[str, int, float, float, float, float], ...] = ()
    where: str = ""
    year: int = 0
    load: tuple[float, ...] = ()

    def __post_init__(self):
        where = READ.text(self.where, "calibration.where", 500)
        given = READ.listed(self.rows, "calibration.rows", "a list of rows", MOST)
        rows = []
        for place, row in enumerate(given, 1):
            if not isinstance(row, list | tuple) or len(row) != 6:
                raise DesignError(f"calibration.rows[{place}]: {shorten(row)} is not a name and five numbers.")
            name = READ.text(row[0], f"calibration.rows[{place}]", 200, empty=False)
            calls = READ.whole(row[1], f"calibration.{name}.calls", 0, 10**9)
            rows.append((name, calls, *(READ.number(each, f"calibration.{name}", 0.0, 1e9) for each in row[2:])))
        object.__setattr__(self, "rows", tuple(rows))
        object.__setattr__(self, "where", where)
        object.__setattr__(self, "year", READ.whole(self.year, "calibration.year", 0, 9999))
        load = READ.listed(self.load, "calibration.load", "six numbers", 6)
        if len(load) not in (0, 6):
            raise DesignError(f"calibration.load: {shorten(self.load)} is not six numbers.")
        object.__setattr__(self, "load", tuple(READ.number(each, "calibration.load", 0.0, 1e9) for each in load))

    def ratio(self, percentile: int = 99) -> float:
        """Measured over predicted, of the endpoint where the two lie farthest apart; nan where nothing was called.

        `percentile` is one of those that were measured, 50 or 99. Raises `DesignError` for another one.
        """
        import math

        if not isinstance(percentile, int) or percentile not in (50, 99):
            raise DesignError(f"percentile: {shorten(percentile)} was not measured. Give 50 or 99.")
        pairs = [(row[2], row[3]) if percentile == 50 else (row[4], row[5]) for row in self.rows]
        found = [measured / predicted for predicted, measured in pairs if predicted > 0 and measured > 0]
        return max(found, key=lambda each: abs(math.log(each)), default=math.nan)


@dataclass(frozen=True)
class Notes:
    """The words around a design: its context, what was looked into, and what is known to be open.

    Parameters
    ----------
    context
        Why this is built, in a paragraph.
    deep_dives
        The two or three things that were looked into: names of boxes, or questions; each has a decision.
    evidence
        Figures that no other piece gives: `Evidence` values.
    confirmations
        By decision (its question), how one will see that it was right.
    risks, unknowns
        What may go wrong, and what nobody knows yet, a sentence each.
    calibration
        What `Design.calibrate()` measured.
    chances
        How often machines and zones are up: `Chances`; those of step 7's room where nothing is said.

    Raises
    ------
    DesignError
        For a field that cannot be read.

    >>> notes = Notes("Links are too long for text messages.", deep_dives=["links"], unknowns="How skewed is it?")
    >>> notes.unknowns, Notes.from_dict(notes.to_dict()) == notes
    (('How skewed is it?',), True)
    """

    context: str = ""
    deep_dives: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confirmations: Mapping[str, str] = field(default_factory=dict, hash=False)
    risks: tuple[str, ...] = ()
    unknowns: tuple[str, ...] = ()
    calibration: Calibration | None = None
    chances: "Chances | None" = None

    def __post_init__(self):
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("context", READ.text(self.context, "notes.context", 4000))
        for name in ("deep_dives", "risks", "unknowns"):
            given = getattr(self, name)
            listed = READ.listed([given] if isinstance(given, str) else given, f"notes.{name}", "a list of texts", MOST)
            put(name, tuple(READ.text(each, f"notes.{name}", 1000, empty=False) for each in listed))
        given = [self.evidence] if isinstance(self.evidence, Evidence) else self.evidence
        listed = READ.listed(given, "notes.evidence", "a list of Evidence values", MOST)
        for each in listed:
            if not isinstance(each, Evidence):
                raise DesignError(f'notes.evidence: {shorten(each)} is not Evidence. Write Evidence("up", "99.95%").')
        put("evidence", tuple(listed))
        if not isinstance(self.confirmations, Mapping) or len(self.confirmations) > MOST:
            raise DesignError(f"notes.confirmations: {shorten(self.confirmations)} does not say it by question. "
                              'Write {"Which store?": "a load test in March"}.')
        put("confirmations", {READ.text(name, "notes.confirmations", 1000, empty=False):
                              READ.text(value, "notes.confirmations", 1000) for name, value
                              in self.confirmations.items()})
        if self.calibration is not None and not isinstance(self.calibration, Calibration):
            raise DesignError(f"notes.calibration: {shorten(self.calibration)} is not a Calibration. "
                              "Take the one that Design.calibrate() gives.")

        from helpers.reliability import Chances

        if self.chances is not None and not isinstance(self.chances, Chances):
            raise DesignError(f'notes.chances: {shorten(self.chances)} is not Chances. Write Chances(machine="99.9%").')

    def replace(self, **changes: Any) -> "Notes":
        """The same notes with some fields changed."""
        return changed(self, changes, "notes", DesignError)

    def evidence_for(self, quality: str) -> Evidence | None:
        """The evidence for one quality, the newest where there are several; None without."""
        wanted = READ.text(quality, "quality")
        return next((each for each in reversed(self.evidence) if each.quality == wanted), None)

    def to_dict(self) -> dict:
        """Plain data, ready for YAML; what is empty is left out."""
        made: dict[str, Any] = {"context": self.context}
        for name in ("deep_dives", "risks", "unknowns"):
            made[name] = list(getattr(self, name))
        made["evidence"] = [{name: value for name, value in vars(each).items() if value} for each in self.evidence]
        made["confirmations"] = dict(self.confirmations)
        if self.calibration is not None:
            made["calibration"] = {"rows": [list(row) for row in self.calibration.rows],
                                   "where": self.calibration.where, "year": self.calibration.year}
            if self.calibration.load:
                made["calibration"]["load"] = list(self.calibration.load)
        if self.chances is not None:
            made["chances"] = _chances_to_dict(self.chances)
        return {name: value for name, value in made.items() if value}

    @classmethod
    def from_dict(cls, data: object) -> "Notes":
        """The notes that `to_dict` wrote; a plain text is the context. Raises `DesignError` naming the field."""
        if isinstance(data, str):
            return cls(data)
        given = _fields(data, cls, "notes")
        listed = READ.listed(given_or(given.get("evidence"), []), "notes.evidence", "a list", MOST)
        given["evidence"] = [_made(Evidence, each, f"notes.evidence[{place}]") for place, each in enumerate(listed, 1)]
        if given.get("calibration") is not None:
            given["calibration"] = _made(Calibration, given["calibration"], "notes.calibration")
        if given.get("chances") is not None:
            given["chances"] = _chances_from_dict(given["chances"])
        return cls(**{name: value for name, value in given.items() if value is not None})


def _chances_to_dict(chances: "Chances") -> dict:
    made: dict[str, Any] = {name: getattr(chances, name) for name in ("machine", "zone", "together")}
    made |= {name: dict(getattr(chances, name)) for name in ("boxes", "needed") if getattr(chances, name)}
    if chances.causes:
        made["causes"] = [{"name": each.name, "takes": list(each.takes), "availability": each.availability}
                          for each in chances.causes]
    return made


def _chances_from_dict(data: object) -> "Chances":
    from helpers.reliability import Chances, SharedCause

    given = _fields(data, Chances, "notes.chances")
    try:
        listed = READ.listed(given_or(given.get("causes"), []), "notes.chances.causes", "a list", MOST)
        given["causes"] = [SharedCause(**_fields(each, SharedCause, "notes.chances.causes")) for each in listed]
        return Chances(**given)
    except TypeError:
        raise DesignError("notes.chances: a cause has a name, what it takes, and its availability.") from None
    except CourseError as error:
        raise DesignError(f"notes.chances: {error}") from None


def _made(kind: Any, data: object, where: str) -> Any:
    given = _fields(data, kind, where)
    try:
        return kind(**given)
    except TypeError:
        raise DesignError(f"{where}: {shorten(data)} lacks a field. Evidence has a quality and a value.") from None


def _fields(data: object, kind: Any, where: str) -> dict:
    known = [each.name for each in fields(kind)]
    if not isinstance(data, Mapping):
        raise DesignError(f"{where}: {shorten(data)} is not saved data. Save it again from step 8.")
    for name in data:
        if name not in known:
            raise DesignError(f"{where}: there is no field {shorten(name)}.{nearest(name, known)}")
    return dict(data)
