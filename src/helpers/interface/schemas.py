"""Types and resources as JSON Schema (2020-12, which OpenAPI 3.1 uses), whole or as one direction sees them."""

from helpers.interface.types import NUMBERS, TEXTS, Type

# Formats that few validators know are stated as patterns too.
PATTERNS = {
    "decimal": r"^-?[0-9]{1,18}(\.[0-9]{1,6})?$",
    "date-time-local": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$",
}
REFERENCE = "#/components/schemas/"
PROBLEM = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 has it.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "maxLength": 2048},
        "title": {"type": "string", "maxLength": 200},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "maxLength": 4000},
        "instance": {"type": "string", "format": "uri-reference", "maxLength": 4096},
    },
}
ERROR = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string", "maxLength": 4000}}}


def schema_of(made: Type, prefix: str = REFERENCE) -> dict:
    """The schema of a type; resources are referred to under `prefix`.

    >>> from helpers.interface.types import read_type
    >>> schema_of(read_type("list[Post](100)"))
    {'type': 'array', 'items': {'$ref': '#/components/schemas/Post'}, 'maxItems': 100}
    """
    schema = _plain_schema(made, prefix)
    if made.nullable:
        schema = _or_null(schema)
    if made.default is not None:
        schema["default"] = made.default
    if made.typical is not None:
        schema["x-typical-length"] = made.typical
    if made.access:
        schema["readOnly" if made.access == "read-only" else "writeOnly"] = True
    return schema


def _plain_schema(made: Type, prefix: str) -> dict:
    if made.base in TEXTS:
        schema = {"type": "string"} | ({"format": TEXTS[made.base]} if TEXTS[made.base] else {})
        schema |= _bounds(made, "minLength", "maxLength")
        if made.base in PATTERNS:
            schema["pattern"] = PATTERNS[made.base]
        if made.pattern:
            inside = f"(?:{made.pattern})" if "|" in made.pattern else made.pattern
            schema["pattern"] = f"^{inside}$"
        return schema
    if made.base in NUMBERS:
        kind, form = NUMBERS[made.base]
        return {"type": kind} | ({"format": form} if form else {}) | _bounds(made, "minimum", "maximum")
    if made.base == "enum":
        return {"type": "string", "x-extensible-enum" if made.open else "enum": list(made.values)}
    if made.base == "list":
        return {"type": "array", "items": schema_of(made.item, prefix)} | _bounds(made, "minItems", "maxItems")
    if made.base == "map":
        return {"type": "object", "additionalProperties": schema_of(made.item, prefix)} | _bounds(
            made, "minProperties", "maxProperties"
        )
    if made.base == "any":
        return {}
    if made.base in ("boolean", "object"):
        return {"type": made.base}
    return {"$ref": f"{prefix}{made.base}"}


def _bounds(made: Type, low: str, high: str) -> dict:
    return {name: value for name, value in ((low, made.low), (high, made.high)) if value is not None}


def _or_null(schema: dict) -> dict:
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "type" in schema:
        schema = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    return schema


def resource_schema(fields: dict[str, Type], closed: bool, direction: str = "", prefix: str = REFERENCE) -> dict:
    """The schema of a resource; `direction` "request" forbids what is read-only, "response" what is write-only."""
    hidden = {"request": "read-only", "response": "write-only"}.get(direction)
    schema: dict = {"type": "object"}
    required = [name for name, made in fields.items() if not made.optional and (not hidden or made.access != hidden)]
    if required:
        schema["required"] = required
    schema["properties"] = {
        name: False if hidden and made.access == hidden else schema_of(made, prefix) for name, made in fields.items()
    }
    if closed:
        schema["additionalProperties"] = False
    return schema


def changes_schema(fields: dict[str, Type], closed: bool, prefix: str = REFERENCE) -> dict:
    """What a PATCH may send: any of the fields that clients may set; null takes an optional one away (RFC 7396)."""
    changing = {
        name: made.replace(optional=True, default=None, nullable=made.nullable or made.optional)
        for name, made in fields.items()
        if made.access != "read-only"
    }
    return resource_schema(changing, closed, "", prefix)


def page_schema(made: Type, paging: str, limit: int, prefix: str = REFERENCE) -> dict:
    """One page of a list: its items and, by cursor, where the next one begins."""
    items = schema_of(made.item, prefix)
    schema = {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": items, "maxItems": limit}},
    }
    if paging == "cursor":
        schema["properties"]["next"] = {
            "type": "string",
            "maxLength": 200,
            "description": "Send it as `cursor`; the last page has none.",
        }
    return schema
