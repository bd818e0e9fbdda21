"""One notebook's feedback as a page: the checks at the top, then the notebook as it was graded.

It loads nothing and runs nothing, whatever the student wrote; `safe_html` says how.
"""

import re
import time
from dataclasses import dataclass, field

from kit.classroom.feedback_pages import safe_html
from kit.classroom.feedback_pages.page_style import page, points, text
from kit.classroom.grading.records import Item, Record
from kit.grader.outcomes import CellResult

LONGEST_PAGE = 8_000_000  # characters; what is beyond is left out
LONGEST_MAKING = 10  # seconds, for what takes milliseconds; what is beyond is shown as bare text
STYLE = """
section { margin: 0.75rem 0; contain: paint; overflow-x: auto; }
section.code > .highlight, section.graded { border: 1px solid var(--line); border-radius: 4px; }
section.code > .highlight { padding: 0 0.6rem; background: var(--soft); }
section.graded { padding: 0 0.6rem 0.4rem; border-left: 4px solid var(--link); }
section.graded > header { color: var(--quiet); padding: 0.3rem 0; }
section pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.5rem 0; }
section img { max-width: 100%; background: #fff; }
aside { border-left: 4px solid var(--good); background: var(--soft); padding: 0.2rem 0.8rem; margin: 0.5rem 0; }
tr.cell th { padding-top: 0.6rem; } td.check { padding-left: 1.5rem; min-width: 8rem; overflow-wrap: anywhere; }
tr.total td { font-weight: bold; } .whose { overflow-wrap: anywhere; } td { white-space: pre-line; }
section td { white-space: normal; }
"""


@dataclass(frozen=True)
class Feedback:
    """All that one page is made from. `comments` holds a person's words by the cell's grade id."""

    notebook: str
    record: Record
    cells: tuple[dict, ...] = ()
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0
    digest: str = ""

    @property
    def items(self) -> dict[str, Item]:
        """The graded cells of this notebook by grade id."""
        return {item.grade_id: item for item in self.record.items if item.notebook == self.notebook}


def render(given: Feedback) -> str:
    """The whole page, as text."""
    places = graded_cells(given)
    shown, size, until = [], 0, time.monotonic() + LONGEST_MAKING
    for number, cell in enumerate(given.cells):
        if "kit-notice" in (cell.get("metadata") or {}).get("tags", ()):
            continue  # it is for the instructor
        if size > LONGEST_PAGE or time.monotonic() > until:
            cell = {"cell_type": "raw", "source": safe_html.joined(cell.get("source"))[:1000]}
        made = notebook_cell(cell, number, places.get(number), given, until)
        size += len(made)
        shown.append(made if size < 2 * LONGEST_PAGE else "")
    head = f'<meta name="feedback-digest" content="{text(given.digest)}">\n'
    style = STYLE + safe_html.code_style()
    return page(given.notebook, summary(given, places) + "\n".join(shown), style, head=head)


def graded_cells(given: Feedback) -> dict[int, str]:
    """The grade id of each cell that the gradebook knows, by the cell's place; of a doubled one the first counts."""
    known = set(given.items) | set(given.comments)
    places: dict[int, str] = {}
    for number, cell in enumerate(given.cells):
        marks = (cell.get("metadata") or {}).get("nbgrader") or {}
        grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
        if isinstance(grade_id, str) and grade_id in known and grade_id not in places.values():
            places[number] = grade_id
    return places


def summary(given: Feedback, places: dict[int, str]) -> str:
    """The table at the top: each graded cell, each of its checks with what it said, and the total."""
    items, record = given.items, given.record
    parts = [f"<h1>{text(given.notebook)}</h1>", whose(record)]
    if record.status == "failed":
        parts.append('<p class="bad"><strong>This could not be graded.</strong> Your instructor has been told why'
                     f"{': ' + text(record.reason) if record.reason else '.'} Ask what to hand in.</p>")
        if not any(item.by_hand for item in items.values()):
            return "\n".join(parts)
    results = {each.grade_id: each for each in (record.outcome.cells if record.outcome else ())}
    headings = task_headings(given.cells)
    rows = []
    order = [each for each in places.values() if each in items]
    for grade_id in [*order, *sorted(set(items) - set(order))]:
        number = next((at for at, each in places.items() if each == grade_id), None)
        rows += cell_rows(items[grade_id], results.get(grade_id), number, headings.get(number, ""),
                          reason(given, grade_id, number))
    worth = sum(item.max_score for item in items.values())
    earned = sum(item.score for item in items.values())
    waiting = sum(item.awaits for item in items.values())
    if given.penalty:
        rows.append(f'<tr><td>Handed in late</td><td></td><td class="number">-{points(given.penalty)}</td></tr>')
    total = f"{points(max(0.0, earned - given.penalty))} of {points(worth)}"
    rows.append(f'<tr class="total"><td>Total</td><td>{" (so far)" if waiting else ""}</td>'
                f'<td class="number">{total}</td></tr>')
    if items:
        if record.score is not None:
            left = f"; {waiting} {'cell is' if waiting == 1 else 'cells are'} still to be read by a person"
            parts.append(f"<p><strong>Score: {total}</strong>{left if waiting else ''}</p>")
        speaks = any(line.said for each in results.values() for line in each.checks) or any(
            each.error for each in results.values())
        parts.append(f'<div class="wide"><table><thead><tr><th>Check</th><th>{"What it said" if speaks else ""}</th>'
                     f'<th class="number">Points</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>')
    return "\n".join(parts)


def reason(given: Feedback, grade_id: str, number: int | None) -> str:
    """What a person wrote on a graded cell: its own comment, or that of the answer which it tests."""
    if grade_id in given.comments or number is None:
        return given.comments.get(grade_id, "")
    for cell in reversed(given.cells[:number]):
        marks = (cell.get("metadata") or {}).get("nbgrader") or {}
        if isinstance(marks, dict) and marks.get("solution"):
            return given.comments.get(str(marks.get("grade_id")), "")
        if isinstance(marks, dict) and marks.get("grade"):
            break
    return ""


def whose(record: Record) -> str:
    """Whose page this is, which exercise, and when it was handed in and graded."""
    name = " ".join(each for each in (record.first_name, record.last_name) if each)
    who = f"{text(name)} ({text(record.student)})" if name else text(record.student)
    told = [f"<strong>{who}</strong>", f"exercise {text(record.assignment)}"]
    if record.timestamp:
        told.append(f"handed in {record.timestamp:%Y-%m-%d %H:%M} UTC")
    if record.late_seconds:
        told.append(f"{record.late_seconds / 3600:.1f} hours late")
    graded = (record.outcome.graded_at if record.outcome else "")[:10] or time.strftime("%Y-%m-%d")
    return f'<p class="whose">{" · ".join([*told, f"graded {text(graded)}"])}</p>'


def by_hand(item: Item, comment: str) -> list[str]:
    """The rows that say what a person changed, and why."""
    if not item.by_hand and not item.extra:
        return []
    why = text(comment) if comment else "No reason was written down; ask."
    rows = []
    if item.changed:
        rows.append(f"<tr><td class=\"check\">✎ changed by your instructor</td><td>{why}</td>"
                    f'<td class="number">{points(item.score - item.extra)} in place of {points(item.tests)}</td></tr>')
    elif item.by_hand:
        rows.append(f'<tr><td class="check">✎ read by your instructor</td><td>{text(comment)}</td><td></td></tr>')
    if item.extra:
        rows.append(f'<tr><td class="check">✎ added by your instructor</td><td>{"" if item.changed else why}</td>'
                    f'<td class="number">{points(item.extra)} extra</td></tr>')
    return rows


def cell_rows(item: Item, result: CellResult | None, number: int | None, heading: str,
              comment: str = "") -> list[str]:
    """The rows of one graded cell: its own, one for each check, and what a person changed."""
    name = text(item.grade_id)
    link = f'<a href="#cell-{number}">{name}</a>' if number is not None else name
    earned = "not read yet" if item.awaits else f"{points(item.score)} of {points(item.max_score)}"
    task = f' <span class="quiet">{text(heading)}</span>' if heading else ""
    rows = [f'<tr class="cell"><th colspan="2">{link}{task}</th><th class="number">{earned}</th></tr>']
    for line in result.checks if result else ():
        mark = '<span class="good">✔</span>' if line.earned >= line.worth else '<span class="bad">✘</span>'
        rows.append(f'<tr><td class="check">{mark} {text(line.name[:200])}</td><td>{text(line.said[:2000])}</td>'
                    f'<td class="number">{points(line.earned)} of {points(line.worth)}</td></tr>')
    if result and result.error:
        rows.append(f'<tr><td class="check bad">✘ stopped</td><td>{text(result.error[:2000])}</td><td></td></tr>')
    return rows + by_hand(item, comment)


def task_headings(cells: tuple[dict, ...]) -> dict[int, str]:
    """The nearest heading above each cell, by the cell's place."""
    found, heading = {}, ""
    for number, cell in enumerate(cells):
        if cell.get("cell_type") == "markdown":
            match = re.search(r"^#{1,4}[ \t]+(.{1,120})", safe_html.joined(cell.get("source"))[:5000], re.MULTILINE)
            heading = match[1].strip() if match else heading
        found[number] = heading
    return found


def notebook_cell(cell: dict, number: int, grade_id: str | None, given: Feedback, until: float) -> str:
    """One cell of the notebook, with its score and a person's comment where it has them."""
    kind, source = cell.get("cell_type"), safe_html.joined(cell.get("source"))
    item, comment = given.items.get(grade_id), given.comments.get(grade_id) or ""
    if kind == "markdown":
        attached = cell.get("attachments")
        body = safe_html.markdown(source, attached if isinstance(attached, dict) else None)
    elif kind == "code":
        body = safe_html.code(source)
    else:
        body = f"<pre>{safe_html.cut(source)}</pre>"
    printed = cell.get("outputs") if kind == "code" and isinstance(cell.get("outputs"), list) else []
    for each in printed[:100]:
        if isinstance(each, dict) and time.monotonic() < until:
            body += safe_html.output(each)
    header = ""
    if item:
        earned = "not read yet" if item.awaits else f"{points(item.score)} of {points(item.max_score)} points"
        header = f"<header>{text(grade_id)}: {earned}</header>"
    if comment:
        lines = re.sub(r"(?<!\n)[ \t]*\n(?!\n)", "  \n", comment)  # a person's line ends stay
        body += f"<aside><strong>Comment</strong> {safe_html.markdown(lines)}</aside>"
    style = f"{'code' if kind == 'code' else 'words'}{' graded' if item or comment else ''}"
    return f'<section class="{style}" id="cell-{number}">{header}{body}</section>'
