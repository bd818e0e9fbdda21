"""What may not lie in the repository: one machine's paths, registries' addresses, outputs, big files; and what must."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest

from helpers.course import START, STEPS
from tests.contract import every
from tests.contract.running import read

ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES = 1_000_000
LOCKS = ("binder/requirements.txt", "tests/requirements.txt")
# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "the address of a package registry": r"(pypi|pythonhosted|npmjs|anaconda|conda)\." + r"(org|com)(/|\b(?=:))"
                                         r"|/" + r"simple/|/" + r"api/pypi/",
    "an option that names a package registry": "--" + r"(index-url|extra-index-url|find-links|trusted-host)\b"
                                               r"|\b(UV|PIP)_" + r"(DEFAULT_|EXTRA_)?INDEX",
    "the path of this checkout": re.escape(str(ROOT)) + r"\b",
    "a path of one machine": r"(?<![\w.])/" + r"(root|home/[a-z]|Users/[A-Za-z])\w*/",
}


@pytest.fixture(scope="session")
def tree() -> dict[str, bytes]:
    """Every file that is committed, or would be by `git add`, by its path."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is not a git checkout")
    names = (name for name in listed.stdout.split("\0") if name)
    return {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}


def fail_if(problems: list[str]) -> None:
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what, tree):
    pattern = re.compile(FORBIDDEN[what])
    fail_if([f"{name}, line {number} holds {what}: {line.strip()[:100]}. Remove it, or say it without."
             for name, data in tree.items() for number, line in enumerate(text_lines(data), start=1)
             if pattern.search(line)])


def text_lines(data: bytes) -> list[str]:
    return [] if b"\0" in data[:8000] else data.decode("utf-8", "replace").splitlines()


@pytest.mark.parametrize("line", [
    "pip install --" + "index-url x", "see pypi." + "org/x", "/" + "root/x", "cd /" + "home/anna/x", f"cd {ROOT}",
])
def test_the_search_finds_what_it_is_for(line):
    assert any(re.search(pattern, line) for pattern in FORBIDDEN.values())


def test_locks_hold_names_versions_and_hashes_alone(tree):
    fail_if([f"{name}, line {number} holds an address. Compile the lock anew with `make lock`."
             for name in LOCKS for number, line in enumerate(text_lines(tree[name]), start=1) if "://" in line])


def test_notebooks_hold_no_outputs(tree):
    fail_if([f"{name} holds outputs. In JupyterLab choose Edit > Clear Outputs of All Cells, then save."
             for name, data in tree.items() if name.endswith(".ipynb")
             if any(cell.get("outputs") or cell.get("execution_count") for cell in json.loads(data)["cells"])])


def test_files_are_small(tree):
    fail_if([f"{name} has {len(data):,} bytes, more than {MOST_BYTES:,}. Make it smaller, or generate it."
             for name, data in tree.items() if len(data) > MOST_BYTES])


def test_every_lint_exemption_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text()
    table = tomllib.loads(text)["tool"]["ruff"]["lint"]
    exempt = {*table["ignore"], *(rule for rules in table["per-file-ignores"].values() for rule in rules)}
    bare = [line.strip() for line in text[text.index("[tool.ruff"):].splitlines()
            if any(f'"{rule}"' in line for rule in exempt) and "#" not in line and not line.startswith("select")]
    fail_if([f"pyproject.toml exempts without a reason: {line}. Write a comment behind it that gives one."
             for line in bare])


def test_license_names_both_licenses(tree):
    text = tree["LICENSE"].decode()
    assert "MIT" in text, "LICENSE does not name MIT, for the code. Add its text."
    assert re.search(r"CC[ -]BY[ -]4\.0|Attribution 4\.0 International", text), (
        "LICENSE does not name CC BY 4.0, for the course's texts. Add it.")


@pytest.mark.parametrize("command", ["make lab", "make test"])
def test_readme_names_the_command(command, tree):
    assert command in tree["README.md"].decode(), f"README.md does not name `{command}`. Say there what it does."


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_readme_has_the_row_of_a_step_that_is_ready(step, tree):
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in tree["README.md"].decode().splitlines() if line.strip().startswith("|")]
    links = (f"[course](course/{step.slug}.ipynb) | "
             f"[exercise](exercises/{step.slug}/{step.slug}.ipynb), {step.exercise_minutes} min")
    wanted = f"| {step.number} | {step.title} | {step.question} | {step.minutes} min | {links} |"
    if step.ready and not any(agrees(row, step) for row in rows):
        fail_if([f"README.md has no row with {step.number}, {step.title} and {step.minutes} min that agrees with "
                 f"helpers.course. Write: {wanted}"])


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_start_page_leads_to_a_step_that_is_ready(step):
    fail_if(every.start_leads_to(read(ROOT / "course" / f"{START}.ipynb"), step))


def agrees(row: list[str], step) -> bool:
    numbers = [cell for cell in row if re.fullmatch(rf"{step.minutes}( min(utes)?)?", cell)]
    titled = any(re.search(rf"(^|\[){re.escape(step.title)}($|\])", cell) for cell in row)
    return row[0] == str(step.number) and titled and bool(numbers)


@pytest.mark.parametrize("document", ["README.md", "TEACHING.md", "CONTRIBUTING.md"])
def test_links_of_the_documents_lead_somewhere(document, tree):
    assert document in tree, f"{document} is missing. Write it."
    targets = re.findall(r"\]\(\s*<?([^)\s>]+)", tree[document].decode())
    local = [target.split("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]
    fail_if([f"{document} links to {target}, which does not exist. Correct the path."
             for target in local if not (ROOT / unquote(target)).exists()])
