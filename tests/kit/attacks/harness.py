"""A small assignment, and a way to grade many submissions of it at once, each beside an honest neighbour."""

import asyncio
import json
from dataclasses import dataclass, field

from kit.grader.fleet import Fleet
from kit.grader.judge import Judge
from kit.grader.key import AssignmentKey, CellKey, NotebookKey
from kit.grader.sandbox.limits import MB, Limits
from kit.grader.submission import Submission

# What a cell uses of the processor is counted: a machine under load takes none of it away. The clock is for who waits.
LIMITS = Limits(memory=400 * MB, total_memory=500 * MB, disk=16 * MB, file_size=8 * MB, processes=24, open_files=64,
                output=100_000, submission=2 * MB, cell_cpu_seconds=1.5, cell_seconds=10,
                notebook_seconds=45, cpu_seconds=20)
AT_ONCE = 3  # groups of up to three
MARKER = "heron-4c1f"  # stands in hidden tests, and nowhere else
RIGHT = "def answer(x):\n    return 2 * x"
WRONG = "def answer(x):\n    return None"
IMPORTS = "import json\nimport math\nfrom helpers import Checks, same_size"
NAMED = f'''"""Doubles what it is given."""
checks = Checks(points=4)
def close(value, right):
    return abs(value - right) < 1e-9
def unseen():
    word = "{MARKER}"
    value = answer(4321)
    return close(value, 8642) and isinstance(value, int) and len(word) > 3
checks.check("two", lambda: answer(2) == 4)
checks.check("size", lambda: same_size(answer("4 TB")[:4], "4 TB") if callable(answer) else "Define answer.")
checks.check("share", lambda: math.isclose(answer(1.5), 3.0), hint="Twice as much.")
checks.check("unseen", unseen)
checks.score()'''
PLAIN = f'''assert answer(10) == 20, "ten"
assert answer(-7) == -14, "{MARKER}"
assert len(answer("ab")) == 4 and answer(0.5) == 1'''


def released(cell: CellKey) -> dict:
    """A cell as it is handed out: without its hidden lines."""
    source = "\n".join(line for line in cell.source.splitlines() if MARKER not in line)
    return code(source, cell.metadata(), cell.cell_type)


def code(source: str, meta: dict | None = None, kind: str = "code") -> dict:
    """One cell of a notebook."""
    cell = {"cell_type": kind, "metadata": {"nbgrader": meta} if meta else {}, "source": source}
    return {**cell, "outputs": [], "execution_count": None} if kind == "code" else cell


def assignment(*tests: tuple[str, str, float], imports: str = IMPORTS) -> AssignmentKey:
    """An assignment of an import cell, an answer, tests (name, source, points), and an essay that a person grades."""
    cells = [CellKey("answer", "code", "def answer(x):\n    ...", None, solution=True),
             *(CellKey(name, "code", source, None, grade=True, locked=True, points=points)
               for name, source, points in tests),
             CellKey("essay", "markdown", "Why?", None, grade=True, solution=True, points=3)]
    return AssignmentKey("doubling", (NotebookKey("doubling", tuple(cells), (imports,)),))


DOUBLING = assignment(("test_named", NAMED, 4), ("test_plain", PLAIN, 2))


def notebook(*answers: str, key: AssignmentKey = DOUBLING, after: str = "") -> dict:
    """A submission's notebook: the answer's cells between the imports and the tests, and `after` in the end."""
    first, *graded = key.notebooks[0].cells
    cells = [code(key.notebooks[0].plain[0]), *(code(each) for each in answers[:-1]),
             code(answers[-1], first.metadata()), *map(released, graded)]
    cells += [code(after)] if after else []
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@dataclass(frozen=True)
class Case:
    """A submission and what may become of it. `most` is what honest work as good as this would earn."""

    name: str
    content: dict | bytes
    most: float = 0.0
    least: float = 0.0
    flagged: bool | None = None  # must it be, must it not be, or does it not matter
    status: tuple[str, ...] = ("graded", "flagged", "failed")
    files: dict = field(default_factory=dict)
    key: AssignmentKey = DOUBLING
    file: str = "doubling.ipynb"
    holds: str = ""  # must be among what the notebook shows
    limit: str = ""  # why this cannot be prevented: a strict expected failure

    def submission(self) -> Submission:
        """The case as it is handed in."""
        data = self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        return Submission(self.name, {self.file: data, **self.files}, [])


@dataclass
class Verdict:
    """What became of a case, and of the honest submission that was graded while `beside` were, this case among them."""

    graded: object
    neighbours: list
    beside: list[str]

    @property
    def outcome(self):
        return self.graded.outcome

    def shown(self, tests: bool = False) -> str:
        """All that the written notebook holds, besides what the assignment's own cells say."""
        found = []
        for book in self.graded.notebooks:
            for cell in book.notebook["cells"]:
                graded = cell["metadata"].get("nbgrader", {}).get("grade")
                if not graded:
                    found.append(cell["source"])
                for output in cell.get("outputs", ()):
                    if tests or not (graded and output["output_type"] == "error"):
                        found.append(json.dumps(output))
        return "\n".join(found)


HONEST = Submission("neighbour", {"doubling.ipynb": json.dumps(notebook(RIGHT)).encode()}, [])


async def grade_all(cases: list[Case], fleet: Fleet) -> dict[str, Verdict]:
    """Grade the cases, a few at once; between every two attacks an honest submission is graded."""
    slots, honest = asyncio.Semaphore(AT_ONCE), Judge(fleet, DOUBLING)

    async def together(some: tuple[Case, ...]) -> dict[str, Verdict]:
        judges = [honest if case.key is DOUBLING else Judge(fleet, case.key) for case in some]
        harmless = all(case.flagged is False for case in some)  # honest work harms nobody
        async with slots:
            *graded, neighbour = await asyncio.gather(
                *(judge(case.submission()) for judge, case in zip(judges, some, strict=True)),
                asyncio.sleep(0) if harmless else honest(HONEST))
        beside = [] if harmless else [neighbour]
        return {case.name: Verdict(each, beside, [it.name for it in some])
                for case, each in zip(some, graded, strict=True)}

    in_order = sorted(cases, key=lambda case: case.flagged is False)
    found = await asyncio.gather(*(together(tuple(in_order[at:at + 2])) for at in range(0, len(in_order), 2)))
    return {name: verdict for some in found for name, verdict in some.items()}
