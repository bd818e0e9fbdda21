"""Deletion by throwing a key away: old backups cannot be changed, so what is in them is made unreadable.

Run for real: rows in a SQLite file and in its own backup, sealed by AES-256-GCM, each person's key wrapped.
"""

import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data_model.encryption import Vault, seal, unseal
from helpers.data_model.errors import DataModelError
from helpers.errors import nearest, shorten
from helpers.inputs import Reader

if TYPE_CHECKING:
    import pandas

READ = Reader(DataModelError)
MOST_PEOPLE = 1000


@dataclass
class PersonKeys:
    """A data key for each person, kept wrapped, where no backup goes; `forget` throws one away.

    >>> keys = PersonKeys()
    >>> row = keys.seal("ada", "ada@example.org", "user/ada/email")
    >>> keys.unseal("ada", row, "user/ada/email")
    'ada@example.org'
    >>> keys.forget("ada")
    >>> keys.unseal("ada", row, "user/ada/email")
    Traceback (most recent call last):
        ...
    helpers.data_model.errors.DataModelError: key: that of ada was thrown away. Nobody can read what it sealed.
    """

    vault: Vault = field(default_factory=Vault, repr=False)
    wrapped: dict[str, bytes] = field(default_factory=dict, repr=False)
    gone: set[str] = field(default_factory=set)

    def seal(self, person: str, text: str, where: str) -> bytes:
        """Encrypt a text of a person, whose key is made when it is first wanted. Raises `DataModelError`."""
        person = READ.name(person, "person")
        if person in self.gone:
            raise DataModelError(f"person: {shorten(person)} has left. Take another name for whoever comes.")
        if person not in self.wrapped:
            self.wrapped[person] = self.vault.generate()[1]
        return seal(text, self.vault.unwrap(self.wrapped[person]), where)

    def unseal(self, person: str, sealed: bytes, where: str) -> str:
        """What was sealed for a person. Raises `DataModelError` where the key is gone."""
        person = READ.name(person, "person")
        if person in self.gone:
            raise DataModelError(f"key: that of {person} was thrown away. Nobody can read what it sealed.")
        if person not in self.wrapped:
            raise DataModelError(f"person: there is no key of {shorten(person)}."
                                 f"{nearest(person, self.wrapped)}")
        return unseal(sealed, self.vault.unwrap(self.wrapped[person]), where).decode()

    def forget(self, person: str) -> None:
        """Throw a person's key away; nothing brings it back. Raises `DataModelError` for whoever has none."""
        person = READ.name(person, "person")
        if person not in self.wrapped:
            raise DataModelError(f"person: there is no key of {shorten(person)}."
                                 f"{nearest(person, self.wrapped)}")
        del self.wrapped[person]
        self.gone.add(person)


@dataclass(frozen=True)
class Disposal:
    """Whose e-mail could be read where, before and after a key was thrown away."""

    leaves: str
    rows: tuple[dict, ...]

    def table(self) -> "pandas.DataFrame":
        """One row a person: readable in the database and in last night's backup, before and after."""
        from helpers.tables import pandas

        return pandas.DataFrame(self.rows).set_index("e-mail of")


def throw_key_away(people: Iterable[str] = ("ada", "ben"), leaves: str = "ada",
                   keys_in_backup: bool = False) -> Disposal:
    """Seal people's e-mails in a database, back it up, let one of them leave, and try to read both copies again.

    Parameters
    ----------
    people
        Their names.
    leaves
        Who leaves: the row is deleted and the key thrown away; the backup of the night before stays as it is.
    keys_in_backup
        True: the wrapped keys lie in the same database, and so in its backup. Whoever restores it has them again.

    Raises
    ------
    DataModelError
        For names that are none, or somebody who leaves and was not there.

    >>> throw_key_away().table()["backup, after"].tolist()
    ['no: the key is gone', 'yes']
    >>> throw_key_away(keys_in_backup=True).table()["backup, after"].tolist()
    ['yes', 'yes']
    """
    given = READ.listed(people, "people", 'a list of names such as ("ada", "ben")', MOST_PEOPLE)
    names = tuple(dict.fromkeys(READ.name(each, f"people[{place}]") for place, each in enumerate(given)))
    leaves, in_backup = READ.name(leaves, "leaves"), READ.flag(keys_in_backup, "keys_in_backup")
    if leaves not in names:
        raise DataModelError(f"leaves: {shorten(leaves)} is not one of people.{nearest(leaves, names)}")
    with (
        tempfile.TemporaryDirectory(prefix="course", ignore_cleanup_errors=True) as folder,
        closing(sqlite3.connect(Path(folder) / "live.db")) as live,
        closing(sqlite3.connect(Path(folder) / "backup.db")) as backup,
    ):
        before, after = _played(live, backup, names, leaves, in_backup)
    rows = [{"e-mail of": each, "database, before": before[each][0], "backup, before": before[each][1],
             "database, after": after[each][0], "backup, after": after[each][1]} for each in names]  # fmt: skip
    return Disposal(leaves, tuple(rows))


def _played(live: sqlite3.Connection, backup: sqlite3.Connection, names: tuple[str, ...], leaves: str,
            in_backup: bool) -> tuple[dict, dict]:  # fmt: skip
    """What of each person can be read in both copies, before and after one has left."""
    keys = PersonKeys()
    live.execute("CREATE TABLE user (name TEXT PRIMARY KEY, email BLOB, data_key BLOB)")
    for each in names:
        sealed = keys.seal(each, f"{each}@example.org", _place(each))
        live.execute("INSERT INTO user VALUES (?, ?, ?)", (each, sealed, keys.wrapped[each] if in_backup else None))
    live.commit()
    live.backup(backup)

    def readable() -> dict:
        return {each: tuple(_readable(copy, keys, each) for copy in (live, backup)) for each in names}

    before = readable()
    live.execute("DELETE FROM user WHERE name = ?", (leaves,))
    live.commit()
    keys.forget(leaves)
    return before, readable()


def _place(person: str) -> str:
    return f"user/{person}/email"


def _readable(copy: sqlite3.Connection, keys: PersonKeys, person: str) -> str:
    """Whether a copy's row of a person opens, with the keys of now or one that lies in the copy itself."""
    found = copy.execute("SELECT email, data_key FROM user WHERE name = ?", (person,)).fetchone()
    if found is None:
        return "no: the row is deleted"
    try:
        text = (unseal(found[0], keys.vault.unwrap(found[1]), _place(person)).decode() if found[1] else
                keys.unseal(person, found[0], _place(person)))  # fmt: skip
    except DataModelError:
        return "no: the key is gone"
    return "yes" if text == f"{person}@example.org" else "no: it is another text"
