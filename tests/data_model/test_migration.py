"""Steps from one version to the next, held against squawk's own verdict on the statement."""

import pytest

from helpers import DataModel, Entity
from helpers.data_model import DataModelError, migrate
from helpers.data_model.migration import EFFECTS, MENDS
from tests.data_model.models import CASES, reference
from tests.data_model.test_schema import squawk

OLD = Entity("a", {"k": "integer", "x": "string(20)", "y": "integer?"}, key="k", indexes=["y"])
LIMITS = "SET lock_timeout = '1s';\nSET statement_timeout = '5s';\n"
CHANGES = {
    "add_column": (
        OLD.replace(fields={"k": "integer", "x": "string(20)", "y": "integer?", "z": "text?"}),
        "ALTER TABLE a ADD COLUMN IF NOT EXISTS z text;",
    ),
    "add_required": (
        OLD.replace(fields={"k": "integer", "x": "string(20)", "y": "integer?", "z": "text"}),
        "ALTER TABLE a ADD COLUMN z text NOT NULL;",
    ),
    "remove_column": (
        Entity("a", {"k": "integer", "y": "integer?"}, key="k", indexes=["y"]),
        "ALTER TABLE a DROP COLUMN x;",
    ),
    "modify_type": (
        OLD.replace(fields={"k": "integer", "x": "integer", "y": "integer?"}),
        "ALTER TABLE a ALTER COLUMN x TYPE bigint USING x::bigint;",
    ),
    "set_required": (
        OLD.replace(fields={"k": "integer", "x": "string(20)", "y": "integer"}),
        "ALTER TABLE a ALTER COLUMN y SET NOT NULL;",
    ),
    "drop_required": (
        OLD.replace(fields={"k": "integer", "x": "string(20)?", "y": "integer?"}),
        "ALTER TABLE a ALTER COLUMN x DROP NOT NULL;",
    ),
    "add_index": (OLD.replace(indexes=["y", "x"]), "CREATE INDEX ix ON a (x);"),
    "remove_index": (OLD.replace(indexes=[]), "DROP INDEX ix;"),
    "add_constraint": (OLD.replace(unique=["x"]), "ALTER TABLE a ADD CONSTRAINT u UNIQUE (x);"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_one_step_and_squawk_says_the_same_of_it(kind, tmp_path):
    new, statement = CHANGES[kind]
    steps = migrate(DataModel("m").add(OLD), DataModel("m").add(new)).steps
    assert [each.kind for each in steps] == [kind]
    said = squawk(LIMITS + statement, tmp_path)
    assert EFFECTS[kind][0] in said if EFFECTS[kind][0] else not said


def test_tables_come_and_go_and_what_is_new_is_not_judged():
    old, new = (
        DataModel("m").add(OLD),
        DataModel("m").add(OLD, Entity("b", {"k": "integer", "a": "ref a"}, key="k", indexes=["a"])),
    )
    assert [each.kind for each in migrate(old, new).steps] == ["add_table"]
    assert not migrate(old, new).check()
    assert migrate(new, old).check().rules() == {"ban-drop-table"} | (
        migrate(new, old).check().rules() - {"ban-drop-table"}
    )


@pytest.mark.parametrize("case", CASES)
def test_a_model_needs_no_step_to_itself(case):
    assert not migrate(reference(case), reference(case)).steps


def test_steps_come_in_phases_and_each_judged_one_has_a_mend():
    new = Entity("a", {"k": "integer", "y": "integer?", "z": "text?"}, key="k", indexes=["y"])
    steps = migrate(DataModel("m").add(OLD), DataModel("m").add(new)).steps
    assert [each.phase for each in steps] == ["expand", "contract"]
    assert {kind for kind, effect in EFFECTS.items() if effect[0]} == set(MENDS)
    with pytest.raises(DataModelError, match=r"^model"):
        migrate(DataModel("m").add(OLD), 5)


def test_what_each_step_locks_and_when_it_may_come():
    """PostgreSQL 15, ALTER TABLE and section 13.3.1; what the running version still needs goes last."""
    assert {kind for kind, (_, _, rewrites, _) in EFFECTS.items() if rewrites} == {"modify_type"}
    assert {kind for kind, (_, _, _, phase) in EFFECTS.items() if phase == "expand"} == {
        "add_table", "add_column", "add_required", "drop_required", "add_index", "add_constraint", "add_fk"}
    assert {phase for _, _, _, phase in EFFECTS.values()} == {"expand", "contract"}
    locks = {kind: lock.split(",")[0].split(":")[0].split(" while")[0] for kind, (_, lock, _, _) in EFFECTS.items()}
    others = {"add_table": "nothing that is in use", "add_index": "SHARE", "add_fk": "SHARE ROW EXCLUSIVE"}
    assert locks == {kind: others.get(kind, "ACCESS EXCLUSIVE") for kind in EFFECTS}
