"""The fork server: a process that has imported everything, holds no secret, and forks one kernel for each submission.

It is started by `kit.grader.fleet` with one end of a socket. It reads what a class hands out anyway, so that its
kernels start warm; sources, hidden tests, the gradebook and other submissions are not within its reach.
"""

import array
import contextlib
import gc
import json
import os
import signal
import socket
import sys
import threading

from kit.grader.sandbox.limits import Limits

READY, LONGEST = b"ready", 64_000_000


def main() -> None:
    """Serve requests on the socket whose number is the first argument, until it is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    from kit.grader.sandbox import confine, linux, root

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        linux.die_with_parent()
    gc.disable()  # imports make much and leave little: there is nothing to collect
    _import_all()
    setup = json.loads(_read(control))
    confined = setup["confined"]
    try:
        if confined:
            confine.enter_server(setup["scratch"])
            linux.mount("tmpfs", root.HOME, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=8m")
            linux.die_with_parent()
        kernel = _prepare(setup)
        confine.become_nobody() if confined else None
    except Exception as error:
        control.sendall(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())
        return
    enter_kernel = confine.enter_kernel
    control.sendall(READY)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        data, ancillary, _, _ = control.recvmsg(16, socket.CMSG_SPACE(3 * array.array("i").itemsize))
        if not data:
            os._exit(0)
        descriptors = array.array("i")
        for _level, _kind, packed in ancillary:
            descriptors.frombytes(packed[: len(packed) - len(packed) % descriptors.itemsize])
        forked = -1
        try:
            forked = enter_kernel(confined, data == b"tests")
            if forked == 0:
                control.close()
                kernel(data == b"tests", *descriptors)
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.write(descriptors[0], f"failed {type(error).__name__}: {error}".encode()[:400])
        finally:
            if forked == 0:
                os._exit(1)
        for each in descriptors:
            os.close(each)


def _import_all() -> None:
    """What every kernel needs, whatever it will run: imported while the grader still reads its class."""
    import ipywidgets  # noqa: F401
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401

    import helpers
    import kit.grader.kernel.examiner
    import kit.grader.kernel.shell  # noqa: F401

    for name in getattr(helpers, "__all__", ()):
        with contextlib.suppress(Exception):
            getattr(helpers, name)


def _read(control) -> bytes:
    size = int.from_bytes(control.recv(8, socket.MSG_WAITALL), "big")
    if size > LONGEST:
        raise ValueError(f"a set-up of {size:,} bytes")
    return control.recv(size, socket.MSG_WAITALL)


def _prepare(setup: dict):
    """Import and warm everything; returns the function that a forked process becomes a kernel with."""
    import helpers  # noqa: F401
    from kit.grader.kernel.private import make_forgetter, private
    from kit.grader.kernel.shell import make_shell, no_breakpoint, no_input, take_streams
    from kit.grader.kernel.tripwire import make_hook
    from kit.grader.kernel.warm import warm
    from kit.grader.sandbox.confine import own_number, settle

    limits, confined = Limits(**setup["limits"]), setup["confined"]
    shell = make_shell(limits.output)
    take_streams(shell)
    gc.freeze()  # a shell that is cleared collects, and would search all that was imported
    warm(setup["warm"], shell)
    import builtins
    import pdb
    from importlib import import_module

    builtins.input = no_input
    sys.breakpointhook = pdb.set_trace = no_breakpoint
    for name in setup["modules"]:  # what tests import is there before a submission can put something in its place
        with contextlib.suppress(Exception):
            import_module(name)
    child = private("kit.grader.kernel.child")
    examiner = private("kit.grader.kernel.examiner")
    picture = private("kit.grader.kernel.watch")["Watch"](setup["modules"])
    forget_grader = make_forgetter()
    own = os.path.dirname(os.path.abspath(__file__))
    kit = os.path.dirname(own)
    libraries = (sys.prefix, sys.base_prefix, os.path.dirname(kit) + "/helpers/", kit + "/", "/usr/lib/")
    made = [len(shell.ast_transformers), len(shell.input_transformers_post),
            len(shell.input_transformer_manager.cleanup_transforms),
            len(shell.input_transformer_manager.line_transforms),
            len(shell.input_transformer_manager.token_transformers)]

    def transformers(shell) -> bool:
        manager = shell.input_transformer_manager
        return [len(shell.ast_transformers), len(shell.input_transformers_post), len(manager.cleanup_transforms),
                len(manager.line_transforms), len(manager.token_transformers)] != made

    if threading.active_count() != 1:
        names = ", ".join(each.name for each in threading.enumerate())
        raise RuntimeError(f"a thread was started before the fork: {names}")
    gc.freeze()
    gc.enable()

    def kernel(for_tests: bool, connection: int, wire: int, line: int) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        me = own_number()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        captured = _capture()
        settle(limits, confined)
        os.write(connection, me.to_bytes(8, "big"))
        channel = socket.socket(fileno=connection)
        task = json.loads(_read(channel))
        _arrive(task, confined)
        examiner["seeded"]()
        from helpers.cases import current_variant

        serve, keys, whose = child["serve"], [bytes.fromhex(task["key"])], current_variant()
        task.clear()
        talk = socket.socket(fileno=line)
        if for_tests:
            examiner["serve"](channel, keys.pop(), talk, shell, captured)
            os._exit(0)
        forget_grader()
        picture.versions.note()
        sys.addaudithook(make_hook(wire, libraries, (own, "<test "), frozenset([child["graded"].__code__])))
        serve(channel, keys, talk, shell, picture, captured, shell.user_ns, transformers, whose)

    return kernel


def _arrive(task: dict, confined: bool) -> None:
    """Lay out the submission's files in the kernel's own folder, and set whose numbers the cases take."""
    import base64
    import tempfile

    if not confined:
        os.chdir(tempfile.mkdtemp(prefix="kit-"))
    for name, data in task["files"].items():
        with contextlib.suppress(OSError, ValueError):  # a name that cannot be, or no room left: as if not handed in
            if os.path.dirname(name):
                os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(name, "wb") as file:
                file.write(base64.b64decode(data))
    sys.path.append("")  # last: a file of the student's does not stand in for a library
    if task.get("variant") is not None:
        from helpers.cases import set_variant

        set_variant(task["variant"])


def _capture():
    """Send what programs write to the descriptors 1 and 2 to memory; returns a function that takes it from there."""
    import tempfile

    kept = {}
    for number, name in ((1, "stdout"), (2, "stderr")):
        in_memory = hasattr(os, "memfd_create")
        descriptor = os.memfd_create(name) if in_memory else os.dup(tempfile.TemporaryFile().fileno())  # noqa: SIM115
        os.dup2(descriptor, number)
        kept[name] = descriptor
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def captured() -> list:
        found = []
        for name, descriptor in kept.items():
            try:
                size = os.lseek(descriptor, 0, os.SEEK_END)
                if size:
                    found.append((name, os.pread(descriptor, 1_000_000, 0).decode("utf-8", "replace")))
                    os.ftruncate(descriptor, 0)
                    os.lseek(descriptor, 0, os.SEEK_SET)
            except OSError:
                continue
        return found

    return captured


if __name__ == "__main__":
    main()
