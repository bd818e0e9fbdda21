"""The grade book that Canvas exports: the titles of its columns, and by what it knows its students."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import shorten
from helpers.files import read_bounded
from kit.classroom.collection.people import plain
from kit.classroom.export.exported import ExportError

FIELDS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


@dataclass(frozen=True)
class CanvasGradebook:
    """The columns of assignments as Canvas titles them, each with its number, and the first fields of each student."""

    titles: tuple[str, ...]
    students: tuple[dict[str, str], ...]

    def title(self, name: str) -> str:
        """The title of an exercise: the one whose words are the exercise's name, or that holds it; empty for none.

        >>> CanvasGradebook(("Exercise: 02 Estimation (77)",), ()).title("02_estimation")
        'Exercise: 02 Estimation (77)'
        """
        bare = {title: plain(re.sub(r"\s*\(\d+\)$", "", title)) for title in self.titles}
        for fits in (lambda words: words == plain(name), lambda words: plain(name) in words):
            found = [title for title, words in bare.items() if fits(words)]
            if len(found) == 1:
                return found[0]
        return ""

    def student(self, keys: tuple[str, ...]) -> dict[str, str]:
        """The fields of the one student who has one of these ids, logins or numbers; nothing for none."""
        known = {key.casefold() for key in keys if key}
        found = [each for each in self.students if known & {
            each.get(field, "").casefold() for field in ("ID", "SIS User ID", "SIS Login ID") if each.get(field)}]
        return found[0] if len(found) == 1 else {}


def read_gradebook(path: Path) -> CanvasGradebook:
    """A grade book as Canvas exported it. Raises `ExportError` where it is none."""
    try:
        text = read_bounded(path).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(f"like: {path} cannot be read ({type(error).__name__}). Give the file that Canvas > Grades > "
                          "Export gave you.") from None
    head = text.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count)))
    header = [each.strip() for each in rows[0]] if rows else []
    if header[:1] != ["Student"] or "ID" not in header:
        raise ExportError(f"like: {path.name} is no grade book of Canvas's (its first line holds "
                          f"{shorten(', '.join(header) or 'nothing')}). Give the file of Canvas > Grades > Export.")
    titles = tuple(each for each in header if re.search(r"\(\d+\)$", each))
    people = [dict(zip(header, row, strict=False)) for row in rows[1:]]
    return CanvasGradebook(titles, tuple({field: each.get(field, "").strip() for field in FIELDS} for each in people
                                         if each.get("ID", "").strip().isdigit()))
