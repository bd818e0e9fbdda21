"""Stories and experiments: each contract that breaks in use is seen to break, and its mended one to hold."""

import pytest

from helpers.interface import (
    Api,
    Endpoint,
    InterfaceError,
    Step,
    compare,
    page_boundary,
    play,
    sent_twice,
    stranger,
    two_editors,
    two_wishes,
)
from tests.hostile import refuses_or_answers
from tests.interface.samples import WORKSHOP, reference

LINKS, BLOG = reference("url_shortener"), reference("microblog")


def test_a_story_passes_on_what_was_answered():
    told = play(
        [
            Step("create_tool", {"name": "saw"}, key="k", save="tool"),
            Step("create_loan", {"note": "for {tool.name}"}, {"tool_id": "{tool.id}"}, save="loan"),
            Step("read_loan", parameters={"tool_id": "{tool.id}", "id": "{loan.id}"}),
            Step("replace_tool", {"name": "axe"}, {"tool_id": "{tool.id}"}, if_match="{tool.etag}"),
            Step("delete_tool", parameters={"tool_id": "{tool.id}"}, as_="bob", note="not his"),
        ],
        WORKSHOP,
    )
    assert told.statuses == (201, 201, 200, 200, 403)
    assert told["loan"]["note"] == "for saw"
    assert told.counts["Tool"] == 1
    assert told.table()["note"].tolist()[-1] == "not his"


def test_a_story_is_told_in_short_and_may_go_on():
    shop = WORKSHOP.serve()
    shop.seed("Tool", 2)
    assert play("list_tools", shop).answers[0]["items"]
    assert play([("create_tool", {"name": "a"}), "list_tools"], WORKSHOP, seed={"Tool": 3}).statuses == (400, 200)
    assert WORKSHOP.play(["list_tools"]).statuses == (200,)


@pytest.mark.parametrize(
    ("story", "told"),
    [
        ([Step("list_tool")], "list_tools"),
        ([Step("read_tool")], "step 1, read_tool"),
        ([5], "5"),
        ("list", "list_tools"),
        ([Step("list_tools", save="all"), Step("read_tool", parameters={"tool_id": "{all.items.9.id}"})], "step 2"),
        (7, "7"),
        ([Step("list_tools")] * 201, "200"),
    ],
)
def test_a_story_that_cannot_be_played_says_which_step(story, told):
    with pytest.raises(InterfaceError, match=told):
        play(story, WORKSHOP)


def test_sent_twice_with_and_without_a_key():
    safe, unsafe = (
        sent_twice(LINKS, "create_link"),
        sent_twice(LINKS.change("create_link", idempotent=False), "create_link"),
    )
    assert (safe.held, safe.figures["made"]) == (True, 1)
    assert (unsafe.held, unsafe.figures["made"]) == (False, 2)
    assert "2 made" in str(unsafe)
    chosen = {"url": "https://example.org", "code": "mine"}
    assert not sent_twice(LINKS.change("create_link", idempotent=False), "create_link", chosen).held


@pytest.mark.parametrize("endpoint", ["replace_tool", "change_tool", "delete_tool", "mark_tool"])
def test_what_names_its_thing_can_be_sent_twice(endpoint):
    api = WORKSHOP.change("replace_tool", if_match=False)
    assert sent_twice(api, endpoint).held


@pytest.mark.parametrize(
    ("arriving", "wrong"), [(1, "shown twice"), (3, "shown twice"), (-1, "never shown"), (-4, "never shown")]
)
def test_a_page_boundary_by_offset_and_by_cursor(arriving, wrong):
    by_offset = page_boundary(BLOG.change("read_timeline", paginated="offset"), "read_timeline", arriving)
    by_cursor = page_boundary(BLOG, "read_timeline", arriving)
    assert by_cursor.held
    assert not by_offset.held
    assert by_offset.figures[wrong] == abs(arriving)


def test_a_list_that_does_not_change_pages_well_either_way():
    assert page_boundary(BLOG.change("read_timeline", paginated="offset"), "read_timeline", 0).held
    assert page_boundary(WORKSHOP.change("list_tools", paginated=None), "list_tools", 1).held


def test_two_editors_with_and_without_a_version():
    safe = two_editors(WORKSHOP, "replace_tool")
    unsafe = two_editors(WORKSHOP.change("replace_tool", if_match=False), "replace_tool")
    assert (safe.held, unsafe.held) == (True, False)
    assert safe.played.statuses == (200, 412)
    assert "overwrote" in unsafe.says


def test_a_strangers_id():
    assert stranger(WORKSHOP, "delete_tool").held
    open_to_all = stranger(WORKSHOP.change("delete_tool", owner_only=False), "delete_tool")
    assert not open_to_all.held
    assert open_to_all.figures["changed"]
    assert not stranger(WORKSHOP, "read_loan").held
    assert stranger(WORKSHOP.change("read_loan", owner_only=True), "read_loan").held
    assert stranger(WORKSHOP, "read_tool").held, "what is public may be read"


def test_contracts_side_by_side():
    table = compare(
        sent_twice, {"plain": LINKS.change("create_link", idempotent=False), "with a key": LINKS}, "create_link"
    )
    assert table["made"].to_dict() == {"plain": 2, "with a key": 1}
    assert table["held"].tolist() == [False, True]


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: sent_twice(LINKS, "make_link"),
        lambda: page_boundary(LINKS, "open_link"),
        lambda: two_editors(LINKS, "open_link"),
        lambda: stranger(LINKS, "create_link"),
        lambda: compare(sent_twice, {}, "create_link"),
        lambda: sent_twice("x", "y"),
    ],
)
def test_an_experiment_that_does_not_fit_says_so(mistake):
    with pytest.raises(InterfaceError):
        mistake()


def test_an_experiment_works_on_any_endpoint_that_it_fits():
    """Every experiment runs on every endpoint of the fullest interface, or says that it does not fit."""
    for endpoint in WORKSHOP.names:
        for experiment in (sent_twice, page_boundary, two_editors, stranger):
            with refuses_or_answers():
                assert isinstance(experiment(WORKSHOP, endpoint).held, bool)


def test_a_body_of_any_form_is_made_up():
    api = Api(
        "A",
        (Endpoint("a", "POST", "/a", body="A", returns="A"),),
        {
            "A": {
                "l": "list[A](3)?",
                "m": "map[integer(1..3)](2)",
                "n": "enum[x|y]",
                "p": "string /[a-c]{3}-[0-9]+/",
                "u": "uuid",
                "d": "date",
                "e": "email(99)",
                "b": "boolean",
                "o": "object",
                "f": "double(0.5..1)",
            }
        },
    )
    assert sent_twice(api, "a").played.statuses == (0, 201)


def test_a_call_that_takes_a_key_is_sent_one_in_every_experiment():
    keyed = WORKSHOP.change("replace_tool", idempotent=True).change("delete_tool", idempotent=True)
    assert two_editors(keyed, "replace_tool").played.statuses == (200, 412)
    assert stranger(keyed, "delete_tool").held


@pytest.mark.parametrize(
    ("change", "made"),
    [({}, 2), ({"idempotent": False}, 2), ({"method": "PUT"}, 1)],
)
def test_two_wishes_make_two(change, made):
    """A PUT on a collection is safe to repeat, and loses the first wish."""
    outcome = two_wishes(LINKS.change("create_link", **change), "create_link")
    assert outcome.figures["made"] == made
    assert outcome.held == (made == 2)


def test_two_wishes_at_addresses_that_the_client_makes_up():
    own = LINKS.change("create_link", method="PUT", path="/links/{code}", idempotent=False, owner_only=True)
    assert two_wishes(own, "create_link").held


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_verb_behind_the_id_is_told_the_right_call(method):
    verb = WORKSHOP.change("delete_tool", method=method, path="/tools/{id}/delete")
    with pytest.raises(InterfaceError, match=r"DELETE /tools/\{id\}"):
        stranger(verb, "delete_tool")


def test_a_get_makes_nothing_however_often_it_is_sent():
    outcome = two_wishes(LINKS.remove("list_links").change("create_link", method="GET", body=None), "create_link")
    assert not outcome.held
    assert "GET is there to read" in outcome.says
