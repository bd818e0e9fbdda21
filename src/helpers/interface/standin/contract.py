"""Requests and answers held against the contract's schemas."""

import base64
import json
import math
import re
from datetime import date
from typing import TYPE_CHECKING

from helpers.errors import shorten
from helpers.interface.endpoint import Endpoint
from helpers.interface.openapi import query_of, sends_changes
from helpers.interface.schemas import changes_schema, page_schema, resource_schema, schema_of
from helpers.interface.types import NUMBERS, Type

if TYPE_CHECKING:
    from helpers.interface.model import Api

PREFIX = "#/$defs/"
URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(//(([\w.~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
    r"(\[[0-9A-Fa-f:.v]+\]|([\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(:\d*)?(?=[/?#]|\Z))?"
    r"(?!//)([\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
    r"(\?([\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(#([\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?",
    re.ASCII,
)
MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
    r"([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)
DEEPEST_JSON, DEEPEST_INLINED = 100, 4


def _is_moment(text: str) -> bool:
    found = MOMENT.fullmatch(text)
    return found is not None and _is_date(found.group(1))


def _is_date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


FORMATS = {
    "uri": lambda text: URI.fullmatch(text) is not None,
    "date-time": _is_moment,
    "date": _is_date,
    "uuid": lambda text: UUID.fullmatch(text) is not None,
    "email": lambda text: re.fullmatch(r"[^@]+@[^@]+", text) is not None,
}


class UnreadableError(Exception):
    """What was sent is no JSON that can be kept."""


def read_json(body: bytes):
    """A body as plain data. Raises `UnreadableError`: for NaN, numbers that no double holds, nesting without end."""

    def refuse(text):
        raise ValueError(f"{text} is no number of JSON")

    def finite(text):
        number = float(text)
        return number if math.isfinite(number) else refuse(text[:20])

    try:
        value = json.loads(body.decode("utf-8"), parse_constant=refuse, parse_float=finite)
    except UnicodeDecodeError:
        raise UnreadableError("The body is not UTF-8.") from None
    except RecursionError:
        raise UnreadableError("The body is nested too deeply.") from None
    except ValueError as error:
        raise UnreadableError(f"The body is not JSON: {str(error)[:120]}.") from None
    if _depth_exceeds(value, DEEPEST_JSON):
        raise UnreadableError("The body is nested too deeply.")
    return value


def _depth_exceeds(value, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


class Contract:
    """The schemas of an interface, ready to validate."""

    def __init__(self, api: "Api"):
        from jsonschema import FormatChecker

        self.api = api
        self.closed = api.unknown_fields == "refused"
        self.formats = FormatChecker(formats=())
        self.formats.checkers = {name: (_text_check(check), ()) for name, check in FORMATS.items()}
        self.validators: dict = {}

    def _validator(self, identity, direction: str, schema):
        from jsonschema import Draft202012Validator

        if identity not in self.validators:
            definitions = {
                name: resource_schema(fields, self.closed and direction == "request", direction, PREFIX)
                for name, fields in self.api.resources.items()
            }
            whole = _inlined(schema(), definitions, ()) | {"$defs": definitions}
            self.validators[identity] = Draft202012Validator(whole, format_checker=self.formats)
        return self.validators[identity]

    def body_problem(self, endpoint: Endpoint, value) -> str | None:
        """What is wrong with a request's body; None: nothing."""

        def schema():
            if sends_changes(endpoint):
                return changes_schema(self.api.resources[endpoint.body.base], self.closed, PREFIX)
            return schema_of(endpoint.body, PREFIX)

        return _told(self._validator((endpoint.name, "body"), "request", schema), value)

    def answer_problem(self, endpoint: Endpoint, value) -> str | None:
        """What is wrong with an answer's body; None: nothing."""

        def schema():
            if endpoint.paginated:
                return page_schema(endpoint.returns, endpoint.paginated, endpoint.page_limit, PREFIX)
            return schema_of(endpoint.returns, PREFIX)

        return _told(self._validator((endpoint.name, "answer"), "response", schema), value)

    def item_problem(self, endpoint: Endpoint, value) -> str | None:
        """What is wrong with one item of a list that is answered; None: nothing."""
        return _told(
            self._validator((endpoint.name, "item"), "response", lambda: schema_of(endpoint.returns.item, PREFIX)),
            value,
        )

    def parameter(self, endpoint: Endpoint, name: str, made: Type, texts: list[str]):
        """A parameter's value from its texts, and what is wrong with it (or None)."""
        if made.base == "list":
            values = [_read(each, made.item) for each in texts]
        elif len(texts) > 1:
            return None, f"{name}: it is given {len(texts)} times, and may be given once"
        else:
            values = _read(texts[0], made)
        validator = self._validator(
            (endpoint.name, "parameter", name), "request", lambda: schema_of(made.replace(default=None), PREFIX)
        )
        problem = _told(validator, values)
        return values, problem and f"{name}: {problem}"

    def query(self, endpoint: Endpoint) -> dict[str, Type]:
        """The parameters of an endpoint's query."""
        return query_of(endpoint)

    def tidy(self, made: Type, value):
        """A value without the fields that the contract does not know."""
        if isinstance(value, list) and made.base == "list":
            return [self.tidy(made.item, each) for each in value]
        if isinstance(value, dict) and made.is_resource:
            fields = self.api.resources[made.base]
            return {name: self.tidy(fields[name], each) for name, each in value.items() if name in fields}
        return value


def _inlined(schema, definitions: dict, chain: tuple):
    """A schema with its references filled in, which validates several times faster; circles stay references."""
    if isinstance(schema, list):
        return [_inlined(each, definitions, chain) for each in schema]
    if not isinstance(schema, dict):
        return schema
    name = schema["$ref"].removeprefix(PREFIX) if isinstance(schema.get("$ref"), str) else None
    if name in definitions and name not in chain and len(chain) < DEEPEST_INLINED:
        inside = _inlined(definitions[name], definitions, (*chain, name))
        rest = {key: each for key, each in schema.items() if key != "$ref"}
        return inside | rest if not set(inside) & set(rest) else {"allOf": [inside], **rest}
    return {
        key: each if key in ("enum", "default", "required") else _inlined(each, definitions, chain)
        for key, each in schema.items()
    }


def _text_check(check):
    return lambda value: not isinstance(value, str) or check(value)


def _read(text: str, made: Type):
    """A text of an address as the value that it stands for; where it stands for none, it stays a text."""
    if made.base in NUMBERS and re.fullmatch(r"-?\d{1,20}", text, re.ASCII):
        return int(text)
    if made.base in NUMBERS and NUMBERS[made.base][0] == "number":
        try:
            number = float(text) if re.fullmatch(r"[-+0-9.eE]{1,40}", text) else math.nan
        except ValueError:
            return text
        return number if math.isfinite(number) else text
    if made.base == "boolean":
        return {"true": True, "false": False}.get(text, text)
    return None if made.nullable and text == "null" else text


def _told(validator, value) -> str | None:
    error = next(validator.iter_errors(value), None)
    if error is None:
        return None
    place = ".".join(str(part) for part in error.absolute_path)
    message = str(error.message)
    if (error.validator is None and error.schema is False) or message.startswith("False schema"):
        message = "the server sets this field; leave it out"
    return f"{place}: {shorten_message(message)}" if place else shorten_message(message)


def shorten_message(message: str) -> str:
    """A message of at most two hundred characters."""
    return message if len(message) <= 200 else shorten(message, 200).strip("'\"")


def basic_user(header: str) -> str | None:
    """The user of a Basic header; None where it cannot be read."""
    try:
        return base64.b64decode(header, validate=True).decode("utf-8").partition(":")[0]
    except ValueError:
        return None
