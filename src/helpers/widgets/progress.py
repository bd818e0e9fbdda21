"""Progress of a cell that takes long: said where the eye is, once it takes longer than a third of a second."""

import time
from html import escape

SOON, OFTEN = 0.3, 0.1  # seconds before it is shown at all, and between two updates


class Progress:
    """What `progress=` of a sweep takes: called with how many are done, of how many; it shows a bar, and how to stop.

    In a notebook the line is updated in place and goes away at the end; elsewhere nothing is shown.

    >>> report = Progress("Sweep")
    >>> report(1, 2), report(2, 2)
    (None, None)
    """

    def __init__(self, label: str = "Working"):
        self.label, self._started, self._shown, self._last = label, time.monotonic(), None, 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say that so many of so many are done."""
        now = time.monotonic()
        if now - self._started < SOON or (now - self._last < OFTEN and done < total) or not _in_notebook():
            return
        from IPython.display import HTML, display

        self._last = now
        text = HTML("" if done >= total else self._line(done, total, now - self._started))
        if self._shown is None:
            self._shown = display(text, display_id=True)
        else:
            self._shown.update(text)

    def _line(self, done: int, total: int, seconds: float) -> str:
        left = seconds / max(done, 1) * (total - done)
        return (f"<div role='status'><progress value='{done}' max='{total}'></progress> {escape(self.label)}: {done} "
                f"of {total}, about {left:.0f} s left. To stop: the ■ button above.</div>")


def _in_notebook() -> bool:
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")
