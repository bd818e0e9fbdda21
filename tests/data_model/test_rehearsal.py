"""Migrations rehearsed with a reader and a writer at work: who fails, and which rows come out wrong."""

import pytest
import sqlalchemy as sa

from helpers.data_model import DataModel, DataModelError, Entity, rehearsals_table, rehearse
from helpers.data_model.rehearsal import WAYS

FIELDS = {"code": "string(7)", "url": "string(200)", "clicks": "integer", "note": "text?", "owner": "ref user?"}


def model(entity: dict | None = None, **changes) -> DataModel:
    link = Entity("link", **({"fields": FIELDS, "key": "code", "indexes": [["url"]], "rows": 1000} | changes))
    return DataModel("m").add(Entity("user", {"id": "integer"}, key="id", rows=10), link)


def renamed(old: str = "url", new: str = "address") -> DataModel:
    fields = {new if name == old else name: text for name, text in FIELDS.items()}
    return model(fields=fields, indexes=())


OLD = model()
COPY = {"link.address": "url"}


def test_in_phases_nobody_fails_and_every_row_is_right():
    done = rehearse(OLD, renamed(), COPY, rows=3_000, batch=500)
    assert done.held
    assert not done.failed
    assert not done.stale
    assert not done.empty
    assert done.rows == 3_000
    assert [each.name for each in done.phases] == ["before", "expand", "write both", "migrate", "read new", "contract"]
    assert all(each.reads >= 20 and each.writes >= 20 for each in done.phases)  # they worked in every phase
    assert "no request failed" in str(done)
    assert len(done.table()) == 6


def test_at_once_the_old_program_fails_until_the_new_one_is_started():
    done = rehearse(OLD, renamed(), COPY, "at once", rows=3_000)
    assert done.failed >= 40
    assert not done.held
    assert not done.stale
    assert not done.empty
    change = next(each for each in done.phases if each.name == "change")
    assert change.failed >= 40
    assert "no such column" in done.reason
    assert "requests failed" in str(done)


def test_filled_before_both_are_written_rows_keep_old_values():
    done = rehearse(OLD, renamed(), COPY, "fill first", rows=3_000, batch=500)
    assert done.stale > 0
    assert not done.failed
    assert not done.empty
    assert not done.held
    assert f"{done.stale:,} rows have an old value" in str(done)


def test_at_once_without_a_removal_the_old_program_goes_on_and_its_changes_are_lost():
    done = rehearse(OLD, model(fields={**FIELDS, "address": "string(200)"}), COPY, "at once", rows=2_000)
    assert not done.failed
    assert done.stale > 0


@pytest.mark.parametrize(("source", "text"), [("clicks", "integer"), ("note", "text?")])
def test_numbers_are_copied_and_empty_values_stay_empty(source, text):
    done = rehearse(OLD, renamed(source, "newer"), {"newer": source}, rows=2_000, batch=300)
    assert done.held, str(done)


@pytest.mark.parametrize("way", WAYS)
def test_the_same_on_postgresql(way, pg):
    done = rehearse(OLD, renamed(), COPY, way, rows=3_000, engine=pg, batch=500)
    assert done.database == "postgresql"
    assert done.rows == 3_000
    assert not done.empty
    assert (done.failed > 0, done.stale > 0) == {"at once": (True, False), "fill first": (False, True),
                                                "in phases": (False, False)}[way]
    columns = {each["name"]: each["nullable"] for each in sa.inspect(pg).get_columns("link")}
    assert "url" not in columns
    assert ("address" in columns)
    assert way != "in phases" or columns["address"] is False  # required in the end, without a long lock


def test_fields_whose_names_need_quotes():
    fields = {"co de": "string(7)", 'u"rl%': "string(200)", "select": "integer"}
    old = DataModel("m").add(Entity('li"nk %s', fields, key="co de"))
    new = DataModel("m").add(Entity('li"nk %s', {"co de": "string(7)", "order; by": "string(200)",
                                                  "select": "integer"}, key="co de"))
    done = rehearse(old, new, {"order; by": 'u"rl%'}, rows=500)
    assert done.held, str(done)


REFUSED = {
    "a new field without a source": (renamed(), {}, "what do old rows get in link.address"),
    "copies are no dict": (renamed(), ["url"], "copies"),
    "an unknown source": (renamed(), {"address": "ulr"}, "had no field 'ulr'"),
    "an unknown new field": (renamed(), {"address": "url", "adress": "url"}, "is no new field"),
    "the key as a source": (renamed(), {"address": "code"}, "cannot be copied"),
    "a type that changes": (model(fields={**FIELDS, "url": "text"}), {}, "Add a new field, copy"),
    "nothing changes": (OLD, {}, "fields of none differ"),
    "a field that only goes": (model(fields={k: v for k, v in FIELDS.items() if k != "note"}), {}, "no new field"),
    "an entity more": (renamed().add(Entity("x", {"k": "integer"}, key="k")), COPY, "added or removed"),
    "no model": ("model", COPY, "is no DataModel"),
    "a reference that goes": (model(fields={("who" if k == "owner" else k): v.replace("ref user?", "integer?")
                                           for k, v in FIELDS.items()}), {"who": "clicks"}, "is a reference"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_rehearsed_is_said_before_anything_is_made(name):
    new, copies, told = REFUSED[name]
    with pytest.raises(DataModelError, match=told):
        rehearse(OLD, new, copies, rows=200)


def test_a_database_in_memory_or_with_tables_is_refused(tmp_path):
    with pytest.raises(DataModelError, match="connections of their own"):
        rehearse(OLD, renamed(), COPY, rows=200, engine="sqlite://")
    path = str(tmp_path / "full.db")
    OLD.create(path).dispose()
    with pytest.raises(DataModelError, match="an empty database"):
        rehearse(OLD, renamed(), COPY, rows=200, engine=path)


def test_the_ways_side_by_side():
    table = rehearsals_table(OLD, renamed(), COPY, rows=2_000)
    assert list(table.index) == [*WAYS]
    assert table.loc["in phases"].tolist()[:3] == ["0", "0", "0"]
    assert "no such column" in table.loc["at once", "requests that failed"]
    assert table.loc["fill first", "rows with an old value"] != "0"
