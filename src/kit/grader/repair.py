"""Sets a notebook right: graded cells as released, each once and in its place; what that decides, a person is told."""

from dataclasses import dataclass, field

from kit.grader.cells import Cell, checksum, squashed, text_digest
from kit.grader.key import CellKey, NotebookKey


@dataclass
class Repair:
    """What was done: `notes` for the record, and `flags` (rule, cell, sentence) for what a person should see."""

    notes: list[str] = field(default_factory=list)
    flags: list[tuple[str, str, str]] = field(default_factory=list)


def untouched(notebook: NotebookKey) -> list[Cell]:
    """The cells of a notebook as they were released, none answered."""
    return [Cell(cell.cell_type, cell.source, cell, answered=False) for cell in notebook.cells]


def set_right(cells: list[Cell], notebook: NotebookKey, done: Repair) -> list[Cell]:
    """The cells of a submission with every cell of the assignment among them exactly once."""
    known = notebook.by_name()
    placed: dict[str, Cell] = {}
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.identity in known:
            groups.setdefault(cell.identity, []).append(cell)
        elif cell.identity:
            done.notes.append(f"The cell {cell.identity[:60]!r} is not one of the assignment's; it was run as an "
                              "ordinary one.")
    for name, group in groups.items():
        placed[name] = _place(_one_of(group, known[name], cells, done), known[name], done)
    for cell in cells:
        cell.identity = ""
    own = _own_cells(cells, notebook)
    order, handed = [each.name for each in notebook.cells], dict(placed)
    for place, name in enumerate(order):
        key = known[name]
        between = _between(cells, handed, order, place)
        texts = [cell for cell in between if id(cell) in own and cell.cell_type == key.cell_type]
        if name in placed:
            if key.by_hand and not placed[name].answered and texts:
                placed[name].answered = True
                done.notes.append(f"The cell {name} is as it was handed out, but a text stands beside it: read that.")
        elif key.by_hand and key.solution and len(texts) == 1:
            own.discard(id(texts[0]))
            placed[name] = handed[name] = _place(texts[0], key, done)
            done.flags.append(("adopted-answer", name, "the answer cell had lost its marks; the one text of the "
                               "student's own that stands in its place was taken for the answer"))
        elif not (key.locked or key.grade or key.task):
            done.notes.append(f"The answer cell {name} is missing.")
        else:
            placed[name] = _put_back(cells, placed, order, place, key)
            if key.by_hand and texts:
                placed[name].answered = True
                done.flags.append(("answer-elsewhere", name, f"the answer cell is missing, and {len(texts)} texts of "
                                   "the student's own stand where it was: read them"))
            done.notes.append(f"The cell {name} was missing; it was put back.")
    return cells


def _one_of(group: list[Cell], key: CellKey, cells: list[Cell], done: Repair) -> Cell:
    """The one cell that counts of several with the same name: one that was answered before one as released."""
    last = group[-1]
    if len(group) == 1:
        return last
    if key.locked:
        done.notes.append(f"The cell {key.name} was there more than once; the last one counts.")
        return last
    answered = [squashed(cell.source) != squashed(key.source) for cell in group]
    if not any(answered):
        done.notes.append(f"The cell {key.name} was there more than once, never answered.")
        return last
    answers = [cell for cell, differs in zip(group, answered, strict=True) if differs]
    stubs = [cell for cell, differs in zip(group, answered, strict=True) if not differs]
    taken = answers[-1]
    parts = list({squashed(cell.source): cell for cell in answers}.values())
    if not answered[-1]:
        done.flags.append(("stub-below", key.name, "the cell as it was handed out stood again below the answer; "
                           "the answer counts"))
    gone = {id(cell) for cell in stubs}  # run, they would undo the answer
    if key.by_hand and len(parts) > 1:
        taken.source = "\n\n".join(cell.source for cell in parts)
        taken.attachments = {name: held for cell in parts for name, held in cell.attachments.items()}
        gone |= {id(cell) for cell in answers if cell is not taken}
        done.flags.append(("joined-answer", key.name, f"the answer stood in {len(parts)} cells; they were joined for "
                           "you to read"))
    else:
        done.notes.append(f"The cell {key.name} was there more than once; the last one that was answered counts.")
    cells[:] = [cell for cell in cells if id(cell) not in gone]
    return taken


def _place(cell: Cell, key: CellKey, done: Repair) -> Cell:
    """Make a cell the one that its key describes."""
    if key.locked:
        if squashed(cell.source) != squashed(key.source) and not _hides_tests(cell, key):
            earlier = text_digest(cell.source) in key.earlier
            done.notes.append(f"The cell {key.name} was that of an earlier release; the present one was run." if earlier
                              else f"The cell {key.name} had been changed; the assignment's own was run.")
        cell.source = key.source
    cell.cell_type = key.cell_type
    cell.key = key
    cell.answered = checksum(cell) != key.checksum if key.solution and key.checksum else True
    return cell


def _put_back(cells: list[Cell], placed: dict[str, Cell], order: list[str], place: int, key: CellKey) -> Cell:
    """Put a released cell where it belongs; what a person reads elsewhere (a task) counts as answered."""
    before = next((placed[each] for each in reversed(order[:place]) if each in placed), None)
    at = next((index for index, cell in enumerate(cells) if cell is before), -1) + 1
    after = next((placed[each] for each in order[place + 1:] if each in placed), None)
    if key.is_test and after is not None:  # behind whatever stands before the next known cell
        at = next(index for index, cell in enumerate(cells) if cell is after)
    elif key.is_test:
        at = len(cells)
    put = Cell(key.cell_type, key.source, key, answered=key.task)
    cells.insert(at, put)
    return put


def _between(cells: list[Cell], placed: dict[str, Cell], order: list[str], place: int) -> list[Cell]:
    """The cells between the known ones before and after a place of the released order."""
    at = {id(cell): index for index, cell in enumerate(cells)}
    before = max((at[id(placed[each])] for each in order[:place] if each in placed), default=-1)
    after = min((at[id(placed[each])] for each in order[place + 1:] if each in placed), default=len(cells))
    return cells[before + 1:after]


def _own_cells(cells: list[Cell], notebook: NotebookKey) -> set[int]:
    """The cells that a student wrote: neither known to nbgrader, nor handed out as they are, nor empty."""
    released = {squashed(text) for text in (*notebook.plain, *notebook.words, *(key.source for key in notebook.cells))}
    return {id(cell) for cell in cells
            if cell.key is None and squashed(cell.source) and squashed(cell.source) not in released}


def _hides_tests(cell: Cell, key: CellKey) -> bool:
    """Whether a locked cell is as released: the same lines, without the hidden ones."""
    lines = [line.strip() for line in key.source.splitlines() if line.strip()]
    own = [line.strip() for line in cell.source.splitlines() if line.strip()]
    rest = iter(lines)
    return all(line in rest for line in own)
