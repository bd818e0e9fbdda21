"""Values as data, for the way between a learner's process and the tests': no code, no pickles, a known form or none.

Plain values, the standard library's numbers and dates, numpy's arrays, pandas' tables, and the frozen values of
`helpers` pass as what they are; these are made anew by their own constructors, so that a forged one is refused.
Whatever else there is stays where it is: what passes is its number, as `handle` gives it.
"""

import base64
import dataclasses
import datetime
import decimal
import enum
import fractions
import importlib
import math
import sys
import types

MOST, DEEPEST = 400_000, 60  # parts of a value, and how deep they are nested
SMALL = 1 << 53
NUMPY = "biufcSUmM"  # kinds of numbers, texts and moments
DATES = {kind.__name__: kind for kind in (datetime.datetime, datetime.date, datetime.time)}
EMPTY = {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}
PLAIN_CLASSES = {kind.__name__: kind for kind in (
    object, type, int, float, complex, bool, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice)}
HOLDERS = {list: "l", tuple: "t", set: "s", frozenset: "z"}
HELD = {tag: kind for kind, tag in HOLDERS.items()}


class NoForm(Exception):  # noqa: N818 (a fact about a value, not a fault)
    """A value that does not pass as data."""


def number_node(value):
    """A number that JSON has no form for."""
    if type(value) is int:
        return value if -SMALL < value < SMALL else ["i", hex(value)]
    return value if math.isfinite(value) else ["f", repr(value)]


def make_encoder(handle, unwrap=lambda value: None):
    """A function that gives a value's form.

    `handle` gives the form of what stays where it is, or raises `NoForm`; `unwrap` the form of what came from the other
    side, or nothing.
    """
    count = [0]
    join, b64 = "".join, base64.b64encode
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    generic, array = (numpy.generic, numpy.ndarray) if numpy else ((), ())

    def encode(value, depth: int = 0, pure: bool = False):
        kind = type(value)
        if kind is str or kind is bool or value is None:
            return value
        if kind is int or kind is float:
            return number_node(value)
        count[0] += 1
        if depth > DEEPEST or count[0] > MOST:
            raise NoForm("it is too deep or too large")
        tag = HOLDERS.get(kind)
        if tag:
            return [tag, *(encode(each, depth + 1, pure) for each in value)]
        if kind is dict:
            return ["d", *(encode(each, depth + 1, pure) for pair in value.items() for each in pair)]
        known = unwrap(value)
        if known is not None:
            return known
        found = _library(value, kind, depth, pure)
        if found is None and (kind.__module__ or "").split(".")[0] == "helpers":
            found = _course_value(value, kind, depth)
        if found is None:
            if pure:
                raise NoForm(f"a {kind.__name__} does not pass as data")
            return handle(value)
        return found

    def _library(value, kind, depth, pure):
        if kind is bytes or kind is bytearray:
            return ["b" if kind is bytes else "B", b64(value).decode()]
        if kind is complex:
            return ["c", encode(value.real), encode(value.imag)]
        if kind is fractions.Fraction:
            return ["q", encode(value.numerator), encode(value.denominator)]
        if kind is decimal.Decimal:
            return ["m", str(value)]
        if kind is range:
            return ["R", encode(value.start), encode(value.stop), encode(value.step)]
        if kind is slice:
            return ["S", *(encode(each, depth + 1, pure) for each in (value.start, value.stop, value.step))]
        if kind is datetime.timedelta:
            return ["T", value.days, value.seconds, value.microseconds]
        if kind in DATES.values() and value.__class__ is kind and getattr(value, "tzinfo", None) is None:
            return ["D", kind.__name__, value.isoformat()]
        if value is Ellipsis or value is NotImplemented:
            return ["e", "Ellipsis" if value is Ellipsis else "NotImplemented"]
        if kind is type and PLAIN_CLASSES.get(value.__name__) is value:
            return ["k", "builtins", value.__name__]
        if isinstance(value, type) and (value.__module__ or "").split(".")[0] == "helpers" and _looked_up(value):
            return ["k", value.__module__, value.__qualname__]
        if isinstance(value, type) and issubclass(value, BaseException) and value.__module__ == "builtins":
            return ["k", "builtins", value.__name__]
        if kind is getattr(sys.modules.get("helpers.units.registry"), "Quantity", None):
            try:
                return ["Q", encode(value.magnitude, depth + 1, True), str(value.units)]
            except NoForm:
                return None
        if numpy and kind.__module__ == "numpy" and isinstance(value, (generic, array)):
            return _of_numpy(value, kind, depth, pure)
        if pandas and kind in (pandas.DataFrame, pandas.Series):
            return _table(value, kind, depth, pure)
        return None

    def _of_numpy(value, kind, depth, pure):
        if value.dtype.kind in NUMPY:
            one = kind is not array
            return ["N", value.dtype.str, None if one else list(value.shape), b64(value.tobytes()).decode()]
        if kind is array and value.dtype.kind == "O":
            return ["O", list(value.shape), *(encode(each, depth + 1, pure) for each in value.ravel().tolist())]
        return None

    def _table(value, kind, depth, pure):
        index = [list(value.index), list(value.index.names)]
        columns = list(value.columns) if kind is pandas.DataFrame else [value.name]
        parts = [value.iloc[:, place] for place in range(len(columns))] if kind is pandas.DataFrame else [value]
        if any(str(each.dtype) not in NUMBERED and str(each.dtype) not in WORDS for each in parts):
            return None
        held = [[str(each.dtype), list(each.to_numpy())] for each in parts]
        attributes = {name: each for name, each in value.attrs.items() if isinstance(name, str)}
        return ["P", kind is pandas.DataFrame, encode([index, columns, held, attributes], depth + 1, pure)]

    def _course_value(value, kind, depth):
        """A frozen value of the course's, by its constructor's arguments; nothing where it is no such value."""
        if not _looked_up(kind):
            return None
        if isinstance(value, enum.Enum):
            return ["E", kind.__module__, kind.__qualname__, value.name]
        try:
            if issubclass(kind, tuple):  # findings, decisions, changes: they take their parts
                return ["W", kind.__module__, kind.__qualname__,
                        *(encode(each, depth + 1, True) for each in tuple.__getitem__(value, slice(None)))]
            if pandas and issubclass(kind, pandas.DataFrame):
                table = _table(pandas.DataFrame(value), pandas.DataFrame, depth, True)
                return table and ["W", kind.__module__, kind.__qualname__, table]
            held = state_of(value, kind)
            if held is None:
                return None
            return ["h", kind.__module__, kind.__qualname__,
                    *(part for name, each in held.items() for part in (name, encode(each, depth + 1, True)))]
        except NoForm:
            return None

    def whole(value):
        count[0] = 0
        return encode(value)

    def text(node) -> str:
        return join(node)

    whole.text = text
    return whole


NUMBERED = {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"}


WORDS = {"object", "str", "string", "category"}


def _looked_up(kind: type) -> bool:
    found = sys.modules.get(kind.__module__)
    for name in kind.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is kind


def state_of(value, kind) -> dict | None:
    """What a value's constructor is to be given to make it anew; nothing where it is not known."""
    if kind.__module__ == "helpers.estimation.formulas" and kind.__qualname__ == "Formula":
        return {"text": value.text}  # what it computes with is made from it
    if hasattr(kind, "__dataclass_fields__"):
        if not kind.__dataclass_params__.frozen:
            return None
        return {each.name: getattr(value, each.name) for each in dataclasses.fields(value) if each.init}
    return None


def _read_formula(text: str):
    return importlib.import_module("helpers.estimation.formulas").parse_formula(text)


def make_decoder(handled, made_before: dict | None = None):
    """A function that reads a form; `handled` reads the forms of what stayed where it is, by tag and parts."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")

    def decode(node):
        if type(node) is not list:
            return node
        tag, parts = node[0], node[1:]
        if tag in HELD:
            return HELD[tag](decode(each) for each in parts)
        if tag == "d":
            return {decode(parts[at]): decode(parts[at + 1]) for at in range(0, len(parts), 2)}
        reader = readers.get(tag)
        return reader(*parts) if reader else handled(tag, parts)

    def course_value(module, name, *held):
        kind = _class(module, name)
        state = {held[at]: decode(held[at + 1]) for at in range(0, len(held), 2)}
        if not hasattr(kind, "__dataclass_fields__"):
            raise NoForm(f"{name} is no value of the course's")
        if not (name == "Formula" or kind.__dataclass_params__.frozen):
            raise NoForm(f"{name} can be changed, and does not pass")
        return _read_formula(state["text"]) if name == "Formula" else kind(**state)

    def whole_of(module, name, *parts):
        kind = _class(module, name)
        if issubclass(kind, tuple):
            return kind([decode(each) for each in parts])
        if not (pandas and issubclass(kind, pandas.DataFrame)):
            raise NoForm(f"{name} is no value of the course's")
        made = decode(parts[0])
        found = kind(made)
        found.attrs.update(made.attrs)
        return found

    def of_numpy(dtype, shape, held):
        kind = numpy.dtype(dtype)
        if kind.kind not in NUMPY:
            raise NoForm(f"an array of {kind}")
        found = numpy.frombuffer(base64.b64decode(held), dtype=kind)
        return found[0] if shape is None else found.reshape(shape).copy()

    def moment(kind, text):
        found = DATES[kind].fromisoformat(text)
        if getattr(found, "tzinfo", None) is not None:
            raise NoForm("a moment with a time zone")
        return found

    def of_objects(shape, *held):
        found = numpy.empty(len(held), dtype=object)
        for place, each in enumerate(held):
            found[place] = decode(each)
        return found.reshape(shape)

    def table(is_frame, node):
        (rows, names), columns, held, attributes = decode(node)
        index = (pandas.MultiIndex.from_tuples(rows, names=names) if len(names) > 1 else
                 pandas.Index(rows, name=names[0]) if rows else pandas.RangeIndex(0))
        parts = [pandas.Series(each, dtype=kind if kind in NUMBERED | WORDS else object, index=index)
                 for kind, each in held]
        if is_frame:
            made = pandas.concat(parts, axis=1) if parts else pandas.DataFrame(index=index)
            made.columns = columns
        else:
            made = parts[0].rename(columns[0])
        made.attrs.update(attributes)
        return made

    readers = {
        "i": lambda text: int(text, 16), "f": float, "c": lambda real, imag: complex(decode(real), decode(imag)),
        "b": base64.b64decode, "B": lambda text: bytearray(base64.b64decode(text)),
        "q": lambda above, below: fractions.Fraction(decode(above), decode(below)), "m": decimal.Decimal,
        "R": lambda *parts: range(*map(decode, parts)), "S": lambda *parts: slice(*map(decode, parts)),
        "T": datetime.timedelta, "D": moment, "e": EMPTY.__getitem__,
        "k": _class, "h": course_value, "W": whole_of, "N": of_numpy, "O": of_objects, "P": table,
        "Q": lambda size, unit: importlib.import_module("helpers.units.registry").Quantity(decode(size), str(unit)),
        "E": lambda module, name, which: _class(module, name)[which]}
    return decode


def _class(module: str, name: str) -> type:
    """A class that both sides know: a plain one, an exception of Python's, or one of the course's."""
    if module == "builtins":
        found = PLAIN_CLASSES.get(name) or getattr(sys.modules["builtins"], name, None)
        if found in PLAIN_CLASSES.values() or (isinstance(found, type) and issubclass(found, BaseException)):
            return found
        raise NoForm(f"{name[:60]} is no plain class")
    if module.split(".")[0] != "helpers" or not all(part.isidentifier() for part in module.split(".")):
        raise NoForm(f"{module[:60]} is not of the course")
    try:
        found = importlib.import_module(module)
    except ImportError:
        raise NoForm(f"{module[:60]} is not of the course") from None
    for part in name.split("."):
        found = None if found is None else vars(found).get(part)
        if isinstance(found, types.ModuleType):
            raise NoForm(f"{name[:60]} is no class")
    if not isinstance(found, type):
        raise NoForm(f"{name[:60]} is no class")
    return found
