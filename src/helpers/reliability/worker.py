"""A process that does pieces of work for another: each comes pickled on standard input, its result goes back so.

Only `many_cores` starts it, over pipes of its own.
"""

import os
import pickle
import sys
from importlib import import_module


def main() -> None:
    """Read which function it is, then do one task after another until the input ends."""
    given, back = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a task prints is no result
    module, name = pickle.load(given)
    function = getattr(import_module(module), name)
    while True:
        try:
            task = pickle.load(given)
        except EOFError:
            return
        try:
            found = (True, function(task))
        except Exception as error:
            found = (False, error)
        try:
            pickle.dump(found, back)
            back.flush()
        except BrokenPipeError:  # nobody waits any more
            return


if __name__ == "__main__":
    main()
