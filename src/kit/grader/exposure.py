"""Says which test cells may run in a process of their own, and why others must run beside the answer.

Beside the answer a test can look at anything, and code that reads its own memory can look at the test. A test that asks
about values alone (calls, attributes, comparisons) runs apart, and nothing of it is in the learner's process.
"""

import ast

LOOKS = {"get_ipython": "the shell", "In": "the shell", "Out": "the shell", "id": "where objects lie",
         "inspect": "the answer's code", "dis": "the answer's code", "gc": "the memory", "ctypes": "the memory",
         "weakref": "the memory", "tracemalloc": "the memory", "open": "files", "Path": "files", "os": "files",
         "pathlib": "files", "glob": "files", "shutil": "files", "subprocess": "programs", "mock": "replaced parts",
         "patch": "replaced parts", "Mock": "replaced parts", "MagicMock": "replaced parts",
         "monkeypatch": "replaced parts", "setattr": "replaced parts", "delattr": "replaced parts",
         "reload": "modules", "importlib": "modules", "pickle": "the answer's classes", "exec": "code of its own",
         "eval": "code that an answer may have written", "compile": "code that an answer may have written"}
READS = {"__code__": "the answer's code", "__globals__": "the answer's code",
         "__closure__": "the answer's code", "modules": "modules", "environ": "the environment",
         "setrecursionlimit": "the interpreter", "getrecursionlimit": "the interpreter",
         "read_csv": "files", "read_json": "files", "read_excel": "files", "read_text": "files",
         "ANY": "replaced parts"}
CHANCE = {"seed", "setstate", "set_state"}  # of a module: an object's own method of that name is anybody's
CHANGES = {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault", "popitem",
           "add", "discard"}
SINGLE = (ast.Constant, ast.Lambda)


BESIDE = "### RUNS BESIDE THE ANSWER"  # a line with which an author says so


def exposure(source: str, tree: ast.Module, mine: set[str], answers: set[str], imports: set[str]) -> str:
    """Why a test cell must run beside the answer; an empty text where it need not.

    `mine` are the names that the cell gives a value to, `answers` the learner's, `imports` those of modules and of what
    comes from them.
    """
    if BESIDE in source:
        return "its author says so"
    theirs, modules = answers - mine, set(imports) - mine
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules |= {(each.asname or each.name).split(".")[0] for each in node.names}
    harmless = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)
                and node.attr == "get_instructions"}  # of `dis`: it reads what a code object says of itself
    for node in ast.walk(tree):
        why = "" if id(node) in harmless else _why(node, theirs, modules, mine - modules)
        if why:
            return why
    return ""


def _why(node: ast.AST, theirs: set[str], modules: set[str], own: set[str]) -> str:
    if isinstance(node, ast.Name) and node.id in LOOKS and node.id not in theirs | own:
        return f"{node.id} looks at {LOOKS[node.id]}"
    if (isinstance(node, ast.Attribute) and node.attr in CHANCE and _root(node.value) in modules) or (
            isinstance(node, ast.Name) and node.id in CHANCE & modules):
        return f"{ast.unparse(node)} looks at the generator of random numbers"
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [getattr(node, "module", "") or "", *(each.name for each in node.names)]
        found = next((part for name in names for part in name.split(".") if part in LOOKS), "")
        return f"{found} looks at {LOOKS[found]}" if found else ""
    if isinstance(node, ast.Attribute) and node.attr in READS:
        return f".{node.attr} looks at {READS[node.attr]}"
    if isinstance(node, ast.ClassDef):
        return "it makes a class, whose objects the answer may be given"
    if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.AsyncFunctionDef):
        return "it waits for coroutines"
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for place, operator in enumerate(node.ops):
            if isinstance(operator, ast.Is | ast.IsNot) and not any(
                    _is_single(side, modules) for side in sides[place:place + 2]):
                return "'is' asks for the very object"
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        root = _root(node)
        if root in theirs or root in modules:
            return f"it changes {root}"
    if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES
            and _root(node.func) in theirs):
        return f"it changes {_root(node.func)}"
    return ""


def _is_single(node: ast.AST, modules: set[str]) -> bool:
    """Whether there is one such object alone: `None`, a class, the type of something."""
    if isinstance(node, ast.Name):
        return node.id in modules or node.id in ("Ellipsis", "NotImplemented") or node.id in PLAIN
    return isinstance(node, SINGLE) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type")


PLAIN = {"int", "float", "str", "bool", "list", "tuple", "dict", "set", "frozenset", "bytes", "complex", "object"}


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
