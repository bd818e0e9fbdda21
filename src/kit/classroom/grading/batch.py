"""Grades an assignment: many kernels, one writer, one line of progress; what is done stays done."""

import asyncio
import contextlib
import functools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from helpers.errors import shorten
from kit.classroom.collection.submitted import Handed, account
from kit.classroom.course.class_key import class_key
from kit.classroom.course.class_lock import alone
from kit.classroom.course.database import odd_name, plainly_told, shown_name
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.students import class_list
from kit.classroom.course.times import EXAMPLE
from kit.classroom.grading.gradebook_writer import Saver
from kit.classroom.grading.own_numbers import judge_for
from kit.classroom.grading.seal import seal
from kit.classroom.release.offers import check_offers, uneven_runs
from kit.classroom.release.source_changes import source_changes
from kit.grader.event_loops import outside_loops
from kit.grader.fleet import Fleet, Server
from kit.grader.judge import Graded
from kit.grader.key import AssignmentKey
from kit.grader.outcomes import Outcome
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import Submission, Unreadable, read_submission

COMMIT_EVERY, COMMIT_SECONDS = 25, 2.0
MOST_JOBS = 1_000  # kernels at once


@dataclass
class Progress:
    """How far a batch is: counts, and the submissions a second; and what an instructor should know besides.

    `aside` says what in `submitted/` was not graded and why, `missing` who handed in nothing, `remarks` the rest.
    """

    total: int
    skipped: int = 0
    done: int = 0
    flagged: int = 0
    failed: int = 0
    started: float = field(default_factory=time.monotonic)
    aside: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    remarks: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Submissions a second, since the first one began."""
        return self.done / max(time.monotonic() - self.started, 1e-9)

    @property
    def left(self) -> float:
        """Seconds that the rest will take at this rate."""
        return (self.total - self.skipped - self.done) / self.rate if self.done else float("inf")

    def count(self, outcome: Outcome) -> None:
        """Note the end of one submission."""
        self.done += 1
        self.flagged += outcome.status == "flagged"
        self.failed += outcome.status == "failed"


@dataclass(frozen=True)
class Options:
    """How to grade: `jobs` kernels at once (0: a core each, and one more), limits, sandbox or not, whose numbers."""

    jobs: int = 0
    limits: Limits = field(default_factory=Limits)
    confined: bool = True
    again: bool = False
    variants: bool = False

    def __post_init__(self):
        if isinstance(self.jobs, bool) or not isinstance(self.jobs, int) or not 0 <= self.jobs <= MOST_JOBS:
            raise ClassError(f"jobs: {shorten(self.jobs)} is not a whole number from 0 (one for each core) "
                             f"to {MOST_JOBS:,}.")

    @property
    def at_once(self) -> int:
        """How many kernels run at the same time: by itself one more than there are cores.

        So none waits while an outcome is saved or a kernel is made.
        """
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return self.jobs or (cores or 1) + 1


@outside_loops
def grade(folder: ClassFolder, assignment: str, students: tuple[str, ...] = (), options: Options = Options(),
          tell: Callable[[Progress, Outcome | None], None] | None = None, runner: Callable | None = None,
          server: Server | None = None) -> Progress:
    """Grade what was handed in for an assignment and has changed; returns the counts.

    Parameters
    ----------
    folder : ClassFolder
        The class.
    assignment : str
        The whole name of one of its assignments.
    students : tuple[str, ...]
        Whose submissions; all, where nobody is named.
    options : Options
        How many at once, with which limits, in a sandbox or not.
    tell : Callable, optional
        Called with the counts and the outcome after each submission, and with `None` for the outcome at the end.
    runner : Callable, optional
        Runs submissions elsewhere (on a cluster) in place of this machine.
    server : Server, optional
        A fork server that was started before; without it one is started as soon as there is something to grade.

    Returns
    -------
    Progress
        How many were graded, skipped as unchanged, flagged, failed.

    Raises
    ------
    ClassError
        Where the class, the assignment or a student is not there, or another writer works on the class.
    SandboxError
        Where there is no sandbox and `options` do not do without.
    """
    with plainly_told():
        key = class_key(folder, assignment)
        check_offers(key)
        found = account(folder, assignment, class_list(folder))
        unknown = sorted(set(students) - set(found.handed))
        if unknown:
            raise ClassError(f"students: {', '.join(unknown)[:200]} handed in nothing for {assignment}. "
                             f"Their folders would be in {folder.path('submitted')}.")
        chosen = {name: each for name, each in found.handed.items() if not students or name in students}
        progress = Progress(len(chosen), aside=found.aside, missing=found.missing)
        progress.remarks += source_changes(folder, assignment)
        with alone(folder):
            saver = Saver(folder, key)
            try:
                known = saver.store.digests(assignment)
                made_from = seal(key, options.limits, options.confined, options.variants, saver.late, saver.duedate)
                work = _waiting(folder, assignment, chosen, known, made_from, saver.extensions, options)
                run = runner or functools.partial(_local, server=server)
                asyncio.run(_all(run, work, key, saver, options, progress, tell))
                renewed, uneven = saver.renew(), uneven_runs(saver.store.read(assignment))
                progress.remarks += _without_time(saver.timeless())
                if students:
                    progress.remarks += _others(folder, assignment, found.handed, chosen, known, made_from, saver,
                                                options)
            finally:
                saver.close()
    progress.remarks += uneven
    if renewed:
        progress.remarks.append(f"What lateness costs changed for {renewed} of those graded before, or by hand.")
    return progress


def _read(folder: ClassFolder, assignment: str, handed: Handed, made_from: tuple, extensions: dict,
          options: Options) -> tuple[Submission, str]:
    """One submission as it lies on disk, and the name for all that its grade is made from; none stops the others."""
    student, note = handed.student, [handed.note] if handed.note else []
    try:
        submission = read_submission(student, handed.path, options.limits, folder.course.ignore, handed.only)
        submission.notes += note if submission.files else []
    except Unreadable as error:
        submission = Submission(student, {}, [str(error)])
    except OSError as error:
        submission = Submission(student, {}, [f"it cannot be read ({error.strerror})."])
    except Exception as error:
        submission = Submission(student, {}, [f"it cannot be read ({type(error).__name__}: {str(error)[:200]!r})."])
    return submission, submission.digest(*made_from, str(extensions.get(student, "")), student,
                                         *(submission.notes if not submission.files else ()))


def _is_current(folder: ClassFolder, assignment: str, student: str, digest: str, known: dict[str, str]) -> bool:
    there = folder.path("autograded", student, assignment)
    return known.get(shown_name(student)) == digest and (bool(odd_name(student)) or there.is_dir())


def _waiting(folder, assignment, chosen, known, made_from, extensions, options):
    """The submissions to grade, read one by one as they are wanted; `None` for one that is graded already."""
    for student, handed in chosen.items():
        submission, digest = _read(folder, assignment, handed, made_from, extensions, options)
        if not options.again and _is_current(folder, assignment, student, digest, known):
            yield None
        else:
            yield submission, digest


def _without_time(students: list[str]) -> list[str]:
    """Who is taken to be in time because nobody knows when they handed in."""
    return [f"There is a due date, and it is not known when {_some(students)} handed in: no lateness is counted. Write "
            f"the time into timestamp.txt beside the notebook, as in {EXAMPLE}."] if students else []


def _some(students: list[str]) -> str:
    return ", ".join(map(shown_name, students[:5])) + (f" and {len(students) - 5} more" if len(students) > 5 else "")


def _others(folder, assignment, handed, chosen, known, made_from, saver, options) -> list[str]:
    """Who else would be graded now: something changed for them, too."""
    stale = [name for name, each in handed.items() if name not in chosen and shown_name(name) in known
             and not _is_current(folder, assignment, name, _read(
                 folder, assignment, each, made_from, saver.extensions, options)[1], known)]
    return [f"Not looked at, though what their grade is made from has changed: {_some(stale)}. Grade them as well: "
            f"kit grade {assignment}"] if stale else []


async def _all(run, work, key: AssignmentKey, saver: Saver, options: Options, progress: Progress, tell) -> None:
    """Keep a bounded number of submissions under way, and save each as it ends."""
    ready: asyncio.Queue = asyncio.Queue()
    async with contextlib.AsyncExitStack() as stack:
        judge, width = None, 1
        pending: set[asyncio.Task] = set()
        last = time.monotonic()

        async def one(submission, digest):
            await ready.put((await judge(submission), digest, submission))

        def keep(graded: Graded, digest: str, submission: Submission) -> None:
            nonlocal last
            moment = datetime.now(UTC).isoformat(timespec="seconds")
            graded.outcome = replace(graded.outcome, digest=digest, graded_at=moment)
            graded.timestamp = submission.timestamp
            graded.files = submission.files
            outcome = saver.save(graded)
            if saver.waiting >= COMMIT_EVERY or time.monotonic() - last > COMMIT_SECONDS:
                saver.commit()
                last = time.monotonic()
            progress.count(outcome)
            if tell:
                tell(progress, outcome)

        try:
            for each in work:
                if each is None:
                    progress.skipped += 1
                    continue
                if judge is None:
                    judge, width = await stack.enter_async_context(run(key, options))
                    progress.started = last = time.monotonic()
                pending.add(asyncio.ensure_future(one(*each)))
                while len(pending) > width or not ready.empty():
                    await _settle(pending, ready, keep)
            while pending or not ready.empty():
                await _settle(pending, ready, keep)
        finally:
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            saver.commit()
        if tell:
            tell(progress, None)


async def _settle(pending: set, ready: asyncio.Queue, keep) -> None:
    """Wait until one is done, and save all that are."""
    if ready.empty() and pending:
        done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            pending.discard(task)
            task.result()
    while not ready.empty():
        keep(*ready.get_nowait())


@contextlib.asynccontextmanager
async def _local(key: AssignmentKey, options: Options, server: Server | None = None):
    """Kernels on this machine."""
    with Fleet(options.limits, options.confined, key.warm(), key.modules(), server, wait=False) as fleet:
        judge = judge_for(fleet, key, options.variants)  # compiles the tests, while the fork server warms itself
        fleet.wait()
        slots = asyncio.Semaphore(options.at_once)

        async def limited(submission):
            async with slots:
                return await judge(submission)

        yield limited, options.at_once
