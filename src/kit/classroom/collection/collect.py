"""Puts what a system let a teacher download into `submitted/`: each file to its student, or named with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from helpers.errors import nearest, shorten
from kit.classroom.collection import moments
from kit.classroom.collection.archive import open_archive, said
from kit.classroom.collection.hand_ins import remember, write_all
from kit.classroom.collection.layouts import LAYOUTS, Handed, laid_out, own_name
from kit.classroom.collection.people import Class, Match, Person
from kit.classroom.course.class_lock import writing
from kit.classroom.course.folder import ClassError, ClassFolder


@dataclass(frozen=True)
class Collected:
    """What came of a collection: by student what was done, and a sentence on everything else."""

    assignment: str
    new: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    nothing_from: tuple[str, ...] = ()
    by: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether nothing was left over that a person should look at."""
        return not self.unmatched and not self.refused

    def as_dict(self) -> dict:
        """The same for other programs."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}

    def __str__(self) -> str:
        taken = len(self.new) + len(self.renewed) + len(self.unchanged)
        lines = [f"{self.assignment}: {taken} {'student' if taken == 1 else 'students'} in submitted/ "
                 f"({len(self.new)} new, {len(self.renewed)} renewed, {len(self.unchanged)} unchanged)."]
        for title, those in (("Not matched, and left out", self.unmatched), ("Refused", self.refused),
                             ("To know", self.notes)):
            lines += [f"{title}:", *(f"  {each}" for each in those)] if those else []
        if self.nothing_from:
            lines.append(f"Nothing from: {', '.join(self.nothing_from)}.")
        return "\n".join(lines)


def collect(folder: ClassFolder, system: str, path: Path, assignment: str | None = None, zone: str | None = None,
            times: Path | None = None, matches: Iterable[tuple[str, str]] = (), zip_times: bool = False) -> Collected:
    """Put hand-ins into `submitted/`, and say what became of every file.

    Parameters
    ----------
    folder : ClassFolder
        The class.
    system : str
        `"canvas"` or `"moodle"`: their zip of all submissions, packed or unpacked. `"folder"`: a folder or a zip with
        a folder or a notebook for each student.
    path : Path
        Where it lies.
    assignment : str, optional
        Which exercise; found by the names of the files where it is not given.
    zone : str, optional
        The time zone of times that bear none; this machine's where it is not given.
    times : Path, optional
        A table that says when each came, such as Moodle's grading worksheet.
    matches : Iterable[tuple[str, str]]
        What stands in a file's name, and the student's id, for those that cannot be found.
    zip_times : bool
        Take the zip's own times even where they are all the same moment.

    Returns
    -------
    Collected
        Who is new, renewed, unchanged; what was not matched, what was refused, from whom there is nothing.

    Raises
    ------
    ClassError
        Where something that was given cannot be used; then nothing was written.
    """
    if system not in LAYOUTS:
        raise ClassError(f"system: {shorten(system)} is not known.{nearest(system, LAYOUTS)}")
    where = moments.zone_named(zone)
    found = open_archive(Path(path).expanduser(), where)
    notes: list[str] = []
    read = [(entry, laid_out(system, entry, assignment or "")) for entry in found.entries]
    handed = [each for _, each in read if isinstance(each, Handed)]
    if not handed and not found.refused:
        raise ClassError(f"path: {path} holds nothing that {system} would name so"
                         f"{f': {read[0][0].name[:120]!r} is not' if read else ''}. "
                         f"Give what {system} let you download, or try: kit collect folder")
    name = folder.assignment(assignment) if assignment else _assignment_of(folder, handed)
    if system == "folder":  # what the names say is known only with the exercise's name
        read = [(entry, laid_out(system, entry, name)) for entry in found.entries]
        handed = [each for _, each in read if isinstance(each, Handed)]
    unmatched = [f"{said(entry.name)}: {why}." for entry, why in read if isinstance(why, str)]
    with writing(folder) as gradebook:
        people = [Person(each.id, each.first_name or "", each.last_name or "", each.email or "",
                         each.lms_user_id or "") for each in gradebook.students]
        if not people:
            raise ClassError(f"{folder.root}: the class list is empty, so nobody can be found in it. Import it: "
                             f"kit class init {folder.root} --students FILE.csv")
        came, more = _table(times, where, people)
        given = {key: _known(student, people) for key, student in matches}
        register = Class(people, {**more, **given})
        owners = _by_owner(handed)
        whose = {owner: register.match(owner, each[0].numbers, each[0].words) for owner, each in owners.items()}
        unmatched += _doubled(whose)
        owners = {owner: each for owner, each in owners.items() if owner in whose}
        unmatched += [f"{said(each[0].prefix or owner)}: {whose[owner].why}"
                      f"{f' ({each[0].note})' if each[0].note else ''}. Say who it is: --match {shorten(owner)}=ID"
                      for owner, each in owners.items() if not whose[owner].student]
        taken = {whose[owner].student: each for owner, each in owners.items() if whose[owner].student}
        moment_of = _moments(taken, came, notes, system, zip_times, where)
        done = write_all(folder, name, taken, moment_of, notes)
        remember(folder, name, system, taken)
    late = sorted(who for who, each in taken.items() if any(one.late for one in each) and who not in moment_of)
    if late:
        notes.append(f"{system.capitalize()} says that these came late, but not when: {', '.join(late)}. "
                     "Give the times with --times.")
    handed_in = folder.submissions(name)
    return Collected(
        name, *(tuple(sorted(done[each])) for each in ("new", "renewed", "unchanged")), tuple(unmatched),
        (*found.refused, *done["refused"]), tuple(notes),
        tuple(sorted(each.id for each in people if each.id not in handed_in)),
        {match.student: match.by for match in whose.values() if match.student})


def _assignment_of(folder: ClassFolder, handed: list[Handed]) -> str:
    names = folder.assignments()
    seen = {name for each in handed for name in names
            if own_name(each.parts[-1], name) or name.casefold() in each.entry.name.casefold()}
    if len(seen) == 1:
        return seen.pop()
    raise ClassError(f"assignment: the files' names {'speak of ' + ', '.join(sorted(seen)) if seen else 'do not say'}"
                     f"{'' if seen else ' which exercise it is'}. Name it last; there are {', '.join(names)}.")


def _known(student: str, people: list[Person]) -> str:
    ids = {each.id for each in people}
    if student not in ids:
        raise ClassError(f"match: {shorten(student)} is not in the class list.{nearest(student, ids)}")
    return student


def _table(times: Path | None, zone, people: list[Person]) -> tuple[dict[str, datetime], dict[str, str]]:
    """When each student handed in by a table, and whose its further names are."""
    if times is None:
        return {}, {}
    rows, column = moments.read_table(times, zone)
    register, came, more = Class(people), {}, {}
    for row in rows:
        names = moments.names_in(row)
        match = register.match("", (), tuple(names))
        if not match.student:
            continue
        more |= dict.fromkeys(names, match.student)
        moment = moments.read_moment(row.get(column, ""), zone)
        if moment:
            came[match.student] = moment
    if not came:
        raise ClassError(f"times: {times.name} says of nobody in the class list when they handed in. "
                         "Is it of another class?")
    return came, more


def _by_owner(handed: list[Handed]) -> dict[str, list[Handed]]:
    owners: dict[str, list[Handed]] = {}
    for each in handed:
        owners.setdefault(each.owner, []).append(each)
    return owners


def _doubled(whose: dict[str, Match]) -> list[str]:
    """Two hand-ins that mean one student: neither is taken, and both are named."""
    by_student: dict[str, list[str]] = {}
    for owner, match in whose.items():
        if match.student:
            by_student.setdefault(match.student, []).append(owner)
    told = []
    for student, owners in by_student.items():
        if len(owners) > 1:
            shown = ", ".join(shorten(each) for each in owners)
            told.append(f"{shown}: all of them are {student} ({whose[owners[0]].by}), so none was taken. Leave one, or "
                        f"say whose the others are: --match {shorten(owners[-1])}=ID")
            for owner in owners:
                whose[owner] = replace(whose[owner], student="", why="")
    for owner in [each for each, match in whose.items() if not match.student and not match.why]:
        del whose[owner]
    return told


def _moments(taken, came, notes: list[str], system: str, zip_times: bool, zone) -> dict[str, datetime]:
    """When each student's files came: by the table, else by the newest of the files."""
    own = {who: max((one.entry.time for one in each if one.entry.time), default=None) for who, each in taken.items()}
    if not zip_times and moments.made_at_once(own.values()):
        if len(came) < len(taken):
            notes.append("The files bear one and the same moment: that is when the zip was made, not when they came, "
                         "so no time is kept. Give the times with --times, or take these with --zip-times.")
        own = {}
    found = {who: moment for who, moment in {**own, **came}.items() if moment and who in taken}
    without = sorted(who for who in taken if who not in found)
    if own and without:
        notes.append(f"No time is known of: {', '.join(without)}.")
    local = any(not one.entry.exact and one.entry.time for who in found if who not in came for one in taken[who])
    if local:
        notes.append(f"The zip's times bear no zone: they were read as {zone or 'the time of this machine'}"
                     f"{'' if zone else '. Name another with --zone, such as --zone Europe/Berlin'}.")
    return found
