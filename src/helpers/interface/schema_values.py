"""Values in a JSON Schema: enums, bounds, patterns, and what is optional or null."""

import re

from helpers.errors import CourseError
from helpers.interface.fields import MOST_ITEMS
from helpers.interface.patterns import checked_pattern
from helpers.interface.schemas import PATTERNS
from helpers.interface.types import LARGEST_BOUND, NUMBERS, VALUE, Type, read_type


class SchemaValues:
    """The part of a reader of schemas that looks at one value."""

    def _enum(self, values: list, grows: bool, where: str) -> Type:
        texts = tuple(dict.fromkeys(each for each in values if isinstance(each, str) and VALUE.fullmatch(each)))
        if len(texts) < len(values) or not texts or len(texts) > MOST_ITEMS:
            self.note(where, "its values cannot be written as an enum")
            return Type("string")
        return Type("enum", values=texts, open=grows)

    def _with_bounds(self, made: Type, schema: dict, low: str, high: str, where: str) -> Type:
        bounds = {}
        for side, name in (("low", low), ("high", high)):
            value = schema.get(name)
            whole = not made.is_number or NUMBERS[made.base][0] == "integer"
            if value is None:
                continue
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or abs(value) > LARGEST_BOUND
                or (whole and value != int(value))
            ):
                self.note(where, f"its {name} is {str(value)[:30]}")
                continue
            bounds[side] = int(value) if value == int(value) else value
        typical = schema.get("x-typical-length")
        if isinstance(typical, int) and not isinstance(typical, bool) and typical >= 0:
            bounds["typical"] = typical
        bounded = made.replace(**bounds)
        try:
            return read_type(str(bounded))
        except CourseError:
            self.note(where, f"its bounds {bounds} do not fit")
            return made

    def _with_pattern(self, made: Type, schema: dict, where: str) -> Type:
        pattern = schema.get("pattern")
        if pattern is None or pattern == PATTERNS.get(made.base):
            return made
        whole = re.fullmatch(r"\^\(\?:(.*)\)\$", str(pattern)) or re.fullmatch(r"\^([^|]*)\$", str(pattern))
        try:
            if made.base != "string" or whole is None:
                raise ValueError
            return read_type(str(made.replace(pattern=checked_pattern(whole.group(1)))))
        except ValueError:  # an InterfaceError is one
            self.note(where, f"its pattern is {str(pattern)[:60]}")
            return made

    def _decorated(self, made: Type, schema: dict, where: str) -> Type:
        if schema.get("readOnly") is True or schema.get("writeOnly") is True:
            made = made.replace(access="read-only" if schema.get("readOnly") is True else "write-only")
        default = schema.get("default")
        if default is not None:
            try:
                kept = read_type(str(made.replace(default=default, access="")))
                made = made.replace(default=kept.default) if kept.default == default else made
            except CourseError:
                pass
            if made.default is None:
                self.note(where, f"its default is {str(default)[:40]}")
        return made
