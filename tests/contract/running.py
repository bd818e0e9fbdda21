"""Running notebooks in a real kernel: one start serves many runs, each in a clean namespace and a folder of its own."""

import contextlib
import copy
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbclient import NotebookClient

CELL_SECONDS = 120
# What is alive after a reset are modules: frozen, they are not searched for cycles at the next one.
CLEAN_START = """
get_ipython().run_line_magic("reset", "-f")
import gc, os
gc.freeze()
os.chdir({folder!r})
del gc, os
"""


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners really give, and what the tests must make of it.

    `cells` replaces answer cells of the solution, by grade id; `scores` are the points that test cells then give, and
    `says` what they must print, both by the grade id of the test.
    """

    name: str
    cells: dict[str, str]
    scores: dict[str, float]
    says: dict[str, str] = field(default_factory=dict)


class Kernel:
    """A kernel that runs notebooks one after another; use it as a context manager."""

    def __enter__(self) -> "Kernel":
        self.client = NotebookClient(nbformat.v4.new_notebook(), kernel_name="python3", allow_errors=True,
                                     timeout=CELL_SECONDS, startup_timeout=120, store_widget_state=False,
                                     record_timing=False)
        self.stack = contextlib.ExitStack()
        self.stack.enter_context(self.client.setup_kernel(cwd=str(Path(__file__).parent)))
        return self

    def __exit__(self, *error) -> None:
        self.stack.close()

    def run(self, notebook, folder: Path, cells=None):
        """Run a copy of a notebook in a folder, in a clean namespace, and return the copy with its outputs.

        With `cells`, only those are run: a set of positions in the notebook.
        """
        ran = copy.deepcopy(notebook)
        start = nbformat.v4.new_code_cell(CLEAN_START.format(folder=str(folder)))
        self.client.nb = nbformat.v4.new_notebook(cells=[start])
        self.client.execute_cell(start, 0)
        if start.outputs:
            raise RuntimeError(f"the kernel did not start clean: {start.outputs}")
        self.client.nb = ran
        for index, cell in enumerate(ran.cells):
            if cell.cell_type == "code" and (cells is None or index in cells):
                self.client.execute_cell(cell, index)
        return ran

    def peak_megabytes(self) -> float | None:
        """Return the most memory the kernel has held so far; None where the system does not tell (only Linux does)."""
        status = Path(f"/proc/{self.client.km.provisioner.pid}/status")
        if not status.exists():
            return None
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1000


def read(path: Path):
    return nbformat.read(path, as_version=4)


def fresh_copy(folder: Path, to: Path) -> Path:
    """Copy an assignment's folder, so that running it changes nothing in the tree."""
    return Path(shutil.copytree(folder, to, ignore=shutil.ignore_patterns(".ipynb_checkpoints")))


def errors(cell) -> list:
    return [output for output in cell.get("outputs", []) if output.output_type == "error"]


def printed(cell, name: str = "stdout") -> str:
    return "".join(output.text for output in cell.get("outputs", [])
                   if output.output_type == "stream" and output.name == name)


def shown(cell) -> str:
    """Return all the text a learner sees below a cell."""
    texts = [output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]
    return printed(cell) + "\n".join(texts)


def mishaps(notebook) -> list[str]:
    """Errors and warnings in a notebook that was run."""
    from tests.contract.reading import place

    problems = []
    for cell in notebook.cells:
        for error in errors(cell):
            problems.append(f"{place(notebook, cell)} fails with {error.ename}: {error.evalue}. Correct the cell, or "
                            "the helper that it calls.")
        if printed(cell, "stderr"):
            problems.append(f"{place(notebook, cell)} writes to stderr, for which nbgrader gives zero: "
                            f"{printed(cell, 'stderr')[:300]!r}. Remove what warns.")
    return problems
