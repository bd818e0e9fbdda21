"""Grades an assignment: many kernels, one writer, one line of progress; what is done stays done."""

import asyncio
import contextlib
import functools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from helpers.errors import shorten
from kit.classroom.class_key import class_key
from kit.classroom.class_lock import alone
from kit.classroom.folder import ClassError, ClassFolder
from kit.classroom.gradebook_writer import Saver
from kit.classroom.seal import seal
from kit.grader.event_loops import outside_loops
from kit.grader.fleet import Fleet, Server
from kit.grader.judge import Graded, Judge
from kit.grader.key import AssignmentKey
from kit.grader.outcomes import Outcome
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import Submission, Unreadable, read_submission

COMMIT_EVERY, COMMIT_SECONDS = 25, 2.0
MOST_JOBS = 1_000  # kernels at once


@dataclass
class Progress:
    """How far a batch is: counts, and the submissions a second."""

    total: int
    skipped: int = 0
    done: int = 0
    flagged: int = 0
    failed: int = 0
    started: float = field(default_factory=time.monotonic)

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
    """How to grade: `jobs` kernels at once (0: one for each core), limits, with the sandbox or not, whose numbers."""

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
        """How many kernels run at the same time."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return self.jobs or cores or 1


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
    handed = folder.submissions(assignment)
    unknown = sorted(set(students) - set(handed))
    if unknown:
        raise ClassError(f"students: {', '.join(unknown)[:200]} handed in nothing for {assignment}. "
                         f"Their folders would be in {folder.path('submitted')}.")
    key = class_key(folder, assignment)
    chosen = {name: path for name, path in handed.items() if not students or name in students}
    with alone(folder):
        saver = Saver(folder, key)
        try:
            known = saver.store.digests(assignment)
            made_from = seal(key, options.limits, options.confined, options.variants, saver.late, saver.duedate)
            work = _waiting(folder, chosen, known, made_from, saver.extensions, options)
            progress = Progress(len(chosen))
            run = runner or functools.partial(_local, server=server)
            asyncio.run(_all(run, work, key, saver, options, progress, tell))
        finally:
            saver.close()
    return progress


def _waiting(folder, chosen, known, made_from, extensions, options):
    """The submissions to grade, read one by one as they are wanted; `None` for one that is graded already."""
    for student, path in chosen.items():
        try:
            submission = read_submission(student, path, options.limits, folder.course.ignore)
        except Unreadable as error:
            submission = Submission(student, {}, [str(error)])
        except OSError as error:
            submission = Submission(student, {}, [f"it cannot be read ({error.strerror})."])
        digest = submission.digest(*made_from, str(extensions.get(student, "")), student,
                                   *(submission.notes if not submission.files else ()))
        there = folder.path("autograded", student, path.name)
        if not options.again and known.get(student) == digest and there.is_dir():
            yield None
        else:
            yield submission, digest


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
            graded.outcome = Outcome.from_dict({**graded.outcome.as_dict(), "digest": digest, "graded_at": moment})
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
    with Fleet(options.limits, options.confined, key.warm(), key.modules(), server) as fleet:
        judge = Judge(fleet, key, options.variants)
        slots = asyncio.Semaphore(options.at_once)

        async def limited(submission):
            async with slots:
                return await judge(submission)

        yield limited, options.at_once
