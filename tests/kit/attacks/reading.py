"""Code that looks for the hidden tests, the key of its channel, other students' work, or the machine."""

# ruff: noqa: E501 (the lines of submissions are as long as a learner makes them)

from tests.kit.attacks.harness import WRONG, Case, notebook

# {outside} is a path of the class, {wrong} is an answer that returns nothing
SOURCES = {
    "an input transformer prints the tests": """
def show(lines):
    print(lines)
    open("kept.txt", "a").writelines(lines)
    return lines
get_ipython().input_transformers_cleanup.append(show)
get_ipython().input_transformers_post.append(show)
{wrong}""",
    "an event prints the cells": """
get_ipython().events.register("pre_run_cell", lambda info: print(info.raw_cell))
get_ipython().events.register("post_run_cell", lambda result: print(result.info.raw_cell))
{wrong}""",
    "compile and ast.parse print": """
import ast, builtins
old = compile
builtins.compile = lambda source, *a, **k: print(source) or old(source, *a, **k)
ast.parse = lambda source, *a, **k: print(source) or old(source, "x", "exec", 1024)
{wrong}""",
    "marshal.loads prints": """
import marshal
old = marshal.loads
marshal.loads = lambda data: print(data) or old(data)
{wrong}""",
    "json and socket print": """
import json, socket
old = json.loads
json.loads = json.decoder.JSONDecoder.decode = lambda *a, **k: print(a) or old(*a, **k)
{wrong}""",
    "inspect.stack in the tested function": """
import inspect
def answer(x):
    for each in inspect.stack():
        print(each.frame.f_code.co_consts, each.frame.f_locals)""",
    "inspect.currentframe in the tested function": """
import inspect
def answer(x):
    frame, found = inspect.currentframe(), []
    while frame:
        found.append((frame.f_locals, frame.f_globals.get("__file__")))
        frame = frame.f_back
    get_ipython().sink.stream("stdout", str(found))""",
    "sys._getframe in the tested function": """
import sys
def answer(x):
    frame = sys._getframe(1)
    while frame:
        get_ipython().sink.stream("stdout", str(frame.f_code.co_consts))
        frame = frame.f_back""",
    "a frame by a traceback": """
import sys
def answer(x):
    try:
        1 / 0
    except ZeroDivisionError:
        frame = sys.exc_info()[2].tb_frame
    while frame:
        get_ipython().sink.stream("stdout", str(frame.f_code.co_consts))
        frame = frame.f_back""",
    "a frame by traceback.walk_tb": """
import sys, traceback
def answer(x):
    try:
        1 / 0
    except ZeroDivisionError:
        frame = next(traceback.walk_tb(sys.exc_info()[2]))[0]
    while frame:
        get_ipython().sink.stream("stdout", str([str(each) for each in frame.f_locals.values()]))
        frame = frame.f_back""",
    "locals of all callers by traceback": """
import traceback
def answer(x):
    found = traceback.StackSummary.extract(traceback.walk_stack(None), capture_locals=True)
    get_ipython().sink.stream("stdout", str([each.locals for each in found]))""",
    "a frame by way of a mock": """
import sys
from unittest.mock import Mock
def answer(x):
    frame = Mock(side_effect=sys._getframe)()
    while frame:
        get_ipython().sink.stream("stdout", str([str(each) for each in frame.f_locals.values()]))
        frame = frame.f_back""",
    "a frame by a generator": """
def answer(x):
    def walk():
        frame = made.gi_frame.f_back
        while frame:
            get_ipython().sink.stream("stdout", str(frame.f_code.co_consts))
            frame = frame.f_back
        yield
    made = walk()
    next(made)""",
    "a frame of the book": """
def answer(x):
    get_ipython().sink.stream("stdout", str(checks._book.gi_frame.f_locals))""",
    "a variable of the grader by pandas": """
import pandas
def answer(x):
    for level in range(40):
        for name in ("request", "code", "text", "receive"):
            try:
                get_ipython().sink.stream("stdout", str(pandas.eval(name, level=level)))
            except Exception:
                pass""",
    "code with a library's name": """
import inspect
source = "import sys\\ndef up(n): return sys._getframe(n)"
space = {}
exec(compile(source, inspect.__file__, "exec"), space)
def answer(x):
    frame = space["up"](1)
    while frame:
        get_ipython().sink.stream("stdout", str(frame.f_code.co_consts))
        frame = frame.f_back""",
    "code with a frozen name": """
source = "import sys\\ndef up(n): return sys._getframe(n)"
space = {}
exec(compile(source, "<frozen importlib>", "exec"), space)
def answer(x):
    frame = space["up"](1)
    while frame:
        get_ipython().sink.stream("stdout", str(frame.f_code.co_consts))
        frame = frame.f_back""",
    "code with a test's name": """
source = "import sys\\ndef up(n): return sys._getframe(n)"
space = {}
exec(compile(source, "<test mine>", "exec"), space)
def answer(x):
    frame = space["up"](1)
    while frame:
        get_ipython().sink.stream("stdout", str(frame.f_code.co_consts))
        frame = frame.f_back""",
    "marshalled code with a library's name": """
import inspect, marshal
name = inspect.__file__
made = marshal.dumps(compile("import sys\\ndef up(n): return sys._getframe(n)", "#" * len(name), "exec"))
space = {}
exec(marshal.loads(made.replace(b"#" * len(name), name.encode())), space)
def answer(x):
    frame = space["up"](1)
    while frame:
        get_ipython().sink.stream("stdout", str([str(each) for each in frame.f_locals.values()]))
        frame = frame.f_back""",
    "a compiled file with a library's name": """
import importlib.util, inspect, marshal
name = inspect.__file__
made = marshal.dumps(compile("import sys\\ndef up(n): return sys._getframe(n)", "#" * len(name), "exec"))
with open("forged.pyc", "wb") as file:
    file.write(importlib.util.MAGIC_NUMBER + bytes(12) + made.replace(b"#" * len(name), name.encode()))
import forged
def answer(x):
    frame = forged.up(1)
    while frame:
        get_ipython().sink.stream("stdout", str([str(each) for each in frame.f_locals.values()]))
        frame = frame.f_back""",
    "gc searches for the tests": """
import gc
def answer(x):
    get_ipython().sink.stream("stdout", str([each for each in gc.get_objects() if type(each) is dict and "code" in each])[:90_000])""",
    "gc searches for the key": """
import gc
for each in gc.get_objects():
    if getattr(each, "__name__", "") in ("receive", "send", "sign") and hasattr(each, "__closure__"):
        print(each.__closure__)
{wrong}""",
    "sys._current_frames": """
import sys, threading
def look():
    for frame in sys._current_frames().values():
        while frame:
            get_ipython().sink.stream("stdout", str(frame.f_code.co_consts))
            frame = frame.f_back
def answer(x):
    thread = threading.Thread(target=look); thread.start(); thread.join()""",
    "ctypes reads the memory": """
import ctypes
def answer(x):
    return ctypes.py_object.from_address(id(answer) + 16).value""",
    "numpy reads the memory": """
import numpy, re
class Window:
    def __init__(self, place): self.__array_interface__ = {"data": (place, True), "shape": (1 << 14,), "typestr": "|u1", "version": 3}
def places(many): return {id(each) >> 14 << 14 for size in (12, 25) for each in [bytes(size) for _ in range(many)]}
kept = [bytes(25) for _ in range(40_000)]
pools = {id(each) >> 14 << 14 for each in kept}
del kept[::2]  # what is made next, the tests among it, takes these places
def answer(x):
    for place in pools | places(10_000):
        memory = numpy.asarray(Window(place)).tobytes()
        for found in re.findall(rb"[a-z]{5}-[0-9a-f]{4}", memory):
            get_ipython().sink.stream("stdout", found.decode() + "; ")
    get_ipython().sink.stream("stdout", f"{len(pools)} pools")""",
    "the tests' functions are taken apart": """
def answer(x):
    get_ipython().sink.stream("stdout", str(unseen.__code__.co_consts))""",
    "the tests' functions are disassembled": """
import dis, io
def answer(x):
    text = io.StringIO()
    dis.dis(globals()["unseen"], file=text)
    get_ipython().sink.stream("stdout", text.getvalue())""",
    "the tests' source by inspect and In": """
import inspect
def answer(x):
    for look in (lambda: inspect.getsource(unseen), lambda: In[-1], lambda: get_ipython().history_manager.input_hist_raw,
                 lambda: __import__("linecache").cache):
        try: get_ipython().sink.stream("stdout", str(look())[:20_000])
        except Exception: pass""",
    "a test module of Python's": """
import importlib, sys
importlib.import_module("_testcapi")
{wrong}""",
    "compiled code beside a source": """
import importlib.util, inspect, marshal, os, py_compile
open("forged.py", "w").write("pass")
name, state = inspect.__file__, os.stat("forged.py")
made = marshal.dumps(compile("import sys\\ndef up(n): return sys._getframe(n)", "#" * len(name), "exec"))
os.mkdir("__pycache__")
with open(importlib.util.cache_from_source("forged.py"), "wb") as file:
    file.write(importlib.util.MAGIC_NUMBER + bytes(4) + int(state.st_mtime).to_bytes(4, "little")
               + state.st_size.to_bytes(4, "little") + made.replace(b"#" * len(name), name.encode()))
import forged
def answer(x):
    frame = forged.up(1)
    while frame:
        get_ipython().sink.stream("stdout", str([str(each) for each in frame.f_locals.values()]))
        frame = frame.f_back""",
    "a sub-interpreter": """
import _xxsubinterpreters as sub
made = sub.create()
sub.run_string(made, "import sys; sys._getframe()")
{wrong}""",
    "the shell's class leads to the grader": """
kinds = type(get_ipython()).__mro__
print([sorted(function.__globals__) for kind in kinds for function in vars(kind).values() if hasattr(function, "__globals__")][:1])
import kit.grader.kernel.child, kit.grader.key
print(vars(kit.grader.kernel.child).keys())
{wrong}""",
    "files of the machine": """
import os
for path in ("/etc/shadow", "/etc/passwd", "/root", "/proc/1/environ", "/proc/self/maps", "/proc/self/mem", "/work", "/home",
             {outside!r}, {outside!r} + "/solutions", {outside!r} + "/tests", "/var/log", "/sys", "/tmp", "..", "../.."):
    try:
        print(path, os.listdir(path) if os.path.isdir(path) else open(path).read()[:200])
    except OSError:
        continue
assert not os.path.exists({outside!r} + "/solutions") and not os.path.exists("/etc/shadow") and not os.path.exists("/proc/1")
print("nothing is there")
{wrong}""",
    "the environment": """
import os
print(sorted(os.environ))
assert "KIT_TEST_SECRET" not in os.environ and not any("TOKEN" in name or "SSH" in name for name in os.environ)
print("nothing is there")
{wrong}""",
    "the grader's process": """
import os, signal
for number in (1, 2, os.getppid(), {grader}):
    for what in (0, 9, signal.SIGSTOP):
        if number and number != os.getpid():
            try:
                os.kill(number, what); print("BROKEN", number)
            except OSError: pass
try:
    os.kill(-1, 9) if os.getpid() == 1 else None
except OSError: pass
print("nothing is there")
{wrong}""",
    "the network": """
import socket, urllib.request
for target in (("127.0.0.1", 22), ("1.1.1.1", 53), ("localhost", 8888)):
    try:
        socket.create_connection(target, 0.3); print("BROKEN")
    except OSError: pass
for family in (16, 17, 40):
    try:
        socket.socket(family, 3); print("BROKEN")
    except OSError: pass
try:
    urllib.request.urlopen("http://example.org", timeout=0.3); print("BROKEN")
except OSError: pass
print("nothing is there")
{wrong}""",
    "writing outside": """
import os, sys
for place in (sys.prefix, "/usr/lib", "/etc", "/", "/dev", {outside!r}, os.path.dirname(sys.modules["helpers"].__file__)):
    for name in ("kit_was_here", "sitecustomize.py", "checks.py"):
        try:
            open(os.path.join(place, name), "w"); print("BROKEN", place)
        except OSError: pass
print("nothing is there")
{wrong}""",
    "sqlite3 on the gradebook by relative path": """
import sqlite3
for path in ("../../../gradebook.db", "../../gradebook.db", "gradebook.db"):
    try:
        sqlite3.connect(path).execute("update grade set auto_score = 100")
    except sqlite3.Error: pass
{wrong}""",
    "sqlite3 on the gradebook by absolute path": """
import sqlite3
try:
    sqlite3.connect({outside!r} + "/gradebook.db").execute("update grade set auto_score = 100")
except sqlite3.Error as error: print(error)
{wrong}""",
    "namespaces and privileges": """
import os
for what in (lambda: os.setuid(0), lambda: os.chroot("/"), lambda: os.mknod("d", 0o60600, os.makedev(8, 0)),
             lambda: os.chown("/", 1, 1), lambda: os.setpriority(0, 0, -20), lambda: os.sched_setscheduler(0, 1, os.sched_param(9))):
    try:
        what(); print("BROKEN")
    except (OSError, AttributeError): pass
print("nothing is there")
{wrong}""",
}
HOLDS = {"files of the machine", "the environment", "the grader's process", "the network", "writing outside",
         "namespaces and privileges"}


def _filled(source: str) -> str:
    import os
    from pathlib import Path

    outside = str(Path(__file__).resolve().parents[3])
    for name, value in (("{outside!r}", repr(outside)), ("{grader}", str(os.getpid())), ("{wrong}", WRONG)):
        source = source.replace(name, value)
    return source


# what must be flagged: whoever gets a frame of the grader's can do anything
FLAGGED = {name for name in SOURCES if any(word in name for word in (
    "a frame by", "currentframe", "_getframe", "_current_frames", "inspect.stack", "locals of all", "by pandas", "'s name", "gc ",
    "frozen name", "ctypes", "sub-interpreter", "test module",
    "compiled code", "transformer"))}
LIMITS: dict[str, str] = {}
CASES = [Case(name, notebook(_filled(source)), limit=LIMITS.get(name, ""), flagged=True if name in FLAGGED else None, holds="nothing is there" if name in HOLDS else "")
         for name, source in SOURCES.items()]
