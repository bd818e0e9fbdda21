"""What a contract implies for its document: media types, tags, and the query of pages."""

from typing import TYPE_CHECKING

from helpers.interface.endpoint import Endpoint
from helpers.interface.resources import resource_of
from helpers.interface.types import Type, read_type

if TYPE_CHECKING:
    from helpers.interface.model import Api

LIMIT, CURSOR, OFFSET = "limit", "cursor", "offset"


def body_media(endpoint: Endpoint) -> str:
    """The media type of a request's body."""
    return "application/merge-patch+json" if endpoint.method == "PATCH" else "application/json"


def sends_changes(endpoint: Endpoint) -> bool:
    """Whether the body is a part of a resource: a PATCH."""
    return (
        endpoint.method == "PATCH"
        and endpoint.body is not None
        and endpoint.body == Type(endpoint.body.base)
        and (endpoint.body.is_resource)
    )


def sends_tag(api: "Api", endpoint: Endpoint) -> bool:
    """Whether its answers carry an ETag: what it returns can be changed with If-Match."""
    about = resource_of(api, endpoint)
    plural = endpoint.returns is not None and endpoint.returns.base == "list"
    return (
        about is not None
        and endpoint.returns is not None
        and not plural
        and any(each.if_match and resource_of(api, each) == about for each in api.endpoints)
    )


def query_of(endpoint: Endpoint) -> dict[str, Type]:
    """The parameters of the query, with those that pages bring."""
    if not endpoint.paginated:
        return endpoint.query
    most = endpoint.page_limit
    paging = {LIMIT: read_type(f"integer(1..{most}) = {min(20, most)}")}
    paging[CURSOR if endpoint.paginated == "cursor" else OFFSET] = read_type(
        "string(1..200)?" if endpoint.paginated == "cursor" else "integer(0..1000000000) = 0"
    )
    return {**endpoint.query, **paging}
