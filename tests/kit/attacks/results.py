"""Test cells of an instructor's that come to something other than a number from zero to the cell's points."""

from tests.kit.attacks.harness import RIGHT, Case, assignment, notebook

# the last expression of a test cell of 4 points, what it must earn, and whether a person should look
RESULTS = {
    "np.float64": ("import numpy\nnumpy.float64(2.5)", 2.5, False),
    "np.int64": ("import numpy\nnumpy.int64(3)", 3, False),
    "np.bool": ("import numpy\nnumpy.True_", 4, False),
    "a float": ("0.5 * answer(1)", 1, False),
    "True": ("True", 4, False),
    "False": ("False", 0, False),
    "None": ("None", 4, False),
    "nothing": ("assert True", 4, False),
    "a number with a semicolon": ("2.0;", 4, False),
    "-1": ("-1", 0, True),
    "nan": ("float('nan')", 0, True),
    "inf": ("float('inf')", 0, True),
    "a tuple": ("(2.0, 'fine')", 0, True),
    "text": ("'2.0'", 0, True),
    "a list": ("[4]", 0, True),
    "more than the maximum": ("4.5", 4, True),
    "an enormous integer": ("10 ** 400", 4, True),
    "a complex number": ("2 + 0j", 0, True),
    "a Fraction": ("from fractions import Fraction\nFraction(1, 2)", 0, True),
    "an array": ("import numpy\nnumpy.array([1.0, 2.0])", 0, True),
    "an error": ("1 / 0", 0, False),
    "a failed assertion": ("assert answer(1) == 3", 0, False),
    "an await": ("import asyncio\nawait asyncio.sleep(0)\n3.0", 3, False),
}
CASES = []
for name, (source, points, flagged) in RESULTS.items():
    key = assignment(("test_odd", source, 4))
    CASES.append(Case(f"a test that comes to {name}", notebook(RIGHT, key=key), most=points, least=points,
                      flagged=flagged, key=key))
NUMBER = """
class Number(float):
    __lt__ = __gt__ = lambda *a: False
    __float__ = lambda self: 4.0
def answer(x): return Number(0)"""
for name, source in {"a number of the student's own": "answer(4.0)", "its repr": "repr(answer(1))"}.items():
    key = assignment(("test_odd", source, 4))
    CASES.append(Case(name, notebook(NUMBER, key=key), key=key))
