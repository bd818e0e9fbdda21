"""A file of grades that was written: what it holds, and what of it may still change."""

from dataclasses import dataclass, field
from pathlib import Path

from helpers.errors import CourseError


class ExportError(CourseError):
    """An export that cannot be made; the message names the field and the mend."""


@dataclass(frozen=True)
class Exported:
    """A written file and what it holds; it stands for its `path` wherever a path is expected.

    `counts` counts students' assignments by status and, as `needs_person`, those with a cell to be graded by hand.
    `left_blank` counts the failed, ungraded or left-out ones, whose field is blank although something was handed in.
    """

    path: Path
    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    unfinished: int = 0
    left_blank: int = 0
    students: int = 0
    assignments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What is in it, in words.

        >>> Exported(Path("g.csv"), students=8, assignments=("02_estimation",)).told
        'Grades of 8 students in 02_estimation'
        """
        people = f"{self.students} {'student' if self.students == 1 else 'students'}"
        return f"Grades of {people} in {', '.join(self.assignments) or 'no exercise'}"

    def as_dict(self) -> dict:
        """The same for other programs."""
        return {**vars(self), "path": str(self.path), "assignments": list(self.assignments), "notes": list(self.notes)}

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    @property
    def warning(self) -> str:
        """One sentence on what is unfinished; empty where every grade is final.

        >>> Exported(Path("grades.csv"), 5, {"flagged": 1, "needs_person": 3}, unfinished=4, left_blank=1).warning
        '4 grades may still change (1 flagged, 3 with a cell to be graded by hand); 1 is left blank in the file.'
        """
        if not self.unfinished:
            return ""
        words = {"flagged": "flagged", "failed": "could not be graded", "ungraded": "not graded yet",
                 "needs_person": "with a cell to be graded by hand"}
        parts = [f"{self.counts[key]} {word}" for key, word in words.items() if self.counts.get(key)]
        grades = "grade" if self.unfinished == 1 else "grades"
        blank = f"; {self.left_blank} {'is' if self.left_blank == 1 else 'are'} left blank in the file"
        return f"{self.unfinished} {grades} may still change ({', '.join(parts)}){blank if self.left_blank else ''}."
