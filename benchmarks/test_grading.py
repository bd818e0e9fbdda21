"""Grading, side by side with stock nbgrader on the same submissions: throughput, scores, the floor, a thousand at once.

Takes some quarter of an hour, most of it stock nbgrader's. Run: make bench ARGS="-k grading". Fewer submissions:
KIT_BENCH_SUBMISSIONS=20 (of the first assignment; the others take a half).
"""

import contextlib
import io
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.outcome_store import OutcomeStore
from tests.kit import classes

MANY = int(os.environ.get("KIT_BENCH_SUBMISSIONS", "100"))
SHARES = {"02_estimation": MANY, "05_high_level_design": MANY // 2, "06_detailed_design": MANY // 2}


def floor(folder, assignment: str) -> float:
    """Submissions a second when their cells are only executed, in one warm process that nothing protects."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None  # an error costs nothing here
    paths = sorted(folder.path("submitted").glob(f"*/{assignment}/*.ipynb"))
    cells = [["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
             for path in paths]
    before = os.getcwd()
    os.chdir(folder.path("source", assignment=assignment))
    try:
        for one in (cells[:5], cells):
            began = time.perf_counter()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                for notebook in one:
                    shell.user_ns.clear()
                    shell.init_user_ns()
                    for source in notebook:
                        shell.run_cell(source, store_history=False)
    finally:
        os.chdir(before)
    return len(cells) / (time.perf_counter() - began)


@pytest.mark.parametrize("assignment", SHARES)
def test_against_stock_nbgrader(tmp_path, assignment):
    folder = classes.new_class(tmp_path / "class", [assignment])
    students = classes.hand_in(folder, assignment, SHARES[assignment])
    whole, running, ours = [], [], {}
    for _ in range(3):  # the command as it is typed: the interpreter's start and all imports are in it
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "kit", "grade", assignment, "--class", str(folder.root), "--again"],
                       check=True, capture_output=True)
        whole.append(len(students) / (time.perf_counter() - began))
        running.append(grade(folder, assignment, options=Options(again=True)).rate)
        ours = classes.scores(folder, assignment)
    store = OutcomeStore(folder.gradebook_url)
    flagged = [each.student for each in store.read(assignment) if each.status != "graded"]
    store.close()
    began = time.perf_counter()
    classes.stock(folder, assignment)
    stock = len(students) / (time.perf_counter() - began)
    theirs = classes.scores(folder, assignment)
    # Stock gives 0 for a written answer whose cell is untouched; where there may be one elsewhere, ours asks a person.
    asked = [student for student in ours if any(left != theirs[student].get(cell) and left == (None, True)
                                                for cell, left in ours[student].items())]
    differing = [student for student in ours if any(found != theirs[student].get(cell) and found != (None, True)
                                                    for cell, found in ours[student].items())]
    lowest = floor(folder, assignment)
    ours_rate, warm = statistics.median(whole), statistics.median(running)
    print(f"\n{assignment}: {len(students)} honest submissions, sandbox on\n"
          f"  stock nbgrader autograde          {stock:8.2f} a second\n"
          f"  kit grade, all in all             {ours_rate:8.2f} a second   {ours_rate / stock:6.1f} times stock\n"
          f"  kit grade, once its kernels run   {warm:8.2f} a second   {warm / stock:6.1f} times stock\n"
          f"  the floor: cells alone, one core  {lowest:8.2f} a second   {lowest / stock:6.1f} times stock\n"
          f"  scores that differ from stock: {len(differing)}, left to a person: {len(asked)}; "
          f"flagged or failed: {len(flagged)}")
    assert len(ours) == len(students)
    assert not differing
    assert not flagged


def test_a_thousand_at_once(tmp_path):
    """Real kernels, a thousand submissions: the most memory of the grader and of all kernels together."""
    assignment, many = "02_estimation", 10 * MANY
    folder = classes.new_class(tmp_path / "class", [assignment])
    classes.hand_in(folder, assignment, many, seed=2)
    seen: list[int] = []

    def tell(progress, outcome):
        if progress.done % 50 == 0:
            seen.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))

    began = time.perf_counter()
    progress = grade(folder, assignment, tell=tell)
    print(f"\n{many} submissions: {time.perf_counter() - began:.0f} s, {progress.rate:.1f} a second; "
          f"the grader's memory {seen[0] / 1e6:.0f} MB after the first 50, {max(seen) / 1e6:.0f} MB at most")
    assert progress.done == many
