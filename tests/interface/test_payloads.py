"""Sizes against JSON that is really written, flows against the case's, bandwidth against the estimate's."""

import json
import math

import pytest

from helpers.architecture import as_flows
from helpers.cases import load_case
from helpers.estimation import Estimate, add_bandwidth, add_scale
from helpers.interface import Api, Endpoint, InterfaceError
from tests.interface.samples import CASES, WORKSHOP, reference


def one(made: str, **fields):
    api = Api("A", (Endpoint("a", "POST", "/a", body="A", returns="A"),), {"A": {"x": made, **fields}})
    return api.payload_bytes("a")


@pytest.mark.parametrize(
    ("made", "value"),
    [
        ("string(10..10)", "x" * 10),
        ("uuid", "00000000-0000-4000-8000-000000000000"),
        ("date", "2026-11-29"),
        ("date-time", "2026-11-29T00:00:00Z"),
        ("enum[on]", "on"),
        ("uri(2048 ~90)", "u" * 90),
        ("string(9000 ~1000)", "t" * 1000),
        ("integer(100..999)", 500),
        ("integer", 100_000),
    ],
)
def test_usual_sizes_are_those_of_the_json(made, value):
    size = len(json.dumps({"x": value}, separators=(",", ":")))
    assert one(made).request == one(made).response == size


@pytest.mark.parametrize(("made", "count"), [
    ("list[date]", 5), ("list[date](3)", 3), ("list[date](5)", 5), ("list[date](9)", 5), ("list[date](90 ~20)", 20)])
def test_a_list_holds_five_things_unless_its_type_says_otherwise(made, count):
    size = len(json.dumps({"x": ["2026-11-29"] * count}, separators=(",", ":")))
    assert abs(one(made).request - size) <= 1


def test_lists_and_nested_resources_add_up():
    api = Api("A", (Endpoint("a", "POST", "/a", body="A"),), {"A": {"l": "list[B](10 ~3)"}, "B": {"d": "date"}})
    size = len(json.dumps({"l": [{"d": "2026-11-29"}] * 3}, separators=(",", ":")))
    assert abs(api.payload_bytes("a").request - size) <= 1


def test_each_direction_counts_what_it_carries():
    sizes = one("string(10..10)", mine="string(100..100) write-only", yours="string(50..50) read-only")
    sent = {"x": "x" * 10, "mine": "m" * 100}
    shown = {"x": "x" * 10, "yours": "y" * 50}
    assert [sizes.request, sizes.response] == [len(json.dumps(each, separators=(",", ":"))) for each in (sent, shown)]


@pytest.mark.parametrize(
    ("made", "bounded"),
    [
        ("string(10)", True),
        ("string", False),
        ("list[date]", False),
        ("object", False),
        ("list[date](2)", True),
        ("list[string](2)", False),
    ],
)
def test_largest_sizes_have_a_bound_where_the_type_has_one(made, bounded):
    assert (one(made).largest_request is not None) == bounded


def test_no_value_is_larger_than_the_largest():
    sizes = one("string(5)")
    worst = json.dumps({"x": "\U0001f4a5" * 5}, ensure_ascii=False, separators=(",", ":"))
    assert sizes.largest_request >= len(worst.encode())


def test_a_resource_that_holds_itself_has_a_size():
    api = Api("A", (Endpoint("a", "GET", "/a", returns="A"),), {"A": {"up": "A?", "down": "list[A](5)"}})
    assert 0 < api.payload_bytes("a").response < 1e6
    assert api.payload_bytes("a").largest_response is None


def test_a_redirect_sends_the_address():
    api = reference("url_shortener")
    assert (api.payload_bytes("open_link").request, api.payload_bytes("open_link").response) == (0, 90)
    assert "at most 2,048" in str(api.payload_bytes("open_link"))


def scaled() -> Estimate:
    return add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write", peak_factor="peak_factor")


@pytest.mark.parametrize("case", CASES)
def test_flows_of_the_worked_interfaces_are_those_of_the_case(case):
    made = {each.name: each for each in reference(case).flows()}
    assert math.isclose(sum(each.share for each in made.values()), 1)
    for flow in load_case(case).flows:
        assert set(made[flow.name].reads + made[flow.name].writes) == set(flow.reads + flow.writes)
        assert math.isclose(made[flow.name].share, flow.share, abs_tol=0.011)
    assert as_flows(list(made.values()))


def test_flows_follow_the_estimate():
    api = Api(
        "L",
        (Endpoint("open_link", "GET", "/{code}", status=302), Endpoint("create_link", "POST", "/links", body="Link")),
        {"Link": {"url": "uri(99)"}},
    )
    shares = {each.name: each.share for each in api.flows(scaled())}
    assert math.isclose(shares["open_link"], 100 / 101)
    named = scaled().assume("open_link", "3000/s")
    assert next(each for each in api.flows(named) if each.name == "open_link").why == "open_link of the estimate"
    with pytest.raises(InterfaceError, match="no rate for open_link"):
        api.flows(Estimate())
    with pytest.raises(InterfaceError, match="not an Estimate"):
        api.flows("fast")


def test_shares_that_are_not_stated_divide_the_rest():
    shares = {each.name: each.share for each in WORKSHOP.change("read_tool", share=0.4).flows()}
    assert math.isclose(shares["read_tool"], 0.4)
    assert math.isclose(shares["list_tools"], 0.6 / 12)


def test_bandwidth_a_second_time():
    api = reference("url_shortener")
    rate = 500e6 / (365.25 / 12 * 86400)
    made = api.bandwidth(scaled())
    assert math.isclose(
        made.outgoing, rate * (101 * 0.99 * 90 + 101 * 0.01 * api.payload_bytes("create_link").response), rel_tol=0.01
    )
    assert list(made.table().index) == ["create_link", "open_link", "list_links"]


@pytest.mark.parametrize(("factor", "told"), [(0.45, True), (0.55, False), (1.9, False), (2.2, True)])
def test_a_mismatch_by_more_than_two_is_a_finding(factor, told):
    api, estimate = reference("url_shortener"), scaled()
    wanted = api.bandwidth(estimate).outgoing * factor
    found = api.check(estimate=estimate.assume("bandwidth_out", f"{wanted} B/s"))
    assert ("bandwidth-mismatch" in found.rules()) == told


def test_the_estimate_that_forgets_the_redirect_is_told():
    found = reference("url_shortener").check(estimate=add_bandwidth(scaled(), size="link_size"))
    assert "open_link" in str(found.where("bandwidth_out"))


def test_a_page_holds_as_many_as_its_type_says():
    """A map of seats has a thousand of them on a page; who says nothing gets a usual page."""
    from helpers.interface import Api, Endpoint

    def answer(returns):
        api = Api("Seats", resources={"Seat": {"id": "string(8)"}}).add(
            Endpoint("see_seats", "GET", "/seats", returns=returns, paginated="cursor", page_limit=1000))
        return api.payload_bytes("see_seats").response

    assert answer("list[Seat](~1000)") - 40 == pytest.approx(50 * (answer("list[Seat]") - 40), rel=0.02)
    assert answer("list[Seat](~5000)") == answer("list[Seat](~1000)")  # no page is longer than it may be
