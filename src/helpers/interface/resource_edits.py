"""Changes of the resources of an interface, one field at a time; what refers to a resource follows its new name."""

from typing import TYPE_CHECKING

from helpers.errors import nearest, shorten
from helpers.interface.errors import InterfaceError
from helpers.interface.fields import FIELD
from helpers.interface.types import Type, read_type

if TYPE_CHECKING:
    from helpers.interface.model import Api


def with_field(api: "Api", resource: str, field: str, written: "str | Type") -> "Api":
    """With a field added at the end of a resource, or its type changed where it stands. Raises `InterfaceError`.

    >>> from helpers.interface import Api
    >>> links = Api("Links", resources={"Link": {"url": "uri(2048)"}})
    >>> [*map(str, with_field(links, "Link", "code", "string(7)").resources["Link"].values())]
    ['uri(2048)', 'string(7)']
    """
    fields = _fields(api, resource)
    name = _name(resource, field)
    return _replaced(api, resource, {**fields, name: read_type(written, f"resources.{resource}.{name}")})


def without_field(api: "Api", resource: str, field: str) -> "Api":
    """Without a field; a resource that has lost its last one goes too, unless something refers to it."""
    fields = _fields(api, resource)
    _known(resource, field, fields)
    left = {name: made for name, made in fields.items() if name != field}
    if left:
        return _replaced(api, resource, left)
    used = uses_of(api, resource)
    if used:
        raise InterfaceError(f"resources.{resource}: {field} is its last field, and {used[0]} uses it. "
                             f"Change {used[0]} first, or add another field.")
    return api.replace(resources={name: made for name, made in api.resources.items() if name != resource})


def rename_field(api: "Api", resource: str, old: str, new: str) -> "Api":
    """With a field under another name, at its place."""
    fields = _fields(api, resource)
    _known(resource, old, fields)
    new = _name(resource, new)
    if new != old and new in fields:
        raise InterfaceError(f"resources.{resource}: {shorten(new)} stands there already. Give each field a name.")
    return _replaced(api, resource, {new if name == old else name: made for name, made in fields.items()})


def rename_resource(api: "Api", old: str, new: str) -> "Api":
    """With a resource under another name, wherever it is named: in fields, bodies and answers."""
    _fields(api, old)
    if not isinstance(new, str):
        raise InterfaceError(f"resources: {shorten(new)} cannot name a resource. Write Link, say.")
    if new != old and new in api.resources:
        raise InterfaceError(f"resources: there is a {shorten(new)} already. Give each resource a name of its own.")
    endpoints = tuple(each.replace(
        body=_renamed(each.body, old, new), returns=_renamed(each.returns, old, new),
        resource=new if each.resource == old else each.resource,
    ) for each in api.endpoints)  # fmt: skip
    resources = {new if name == old else name: {field: _renamed(made, old, new) for field, made in fields.items()}
                 for name, fields in api.resources.items()}  # fmt: skip
    return api.replace(resources=resources, endpoints=endpoints)


def free_field(api: "Api", resource: str) -> str:
    """A name that no field of the resource has: new_field_1, new_field_2 ..."""
    taken = _fields(api, resource)
    return next(f"new_field_{number}" for number in range(1, len(taken) + 2) if f"new_field_{number}" not in taken)


def free_resource(api: "Api") -> str:
    """A name that no resource has: Thing1, Thing2 ..."""
    taken = {name.casefold() for name in api.resources}
    return next(f"Thing{number}" for number in range(1, len(taken) + 2) if f"thing{number}" not in taken)


def uses_of(api: "Api", resource: str) -> list[str]:
    """What names a resource: endpoints, and fields of other resources.

    >>> from helpers.interface import Api
    >>> uses_of(Api(resources={"Link": {"owner": "User"}, "User": {"id": "uuid"}}), "User")
    ['Link.owner']
    """
    found = [each.name for each in api.endpoints
             if each.resource == resource
             or any(part is not None and resource in part.resources for part in (each.body, each.returns))]
    return found + [f"{name}.{field}" for name, fields in api.resources.items() if name != resource
                    for field, made in fields.items() if resource in made.resources]  # fmt: skip


def _fields(api: "Api", resource: str) -> dict[str, Type]:
    if not isinstance(resource, str) or resource not in api.resources:
        raise InterfaceError(f"resources: there is no resource {shorten(resource)}."
                             f"{nearest(resource, api.resources)}")
    return api.resources[resource]


def _known(resource: str, field: str, fields: dict) -> None:
    if not isinstance(field, str) or field not in fields:
        raise InterfaceError(f"resources.{resource}: there is no field {shorten(field)}."
                             f"{nearest(field, fields)}")


def _name(resource: str, field: object) -> str:
    if not isinstance(field, str) or not FIELD.fullmatch(field):
        raise InterfaceError(f"resources.{resource}: {shorten(field)} cannot name a field. Write short_code, say.")
    return field


def _replaced(api: "Api", resource: str, fields: dict) -> "Api":
    return api.replace(resources={**api.resources, resource: fields})


def _renamed(made: Type | None, old: str, new: str) -> Type | None:
    """A type that names the new resource wherever it named the old one."""
    if made is None or old not in made.resources:
        return made
    if made.item is not None:
        return made.replace(item=_renamed(made.item, old, new))
    return made.replace(base=new)
