"""Resources changed field by field: what refers to them follows, and nothing that is used is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import Api, Endpoint
from helpers.errors import CourseError
from helpers.interface.resource_edits import (
    free_field,
    free_resource,
    rename_field,
    rename_resource,
    uses_of,
    with_field,
    without_field,
)
from tests.hostile import anything, refuses_or_answers

BLOG = Api("Blog", resources={
    "Post": {"id": "uuid read-only", "author": "User", "text": "string(280)"},
    "User": {"name": "string(50)", "friends": "list[User](100)?"}}).add(
    Endpoint("write_post", "POST", "/posts", body="Post", returns="Post"),
    Endpoint("list_posts", "GET", "/posts", returns="list[Post](20)", resource="Post", paginated="cursor"))  # fmt: skip


def texts(api, resource):
    return {name: str(made) for name, made in api.resources[resource].items()}


def test_a_field_is_added_at_the_end_and_changed_at_its_place():
    more = with_field(BLOG, "Post", "likes", "integer(0..)")
    assert list(texts(more, "Post")) == ["id", "author", "text", "likes"]
    assert texts(with_field(more, "Post", "author", "User?"), "Post")["author"] == "User?"
    assert list(texts(with_field(more, "Post", "author", "User?"), "Post")) == ["id", "author", "text", "likes"]
    assert BLOG.resources["Post"].keys() == {"id", "author", "text"}


def test_a_new_name_is_put_wherever_the_old_one_stands():
    renamed = rename_resource(rename_resource(BLOG, "Post", "Note"), "User", "Person")
    assert list(renamed.resources) == ["Note", "Person"]
    assert texts(renamed, "Note")["author"] == "Person"
    assert texts(renamed, "Person")["friends"] == "list[Person](100)?"
    assert (str(renamed["write_post"].body), str(renamed["list_posts"].returns)) == ("Note", "list[Note](20)")
    assert renamed["list_posts"].resource == "Note"
    assert rename_resource(rename_resource(renamed, "Note", "Post"), "Person", "User") == BLOG


def test_a_field_keeps_its_place_under_a_new_name():
    assert list(texts(rename_field(BLOG, "Post", "author", "writer"), "Post")) == ["id", "writer", "text"]
    assert rename_field(BLOG, "Post", "text", "text") == BLOG


def test_what_is_used_is_not_taken_out():
    alone = Api("A", resources={"Link": {"url": "uri(2048)"}, "Spare": {"x": "integer"}}).add(
        Endpoint("make", "POST", "/links", body="Link", returns="Link"))
    assert list(without_field(alone, "Spare", "x").resources) == ["Link"]
    with pytest.raises(CourseError, match="its last field, and make uses it"):
        without_field(alone, "Link", "url")
    assert list(texts(without_field(BLOG, "Post", "text"), "Post")) == ["id", "author"]
    assert uses_of(BLOG, "User") == ["Post.author"]
    assert uses_of(BLOG, "Post") == ["write_post", "list_posts"]


@pytest.mark.parametrize(("change", "told"), [
    (lambda: with_field(BLOG, "Post", "x", "strin(5)"), "Did you mean string"),
    (lambda: with_field(BLOG, "Pots", "x", "integer"), "Did you mean Post"),
    (lambda: with_field(BLOG, "Post", "x", "Nobody"), "no resource Nobody"),
    (lambda: with_field(BLOG, "Post", "a b", "integer"), "a b"),
    (lambda: rename_field(BLOG, "Post", "text", "id"), "stands there already"),
    (lambda: rename_field(BLOG, "Post", "txt", "body"), "Did you mean text"),
    (lambda: rename_resource(BLOG, "Post", "User"), "already"),
    (lambda: rename_resource(BLOG, "Post", "post"), "capital letter"),
    (lambda: rename_resource(BLOG, "Post", "Problem"), "taken"),
    (lambda: without_field(BLOG, "Post", "nothing"), "no field"),
    (lambda: with_field(BLOG, "User", "best", "User"), "without end")])  # fmt: skip
def test_what_cannot_be_is_refused_with_the_mend(change, told):
    with pytest.raises(CourseError, match=told):
        change()


def test_free_names_are_free():
    api = with_field(BLOG, "Post", free_field(BLOG, "Post"), "integer")
    assert free_field(BLOG, "Post") == "new_field_1"
    assert free_field(api, "Post") == "new_field_2"
    assert free_resource(api.resource("Thing1", {"x": "integer"})) == "Thing2"


@given(anything, anything, anything)
def test_whatever_is_given_there_is_an_interface_or_one_clear_error(one, two, three):
    for call in (with_field, rename_field):
        with refuses_or_answers():
            call(BLOG, one, two, three)
    with refuses_or_answers():
        with_field(BLOG, "Post", one, two)
    with refuses_or_answers():
        rename_field(BLOG, "Post", "text", one)
    for call in (rename_resource, without_field):
        with refuses_or_answers():
            call(BLOG, one, two)
        with refuses_or_answers():
            call(BLOG, "Post", one)


@given(st.sampled_from(["Post", "User"]), st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True))
def test_a_resource_renamed_and_back_is_the_same(old, new):
    if new not in BLOG.resources and new not in ("Problem", "Error"):
        assert rename_resource(rename_resource(BLOG, old, new), new, old) == BLOG
