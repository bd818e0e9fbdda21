"""The types of fields and parameters, written compactly: `string(32)`, `date-time?`, `list[Post](100)`."""

import re
from functools import lru_cache

from helpers.errors import nearest, shorten
from helpers.interface.errors import InterfaceError
from helpers.interface.patterns import checked_pattern
from helpers.interface.type_model import ACCESS, NUMBERS, PLAIN, TEXTS, Type

RESOURCE = re.compile(r"[A-Z][A-Za-z0-9]{0,59}")
VALUE = re.compile(r"[\w][\w .:+-]{0,59}", re.ASCII)
NUMBER = r"-?\d{1,18}(?:\.\d{1,9})?"
BOUNDS = re.compile(rf"\(\s*({NUMBER})?\s*(\.\.)?\s*({NUMBER})?\s*(?:~\s*(\d{{1,12}})\s*)?\)")
LONGEST, DEEPEST, LARGEST_BOUND = 400, 6, 1e18
EXAMPLES = (
    '"string(32)", "uri(2048)", "date-time?", "integer(1..100)", "enum[on|off]", "list[Post](100)", or a resource'
)


def read_type(given, field: str = "type") -> Type:
    """The type that a text means. Raises `InterfaceError` naming the field and what would be right.

    >>> read_type("list[Post](100)?")
    Type(base='list', low=None, high=100, pattern='', item=Type(base='Post', ...), ..., optional=True, ...)
    >>> str(read_type("string( 1 .. 32 )  ?  read-only"))
    'string(1..32)? read-only'
    """
    if isinstance(given, Type):
        return given
    if not isinstance(given, str) or not given.strip():
        raise InterfaceError(f"{field}: {shorten(given)} is not a type. Write {EXAMPLES}.")
    if len(given) > LONGEST:
        raise InterfaceError(f"{field}: a type of {len(given):,} characters is too long. Write {EXAMPLES}.")
    try:
        return _read(given.strip())
    except InterfaceError as error:
        raise InterfaceError(f"{field}: {error}") from None


@lru_cache(maxsize=4096)
def _read(text: str) -> Type:
    made, rest = _base(text, text, 0)
    return _modifiers(made, rest, text)


def _base(text: str, whole: str, depth: int) -> tuple[Type, str]:
    """The type at the head of a text, with its bounds, and what follows it."""
    if depth > DEEPEST:
        raise InterfaceError(f"{shorten(whole)} is nested too deeply. Give the inner part a resource of its own.")
    head = re.match(r"[A-Za-z][A-Za-z0-9_-]*", text)
    if head is None:
        raise InterfaceError(f"{shorten(whole)} is not a type. Write {EXAMPLES}.")
    base, rest = head.group(), text[head.end() :]
    if base in ("list", "map"):
        made, rest = _holding(base, rest, whole, depth)
    elif base == "enum":
        made, rest = _enumeration(rest, whole)
    elif base in PLAIN or RESOURCE.fullmatch(base):
        made = Type(base)
    else:
        raise InterfaceError(
            f"{shorten(base)} is not a type.{nearest(base, [*PLAIN, 'list', 'map', 'enum'])} "
            "A resource's name begins with a capital letter."
        )
    return _bounded(made, rest, whole)


def _holding(base: str, rest: str, whole: str, depth: int) -> tuple[Type, str]:
    if not rest.startswith("["):
        raise InterfaceError(f"{shorten(whole)}: say what the {base} holds, as in {base}[string(50)].")
    item, rest = _base(rest[1:].lstrip(), whole, depth + 1)
    rest = rest.lstrip()
    if rest.startswith("|null"):
        item, rest = item.replace(nullable=True), rest[5:].lstrip()
    if not rest.startswith("]"):
        raise InterfaceError(f"{shorten(whole)}: the bracket [ is not closed. Write {base}[string(50)](100).")
    return Type(base, item=item), rest[1:]


def _enumeration(rest: str, whole: str) -> tuple[Type, str]:
    inside, closed, after = rest[1:].partition("]")
    values = tuple(part.strip() for part in inside.split("|"))
    if not rest.startswith("[") or not closed:
        raise InterfaceError(f"{shorten(whole)}: list the values, as in enum[draft|published].")
    grows = values[-1] == "..."
    values = values[:-1] if grows else values
    wrong = next((value for value in values if not VALUE.fullmatch(value)), None)
    if wrong is not None or not values:
        raise InterfaceError(f"{shorten(whole)}: {shorten(wrong or '')} is not a value. Write enum[draft|published].")
    if len(set(values)) < len(values):
        raise InterfaceError(f"{shorten(whole)}: a value stands there twice. Name each once.")
    return Type("enum", values=values, open=grows), after


def _bounded(made: Type, rest: str, whole: str) -> tuple[Type, str]:
    rest = rest.lstrip()
    if not rest.startswith("("):
        return _patterned(made, rest, whole)
    found = BOUNDS.match(rest)
    takes = made.base in TEXTS or made.is_number or made.base in ("list", "map")
    if (
        found is None
        or not any(found.group(at) for at in (1, 3, 4))
        or (found.group(3) and not found.group(2))
        or (found.group(2) and not (found.group(1) or found.group(3)))
    ):
        raise InterfaceError(f"{shorten(whole)}: the bounds cannot be read. Write (32), (1..32), or (1..).")
    if not takes:
        raise InterfaceError(f"{shorten(whole)}: {made.base} takes no bounds. Texts, numbers and lists do.")
    low, high = (None if part is None else _number(part) for part in (found.group(1), found.group(3)))
    if found.group(2) is None:
        if made.is_number and low is not None:
            raise InterfaceError(f"{shorten(whole)}: give a number both ends, as in {made.base}(0..{found.group(1)}).")
        low, high = None, low
    counted = not made.is_number or NUMBERS[made.base][0] == "integer"
    if counted and any(isinstance(each, float) for each in (low, high)):
        raise InterfaceError(f"{shorten(whole)}: the bounds of {made.base} are whole numbers.")
    if not made.is_number and any(each is not None and each < 0 for each in (low, high)):
        raise InterfaceError(f"{shorten(whole)}: a length cannot be negative.")
    if low is not None and high is not None and low > high:
        raise InterfaceError(f"{shorten(whole)}: the lower bound lies above the upper one. Swap them.")
    typical = None if found.group(4) is None else int(found.group(4))
    if typical is not None and (made.is_number or (high is not None and typical > high) or typical < (low or 0)):
        raise InterfaceError(f"{shorten(whole)}: the usual length lies outside of the bounds. Write (2048 ~80).")
    return _patterned(made.replace(low=low, high=high, typical=typical), rest[found.end() :].lstrip(), whole)


def _patterned(made: Type, rest: str, whole: str) -> tuple[Type, str]:
    if not rest.startswith("/"):
        return made, rest
    found = re.match(r"/((?:\\.|[^/\\])+)/", rest)
    if found is None or made.base != "string":
        raise InterfaceError(
            f"{shorten(whole)}: only a string takes a pattern, between slashes, as in string(7) /[A-Za-z0-9]+/."
        )
    pattern = checked_pattern(found.group(1).replace(r"\/", "/"))
    return made.replace(pattern=pattern), rest[found.end() :].lstrip()


def _modifiers(made: Type, rest: str, whole: str) -> Type:
    rest = rest.strip()
    if rest.startswith("|null"):
        made, rest = made.replace(nullable=True), rest[5:].lstrip()
    if rest.startswith("?"):
        made, rest = made.replace(optional=True), rest[1:].lstrip()
    access = next((each for each in ACCESS if rest.endswith(each)), "")
    if access:
        made, rest = made.replace(access=access), rest[: -len(access)].rstrip()
    required = "=" in rest and rest.endswith(" required")
    rest = rest.removesuffix(" required") if required else rest
    if rest.startswith("="):
        made, rest = made.replace(default=_default(made, rest[1:].strip(), whole), optional=not required), ""
    if rest:
        meant = _meant(rest)
        if meant:
            raise InterfaceError(f"{shorten(whole)}: {shorten(rest)} is not understood. {meant}")
        raise InterfaceError(
            f"{shorten(whole)}: {shorten(rest)} is left over. Write {EXAMPLES}; then ? if it may be left out."
        )
    return made


def _meant(rest: str) -> str:
    """What a slip that many make stands for: other spellings of read-only, of ?, and bounds in the wrong place."""
    plain = re.sub(r"[^a-z]", "", rest.lower())
    if plain in ("readonly", "ro", "writeonly", "wo"):
        return f'Write {"read-only" if plain.startswith("r") else "write-only"}, as in "string(32) read-only".'
    if plain in ("optional", "nullable", "null", "none", "notrequired"):
        return 'Write ? for what may be left out, as in "string(32)?", and |null for what may be null.'
    if re.fullmatch(r"[(\[{]\s*[\d.~ ]+\s*[)\]}]", rest):
        return 'Bounds stand in round brackets right behind the type, and ? behind them: "string(32)?".'
    return ""


def _number(text: str):
    number = float(text)
    if abs(number) > LARGEST_BOUND:
        raise InterfaceError(f"the bound {text} is too large.")
    return float(text) if "." in text and not number.is_integer() else int(float(text)) if "." in text else int(text)


def _default(made: Type, text: str, whole: str):
    try:
        value = _default_value(made, text)
    except ValueError:
        value = None
    wrong = value is None or (
        made.is_number and not ((made.low is None or value >= made.low) and (made.high is None or value <= made.high))
    )
    if wrong:
        raise InterfaceError(f"{shorten(whole)}: {shorten(text)} cannot be its default. Write integer(1..100) = 20.")
    return value


def _default_value(made: Type, text: str):
    if made.base == "boolean":
        return {"true": True, "false": False}.get(text)
    if made.is_number:
        return int(text) if NUMBERS[made.base][0] == "integer" else float(text)
    if made.base == "enum":
        return text if text in made.values else None
    if made.base == "string" and text and not text.endswith(ACCESS):
        fits = (made.low or 0) <= len(text) and (made.high is None or len(text) <= made.high)
        return text if fits and (not made.pattern or re.fullmatch(made.pattern, text)) else None
    return None
