"""Which room of the two packages may import which: nothing imports upwards, and a domain room draws nothing."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "helpers"
# From the bottom up; a room may import the rooms of its own row (without a circle) and of the rows before it.
LAYERS = (
    ("errors", "units", "rounding", "inputs", "files", "code_layout", "findings", "course", "tables", "rule_registry"),
    ("cases", "guesses"),
    ("requirements", "estimation", "interface", "data_model", "architecture", "predictions"),
    ("simulation", "tradeoffs", "reliability"),
    ("design", "practice"),
    ("plots",),
    ("widgets",),
)
ON_TOP = {"checks"}  # it looks at everything, and nothing looks at it
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
DOMAIN = {room for rooms in LAYERS[:5] for room in rooms}
# The other package, from the bottom up, a class in the order in which a submission travels; of the
# rooms that fit a module, the most precise counts.
KIT = PACKAGE.parent / "kit"
KIT_LAYERS = (
    ("arguments", "grader.kernel", "grader.sandbox"),
    ("grader",),
    ("classroom", "classroom.course"),
    ("classroom.release", "classroom.collection"),
    ("classroom.grading",),
    ("classroom.export",),
    ("classroom.feedback_pages",),
    ("classroom.dashboard",),
    ("classroom.case", "classroom.demo"),
    ("classroom.cli",),
    ("command",),
    ("__main__",),
)
KIT_LEVEL = {room: level for level, rooms in enumerate(KIT_LAYERS) for room in rooms}
DRAWING = {"plotly", "ipywidgets", "IPython", "anywidget", "matplotlib"}
HEAVY = {"pint", "pydantic", "pandas", "numpy", "plotly", "ipywidgets", "networkx", "sqlalchemy", "yaml", "IPython"}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


SOURCES = sorted(path for path in PACKAGE.rglob("*.py"))
ROOMS = sorted({room_of(path) for path in SOURCES} - {"__init__"})


def imports(path: Path) -> set[str]:
    """Return the dotted names that a file imports, inside functions as well."""
    return imports_of(ast.parse(path.read_text()), path.relative_to(PACKAGE.parent).parts)


def imports_of(tree: ast.Module, parts: tuple[str, ...]) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(parts[: len(parts) - node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            names |= {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "import_module", "__import__"):
            names |= {each.value for each in node.args[:1]
                      if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return names


def names_run_apart(tree: ast.Module) -> set[str]:
    """The modules of kit that a file names in a text: those it runs in a namespace or a process of its own."""
    words = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings run nothing
    return {match for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words
            for match in re.findall(r"\bkit(?:\.[a-z_]+)+\b", node.value)}


def rooms_used(names: set[str]) -> set[str]:
    """Return the rooms that dotted names lead to; `from helpers import Q` leads to the room that has Q."""
    import helpers

    inside = {name.split(".")[1] for name in names if name.startswith("helpers.")}
    return {helpers._HOME_OF.get(name, name) for name in inside}


def upward(room: str, used: set[str]) -> list[str]:
    if room in ON_TOP:
        return []
    problems = []
    for other in sorted(used - {room}):
        if other in ON_TOP:
            problems.append(f"{room} imports {other}, at which nothing may look. Move what both need further down.")
        elif other in LEVEL and LEVEL[other] > LEVEL[room]:
            problems.append(f"{room} imports {other}, which stands above it. Move what it needs down, or hand it in "
                            "as an argument.")
    return problems


def test_every_room_has_its_place():
    strangers = [room for room in ROOMS if room not in LEVEL and room not in ON_TOP]
    assert not strangers, f"{', '.join(strangers)}: no layer is set. Add the room to the table in tests/test_layers.py."


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_imports_upwards(path):
    room = room_of(path)
    if room in LEVEL:
        problems = upward(room, rooms_used(imports(path)))
        assert not problems, "\n".join(problems)


@pytest.mark.parametrize("path", [path for path in SOURCES if room_of(path) in DOMAIN],
                         ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_domain_room_draws_nothing(path):
    drawn = {name.split(".")[0] for name in imports(path)} & DRAWING
    assert not drawn, f"{path.name} imports {', '.join(drawn)}. Move the picture to helpers.plots or helpers.widgets."


def test_no_circles_between_rooms():
    used = {room: set() for room in ROOMS}
    for path in SOURCES:
        if room_of(path) in used:
            used[room_of(path)] |= rooms_used(imports(path)) & set(ROOMS) - {room_of(path)}
    while free := [room for room, others in used.items() if not others]:
        used = {room: others - set(free) for room, others in used.items() if room not in free}
    assert not used, f"these rooms import each other in a circle: {used}. Move what they share into a room below."


MODULES = {".".join(("helpers", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
           for path in SOURCES}


def read_on_import(tree: ast.AST) -> ast.Module:
    """The import statements that run when a file is imported: not those in functions, nor those for type checkers."""
    found, waiting = [], [tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.append(node)
            elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not (
                    isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
                waiting.append(node)
    return ast.Module(found, [])


def in_a_circle(used: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left when every module that needs nothing more is taken away, again and again."""
    while free := [module for module, others in used.items() if not others]:
        used = {module: others - set(free) for module, others in used.items() if module not in free}
    return used


def test_no_circle_between_files_when_they_are_imported():
    used = {}
    for module, path in MODULES.items():
        names = set()
        for name in imports_of(read_on_import(ast.parse(path.read_text())), path.relative_to(PACKAGE.parent).parts):
            while name and name not in MODULES:
                name = name.rpartition(".")[0]
            names.add(name)
        used[module] = names - {module, "helpers", ""}
    left = in_a_circle(used)
    assert not left, f"these files import each other in a circle: {left}. Move what they share into a file below."


def files_in_circles(used: dict[str, set[str]]) -> set[str]:
    """The modules that lead back to themselves."""
    def reached(start: str) -> set[str]:
        found, waiting = set(), [start]
        while waiting:
            new = used.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found

    return {module for module in used if module in reached(module)}


def files_used(tree: ast.Module, parts: tuple[str, ...]) -> set[str]:
    """The modules of helpers that a file leads to, also inside functions; types for annotations alone lead nowhere."""
    import helpers

    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for name in imports_of(tree, parts):
        _, _, public = name.partition("helpers.")
        if name not in MODULES and public in helpers._HOME_OF:  # `from helpers import Q`
            name = f"helpers.{helpers._HOME_OF[public]}"
        while name and name not in MODULES:
            name = name.rpartition(".")[0]
        found.add(name)
    return found - {"helpers", ""}


def test_no_circle_between_files_where_imports_inside_functions_count_as_well():
    used = {module: files_used(ast.parse(path.read_text()), path.relative_to(PACKAGE.parent).parts) - {module}
            for module, path in MODULES.items()}
    found = sorted(files_in_circles(used))
    assert not found, (f"files import each other in a circle: {found}. Let one know the other by its type alone (`if "
                       "TYPE_CHECKING`), hand it in, or move what they share into a file below.")


@pytest.mark.parametrize(("source", "used"), [
    ("def late():\n    from helpers.interface.model import Api", {"helpers.interface.model"}),
    ("def late():\n    from helpers import Api", {"helpers.interface"}),
    ("from .model import Api", {"helpers.interface.model"}),
    ("from importlib import import_module\nimport_module('helpers.interface.model')", {"helpers.interface.model"}),
    ("if TYPE_CHECKING:\n    from helpers.interface.model import Api", set()),
])
def test_a_file_is_followed_however_it_is_imported(source, used):
    assert files_used(ast.parse(source), ("helpers", "interface", "play.py")) == used


def test_a_circle_is_told_from_what_only_leads_to_one():
    assert files_in_circles({"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": set(), "e": {"a"}}) == {"a", "b"}


def test_a_circle_is_noticed_and_what_is_read_late_makes_none():
    assert set(in_a_circle({"a": {"b"}, "b": {"a", "c"}, "c": set()})) == {"a", "b"}
    late = "if TYPE_CHECKING:\n    import one\ndef ask():\n    import two\nclass C:\n    import three\nimport four"
    assert imports_of(read_on_import(ast.parse(late)), ("helpers", "x.py")) == {"three", "four"}


@pytest.mark.parametrize(("source", "used"), [
    ("import helpers.widgets", {"widgets"}),
    ("from helpers.widgets import EstimateExplorer", {"widgets"}),
    ("from helpers import EstimateExplorer", {"widgets"}),
    ("from helpers import widgets", {"widgets"}),
    ("def draw():\n    from ..widgets import quiz", {"widgets"}),
    ("from .. import widgets", {"widgets"}),
    ("from importlib import import_module\nimport_module('helpers.widgets')", {"widgets"}),
])
def test_every_kind_of_import_is_seen(source, used):
    names = imports_of(ast.parse(source), ("helpers", "estimation", "model.py"))
    assert rooms_used(names) == used
    assert upward("estimation", used), "an upward import went unnoticed"


def loaded_by(statement: str) -> set[str]:
    ask = f"{statement}\nimport sys; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    return set(subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.split())


def test_importing_helpers_costs_next_to_nothing():
    heavy = loaded_by("import helpers") & HEAVY
    assert not heavy, f"`import helpers` loads {', '.join(heavy)}. Import it inside the function that needs it."


def test_domain_rooms_load_no_drawing_library():
    """One process for all rooms; when it fails, each is asked by itself."""
    rooms = [room for room in ROOMS if room in DOMAIN]
    if loaded_by("\n".join(f"import helpers.{room}" for room in rooms)) & DRAWING:
        guilty = {room: loaded_by(f"import helpers.{room}") & DRAWING for room in rooms}
        pytest.fail("\n".join(f"helpers.{room} loads {', '.join(drawn)}. Import it in helpers.plots or helpers.widgets "
                              "alone." for room, drawn in guilty.items() if drawn), pytrace=False)


# The package kit: the grader that a learner has, and the class around it.

KIT_SOURCES = {".".join(("kit", *path.relative_to(KIT).with_suffix("").parts)).removesuffix(".__init__"): path
               for path in sorted(KIT.rglob("*.py"))}


def kit_room(module: str) -> str | None:
    """The room of a module of kit: the longest that its name begins with; `None` for the package itself."""
    inside = module.removeprefix("kit").removeprefix(".")
    return max((room for room in KIT_LEVEL if inside == room or inside.startswith(f"{room}.")), key=len, default=None)


def kit_modules_used(module: str, tree: ast.Module, parts: tuple[str, ...]) -> set[str]:
    """The modules of kit that one of them imports, or names to be run apart."""
    found = set()
    for name in imports_of(tree, parts) | names_run_apart(tree):
        while name and name not in KIT_SOURCES:
            name = name.rpartition(".")[0]
        found.add(name)
    return found - {module, "kit", ""}


@cache
def kit_graph() -> dict[str, set[str]]:
    return {module: kit_modules_used(module, ast.parse(path.read_text()), path.relative_to(KIT.parent).parts)
            for module, path in KIT_SOURCES.items()}


def kit_upward(module: str, used: set[str]) -> list[str]:
    own = kit_room(module)
    return [f"{module} imports {other}, which stands above it. Move what it needs down, or hand it in as an argument."
            for other in sorted(used) if own and KIT_LEVEL[kit_room(other)] > KIT_LEVEL[own]]


def test_every_room_of_kit_has_its_place():
    strangers = [module for module in KIT_SOURCES if module != "kit" and kit_room(module) is None]
    assert not strangers, f"{', '.join(strangers)}: no layer is set. Add the room to the table in tests/test_layers.py."


@pytest.mark.parametrize("module", KIT_SOURCES)
def test_nothing_in_kit_imports_upwards(module):
    problems = kit_upward(module, kit_graph()[module])
    assert not problems, "\n".join(problems)


def test_no_circle_between_files_of_kit():
    used = dict(kit_graph())
    while free := [module for module, others in used.items() if not others]:
        used = {module: others - set(free) for module, others in used.items() if module not in free}
    assert not used, f"these files import each other in a circle: {used}. Move what they share into a file below."


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_helpers_know_nothing_of_kit(path):
    names = imports(path) | names_run_apart(ast.parse(path.read_text()))
    found = sorted(name for name in names if name.split(".")[0] == "kit")
    assert not found, f"{path.name} names {', '.join(found)}. What notebooks import knows no grader and no class."


@pytest.mark.parametrize(("module", "source"), [
    ("kit.grader.key", "from kit.classroom.course.folder import ClassError"),
    ("kit.grader.fleet", "def late():\n    import kit.classroom.grading.batch"),
    ("kit.grader.sandbox.confine", "from kit.grader import fleet"),
    ("kit.grader.kernel.child", "private('kit.grader.runner')"),
    ("kit.classroom.grading.batch", "from kit.classroom.dashboard import report"),
    ("kit.classroom.demo.demo", "from kit.command import main"),
])
def test_an_arrow_upward_in_kit_is_seen(module, source):
    parts = KIT_SOURCES[module].relative_to(KIT.parent).parts
    assert kit_upward(module, kit_modules_used(module, ast.parse(source), parts)), "an upward import went unnoticed"


def test_the_grader_loads_no_classroom():
    """What a learner's machine runs: every module of the grader, imported, brings in nothing of a class."""
    ask = "\n".join(f"import {module}" for module in KIT_SOURCES if (kit_room(module) or "").startswith("grader"))
    ask += "\nimport sys; print(*(name for name in sys.modules if name.startswith(('kit.classroom', 'nbgrader'))))"
    loaded = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.split()
    assert not loaded, f"the grader loads {', '.join(loaded)}"
