"""How many followers accounts have: a bounded Pareto distribution with a given mean, in closed form and drawn."""

from dataclasses import dataclass
from functools import cached_property

import numpy

from helpers.tradeoffs.errors import read


@dataclass(frozen=True)
class Followers:
    """Followers of an account: Pareto with exponent `tail`, cut off at `most`, with the given mean.

    The chance of more than x followers falls as x to the power of -tail. On Twitter in 2009 the exponent of the
    density was about 2.3, a tail of 1.3 (Kwak et al., WWW 2010). Raises `TradeoffError`.

    >>> twitter = Followers(200, 1e8)
    >>> round(twitter.least), round(twitter.mean_up_to(1e8)), f"{twitter.share_over(1e6):.1e}"
    (47, 200, '2.3e-06')
    """

    mean: float = 200.0
    most: float = 1e8
    tail: float = 1.3

    def __post_init__(self):
        for field, high, example in (("mean", 1e9, "200"), ("most", 1e12, "1e8")):
            low = 1 if field == "mean" else 2
            object.__setattr__(self, field, read.number(getattr(self, field), f"followers_{field}", low, high, example))
        read.number(self.most / self.mean, "followers_most, divided by the mean,", 2, 1e12, "1e8 for a mean of 200")
        object.__setattr__(self, "tail", read.number(self.tail, "tail", 1.05, 5, "1.3"))

    @cached_property
    def least(self) -> float:
        """The fewest followers that give the mean, found by halving."""
        low, high = self.mean * 1e-9, float(self.mean)
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if self._mean(middle, self.most, middle) < self.mean else (low, middle)
        return (low + high) / 2

    def _mean(self, least: float, up_to: float, start: float) -> float:
        """The part of the mean that accounts with `start` to `up_to` followers contribute."""
        tail = self.tail
        cut = 1 - (least / self.most) ** tail
        return tail / (tail - 1) * least / cut * ((start / least) ** (1 - tail) - (up_to / least) ** (1 - tail))

    def mean_up_to(self, threshold: float) -> float:
        """The mean of the followers, with accounts over the threshold counted as none: E[F; F <= threshold]."""
        threshold = min(max(threshold, self.least), self.most)
        return self._mean(self.least, threshold, self.least)

    def share_over(self, threshold: float) -> float:
        """The share of accounts with more followers than the threshold."""
        if threshold >= self.most:
            return 0.0
        x = max(threshold, self.least)
        cut = (self.least / self.most) ** self.tail
        return ((self.least / x) ** self.tail - cut) / (1 - cut)

    def draw(self, accounts: int, seed: int = 1) -> numpy.ndarray:
        """Followers of some accounts, an array of shape (accounts,)."""
        accounts = read.whole(accounts, "accounts", 1, 5_000_000, "100_000")
        uniform = numpy.random.default_rng([read.seed(seed), 21]).random(accounts)
        cut = 1 - (self.least / self.most) ** self.tail
        return self.least * (1 - uniform * cut) ** (-1 / self.tail)
