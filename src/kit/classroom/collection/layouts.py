"""How each system names what a teacher downloads: a file's path says whose it is, and what the student called it.

Canvas: `lib/content_zipper.rb` of canvas-lms. Moodle: `mod/assign/locallib.php` of moodle, and, for the way back,
`mod/assign/feedback/file/importziplib.php`. Both were read there.
"""

import re
from dataclasses import dataclass

from kit.classroom.collection.archive import Entry

CANVAS = re.compile(r"(?:(?P<name>[^/]+?)_)?(?:(?P<late>late)_)?(?P<user>\d+|anon_[0-9A-Za-z]+)_"
                    r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<word>text|link)\.html)", re.IGNORECASE | re.DOTALL)
MOODLE = re.compile(r"(?:\A|(?<=/))(?P<name>[^/_]*)_(?P<participant>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_|/|\Z)",
                    re.DOTALL)


@dataclass(frozen=True)
class Handed:
    """One file with what its path says: who sent it, as the system knows them, and the file's own name.

    `numbers` are ids of the system, `words` may be an id, a login, an address or a name. `prefix` is what a file needs
    before its name to find its way back to the same student. `note` tells what the system said of it.
    """

    owner: str
    parts: tuple[str, ...]
    entry: Entry
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    prefix: str = ""
    late: bool = False
    note: str = ""
    order: int = 0


def canvas(entry: Entry, _: str) -> Handed | str:
    """A file of Canvas's "Download Submissions", or why it is none."""
    found = CANVAS.fullmatch(entry.parts[-1])
    if not found:
        return "it is not named as Canvas names submissions (name_number_number_file)"
    user, name = found["user"], found["name"] or ""
    late = bool(found["late"]) or name.upper() == "LATE"
    if found["word"]:
        what = "text typed into Canvas" if found["word"].lower() == "text" else "a link"
        return f"it is {what}, not a file. Ask for the .ipynb"
    prefix = entry.parts[-1][: len(entry.parts[-1]) - len(found["file"])]
    numbers = () if user.lower().startswith("anon") else (user,)
    note = "" if numbers else "Canvas made it anonymous: unmask the assignment's names, and download again"
    words = (name,) if name and name.upper() != "LATE" else ()
    return Handed(user, (found["file"],), entry, numbers, words, prefix, late, note, int(found["attachment"]))


def moodle(entry: Entry, _: str) -> Handed | str:
    """A file of Moodle's "Download all submissions", with a folder for each student or without; or why it is none."""
    found = MOODLE.search(entry.name)
    if not found:
        return "it is not named as Moodle names submissions (Full name_number_assignsubmission_file)"
    if found["plugin"] != "file":
        return f"it is what Moodle calls {found['plugin']}, not a file that was handed in. Ask for the .ipynb"
    name = found["name"].strip()
    parts = name.split("-")  # groups stand before the name
    words = [name, *("-".join(parts[at:]).strip() for at in range(1, len(parts)))]
    rest = tuple(part for part in entry.name[found.end():].split("/") if part)
    prefix = f"{found['name']}_{found['participant']}_assignsubmission_file_"
    return Handed(found["participant"], rest or entry.parts[-1:], entry, (), tuple(words), prefix)


def folder(entry: Entry, assignment: str) -> Handed | str:
    """A file of a folder that has one folder or one notebook for each student, or both."""
    parts = entry.parts
    if len(parts) > 1 and parts[0].casefold() == assignment.casefold():
        parts = parts[1:]
    if len(parts) > 2 and parts[1].casefold() == assignment.casefold():
        parts = (parts[0], *parts[2:])
    if len(parts) > 1:
        return Handed(parts[0], parts[1:], entry, (), who(parts[0], assignment))
    if "." not in parts[0]:
        return "it is no notebook"
    stem = re.sub(r"(\.(ipynb|zip|json|txt))+$", "", parts[0], flags=re.IGNORECASE)
    return Handed(stem, parts, entry, (), who(stem, assignment))


def who(label: str, assignment: str) -> tuple[str, ...]:
    """What a folder's or a file's name may say of its owner, the exercise's name taken away.

    >>> who("02_estimation_anna.berg", "02_estimation")
    ('02_estimation_anna.berg', 'anna.berg')
    """
    less = re.sub(re.escape(assignment), " ", label, flags=re.IGNORECASE)
    less = re.sub(r"^[\s_\-]+|[\s_\-]+$", "", less)
    return tuple(dict.fromkeys(each for each in (label, less) if each))


LAYOUTS = {"canvas": canvas, "moodle": moodle, "folder": folder}


def laid_out(system: str, entry: Entry, assignment: str) -> Handed | str:
    """What a file's path says by the names that a system gives, or why it is taken for nobody's."""
    found = LAYOUTS[system](entry, assignment)
    if isinstance(found, Handed) and any(part.strip() in ("", ".", "..") for part in found.parts):
        return "what the student called it is no file's name, and may lead out of the folder"
    return found


def own_name(name: str, notebook: str) -> bool:
    """Whether a file is the exercise's notebook but for what browsers and systems add to a name.

    >>> own_name("02_estimation-1.ipynb", "02_estimation"), own_name("02_estimation (2).ipynb", "02_estimation")
    (True, True)
    """
    added = r"([\s_-]*\(?\d{1,3}\)?|[\s_-]*copy\d*)*"
    return bool(re.fullmatch(rf"{re.escape(notebook)}{added}\.ipynb", name.strip(), re.IGNORECASE))
