"""Edits that follow a name through a model, and their inverses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import AccessPattern, DataModel, Entity
from helpers.data_model import DataModelError
from helpers.data_model.edits import free_name, refer, rename_entity, rename_field, without_field
from helpers.errors import CourseError
from tests.data_model.models import CASES, reference


@pytest.mark.parametrize("case", CASES)
def test_an_entity_renamed_and_renamed_back_is_the_same_model(case):
    model = reference(case)
    for name in model.names:
        other = rename_entity(model, name, "another name")
        assert name not in other
        assert all(each.target != name for entity in other.entities for each in entity.refs)
        assert all(each.entity != name for each in other.patterns)
        assert all(name not in (each.source, each.target, each.through) for each in other.relations)
        assert other.check().rules() == model.check().rules()
        assert rename_entity(other, "another name", name) == model


@pytest.mark.parametrize("case", CASES)
def test_a_field_renamed_and_renamed_back_is_the_same_model(case):
    model = reference(case)
    for entity in model.entities:
        for name in entity.names:
            other = rename_field(model, entity.name, name, "a, new one")
            assert other.ddl() != model.ddl()
            assert other.check().errors == model.check().errors, "no pattern and no index lost its field"
            assert rename_field(other, entity.name, "a, new one", name) == model


@pytest.mark.parametrize("text", ["created desc", "created", "created >=", "created<", "created  DESC"])
def test_a_condition_and_an_order_keep_what_follows_the_name(text):
    post = Entity("post", {"id": "integer", "created": "timestamp"}, key="id")
    part = {"by": text} if ">" in text or "<" in text else {"order_by": text}
    model = DataModel("Blog").add(post, AccessPattern("latest", "post", **part), AccessPattern("other", "x", **part))
    made = rename_field(model, "post", "created", "made")
    assert next(iter(vars(made.pattern("latest"))[next(iter(part))])) == text.replace("created", "made", 1)
    assert made.pattern("other") == model.pattern("other")


def test_a_field_that_goes_takes_its_indexes_along_and_leaves_the_key():
    entity = Entity("a", {"x": "integer", "y": "integer", "z": "integer"}, key=["x", "y"], unique=[["y"], ["z"]],
                    indexes=[["z", "y desc"], ["z"]])
    made = without_field(DataModel("m").add(entity), "a", "y")["a"]
    assert (made.names, made.key, made.indexes, made.unique) == (("x", "z"), ("x",), (("z",),), (("z",),))
    with pytest.raises(DataModelError, match="only field"):
        without_field(DataModel("m").add(Entity("a", {"x": "integer"})), "a", "x")


@pytest.mark.parametrize("edit", [
    lambda model: rename_entity(model, "nobody", "x"), lambda model: rename_entity(model, "link", "user"),
    lambda model: rename_field(model, "link", "nothing", "x"), lambda model: rename_field(model, "link", "code", "URL"),
    lambda model: without_field(model, "link", "nothing"), lambda model: refer(model, "link", "nobody"),
])
def test_what_cannot_be_is_refused(edit):
    with pytest.raises(CourseError):
        edit(reference("url_shortener"))


def test_a_new_reference_has_a_name_of_its_own():
    model = reference("url_shortener")
    made, name = refer(model, "link", "user")
    again, other = refer(made, "link", "user")
    assert (name, other) == ("user", "user_2")
    assert [each.target for each in again["link"].refs] == ["user"] * 3
    assert again.ddl()


@given(st.text(min_size=1, max_size=63), st.lists(st.text(min_size=1, max_size=63)))
def test_a_free_name_is_free(wish, taken):
    assert free_name(wish, taken).casefold() not in {each.casefold() for each in taken}
