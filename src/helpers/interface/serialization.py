"""Interfaces as plain data for YAML and JSON, as Python code, and back."""

from dataclasses import fields
from typing import TYPE_CHECKING

from helpers.errors import nearest, shorten
from helpers.interface.endpoint import FIELDS as ENDPOINT_FIELDS
from helpers.interface.endpoint import Endpoint, follows
from helpers.interface.errors import InterfaceError
from helpers.interface.types import Type

if TYPE_CHECKING:
    from helpers.interface.model import Api

_PLAIN = Endpoint("plain", "GET", "/")


def endpoint_fields(endpoint: Endpoint) -> dict:
    """The fields of an endpoint that are not as they would be by default, as plain data."""
    made = {}
    for name in ENDPOINT_FIELDS:
        value = getattr(endpoint, name)
        if name in ("name", "method", "path"):
            made[name] = value
        elif name == "status":
            if not follows(endpoint):
                made[name] = value
        elif name == "parameters":  # a parameter of the path is a string unless it says otherwise
            value = {
                each: made
                for each, made in value.items()
                if each not in endpoint.path_parameters or made != Type("string")
            }
            if value:
                made[name] = plain(value)
        elif value != getattr(_PLAIN, name):
            made[name] = plain(value)
    return made


def api_fields(api: "Api") -> dict:
    """The fields of an interface beside its endpoints, without those that are as by default."""
    made, empty = {"title": api.title}, type(api)()
    for name in _names_of(type(api)):
        value = getattr(api, name)
        if name not in ("title", "endpoints", "left_out") and value != getattr(empty, name):
            made[name] = plain(value)
    return made


def _names_of(kind: "type[Api]") -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def plain(value):
    """A value as lists, dicts and texts."""
    if isinstance(value, Type):
        return str(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() and value > 1 else value


def to_dict(api: "Api") -> dict:
    """Plain data; what is as by default is left out.

    >>> from helpers.interface import Api
    >>> to_dict(Api("Links").add(Endpoint("open_link", "GET", "/{code}", status=302)))
    {'title': 'Links', 'endpoints': [{'name': 'open_link', 'method': 'GET', 'path': '/{code}', 'status': 302}]}
    """
    return {**api_fields(api), "endpoints": [endpoint_fields(each) for each in api.endpoints]}


def from_dict(kind: "type[Api]", data) -> "Api":
    """The interface that `to_dict` wrote. Raises `InterfaceError` naming the part, the field and the mend."""
    if not isinstance(data, dict):
        raise InterfaceError(f"interface: {shorten(data)} is not saved data. Save it again from step 3.")
    _known("interface", data, _names_of(kind))
    endpoints = data.get("endpoints", [])
    if not isinstance(endpoints, list | tuple):
        raise InterfaceError(f"endpoints: {shorten(endpoints)} is not a list.")
    made = []
    for at, each in enumerate(endpoints):
        if not isinstance(each, dict):
            raise InterfaceError(f"endpoints[{at}]: {shorten(each)} is not an endpoint. Give name, method, path.")
        _known(f"endpoints[{at}]", each, ENDPOINT_FIELDS)
        lacking = [name for name in ("name", "method", "path") if name not in each]
        if lacking:
            raise InterfaceError(f"endpoints[{at}]: {', '.join(lacking)} is missing.")
        made.append(Endpoint(**each))
    return kind(**{**{name: value for name, value in data.items() if name != "left_out"}, "endpoints": tuple(made)})


def _known(where: str, given: dict, names) -> None:
    for name in given:
        if name not in names:
            raise InterfaceError(f"{where}: there is no field {shorten(name)}.{nearest(name, names)}")
