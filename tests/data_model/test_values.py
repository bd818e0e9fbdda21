"""Entities, fields, patterns and models as values: written compactly, saved and read back, refused with a mend."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import AccessPattern, CourseError, DataModel, Entity, Relation
from helpers.data_model import MARKS, TYPES, DataModelError, Field
from helpers.design import Design
from tests.data_model.models import CASES, reference

WRITTEN = (
    "identity",
    "integer",
    "integer(16)",
    "integer(32)",
    "decimal",
    "decimal(10, 2)",
    "float",
    "boolean",
    "string(32)",
    "text",
    "enum(open, closed)",
    "date",
    "timestamp",
    "datetime",
    "uuid",
    "uuid7",
    "json",
    "bytes",
    "bytes(32)",
    "list(string(20))",
    "list(string(20), 10)",
    "ref user",
    'ref "Order Details"',
)
REFUSED = (
    "",
    "strin(3)",
    "string",
    "string(0)",
    "string(-1)",
    "string(10",
    "string(99999999)",
    "integer(8)",
    "enum()",
    "list(ref user)",
    "list(list(text))",
    "decimal(0)",
    "decimal(2, 5)",
    "ref",
    "text personl",
    "text??",
    "(",
    "?",
)


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("end", ["", "?", " personal", "? personal encrypted"])
def test_a_compact_type_is_written_as_it_was_read(text, end):
    field = Field.read("x", text + end)
    assert field.text == text + end
    assert field.optional == ("?" in end)
    assert Field.read("x", field) == field


def test_every_type_has_an_example_here():
    assert {Field.read("x", text).base for text in WRITTEN} == set(TYPES)
    assert all(Field.read("x", f"text {mark}").has(mark) for mark in MARKS)


@pytest.mark.parametrize("text", [*REFUSED, None, 5, ["text"]])
def test_a_type_that_cannot_be_read_is_told_with_its_field(text):
    with pytest.raises(DataModelError, match=r"^amount: "):
        Field.read("amount", text)


@given(st.text(max_size=30))
def test_any_text_is_a_type_or_a_clear_error(text):
    with contextlib.suppress(DataModelError):  # and no other error
        assert Field.read("x", Field.read("x", text).text).text == Field.read("x", text).text


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Entity("a", {}), "1 to 500"),
        (lambda: Entity("a", {"x": "text", "X": "text"}), "one name"),
        (lambda: Entity("a", {"x": "text"}, key="y"), "no field 'y'"),
        (lambda: Entity("a", {"x": "text"}, indexes=[["x", "x desc"]]), "twice"),
        (lambda: Entity("a", {"x": "text"}, indexes=[[]]), "indexes nothing"),
        (lambda: Entity("a", {"xmin": "text"}), "keeps for itself"),
        (lambda: Entity("sqlite_a", {"x": "text"}), "keeps for itself"),
        (lambda: Entity("é" * 32, {"x": "text"}), "64 bytes"),
        (lambda: Entity("a", {"x": "text"}, rows=-1), "rows"),
        (lambda: Entity("a", {"x": "text"}, keep="5 metres"), "keep"),
        (lambda: AccessPattern("p", "a", limit=0), "limit"),
        (lambda: AccessPattern("p", "a", writes="upsert"), "writes"),
        (lambda: AccessPattern("p", "a", rate=-3), "rate"),
        (lambda: Relation("a", "b", "many"), "kind"),
        (lambda: DataModel("m", (Entity("a", {"x": "text"}), Entity("A", {"x": "text"}))), "one name"),
        (lambda: DataModel("m").add(5), "is a int"),
        (lambda: DataModel("m")["link"], "no entity"),
        (lambda: DataModel.from_dict({"entities": [{"name": "a"}]}), "fields is missing"),
        (lambda: DataModel.from_dict({"entities": [{"name": "a", "fields": {"x": "txt"}}]}), r"entities 1 \(a\): x"),
        (lambda: DataModel.from_dict({"tables": []}), "unknown field"),
    ],
)
def test_what_cannot_be_is_told_with_field_and_mend(make, told):
    with pytest.raises(CourseError, match=told):
        make()


def test_a_name_of_63_bytes_is_the_longest():
    assert Entity("x" * 63, {"y" * 63: "text"}).name == "x" * 63
    with pytest.raises(DataModelError, match="64 bytes"):
        Entity("x" * 64, {"y": "text"})
    with pytest.raises(DataModelError, match="500 bytes"):
        Entity("a", {"y" * 500: "text"})


@pytest.mark.parametrize("case", CASES)
def test_a_reference_model_is_saved_and_read_back(case, tmp_path):
    model = reference(case)
    assert DataModel.from_dict(model.to_dict()) == model
    space: dict = {}
    exec(model.to_code(), space)
    assert space["data_model"] == model
    design = Design("mine").replace(data_model=model)
    assert Design.load(design.save(tmp_path / "mine.yaml")).data_model == model


@given(st.lists(st.sampled_from(WRITTEN[:-2]), min_size=1, max_size=6), st.floats(0, 1e6), st.integers(0, 10**12))
def test_any_entity_is_saved_and_read_back(types, growth, rows):
    entity = Entity(
        "a",
        {f"f{place}": text for place, text in enumerate(types)},
        key="f0",
        indexes=["f0 desc"],
        rows=rows,
        growth=growth,
        keep="5 years",
    )
    model = DataModel("m").add(entity)
    assert DataModel.from_dict(model.to_dict()) == model


def test_rows_grow_until_they_are_no_longer_kept():
    kept = Entity("a", {"x": "text"}, growth=2, keep="1 year", rows=7)
    year = 365.25 * 86400
    assert kept.rows_after(0.5) == 7 + year
    assert kept.rows_after(1) == kept.rows_after(5) == 2 * year
    assert Entity("a", {"x": "text"}, growth=2, rows=7).rows_after(5) == 7 + 10 * year


def test_parts_are_put_and_removed():
    model = reference("microblog")
    assert model.put(model["post"].replace(growth=3))["post"].growth == 3
    assert "follow" not in model.remove("follow").names
    assert len(model.put(model["post"]).entities) == 4
    both = model.put(model["post"].replace(growth=3), model["user"].replace(rows=7))
    assert (both["post"].growth, both["user"].rows, both.names) == (3, 7, model.names)
    assert model.remove("follow", "post") == model.remove("follow").remove("post")
    assert not model.remove("user").relations
    with pytest.raises(CourseError, match="no pattern"):
        model.remove("nothing")


@pytest.mark.parametrize(("words", "taken"), [
    (["a" * 60], True), (["a" * 61], False), (["a\u202eb"], False), ([f"w{at}" for at in range(100)], True),
    ([f"w{at}" for at in range(101)], False), (["a", "a", " b "], True)], ids=range(6))
def test_words_of_an_enum_are_short_printed_and_a_hundred_at_most(words, taken):
    text = f"enum({', '.join(words)})"
    if taken:
        assert Field.read("x", text).words == tuple(dict.fromkeys(each.strip() for each in words))
    else:
        with pytest.raises(DataModelError, match="1 to 100 short words"):
            Field.read("x", text)
