"""The reader of a room: each method gives the clean value, or raises the room's error."""

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import category

from helpers.errors import CourseError, shorten
from helpers.inputs import numbers, words

LONGEST_TEXT, LONGEST_NAME = 4000, 60
LONGEST_SECONDS, SHORTEST_SECONDS, HIGHEST = 366 * 86400.0, 1e-9, 1e15


@dataclass(frozen=True)
class Reader:
    """Reads the fields of one room; what cannot be read raises `error`, naming the field, the value and the mend.

    >>> read = Reader(CourseError)
    >>> read.seconds("5 ms", "wait"), read.share("99%", "availability"), read.number("200 million", "users", 1, 1e11)
    (0.005, 0.99, 200000000.0)
    >>> read.choice("Round Robin", "balancing", ["random", "round-robin"])
    'round-robin'
    >>> read.whole("2.5", "replicas", 1, 10)
    Traceback (most recent call last):
    helpers.errors.CourseError: replicas: '2.5' is not a whole number. Write 1, 2, 3 ...
    """

    error: type[CourseError] = CourseError
    bare: bool = False  # whether text without a unit is taken to be in the field's, as numbers are

    # --- numbers ------------------------------------------------------------------------------------------------------

    def number(self, value: object, field: str, low: float = -numbers.LARGEST, high: float = numbers.LARGEST,
               example: str = "a number", unit: str = "") -> float:
        """A finite number between the bounds.

        Parameters
        ----------
        value
            A number in `unit`, a quantity, or text such as "200 million", "80%" or "5 ms".
        field
            What the message calls it.
        low, high
            The bounds, in `unit`; both are allowed.
        example
            What to write instead, as it would stand in code.
        unit
            The unit of the result; "" for a plain number.
        """
        try:
            found = numbers.in_unit(value, unit, self.bare)
        except numbers.RefusedError as refusal:
            raise self.error(f"{field}: {shorten(value)} {str(refusal).rstrip('.')}. Write {example}.") from None
        if not low <= found <= high:
            beside = f" {unit}" if unit else ""
            raise self.error(f"{field}: {shorten(value)} is not between {low:g} and {high:g}{beside}. "
                             f"Write {example}.")
        return found

    def whole(self, value: object, field: str, low: int, high: int, example: str = "1, 2, 3 ...") -> int:
        """A whole number between the bounds, from a number or text; 1e6 and "1 million" count as one."""
        if isinstance(value, int) and not isinstance(value, bool):
            found: float | int = int(value)
        else:
            try:
                found = numbers.in_unit(value, "")
            except numbers.RefusedError as refusal:
                why = str(refusal).rstrip(".")
                why = "is not a whole number" if why in ("is not a number", "is not a finite number") else why
                raise self.error(f"{field}: {shorten(value)} {why}. Write {example}.") from None
            if found != int(found):
                raise self.error(f"{field}: {shorten(value)} is not a whole number. Write {example}.")
        if not low <= found <= high:
            raise self.error(f"{field}: {shorten(value)} is not between {low:,} and {high:,}. Write {example}.")
        return int(found)

    def seed(self, value: object, field: str = "seed") -> int:
        """A seed: a whole number of zero or more."""
        return self.whole(value, field, 0, 2**32 - 1, "1")

    def share(self, value: object, field: str, low: float = 0.0, high: float = 1.0,
              example: str = '0.8 or "80%"') -> float:
        """A share between 0 and 1, from a number or text such as "80%" or "1 in 100"."""
        return self.number(value, field, low, high, example)

    def seconds(self, value: object, field: str, low: float = 0.0, high: float = LONGEST_SECONDS,
                example: str = '"5 ms"') -> float:
        """A time in seconds, from a number of seconds, a quantity, or text such as "5 ms"."""
        found = self.number(value, field, low, high, example, "s")
        if 0 < found < SHORTEST_SECONDS:
            raise self.error(f"{field}: {shorten(value)} is shorter than a nanosecond. Write 0, or {example}.")
        return found

    def rate(self, value: object, field: str, low: float = 1e-9, high: float = HIGHEST,
             example: str = '"10 K/s"', unit: str = "1/s") -> float:
        """A rate per second (or in `unit`), from a number, a quantity, or text such as "10 K/s"."""
        return self.number(value, field, low, high, example, unit)

    def data(self, value: object, field: str, low: float, high: float, example: str = '"16 B"') -> float:
        """A size in bytes, from a number of bytes, a quantity, or text such as "1 KB"."""
        return self.number(value, field, low, high, example, "B")

    def money(self, value: object, field: str, low: float = 0.0, high: float = HIGHEST,
              example: str = '"$200/month"') -> float:
        """$ a month, from a number, a quantity, or text such as "$200/month"."""
        return self.number(value, field, low, high, example, "USD/month")

    # --- words --------------------------------------------------------------------------------------------------------

    def choice(self, value: object, field: str, known: Iterable[str]) -> str:
        """One of the known words, in any case, with spaces, hyphens or underscores; a mistyped one is offered."""
        known = list(known)
        found = words.match(value, known) if isinstance(value, str) and len(value) <= 200 else None
        if found is None:
            raise self.error(f"{field}: {shorten(value)} is not known.{words.offer(value, known)} "
                             f"Choose from {', '.join(known)}.")
        return found

    def choices(self, value: object, field: str, known: Iterable[str]) -> tuple[str, ...]:
        """Some of the known words, each once, in the order given; None is all of them."""
        known = list(known)
        if value is None:
            return tuple(known)
        given = [value] if isinstance(value, str) else self.listed(value, field, "a list of names", 100)
        chosen = tuple(dict.fromkeys(self.choice(each, field, known) for each in given))
        if not chosen:
            raise self.error(f"{field}: the list is empty. Choose from {', '.join(known)}.")
        return chosen

    def flag(self, value: object, field: str) -> bool:
        """True or False, also as text: yes, no, on, off."""
        kind = type(value)
        if isinstance(value, bool) or (kind.__module__, kind.__name__) in (("numpy", "bool"), ("numpy", "bool_")):
            return bool(value)
        said = value.strip().lower() if isinstance(value, str) else ""
        if said in words.YES | words.NO:
            return said in words.YES
        raise self.error(f"{field}: {shorten(value)} is neither True nor False.")

    def listed(self, value: object, field: str, what: str, most: int) -> list:
        """The entries of a list, a tuple, an array or a range."""
        array = isinstance(value, Iterable) and hasattr(value, "tolist")
        if not isinstance(value, list | tuple | range) and not array:
            raise self.error(f"{field}: {shorten(value)} is not {what}.")
        try:
            entries = value.tolist() if array else list(value)  # type: ignore[attr-defined, call-overload]
        except Exception:
            raise self.error(f"{field}: {shorten(value)} is not {what}.") from None
        if not isinstance(entries, list):
            raise self.error(f"{field}: {shorten(value)} is not {what}.")
        if len(entries) > most:
            raise self.error(f"{field}: {len(entries):,} entries are more than {most:,}. Give fewer.")
        return entries

    def text(self, value: object, field: str, longest: int = LONGEST_TEXT, empty: bool = True) -> str:
        """Text that YAML and a page can hold."""
        if not isinstance(value, str):
            raise self.error(f"{field}: {shorten(value)} is not text. Write it in quotes.")
        printable = all(each.isprintable() or each == "\n" or category(each) == "Zs" for each in value)
        if len(value) > longest or not printable:
            raise self.error(f"{field}: {shorten(value)} cannot be shown. Write at most {longest:,} printable "
                             "characters.")
        if not empty and not value.strip():
            raise self.error(f"{field}: the text is empty. Write a few words.")
        return value.strip()

    def name(self, value: object, field: str) -> str:
        """The name of an option or a criterion: one short line."""
        read = self.text(value, field, LONGEST_NAME, empty=False)
        if "\n" in read:
            raise self.error(f"{field}: {shorten(value)} runs over lines. Give a name of at most {LONGEST_NAME} "
                             "characters on one line.")
        return read
