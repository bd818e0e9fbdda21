"""How far a run is: passed on to whoever asked, and said where it is stopped."""

from collections.abc import Callable


class Heard:
    """What an engine calls with how many requests, or steps, are done, of how many.

    >>> heard = Heard(print)
    >>> heard(50, 200)
    50 200
    >>> heard.said()
    'the run was stopped when 25% of it was done; nothing of it is kept. A smaller n is sooner done.'
    """

    def __init__(self, tell: Callable[[int, int], object] | None = None):
        self._tell, self._share = tell, 0.0

    def __call__(self, done: int, total: int) -> None:
        """Note it, and pass it on."""
        self._share = done / max(total, 1)
        if self._tell is not None:
            self._tell(done, total)

    def said(self) -> str:
        """What a learner reads after stopping."""
        far = f"when {self._share:.0%} of it was done" if self._share else "at its beginning"
        return f"the run was stopped {far}; nothing of it is kept. A smaller n is sooner done."
