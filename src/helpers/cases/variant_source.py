"""Whose numbers a case has: those that were set for this process, those of the environment, or those of a file."""

import os
import unicodedata
from pathlib import Path

from helpers.errors import CourseError, shorten

VARIABLE = "COURSE_VARIANT"
FILE = "variant.txt"
LONGEST = 200
TO_FILL_IN = "WRITE YOUR STUDENT ID HERE, IN PLACE OF THESE WORDS"
OWN_NUMBERS = Path(__file__).parent / "own_numbers.txt"  # lies here in what a class with own numbers hands out
_set: str | bool | None = None


class VariantError(CourseError):
    """Something that should name a student, and does not."""


def set_variant(variant: str | bool | None) -> None:
    """Decide for this process whose numbers cases have, whatever its surroundings say.

    A student's id: that student's. `False`: the standard ones. `None`: undecided again, so that the environment
    variable `COURSE_VARIANT` counts, or else a file `variant.txt`. A grader sets this before anything of a learner's
    runs. Raises `VariantError`.

    >>> from helpers.cases import current_variant
    >>> set_variant("Anna"); current_variant()
    'anna'
    >>> set_variant(None)
    """
    global _set
    _set = variant if variant is None else checked(variant, "variant")


def current_variant() -> str | None:
    """The student whose numbers cases have now; `None` for the standard ones.

    It is what `set_variant` was given; else the environment variable `COURSE_VARIANT`, if it is not empty; else the
    one line of a file `variant.txt` in the working folder or the two above. Raises `VariantError` where these name
    nobody, or where there is none of them and the class works with numbers of each student's own.
    """
    return (_set or None) if _set is not None else find_variant(Path())


def find_variant(folder: Path) -> str | None:
    """The student that the environment names, or a file `variant.txt` in a folder or the two above it.

    Raises `VariantError` where they name nobody, or none is there and a class works with numbers of its own.
    """
    if os.environ.get(VARIABLE):
        return str(checked(os.environ[VARIABLE], VARIABLE))
    found = _from_file(folder)
    if found is None and OWN_NUMBERS.is_file():
        raise VariantError(f"{FILE}: in this class everybody works with numbers of their own, and no file says whose "
                           "these are. Write one line, your student id, into a file variant.txt in the course folder.")
    return found


def checked(variant, field: str = "variant") -> str | bool:
    """A student's id as it counts: without spaces around it, in small letters; `False` stays. Raises `VariantError`."""
    if variant is False:
        return False
    if not isinstance(variant, str):
        raise VariantError(f'{field}: {shorten(variant)} is not a student\'s id. Give it as text, such as "anna7".')
    student = unicodedata.normalize("NFC", variant[: 10 * LONGEST]).strip().casefold()
    if not student or len(student) > LONGEST or not student.isprintable():
        raise VariantError(f"{field}: {shorten(variant)} is not a student's id. Give one line, "
                           f"of 1 to {LONGEST} letters and digits.")
    return student


def _from_file(folder: Path) -> str | None:
    for path in (folder / FILE, folder / ".." / FILE, folder / ".." / ".." / FILE):
        if path.is_file():
            try:
                with path.open("rb") as file:
                    text = file.read(10_000).decode("utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise VariantError(f"{path}: cannot be read as text ({type(error).__name__}). "
                                   "Write one line into it, your student id.") from None
            if text.strip().casefold() == TO_FILL_IN.casefold():
                raise VariantError(f"{path}: your student id does not stand there yet. Open the file, and write the id "
                                   "in place of its words.")
            return str(checked(text, str(path)))
    return None
