"""JSON Schemas of a foreign document as types and resources; what has no counterpart is noted."""

import re
from collections.abc import Callable

from helpers.interface.fields import FIELD, MOST_ITEMS, MOST_RESOURCES, RESERVED
from helpers.interface.schema_values import SchemaValues
from helpers.interface.types import DEEPEST, NUMBERS, TEXTS, Type

MOST_NODES = 100_000
KNOWN = {
    "type",
    "format",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "items",
    "properties",
    "required",
    "enum",
    "x-extensible-enum",
    "default",
    "readOnly",
    "writeOnly",
    "nullable",
    "$ref",
    "anyOf",
    "oneOf",
    "allOf",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "title",
    "description",
    "example",
    "examples",
    "x-changes-of",
    "x-typical-length",
}
FORMATS = {form for form in TEXTS.values() if form} | {"int32", "int64", "float", "double"}
PREFIX = "#/components/schemas/"


class Schemas(SchemaValues):
    """The schemas of one document; `resources` fills up as types are asked for."""

    def __init__(self, document: dict, note: Callable[[str, str], None]):
        self.document, self.note = document, note
        self.resources: dict[str, dict[str, Type]] = {}
        self.names: dict[str, str] = {}
        self.nodes = 0

    def resolve(self, value):
        """What a value stands for, after following its references within the document."""
        for _ in range(20):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return value
            value = self._at(value["$ref"])
        self.note("document", "references lead round in a circle")
        return None

    def _at(self, reference: str):
        if not reference.startswith("#/"):
            self.note(reference[:80], "a reference leads out of the document")
            return None
        value = self.document
        for part in reference[2:].split("/"):
            part = part.replace("~1", "/").replace("~0", "~")
            value = value.get(part) if isinstance(value, dict) else None
        if value is None:
            self.note(reference[:80], "a reference leads to nothing")
        return value

    def name_all(self) -> None:
        """Read the schemas that nothing refers to as well."""
        components = self.resolve(self.document.get("components"))
        schemas = self.resolve(components.get("schemas")) if isinstance(components, dict) else None
        for name, schema in (schemas if isinstance(schemas, dict) else {}).items():
            part = schema if isinstance(schema, dict) else {}
            if str(name) not in RESERVED and "x-changes-of" not in part:
                found = self.type_of(
                    {"$ref": PREFIX + str(name).replace("~", "~0").replace("/", "~1")}, str(name), f"schema {name}"
                )
                if found.resources == frozenset():
                    self.note(f"schema {str(name)[:60]}", f"it is {found}, not a resource with fields")

    def drop(self, name: str) -> None:
        """Forget a resource that does not hold together; what refers to it becomes an object."""
        del self.resources[name]

        def without(made: Type) -> Type:
            if made.item is not None:
                return made.replace(item=without(made.item))
            return made.replace(base="object") if made.base == name else made

        self.resources = {
            each: {field: without(made) for field, made in fields.items()} for each, fields in self.resources.items()
        }

    def type_of(self, schema, hint: str, where: str, depth: int = 0) -> Type:
        """The type that comes nearest to a schema."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.note("document", f"it has more than {MOST_NODES:,} schemas")
            return Type("any")
        if isinstance(schema, dict) and "$ref" in schema:
            return self._referred(schema, hint, where, depth)
        if not isinstance(schema, dict) or not schema:
            return Type("any")
        if depth > DEEPEST:
            self.note(where, "it is nested deeply")
            return Type("any")
        for name in schema:
            if name not in KNOWN:
                self.note(where, f"its schema says {str(name)[:40]}")
        for name in ("example", "examples"):
            if name in schema:
                self.note("examples", "schemas have examples")
        return self._decorated(self._shape(schema, hint, where, depth), schema, where)

    def _referred(self, schema: dict, hint: str, where: str, depth: int) -> Type:
        reference = schema["$ref"]
        target = self.resolve(schema)
        if isinstance(target, dict) and "x-changes-of" in target:
            return Type(str(target["x-changes-of"]))
        if isinstance(target, dict) and self._has_fields(target):
            made = Type(self._resource(target, str(reference), str(reference).rpartition("/")[2], where))
        elif depth > DEEPEST:
            made = Type("any")
        else:
            made = self.type_of(target if target is not None else True, hint, where, depth + 1)
        return self._decorated(made, {name: value for name, value in schema.items() if name != "$ref"}, where)

    def _has_fields(self, schema: dict) -> bool:
        if isinstance(schema.get("properties"), dict):
            return True
        return isinstance(schema.get("allOf"), list) and any(
            isinstance(part := self.resolve(each), dict) and isinstance(part.get("properties"), dict)
            for each in schema["allOf"]
        )

    def _shape(self, schema: dict, hint: str, where: str, depth: int) -> Type:
        for name in ("anyOf", "oneOf"):
            if isinstance(schema.get(name), list):
                return self._choice(schema[name], hint, where, depth)
        if self._has_fields(schema):
            return Type(self._resource(schema, f"inline {where} {hint}", hint, where))
        if isinstance(schema.get("allOf"), list) and len(schema["allOf"]) == 1:
            return self.type_of(schema["allOf"][0], hint, where, depth + 1)
        kinds = schema.get("type")
        kinds = [each for each in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(each, str)]
        kind = next((each for each in kinds if each != "null"), None)
        if len([each for each in kinds if each != "null"]) > 1:
            self.note(where, f"it may be of several types: {', '.join(kinds)[:60]}")
            return Type("any")
        made = self._by_kind(kind, schema, hint, where, depth)
        return made.replace(nullable=True) if "null" in kinds or schema.get("nullable") is True else made

    def _choice(self, options: list, hint: str, where: str, depth: int) -> Type:
        real = [each for each in options if not (isinstance(each, dict) and each.get("type") == "null")]
        if len(real) == 1:
            made = self.type_of(real[0], hint, where, depth + 1)
            return made.replace(nullable=True) if len(real) < len(options) else made
        self.note(where, f"it is one of {len(real)} alternatives")
        return Type("any")

    def _by_kind(self, kind: str | None, schema: dict, hint: str, where: str, depth: int) -> Type:
        values = schema.get("enum", schema.get("x-extensible-enum"))
        if isinstance(values, list) and kind in ("string", None):
            return self._enum([each for each in values if each is not None], "enum" not in schema, where)
        form = schema.get("format")
        form = form if form is None or isinstance(form, str) else str(form)
        if form is not None and form not in FORMATS:
            self.note(where, f"its format is {str(form)[:40]}")
        if kind == "string":
            base = next((name for name, each in TEXTS.items() if each and each == form), "string")
            return self._with_pattern(
                self._with_bounds(Type(base), schema, "minLength", "maxLength", where), schema, where
            )
        if kind in ("integer", "number"):
            base = next((name for name, each in NUMBERS.items() if each == (kind, form)), kind)
            return self._with_bounds(Type(base), schema, "minimum", "maximum", where)
        if kind == "array":
            item = self.type_of(schema.get("items", True), f"{hint} item", where, depth + 1)
            item = item.replace(optional=False, default=None, access="")
            return self._with_bounds(Type("list", item=item), schema, "minItems", "maxItems", where)
        if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            item = self.type_of(schema["additionalProperties"], f"{hint} value", where, depth + 1)
            item = item.replace(optional=False, default=None, access="")
            return self._with_bounds(Type("map", item=item), schema, "minProperties", "maxProperties", where)
        return Type(kind) if kind in ("object", "boolean") else Type("any")

    def _resource(self, schema: dict, identity: str, hint: str, where: str) -> str:
        """The name of the resource that a schema with fields becomes."""
        if identity in self.names:
            return self.names[identity]
        name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", hint) if part)[:50]
        name = name if name[:1].isalpha() and name not in RESERVED else f"The{name}"
        taken, base, number = set(self.names.values()), name, 2
        while name in taken:
            name, number = f"{base}{number}", number + 1
        if len(self.names) >= MOST_RESOURCES:
            self.note("schemas", f"there are more than {MOST_RESOURCES} resources")
            self.names[identity] = next(iter(self.names.values()))
            return self.names[identity]
        self.names[identity] = name
        self.resources[name] = {}  # a resource that refers to itself finds its name here
        self.resources[name] = self._fields(schema, name)
        return name

    def _fields(self, schema: dict, name: str) -> dict[str, Type]:
        made: dict[str, Type] = {}
        parts = (
            [part for each in schema.get("allOf", []) if isinstance(part := self.resolve(each), dict)]
            if isinstance(schema.get("allOf"), list)
            else []
        )
        required: set[str] = set()
        for part in (*parts, schema):
            listed = part.get("required")
            required |= {each for each in listed if isinstance(each, str)} if isinstance(listed, list) else set()
        for part in (*parts, schema):
            properties = part.get("properties")
            for field, each in (properties if isinstance(properties, dict) else {}).items():
                where = f"{name}.{str(field)[:60]}"
                if not isinstance(field, str) or not FIELD.fullmatch(field) or len(made) >= MOST_ITEMS:
                    self.note(where, "the field cannot be kept")
                    continue
                found = self.type_of(each, f"{name} {field}", where)
                made[field] = found.replace(optional=field not in required)
        return made
