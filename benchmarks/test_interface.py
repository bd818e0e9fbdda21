"""Fifty endpoints with forty requirements: checking under 20 ms; a call to the stand-in under 3 ms."""

import itertools

import pytest

from helpers.interface import Api, Endpoint


@pytest.fixture(scope="module")
def api() -> Api:
    """Ten resources with five endpoints each."""
    fields = {
        "id": "string(1..32) read-only",
        "name": "string(1..100)",
        "url": "uri(2048)?",
        "made_at": "date-time read-only",
        "tags": "list[string(30)](20)?",
    }
    made = []
    for at in range(10):
        name, path = f"Thing{at}", f"/things{at}s"
        common = {"errors": [400, 401, 404, 409, 412, 422, 428, 429], "rate_limit": "1000/s"}
        item = {"parameters": {"id": "string(1..32)"}, **common}
        made += [
            Endpoint(f"create_{at}", "POST", path, [f"r{4 * at}"], body=name, returns=name, idempotent=True, **common),
            Endpoint(
                f"list_{at}", "GET", path, [f"r{4 * at + 1}"], returns=f"list[{name}]", paginated="cursor", **common
            ),
            Endpoint(f"read_{at}", "GET", f"{path}/{{id}}", [f"r{4 * at + 2}"], returns=name, **item),
            Endpoint(
                f"update_{at}",
                "PATCH",
                f"{path}/{{id}}",
                [f"r{4 * at + 3}"],
                body=name,
                returns=name,
                if_match=True,
                owner_only=True,
                **item,
            ),
            Endpoint(
                f"delete_{at}", "DELETE", f"{path}/{{id}}", [f"r{4 * at + 3}"], resource=name, owner_only=True, **item
            ),
        ]
    return Api("Things", tuple(made), {f"Thing{at}": fields for at in range(10)}, auth="bearer")


NEEDED = [{"id": f"r{at}", "does": f"does thing {at}", "priority": "must"} for at in range(40)]


def test_check(benchmark, api):
    found = benchmark(api.check, NEEDED)
    assert found.ok


def test_document(benchmark, api):
    assert benchmark(api.openapi)["openapi"] == "3.1.0"


def test_call_that_makes(benchmark, api):
    stand_in, keys = api.serve(limits=False), itertools.count()
    benchmark(lambda: stand_in.call("create_0", {"name": "a", "url": "https://example.org"}, key=str(next(keys))))
    assert stand_in.count("Thing0") > 0


def test_call_that_reads(benchmark, api):
    stand_in = api.serve(limits=False)
    key = stand_in.seed("Thing0", 100)[0]
    assert benchmark(lambda: stand_in.call("read_0", id=key)).ok


def test_call_that_lists(benchmark, api):
    stand_in = api.serve(limits=False)
    stand_in.seed("Thing0", 100)
    assert benchmark(lambda: stand_in.call("list_0", limit=20)).ok

def test_update_of_the_studio(benchmark, api):
    """One edit of a cell: the contract, fifty endpoints checked against forty requirements, the table, the panel."""
    from helpers import InterfaceStudio

    studio = InterfaceStudio(api, [f"requirement_{number}" for number in range(40)])
    name, turn = api.names[0], iter(range(10**9))
    benchmark(lambda: studio.edit(name, "rate_limit", f"{next(turn) % 900 + 1}/min"))
