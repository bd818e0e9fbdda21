"""Values that fit a type: for seeding, and for what a server fills in itself."""

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from helpers.interface.patterns import matching
from helpers.interface.types import NUMBERS, Type

if TYPE_CHECKING:
    from helpers.interface.model import Api

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "haven",
    "islet",
    "juniper",
    "kestrel",
    "larch",
    "maple",
    "north",
    "ocean",
    "pine",
    "quartz",
    "river",
    "stone",
    "tundra",
    "umber",
    "valley",
    "willow",
    "yarrow",
    "zephyr",
]
DEEPEST = 5
LARGEST_TEXT, LARGEST_LIST = 10_000, 100


class Maker:
    """Makes values from types; the same seed makes the same ones.

    >>> from helpers.interface import Api
    >>> from helpers.interface import read_type
    >>> Maker(Api(), 1).value(read_type("integer(3..3)"), "count")
    3
    """

    def __init__(self, api: "Api", seed: int = 1):
        self.api, self.random, self.count = api, random.Random(seed), 0

    def value(self, made: Type, name: str = "", depth: int = 0):
        """A value of a type; the field's name makes it readable."""
        self.count += 1
        if made.default is not None:
            return made.default
        if made.base == "enum":
            return made.values[self.random.randrange(len(made.values))] if name == "seed" else made.values[0]
        if made.base == "boolean":
            return False
        if made.base in NUMBERS:
            return self._number(made)
        if made.base in ("object", "any"):
            return {}
        if made.item is not None:
            return self._several(made, name, depth)
        if made.is_resource:
            return self.record(made.base, depth + 1)
        return self.text(made, name)

    def record(self, resource: str, depth: int = 0) -> dict:
        """A resource with all the fields that answers hold; optional ones that nest are left out."""
        made = {}
        for name, field in self.api.resources[resource].items():
            if field.access == "write-only" or (field.optional and (field.resources or depth > 1)):
                continue
            if depth > DEEPEST and field.nullable:
                made[name] = None
                continue
            made[name] = self.value(field, name, depth)
        return made

    def _several(self, made: Type, name: str, depth: int):
        least = int(made.low or 0)
        count = max(least, 0 if depth >= DEEPEST else min(1, int(made.high if made.high is not None else 1)))
        items = [
            self.value(made.item, name, depth + 1) for _ in range(min(count, LARGEST_LIST) if not least else count)
        ]
        return items if made.base == "list" else {f"key{at}": each for at, each in enumerate(items)}

    def _number(self, made: Type):
        low = made.low if made.low is not None else min(0, made.high or 0)
        if NUMBERS[made.base][0] == "integer":
            return int(low)
        return float(low)

    def moment(self) -> str:
        """A moment in UTC, each a second after the last."""
        return (EPOCH + timedelta(seconds=self.count)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def text(self, made: Type, name: str = "") -> str:
        """A text of a type."""
        if made.pattern:
            return matching(made.pattern, self.random, made.low, made.high)
        if made.base == "date-time":
            return self.moment()
        word = self.random.choice(WORDS)
        text = {
            "uri": f"https://example.com/{word}/{self.count}",
            "date": "2026-01-01",
            "date-time-local": self.moment()[:-1],
            "email": f"{word}{self.count}@example.com",
            "decimal": "10.00",
            "uuid": f"{self.random.getrandbits(32):08x}-{self.random.getrandbits(16):04x}-4"
            f"{self.random.getrandbits(12):03x}-a{self.random.getrandbits(12):03x}-"
            f"{self.random.getrandbits(48):012x}",
        }.get(made.base, f"{word} {self.count}")
        return self._fitted(text, made, name)

    def _fitted(self, text: str, made: Type, name: str) -> str:
        """A text brought to a length within the bounds; short ones are drawn, so that they differ."""
        low, high = int(made.low or 0), made.high
        if (high is not None and len(text) > high) or (name and made.base == "string" and high and high < 16):
            letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
            size = min(int(high), max(low, 7)) if high >= 7 or low else int(high)
            text = (
                "".join(self.random.choice(letters) for _ in range(size))
                if made.base in ("string", "password")
                else (text[: int(high)])
            )
        return text + "x" * max(0, low - len(text))

    def key(self, made: Type):
        """A new key of a type: letters for a text, a count for a number."""
        if made.base in NUMBERS:
            return None
        if made.base == "string" and not made.pattern:
            size = int(min(made.high or 12, max(made.low or 0, 12)))
            letters = "abcdefghijkmnpqrstuvwxyz23456789"
            return "".join(self.random.choice(letters) for _ in range(size))
        return self.text(made, "key")
