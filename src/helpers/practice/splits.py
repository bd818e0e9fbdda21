"""How people say that the minutes of an interview should be split, as data with sources; or a split of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.errors import nearest, shorten
from helpers.inputs import Reader
from helpers.practice.errors import PracticeError

if TYPE_CHECKING:
    from pandas import DataFrame

read = Reader(PracticeError)
STAGES = {  # the eight steps of the course, in their order, as an interview names them
    "requirements": "Requirements", "estimation": "Estimation", "interface": "Interface", "data_model": "Data model",
    "high_level_design": "High-level design", "detailed_design": "Detailed design", "bottlenecks": "Bottlenecks",
    "summary": "Summary",
}
LONGEST_MINUTES = 240.0


@dataclass(frozen=True)
class Split:
    """Minutes for each stage of an interview, in order; a stage with none is left to the others. `source` says whose.

    `ranges` are the lowest and highest minutes where the source gives such; the minutes then are their middle. Raises
    `PracticeError`.

    >>> Split.of({"requirements": 5, "high_level_design": 20}).minutes
    25.0
    """

    name: str
    stages: tuple[tuple[str, float], ...]
    source: str = "your own"
    ranges: tuple[tuple[str, float, float], ...] = ()

    def __post_init__(self):
        if not isinstance(self.name, str) or not self.name.strip():
            raise PracticeError(f"split: {shorten(self.name)} is no name. Write one, such as mine.")
        made: list[tuple[str, float]] = []
        for each in self.stages:
            if not isinstance(each, tuple | list) or len(each) != 2:
                raise PracticeError(f"split: {shorten(each)} is not a stage with its minutes. Write requirements: 5.")
            stage = each[0].strip().lower().replace(" ", "_").replace("-", "_") if isinstance(each[0], str) else each[0]
            if stage not in STAGES:
                known = nearest(stage[:60] if isinstance(stage, str) else "", STAGES)
                raise PracticeError(f"split: {shorten(each[0])} is no stage of an interview.{known}")
            if stage in {name for name, _ in made}:
                raise PracticeError(f"split: {stage} stands there twice. Give it its minutes once.")
            made.append((stage, read.number(each[1], f"split.{stage}", 0.5, LONGEST_MINUTES, "5")))
        if not made:
            raise PracticeError("split: it has no stages. Give at least one, such as requirements: 5.")
        object.__setattr__(self, "stages", tuple(made))

    @classmethod
    def of(cls, minutes: Mapping, name: str = "mine") -> "Split":
        """A split of one's own, from stages to minutes, in the order in which they stand there."""
        if not isinstance(minutes, Mapping):
            raise PracticeError(f"split: {shorten(minutes)} is not a dict. Write {{'requirements': 5, ...}}.")
        return cls(name, tuple(minutes.items()))

    @property
    def names(self) -> tuple[str, ...]:
        """The stages, in order."""
        return tuple(stage for stage, _ in self.stages)

    @property
    def minutes(self) -> float:
        """The minutes of all stages together."""
        return sum(minutes for _, minutes in self.stages)

    def __getitem__(self, stage: str) -> float:
        """The minutes of a stage; 0 for one that it leaves out."""
        return dict(self.stages).get(stage, 0.0)

    def told(self, stage: str) -> str:
        """The minutes of a stage as the source gives them: a number, or two ends."""
        ends = {name: (low, high) for name, low, high in self.ranges}
        return f"{ends[stage][0]:g} to {ends[stage][1]:g}" if stage in ends else f"{self[stage]:g}"

    @property
    def told_in_all(self) -> str:
        """The minutes of all stages as the source gives them: a number, or two ends."""
        ends = {name: (low, high) for name, low, high in self.ranges}
        low, high = (sum(ends[stage][side] if stage in ends else minutes for stage, minutes in self.stages)
                     for side in (0, 1))
        return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _between(name: str, ends: dict[str, tuple[float, float]], source: str) -> Split:
    return Split(name, tuple((stage, (low + high) / 2) for stage, (low, high) in ends.items()), source,
                 tuple((stage, low, high) for stage, (low, high) in ends.items() if low != high))


SPLITS = {each.name: each for each in (
    Split("eight_steps", (("requirements", 6), ("estimation", 5), ("interface", 4), ("data_model", 5),
                          ("high_level_design", 10), ("detailed_design", 8), ("bottlenecks", 5), ("summary", 2)),
          "this course: its eight steps in 45 minutes"),
    # Its "core entities" are the data model, its optional "data flow" is the beginning of the high-level design.
    _between("hello_interview", {"requirements": (5, 5), "data_model": (2, 2), "interface": (5, 5),
                                 "high_level_design": (15, 20), "detailed_design": (10, 10)},
             "Hello Interview, Delivery Framework (read 2026): about 35 of 45 minutes; its data flow, 5, is optional"),
    _between("alex_xu", {"requirements": (3, 10), "high_level_design": (10, 15), "detailed_design": (10, 25),
                         "summary": (3, 5)}, "Alex Xu, System Design Interview, chapter 3 (2020), for 45 minutes"),
    Split("design_handbook", (("requirements", 5), ("estimation", 5), ("interface", 5), ("high_level_design", 15),
                              ("detailed_design", 10), ("bottlenecks", 5)),
          "handbook-hld, How to Approach a System Design Question (10 May 2026): 5, 5, 5, 15, 10, 5 of 45 minutes"),
)}


def find_split(split: object) -> Split:
    """A published split by its name, one of your own, or stages with their minutes. Raises `PracticeError`.

    >>> find_split("alex_xu").minutes, find_split({"requirements": 5}).name
    (40.5, 'mine')
    """
    if isinstance(split, Split):
        return split
    if isinstance(split, Mapping):
        return Split.of(split)
    key = split.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(split, str) else split
    if not isinstance(key, str) or key not in SPLITS:
        near = nearest(key[:60] if isinstance(key, str) else "", SPLITS)
        raise PracticeError(f"split: {shorten(split)} is no published split.{near} "
                            "Or give your own: {'requirements': 5, ...}.")
    return SPLITS[key]


def splits_table() -> "DataFrame":
    """All published splits as a DataFrame, a column for each: the minutes of each stage, and where they are from."""
    from helpers.tables import pandas

    rows = {name: {STAGES[stage]: each.told(stage) if stage in each.names else "" for stage in STAGES}
            | {"all": each.told_in_all, "source": each.source} for name, each in SPLITS.items()}
    return pandas.DataFrame(rows)
