"""Where each field travels, how it is protected there, and what four thieves get."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.data_model.model import DataModel
from helpers.data_model.parts import READ
from helpers.data_model.rules.privacy import is_secret, tells_of_person
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    import pandas

PLACES = ("client", "service", "database", "cache", "queue", "search", "analytics", "log", "backup")
KEEPS = frozenset(PLACES) - {"client", "service"}
TRANSIT = ("tls", "none")
REST = ("disk", "none")
# Thief: what each protection keeps from it. Disk encryption is open while the machine runs.
THIEVES = {
    "stolen disk": "takes a disk out of the machine room",
    "stolen backup": "takes a backup as the database wrote it",
    "curious administrator": "reads every table of the running database",
    "leaked key": "has the data key of the application, and a backup",
    "wire": "listens on the network",
}


@dataclass(frozen=True)
class Store:
    """A place that fields reach: `transit` protects the way, `rest` the disk; `fields` it holds ("*" for all)."""

    place: str
    fields: tuple[str, ...] = ("*",)
    transit: str = "tls"
    rest: str = "disk"

    def __post_init__(self):
        object.__setattr__(self, "place", READ.choice(self.place, "place", PLACES))
        object.__setattr__(self, "transit", READ.choice(self.transit, f"{self.place}.transit", TRANSIT))
        object.__setattr__(self, "rest", READ.choice(self.rest, f"{self.place}.rest", REST))
        given = (self.fields,) if isinstance(self.fields, str) else self.fields
        object.__setattr__(
            self,
            "fields",
            tuple(
                READ.text(each, f"{self.place}.fields", 200)
                for each in READ.listed(given, f"{self.place}.fields", "a list of fields", 1000)
            ),
        )


@dataclass(frozen=True)
class DataFlow:
    """The places that a model's fields reach, and what each thief gets of those that tell of a person or are secret."""

    model: DataModel
    stores: tuple[Store, ...]

    def __post_init__(self):
        stores = tuple(self.stores)
        if not stores or not all(isinstance(each, Store) for each in stores):
            raise DataModelError("stores: give Store values, such as Store('database'), Store('backup', rest='none').")
        object.__setattr__(self, "stores", stores)
        known = set(self._fields())
        for store in stores:
            for name in store.fields:
                if name != "*" and name not in known:
                    raise DataModelError(
                        f"{store.place}.fields: the model has no field {name}. Write it as user.email."
                    )

    def _fields(self) -> dict:
        return {f"{entity.name}.{each.name}": each for entity in self.model.entities for each in entity.fields}

    def reached(self, store: Store) -> dict:
        """The fields that a place holds."""
        return {name: each for name, each in self._fields().items() if "*" in store.fields or name in store.fields}

    def given_away(self, thief: str) -> tuple[str, ...]:
        """The personal and secret fields that a thief can read; those named so count like those marked so.

        Parameters
        ----------
        thief
            "stolen disk", "stolen backup", "curious administrator", "leaked key" or "wire".
        """
        return tuple(dict.fromkeys(name for _, names in self.given_away_at(thief) for name in names))

    def given_away_at(self, thief: str) -> tuple[tuple[Store, tuple[str, ...]], ...]:
        """Each place, and the personal and secret fields that a thief reads there."""
        thief = READ.choice(thief, "thief", THIEVES)
        return tuple(
            (
                store,
                tuple(
                    name
                    for name, each in self.reached(store).items()
                    if _sensitive(each) and not each.has("hashed") and _reads(thief, store, each)
                ),
            )
            for store in self.stores
        )

    def check(self) -> Findings:
        """Findings at each place: what travels or lies in the clear, secrets in logs, persons in analytics."""
        return Findings(dict.fromkeys(self._found()))

    def _found(self) -> Iterable[Finding]:
        for store in self.stores:
            sensitive = {name: each for name, each in self.reached(store).items() if _sensitive(each)}
            if sensitive and store.transit == "none":
                yield Finding(
                    "in-clear-on-the-wire",
                    "error",
                    store.place,
                    f"{_listed(sensitive)} travel in the clear",
                    "Use TLS 1.3 on the way there, inside the machine room as well.",
                )
            if sensitive and store.rest == "none" and store.place in KEEPS:
                open_ = {name: each for name, each in sensitive.items() if not each.has("encrypted", "hashed")}
                if open_:
                    yield Finding(
                        "in-clear-on-the-disk",
                        "error",
                        store.place,
                        f"a stolen disk gives away {_listed(open_)}",
                        "Encrypt the disk or the backup, with a key kept elsewhere.",
                    )
            secrets = {name: each for name, each in sensitive.items() if is_secret(each)}
            if secrets and store.place in ("log", "analytics", "cache", "queue", "search"):
                yield Finding(
                    "secret-copied",
                    "error",
                    store.place,
                    f"{_listed(secrets)} have no place there",
                    "Leave secrets out: keep them in one place.",
                )
            open_ = {
                name: each
                for name, each in sensitive.items()
                if tells_of_person(each) and not each.has("encrypted", "hashed")
            }
            if open_ and store.place in ("log", "analytics"):
                yield Finding(
                    "person-copied",
                    "warning",
                    store.place,
                    f"{_listed(open_)} tell of persons there, and stay when their rows are deleted",
                    "Leave them out, or replace them by a keyed hash.",
                )
            if (
                sensitive
                and store.place == "backup"
                and any(not each.has("encrypted", "hashed") for each in sensitive.values())
            ):
                yield Finding(
                    "backup-remembers",
                    "note",
                    store.place,
                    "what is deleted stays in backups until they end",
                    "Encrypt with a key for each person that lies in no backup, and throw the key away.",
                )

    def table(self) -> "pandas.DataFrame":
        """What each thief gets, and at which places."""
        from helpers.tables import pandas

        rows = [
            {
                "who": told,
                "gets": ", ".join(self.given_away(thief)) or "nothing of persons, no secret",
                "where": ", ".join(dict.fromkeys(store.place for store, names in self.given_away_at(thief) if names)),
            }
            for thief, told in THIEVES.items()
        ]
        return pandas.DataFrame(rows, index=pandas.Index(THIEVES, name="thief"))

    def mermaid(self) -> str:
        """The picture: places, what is on the way, and how it is protected."""
        lines = ["flowchart LR", "    client[client] -->|tls| service[service]"]
        for store in self.stores:
            if store.place in KEEPS:
                count = sum(_sensitive(each) for each in self.reached(store).values())
                lines.append(
                    f"    service -->|{store.transit}, {count} sensitive| {store.place}[({store.place}: {store.rest})]"
                )
        return "\n".join(dict.fromkeys(lines)) + "\n"


def _sensitive(field) -> bool:
    return tells_of_person(field) or is_secret(field)


def _reads(thief: str, store: Store, field) -> bool:
    sealed = field.has("encrypted")
    return {
        "stolen disk": store.place in KEEPS and store.rest == "none" and not sealed,
        "stolen backup": store.place == "backup" and store.rest == "none" and not sealed,
        "curious administrator": store.place in KEEPS - {"backup"} and not sealed,
        "leaked key": store.place == "backup" and store.rest == "none",
        "wire": store.transit == "none" and not sealed,
    }[thief]


def _listed(fields: Mapping) -> str:
    return ", ".join(fields)
