"""Holds what the checks of a test cell offer against the cell's points: a hidden check costs its own points."""

import ast
from dataclasses import dataclass

from kit.classroom.course.folder import ClassError
from kit.classroom.course.hidden import visible
from kit.grader.key import AssignmentKey, CellKey


@dataclass(frozen=True)
class Offer:
    """What the checks of a cell come to: `limit` is what `Checks(points=...)` says, `offered` the sum of the checks."""

    limit: float
    offered: float


def offer_of(source: str) -> Offer | None:
    r"""What a test cell offers, read from its text; `None` where that is only known when it runs.

    >>> offer_of("c = Checks(points=3)\nc.check('a', f)\nc.check('b', f, points=2)\nc.score()")
    Offer(limit=3.0, offered=3.0)
    >>> offer_of("assert x == 1") is None
    True
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "Checks"]
    books = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign) and node.value in made
             for target in node.targets if isinstance(target, ast.Name)}
    if len(made) != 1 or len(books) != 1:
        return None
    [(book, call)] = books.items()
    limit, offered = _points(call, 0), _total(tree.body, book, _literals(tree.body))
    return None if limit is None or offered is None else Offer(limit, round(offered, 6))


def _total(statements: list[ast.stmt], book: str, known: dict[str, object]) -> float | None:
    """What the checks of some statements are worth; `None` where a condition, a function or a value decides."""
    total = 0.0
    for each in statements:
        calls = [node for node in ast.walk(each) if isinstance(node, ast.Call) and _is_check(node, book)]
        if not calls:
            continue
        if isinstance(each, ast.Expr) and calls == [each.value]:
            worth = _points(calls[0], 2)
        elif isinstance(each, ast.For) and not each.orelse and not any(
                isinstance(node, ast.Break | ast.Continue) for node in ast.walk(each)):
            many, inside = _length(each.iter, known), _total(each.body, book, known)
            worth = None if many is None or inside is None else many * inside
        else:
            worth = None
        if worth is None:
            return None
        total += worth
    return total


def _is_check(node: ast.Call, book: str) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "check" and _name(node.func.value) == book


def _literals(statements: list[ast.stmt]) -> dict[str, object]:
    """The names that a cell gives a plain value to, once."""
    found: dict[str, object] = {}
    for each in statements:
        if isinstance(each, ast.Assign) and len(each.targets) == 1 and isinstance(each.targets[0], ast.Name):
            name = each.targets[0].id
            try:
                found[name] = None if name in found else ast.literal_eval(each.value)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                found[name] = None
    return found


def _length(node: ast.expr, known: dict[str, object]) -> int | None:
    """How often a loop runs over a plain list, or over one that a name stands for."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        return _length(node.func.value, known) if node.func.attr in ("items", "keys", "values") else None
    if isinstance(node, ast.Call) and _name(node.func) in ("enumerate", "sorted", "list", "tuple") and node.args:
        return _length(node.args[0], known)
    if isinstance(node, ast.Name):
        value = known.get(node.id)
    else:
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError):
            return None
    return len(value) if isinstance(value, list | tuple | dict | set | str) else None


def _name(node) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _points(call: ast.Call, place: int) -> float | None:
    """The points that a call names, by keyword or by place; 1 where it names none, `None` for no plain number."""
    if any(isinstance(each, ast.Starred) for each in call.args) or any(each.arg is None for each in call.keywords):
        return None
    given = next((each.value for each in call.keywords if each.arg == "points"),
                 call.args[place] if len(call.args) > place else ast.Constant(1))
    try:
        value = ast.literal_eval(given)
    except (ValueError, TypeError, SyntaxError):
        return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def wrong_offers(key: AssignmentKey) -> list[str]:
    """What does not fit, a sentence a cell with its mend."""
    found = []
    for notebook in key.notebooks:
        for cell in notebook.cells:
            said = _wrong(cell) if cell.is_test else ""
            found += [f"{notebook.name}, {cell.name}: {said}"] if said else []
    return found


def _wrong(cell: CellKey) -> str:
    offer = offer_of(cell.source)
    if offer is None or (abs(offer.offered - cell.points) < 1e-6 and abs(offer.limit - cell.points) < 1e-6):
        return ""
    hidden = " (hidden ones among them)" if "BEGIN HIDDEN TESTS" in cell.source else ""
    return (f"its checks{hidden} offer {offer.offered:g} points, Checks(points={offer.limit:g}) counts up to that, and "
            f"the cell is worth {cell.points:g}. The three must be equal, or one check makes up for another. Write "
            f"Checks(points={offer.offered:g}) and give the cell {offer.offered:g} points (in JupyterLab: Create "
            "Assignment, or `points` in the cell's metadata), or take points from another check.")


def untold_offers(key: AssignmentKey) -> list[str]:
    """Cells with hidden checks whose sum shows only when they run, a sentence each."""
    found = []
    for notebook in key.notebooks:
        for cell in notebook.cells:
            hidden = any(".check(" in line and line not in visible(cell.source).split("\n")
                         for line in cell.source.split("\n"))
            if cell.is_test and hidden and offer_of(cell.source) is None:
                found.append(f"{notebook.name}, {cell.name}: it has hidden checks, and what its checks offer together "
                             "shows only when they run. See that Checks(points=...) and the cell's points grew by "
                             "theirs; kit grade tells where they did not.")
    return found


def check_offers(key: AssignmentKey) -> None:
    """See that no check makes up for another. Raises `ClassError` with the cells and the mend."""
    found = wrong_offers(key)
    if found:
        raise ClassError(f"{key.name}: {' '.join(found)[:1500]} Then: kit class release {key.name}")


def uneven_runs(outcomes) -> list[str]:
    """Cells whose checks, as they ran, offered other points than the cell is worth, for most who ran them through."""
    counts: dict[tuple[str, float, float], int] = {}
    ran: dict[str, int] = {}
    for outcome in outcomes:
        for cell in outcome.cells:
            if cell.checks and not cell.error:
                ran[cell.grade_id] = ran.get(cell.grade_id, 0) + 1
                offered = round(sum(line.worth for line in cell.checks), 2)
                if abs(offered - cell.max_score) > 0.01 * (len(cell.checks) + 1):
                    place = (cell.grade_id, offered, cell.max_score)
                    counts[place] = counts.get(place, 0) + 1
    return [f"{name[:60]}: its checks offered {offered:g} points, and the cell is worth {worth:g}. Make them equal "
            "in source/, and release again: one check makes up for another."
            for (name, offered, worth), many in sorted(counts.items()) if 2 * many > ran[name]]
