"""Tells of what honest work never does: reaching into frames, code objects, memory, or the grader itself.

An audit hook (PEP 578) cannot be taken away. It writes one line down a pipe before the deed is done; a line cannot be
called back, and a pipe that is closed early tells by its end.
"""

import os
import sys
import threading

# events, and what they are called in a report; a frame, a code object, a closure: the ways out of one's own code
WATCHED = {
    "sys._getframe": "looked at the frames of its callers",
    "sys._current_frames": "looked at the frames of others",
    "sys._current_exceptions": "looked at the frames of others",
    "gc.get_objects": "searched the memory for objects",
    "gc.get_referrers": "searched the memory for objects",
    "gc.get_referents": "searched the memory for objects",
    "sys.settrace": "traced other code",
    "sys.setprofile": "traced other code",
    "sys.addaudithook": "added an audit hook",
    "code.__new__": "built a code object",
    "object.__setattr__": "changed an object's protected parts",
    "object.__delattr__": "changed an object's protected parts",
    "object.__getattr__": "read an object's protected parts",
    "os.fork": "forked the kernel",
    "os.forkpty": "forked the kernel",
    "cpython.run_interactivehook": "started an interpreter",
    "sqlite3.connect": "opened a gradebook",
    "open": "opened a gradebook",
    "compile": "gave its code a library's name",
}
CTYPES = ("ctypes.dlopen", "ctypes.dlsym", "ctypes.cdata", "ctypes.cdata/buffer", "ctypes.call_function",
          "ctypes.string_at", "ctypes.wstring_at", "ctypes.addressof", "ctypes.create_string_buffer")
FRAMES = {"tb_frame", "gi_frame", "cr_frame", "ag_frame", "gi_code", "cr_code", "ag_code", "__code__", "__closure__"}


def make_hook(descriptor: int, libraries: tuple[str, ...], trusted: tuple[str, ...]):
    """The hook: `descriptor` is the pipe, `libraries` are the beginnings of file names that are not the learner's.

    Code whose name begins with one of `trusted` is the grader's.
    """
    watched = dict(WATCHED)
    watched.update(dict.fromkeys(CTYPES, "used ctypes to reach the memory"))
    getframe, write, busy, ident = sys._getframe, os.write, set(), threading.get_ident
    known = (*libraries, "<frozen", "<__array_function__", *trusted)
    told: set[str] = set()
    frames, instance, lower = frozenset(FRAMES), isinstance, str.lower
    add, discard = busy.add, busy.discard

    def hook(event, arguments):
        said = watched.get(event)
        if said is None:
            return
        if event == "object.__getattr__" and not (instance(arguments[1], str) and arguments[1] in frames):
            return
        if event in ("open", "sqlite3.connect") and "gradebook" not in lower(f"{arguments[0]!s:.400}"):
            return
        if event == "compile" and not (instance(arguments[1], str) and arguments[1].startswith(libraries)):
            return
        me = ident()
        if me in busy:
            return
        add(me)
        try:
            depth = 1
            name = getframe(1).f_code.co_filename
            while event.startswith("ctypes") and "/ctypes/" in name:
                depth += 1
                name = getframe(depth).f_code.co_filename
            if not name.startswith(known) and event not in told:
                told.add(event)
                write(descriptor, f"{event}|{said}\n".encode())
        except ValueError:
            pass
        finally:
            discard(me)

    return hook
