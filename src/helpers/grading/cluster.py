"""Grades on a Dask cluster: a worker takes the bytes of a submission and of its assignment, and returns what came of it.

Only the process that was started here opens the gradebook. A worker that dies in the middle costs nothing but time: its
submissions go to another.
"""

import asyncio
import contextlib
import threading

from helpers.grading.batch import Judge, Options
from helpers.grading.fleet import Fleet, SandboxError
from helpers.grading.folder import ClassError
from helpers.grading.key import AssignmentKey
from helpers.grading.preparing import Submission
from helpers.grading.saving import Graded

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
                self.judge = Judge(Fleet(options.limits, options.confined, key.warm(), key.modules()), key, options.variants)
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


def on_cluster(address: str):
    """A runner for `batch.grade` that sends submissions to the Dask scheduler at `address`. Raises `ClassError`."""
    @contextlib.asynccontextmanager
    async def run(key: AssignmentKey, options: Options):
        try:
            from distributed import Client
        except ImportError:
            raise ClassError("--cluster needs Dask. Install it: pip install 'system-design-course[cluster]'") from None
        try:
            client = await Client(address, asynchronous=True, timeout=CONNECTING, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClassError(f"--cluster {address}: no Dask scheduler answers there ({error}).") from None
        try:
            described = await client.scheduler.identity()
            width = sum(each["nthreads"] for each in described["workers"].values()) or 1
            sent = await client.scatter(key, broadcast=True, hash=False)

            async def judge(submission: Submission) -> Graded:
                future = client.submit(grade_here, sent, options, submission, pure=False, retries=RETRIES)
                return await future

            yield judge, 2 * width
        finally:
            await client.close()

    return run
