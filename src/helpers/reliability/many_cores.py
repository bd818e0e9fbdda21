"""Many like pieces of work on all cores, or on a Dask cluster: the results are the same, in the same order.

Threads where the work is compiled and lets go of Python's lock; else processes of their own, which are started by name,
so that neither fork nor a guarded `__main__` is needed; else one after another.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from helpers.errors import shorten
from helpers.reliability.errors import ReliabilityError

Progress = Callable[[int, int], object]
ADDRESS = re.compile(r"([a-z]+://)?[A-Za-z0-9_.:\[\]-]{1,255}:[0-9]{1,5}")
WAYS = ("threads", "processes", "one by one")
CONNECTING = 20  # seconds
RETRIES = 2  # of a task whose worker died


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def on_all_cores(function: Callable, tasks: Sequence, way: str = "threads", workers: int | None = None,
                 progress: Progress | None = None, cluster: Any = None) -> list:
    """What `function` makes of each task, in their order.

    Parameters
    ----------
    function : callable
        A function of a module, so that others can find it by name.
    tasks : sequence
        What it is called with.
    way : str
        "threads", "processes" or "one by one"; a cluster goes before it.
    workers : int, optional
        How many at once. None: one for each core.
    progress : callable, optional
        Called with how many are done, and how many there are.
    cluster : str or distributed.Client, optional
        The address of a Dask scheduler, or a client of it.

    Raises
    ------
    ReliabilityError
        Where the cluster cannot be reached.
    """
    if progress is not None and not callable(progress):
        raise ReliabilityError(f"progress: {shorten(progress)} cannot be called. Give a function of two "
                               "numbers, or None.")
    many = min(workers or cores(), len(tasks))
    told = progress or (lambda done, total: None)
    if cluster is not None:
        return _on_cluster(function, tasks, told, cluster)
    if way == "processes" and many > 1:
        found = _in_processes(function, tasks, many, told)
        if found is not None:
            return found
    if way == "threads" and many > 1:
        return _in_threads(function, tasks, many, told)
    results = []
    for task in tasks:
        results.append(function(task))
        told(len(results), len(tasks))
    return results


def _in_threads(function: Callable, tasks: Sequence, many: int, told: Progress) -> list:
    with ThreadPoolExecutor(many, thread_name_prefix="sweep") as pool:
        waiting = [pool.submit(function, task) for task in tasks]
        try:
            for done, each in enumerate(as_completed(waiting), 1):
                each.result()
                told(done, len(tasks))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [each.result() for each in waiting]


class _Worker:
    """A Python of its own that takes tasks one after another over its standard input."""

    def __init__(self, function: Callable):
        root = str(Path(__file__).resolve().parents[2])
        known = os.environ.get("PYTHONPATH", "")
        places = os.pathsep.join([root, *filter(None, [known])])
        self.process = subprocess.Popen([sys.executable, "-m", "helpers.reliability.worker"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": places})
        self._send((function.__module__, function.__qualname__))

    def _send(self, value: object) -> None:
        assert self.process.stdin is not None
        pickle.dump(value, self.process.stdin)
        self.process.stdin.flush()

    def __call__(self, task: object) -> Any:
        self._send(task)
        assert self.process.stdout is not None
        good, value = pickle.load(self.process.stdout)
        if not good:
            raise value
        return value

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        with suppress(OSError):
            self.process.terminate()
        self.process.wait()


def _in_processes(function: Callable, tasks: Sequence, many: int, told: Progress) -> list | None:
    """None where no process can be started, or one of them dies: then the work is done here."""
    workers: list[_Worker] = []
    try:
        workers = [_Worker(function) for _ in range(many)]
        waiting: SimpleQueue = SimpleQueue()
        for place, task in enumerate(tasks):
            waiting.put((place, task))
        results: list = [None] * len(tasks)

        def work(worker: _Worker) -> int:
            done = 0
            while True:
                try:
                    place, task = waiting.get_nowait()
                except Empty:
                    return done
                results[place] = worker(task)
                done += 1
                finished.put(place)

        finished: SimpleQueue = SimpleQueue()
        with ThreadPoolExecutor(many) as pool:
            running = [pool.submit(work, each) for each in workers]
            try:
                done = 0
                while done < len(tasks):
                    with suppress(Empty):
                        finished.get(timeout=0.05)
                        done += 1
                        told(done, len(tasks))
                        continue
                    for each in running:
                        if each.done():
                            each.result()
            except BaseException:
                for worker in workers:
                    worker.process.kill()
                raise
        return results
    except (OSError, EOFError, pickle.PickleError):
        return None
    finally:
        for worker in workers:
            worker.close()


def _on_cluster(function: Callable, tasks: Sequence, told: Progress, cluster: Any) -> list:
    try:
        from distributed import Client, KilledWorker
        from distributed import as_completed as finished
    except ImportError:
        raise ReliabilityError("cluster: a Dask cluster needs Dask. Install it: "
                               "pip install distributed") from None
    client, own = cluster, False
    if isinstance(cluster, str):
        if not ADDRESS.fullmatch(cluster):
            raise ReliabilityError(f"cluster: {shorten(cluster)} is no address of a Dask scheduler. "
                                   'Write "tcp://127.0.0.1:8786".')
        try:
            client, own = Client(cluster, timeout=CONNECTING, set_as_default=False), True
        except (OSError, TimeoutError, ValueError, TypeError) as error:
            raise ReliabilityError(f"cluster: no Dask scheduler answers at {shorten(cluster)} "
                                   f"({' '.join(str(error).split())[:200]}). Start it, or leave cluster out.") from None
    elif not isinstance(cluster, Client):
        raise ReliabilityError(f"cluster: {shorten(cluster)} is neither the address of a Dask scheduler nor a client. "
                               'Write "tcp://127.0.0.1:8786".')
    try:
        waiting = [client.submit(function, task, pure=False, retries=RETRIES) for task in tasks]
        for done, _ in enumerate(finished(waiting, loop=client.loop), 1):
            told(done, len(tasks))
        return client.gather(waiting)
    except KilledWorker:
        raise ReliabilityError("cluster: a task killed every worker that ran it. Are they short of memory? Give them "
                               "more, or ask for fewer requests with n.") from None
    except ImportError as error:
        raise ReliabilityError(f"cluster: its workers cannot import {error.name}. Install there what is installed "
                               "here: the same version of the course.") from None
    finally:
        if own:
            client.close()
