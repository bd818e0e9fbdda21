"""Honest work that does unusual things: it earns all that its answer is worth, and nobody is asked to look at it."""

# ruff: noqa: E501 (the lines of submissions are as long as a learner makes them)

from tests.kit.attacks.harness import RIGHT, Case, notebook

SOURCES = {
    "nothing unusual": "{right}",
    "a warning at once": "import warnings\nwarnings.warn('careful', DeprecationWarning)\n{right}",
    "a warning in the tested function": "import warnings\ndef answer(x):\n    warnings.warn('careful')\n    return 2 * x",
    "a warning of numpy": "import numpy as np\ndef answer(x):\n    np.float64(1) / np.float64(0)\n    return 2 * x",
    "numpy and pandas": """
import numpy as np, pandas as pd
table = pd.DataFrame({"a": np.arange(5), "b": list("aabbc")})
table.groupby("b").a.sum(); table.query("a > @n") if (n := 2) else None; table.eval("c = a * 2"); table.describe()
pd.eval("n * 2")
def answer(x):
    return (pd.Series([x]) * 2).iloc[0].item() if not isinstance(x, str) else x * 2
table""",
    "numpy numbers": "import numpy as np\ndef answer(x):\n    return x * 2 if isinstance(x, str) else type(x)(np.multiply(x, 2))",
    "dataclasses": """
from dataclasses import dataclass, field, make_dataclass, asdict, replace
@dataclass(order=True, frozen=True)
class Point:
    x: float
    y: list = field(default_factory=list, compare=False)
Other = make_dataclass("Other", ["x"])
origin = Point(0); assert origin == Point(0) and origin != Other(1) and replace(origin, x=1) > origin
asdict(origin)
def answer(x): return asdict(Point(2 * x))["x"]
origin""",
    "classes with __eq__": """
import functools
@functools.total_ordering
class Money:
    def __init__(self, cents): self.cents = cents
    def __eq__(self, other): return self.cents == (other.cents if isinstance(other, Money) else other)
    def __lt__(self, other): return self.cents < (other.cents if isinstance(other, Money) else other)
    def __hash__(self): return hash(self.cents)
    def __len__(self): return len(self.cents)
    def __float__(self): return float(self.cents)
    def __sub__(self, other): return Money(self.cents - other)
    def __abs__(self): return abs(self.cents)
    def __getitem__(self, at): return self.cents[at]
class Node:
    def __init__(self, value): self.value = value
    def __eq__(self, other): return self.value == other.value
purse, node = Money(3), Node(1)
def answer(x): return Money(2 * x) if isinstance(x, int) and x < 4000 else 2 * x""",
    "try and except": """
def answer(x):
    try:
        return {}[x]
    except KeyError as error:
        kept = error
    finally:
        pass
    try:
        raise ValueError("a") from kept
    except (ValueError, TypeError):
        return 2 * x""",
    "traceback.print_exc": """
import logging, sys, traceback
def answer(x):
    try:
        1 / 0
    except ZeroDivisionError as error:
        traceback.print_exc(); traceback.format_exc(); traceback.format_exception(error); logging.exception("no")
        sys.exc_info(); str(error.__traceback__.tb_lineno)
    return 2 * x
answer(1)""",
    "threads that end": """
import threading, queue
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool: list(pool.map(lambda x: x * 2, range(20)))
def answer(x):
    found = queue.Queue()
    thread = threading.Thread(target=lambda: found.put(2 * x)); thread.start(); thread.join()
    return found.get()""",
    "a thread that goes on": "import threading, time\nthreading.Thread(target=time.sleep, args=(30,), daemon=True).start()\n{right}",
    "logging": """
import logging
logging.basicConfig(level=logging.DEBUG, format="%(funcName)s %(message)s", force=True)
log = logging.getLogger("mine"); log.addHandler(logging.StreamHandler())
def answer(x):
    log.info("asked for %s", x, stack_info=True); logging.warning("careful")
    return 2 * x
answer(1)""",
    "filters of warnings": "import warnings\nwarnings.simplefilter('error')\nwarnings.filterwarnings('ignore', category=UserWarning)\n{right}",
    "random.seed": "import random, numpy\nrandom.seed(3); numpy.random.seed(3); random.shuffle(list(range(5)))\n{right}",
    "names of built-ins": """
max = 5; list = []; id = 3; input = "a"; print_ = print; len_ = len; type = "service"; open = True; abs = 3; isinstance_ = 1
def sum(a, b): return a + b
def answer(x): return 2 * x
str = "text"; dict = {}; float = 2.5; checks = "mine"; close = 3; unseen = 0""",
    "the names len and isinstance": "len = 3\nisinstance = None\ncallable = 1\nmath = 5\nsame_size = 0\n{right}",
    "magics": "%time sum(range(10))\n%timeit -n1 -r1 1 + 1\n{right}\n%who",
    "a cell magic": None, "system commands": "!echo hello\nfiles = !ls\n%pwd\n{right}",
    "help": "import math\nmath.sqrt?\nhelp(math.sqrt)\n{right}",
    "display": "from IPython.display import display, HTML, Markdown, clear_output\ndisplay(HTML('<b>a</b>'), {'a': 1}); clear_output(wait=True)\n{right}\nMarkdown('a')",
    "figures": """
import plotly.graph_objects as go
figure = go.Figure([go.Bar(x=[1, 2], y=[3, 4])]); figure.show(); figure.to_json()
{right}
figure""",
    "widgets": """
import ipywidgets as widgets
from ipywidgets import interact
@interact(x=(0, 10))
def show(x=3): return x
box = widgets.VBox([widgets.IntSlider(), widgets.Output()])
with box.children[1]: print("a")
display(box)
{right}""",
    "async cells": "import asyncio\nasync def later(x):\n    await asyncio.sleep(0)\n    return 2 * x\nfound = await later(3)\nawait asyncio.gather(later(1), later(2))\n{right}",
    "asyncio.run": "import asyncio\nasync def later(x): return 2 * x\ndef answer(x): return asyncio.run(later(x))",
    "getattr and setattr": """
class Box: pass
box = Box(); setattr(box, "x", 1); getattr(box, "x"); delattr(box, "x"); vars(box); box.__dict__["y"] = 2
class Deep:
    def __getattr__(self, name): return 1
    def __setattr__(self, name, value): object.__setattr__(self, name, value)
deep = Deep(); deep.a = 3
{right}""",
    "collections and enum and typing": """
from collections import namedtuple, OrderedDict, defaultdict, Counter, deque
from enum import Enum, IntEnum, auto
from typing import NamedTuple, TypedDict, TypeVar, Protocol, Generic, NewType
Pair = namedtuple("Pair", "a b"); Color = Enum("Color", "RED BLUE"); T = TypeVar("T"); Id = NewType("Id", int)
class Row(NamedTuple):
    a: int = 1
class Kind(IntEnum):
    A = auto()
class Stack(Generic[T]): pass
Movie = TypedDict("Movie", {"a": int})
def answer(x): return Pair(2 * x, 0).a""",
    "functools": """
import functools
@functools.cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
@functools.wraps(fib)
def logged(n): return fib(n)
@functools.singledispatch
def answer(x): return 2 * x
@answer.register
def _(x: int): return functools.reduce(lambda a, b: a + b, [x, x])
half = functools.partial(fib, 3); half()""",
    "inspect": """
import inspect
def answer(x, times=2): return times * x
inspect.signature(answer), inspect.isfunction(answer), inspect.getdoc(answer), inspect.getsource(dict.fromkeys) if 0 else 1
inspect.getmembers(answer), inspect.getfullargspec(answer), answer.__code__.co_varnames, answer.__code__.co_argcount
try: inspect.getsource(answer)
except OSError: pass
import dis, io; dis.dis(answer, file=io.StringIO())""",
    "generators and contextlib": """
import contextlib, io
@contextlib.contextmanager
def opened(x): yield 2 * x
def numbers():
    yield from range(3)
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(ValueError): print(list(numbers())); raise ValueError
def answer(x):
    with opened(x) as value: return value""",
    "exec and eval": "exec('def double(x): return 2 * x')\ndef answer(x): return eval('double(x)', {'x': x, 'double': double})",
    "a class that is patched": """
class Mine:
    def twice(self, x): return 3 * x
Mine.twice = lambda self, x: 2 * x
Mine.twice.__defaults__, Mine.twice.__name__
from unittest.mock import patch, Mock
with patch.object(Mine, "twice", Mock(side_effect=lambda x: 2 * x)): Mine().twice(2)
def answer(x): return Mine().twice(x)""",
    "metaclasses and descriptors": """
class Meta(type):
    def __new__(meta, name, bases, space): return super().__new__(meta, name, bases, space)
class Field:
    def __get__(self, owner, kind): return 2
    def __set_name__(self, owner, name): self.name = name
class Model(metaclass=Meta):
    factor = Field()
def answer(x): return Model().factor * x""",
    "files of its own": """
import json, os, pathlib, pickle, sqlite3, tempfile
pathlib.Path("kept.json").write_text(json.dumps({"factor": 2}))
with tempfile.TemporaryDirectory() as place: open(os.path.join(place, "a"), "w").write("a")
pickle.loads(pickle.dumps([1, 2])); base = sqlite3.connect(":memory:"); base.execute("select 1"); sqlite3.connect("links.db").close()
def answer(x): return json.load(open("kept.json"))["factor"] * x""",
    "a request that finds no network": """
import urllib.request
try: urllib.request.urlopen("http://127.0.0.1:9", timeout=1)
except OSError as error: print(error)
{right}""",
    "multiprocessing that is refused": """
import multiprocessing
try:
    with multiprocessing.get_context("spawn").Pool(1) as pool: pool.apply_async(len, ("a",)).get(0.2)
except BaseException as error: print(type(error))
{right}""",
    "cells that fail": "1 / 0", "a cell that is no Python": "def (",
    "exit": "{right}\nexit",
    "deep recursion": "def down(n): return n and down(n - 1)\ntry: down(10**6)\nexcept RecursionError: print('deep')\n{right}",
    "sys.setrecursionlimit": "import sys, gc, time, timeit\nsys.setrecursionlimit(5000)\ngc.collect(); timeit.timeit('1', number=5)\n{right}",
    "the course's helpers": """
from helpers import Estimate, Q, human, load_case, Checks
case = load_case("microblog"); case.table()
own = Checks(points=2); own.check("mine", lambda: True)
def answer(x):
    human(Q("1 TB")); return 2 * x
own.score()""",
    "an estimate that compares": "import decimal, fractions\ndef answer(x):\n    return (fractions.Fraction(x) * 2 if isinstance(x, int) and x < 4000 else 2 * x)",
    "sorting and heaps": """
import heapq
class Job:
    def __init__(self, at): self.at = at
    def __lt__(self, other): return self.at < other.at
    def __repr__(self): return f"Job({self.at})"
jobs = [Job(3), Job(1)]; heapq.heapify(jobs); heapq.heappop(jobs); sorted(jobs)
{right}""",
}
CASES = [Case(f"honest: {name}", notebook(*([source.replace("{right}", RIGHT)] if source else ["%%capture out\nprint(1)", "%%time\nx = 1", RIGHT])),
              most=6, least=6, flagged=False) for name, source in SOURCES.items() if name not in ("cells that fail", "a cell that is no Python")]
CASES += [Case(f"honest: {name}", notebook(SOURCES[name], RIGHT), most=6, least=6, flagged=False)
          for name in ("cells that fail", "a cell that is no Python")]
CASES += [
    Case("honest: the answer in markdown", notebook("def answer(x): return"), most=0, flagged=False),
    Case("honest: half right", notebook("def answer(x): return 2 * x if x == 2 else 0"), most=1, least=1, flagged=False),
    Case("honest: not answered", notebook("def answer(x):\n    ..."), most=0, flagged=False),
    Case("honest: raises NotImplementedError", notebook("def answer(x):\n    raise NotImplementedError"), most=0, flagged=False),
]
