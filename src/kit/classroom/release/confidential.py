"""What must not be handed out: answers, hidden tests, reference designs, test mistakes, and an instructor's own data.

The rule, exactly. Texts are compared *folded*: without white space, quotation marks, backslashes and written line ends,
with HTML's `&lt;` and the like resolved, so that another layout, another kind of quotation mark or a copy inside a
string hides nothing. Searched for are

- every line of an answer or of a hidden test of 16 folded characters or more, without its trailing comment; a shorter
  line together with its neighbours; a whole answer of 12 or more. Of written answers, every sentence of 24 or more;
- every three consecutive lines (60 folded characters or more) of a reference design, or of a file of test mistakes;
- the e-mail address of every student, and the URL of a gradebook on a server.

Not searched for are imports, bare keywords, `def __init__(self):` and the like (`COMMON`), lines that somebody declared
public (`public_lines.yaml` here for the course, `public_lines` in a class's `kit.yaml`), lines of hidden tests that
stand in visible code of the sources as well, unless they assert something, and what of a design or a mistake stands in
the visible part of a source, in a data file beside it, or in the worked design: it is shown on purpose. That a line of
an answer stands in a course notebook excuses nothing: it would be how a leak begins. Besides, an answer cell of a
released exercise may hold no line of its answer, however short, but for those that stand outside the marked region.
"""

import html
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kit.classroom.course.database import class_gradebook
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.settings import settings
from kit.classroom.release.needle_index import NeedleIndex

LINE, BLOCK, SENTENCE, RUN = 16, 12, 24, 60  # folded characters
REGIONS = {"SOLUTION": "answer", "HIDDEN TESTS": "hidden test", "MARK SCHEME": "mark scheme"}
MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
PUBLIC_DESIGNS = ("url_shortener",)  # the worked case of the course notebooks is shown in full
COMMON = re.compile(r"\s*(from [\w.]+ import .*|import .*|def __\w+__\(self\):|return [\w.]*|return|else:|try:|"
                    r"finally:|pass|for \w+ in range\(\w+\):|if __name__ == .*|except \w+:|#+)\s*")
ASSERTS = re.compile(r"\bassert|\.check\(|==|\braise\b|same_size\(")
COMMENT = re.compile(r"\s+#\s.*$")


@dataclass(frozen=True)
class Secret:
    """One text to search for: what it is, where it comes from, how it reads, and its folded form."""

    kind: str
    where: str
    text: str
    needle: str


@dataclass(frozen=True)
class Secrets:
    """All that must not be handed out.

    `cells` holds, for each answer cell by notebook and grade id, its lines; `too_short` names the answers that cannot
    be searched for outside their cells.
    """

    texts: tuple[Secret, ...]
    cells: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    too_short: tuple[str, ...] = ()
    searched: dict[tuple, list[Secret]] = field(default_factory=dict, compare=False, repr=False)  # what files held

    @cached_property
    def beginnings(self) -> NeedleIndex:
        """The texts by their beginnings, for searching many files."""
        return NeedleIndex([each.needle for each in self.texts])


def fold(text: str) -> str:
    r"""A text as it is compared: without white space, quotation marks and backslashes.

    >>> fold('blog.derive( "storage",\\n  x &lt; y)')
    'blog.derive(storage,x<y)'
    """
    return re.sub(r"[\s\"'\\]", "", re.sub(r"\\[nrt]", "", html.unescape(text)))


def collect_secrets(folder: ClassFolder, course: Path) -> Secrets:
    """What a bundle of this class must not hold. Raises `ClassError` where a source cannot be read."""
    public = {fold(line) for line in [*course_public_lines(), *settings(folder)["public_lines"]]}
    notebooks = [(f"{path.parent.name}/{path.stem}", read_cells(path))
                 for path in sorted(folder.path("source").glob("*/*.ipynb"))]
    seen = {fold(line) for _, cells in notebooks for cell in cells if cell["cell_type"] == "code"
            for line in regions(cell)[0]}
    texts: list[Secret] = []
    lines: dict[tuple[str, str], frozenset[str]] = {}
    short: list[str] = []
    for name, cells in notebooks:
        for cell in cells:
            outside, found = regions(cell)
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            where = f"{name}, {grade_id or 'a cell without a grade id'}"
            for kind, block in found:
                made = pieces_of(kind, where, block, cell["cell_type"] == "code")
                if not made and any(fold(line) for line in block):
                    short.append(f"{where}: {' '.join(' '.join(block).split())}")
                texts += [each for each in made if each.needle not in public and not (
                    kind == "hidden test" and each.needle in seen and not ASSERTS.search(each.text))]
            if found and grade_id:
                kept = {fold(line) for line in outside}
                lines[name.split("/")[1], grade_id] = frozenset(
                    fold(line) for _, block in found for line in block
                    if len(re.findall(r"\w", line)) > 1 and not COMMON.fullmatch(line)) - kept - public
    shown = ["\n".join(regions(cell)[0]) for _, cells in notebooks for cell in cells]
    shown += [path.read_text(encoding="utf-8", errors="replace") for kind in ("yaml", "json", "csv")
              for path in sorted(folder.path("source").glob(f"*/*.{kind}"))]
    shown += [path.read_text(encoding="utf-8") for name in PUBLIC_DESIGNS
              for path in (course / "tests" / "reference_designs").glob(f"{name}.yaml")]
    visible = "\0".join(map(fold, shown))
    texts += [each for each in _files(course) if each.needle not in visible]
    texts += _instructor(folder)
    return Secrets(tuple({each.needle: each for each in reversed(texts)}.values()), lines, tuple(short))


def course_public_lines() -> list[str]:
    """Lines of answers that the course shows elsewhere on purpose, declared by hand."""
    import yaml

    return yaml.safe_load((Path(__file__).parent / "public_lines.yaml").read_text(encoding="utf-8")) or []


def read_cells(path: Path) -> list[dict]:
    """The cells of a notebook file, each with its source as one text. Raises `ClassError`."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [{**cell, "source": "".join(cell["source"])} for cell in cells]
    except (ValueError, KeyError, TypeError):
        name = f"{path.parent.name}/{path.name}"
        raise ClassError(f"{name}: it is no notebook of version 4. Save it in JupyterLab.") from None


def regions(cell: dict) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The lines of a cell that stand outside the marked regions, and each region: its kind and its lines.

    An answer cell without a marked region is an answer as a whole, as nbgrader has it.
    """
    outside, found, inside = [], [], None
    for line in cell["source"].splitlines():
        mark = MARKER.search(line)
        if mark and mark[1] == "BEGIN":
            inside = []
            found.append((REGIONS[mark[2]], inside))
        elif mark:
            inside = None
        elif inside is None:
            outside.append(line)
        else:
            inside.append(line)
    if cell["metadata"].get("nbgrader", {}).get("solution") and not any(kind == "answer" for kind, _ in found):
        return [], [("answer", outside), *found]
    return outside, found


def pieces_of(kind: str, where: str, block: list[str], code: bool) -> list[Secret]:
    """The texts of a region that are long enough to be searched for."""
    parts = [COMMENT.sub("", line) or line for line in block] if code else [
        part for line in block for part in re.split(r"(?<=[.!?:;])\s+", line)]
    parts = [part for part in parts if fold(part) and not (code and COMMON.fullmatch(part))]
    least = LINE if code else SENTENCE
    found = []
    for place, part in enumerate(parts):
        text, after = part, place + 1
        while len(fold(text)) < least and after < len(parts):  # a short line, with those that follow it
            text, after = f"{text} {parts[after]}", after + 1
        if len(fold(text)) < least and place:
            text = f"{parts[place - 1]} {text}"
        if len(fold(text)) >= least or (len(parts) == after - place and len(fold(text)) >= BLOCK):
            found.append(Secret(kind, where, " ".join(text.split()), fold(text)))
    return found


def _files(course: Path) -> list[Secret]:
    """Reference designs and test mistakes: every run of lines that is long enough to be nothing else."""
    found = []
    for kind, pattern in (("reference design", "reference_designs/*.y*ml"), ("test mistake", "mistakes/*.py")):
        for path in sorted((course / "tests").glob(pattern)):
            if path.stem in (*PUBLIC_DESIGNS, "__init__"):
                continue
            lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            for start in range(len(lines)):
                end = start + 3
                while len(fold("".join(lines[start:end]))) < RUN and end < len(lines):
                    end += 1
                text = " ".join(lines[start:end])
                if end <= len(lines) and len(fold(text)) >= RUN:
                    found.append(Secret(kind, f"{path.name}, {lines[start][:40]}", text, fold(text)))
    return found


def _instructor(folder: ClassFolder) -> list[Secret]:
    found = []
    with class_gradebook(folder) as gradebook:
        found += [Secret("student", each.id, each.email, fold(each.email)) for each in gradebook.students
                  if each.email and len(fold(each.email)) > 5]
    if not folder.gradebook_url.startswith("sqlite"):
        found.append(Secret("gradebook", "the configuration", "the gradebook's URL", fold(folder.gradebook_url)))
    return found
