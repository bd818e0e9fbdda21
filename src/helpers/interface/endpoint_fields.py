"""The fields of an endpoint: which values each may have, and which go together."""

import re

from helpers.errors import shorten
from helpers.interface import fields as read
from helpers.interface.errors import InterfaceError


class EndpointFields:
    """What an endpoint holds its fields against."""

    def _known_headers(self, put) -> None:
        """Headers that have a field of their own are moved there; those that HTTP itself fills in are refused."""
        for name in list(self.headers):
            promise = {"idempotency-key": "idempotent", "if-match": "if_match"}.get(name.lower())
            if promise:
                del self.headers[name]
                put(promise, True)
            elif name.lower() in ("authorization", "accept", "content-type"):
                raise InterfaceError(
                    f'{self.name}.headers: {name} is not written here. Say auth="bearer"; bodies are JSON.'
                )

    def _one_of(self, name: str, known: tuple, change):
        given = getattr(self, name)
        value = change(given) if isinstance(given, str) else given
        if not isinstance(value, str) or value not in known:
            raise InterfaceError(f"{self.name}.{name}: {shorten(given)} is not one of {', '.join(known)}.")
        return value

    def _sunset(self) -> str:
        given = read.text_of(self.sunset, f"{self.name}.sunset")
        if given and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", given):
            raise InterfaceError(f"{self.name}.sunset: {shorten(given)} is not a date. Write 2027-06-30.")
        return given

    def _status(self) -> int:
        if self.status is None:
            makes = self.method == "POST" and self.returns is not None and self.returns.is_resource
            return 201 if makes else 200 if self.returns is not None else 204
        if isinstance(self.status, int) and not isinstance(self.status, bool) and self.status == 0:
            return 0
        return read.count_of(self.status, f"{self.name}.status", 200, 399)

    def _errors(self) -> tuple:
        given = self.errors
        given = (given,) if isinstance(given, int | str) else given
        if not isinstance(given, list | tuple | set | frozenset) or len(given) > 60:
            raise InterfaceError(f"{self.name}.errors: {shorten(self.errors)} is not a list such as [400, 404].")
        for each in given:
            if not isinstance(each, str) or each != "default":
                read.count_of(each, f"{self.name}.errors", 400, 599)
        return tuple(sorted(set(given), key=str))

    def _sound(self) -> None:
        if self.status == 0 and self.returns is not None:
            raise InterfaceError(
                f"{self.name}.status: it returns {self.returns}, so there is an answer for when all is "
                "well. Leave status out."
            )
        own = {"limit", self.paginated} & set(self.query) if self.paginated else None
        if own:
            raise InterfaceError(
                f"{self.name}.parameters: pages bring {' and '.join(sorted(own))} with them. Leave it "
                "out, and set page_limit."
            )
        if self.paginated and (self.method != "GET" or self.returns is None or self.returns.base != "list"):
            raise InterfaceError(
                f'{self.name}.paginated: only a GET that returns a list has pages. Write returns="list[Link]".'
            )
        for each in (*self.path_parameters, *self.headers):
            made = self.parameters.get(each) or self.headers.get(each)
            if made is not None and (made.base in ("list", "map", "object", "any") or made.is_resource):
                raise InterfaceError(
                    f"{self.name}: {each} stands in the path or a header, so it is a text, a number "
                    f"or an enum, not {made}."
                )
        for each, made in self.query.items():
            if made.resources or made.base in ("map", "object", "any"):
                raise InterfaceError(
                    f"{self.name}.parameters.{each}: a query holds texts and numbers, not {made}. "
                    "Move it into the body."
                )
