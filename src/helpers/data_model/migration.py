"""From one version of a model to the next: Alembic finds the steps, and each is judged in squawk's words."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.data_model.model import DataModel
from helpers.data_model.schema import DIALECTS, READ, create, dialect_named, metadata_of
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    import pandas

PHASES = ("expand", "migrate", "contract")
# PostgreSQL 15, section 13.3.1 and the notes of ALTER TABLE: what a step locks, and whether it rewrites the table.
EFFECTS = {
    "add_table": ("", "nothing that is in use", False, "expand"),
    "remove_table": ("ban-drop-table", "ACCESS EXCLUSIVE", False, "contract"),
    "add_column": ("", "ACCESS EXCLUSIVE, for a moment", False, "expand"),
    "add_required": ("adding-required-field", "ACCESS EXCLUSIVE", False, "expand"),
    "remove_column": ("ban-drop-column", "ACCESS EXCLUSIVE, for a moment", False, "contract"),
    "modify_type": ("changing-column-type", "ACCESS EXCLUSIVE while it rewrites", True, "contract"),
    "set_required": ("adding-not-nullable-field", "ACCESS EXCLUSIVE while it reads all rows", False, "contract"),
    "drop_required": ("ban-drop-not-null", "ACCESS EXCLUSIVE, for a moment", False, "expand"),
    "add_index": ("require-concurrent-index-creation", "SHARE: writers wait while it is built", False, "expand"),
    "remove_index": ("require-concurrent-index-deletion", "ACCESS EXCLUSIVE, for a moment", False, "contract"),
    "add_constraint": ("disallowed-unique-constraint", "ACCESS EXCLUSIVE while it is built", False, "expand"),
    "add_fk": (
        "adding-foreign-key-constraint",
        "SHARE ROW EXCLUSIVE: writers wait while it is looked at",
        False,
        "expand",
    ),
    "remove_constraint": ("", "ACCESS EXCLUSIVE, for a moment", False, "contract"),
    "remove_fk": ("", "ACCESS EXCLUSIVE, for a moment", False, "contract"),
}
BREAKS = {
    "remove_table": "the running version still reads it",
    "remove_column": "the running version still reads it",
    "add_required": "the running version inserts rows without it, and old rows have none",
    "set_required": "the running version may still leave it empty",
    "modify_type": "the running version writes the old type",
    "drop_required": "the running version may not expect it to be empty",
}
MENDS = {
    "remove_table": "Remove it from the code first, and drop it a version later.",
    "remove_column": "Remove it from the code first, and drop it a version later.",
    "add_required": "Add it so that it may be empty, fill it in batches, and only then make it required.",
    "set_required": "Add a CHECK (... IS NOT NULL) NOT VALID, validate it, then set NOT NULL.",
    "modify_type": "Add a new field, write both, fill it in batches, read the new one, drop the old one.",
    "drop_required": "Let the code bear empty values first.",
    "add_index": "Build it CONCURRENTLY, outside a transaction.",
    "remove_index": "Drop it CONCURRENTLY, outside a transaction.",
    "add_constraint": "Build a unique index CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX.",
    "add_fk": "Add it NOT VALID, and validate it in a second transaction.",
}


@dataclass(frozen=True)
class Step:
    """One step: what changes, the lock that it takes, whether it rewrites the table, and its phase."""

    kind: str
    where: str
    rule: str
    locks: str
    rewrites: bool
    phase: str
    breaks: str = ""


@dataclass(frozen=True)
class Migration:
    """The steps from one version of a model to the next, in the order expand, migrate, contract."""

    old: DataModel
    new: DataModel
    steps: tuple[Step, ...]

    def check(self) -> Findings:
        """Findings in squawk's words: what locks, what rewrites, what breaks the version that runs."""
        found = []
        for each in self.steps:
            if each.rule:
                told = f"takes {each.locks}" + (" and rewrites the table" if each.rewrites else "")
                told += f"; {each.breaks}" if each.breaks else ""
                found.append(
                    Finding(each.rule, "error" if each.breaks else "warning", each.where, told, MENDS[each.kind])
                )
        return Findings(found)

    def table(self) -> "pandas.DataFrame":
        """One row a step."""
        from helpers.tables import pandas

        return pandas.DataFrame(
            [vars(each) for each in self.steps],
            columns=["phase", "kind", "where", "locks", "rewrites", "breaks", "rule"],
        )


def migrate(old: DataModel, new: DataModel, dialect: str = "postgresql") -> Migration:
    """The steps from one version to the next, as Alembic finds them on a database that has the old one.

    Raises `DataModelError` for what is no model, or cannot be made.

    >>> from helpers.data_model import Entity
    >>> before = DataModel("m").add(Entity("a", {"k": "integer"}, key="k"))
    >>> after = before.put(Entity("a", {"k": "integer", "x": "text?"}, key="k"))
    >>> [(step.kind, step.where) for step in migrate(before, after).steps]
    [('add_column', 'a.x')]
    """
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    READ.choice(dialect, "dialect", DIALECTS)
    for each in (old, new):
        if not isinstance(each, DataModel):
            raise DataModelError(f"model: {type(each).__name__} is no DataModel. Give the old model, then the new one.")
    dialect_named(dialect)
    steps: list[Step] = []
    engine = create(old)
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        for change in compare_metadata(context, metadata_of(new)):
            for each in change if isinstance(change, list) else [change]:
                found = _step(each)
                if found is not None:
                    steps.append(found)
    engine.dispose()
    steps += _type_steps(old, new)
    fresh = {each.where for each in steps if each.kind == "add_table"}
    kept = [each for each in steps if each.kind == "add_table" or each.where.split(".")[0] not in fresh]
    order = sorted(dict.fromkeys(kept), key=lambda each: PHASES.index(each.phase))
    return Migration(old, new, tuple(order))


def _type_steps(old: DataModel, new: DataModel) -> list[Step]:
    """Types are compared as the course knows them: a database's own names for them differ where they mean the same."""
    found = []
    for entity in new.entities:
        if entity.name in old:
            for each in entity.fields:
                if each.name in old[entity.name]:
                    before = old[entity.name][each.name]
                    if (before.base, before.numbers, before.words) != (each.base, each.numbers, each.words):
                        found.append(_made("modify_type", f"{entity.name}.{each.name}"))
    return found


def _step(change: tuple) -> Step | None:
    kind = change[0]
    if kind in ("add_table", "remove_table"):
        return _made(kind, change[1].name)
    if kind in ("add_column", "remove_column"):
        required = kind == "add_column" and not change[3].nullable and change[3].server_default is None
        return _made("add_required" if required else kind, f"{change[2]}.{change[3].name}")
    if kind == "modify_nullable":
        return _made("drop_required" if change[6] else "set_required", f"{change[2]}.{change[3]}")
    if kind in EFFECTS:
        thing = change[1]
        names = ", ".join(each.name for each in getattr(thing, "columns", ()))
        return _made(kind, f"{thing.table.name}.{names}")
    return None


def _made(kind: str, where: str) -> Step:
    rule, locks, rewrites, phase = EFFECTS[kind]
    return Step(kind, where, rule, locks, rewrites, phase, BREAKS.get(kind, ""))
