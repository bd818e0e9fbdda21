"""Parts of a request and an answer: users, queries, contents, and what the contract says."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpers.errors import shorten
from helpers.interface.endpoint import Endpoint
from helpers.interface.errors import InterfaceError

if TYPE_CHECKING:
    from helpers.interface.model import Api

USERS = {"alice": None, "bob": None, "guest": ()}


def says(api: "Api", endpoint: Endpoint | None, status: int) -> str:
    """What a contract says about an answer with this status.

    >>> from helpers.interface import Api, Endpoint
    >>> says(Api(), Endpoint("open_link", "GET", "/{code}", status=302, errors=[404]), 409)
    'the contract of open_link does not name 409: it names 302, 404'
    """
    if endpoint is None:
        return "the contract knows no such call"
    names = (endpoint.status, *endpoint.errors) if endpoint.status else endpoint.errors
    if status in names:
        return f"the contract of {endpoint.name} names {status}"
    if "default" in names and status >= 400:
        return f"the contract of {endpoint.name} names it under default"
    return f"the contract of {endpoint.name} does not name {status}: it names {', '.join(map(str, names)) or 'none'}"


def users_of(given: Mapping | None) -> dict:
    """The users with their scopes. Raises `InterfaceError`."""
    if given is None:
        return dict(USERS)
    if not isinstance(given, Mapping) or not given or len(given) > 100:
        raise InterfaceError(f"users: {shorten(given)} is not a dict from names to scopes (None: all).")
    for name, scopes in given.items():
        if (
            not isinstance(name, str)
            or not name.isascii()
            or not name.isalnum()
            or not (scopes is None or isinstance(scopes, list | tuple | set | frozenset))
        ):
            raise InterfaceError(
                f'users: {shorten(name)}: {shorten(scopes)}. Write {{"alice": None}}, or a list of scopes.'
            )
    return dict(given)


def times_of(times) -> int:
    """How many times, a whole number. Raises `InterfaceError`."""
    if isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= 1000:
        raise InterfaceError(f"times: {shorten(times)} is not a whole number up to 1,000.")
    return times


def query_text(value):
    """A value as it stands in a query."""
    return (
        [query_text(each) for each in value]
        if isinstance(value, list | tuple)
        else (str(value).lower() if isinstance(value, bool) else str(value))
    )


def content_of(response):
    """The content of an answer: JSON where it is such, else the beginning of its text."""
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError:
        return response.text[:2000]


def fits(shape: list[str], parts: list[str]) -> bool:
    """Whether the parts of a path fit the shape of another."""
    return len(shape) == len(parts) and all(
        one == other or (one.startswith("{}") and other.endswith(one[2:]) and len(other) > len(one) - 2)
        for one, other in zip(shape, parts, strict=True)
    )
