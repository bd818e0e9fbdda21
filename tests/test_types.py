"""What `helpers` offers is annotated, parameter by parameter, and its annotations are names that exist."""

import ast
import inspect
import sys
import tomllib
import typing
from importlib import import_module
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


NAMES: dict[str, dict] = {}


def names_for_types(module: str) -> dict:
    """Return what a module imports under `if TYPE_CHECKING:`, where type checkers and editors alone look."""
    if module in NAMES:  # two modules may name each other's types
        return NAMES[module]
    source = Path(import_module(module).__file__).read_text(encoding="utf-8")
    names = NAMES[module] = dict(vars(import_module(module)))
    hidden = [each for node in ast.parse(source).body if isinstance(node, ast.If)
              and ast.unparse(node.test) == "TYPE_CHECKING" for each in node.body]
    for node in hidden:
        if isinstance(node, ast.ImportFrom) and node.module.startswith("helpers"):
            there = names_for_types(node.module)
            names |= {each.asname or each.name: there.get(each.name) or getattr(import_module(node.module), each.name)
                      for each in node.names}
        else:
            exec(compile(ast.Module([node], []), module, "exec"), names)
    for name, kind in getattr(import_module(module), "__annotations__", {}).items():
        if "TypeAlias" in str(kind) and isinstance(names[name], str):
            names[name] = eval(names[name], names)
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


def test_the_type_checker_reads_every_module_that_offers_a_name():
    root = Path(__file__).resolve().parent.parent
    offered = {getattr(getattr(helpers, name), "__module__", "") for name in helpers.__all__}
    files = {Path(sys.modules[each].__file__).relative_to(root).as_posix() for each in offered
             if each.startswith("helpers")}
    read = set(tomllib.loads((root / "pyproject.toml").read_text())["tool"]["mypy"]["files"])
    assert not files - read, f"add to [tool.mypy] files in pyproject.toml: {', '.join(sorted(files - read))}"
