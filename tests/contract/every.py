"""Rules for every notebook of the course, whatever it is for."""

import re
from pathlib import Path
from urllib.parse import unquote

from helpers.course import CAPSTONE, START, STEPS
from tests.contract.reading import grade_id, place

NOTEBOOK_METADATA = {"kernelspec", "language_info"}
KERNEL_METADATA = {"display_name", "language", "name"}
CELL_METADATA = {"tags", "nbgrader", "jupyter"}
RELEASED_CELL_METADATA = CELL_METADATA | {"deletable", "editable"}  # nbgrader locks cells with these two
READABLE_ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
RANDOM_ID = re.compile(r"[0-9a-f]{8,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LOCAL_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|<a\s[^>]*href=[\"']([^\"']+)", re.IGNORECASE)
PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)|<img\s[^>]*src=[\"']([^\"']+)", re.IGNORECASE)
ACTIVE = re.compile(r"<(script|iframe|object|embed|link)\b", re.IGNORECASE)


def no_outputs(notebook) -> list[str]:
    """Committed notebooks hold no outputs and no execution counts."""
    dirty = [cell for cell in notebook.cells
             if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None)]
    return [f"{place(notebook, cell)} holds an output or an execution count. "
            "In JupyterLab choose Edit > Clear Outputs of All Cells, then save." for cell in dirty]


def cell_ids(notebook) -> list[str]:
    """Every cell has its own readable id, which stays the same when the cell changes."""
    problems, seen = [], set()
    for cell in notebook.cells:
        name = cell.get("id", "")
        if not READABLE_ID.fullmatch(name) or RANDOM_ID.fullmatch(name):
            problems.append(f"{place(notebook, cell)} has no readable id. Set its id to a few words that say what the "
                            "cell is for, such as recall-questions.")
        if name in seen:
            problems.append(f"{place(notebook, cell)} has an id that another cell has, too. Give it one of its own.")
        seen.add(name)
    return problems


def metadata(notebook, released: bool = False) -> list[str]:
    """Only the metadata that is needed, so that saving a notebook elsewhere changes nothing."""
    problems = []
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        problems.append("The notebook's format is older than 4.5, which has no cell ids. Set nbformat_minor to 5.")
    extra = set(notebook.metadata) - NOTEBOOK_METADATA
    if extra:
        problems.append(f"The notebook's metadata has {', '.join(sorted(extra))}. Delete that; only "
                        f"{' and '.join(sorted(NOTEBOOK_METADATA))} may stay.")
    kernel = notebook.metadata.get("kernelspec", {})
    if kernel.get("name") != "python3" or set(kernel) - KERNEL_METADATA:
        problems.append("The notebook's kernelspec is not the course's. Set it to "
                        '{"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}.')
    if notebook.metadata.get("language_info") != {"name": "python"}:
        problems.append('The notebook\'s language_info names a version. Set it to {"name": "python"}.')
    allowed = RELEASED_CELL_METADATA if released else CELL_METADATA
    for cell in notebook.cells:
        extra = {f"jupyter.{name}" for name in cell.metadata.get("jupyter", {}) if name != "source_hidden"}
        extra |= set(cell.metadata) - allowed
        if extra:
            problems.append(f"{place(notebook, cell)} has the metadata {', '.join(sorted(extra))}. Delete it; only "
                            f"{', '.join(sorted(allowed))} (with source_hidden alone) may stay.")
    return problems


def finished(notebook, released: bool = False) -> list[str]:
    """Nothing is left of what `make step` wrote for the author."""
    where = "in solutions/, and run `make exercises`" if released else "or take the cell away"
    said = [f"{place(notebook, cell)} still says TODO. Write what belongs there, {where}."
            for cell in notebook.cells if re.search(r"\bTODO\b", cell.source)]
    return said + [f"{place(notebook, cell)} has the grade id {grade_id(cell)}. Name it after what is asked, here and "
                   "in tests/mistakes." for cell in notebook.cells if grade_id(cell).endswith("_todo")]


def finished_text(text: str) -> list[str]:
    """The same of a file that is no notebook: one problem, with the first line that says it."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\bTODO\b", line):
            left = len(re.findall(r"\bTODO\b", text))
            return [f"line {number} still says TODO ({left} are left): {line.strip()[:60]}. Write what belongs there."]
    return []


def nothing_remote(notebook) -> list[str]:
    """The course works offline: no picture comes from elsewhere, and no prose runs anything."""
    problems = []
    for cell in notebook.cells:
        remote = [target for target in found(PICTURE, cell.source) if re.match(r"(https?:)?//", target)]
        if remote:
            problems.append(f"{place(notebook, cell)} shows a picture from {remote[0]}, which is missing offline. "
                            "Draw it with helpers.plots, or as a Mermaid diagram.")
        if ACTIVE.search(cell.source):
            problems.append(f"{place(notebook, cell)} holds a script or an embedded page. Remove it; what moves "
                            "belongs into helpers.widgets.")
    return problems


def links(notebook, folder: Path, mine: str = "") -> list[str]:
    """Every link to a file leads somewhere, seen from the folder that the notebook lies in; `mine` is its own step."""
    coming = {step.slug for step in STEPS if not step.ready}
    problems = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for target in found(LOCAL_LINK, cell.source):
            if re.match(r"[a-z]+:|//|#", target, re.IGNORECASE):
                continue
            path = Path(unquote(target.split("#")[0]))
            if path.is_absolute():
                problems.append(f"{place(notebook, cell)} links to {target}, a path of one machine. "
                                "Make it relative to the notebook.")
            elif path.stem in coming and path.stem == mine:
                continue  # its exercise is made when it is ready
            elif path.stem in coming:
                problems.append(f"{place(notebook, cell)} links to {target}, a step that is not ready yet. "
                                "Name the step in plain text until helpers.course says that it is ready.")
            elif not (folder / path).exists():
                problems.append(f"{place(notebook, cell)} links to {target}, which does not exist. "
                                f"Correct the path; it is read from {folder.name}/.")
    return problems


def found(pattern, text: str) -> list[str]:
    return [next(part for part in match if part) for match in pattern.findall(text)]


def slugs_known(slugs: set[str], folder: str, with_start: bool = False) -> list[str]:
    """A folder holds a notebook for every step that is ready, and exercises/ for no other; course/ two of its own.

    In course/ and solutions/ there may lie what somebody has begun to write.
    """
    wanted = {step.slug for step in STEPS if step.ready} | ({START, CAPSTONE} if with_start else set())
    begun = {step.slug for step in STEPS if not step.ready and folder != "exercises"}
    problems = [f"{folder}/ has nothing for {slug}. Write it, or set ready=False for that step in helpers.course."
                for slug in sorted(wanted - slugs)]
    problems += [f"{folder}/ has {slug}, which is no step of helpers.course. Begin steps with `make step`, or take it "
                 "away." for slug in sorted(slugs - wanted - begun) if folder != "exercises"]
    problems += [f"exercises/ has {slug}, which is no step that is ready. Set ready=True for it in helpers.course, "
                 "and run `make exercises`." for slug in sorted(slugs - wanted) if folder == "exercises"]
    return problems


def start_leads_to(notebook, step) -> list[str]:
    """The start page's table of steps leads to a step that is ready, and to its exercise."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.get("id") == "map")
    targets = (f"{step.slug}.ipynb", f"../exercises/{step.slug}/{step.slug}.ipynb")
    if step.ready and not all(f"]({target})" in text for target in targets):
        return [f"course/{START}.ipynb does not lead to {step.slug}. Add a row to the table in its cell map: "
                f"| {step.number} {step.title} | {step.question} | [{step.minutes} min]({targets[0]}) | "
                f"[{step.exercise_minutes} min]({targets[1]}) |"]
    return []
