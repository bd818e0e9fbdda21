"""Runs one submission in a kernel of its own, cell by cell, and reads its points; the gradebook is not within reach."""

import asyncio
import contextlib
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kit.grader.compiled_tests import CompiledTest
from kit.grader.fleet import Fleet, Kernel, KernelDied
from kit.grader.outcomes import CellResult, Flag, read_checks
from kit.grader.points import points_of
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import Cell, Prepared

ATTEMPTS = 4  # fresh kernels that one notebook may use up
WATCHING = 0.25  # seconds between two looks at a kernel's memory
MOST_LINES = 1_000
LOOKED = {"tripwire", "cut-wire", "transformed-code"}  # flags of code that may have seen hidden tests
KEPT_BACK = "What this submission showed is kept back: its code looked where hidden tests are."


@dataclass
class Executed:
    """A notebook that was run: its cells with outputs, and what each graded cell earned."""

    name: str
    notebook: dict
    cells: list[CellResult] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    answered: dict[str, bool] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass
class _Run:
    """One attempt at a notebook."""

    outputs: dict[int, list] = field(default_factory=dict)
    replies: dict[int, dict] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)


async def execute(fleet: Fleet, prepared: Prepared, tests: dict[str, CompiledTest], files: dict[str, bytes],
                  variant: str | bool | None = None) -> Executed:
    """Run a notebook. A cell that ends its kernel is left out in the next; the others keep their points."""
    limits, started = fleet.limits, time.monotonic()
    deadline = started + limits.notebook_seconds
    ended: dict[int, str] = {}
    flags: list[tuple[str, str, str]] = list(prepared.flags)
    cells, notes = prepared.cells, list(prepared.notes)
    while True:
        run = _Run()
        kernel = await fleet.kernel(files, variant)
        watching = asyncio.ensure_future(_watch_memory(kernel, limits))
        try:
            broke = await _attempt(kernel, cells, tests, run, ended, flags, deadline, limits, notes)
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            kernel.close()
        flags += [(rule, "", message) for rule, message in kernel.flags if (rule, "", message) not in flags]
        if broke is None or len(ended) >= ATTEMPTS or time.monotonic() > deadline:
            break
    if broke is not None and len(ended) >= ATTEMPTS:
        notes.append(f"{ATTEMPTS} cells ended the kernel; what came after the last was not run.")
    elif time.monotonic() > deadline:
        notes.append(f"The {limits.notebook_seconds:g} seconds of the notebook were used up; "
                     "what came after was not run.")
    for place, why in sorted(ended.items()):
        notes.append(f"Cell {_place(cells, place)} was left out: {why}.")
    return _gathered(prepared, run, ended, flags, notes, time.monotonic() - started)


def _place(cells: list[Cell], place: int) -> str:
    key = cells[place].key
    return key.name if key else f"number {place + 1}"


async def _watch_memory(kernel: Kernel, limits: Limits) -> None:
    while not kernel.ended:
        await asyncio.sleep(WATCHING)
        if kernel.memory() > limits.total_memory:
            kernel.kill(f"it used more than {limits.total_memory / 1e9:g} GB of memory")


async def _attempt(kernel, cells, tests, run, ended, flags, deadline, limits, ended_late) -> int | None:
    """Run the cells that have not ended a kernel before; returns the place of one that does."""
    for place, cell in enumerate(cells):
        if cell.cell_type != "code" or place in ended:
            continue
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        graded = cell.key is not None and cell.key.is_test
        request = tests[cell.key.name].request() if graded else {"op": "cell", "source": cell.source}
        if not graded and not cell.source.strip():
            continue
        began = time.monotonic()
        before = len(kernel.flags)
        try:
            reply = await kernel.ask(request, min(limits.cell_seconds, left))
        except KernelDied as why:
            ended[place] = str(why)
            return place
        finally:
            where = _place(cells, place)
            flags += [(rule, where, said) for rule, said in kernel.flags[before:]]
            del kernel.flags[before:]
        run.replies[place], run.outputs[place] = reply, _cleaned(reply.get("outputs"))
        run.seconds[place] = time.monotonic() - began
        if reply["interrupted"]:
            ended_late.append(f"Cell {where} {reply['interrupted']} and was stopped.")
            run.outputs[place].append(_error("CellTimeoutError", f"stopped: it {reply['interrupted']}"))
    return None


def _gathered(prepared: Prepared, run: _Run, ended: dict, flags: list, notes: list, seconds: float) -> Executed:
    """Put outputs, points and flags together."""
    done = Executed(prepared.key.name, {}, notes=notes, seconds=seconds)
    written, silent = [], any(rule in LOOKED for rule, _, _ in flags)
    for place, cell in enumerate(prepared.cells):
        outputs = run.outputs.get(place, [])
        if place in ended:
            outputs = [_error("KernelDied", ended[place])]
        key = cell.key
        if key is not None and (key.grade or key.task):
            if key.is_test:
                reply = run.replies.get(place)
                if reply is None:
                    score, error = 0.0, ended.get(place, "it was not run")
                else:
                    score, error, found = points_of(reply, key)
                    flags += [(rule, key.name, said) for rule, said in found]
                    outputs = outputs + _result(reply, cell)
                text = "".join(each["text"] for each in outputs if each.get("name") == "stdout" and "text" in each)
                checks = read_checks(text)
                if silent:
                    checks, error = tuple(replace(each, said="") for each in checks), error.partition(":")[0]
                done.cells.append(CellResult(key.name, score, key.points, checks, error,
                                             round(run.seconds.get(place, 0.0), 3)))
            else:
                done.cells.append(CellResult(key.name, None if cell.answered else 0.0, key.points))
        if key is not None and (key.solution or key.task):
            done.answered[key.name] = cell.answered
        if silent and outputs:
            outputs = [{"output_type": "stream", "name": "stderr", "text": KEPT_BACK + "\n"}]
        written.append(written_cell(cell, outputs, place))
    done.flags = [Flag(rule, where, said) for rule, where, said in dict.fromkeys(map(tuple, flags))]
    done.notebook = {"cells": written, "nbformat": 4, "nbformat_minor": 5, "metadata": {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"}}}
    return done


def written_cell(cell: Cell, outputs: list, place: int) -> dict:
    """One cell as a notebook file holds it, its metadata the assignment's own."""
    found = {"cell_type": cell.cell_type, "id": f"cell-{place}", "source": cell.source,
             "metadata": {"nbgrader": cell.key.metadata()} if cell.key else {}}
    if cell.attachments:
        found["attachments"] = cell.attachments
    if cell.cell_type == "code":
        found.update(outputs=outputs, execution_count=None)
    return found


def _error(name: str, said: str) -> dict:
    return {"output_type": "error", "ename": name, "evalue": said, "traceback": [f"{name}: {said}"]}


def _result(reply: dict, cell: Cell) -> list[dict]:
    """What a test cell's reply shows: its value, or its error with the lines of tests and answer that led there."""
    if reply.get("ename"):
        lines, text = [], cell.source.splitlines()
        for name, line, inside in reply.get("frames", ()):
            shown = f"\n    {text[line - 1]}" if name.startswith("<test ") and 0 < line <= len(text) else ""
            lines.append(f"  {name}, line {line}, in {inside}{shown}")
        end = f"{reply['ename']}: {reply.get('evalue', '')}"
        return [{"output_type": "error", "ename": str(reply["ename"]), "evalue": str(reply.get("evalue", "")),
                 "traceback": [*lines, end]}]
    if reply.get("kind") in (None, "none"):
        return []
    return [{"output_type": "execute_result", "execution_count": None, "metadata": {},
             "data": {"text/plain": str(reply.get("shown", ""))[:2_000]}}]


def _cleaned(outputs) -> list[dict]:
    """Outputs as nbformat has them, whatever came: what has no such form is left out, what is long is cut."""
    found, lines = [], 0
    for each in outputs if isinstance(outputs, list) else ():
        kind = each.get("output_type") if isinstance(each, dict) else None
        if kind == "stream":
            text = str(each.get("text", "")).split("\n")
            if lines >= MOST_LINES:
                continue
            if len(text) > MOST_LINES - lines:
                text = [*text[: MOST_LINES - lines], "... Output truncated ..."]
            lines += len(text)
            name = "stderr" if each.get("name") == "stderr" else "stdout"
            found.append({"output_type": "stream", "name": name, "text": "\n".join(text)})
        elif kind in ("display_data", "execute_result"):
            data = each.get("data")
            if not isinstance(data, dict):
                continue
            made = {"output_type": kind, "metadata": {}, "data": {str(key): value for key, value in data.items() if (
                isinstance(value, str) or str(key).endswith("json"))}}
            found.append({**made, "execution_count": None} if kind == "execute_result" else made)
        elif kind == "error":
            trace = each.get("traceback")
            found.append({"output_type": "error", "ename": str(each.get("ename", "Error")),
                          "evalue": str(each.get("evalue", "")),
                          "traceback": [str(line) for line in (trace if isinstance(trace, list) else [])[:100]]})
    return found


def score(cells: Iterable[CellResult]) -> float:
    """The points of a notebook's cells that a machine gave."""
    return float(sum(each.score or 0.0 for each in cells))
