"""What honest students do to a notebook besides answering: none of it may cost a point."""

import json
import random
import re

KERNELS = (("Python 3.12 (course)", "course-venv"), ("Python [conda env:base] *", "conda-base-py"),
           ("Python 3", "python3"))
EXTRA = (
    "# scratch\nnumbers_of_mine = [1, 2, 3]\nsum(numbers_of_mine)",
    "print('so far, so good')",
    "def half_of_it(value):\n    \"\"\"My own helper.\"\"\"\n    return value / 2\n\nhalf_of_it(10)",
    "import math\nmath.log10(86_400)",
    "for my_step in range(3):\n    print(my_step, my_step ** 2)",
    "# to do: ask about this in class",
    "",
    "%time _ = sum(range(1000))",
)
REMARKS = ("my first try was wrong", "checked by hand", "see the notes of week 3", "TODO: round this?")


def make_noise(notebook: dict, chance: random.Random) -> None:
    """Change a notebook as honest students do, in place."""
    kinds = [reorder_imports, add_cells, leave_outputs, rename_kernel, editor_metadata, add_comments, older_format,
             sources_as_text]
    for kind in chance.sample(kinds, chance.randint(1, 4)):
        kind(notebook, chance)


def _known(cell: dict) -> bool:
    return "nbgrader" in cell["metadata"]


def code(notebook: dict) -> list[dict]:
    """The code cells of a notebook."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def new_cell(source: str, chance: random.Random, cell_type: str = "code") -> dict:
    """A cell of a student's own."""
    made = {"cell_type": cell_type, "id": f"{chance.getrandbits(32):08x}", "metadata": {}, "source": source}
    return made | ({"outputs": [], "execution_count": None} if cell_type == "code" else {})


def reorder_imports(notebook: dict, chance: random.Random) -> None:
    """Write the names of an import in another order, and import something more."""
    for cell in code(notebook):
        if _known(cell):
            continue
        lines = cell["source"].split("\n")
        for place, line in enumerate(lines):
            head, found, names = line.partition(" import ")
            if found and head.startswith("from ") and re.fullmatch(r"[\w, ]+", names):
                listed = names.split(", ")
                chance.shuffle(listed)
                lines[place] = f"{head} import {', '.join(listed)}"
        if any(line.startswith(("from ", "import ")) for line in lines):
            cell["source"] = "\n".join(["import json", *lines])
            return


def add_cells(notebook: dict, chance: random.Random) -> None:
    """Put cells of one's own between the others, but never before the imports."""
    cells = notebook["cells"]
    first = next((place for place, cell in enumerate(cells) if cell["cell_type"] == "code"), 0) + 1
    for _ in range(chance.randint(1, 4)):
        cells.insert(chance.randint(first, len(cells)), new_cell(chance.choice(EXTRA), chance))
    cells.insert(chance.randint(1, len(cells)), new_cell("*my notes: read section 3 again*", chance, "markdown"))


def leave_outputs(notebook: dict, chance: random.Random) -> None:
    """Hand in with the outputs of an earlier run, numbered as they came."""
    for count, cell in enumerate(code(notebook), start=chance.randint(1, 40)):
        cell["execution_count"] = count
        if chance.random() < 0.5:
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["an earlier run\n"]}]
        elif chance.random() < 0.3:
            cell["outputs"] = [{"output_type": "error", "ename": "NameError", "evalue": "name 'x' is not defined",
                                "traceback": ["NameError: name 'x' is not defined"]}]


def rename_kernel(notebook: dict, chance: random.Random) -> None:
    """Run it with a kernel that is called something else at home."""
    shown, name = chance.choice(KERNELS)
    notebook["metadata"]["kernelspec"] = {"display_name": shown, "language": "python", "name": name}
    notebook["metadata"]["language_info"] = {"name": "python", "version": chance.choice(("3.11.4", "3.12.1", "3.13.0")),
                                             "file_extension": ".py", "mimetype": "text/x-python"}


def editor_metadata(notebook: dict, chance: random.Random) -> None:
    """Leave what editors write into notebooks."""
    notebook["metadata"][chance.choice(("vscode", "colab", "toc"))] = {"version": "1", "provenance": []}
    for cell in notebook["cells"]:
        if chance.random() < 0.5:
            cell["metadata"][chance.choice(("collapsed", "editable", "scrolled"))] = True
        if chance.random() < 0.3:
            cell["metadata"]["execution"] = {"iopub.status.busy": "2026-02-27T18:00:00.000000Z"}
        if chance.random() < 0.2:
            cell["metadata"]["vscode"] = {"languageId": "python"}


def add_comments(notebook: dict, chance: random.Random) -> None:
    """Write remarks into answers."""
    for cell in code(notebook):
        if cell["metadata"].get("nbgrader", {}).get("solution") and chance.random() < 0.7:
            remark = f"# {chance.choice(REMARKS)}"
            cell["source"] = f"{remark}\n{cell['source']}\n\n# done"


def older_format(notebook: dict, chance: random.Random) -> None:
    """Save with an editor that knows no cell ids."""
    notebook["nbformat_minor"] = 4


def sources_as_text(notebook: dict, chance: random.Random) -> None:
    """Save each source as one text in place of a list of lines; `as_bytes` writes lists otherwise."""
    notebook["metadata"]["_text"] = True


def as_bytes(notebook: dict) -> bytes:
    """The notebook as a file."""
    whole = notebook["metadata"].pop("_text", False)
    if notebook["nbformat_minor"] < 5:
        for cell in notebook["cells"]:
            cell.pop("id", None)
    cells = notebook["cells"] if whole else [{**cell, "source": cell["source"].splitlines(keepends=True)}
                                             for cell in notebook["cells"]]
    return (json.dumps({**notebook, "cells": cells}, indent=1, ensure_ascii=False) + "\n").encode()
