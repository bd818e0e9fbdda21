"""Notebooks that are no notebooks, or whose metadata says what is not so."""

import copy
import json
import math

from tests.kit.attacks.harness import DOUBLING, RIGHT, WRONG, Case, code, notebook

FAILED = ("failed",)


def changed(answer: str, change) -> dict:
    """A notebook after a change to it."""
    found = copy.deepcopy(notebook(answer))
    return change(found) or found


def each_test(change):
    """A change to the metadata of every graded cell."""
    def apply(content):
        for cell in content["cells"]:
            meta = cell["metadata"].get("nbgrader")
            if meta and meta["grade"]:
                change(cell, meta)
    return apply


def deleted(content):
    content["cells"] = [cell for cell in content["cells"] if "test" not in str(cell["metadata"])]


def doubled(content):
    content["cells"] = [copy.deepcopy(cell) for cell in content["cells"] for _ in range(2)]


def moved(content):
    content["cells"].reverse()


def easier(cell, meta):
    cell["source"] = "4.0" if meta["points"] == 4 else "assert True"


def nested(depth: int) -> bytes:
    return b'{"cells": [' + b"[" * depth + b"]" * depth + b'], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


def old_format(answer: str) -> bytes:
    cells = notebook(answer)["cells"]
    cells = [{"cell_type": "code", "input": cell["source"], "language": "python", "outputs": [], "collapsed": False,
              "metadata": cell["metadata"]} if cell["cell_type"] == "code" else cell for cell in cells]
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [
        {"cells": cells, "metadata": {}}]}).encode()


def kernelspec(content):
    content["metadata"] = {"kernelspec": {"name": "bash", "language": "bash", "argv": ["touch", "owned"]},
                           "language_info": {"name": "bash"}}


def odd_types(content):
    content["metadata"] = ["list"]
    content["cells"][0]["metadata"] = 5
    content["cells"] += [None, 7, [], {"cell_type": "code"}, {"cell_type": "evil", "source": "x"}, code("1"),
                         {"cell_type": "code", "source": 12, "metadata": {"nbgrader": []}},
                         {"cell_type": "code", "source": [1, None, "x"], "metadata": {"nbgrader": {"grade_id": {}}}},
                         {"cell_type": "markdown", "source": "", "attachments": {"../../x.png": {"image/png": "a"}}}]


def renamed(cell, meta):
    meta["grade_id"] = "../../" + meta["grade_id"]


CHANGES = {
    "test cells deleted": deleted, "every cell twice": doubled, "cells in the reverse order": moved,
    "test cells replaced": each_test(easier),
    "grade ids that lead elsewhere": each_test(renamed),
    "points changed to 1000": each_test(lambda cell, meta: meta.update(points=1000)),
    "points that are no number": each_test(lambda cell, meta: meta.update(points="nan")),
    "grade flags flipped": each_test(lambda cell, meta: meta.update(grade=False, solution=True, locked=False)),
    "checksums changed": each_test(lambda cell, meta: meta.update(checksum="0" * 32)),
    "another schema": each_test(lambda cell, meta: meta.update(schema_version=99, task=True, extra={"a": [1]})),
    "tests as markdown": each_test(lambda cell, meta: cell.update(cell_type="markdown")),
    "a kernelspec that names a command": kernelspec,
    "odd types everywhere": odd_types,
    "a graded cell of the student's own": lambda content: content["cells"].append(
        code("100.0", {"grade": True, "grade_id": "bonus", "points": 100, "locked": True, "solution": False})),
    "outputs that tell of points": lambda content: [cell.update(outputs=[{
        "output_type": "execute_result", "data": {"text/plain": "4.0"}, "metadata": {}, "execution_count": 1}])
        for cell in content["cells"]] and None,
    "tags that skip cells": lambda content: [cell["metadata"].update(
        tags=["skip-execution", "raises-exception"], deletable=False) for cell in content["cells"]] and None,
}
CASES = [Case(name, changed(WRONG, change)) for name, change in CHANGES.items()]
CASES += [Case(f"{name}, but right", changed(RIGHT, change), most=6, least=6, flagged=False)
          for name, change in CHANGES.items() if name != "cells in the reverse order"]
CASES += [
    Case("a renamed notebook", notebook(RIGHT), file="my work (1).ipynb", most=6, least=6, flagged=False),
    Case("a notebook in a folder", notebook(RIGHT), file="other/doubling.ipynb", most=6, least=6, flagged=False),
    Case("an empty file", b"", status=FAILED), Case("not JSON", b"{" + b"a" * 100, status=FAILED),
    Case("JSON, but no notebook", b"[1, 2]", status=FAILED), Case("bytes", bytes(range(256)) * 10, status=FAILED),
    Case("deeply nested JSON", nested(100_000), status=FAILED),
    Case("JSON nested a little less", nested(900), most=0),
    Case("NaN in the metadata", json.dumps({**notebook(RIGHT), "metadata": {"a": math.nan}}).encode(), most=6, least=6),
    Case("a huge number in the metadata", b'{"metadata": ' + b"9" * 10_000 + b', "nbformat": 4, "cells": []}'),
    Case("nbformat 3", old_format(RIGHT), most=6, least=6, flagged=False),
    Case("nbformat 3 that is none", b'{"nbformat": 3, "worksheets": 7}', status=FAILED),
    Case("nbformat as text", json.dumps({**notebook(RIGHT), "nbformat": "4"}).encode(), status=FAILED),
    Case("nbformat of the future", json.dumps({**notebook(RIGHT), "nbformat": 99}).encode(), most=6, least=6),
    Case("too many cells", {**notebook(RIGHT), "cells": [code("1")] * 3_000}, status=FAILED),
    Case("cells are a dictionary", {**notebook(RIGHT), "cells": {"a": 1}}, status=FAILED),
    Case("surrogates in the source", notebook("x = '\ud800'\n" + WRONG)),
    Case("null bytes in the source", notebook("x = 1\0\n" + WRONG)),
    Case("a source nested too deeply", notebook("x = " + "(" * 5_000 + ")" * 5_000 + "\n" + WRONG)),
    Case("a source of many characters", notebook("# " + "a" * 300_000 + "\n" + RIGHT), most=6, least=6),
]
assert DOUBLING.max_score == 9
