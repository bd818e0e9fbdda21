"""Compile the simulator's loops ahead of time: `python -m helpers.simulation.compile_ahead`.

`make setup` starts it in the background after an install, and nobody waits for it: until the copies are there, runs are
interpreted, with the same draws and results. Two of these at a time would do the same work twice, so the first holds a
file; one that lies there for an hour was left by a process that ended early.
"""

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LONGEST = 3_600.0  # seconds, after which the file of another process does not count


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether no other process compiles into this folder now; False also where it cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as made, alone(Path(made)) as first, alone(Path(made)) as second:
    ...     print(first, second)
    True False
    """
    held = folder / "compiling"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if held.exists() and time.time() - held.stat().st_mtime > LONGEST:
            held.unlink()
        os.close(os.open(held, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        held.unlink(missing_ok=True)


def remove_others(folder: Path) -> None:
    """Delete the copies of earlier states of the sources that lie beside this folder."""
    for other in folder.parent.glob("compiled-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def compile_all() -> None:
    """Run designs that need every loop once: with a pool, single servers, rings, hits, and calls that are sorted."""
    from helpers import Architecture, Client, Component, Workload, simulate
    from helpers.simulation.fast import use_compiled

    made = Architecture("All").add(
        Component("client", "client"), Component("pool", "service", servers=4, service_time="1 ms"),
        Component("rings", "service", replicas=2, servers=2, service_time="1 ms"),
        Component("cache", "cache", servers=1, service_time="1 ms", hit_rate=0.5),
        Component("store", "sql", servers=1, service_time="1 ms", stores="item"))
    made = made.connect("client", "pool").connect("pool", "rings").connect("rings", "cache")
    flows = [{"name": "read", "share": 1, "reads": ["item"]}]
    use_compiled(True)
    for calls, client in ((1, None), (2, None), (1, Client(timeout="1 s", retries=1))):
        simulate(made.connect("cache", "store", calls=calls), Workload("400/s", mix=flows), n=1_000, client=client)


def main() -> int:
    """Compile every loop once and keep it; returns 0 where that is done, or there is nothing to do."""
    from helpers.simulation.fast import cache_folder

    if os.environ.get("HELPERS_COMPILED") == "0":
        return 0
    if hasattr(os, "nice"):
        os.nice(10)  # a run that is interpreted meanwhile comes first; of a busy machine this still gets its share
    with alone(cache_folder()) as first:
        if first:
            remove_others(cache_folder())
            compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
