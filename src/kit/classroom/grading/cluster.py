"""Grades on a Dask cluster: a worker takes the bytes of a submission and its assignment, and returns what came of it.

Only the process that was started here opens the gradebook. A worker that dies in the middle costs nothing but time: its
submissions go to another.
"""

import asyncio
import concurrent.futures
import contextlib
import threading
import time
from collections.abc import Callable

from kit.classroom.course.folder import ClassError
from kit.classroom.grading.batch import Options
from kit.classroom.grading.own_numbers import judge_for
from kit.grader.fleet import Fleet, SandboxError
from kit.grader.judge import Graded, failed
from kit.grader.key import AssignmentKey
from kit.grader.submission import Submission

RETRIES = 3
CONNECTING = 20
_desks: dict = {}
_lock = threading.Lock()


class Desk:
    """A worker's own fork server and judge for one assignment, in a thread that outlives the tasks."""

    def __init__(self, key: AssignmentKey, options: Options):
        self.loop = asyncio.new_event_loop()
        self.slots = asyncio.Semaphore(options.at_once)
        self.judge, self.error, ready = None, None, threading.Event()

        def live():
            try:
                fleet = Fleet(options.limits, options.confined, key.warm(), key.modules())
                self.judge = judge_for(fleet, key, options.variants)
            except Exception as error:
                self.error = error
            ready.set()
            if self.judge:
                self.loop.run_forever()

        threading.Thread(target=live, daemon=True, name="kit-desk").start()
        ready.wait()
        if self.error:
            raise self.error

    def grade(self, submission: Submission) -> Graded:
        """Grade one submission, and wait for it."""
        async def one():
            async with self.slots:
                return await self.judge(submission)

        return asyncio.run_coroutine_threadsafe(one(), self.loop).result()

    def close(self) -> None:
        """End the fork server."""
        self.judge.fleet.close()
        self.loop.call_soon_threadsafe(self.loop.stop)


def grade_here(key: AssignmentKey, options: Options, submission: Submission) -> Graded:
    """What a worker runs: its desk for this assignment is made at the first submission."""
    seal = (key.digest(), options)
    with _lock:
        if seal not in _desks:
            for other in list(_desks):
                _desks.pop(other).close()
            _desks[seal] = Desk(key, options)
        desk = _desks[seal]
    try:
        return desk.grade(submission)
    except SandboxError:  # the fork server is gone: the next attempt makes a new one
        with _lock:
            if _desks.get(seal) is desk:
                _desks.pop(seal).close()
        raise


def on_cluster(address: str) -> Callable:
    """A runner for `batch.grade` that sends submissions to the Dask scheduler at `address`. Raises `ClassError`."""
    @contextlib.asynccontextmanager
    async def run(key: AssignmentKey, options: Options):
        try:
            from distributed import Client
        except ImportError:
            raise ClassError("--cluster needs Dask. Install it in the course's folder: "
                             ".venv/bin/python -m pip install '.[cluster]'") from None
        client = await _connected(address, Client)
        try:
            described = await _with_workers(client, address)
            width = sum(each["nthreads"] for each in described["workers"].values()) or 1
            sent = await client.scatter(key, broadcast=True, hash=False)

            async def judge(submission: Submission) -> Graded:
                future = client.submit(grade_here, sent, options, submission, pure=False, retries=RETRIES)
                try:
                    return await future
                except (Exception, concurrent.futures.CancelledError) as error:
                    return in_place_of(error, address, key, submission)

            yield judge, 2 * width
        finally:
            with contextlib.suppress(OSError, TimeoutError):
                await client.close()

    return run


async def _with_workers(client, address: str) -> dict:
    """What the scheduler says of itself, once a worker has joined. Raises `ClassError` where none does."""
    until = time.monotonic() + CONNECTING
    while True:
        described = await client.scheduler.identity()
        if described["workers"]:
            return described
        if time.monotonic() > until:
            raise ClassError(f"--cluster {address}: the scheduler answers, and no worker has joined it. Start one or "
                             f"more: dask worker {address}")
        await asyncio.sleep(0.2)


async def _connected(address: str, client_class):
    client = None
    try:
        client = client_class(address, asynchronous=True, timeout=CONNECTING, set_as_default=False)
        await client
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        if client is not None:
            with contextlib.suppress(Exception):
                await client.close(1)
        why = " ".join(str(error).split())[:200]
        raise ClassError(f"--cluster {address}: no Dask scheduler answers there ({why}).") from None
    return client


def in_place_of(error: BaseException, address: str, key: AssignmentKey, submission: Submission) -> Graded:
    """What to make of a submission whose task ended in an error: a failure with its reason, if others may go on.

    Raises `ClassError` where the cluster itself is at fault, `SandboxError` where its workers have no sandbox.
    """
    from distributed import KilledWorker

    if isinstance(error, SandboxError):
        raise error
    if isinstance(error, KilledWorker):
        return failed(key, submission, "every worker that ran it died. Are they short of memory? Give them more, or "
                                       "grade this one without --cluster.")
    if isinstance(error, ImportError):
        raise ClassError(f"--cluster {address}: its workers cannot import {error.name}. Install there what is "
                         "installed here: the same versions of the course's packages.") from None
    if isinstance(error, OSError | concurrent.futures.CancelledError):
        raise ClassError(f"--cluster {address}: the scheduler went away. What was graded is kept: start kit grade "
                         "again when it is back.") from None
    return failed(key, submission, f"the cluster met {type(error).__name__}: {str(error)[:200]}.")
