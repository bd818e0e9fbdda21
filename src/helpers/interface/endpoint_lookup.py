"""Endpoints by their names: what an interface gives to whoever calls it."""

from helpers.errors import nearest, shorten
from helpers.interface.endpoint import Endpoint
from helpers.interface.errors import UnknownEndpointError


class EndpointLookup:
    """The part of an `Api` that finds its endpoints; a stand-in needs no more of one than this and its fields."""

    endpoints: tuple[Endpoint, ...]
    resources: dict
    auth: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the endpoints, in their order."""
        return tuple(each.name for each in self.endpoints)

    def __getitem__(self, name: str) -> Endpoint:
        for each in self.endpoints:
            if isinstance(name, str) and each.name == name:
                return each
        raise UnknownEndpointError(
            f"endpoint: there is no endpoint {shorten(name)}.{nearest(name, self.names)}"
        )

    def __contains__(self, name) -> bool:
        return isinstance(name, str) and name in self.names

    def auth_of(self, endpoint: Endpoint | str) -> str:
        """How a caller of this endpoint proves who they are."""
        given = endpoint if isinstance(endpoint, Endpoint) else self[endpoint]
        return given.auth or self.auth
