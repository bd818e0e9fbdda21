"""Who of the class a name, a number or an address means: exactly one student, or nobody and why."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from helpers.errors import nearest, shorten


@dataclass(frozen=True)
class Person:
    """A student of the class list."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return " ".join(each for each in (self.first_name, self.last_name) if each)


@dataclass(frozen=True)
class Match:
    """Whose a submission is and by what that was seen; or, without a student, why nobody could be named."""

    student: str = ""
    by: str = ""
    why: str = ""


def plain(text: str) -> str:
    """Letters and digits alone, small, without accents: what is left of a name that went through several systems.

    >>> plain("Ångström, Anna-Léna"), plain("ångströmannaléna")
    ('angstromannalena', 'angstromannalena')
    """
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in spread if mark.isalnum())


class Class:
    """The students of a class, found by what systems call them."""

    def __init__(self, people: Iterable[Person], more: dict[str, str] | None = None):
        """`more` says of further names whose they are: what the instructor said, or a worksheet holds."""
        self.people = {each.id: each for each in people}
        self.more = {key.casefold(): student for key, student in (more or {}).items()}
        self.ids = self._index(lambda each: [each.id])
        self.numbers = self._index(lambda each: [each.lms_user_id])
        self.mails = self._index(lambda each: [each.email])
        self.locals = self._index(lambda each: [each.email.split("@")[0]])
        self.names = self._index(lambda each: [plain(each.first_name + each.last_name),
                                               plain(each.last_name + each.first_name)] if each.last_name else [])

    def _index(self, keys) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for each in self.people.values():
            for key in keys(each):
                if key:
                    found.setdefault(unicodedata.normalize("NFC", key).casefold(), set()).add(each.id)
        return found

    def match(self, owner: str, numbers: tuple[str, ...], words: tuple[str, ...]) -> Match:
        """The student whom ids of a system and words (an id, a login, an address, a name) mean."""
        for key in (owner, *numbers, *words):
            if key and key.casefold() in self.more:
                return Match(self.more[key.casefold()], "the list that was given")
        for number in numbers:
            for index, by in ((self.numbers, "lms_user_id"), (self.ids, "id")):
                if len(index.get(number, ())) == 1:
                    return Match(min(index[number]), by)
        clash = ""
        for word in words:
            key = unicodedata.normalize("NFC", word).casefold().strip()
            for index, by in ((self.ids, "id"), (self.numbers, "lms_user_id"), (self.mails, "e-mail"),
                              (self.locals, "e-mail"), (self.names, "name")):
                found = index.get(plain(word) if index is self.names else key, set())
                if len(found) > 1:
                    clash = clash or f"{', '.join(sorted(found))} all have the {by} {shorten(word)}"
                elif found:
                    return self._agreed(min(found), by, numbers)
        if clash:
            return Match(why=clash)
        shown = next(iter(words or numbers), owner)
        near = nearest(shown, [each for person in self.people.values() for each in (person.id, person.name) if each])
        return Match(why=f"nobody in the class list is {shorten(shown)}"
                         + (f" or has the lms_user_id {numbers[0]}" if numbers else "")
                         + (f".{near}" if "Did you mean" in near else ""))

    def _agreed(self, student: str, by: str, numbers: tuple[str, ...]) -> Match:
        own = self.people[student].lms_user_id
        if numbers and own and own.isdigit() and own not in numbers and by in ("name", "e-mail"):
            return Match(why=f"by its {by} it is {student}, whose lms_user_id is {own} and not {numbers[0]}")
        return Match(student, by)


def number_of(text: str) -> str:
    """The number of "Participant 12345" in a worksheet of Moodle's, in whatever language; else the text.

    >>> number_of("Participant 12345"), number_of("Teilnehmer/in12345")
    ('12345', '12345')
    """
    found = re.search(r"(\d+)\s*$", text)
    return found[1] if found else text.strip()
