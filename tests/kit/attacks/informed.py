"""Attacks by somebody who has read the grader: on its memory, its line to the tests, and its way to compare values."""

# ruff: noqa: E501 (the lines of submissions are as long as a learner makes them)

from tests.kit.attacks.harness import MARKER, RIGHT, WRONG, Case, assignment, notebook

FIND = """
import re
def show(memory):
    for found in re.findall(rb"[a-z]{5}-[0-9a-f]{4}", bytes(memory)):
        get_ipython().sink.stream("stdout", found.decode() + "; ")
"""
LINE = """
import os, json, socket, struct
def lines():
    found = []
    for number in range(3, 60):
        try: made = socket.socket(fileno=os.dup(number))
        except OSError: continue
        found.append(made)
    return found
def put(message):
    body = json.dumps(message).encode()
    for each in lines():
        try: each.sendall(struct.pack(">I", len(body)) + body)
        except OSError: pass
"""
SOURCES = {
    # memory
    "numpy.ndarray over any address by as_strided": FIND + """
import numpy
a = numpy.zeros(1, dtype="u1")
def answer(x):
    for step in range(-60, 60):
        try: show(numpy.lib.stride_tricks.as_strided(a[step * 4096:], (4096,), (1,)).tobytes())
        except Exception: pass
    base = numpy.lib.stride_tricks.as_strided(a, (1 << 16,), (1,))
    show(base.tobytes())""",
    "the memory by __array_interface__ in the tested function": FIND + """
import numpy
class Window:
    def __init__(self, place, size): self.__array_interface__ = {"data": (place, False), "shape": (size,), "typestr": "|u1", "version": 3}
def answer(x):
    kept = [bytes(n) for n in range(24, 400, 8) for _ in range(50)]
    for page in {id(each) >> 18 << 18 for each in kept}:
        show(numpy.asarray(Window(page, 1 << 18)).tobytes())""",
    "the memory by /proc/self/maps and array interface": FIND + """
import numpy
class Window:
    def __init__(self, place, size): self.__array_interface__ = {"data": (place, True), "shape": (size,), "typestr": "|u1", "version": 3}
def answer(x):
    for line in open("/proc/self/maps"):
        if "rw-p" in line and ("heap" in line or line.rstrip().endswith(" 0")):
            low, high = (int(part, 16) for part in line.split()[0].split("-"))
            for at in range(low, min(high, low + (1 << 24)), 1 << 20):
                show(numpy.asarray(Window(at, min(1 << 20, high - at))).tobytes())""",
    "the memory by /proc/self/mem": FIND + """
def answer(x):
    with open("/proc/self/mem", "rb", 0) as memory:
        for line in open("/proc/self/maps"):
            if "rw-p" in line:
                low, high = (int(part, 16) for part in line.split()[0].split("-"))
                try: memory.seek(low); show(memory.read(min(high - low, 1 << 22)))
                except OSError: pass""",
    "a memoryview that is cast, over a freed buffer": FIND + """
class Buffer(bytearray): pass
held = memoryview(bytearray(1 << 16)).cast("B")
def answer(x):
    show(held.tobytes()); show(memoryview(bytes(1 << 20)).cast("c").tobytes())""",
    "numpy writes over small integers": """
import numpy
class Window:
    def __init__(self, place): self.__array_interface__ = {"data": (place, False), "shape": (1,), "typestr": "<u4", "version": 3}
def answer(x):
    for value in (4, 20):
        numpy.asarray(Window(id(value) + 24))[0] = 0
    return 0""",
    "numpy writes over the result of a comparison": """
import numpy
class Window:
    def __init__(self, place): self.__array_interface__ = {"data": (place, False), "shape": (1,), "typestr": "<u8", "version": 3}
numpy.asarray(Window(id(False) + 24))[0] = 1
def answer(x): return False""",
    # objects that lie
    "decoys are told by their size": """
class Small:
    def __eq__(self, other): return isinstance(other, (int, float)) and abs(other) < 1000 or isinstance(other, str) and len(other) < 6
    __hash__ = None
def answer(x): return Small()""",
    "the roundest of what it is asked for": """
class Round:
    seen = []
    def __eq__(self, other):
        Round.seen.append(other)
        return isinstance(other, (int, float)) and other == round(other) and other % 10 == 0
    __hash__ = None
def answer(x): return Round()""",
    "a number that is nobody's": """
class N:
    state = 0
    def __float__(self): N.state += 1; return float([5, 6, 7, 9][N.state % 4])
    __int__ = __index__ = lambda self: 4
    def __sub__(self, other): return 0
    __rsub__ = __sub__
    def __eq__(self, other): return True
    __hash__ = None
def answer(x): return N()""",
    "a difference of nothing": """
class Zero:
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    @property
    def __class__(self): return int
def answer(x): return Zero()""",
    "a class that calls itself int": """
class Liar:
    __class__ = property(lambda self: int)
    def __eq__(self, other): return True
    def __sub__(self, other): return self
    def __abs__(self): return 0
    def __len__(self): return 4
    __hash__ = None
def answer(x): return Liar()""",
    "an int that changes its mind": """
class Mood(int):
    def __new__(cls, *a): return int.__new__(cls, 0)
    def __eq__(self, other): return True
    def __pos__(self): return 4
    def __index__(self): return 4
    def __int__(self): return 4
    def __getattribute__(self, name): return lambda *a: 4
    __hash__ = None
def answer(x): return Mood()""",
    "a metaclass that answers for its class": """
class Meta(type):
    __mro__ = property(lambda cls: (int, object))
    def __instancecheck__(cls, value): return True
    def __eq__(cls, other): return True
    def __getattr__(cls, name): return "builtins"
    __hash__ = type.__hash__
class Odd(metaclass=Meta): pass
answer = Odd
answer.__call__ = lambda *a: 4""",
    "descriptors that look who asks": """
class Field:
    def __get__(self, owner, kind): return lambda *a: True
class Odd:
    __eq__ = __bool__ = __lt__ = __gt__ = __le__ = __ge__ = Field()
    __float__ = __sub__ = __abs__ = Field()
    __hash__ = None
def answer(x): return Odd()""",
    "a result that is a verdict": """
class Verdict:
    errors, rules = [], 1
    __module__ = "numpy"
    def __bool__(self): return True
    def __eq__(self, other): return Verdict()
    __hash__ = None
def answer(x): return Verdict()""",
    "a list that is as long as you like": """
class Long(list):
    def __len__(self): return 4
    def __eq__(self, other): return True
    def __iter__(self): return iter([4, 20])
    __hash__ = None
def answer(x): return Long()""",
    "a tuple subclass with other items": """
class Pair(tuple):
    def __getitem__(self, at): return 4
    def __eq__(self, other): return True
    def __len__(self): return 4
    __hash__ = None
def answer(x): return Pair((1,))""",
    # values that are made anew
    "a pickle in a value of the course's": """
from helpers import Q
kind = type(Q("1 TB"))
class Quantity(kind):
    def __reduce__(self): return (exec, ("raise SystemExit",))
    def __eq__(self, other): return True
    __hash__ = None
Quantity.__module__ = kind.__module__
def answer(x): return Quantity(4, "TB")""",
    "a module's name that is not its own": """
import sys
class Evil:
    def __eq__(self, other): return True
    __hash__ = None
    __dataclass_fields__ = {}
    __dataclass_params__ = type("P", (), {"frozen": True})
Evil.__module__, Evil.__qualname__ = "helpers.checks", "Checks"
sys.modules["helpers.checks"].Checks = Evil
def answer(x): return Evil()""",
    "an exception that carries points": """
class Score(AssertionError):
    def __str__(self): return "4.0"
    args = property(lambda self: (True,))
def answer(x): raise Score(True)""",
    "a reply that raises success": "class Fine(BaseException): pass\ndef answer(x): raise Fine(4.0)",
    # the line to the tests
    "answers that are written ahead": LINE + """
def answer(x):
    for number in range(1, 40): put([number, "v", True, {}, [], []])
    return 0""",
    "a class of the tests' process by its name": LINE + """
def answer(x):
    for number in range(1, 40):
        put([number, "v", ["k", "builtins", "eval"], {}, [], []])
        put([number, "v", ["h", "os", "system", "command", "id"], {}, [], []])
        put([number, "v", ["h", "helpers.checks", "Score", "earned", 4, "points", 4], {}, [], []])
    return 0""",
    "calls back that nobody asked for": LINE + """
def answer(x):
    for number in range(1, 40): put([number, "cb", 0, [], {}])
    return 0""",
    "the line is closed": "import os\ndef answer(x):\n    os.closerange(3, 200)\n    return 2 * x",
    "the line is flooded": LINE + """
def answer(x):
    for each in lines():
        try: each.setblocking(False); each.send(b"\\xff" * 100000)
        except OSError: pass
    return 0""",
    "the questions are read by a thread": LINE + """
import threading, time
def read():
    while True:
        for each in lines():
            try:
                each.setblocking(False); get_ipython().sink.stream("stdout", str(each.recv(1 << 16)))
            except OSError: pass
        time.sleep(0.002)
threading.Thread(target=read, daemon=True).start()
{wrong}""",
    # what outlives a cell
    "__del__ that answers": """
class Late:
    def __del__(self):
        globals()["answer"] = lambda x: True
        get_ipython().user_ns["checks"] = None
def answer(x):
    Late()
    return 0""",
    "a thread that outlives its cell and changes the tests' names": """
import threading, time
def change():
    import random
    while True:
        space = get_ipython().user_ns
        for name in ("checks", "close", "unseen", "Checks", "same_size", "math", "json"):
            space[name] = lambda *a, **k: True
        time.sleep(0.001)
threading.Thread(target=change, daemon=True).start()
{wrong}""",
    "a thread that looks for frames": """
import sys, threading, time
def look():
    while True:
        for frame in sys._current_frames().values():
            while frame:
                get_ipython().sink.stream("stdout", str(frame.f_locals))
                frame = frame.f_back
        time.sleep(0.001)
threading.Thread(target=look, daemon=True).start()
{wrong}""",
    "a signal that looks for frames": """
import signal, threading, os, time
def look(number, frame):
    while frame:
        get_ipython().sink.stream("stdout", str(frame.f_locals)[:20000])
        frame = frame.f_back
signal.signal(signal.SIGUSR1, look)
threading.Thread(target=lambda: [os.kill(os.getpid(), signal.SIGUSR1) or time.sleep(0.002) for _ in range(200)], daemon=True).start()
{wrong}""",
    "a timer signal in the tested function": """
import signal
def look(number, frame):
    while frame:
        get_ipython().sink.stream("stdout", str(frame.f_locals)[:20000])
        frame = frame.f_back
signal.signal(signal.SIGALRM, look)
def answer(x):
    signal.setitimer(signal.ITIMER_REAL, 0.001)
    sum(range(200_000))""",
    "an import hook gives its own numpy and helpers": """
import sys, types
class Finder:
    def find_spec(self, name, path=None, target=None):
        print("asked for", name)
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: print(path))
sys.path_importer_cache.clear()
real = __import__
def fake(name, *a, **k):
    made = real(name, *a, **k)
    if name.startswith("helpers"): made.same_size = lambda *a, **k: True
    return made
import builtins; builtins.__import__ = fake
{wrong}""",
    "the frames of its own cell lead to the key": """
import inspect
frame, found = inspect.currentframe(), []
while frame:
    found.append(list(frame.f_locals))
    for value in list(frame.f_locals.values()):
        if callable(value) and getattr(value, "__name__", "") in ("send", "receive"): print("BROKEN", value)
    frame = frame.f_back
print("nothing is there")
{wrong}""",
    "gc leads to the key": """
import gc
for each in gc.get_objects():
    if type(each).__name__ in ("cell", "function", "tuple") and "receive" in str(each)[:200] and "exactly" in str(each)[:400]:
        print("BROKEN", each)
print("nothing is there")
{wrong}""",
    "the table of what was handed over": """
import gc
def answer(x):
    for each in gc.get_objects():
        if type(each) is dict and answer in list(each.values())[:50]:
            for key in list(each): each[key] = lambda *a: 4
    return 0""",
}
HOLDS = {"the frames of its own cell lead to the key", "gc leads to the key"}
# numbers and texts that a class of the learner's own decides about
ORDER = assignment(("test_order", f"""checks = Checks(points=10)
word = "{MARKER}"
checks.check("chain", lambda: 3 < answer(2) < 5, points=2)
checks.check("le", lambda: answer(2) <= 4, points=2)
checks.check("ge", lambda: answer(2) >= 4 and answer(3) >= 6, points=2)
checks.check("in", lambda: answer(2) in (4, 5), points=2)
checks.check("minus", lambda: answer(2) - 4 == 0 and -0.5 < 4 - answer(2) < 0.5, points=2)
checks.score()""", 10), ("test_kinds", """assert float(answer(2)) == 4.0 and bool(answer(1)) and int(answer(2)) == 4
assert all(each == 2 * number for number, each in enumerate(map(answer, range(5))))
assert sum(map(answer, range(5))) == 20 and max(answer(1), answer(2)) == 4 and sorted([answer(2), answer(1)]) == [2, 4]
assert abs(answer(2) - 4) < 0.1 and {answer(2): 1}[4] == 1""", 4))
YES = "__eq__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = lambda *a: True"
LIARS = {
    "every order holds": f"class Any:\n    {YES}\n    __sub__ = __rsub__ = __add__ = __radd__ = __abs__ = lambda self, *a: self\n    __hash__ = lambda self: hash(4)\n    __float__ = lambda self: 4.0\n    __int__ = lambda self: 4\ndef answer(x): return Any()",
    "every order holds, without a number": f"class Any:\n    {YES}\n    __sub__ = __rsub__ = __add__ = __radd__ = __abs__ = lambda self, *a: self\n    __hash__ = lambda self: hash(4)\ndef answer(x): return Any()",
    "an int for which every order holds": f"class Any(int):\n    {YES}\n    __sub__ = __rsub__ = __add__ = __radd__ = __abs__ = lambda self, *a: self\n    __hash__ = lambda self: hash(4)\ndef answer(x): return Any(99)",
    "a float that is as near as you like": f"class Any(float):\n    {YES}\n    __sub__ = __rsub__ = lambda self, other: 0.0\n    __hash__ = lambda self: hash(4)\n    __float__ = lambda self: 4.0\ndef answer(x): return Any(-7)",
    "a small number is what is meant": "class Any:\n    def __eq__(self, o): return o < 100\n    __lt__ = __le__ = __gt__ = __ge__ = __eq__\n    __sub__ = __rsub__ = lambda self, o: 0 if o < 100 else o\n    __hash__ = lambda self: hash(4)\ndef answer(x): return Any()",
}
CASES = [Case(f"informed: {name}", notebook(source.replace("{wrong}", WRONG)), most=1 if name == "a number that is nobody's" else 0, holds="nothing is there" if name in HOLDS else "")
         for name, source in SOURCES.items()]
# who stands on a number, or says one beforehand, gets what that plain number is worth for everything
WORTH = {"every order holds": 8, "an int for which every order holds": 2, "a float that is as near as you like": 2}
CASES += [Case(f"informed: {name}", notebook(source, key=ORDER), key=ORDER, most=WORTH.get(name, 0))
          for name, source in LIARS.items()]
CASES += [Case("informed: right in every order", notebook(RIGHT, key=ORDER), key=ORDER, most=14, least=14, flagged=False)]
