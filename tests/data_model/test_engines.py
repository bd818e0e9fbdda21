"""A database that is none, or lacks the model's tables, is told in one sentence with the mend."""

import pytest

from helpers import DataModel, Entity
from helpers.data_model import DataModelError

MODEL = DataModel("m").add(Entity("link", {"code": "string(7)", "url": "text"}, key="code"))


@pytest.mark.parametrize("ask", [MODEL.fill, MODEL.advise], ids=["fill", "advise"])
@pytest.mark.parametrize(("engine", "told"), [
    (None, r"engine: there is none. Write engine = model.create\(\)"),
    (5, r"engine: 5 is no database"),
])
def test_an_engine_that_is_none_is_told(ask, engine, told):
    with pytest.raises(DataModelError, match=told):
        ask(engine)


def test_a_database_without_the_tables_is_told_by_fill(tmp_path):
    with pytest.raises(DataModelError, match=r"fill: the database refuses .*no such table"):
        MODEL.fill(str(tmp_path / "links.db"), rows=10)


def test_a_path_is_a_database(tmp_path):
    path = str(tmp_path / "links.db")
    MODEL.create(path)
    assert MODEL.fill(path, rows=10) == {"link": 10}


@pytest.mark.parametrize("key", [None, 5, [7]])
def test_a_key_that_is_no_field_is_told(key):
    with pytest.raises(DataModelError, match="key: "):
        MODEL.partition(key)
