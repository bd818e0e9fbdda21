"""The names that the room gives away: typed, explained in one order, and in files that do not go round in circles."""

import ast
import dataclasses
import inspect
import re
from pathlib import Path

import networkx
import pytest

from helpers import simulation

ROOM = Path(simulation.__file__).parent
SECTIONS = ["Parameters", "Returns", "Raises", "References"]
GIVEN = {name: getattr(simulation, name) for name in simulation.__all__}
CALLABLE = {name: each for name, each in GIVEN.items() if callable(each)}


def function_of(each):
    """The function behind a method, a property, or one that is kept; None of a value."""
    each = getattr(each, "func", getattr(each, "fget", getattr(each, "__func__", each)))
    return each if inspect.isfunction(each) else None


METHODS = {f"{name}.{method}": each for name, made in CALLABLE.items() if inspect.isclass(made)
           for part in made.__mro__ if part.__module__.startswith("helpers.simulation")
           for method, each in vars(part).items() if not method.startswith("_") and function_of(each)}


def imports(path: Path) -> set[str]:
    """The files of the room that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers.simulation"):
            rest = node.module.removeprefix("helpers.simulation").lstrip(".")
            found |= {rest} if rest else {each.name for each in node.names if (ROOM / f"{each.name}.py").exists()}
    return found


def test_files_import_each_other_in_no_circle():
    files = {path.stem: imports(path) for path in ROOM.glob("*.py")}
    assert len(files) > 25
    assert networkx.is_directed_acyclic_graph(networkx.DiGraph(files))


def test_nobody_outside_reaches_for_what_the_engines_leave_behind():
    outside = [path for path in ROOM.parent.rglob("*.py") if ROOM not in path.parents]
    assert len(outside) > 100
    assert [path for path in outside if re.search(r"\b\w+\._raw\b", path.read_text())] == []


@pytest.mark.parametrize("name", [*CALLABLE, *METHODS])
def test_what_is_given_away_is_typed(name):
    made = CALLABLE.get(name, METHODS.get(name))
    if inspect.isclass(made):
        if dataclasses.is_dataclass(made):
            assert all(each.type for each in dataclasses.fields(made))
        return
    function = function_of(made)
    signature = inspect.signature(function)
    assert signature.return_annotation is not signature.empty
    for parameter in list(signature.parameters.values())[1 if name in METHODS else 0:]:
        if parameter.kind is not parameter.VAR_KEYWORD:
            assert parameter.annotation is not parameter.empty, parameter


@pytest.mark.parametrize("name", [*CALLABLE, *METHODS])
def test_it_is_explained_in_the_order_of_numpydoc(name):
    made = CALLABLE.get(name, METHODS.get(name))
    told = inspect.cleandoc(getattr(function_of(made) or made, "__doc__", "") or "")
    found = re.findall(r"^(\w+)\n-+$", told, flags=re.MULTILINE)
    assert set(found) <= set(SECTIONS)
    assert found == sorted(found, key=SECTIONS.index)
    assert told.split("\n")[0].endswith((".", ":"))


@pytest.mark.parametrize("name", [name for name, each in CALLABLE.items()
                                  if dataclasses.is_dataclass(each) and len(dataclasses.fields(each)) > 1])
def test_each_field_is_explained(name):
    """Values that people make have a line for each field; those that a run gives have a sentence that names it."""
    told = inspect.getdoc(CALLABLE[name])
    for field in dataclasses.fields(CALLABLE[name]):
        assert re.search(rf"^(\w+, )*{field.name}(, \w+)* : ", told, re.MULTILINE) or name in (
            "Sure", "Bottleneck", "Sweep"), field.name
