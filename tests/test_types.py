"""What `helpers` offers is annotated, parameter by parameter, and its annotations are names that exist."""

import ast
import inspect
import sys
import typing
from functools import cache
from pathlib import Path

import pytest

import helpers


def callables_of(name: str) -> list[tuple[str, object]]:
    """Return a public function, or a public class's constructor, methods, properties and class methods, by name."""
    value = getattr(helpers, name)
    if not inspect.isclass(value):
        return [(name, value)] if callable(value) else []
    found = []
    for attribute, raw in inspect.getmembers_static(value):
        defined = next((kind for kind in value.__mro__ if attribute in vars(kind)), object)
        if not defined.__module__.startswith("helpers") or (attribute.startswith("_") and attribute != "__init__"):
            continue
        function = getattr(raw, "fget", None) or getattr(raw, "__func__", raw)
        function = getattr(function, "func", function)  # a cached property
        if inspect.isfunction(function) and function.__module__.startswith("helpers"):
            found.append((f"{name}.{attribute}", function))
    return found


@cache
def names_for_types(module: str) -> dict:
    """Return what a module imports under `if TYPE_CHECKING:`, where type checkers and editors alone look."""
    source = Path(sys.modules[module].__file__).read_text(encoding="utf-8")
    names = dict(vars(sys.modules[module]))
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module, "exec"), names)
    return names


def missing(function) -> list[str]:
    """Return the parameters without an annotation, `return` among them; a constructor returns nothing."""
    signature = inspect.signature(function)
    bare = [each.name for each in signature.parameters.values()
            if each.annotation is inspect.Parameter.empty and each.name not in ("self", "cls")]
    if signature.return_annotation is inspect.Signature.empty and not function.__qualname__.endswith("__init__"):
        bare.append("return")
    return bare


@pytest.mark.parametrize("name", helpers.__all__)
def test_a_public_name_is_annotated(name):
    bare = [f"{label}: {', '.join(found)}" for label, function in callables_of(name) if (found := missing(function))]
    assert not bare, "not annotated: " + "; ".join(bare)


@pytest.mark.parametrize("name", helpers.__all__)
def test_its_annotations_can_be_looked_up(name):
    for _, function in callables_of(name):
        plain = inspect.unwrap(function)
        typing.get_type_hints(plain, localns=names_for_types(plain.__module__))


def test_a_bare_parameter_is_noticed():
    def bare(one: int, two, *rest: str) -> None:
        """Do nothing."""

    assert missing(bare) == ["two"]
    assert missing(lambda: 1) == ["return"]
    assert missing(helpers.Q) == []


def test_the_wheel_says_that_it_is_typed():
    assert (Path(helpers.__file__).parent / "py.typed").exists()
