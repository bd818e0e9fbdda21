"""Attacks on tests that must run beside the answer, and on the line by way of which they might be made to."""

# ruff: noqa: E501 (the lines of submissions are as long as a learner makes them)

from tests.kit.attacks.harness import IMPORTS, MARKER, WRONG, Case, assignment, notebook

# The first runs beside the answer, as its author says; the second hands results of the answer's back to it.
BESIDE = assignment(("test_beside", '''### RUNS BESIDE THE ANSWER
checks = Checks(points=4)
checks.check("size", lambda: same_size(answer("4 TB")[:4], "4 TB"))
checks.check("share", lambda: math.isclose(answer(1.5), 3.0))
checks.check("circle", lambda: abs(answer(1) - 2 * math.pi / 3.141592653589793) < 1e-9)
checks.check("twice", lambda: answer(2) == 4)
checks.score()''', 4), ("test_back", f'''word = "{MARKER}"
steps = []
def twice(x):
    steps.append(x)
    return 2 * x
assert answer(answer(3)) == 12, word
answer(twice)
assert answer(5) == twice(5), word''', 4), ("test_after", f'''def other(x):
    return 2 * x
assert answer(other)(4) == 8, "{MARKER}"''', 2), imports=IMPORTS)
RAW = """
import json, os, socket, stat, struct
def line():
    found = []
    for number in range(3, 60):
        try: found += [number] * stat.S_ISSOCK(os.fstat(number).st_mode)
        except OSError: continue
    return socket.socket(fileno=os.dup(found[-1]))  # the other leads to the grader, and what is sent there is signed
def forged(node, ahead=0):
    to = line()
    for number in range(1, 80):
        body = json.dumps([number + ahead, "v", node, {}, [], []]).encode()
        to.sendall(struct.pack(">I", len(body)) + body)
"""
TRUE = "lambda *a, **k: True"
SOURCES = {
    # what tests beside the answer stand on
    "modules that are there for the watch alone": """
import math, sys, types
fake = types.ModuleType("math")
fake.__dict__.update(vars(math)); fake.isclose = lambda *a, **k: True; fake.pi = 0.0
class Two(dict):
    asked = []
    def get(self, name, default=None):
        Two.asked.append(name)
        return fake if name == "math" and "helpers.units" not in Two.asked[-150:] else dict.get(self, name, default)
    def __getitem__(self, name): return fake if name == "math" else dict.__getitem__(self, name)
sys.modules = Two(sys.modules)
def answer(x): return 0""",
    "modules within the helpers' own": f"""
import sys, types
class Fake(types.ModuleType):
    def __getattr__(self, name): return {TRUE}
for name, module in list(sys.modules.items()):
    if name == "helpers" or name.startswith("helpers."):
        for key, value in list(vars(module).items()):
            if isinstance(value, types.ModuleType) and not value.__name__.startswith("helpers") and value.__name__ in ("math", "re"):
                fake = Fake(value.__name__); setattr(module, key, fake)
def answer(x): return "1 B"
""",
    "a module that says it is the old one": """
import math, types, helpers.checks
fake = types.ModuleType("math", math.__doc__)
fake.__dict__.update(vars(math))
fake.__dict__["isclose"] = lambda *a, **k: True
fake.__dict__["log10"] = lambda *a: 0.0
helpers.checks.math = fake
def answer(x): return "1 B"
""",
    "one name goes and another comes": """
import helpers.checks as c, helpers.units.parser as p
for module in (c, p):
    for gone, new in (("textwrap", "abs"), ("logging", "isinstance"), ("__doc__", "max"), ("warnings", "float")):
        vars(module).pop(gone, None)
        setattr(module, new, lambda *a, **k: 0)
def answer(x): return 0""",
    "another number for pi": """
import math
math.pi = 0.0
def answer(x): return 0""",
    "a helper's class and its number of changes": """
import numpy, helpers, gc
from helpers.units.registry import Quantity
held = gc.get_referents(vars(Quantity))[0]
class Window:
    def __init__(self, place): self.__array_interface__ = {"data": (place, False), "shape": (1,), "typestr": "<u8", "version": 3}
number = numpy.asarray(Window(id(held) + 24)); before = int(number[0])
Quantity.__eq__ = lambda *a: True
number[0] = before
def answer(x): return 0""",
    # what would bring a hidden test into the answer's process
    "a moment with a time zone, so that the tests cannot hand it back": RAW + """
def answer(x):
    if x == 3: forged(["D", "datetime", "2026-01-01T00:00:00+00:00"])
    return 0""",
    "an array that has no form, so that the tests cannot hand it back": RAW + """
def answer(x):
    if x == 3: forged(["N", "|V8", [1], "AAAAAAAAAAA="])
    return 0""",
    "a value that can be changed, so that the tests cannot hand it back": RAW + """
def answer(x):
    if x == 3: forged(["h", "helpers.estimation.trail", "Trail"])
    return 0""",
    "answers to questions that were not asked yet": RAW + """
def answer(x):
    if x == 3: forged(12, ahead=3)
    return 0""",
    "a function of an earlier test": """
kept = []
def answer(x):
    if callable(x):
        kept.append(x)
        return kept[0]
    return kept[0](x) if kept else 2 * x if isinstance(x, (int, float)) else None""",
    "a unit that takes for ever": """
from helpers import Q
unit = Q("1 B")
try:
    unit._units = type(unit._units)({"9**9**9**9": 1})
except Exception as error: print(error)
def answer(x): return unit""",
    "it would outlive its grader": """
import ctypes
gone = ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
print("outlives" if gone == 0 else "nothing is there")
{wrong}""",
}
TOLD = {name for name in SOURCES if name.startswith(("modules", "a module", "one name", "another number", "a moment",
                                                     "an array", "a value that can", "answers to"))}
HOLDS = {"it would outlive its grader"}
CASES = [Case(f"beside: {name}", notebook(source.replace("{wrong}", WRONG), key=BESIDE), key=BESIDE,
              most=3 if name == "a function of an earlier test" else 0, flagged=True if name in TOLD else None, holds="nothing is there" if name in HOLDS else "")
         for name, source in SOURCES.items()]
CASES += [Case("beside: right", notebook("def answer(x):\n    return x if callable(x) else 2 * x", key=BESIDE), key=BESIDE,
               most=10, least=10, flagged=False)]
