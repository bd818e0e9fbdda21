"""What students may see of hidden tests: that there was one, and what it gave; neither its code nor its words.

An instructor may write a sentence for students between the marks: `### FOR STUDENTS: Think of an empty list.`
"""

import ast
import re
from dataclasses import dataclass, replace

from kit.grader.outcomes import CellResult, CheckLine, Outcome

FOR_STUDENTS = re.compile(r"^\s*###\s*FOR STUDENTS:\s*(.+?)\s*$", re.MULTILINE)
TRACE = re.compile(r"^\s*<test [^>]*>, line (\d+),", re.MULTILINE)
LINE = re.compile(r"(\S.*?) \.{2,} [\d.e+-]+ of [\d.e+-]+$")
NAME, STOPPED = "hidden check", "A hidden test stopped here."


@dataclass(frozen=True)
class HiddenParts:
    """Where the hidden lines of a cell's text stand (from 1, the marks among them), and what students may read."""

    ranges: tuple[tuple[int, int, str], ...]
    text: str

    def told(self, line: int) -> str | None:
        """The sentence for students of a hidden line; `None` for a line that students have."""
        return next((said for first, last, said in self.ranges if first <= line <= last), None)


def hidden_parts(text: str) -> HiddenParts:
    r"""The hidden parts of a cell; a part that is never ended goes on to the end.

    >>> hidden_parts("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS").ranges
    ((2, 4, ''),)
    """
    lines, ranges, start = text.split("\n"), [], 0
    for number, line in enumerate([*lines, ""], 1):
        marked = re.match(r"\s*###\s*(BEGIN|END)\s+(HIDDEN TESTS|MARK SCHEME)", line)
        if marked and marked[1] == "BEGIN" and not start:
            start = number
        elif start and (number > len(lines) or (marked and marked[1] == "END")):
            last = min(number, len(lines))
            said = " ".join(FOR_STUDENTS.findall("\n".join(lines[start - 1:last])))
            ranges.append((start, last, said))
            start = 0
    return HiddenParts(tuple(ranges), text)


def visible(text: str) -> str:
    r"""A cell's text without its hidden parts.

    >>> visible("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc")
    'a\nc'
    """
    parts = hidden_parts(text)
    return "\n".join(line for number, line in enumerate(text.split("\n"), 1) if parts.told(number) is None)


def for_students(result: CellResult, text: str, trace: str = "") -> CellResult:
    """A cell's result as students may read it.

    Parameters
    ----------
    result : CellResult
        The points, the checks with what they said, and the error.
    text : str
        The test cell, hidden lines among it.
    trace : str
        What the error printed: the lines that led to it.
    """
    parts = hidden_parts(text)
    if not parts.ranges:
        return result
    shown, hidden = _names(parts)
    names = [line.name for line in result.checks]
    checks = tuple(_kept_back(line, hidden, parts) if _is_hidden(line.name, shown, hidden)
                   else line if names.count(line.name) == 1 else replace(line, said="") for line in result.checks)
    error = result.error
    if error and not _visible_error(trace, parts):
        error = next((said for _, _, said in parts.ranges if said), STOPPED) if len(parts.ranges) == 1 else STOPPED
    return replace(result, checks=checks, error=error)


def hidden_texts(gradebook) -> dict[tuple[str, str], str]:
    """The test cells with hidden parts, by assignment and grade id."""
    return {(assignment.name, cell.name): cell.source or "" for assignment in gradebook.assignments
            for book in assignment.notebooks for cell in book.source_cells
            if hidden_parts(cell.source or "").ranges}


def outcome_for_students(outcome: Outcome, texts: dict[tuple[str, str], str]) -> Outcome:
    """An outcome as students may read it; `texts` are those of `hidden_texts`."""
    return replace(outcome, cells=tuple(
        for_students(each, texts.get((outcome.assignment, each.grade_id), "")) for each in outcome.cells))


def without_hidden_output(outputs: list, text: str) -> list:
    """What a test cell printed, without the lines and the errors of its hidden tests."""
    parts = hidden_parts(text)
    if not parts.ranges:
        return outputs
    shown, hidden = _names(parts)
    found = []
    for each in outputs:
        if not isinstance(each, dict):
            continue
        kind = each.get("output_type")
        if kind == "stream":
            printed = each.get("text", "")
            printed = "".join(map(str, printed)) if isinstance(printed, list) else str(printed)
            found.append({**each, "text": _printed(printed, shown, hidden)})
        elif kind == "error":
            trace = "\n".join(map(str, each.get("traceback") or ()))
            found.append(each if _visible_error(trace, parts) else
                         {"output_type": "stream", "name": "stderr", "text": STOPPED + "\n"})
        else:
            found.append(each)
    return found


def _printed(text: str, shown: set[str], hidden: dict) -> str:
    """The lines of visible checks, each with what stands below it; an answer may print what it is given."""
    kept, keeping = [], False
    names = [match[1] for match in map(LINE.match, text.split("\n")) if match]
    for line in text.split("\n"):
        match = LINE.match(line)
        if match:
            keeping = not _is_hidden(match[1], shown, hidden)
        elif not line.startswith("    "):
            keeping = False
        if keeping and (match or names.count(_last(kept)) == 1):
            kept.append(line)
    return "\n".join(kept) + ("\n" if kept else "")


def _last(kept: list[str]) -> str:
    """The name of the last check among some printed lines."""
    return next((match[1] for match in map(LINE.match, reversed(kept)) if match), "")


def _kept_back(line: CheckLine, hidden: dict, parts: HiddenParts) -> CheckLine:
    said = hidden.get(line.name)
    if said is None:
        said = parts.ranges[0][2] if len(parts.ranges) == 1 else ""
    return CheckLine(NAME, line.earned, line.worth, said if line.earned < line.worth else "")


def _is_hidden(name: str, shown: set[str], hidden: dict) -> bool:
    """Whether a check is a hidden one; where a name is made while the cell runs, in doubt it is."""
    if name in hidden:
        return True
    if name in shown:
        return False
    return None in hidden or None not in shown


def _names(parts: HiddenParts) -> tuple[set, dict]:
    """The names of checks in the lines that students have, and of hidden ones with the sentence for students.

    `None` stands for names that only running gives. What cannot be read is hidden.
    """
    shown: set = set()
    hidden: dict = {}
    try:
        tree = ast.parse(parts.text)
    except (SyntaxError, ValueError, RecursionError):
        return set(), {None: ""}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "check":
            named = [each.value for each in node.keywords if each.arg == "name"]
            first = (node.args or named or [None])[0]
            name = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
            said = parts.told(node.lineno)
            if said is None:
                shown.add(name)
            else:
                hidden[name] = said
    return shown, hidden


def _visible_error(trace: str, parts: HiddenParts) -> bool:
    """Whether an error came from lines that students have: all of the test's lines that led to it are such."""
    lines = [int(number) for number in TRACE.findall(trace)]
    return bool(lines) and all(parts.told(number) is None for number in lines)
