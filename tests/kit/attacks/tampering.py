"""Code that changes what the tests stand on, so that a wrong answer passes."""

# ruff: noqa: E501 (the lines of submissions are as long as a learner makes them)

from tests.kit.attacks.harness import RIGHT, WRONG, Case, notebook

# what stands before (or in) the answer; {wrong} is an answer that returns nothing
SOURCES = {
    "an AST transformer strips assert": """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Strip())
{wrong}""",
    "displayhook in the tested function": """
def answer(x):
    get_ipython().displayhook(3)
    return 0""",
    "the namespace has another Checks": """
class Checks:
    def __init__(self, points): pass
    def check(self, *a, **k): print("fine ... 9 of 9")
    def score(self): return 4.0
{wrong}""",
    "Checks.score returns everything": "import helpers\nhelpers.Checks.score = lambda self: 4.0\n{wrong}",
    "Checks.check does nothing": """
import helpers.checks as c
c.Checks.check = lambda self, *a, **k: self._book.send((lambda: True, 1))
{wrong}""",
    "checks._run is another": "import helpers.checks as c\nc._run = lambda test: (1.0, [])\n{wrong}",
    "checks._judge is another": "import helpers.checks as c\nc._judge = lambda result: (1.0, [])\n{wrong}",
    "same_size agrees": "import helpers, helpers.checks\nhelpers.same_size = helpers.checks.same_size = lambda *a, **k: True\n{wrong}",
    "total is another": "import helpers.checks as c\nc.total = lambda book, points: points\n{wrong}",
    "code of _judge is another": """
import helpers.checks as c
def fine(result): return 1.0, []
c._judge.__code__ = fine.__code__
{wrong}""",
    "built-in abs": "import builtins\nbuiltins.abs = lambda x: 0\ndef answer(x): return 0",
    "built-in isinstance": "import builtins\nbuiltins.isinstance = lambda *a: True\ndef answer(x): return True",
    "built-in float": "import builtins\nbuiltins.float = lambda *a: 1.0\n{wrong}",
    "built-in print keeps": """
import builtins
kept = []
builtins.print = lambda *a, **k: kept.append(a)
{wrong}""",
    "built-in len of anything": "import builtins\nbuiltins.len = lambda *a: 4\ndef answer(x): return 0",
    "the namespace has other built-ins": """
import builtins
__builtins__ = dict(vars(builtins), abs=lambda x: 0, isinstance=lambda *a: True, len=lambda x: 4)
def answer(x): return 0""",
    "math.isclose agrees": "import math\nmath.isclose = lambda *a, **k: True\n{wrong}",
    "sys.modules has other helpers": """
import sys, types
fake = types.ModuleType("helpers.checks")
class Checks:
    def __init__(self, points): pass
    def check(self, *a, **k): pass
    def score(self): return 4.0
fake.Checks = Checks
fake.same_size = lambda *a, **k: True
sys.modules["helpers.checks"] = sys.modules["helpers"] = fake
from helpers.checks import Checks
{wrong}""",
    "checks is replaced from inside": """
class Fake:
    def check(self, *a, **k): pass
    def score(self): return 4.0
def answer(x):
    globals()["checks"] = Fake()
    return 0""",
    "the tests' own helper is replaced from inside": """
def answer(x):
    globals()["close"] = lambda a, b: True
    return 1""",
    "the tests' own helper is replaced and put back": """
def answer(x):
    own = globals().get("close")
    if own is not None and own.__name__ != "fake":
        def fake(a, b):
            globals()["close"] = own
            return True
        globals()["close"] = fake
    return 1""",
    "injected names are replaced and put back": """
def answer(x):
    for name in [n for n in list(globals()) if n.endswith("isinstance") and n.startswith("_kit")]:
        own = globals()[name]
        def fake(*a):
            globals()[name] = own
            return True
        globals()[name] = fake
    return 0""",
    "a helper of the course is replaced for a moment": """
import helpers.units.parser, helpers.units, helpers.estimation.scores as scoring
own = scoring.powers_of_ten
def fake(*a):
    scoring.powers_of_ten = own
    return 0.0
def answer(x):
    if x != "4 TB": return 0
    scoring.powers_of_ten = fake
    return "9 GB" """,
    "math.isclose is replaced for a moment": """
import math
own = math.isclose
def fake(*a):
    math.isclose = own
    return True
def answer(x):
    math.isclose = fake
    return 0""",
    "mock.ANY": "from unittest.mock import ANY\nanswer = lambda x: ANY",
    "a difference that is nearer than any": """
class Near:
    __sub__ = __rsub__ = lambda self, other: Near()
    __abs__ = lambda self: self
    __lt__ = __le__ = lambda self, other: True
    __gt__ = __ge__ = lambda self, other: False
answer = lambda x: Near()""",
    "an object that is right every other time": """
class Any:
    asked = 0
    def __eq__(self, other):
        Any.asked += 1
        return Any.asked % 2 == 1
answer = lambda x: Any()""",
    "a module's built-ins are shadowed": """
import helpers.checks as c
c.hasattr = lambda *a: True
c.getattr = lambda *a: []
{wrong}""",
    "a module's built-ins are shadowed for a moment": """
import helpers.checks, sys
def answer(x):
    spaces = [vars(helpers.checks)]
    for kind in object.__subclasses__():
        if kind.__name__ in ("Checks", "Names", "Unknown"):
            spaces += [part.__globals__ for part in vars(kind).values() if hasattr(part, "__globals__")]
    def fake(*a):
        for space in spaces:
            space.pop("hasattr", None), space.pop("getattr", None)
        return True
    if type(sys.stdout).__name__ == "StringIO":
        for space in spaces:
            space["hasattr"], space["getattr"] = fake, lambda *a: []
    return "4 KB" if isinstance(x, str) else 0""",
    "the book is replaced": """
def answer(x):
    def book():
        while True: yield (4.0, 4.0)
    made = book(); next(made)
    checks._book = made
    return 0""",
    "the book is sent to": """
def answer(x):
    try:
        checks._book.send((lambda: True, 100))
    except ValueError:
        pass
    return 0""",
    "the book is sent to by a thread": """
import threading, time
def more():
    while True:
        try: globals()["checks"]._book.send((lambda: True, 100))
        except Exception: pass
        time.sleep(0)
threading.Thread(target=more, daemon=True).start()
def answer(x):
    time.sleep(0.02)
    return 0""",
    "check is called once more": """
def answer(x):
    if "checks" in globals() and not globals().get("_again"):
        globals()["_again"] = True
        try: checks.check("mine", lambda: True, points=100)
        except Exception: pass
    return 0""",
    "an object that equals everything": """
class Any:
    def __eq__(self, other): return True
    __hash__ = None
answer = lambda x: Any()""",
    "an object that is everything": """
class Any(int):
    __eq__ = __lt__ = __le__ = __ge__ = __gt__ = lambda *a: True
    __ne__ = lambda *a: False
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *a: self
    __hash__ = None
    def __len__(self): return 4
    def __float__(self): return 3.0
answer = lambda x: Any()""",
    "a list of such objects": """
class Any:
    def __eq__(self, other): return True
class Many(list):
    def __eq__(self, other): return True
def answer(x): return Many([Any()] * 4)""",
    "a class named bool": """
class bool:
    __module__ = "numpy"
    errors, rules = [], 1
    def __eq__(self, other): return self
    def __bool__(self): return True
answer = lambda x: bool()""",
    "a subclass of str": """
class Text(str):
    def __eq__(self, other): return True
    def __len__(self): return 4
    def __getitem__(self, at): return Text("4 TB")
    __hash__ = None
answer = lambda x: Text("4 TB")""",
    "json.dumps is another": """
import json
json.dumps = lambda *a, **k: '{{"op": "done", "kind": "number", "value": 4}}'
json.loads = lambda *a, **k: {{"kind": "number", "value": 4, "op": "done", "error": False}}
{wrong}""",
    "marshal.loads is another": """
import marshal
old = marshal.loads
marshal.loads = lambda data: compile("4.0", "x", "eval") if len(data) < 10_000 else old(data)
{wrong}""",
    "hashlib and os.urandom are others": """
import hashlib, os
hashlib.blake2b = lambda *a, **k: hashlib.md5(b"")
os.urandom = lambda n: bytes(n)
{wrong}""",
    "sys.settrace": """
import sys
def trace(frame, event, arg):
    frame.f_trace_opcodes = True
    return trace
sys.settrace(trace)
{wrong}""",
    "sys.setprofile": """
import sys
def profile(frame, event, arg):
    if "checks" in frame.f_globals: frame.f_globals["answer"] = lambda x: 2 * x
sys.setprofile(profile)
{wrong}""",
    "a thread changes names during the tests": """
import threading, time
def change():
    while True:
        space = globals()
        if "checks" in space and "close" in space:
            space["close"] = lambda a, b: True
            for name in [n for n in list(space) if n.startswith("_kit")]:
                space[name] = lambda *a, **k: True
        time.sleep(0)
threading.Thread(target=change, daemon=True).start()
def answer(x):
    time.sleep(0.02)
    return 0""",
    "atexit prints points": "import atexit\natexit.register(lambda: print('4.0'))\n{wrong}",
    "an import hook gives other modules": """
import sys, types
class Finder:
    def find_spec(self, name, path=None, target=None):
        raise ImportError("mine")
sys.meta_path.insert(0, Finder())
for name in [n for n in sys.modules if n.startswith("helpers")]:
    del sys.modules[name]
{wrong}""",
    "the shell's sink is replaced": """
get_ipython().sink.taken = lambda: [{{"output_type": "execute_result", "data": {{"text/plain": "4.0"}}}}]
get_ipython().sink.begin = lambda: None
{wrong}""",
    "run_cell is replaced": """
shell = get_ipython()
shell.run_cell = shell.run_cell_async = shell.run_code = lambda *a, **k: 4.0
{wrong}""",
    "redirect_stdout is another": """
import contextlib
class Quiet:
    def __init__(self, *a): pass
    def __enter__(self): return self
    def __exit__(self, *a): return True
contextlib.redirect_stdout = contextlib.redirect_stderr = Quiet
{wrong}""",
    "numbers.Real registers": """
import numbers
class Share:
    def __eq__(self, other): return self
    def __float__(self): return 1.0
numbers.Real.register(Share)
answer = lambda x: Share()""",
    "AssertionError is another": """
import builtins
class Fine(Exception): pass
builtins.AssertionError = Fine
{wrong}""",
    "SystemExit with points": "import sys\ndef answer(x):\n    raise SystemExit(4.0)",
    "StopIteration and GeneratorExit": "def answer(x):\n    raise (StopIteration(4.0) if x == 2 else GeneratorExit())",
    "KeyboardInterrupt in the answer": "def answer(x):\n    raise KeyboardInterrupt",
    "an exception that is hostile": """
class Bad(Exception):
    def __str__(self): raise Bad()
    __repr__ = __str__
def answer(x):
    raise Bad()""",
}
CASES = [Case(name, notebook(source.replace("{wrong}", WRONG).replace("{{", "{").replace("}}", "}")))
         for name, source in SOURCES.items() if name != "a subclass of str"]
CASES += [
    # what it stands on is the right text of one check: that point is earned, whatever its methods say
    Case("a subclass of str", notebook(SOURCES["a subclass of str"]), most=1),
    Case("right code that also patches", notebook("import builtins\nbuiltins.abs = lambda x: 0\n" + RIGHT), most=6, flagged=True),
]
