"""What the two packages import is declared in pyproject.toml, and what is declared is used."""

import ast
import functools
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# Used without being imported: the program that shows the notebooks.
PROGRAMS = {"jupyterlab"}


def name_of(requirement: str) -> str:
    return re.split(r"[\[><=~!; ]", requirement)[0].lower().replace("_", "-")


DECLARED = {name_of(each) for each in PROJECT["dependencies"]}
OPTIONAL = {name_of(each) for group in PROJECT["optional-dependencies"].values() for each in group}


@functools.cache
def imported() -> dict[str, set[str]]:
    """Return the distributions that src imports, each with the files that do."""
    homes, found = packages_distributions(), {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else (
                [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else [])
            for name in names:
                top = name.split(".")[0]
                if top not in sys.stdlib_module_names and top not in ("helpers", "kit", "__future__"):
                    home = homes.get(top, [top])[0].lower().replace("_", "-")
                    found.setdefault(home, set()).add(path.relative_to(ROOT).as_posix())
    return found


@functools.cache
def words_of_src() -> str:
    return "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))


def test_what_is_imported_is_declared():
    undeclared = {name: sorted(files) for name, files in imported().items() if name not in DECLARED | OPTIONAL}
    assert not undeclared, "declare it, or do without"


@pytest.mark.parametrize("name", sorted(DECLARED | OPTIONAL))
def test_what_is_declared_is_used(name):
    used = name in imported() or name in PROGRAMS or re.search(rf"{name}\b", words_of_src())
    assert used, f"nothing in src imports {name}: it belongs to the test group, or nowhere"
