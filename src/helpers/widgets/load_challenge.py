"""A goal for the load studio: carry a load within the latency asked for, for the least money a month."""

from dataclasses import dataclass

from helpers.errors import CourseError, shorten
from helpers.simulation import simulate
from helpers.simulation.workload import Workload
from helpers.units import Q, human
from helpers.widgets.load_verdict import verdict_of
from helpers.widgets.typed_slider import typed_value

REQUESTS = 15_000


@dataclass
class Challenge:
    """The load to carry (requests a second), the latency that 99% must keep (seconds), the best cost so far."""

    rate: float
    latency: float
    best: float = float("inf")

    @classmethod
    def read(cls, challenge, workload: Workload, latency: float | None) -> "Challenge":
        """The challenge that "2x" or "100 K/s" means. Raises `CourseError`."""
        if latency is None:
            raise CourseError('challenge: without a latency there is nothing to keep. Give {"latency": "100 ms"} too.')
        try:
            rate = typed_value(str(challenge), "1/s", workload.rate)
        except CourseError as error:
            raise CourseError(f'challenge: {shorten(challenge)} is no load. Write "2x" or "100 K/s". {error}') from None
        if not 0 < rate < 1e9:
            raise CourseError(f'challenge: {shorten(challenge)} is no load. Write "2x" or "100 K/s".')
        return cls(rate, latency)

    def score(self, architecture, workload: Workload, options: dict) -> str:
        """How a design does at the goal's load, in one line; a design that keeps it for less becomes the best."""
        run = simulate(architecture, workload.replace(rate=self.rate), n=REQUESTS, **options)
        verdict = verdict_of(run, self.latency)
        goal = f"Challenge: {human(Q(self.rate, '1/s'), 3)} within {human(Q(self.latency, 's'), 2)}"
        if not verdict.keeps:
            told = "not yet carried"
        else:
            told = f"✔ carried for {_money(run.cost)}"
            self.best = min(self.best, run.cost)
        return f"{goal}, for the least money: {told}" + (
            f"; your best: {_money(self.best)}." if self.best < float("inf") else ".")


def _money(dollars: float) -> str:
    return human(Q(dollars, "USD/month"), 3)
