"""The dashboard as one file: figures, tables, and how to read them; it loads nothing from anywhere."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from helpers.errors import CourseError
from helpers.files import write_atomically
from kit.classroom.collection.submitted import account
from kit.classroom.course.folder import ClassFolder
from kit.classroom.course.students import class_list
from kit.classroom.dashboard import figures, similarity, statistics
from kit.classroom.dashboard.tasks import task_names
from kit.classroom.feedback_pages.page_style import page, points, text
from kit.classroom.grading.records import STATUSES, Record, is_a_name, open_gradebook, read_records

STYLE = """
.js-plotly-plot .main-svg text:not(.hoverlayer *) { fill: currentColor !important; }
.how { color: var(--quiet); max-width: 48rem; }
"""
LARGEST = 50_000_000  # bytes of a notebook


class ReportError(CourseError):
    """A report that cannot be written; the message names the place and the mend."""


def report(folder: ClassFolder, assignment: str, to: Path | str | None = None) -> Path:
    """Write the dashboard of an assignment as one HTML file, and return where it lies.

    `to` is `reports/ASSIGNMENT.html` in the folder unless given. Who handed in nothing is counted, not scored.
    Raises `ClassError` or `RecordError` for an unknown assignment, `ReportError` for a place that cannot be written.
    """
    name = folder.assignment(assignment)
    handed_in = {name: set(account(folder, name, class_list(folder)).handed)}
    with open_gradebook(folder) as gradebook:
        records = read_records(gradebook, [name], handed_in=handed_in)
        due = gradebook.find_assignment(name).duedate
    compared = [each.student for each in records if each.status in ("graded", "flagged") and is_a_name(each.student)]
    prints = {who: similarity.answer_fingerprints(read_answers(folder.path("autograded", who, name)))
              for who in compared}
    released = similarity.answer_fingerprints(read_answers(folder.path("release", ".", name)))
    path = Path(to) if to else folder.root / "reports" / f"{name}.html"
    about = About(folder.root.name, due, task_names(folder.path("source", assignment=name)),
                  lambda who: link_to(folder, path, who, name))
    return write_page(path, build(name, records, similarity.compare(prints, released), len(prints), about))


@dataclass(frozen=True)
class About:
    """What a page says of its assignment beside the numbers: the class, when it is due, what its tasks are called.

    `link` gives for a student the address of what was graded, seen from the page; empty where there is none.
    """

    of_class: str = ""
    due: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    link: Callable[[str], str] = lambda _: ""


def write_page(path: Path, html: str) -> Path:
    """Write a page, and return where it lies. Raises `ReportError`."""
    try:
        write_atomically(path, html, follow=False)
    except OSError as error:
        raise ReportError(f"to: {path} cannot be written ({error.strerror}). Give a file in a folder that is "
                          "yours to write.") from None
    return path


def link_to(folder: ClassFolder, page_path: Path, student: str, assignment: str) -> str:
    """The address of a student's page of feedback, or else of what was graded, seen from another page."""
    for step, pattern in (("feedback", "*.html"), ("autograded", "*.ipynb")):
        place = folder.path(step, student, assignment) if is_a_name(student) else None
        for found in sorted(place.glob(pattern)) if place and place.is_dir() else ():
            return quote(os.path.relpath(found, page_path.resolve().parent).encode("utf-8", "surrogateescape"))
    return ""


def read_answers(folder: Path) -> list[tuple[str, str]]:
    """The answer cells of a submission's notebooks: the kind of each and its text. What cannot be read is left out."""
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        if path.is_symlink() or path.stat().st_size > LARGEST:
            continue
        try:
            cells = json.loads(path.read_bytes())["cells"]
            for cell in cells:
                if (cell["metadata"].get("nbgrader") or {}).get("solution"):
                    found.append((cell["cell_type"], "".join(cell["source"])))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
    return found


def build(name: str, records: Sequence[Record], found: similarity.Found, compared: int,
          about: About = About()) -> str:
    """The whole page, as text."""
    drawn: list[bool] = []

    def draw(figure) -> str:
        drawn.append(True)
        return figure.to_html(full_html=False, include_plotlyjs=len(drawn) == 1,
                              config={"displayModeBar": False, "responsive": True, "plotlyServerURL": ""})

    parts = [f"<h1>{text(name)}: how it went</h1>", head(about), *_scores(records, draw),
             *_tasks(records, draw, about), *_checks(records, draw, about), *_endings(records, draw, about),
             *_similar(found, compared, records), *_everyone(records, about)]
    return page(f"{name}: how it went", "\n".join(parts), STYLE, scripts=True)


def head(about: About) -> str:
    """Of which class a page is, when the assignment is due, and when the page was made."""
    told = [f"Class {text(about.of_class)}"] if about.of_class else []
    if about.of_class:
        told.append(f"due {about.due:%Y-%m-%d %H:%M} UTC" if about.due else "no due date is set")
    told.append(f"made on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    return f'<p class="quiet">{" · ".join(told)}</p>'


def how(words: str) -> str:
    """A paragraph on how to read what stands above it."""
    return f'<p class="how"><strong>How to read this.</strong> {words}</p>'


def table(header: Sequence[str], rows: Sequence[Sequence], numbers: int = 0, links: Sequence[str] = ()) -> str:
    """A table, its cells escaped; the last `numbers` columns hold numbers, `links` are the first column's addresses."""
    from_right = len(header) - numbers

    def cells(tag: str, row: Sequence) -> str:
        return "".join(f'<{tag}{" class=number" if at >= from_right else ""}>{text(each)}</{tag}>'
                       for at, each in enumerate(row))

    def line(row: Sequence, link: str) -> str:
        made = cells("td", row)
        first = text(row[0]) if row else ""
        return made.replace(f">{first}<", f'><a href="{text(link)}">{first}</a><', 1) if link else made

    body = "".join(f"<tr>{line(row, links[at] if links else '')}</tr>" for at, row in enumerate(rows))
    return (f'<div class="wide"><table><thead><tr>{cells("th", header)}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>")


def _scores(records: Sequence[Record], draw) -> list[str]:
    scores = [record.final for record in records if record.final is not None]
    found = statistics.spread(scores)
    if found is None:
        return ["<p>No submission has a score yet, so there is nothing to compute.</p>"]
    worth = records[0].max_score
    waiting = sum(record.needs_person and record.final is not None for record in records)
    told = (f"{found.count} {'submission' if found.count == 1 else 'submissions'} with a score: mean "
            f"{points(found.mean)}, median {points(found.median)} of {points(worth)} points")
    if found.deviation is None:
        told += "; one score has no spread"
    else:
        told += (f"; half of them lie from {points(found.lower_quartile)} to {points(found.upper_quartile)}, all from "
                 f"{points(found.least)} to {points(found.most)}; standard deviation {points(found.deviation)}")
    late = f" {waiting} of them wait for a person's grade, so they may still rise." if waiting else ""
    return ["<h2>Scores</h2>", f"<p>{told}.{late}</p>",
            draw(figures.distribution(statistics.bins(scores, worth), worth, found.median)) if worth > 0 else "",
            how("Each bar counts the submissions in a tenth of the scale; the dashed line is the median. Two humps "
                "often mean that one task parts the class. Late penalties are taken off; what was not handed in is "
                "not counted.")]


def _tasks(records: Sequence[Record], draw, about: About) -> list[str]:
    found = [replace(each, name=about.names.get(each.name.split(" ")[-1], each.name))
             for each in statistics.tasks(records)]
    found = sorted(found, key=lambda each: each.name) if about.names else found
    if not any(each.count for each in found):
        return []
    rows = [[each.name, each.count, each.waiting, f"{each.full} / {each.none}", points(each.max_score),
             "-" if each.difficulty is None else f"{each.difficulty:.0%}",
             "-" if each.discrimination is None else f"{each.discrimination:.2f}"] for each in found]
    few = "" if all(each.count >= statistics.FEWEST for each in found if each.count) else (
        f" With fewer than {statistics.FEWEST} submissions a correlation cannot be computed.")
    return ["<h2>Tasks: how hard, and what they tell apart</h2>", draw(figures.tasks(found)),
            table(["task", "graded", "waiting", "full marks / none", "points", "mean share", "discrimination"],
                  rows, 5),
            how("The bar is the mean share of a task's points: the longer, the easier. The diamond is its "
                "discrimination: how well it goes with the rest of the submission (the correlation of its points with "
                "those of the other tasks). Above 0.3 it tells well; near 0, or where everybody has the same, it tells "
                "nothing; below 0 those who did well elsewhere did badly here: read the task again. A dash cannot be "
                f"computed.{few} With fewer than some 30 submissions, take it for a hint.")]


def _checks(records: Sequence[Record], draw, about: About) -> list[str]:
    found = [replace(each, cell=about.names.get(each.cell, each.cell)) for each in statistics.failed_checks(
        record.outcome for record in records if record.outcome)]
    if not found:
        return []
    rows = [[each.cell, each.name, each.message or "(nobody who failed it had written an answer)",
             f"{each.failed} of {each.of}", each.said_to or "-", each.unanswered or "-"] for each in found]
    return ["<h2>The checks that failed most</h2>", draw(figures.failed_checks(found)),
            table(["task", "check", "the most common slip, as one of them read it", "lost points", "made it",
                   "no answer"], rows, 3),
            how("A slip is counted whatever numbers it was made with; who wrote no answer made none. "
                "These are worth ten minutes of the next lesson. A check that nearly everybody fails may be unclear, "
                "or wrong.")]


def _endings(records: Sequence[Record], draw, about: About) -> list[str]:
    if not records:
        return []
    parts = ["<h2>How the submissions ended</h2>", draw(figures.statuses(statistics.by_status(records)))]
    hours = statistics.lateness(records)
    if len(hours) > 1:
        parts.append(draw(figures.lateness(hours)))
    else:
        parts.append(f"<p>One was late, by {hours[0]:.1f} hours.</p>" if hours else
                     "<p>No due date is set, so nobody can be late.</p>" if about.of_class and not about.due
                     else "<p>Nobody was late.</p>")
    return [*parts, how("Look first at those that are flagged and at those that could not be graded: the table at the "
                        "end says why.")]


def _similar(found: similarity.Found, compared: int, records: Sequence[Record]) -> list[str]:
    people = {each.student: named(each) for each in records}
    parts = ["<h2>Answers that are alike</h2>"]
    if compared < 2:
        return [*parts, "<p>It takes two graded submissions to compare.</p>"]
    if found.groups:
        parts.append(table(["these hold the same answers", "how many", "shared passages", "of both, at least"], [
            [", ".join(people.get(who, who) for who in each.students), len(each.students), each.shared,
             f"{each.least:.0%}"] for each in found.groups], 3))
    if found.pairs:
        parts.append(table(["one", "another", "shared passages", "of both", "of the shorter"], [
            [people.get(each.first, each.first), people.get(each.second, each.second), each.shared,
             f"{each.jaccard:.0%}", f"{each.containment:.0%}"]
            for each in found.pairs], 3))
    elif not found.groups:
        parts.append("<p>No two are alike beyond the threshold.</p>")
    return [*parts, how(
        "<strong>A hint for a conversation, not a verdict.</strong> Short right answers are alike by nature, and "
        "friends who learn together write alike. The answer cells are compared by fingerprints of their words, with "
        "names made alike; what was handed out does not count, nor what more than "
        f"{similarity.common_limit(compared)} submissions hold. Shown are all groups of three or more that share "
        f"{similarity.SAME:.0%} of what they wrote, and at most {similarity.TOP} pairs of {compared} submissions that "
        f"share at least {similarity.FEWEST_SHARED} passages and {similarity.THRESHOLD:.0%} of the shorter one's.")]


def named(record: Record) -> str:
    """A student's id with the name, where there is one."""
    name = " ".join(part for part in (record.first_name, record.last_name) if part)
    return f"{record.student} ({name})" if name else record.student


def remarks(record: Record) -> str:
    """Why a person should look at a submission, each reason once."""
    told = [f"{flag.rule} ({flag.where}): {flag.message}" for flag in record.flags]
    reason = record.reason.strip()
    if reason and not any(flag.message.strip(" .") in reason for flag in record.flags):
        told.insert(0, reason)
    told += ["a person has still to grade a cell"] if record.needs_person else []
    return "; ".join(each.strip().rstrip(".;") for each in told)


def _everyone(records: Sequence[Record], about: About) -> list[str]:
    if not records:
        return ["<p>The class has no students yet.</p>"]
    rows, links = [], []
    for record in records:
        name = " ".join(part for part in (record.first_name, record.last_name) if part)
        rows.append([record.student, name, STATUSES[record.status], remarks(record),
                     f"{record.late_seconds / 3600:.1f}" if record.late_seconds else "-", points(record.final)])
        links.append(about.link(record.student) if record.status not in ("none", "ungraded") else "")
    header = ["student", "name", "status", "reason and flags", "hours late", "score"]
    return ["<h2>Everybody</h2>", table(header, rows, 2, links)]
