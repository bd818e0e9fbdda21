"""The whole course on one page: every student and every exercise; or one student, exercise by exercise."""

import math
from collections.abc import Sequence
from pathlib import Path

from kit.classroom.collection.submitted import account
from kit.classroom.course.folder import ClassFolder
from kit.classroom.course.students import class_list
from kit.classroom.dashboard.page import About, ReportError, head, how, link_to, named, remarks, table, write_page
from kit.classroom.dashboard.tasks import task_names
from kit.classroom.export.export_plugins import comments_of
from kit.classroom.feedback_pages.feedback_forms import file_name
from kit.classroom.feedback_pages.page_style import page, points, text
from kit.classroom.grading.records import STATUSES, Record, open_gradebook, read_records

STYLE = """
.how { color: var(--quiet); max-width: 48rem; }
.wide table td:first-child, .wide table th:first-child { position: sticky; left: 0; }
.wide table td:first-child { background: var(--ground); }
"""
MARKS = {"none": "·", "ungraded": "not graded", "failed": "failed"}


def overview(folder: ClassFolder, student: str | None = None, to: Path | None = None) -> Path:
    """Write the page over all exercises, or that of one student; return where it lies.

    It is `reports/overview.html`, or `reports/student_ID.html`, unless `to` says otherwise. Raises `RecordError` for an
    unknown student, `ReportError` for a place that cannot be written or a gradebook without exercises.
    """
    listed = class_list(folder)
    handed_in = {name: set(account(folder, name, listed).handed) for name in folder.assignments()}
    with open_gradebook(folder) as gradebook:
        records = read_records(gradebook, (), [student] if student else (), handed_in)
        comments = comments_of(gradebook)
    if not records:
        raise ReportError(f"{folder.root}: no exercise is in the gradebook yet. Release one first: kit class release")
    name = f"student_{file_name(student)}" if student else "overview"
    path = Path(to) if to else folder.root / "reports" / f"{name}.html"

    def link(record: Record) -> str:
        return link_to(folder, path, record.student, record.assignment)

    if student:
        names = {each: task_names(folder.path("source", assignment=each)) for each in folder.assignments()}
        return write_page(path, student_page(folder.root.name, records, names, comments, link))
    return write_page(path, class_page(folder.root.name, records))


def class_page(of_class: str, records: Sequence[Record]) -> str:
    """A row for each student, a column for each exercise that anybody handed in, and how each exercise stands."""
    begun = [name for name in dict.fromkeys(each.assignment for each in records)
             if any(each.status != "none" for each in records if each.assignment == name)]
    found = {(each.student, each.assignment): each for each in records}
    people = {each.student: each for each in records}
    worth = {each.assignment: each.max_score for each in records}
    parts = [f"<h1>{text(of_class)}: the whole course</h1>", head(About())]
    if not begun:
        return page(f"{of_class}: the whole course", "\n".join(
            [*parts, "<p>Nobody has handed in anything yet.</p>"]), STYLE)
    rows = []
    for name in begun:
        own = [each for each in records if each.assignment == name]
        scores = [each.final for each in own if each.final is not None]
        rows.append([name, f"{sum(each.status != 'none' for each in own)} of {len(own)}",
                     points(math.fsum(scores) / len(scores)) if scores else "-", points(worth[name]),
                     *(sum(each.status == status for each in own) for status in ("flagged", "failed", "ungraded")),
                     sum(each.needs_person for each in own), sum(each.late_seconds > 0 for each in own)])
    parts += ["<h2>The exercises</h2>", table(["exercise", "handed in", "mean", "of", "flagged", "failed",
                                               "not graded yet", "to be read", "late"], rows, 8)]
    rows = []
    for who, person in people.items():
        own = [found[who, name] for name in begun]
        known = [each.final for each in own if each.final is not None]
        rows.append([named(person), *(cell(each) for each in own), points(math.fsum(known)) if known else "-",
                     sum(each.status == "none" for each in own)])
    parts += ["<h2>Everybody</h2>",
              table(["student", *begun, "sum", "not handed in"], rows, len(begun) + 2),
              how("Points, late penalties taken off. A star: a person has still to grade a cell or look at a flag. "
                  "A dot: nothing was handed in. One student, task by task: kit report --student ID.")]
    return page(f"{of_class}: the whole course", "\n".join(parts), STYLE)


def cell(record: Record) -> str:
    """A score as it stands in the table of everybody."""
    if record.final is None:
        return MARKS.get(record.status, "-")
    return f"{points(record.final)}{' *' if record.unfinished else ''}"


def student_page(of_class: str, records: Sequence[Record], names: dict[str, dict[str, str]],
                 comments: dict[tuple[str, str], list[str]], link) -> str:
    """One student's exercises: how each ended, its tasks, the checks that cost points, what a person wrote."""
    title = f"{named(records[0])}: all exercises"
    known = [each for each in records if each.final is not None]
    parts = [f"<h1>{text(title)}</h1>", head(About()),
             f"<p>{points(math.fsum(each.final for each in known))} of "
             f"{points(math.fsum(each.max_score for each in known))} points in "
             f"{len(known)} graded {'exercise' if len(known) == 1 else 'exercises'}.</p>" if known else
             "<p>No exercise has a score yet.</p>"]
    rows, links = [], []
    for each in records:
        rows.append([each.assignment, STATUSES[each.status],
                     f"{each.timestamp:%Y-%m-%d %H:%M} UTC" if each.timestamp else "-",
                     f"{each.late_seconds / 3600:.1f}" if each.late_seconds else "-",
                     points(each.penalty) if each.penalty else "-", points(each.final), points(each.max_score)])
        links.append(link(each) if each.status not in ("none", "ungraded") else "")
    parts.append(table(["exercise", "status", "handed in", "hours late", "penalty", "points", "of"], rows, 4, links))
    for each in records:
        if each.status in ("none", "ungraded"):
            continue
        own = names.get(each.assignment, {})
        parts.append(f"<h2>{text(each.assignment)}</h2>")
        told = remarks(each)
        parts += [f"<p>{text(told)}.</p>"] if told else []
        parts.append(table(["task", "given by", "points", "of"], [
            [own.get(item.grade_id, item.grade_id), "waits for a person" if item.awaits else
             "a person" if item.by_hand else "the tests", "-" if item.awaits else points(item.score),
             points(item.max_score)] for item in each.items], 2))
        lost = [[own.get(part.grade_id, part.grade_id), line.name, line.said,
                 f"{points(line.earned)} of {points(line.worth)}"]
                for part in (each.outcome.cells if each.outcome else ()) for line in part.checks
                if line.earned < line.worth]
        parts += [table(["task", "check", "what it said", "points"], lost, 1)] if lost else []
        parts += [f"<p><strong>Comments.</strong> {text('; '.join(said))}</p>"
                  for said in [comments.get((each.student, each.assignment), [])] if said]
    return page(title, "\n".join(parts), STYLE)
