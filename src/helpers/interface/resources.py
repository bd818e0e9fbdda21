"""Which resource an endpoint is about, what it does to it, and by which field one is told from another."""

from typing import TYPE_CHECKING

from helpers.interface.endpoint import Endpoint, shape_of
from helpers.interface.types import Type

if TYPE_CHECKING:
    from helpers.interface.model import Api

KINDS = ("list", "create", "read", "replace", "update", "delete", "action")


def _base(made: Type | None) -> str | None:
    if made is None:
        return None
    if made.item is not None:
        made = made.item
    return made.base if made.is_resource else None


def own_resource(endpoint: Endpoint) -> str | None:
    """The resource that the endpoint itself names: said outright, or in what it returns or takes."""
    return endpoint.resource or _base(endpoint.returns) or _base(endpoint.body)


def resource_of(api: "Api", endpoint: Endpoint) -> str | None:
    """The resource that an endpoint is about; where it names none, that of its neighbours at the same path.

    >>> from helpers.interface import Api, Endpoint
    >>> links = Api("Links", resources={"Link": {"url": "uri"}}).add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link"),
    ...     Endpoint("delete_link", "DELETE", "/links/{code}"))
    >>> resource_of(links, links["delete_link"])
    'Link'
    """
    named = own_resource(endpoint)
    if named is not None:
        return named
    shape = shape_of(endpoint.path)
    near = [each for each in api.endpoints if shape_of(each.path) == shape]
    if endpoint.on_item:
        above = shape[: -len("/{}")] or "/"
        near += [each for each in api.endpoints if shape_of(each.path) == above]
    found = next((own_resource(each) for each in near if own_resource(each)), None)
    if found is None and endpoint.on_item and 300 <= endpoint.status < 400 and len(api.resources) == 1:
        return next(iter(api.resources))
    return found


def kind_of(api: "Api", endpoint: Endpoint) -> str:
    """What an endpoint does: list, create, read, replace, update, delete, or some other action."""
    about = resource_of(api, endpoint)
    plural = endpoint.returns is not None and endpoint.returns.base == "list"
    if endpoint.method == "GET":
        return "list" if plural else "read" if endpoint.on_item and about else "action"
    if about is None:
        return "action"
    if endpoint.method == "POST":
        return "create" if endpoint.creates and ":" not in endpoint.path else "action"
    if not endpoint.on_item:
        return "action"
    return {"PUT": "replace", "PATCH": "update", "DELETE": "delete"}[endpoint.method]


def key_field(api: "Api", resource: str, parameter: str | None) -> str | None:
    """The field of a resource that its path parameter names: `code`, or `id` for `{link_id}`; None: it has no such.

    >>> from helpers.interface import Api
    >>> key_field(Api(resources={"Link": {"id": "uuid", "url": "uri"}}), "Link", "link_id")
    'id'
    """
    fields = api.resources.get(resource, {})
    name = parameter or ""
    candidates = [name, name.rpartition("_")[2], "id"] if name else ["id"]
    if not name:
        candidates += [f"{resource.lower()}_id", "code", "key", "slug", "name"]
    return next((each for each in candidates if each in fields and _keys(fields[each])), None)


def _keys(made: Type) -> bool:
    return made.is_text or made.base in ("integer", "int32", "int64")


def item_endpoint(api: "Api", resource: str) -> Endpoint | None:
    """The endpoint whose path leads to one such thing, if there is one."""
    for method in ("GET", "DELETE", "PATCH", "PUT"):
        for each in api.endpoints:
            if each.method == method and each.on_item and resource_of(api, each) == resource:
                return each
    return None


def key_of(api: "Api", resource: str) -> str | None:
    """The field by which one such thing is told from another."""
    item = item_endpoint(api, resource)
    return key_field(api, resource, item.path_parameters[-1] if item else None)
