"""Files handed in beside the notebook, which stand in for a library or for the class's own."""

from tests.kit.attacks.harness import RIGHT, WRONG, Case, notebook

FAKE = b"""
class Checks:
    def __init__(self, points): pass
    def check(self, *a, **k): pass
    def score(self): return 4.0
same_size = lambda *a, **k: True
"""
WRONGLY = notebook(WRONG)
CASES = [
    Case("a file helpers.py", WRONGLY, files={"helpers.py": FAKE}),
    Case("a folder helpers", WRONGLY, files={"helpers/__init__.py": FAKE, "helpers/checks.py": FAKE}),
    Case("files json.py and math.py and statistics.py", WRONGLY, files=dict.fromkeys(
        ("json.py", "math.py", "statistics.py", "builtins.py"), b"raise SystemExit(4)\nisclose = lambda *a: True")),
    Case("a sitecustomize", WRONGLY, files={
        "sitecustomize.py": b"import builtins\nbuiltins.abs = lambda x: 0", "usercustomize.py": FAKE}),
    Case("a startup file of IPython", WRONGLY, files={
        ".ipython/profile_default/startup/a.py": b"import os; os._exit(0)"}),
    Case("the path begins with the student's folder", notebook("""
import sys, os
sys.path.insert(0, os.getcwd())
for name in [n for n in sys.modules if n.startswith("helpers")]: del sys.modules[name]
from helpers import Checks
""" + WRONG), files={"helpers.py": FAKE}),
    Case("a compiled file", notebook("import statistics2\n" + WRONG), files={"statistics2.pyc": b"\0" * 100}),
    Case("a compiled library", notebook("""
try:
    import native
except ImportError as error: print(error)
""" + WRONG), files={"native.so": b"\x7fELF" + bytes(100)}),
    Case("a path out of the folder", WRONGLY, files={"../../escaped.txt": b"x", "/tmp/escaped.txt": b"x"}),
    Case("a path through a file", WRONGLY, files={"a": b"x", "a/b": b"x"}),
    Case("a path that is too long", WRONGLY, files={"a" * 300: b"x", "d/" * 200 + "x": b"x"}),
    Case("files that fill the disk", WRONGLY, files={f"file{number}": bytes(1_900_000) for number in range(10)}),
    Case("a right answer with a path out of the folder", notebook(RIGHT), files={"../../escaped.txt": b"x"}, most=6),
    Case("a file that the answer reads", notebook(
        "factor = int(open('data/factor.txt').read())\ndef answer(x): return factor * x"),
         files={"data/factor.txt": b"2"}, most=6, least=6, flagged=False),
    Case("a module of the student's own", notebook("from mine import answer"), files={"mine.py": RIGHT.encode()},
         most=6, least=6, flagged=False),
]
