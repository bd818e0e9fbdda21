"""A clock that stands until it is told to go, and a candidate who plays an interview by a script."""

from functools import cache
from pathlib import Path

from helpers.architecture import Architecture
from helpers.design import Design

FOLDER = Path(__file__).parent.parent / "reference_designs"


class Clock:
    """Seconds that only a test moves."""

    def __init__(self, seconds: float = 1000.0):
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds

    def go(self, minutes: float) -> None:
        self.seconds += 60 * minutes


@cache
def worked(case: str) -> Architecture:
    """The drawing of the worked design of a case."""
    return Design.load(FOLDER / f"{case}.yaml").architecture
