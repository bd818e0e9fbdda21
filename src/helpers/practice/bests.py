"""A learner's practice so far, in a file of their own: every interview that was finished, and the best of each case."""

from dataclasses import asdict, dataclass
from pathlib import Path

from helpers.errors import shorten
from helpers.files import write_atomically
from helpers.practice.errors import PracticeError

FILE = Path("my_design") / "practice.yaml"
HEADER = "# Your practice interviews, written by the course.\n"
VERSION, MOST, LARGEST_FILE = 1, 1_000, 1_000_000
NUMBERS = ("minutes", "overrun", "cost", "facts")


@dataclass(frozen=True)
class Result:
    """One finished interview: the case, the split, whether every quality was kept, minutes, $ a month, facts learned.

    `facts` is the share of the interviewer's facts that was asked for, `overrun` the minutes beyond the split.
    """

    case: str
    split: str
    kept: bool
    minutes: float
    overrun: float
    cost: float
    facts: float
    day: str = ""

    def __post_init__(self):
        for field in ("case", "split", "day"):
            if not isinstance(getattr(self, field), str):
                raise PracticeError(f"{field}: {shorten(getattr(self, field))} is not text.")
        if not isinstance(self.kept, bool):
            raise PracticeError(f"kept: {shorten(self.kept)} is neither true nor false.")
        for field in NUMBERS:
            value = getattr(self, field)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
                raise PracticeError(f"{field}: {shorten(value)} is not a number of zero or more.")

    @property
    def rank(self) -> tuple:
        """What is better comes first: every quality kept, then less money, then fewer minutes beyond the split."""
        return (not self.kept, self.cost if self.kept else 0.0, self.overrun, -self.facts, self.minutes)


@dataclass(frozen=True)
class Bests:
    """All results, in the order in which they came; a new one makes a new value.

    >>> one, other = (Result("chat", "alex_xu", True, 45, 2, cost, 0.5) for cost in (30_000, 26_000))
    >>> Bests().add(one).add(other).best("chat").cost, Bests().add(other).beaten_by(one)
    (26000, False)
    """

    results: tuple[Result, ...] = ()

    def add(self, result: Result) -> "Bests":
        """With one more."""
        if not isinstance(result, Result):
            raise PracticeError(f"result: {shorten(result)} is no result of an interview.")
        return Bests((*self.results, result)[-MOST:])

    def best(self, case: str) -> Result | None:
        """The best result of a case: of those that kept every quality the cheapest."""
        return min((each for each in self.results if each.case == case), key=lambda each: each.rank, default=None)

    def beaten_by(self, result: Result) -> bool:
        """Whether a result is better than every other of its case."""
        known = self.best(result.case)
        return known is None or result.rank < known.rank

    def table(self):
        """A DataFrame with a row for each case: tries, the cheapest design that kept everything, the fewest minutes."""
        from helpers.tables import pandas

        rows = []
        for case in dict.fromkeys(each.case for each in self.results):
            mine = [each for each in self.results if each.case == case]
            kept = [each.cost for each in mine if each.kept]
            rows.append({"case": case, "tries": len(mine), "kept everything": len(kept),
                         "cheapest, $ a month": f"{min(kept):,.0f}" if kept else "",
                         "least overrun, minutes": f"{min(each.overrun for each in mine):.3g}",
                         "most facts": f"{max(each.facts for each in mine):.0%}"})
        columns = ["case", "tries", "kept everything", "cheapest, $ a month", "least overrun, minutes", "most facts"]
        return pandas.DataFrame(rows, columns=columns).set_index("case")

    def save(self, path: str | Path = FILE) -> Path:
        """Write them; what stood there before is kept as .bak. Raises `PracticeError`."""
        import yaml

        data = {"version": VERSION, "results": [asdict(each) for each in self.results]}
        try:
            return write_atomically(path, HEADER + yaml.safe_dump(data, sort_keys=False), backup=True)
        except OSError as error:
            raise PracticeError(f"{shorten(str(path), 200)}: cannot be written ({error.strerror}).") from None

    @classmethod
    def load(cls, path: str | Path = FILE) -> "Bests":
        """Read them; none where there is no file yet. Raises `PracticeError` naming file, entry and mend."""
        import yaml

        target = Path(path)
        mend = f"Mend it there, or take back the last copy, {target.name}.bak."
        try:
            if target.stat().st_size > LARGEST_FILE:
                raise PracticeError(f"{target}: is larger than {LARGEST_FILE:,} bytes. {mend}")
            data = yaml.safe_load(target.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise PracticeError(f"{target}: cannot be read ({error.strerror}).") from None
        except PracticeError:
            raise
        except Exception as error:  # PyYAML lets a date such as 2026-13-01 fail with any kind of error
            place = getattr(error, "problem_mark", None)
            line = f", line {place.line + 1}" if place else ""
            raise PracticeError(f"{target}{line}: not readable as YAML. {mend}") from None
        rows = data.get("results") if isinstance(data, dict) else None
        if not isinstance(rows, list) or len(rows) > MOST:
            raise PracticeError(f"{target}: it has no list of results. {mend}")
        made = []
        for place, row in enumerate(rows, 1):
            try:
                made.append(Result(**row))
            except (TypeError, PracticeError) as error:
                raise PracticeError(f"{target}: results[{place}]: {error}. {mend}") from None
        return cls(tuple(made))
