"""The line that shows how far a batch is, and the summary at its end."""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.classroom.course.folder import ClassFolder
    from kit.classroom.grading.batch import Progress


class Bar:
    """A line of progress: on a terminal it is drawn anew, elsewhere a line is printed now and then."""

    WIDTH = 24

    def __init__(self, stream, every: float = 0.1, elsewhere: float = 5.0):
        self.stream, self.terminal = stream, stream.isatty()
        self.every = every if self.terminal else elsewhere
        self.last, self.shown = 0.0, False

    def __call__(self, progress, outcome) -> None:
        """Show how far `progress` is; `outcome` is `None` at the end."""
        now = time.monotonic()
        if outcome is not None and now - self.last < self.every:
            return
        self.last = now
        text = line(progress, self.WIDTH)
        self.stream.write(f"\r\x1b[K{text}" if self.terminal else f"{text}\n")
        self.stream.flush()
        self.shown = True

    def close(self) -> None:
        """End the line."""
        if self.terminal and self.shown:
            self.stream.write("\n")
        self.shown = False


def line(progress: "Progress", width: int = 24) -> str:
    """How far a batch is, in one line.

    >>> from types import SimpleNamespace
    >>> line(SimpleNamespace(total=40, skipped=10, done=15, flagged=1, failed=0, rate=7.5, left=2.0), 8)
    '█████░░░ 25 of 40 · 10 unchanged · 1 flagged · 0 failed · 7.5/s · 0:02 left'
    """
    ready = progress.done + progress.skipped
    full = round(width * ready / progress.total) if progress.total else width
    parts = [f"{'█' * full}{'░' * (width - full)} {ready} of {progress.total}", f"{progress.skipped} unchanged",
             f"{progress.flagged} flagged", f"{progress.failed} failed"]
    if progress.done:
        left = int(progress.left + 0.5)
        parts += [f"{progress.rate:.1f}/s", f"{left // 60}:{left % 60:02} left"]
    return " · ".join(parts)


def counts(folder: "ClassFolder", assignment: str, progress: "Progress") -> dict:
    """How a batch ended, in numbers: what was graded now, and how all submissions of the assignment stand."""
    from kit.classroom.grading.outcome_store import OutcomeStore

    store = OutcomeStore(folder.gradebook_url)
    statuses = [each.status for each in store.read(assignment)]
    store.close()
    return {"assignment": assignment, "handed_in": progress.total, "graded_now": progress.done,
            "unchanged": progress.skipped, "aside": list(progress.aside), "missing": list(progress.missing),
            "remarks": list(progress.remarks),
            **{each: statuses.count(each) for each in ("graded", "flagged", "failed")}}


def summary(folder: "ClassFolder", assignment: str, progress: "Progress") -> str:
    """What an instructor should know when a batch is done: counts, and whom to look at and why."""
    from kit.classroom.grading.outcome_store import OutcomeStore

    if not progress.total:
        place = f"{folder.path('submitted', 'STUDENT', assignment)}/{assignment}.ipynb"
        return "\n".join([f"{assignment}: nothing was handed in. A submission lies in {place}", *accounted(progress)])
    store = OutcomeStore(folder.gradebook_url)
    outcomes = store.read(assignment)
    store.close()
    scores = sorted(each.score for each in outcomes if each.status != "failed")
    lines = [f"{assignment}: {progress.done} graded now, {progress.skipped} unchanged; of all {len(outcomes)}: "
             f"{sum(each.status == 'graded' for each in outcomes)} graded, "
             f"{sum(each.status == 'flagged' for each in outcomes)} flagged, "
             f"{sum(each.status == 'failed' for each in outcomes)} failed."]
    if scores:
        middle = scores[len(scores) // 2]
        lines.append(f"Points from the tests: median {middle:g}, from {scores[0]:g} to {scores[-1]:g}, "
                     f"of {outcomes[0].max_score:g} with what a person grades.")
    late = sorted(each.student for each in outcomes if each.late_seconds > 0)
    if late:
        more = f" and {len(late) - 10} more" if len(late) > 10 else ""
        lines.append(f"Late: {len(late)} ({', '.join(late[:10])}{more}).")
    look = [each for each in outcomes if each.status != "graded"]
    lines += [f"  {each.status:8} {each.student}: {brief(each.reason)}" for each in look[:20]]
    if len(look) > 20:
        lines.append(f"  ... and {len(look) - 20} more, in the report.")
    return "\n".join([*lines, *accounted(progress)])


def brief(reason: str, most: int = 160) -> str:
    """A reason on one line, cut between words where it is long.

    >>> brief("it may have been cut off", 12)
    'it may have ...'
    """
    reason = " ".join(reason.split())
    return reason if len(reason) <= most else f"{reason[:most + 1].rsplit(' ', 1)[0]} ..."


def accounted(progress: "Progress", most: int = 30) -> list[str]:
    """What was left aside and why, who handed in nothing, and what else an instructor should know, in lines.

    >>> from types import SimpleNamespace
    >>> accounted(SimpleNamespace(aside=("submitted/ghost: not in the class list.",), missing=("gil",), remarks=[]))
    ['Left aside: submitted/ghost: not in the class list.', 'Nothing from 1: gil']
    """
    lines = [f"Left aside: {each}" for each in progress.aside[:most]]
    if len(progress.aside) > most:
        lines.append(f"Left aside: {len(progress.aside) - most} more.")
    if progress.missing:
        more = f" and {len(progress.missing) - most} more" if len(progress.missing) > most else ""
        lines.append(f"Nothing from {len(progress.missing)}: {', '.join(progress.missing[:most])}{more}")
    return lines + [f"Note: {each}" for each in progress.remarks]
