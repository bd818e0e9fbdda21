"""Turns a test cell into code, statement by statement, outside the kernel in which it will run.

Nothing that a learner's code does to its own shell (transformers, hooks, names) is then between the text of a test and
its code. Built-in names and the course's imports are read under names of the batch's own; `==`, `!=`, `in` and `-` go
through functions of the kernel's, which see through a value that equals whatever it is compared with; so do calls of an
answer, after which the helpers must be what they were.
"""

import ast
import builtins
import marshal
from dataclasses import dataclass, replace

from kit.grader.exposure import exposure

LEFT_ALONE = {"super", "__import__", "__build_class__", "__debug__"}
AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
OPERATORS = {ast.Eq: "equal", ast.NotEq: "unequal", ast.In: "within", ast.NotIn: "outside", ast.Sub: "minus"}
# built-in names that read the names of whoever calls them
SCOPE = {"globals", "locals", "vars", "dir"}


@dataclass(frozen=True)
class CompiledTest:
    """A test cell, ready to run: statements (kind, names bound, marshalled code), and names it reads in its own way."""

    source: str
    code: tuple[tuple[str, tuple[str, ...], str], ...]
    inject: dict[str, tuple[str, str]]
    checks: str  # the name by which the tests call `Checks`, where they do
    names: tuple[str, ...]  # of the checks
    shared: tuple[str, ...] = ()  # names of the learner's that the tests give another value to
    exposed: str = ""  # why it must run beside the answer, where it must
    apart: "CompiledTest | None" = None  # the same cell for a process of its own, where it need not
    bound: tuple[str, ...] = ()  # the names it gives a value to
    reads: tuple[str, ...] = ()

    def request(self) -> dict:
        """The message that lets a kernel run it."""
        return {"op": "graded", "code": self.code, "inject": self.inject, "checks": self.checks,
                "names": self.names[:1], "shared": self.shared}


def compile_test(source: str, name: str, imports: dict[str, tuple[str, str]], answers: set[str], prefix: str,
                 apart: bool = False) -> CompiledTest:
    """Compile a test cell. Raises `SyntaxError`.

    `imports` are the names that handed-out cells import, `answers` those they give a value to; `prefix` begins the
    names under which built-ins and imports are read. `apart` is for a process of its own, where operators are plain.
    """
    tree = ast.parse(_plain_python(source))
    mine = _bound(tree)
    reads = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - set(imports)
    exposed = "" if apart else exposure(source, tree, mine, answers, set(imports))
    inject: dict[str, tuple[str, str]] = {}
    checks = ""
    if apart and not {"list", "map"} & (mine | answers | set(imports)):
        tree = ast.fix_missing_locations(_Each(prefix, inject).visit(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load) or node.id in mine | answers:
            continue
        origin = imports.get(node.id) or (
            ("builtins", node.id) if hasattr(builtins, node.id) and node.id not in LEFT_ALONE else None)
        if origin is None or node.id.startswith("__"):
            continue
        if origin[0] in ("helpers", "helpers.checks") and origin[1] == "Checks":
            checks = node.id
        if origin[0] == "builtins" and node.id in SCOPE:
            origin = ("", node.id)
        node.id = prefix + node.id
        inject[node.id] = origin
    if not apart and not any(getattr(node, "id", getattr(node, "attr", "")).endswith("ANY") for node in ast.walk(tree)
               if isinstance(node, ast.Name | ast.Attribute)):  # unittest.mock's, which equals everything
        tree = ast.fix_missing_locations(_Operators(prefix, inject, answers - mine).visit(tree))
    flags = AWAIT
    code = []
    for place, statement in enumerate(tree.body):
        last = place == len(tree.body) - 1
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            import __future__

            for each in statement.names:
                flags |= getattr(__future__, each.name).compiler_flag
        kind, names = "run", _bound(ast.Module(body=[statement], type_ignores=[]), outer=True)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
            kind = "define"
        if isinstance(statement, ast.Expr) and last and not source.rstrip().endswith(";"):
            kind, unit, mode = "value", ast.Expression(statement.value), "eval"
        else:
            unit, mode = ast.Module(body=[statement], type_ignores=[]), "exec"
        compiled = compile(unit, f"<test {name}>", mode, flags=flags, dont_inherit=True)
        code.append((kind, tuple(sorted(names)), marshal.dumps(compiled).hex()))
    other = None if apart or exposed else compile_test(source, name, imports, answers, prefix, True)
    return CompiledTest(source, tuple(code), inject, checks, tuple(_check_names(tree)), tuple(sorted(mine & answers)),
                        exposed, other, tuple(sorted(mine)), tuple(sorted(reads)))


def kept_together(tests: dict[str, CompiledTest]) -> dict[str, CompiledTest]:
    """The same tests; one that reads what another one makes runs where that one runs."""
    tests = dict(tests)
    while True:
        for name, each in tests.items():
            near = next((other for other, test in tests.items() if other != name and test.exposed and (
                set(each.reads) & set(test.bound) - set(each.bound)
                or set(test.reads) & set(each.bound) - set(test.bound))), "") if not each.exposed else ""
            if near:
                tests[name] = replace(each, exposed=f"it shares names with {near}", apart=None)
                break
        else:
            return tests


class _Each(ast.NodeTransformer):
    """Writes `list(map(answer, values))` as one question in place of one for each value; it means the same."""

    def __init__(self, prefix: str, inject: dict):
        self.prefix, self.inject = prefix, inject

    def visit_Call(self, node):
        self.generic_visit(node)
        inner = node.args[0] if _calls(node, "list", 1) else None
        if not (isinstance(inner, ast.Call) and _calls(inner, "map", 2)):
            return node
        self.inject[self.prefix + "each"] = ("", "each")
        return ast.copy_location(ast.Call(ast.Name(self.prefix + "each", ast.Load()), inner.args, []), node)


def _calls(node: ast.Call, name: str, many: int) -> bool:
    plain = not node.keywords and not any(isinstance(each, ast.Starred) for each in node.args)
    return isinstance(node.func, ast.Name) and node.func.id == name and plain and len(node.args) == many


class _Operators(ast.NodeTransformer):
    """Writes `a == b` and `answer(x)` as calls of functions that the kernel provides; patterns stay as they are."""

    def __init__(self, prefix: str, inject: dict, answers: set[str]):
        self.prefix, self.inject, self.answers = prefix, inject, answers

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.answers:
            self.inject[self.prefix + "called"] = ("", "called")
            node.args.insert(0, node.func)
            node.func = ast.copy_location(ast.Name(self.prefix + "called", ast.Load()), node.func)
        return node

    def _call(self, node, operator, left, right):
        name = OPERATORS[type(operator)]
        self.inject[self.prefix + name] = ("", name)
        function = ast.Name(self.prefix + name, ast.Load())
        return ast.copy_location(ast.Call(ast.copy_location(function, node), [left, right], []), node)

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) == 1 and type(node.ops[0]) in OPERATORS:
            return self._call(node, node.ops[0], node.left, node.comparators[0])
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        return self._call(node, node.op, node.left, node.right) if type(node.op) in OPERATORS else node

    def visit_Match(self, node):  # patterns hold no calls
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.guard = case.guard and self.visit(case.guard)
            case.body = [self.visit(each) for each in case.body]
        return node


def _plain_python(source: str) -> str:
    if any(line.lstrip().startswith(("%", "!")) or line.rstrip().endswith("?") for line in source.splitlines()):
        from IPython.core.inputtransformer2 import TransformerManager

        return TransformerManager().transform_cell(source)
    return source


def _bound(tree: ast.AST, outer: bool = False) -> set[str]:
    """The names that a piece of code gives a value to; only in its outermost scope with `outer`."""
    names: set[str] = set()
    waiting = list(ast.iter_child_nodes(tree))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            if outer:
                continue
        if outer and isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            continue
        waiting.extend(ast.iter_child_nodes(node))
    return names


def _check_names(tree: ast.AST):
    for node in ast.walk(tree):
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "check"
                and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)):
            yield node.args[0].value
