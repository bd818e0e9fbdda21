"""Interfaces that several tests use: the cases' worked ones, and one that uses everything there is."""

from pathlib import Path

import yaml

from helpers.interface import Api, Endpoint

FOLDER = Path(__file__).parent.parent / "reference_designs"
CASES = ("url_shortener", "pastebin", "microblog")


def reference(case: str) -> Api:
    """The worked interface of a case."""
    return Api.from_dict(yaml.safe_load((FOLDER / f"{case}.yaml").read_text())["api"])


# Everything the stand-in can do, in one interface: every kind of endpoint, of paging, of access, of promise.
WORKSHOP = Api(
    "Workshop",
    auth="bearer",
    resources={
        "Tool": {
            "id": "string(1..32) read-only",
            "name": "string(1..40)",
            "price": "decimal?",
            "tags": "list[string(1..20)](5)?",
            "state": "enum[new|used|...] = new",
            "made_at": "date-time read-only",
            "pin": "string(4..8)? write-only",
        },
        "Loan": {
            "id": "integer(1..1000000000) read-only",
            "borrower": "string(1..32) read-only",
            "days": "integer(1..30) = 7",
            "note": "string(200)|null?",
        },
        "Mark": {"user": "string(1..20) read-only", "at": "date-time read-only"},
        "Report": {"id": "uuid read-only", "state": "enum[waiting|done|...]", "weights": "map[number(0..100)](5)?"},
    },
).add(
    Endpoint(
        "create_tool",
        "POST",
        "/tools",
        body="Tool",
        returns="Tool",
        idempotent=True,
        errors=[400, 401, 409, 422, 429],
        rate_limit="1000/s",
    ),
    Endpoint(
        "list_tools",
        "GET",
        "/tools",
        returns="list[Tool]",
        paginated="cursor",
        auth="public",
        parameters={"name": "string(1..40)?"},
        page_limit=50,
        errors=[400, 429],
    ),
    Endpoint(
        "read_tool",
        "GET",
        "/tools/{tool_id}",
        returns="Tool",
        auth="public",
        parameters={"tool_id": "string(1..32)"},
        errors=[404],
        cached=60,
    ),
    Endpoint(
        "replace_tool",
        "PUT",
        "/tools/{tool_id}",
        body="Tool",
        returns="Tool",
        owner_only=True,
        if_match=True,
        parameters={"tool_id": "string(1..32)"},
        errors=[400, 401, 403, 404, 412, 428],
    ),
    Endpoint(
        "change_tool",
        "PATCH",
        "/tools/{tool_id}",
        body="Tool",
        returns="Tool",
        owner_only=True,
        parameters={"tool_id": "string(1..32)"},
        errors=[400, 401, 403, 404],
    ),
    Endpoint(
        "delete_tool",
        "DELETE",
        "/tools/{tool_id}",
        owner_only=True,
        parameters={"tool_id": "string(1..32)"},
        errors=[401, 403, 404],
    ),
    Endpoint(
        "create_loan",
        "POST",
        "/tools/{tool_id}/loans",
        body="Loan",
        returns="Loan",
        parameters={"tool_id": "string(1..32)"},
        scopes=["loans"],
        errors=[400, 401, 403, 404, 422],
    ),
    Endpoint(
        "list_loans",
        "GET",
        "/tools/{tool_id}/loans",
        returns="list[Loan]",
        paginated="offset",
        parameters={"tool_id": "string(1..32)", "borrower": "string(1..32)?"},
        errors=[400, 401, 404],
    ),
    Endpoint(
        "read_loan",
        "GET",
        "/tools/{tool_id}/loans/{id}",
        returns="Loan",
        parameters={"tool_id": "string(1..32)", "id": "integer(1..1000000000)"},
        errors=[401, 404],
    ),
    Endpoint(
        "mark_tool",
        "PUT",
        "/marks/{user}",
        resource="Mark",
        returns="Mark",
        owner_only=True,
        parameters={"user": "string(1..20)"},
        errors=[401, 404],
    ),
    Endpoint(
        "unmark_tool",
        "DELETE",
        "/marks/{user}",
        resource="Mark",
        owner_only=True,
        parameters={"user": "string(1..20)"},
        errors=[401, 404],
    ),
    Endpoint("start_report", "POST", "/reports", status=202, returns="Report", takes="5 min", errors=[401]),
    Endpoint("read_report", "GET", "/reports/{id}", returns="Report", parameters={"id": "uuid"}, errors=[401, 404]),
)
