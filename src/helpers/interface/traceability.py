"""Requirements as the interface sees them, whatever holds them, and the matrix of who serves what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from helpers.errors import shorten
from helpers.interface.errors import InterfaceError

PRIORITIES = {
    "must": "must",
    "should": "should",
    "could": "could",
    "won't": "won't",
    "wont": "won't",
    "m": "must",
    "s": "should",
    "c": "could",
    "w": "won't",
}
MOST_REQUIREMENTS = 1000
SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "by",
        "can",
        "for",
        "from",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "with",
        "may",
        "must",
        "should",
        "who",
        "one",
        "of",
        "each",
        "every",
        "all",
        "any",
    ]
)


@dataclass(frozen=True)
class Needed:
    """One functional requirement: its id, what somebody does, how much it is wanted."""

    id: str
    does: str
    priority: str


def needed_of(requirements) -> tuple[Needed, ...]:
    """The functional requirements of anything that has `.functional`, or of a list. Raises `InterfaceError`.

    >>> needed_of([{"id": "open_link", "does": "opens a link"}, "delete_link"])[1]
    Needed(id='delete_link', does='delete link', priority='must')
    """
    rows = getattr(requirements, "functional", requirements)
    if isinstance(rows, Mapping):
        rows = [{"id": name, "does": does} for name, does in rows.items()]
    if isinstance(rows, str) or not isinstance(rows, list | tuple):
        raise InterfaceError(
            f"requirements: {shorten(requirements)} is not a Requirements value, or a list of "
            "functional ones with id, does and priority."
        )
    if len(rows) > MOST_REQUIREMENTS:
        raise InterfaceError(f"requirements: {len(rows):,} are more than {MOST_REQUIREMENTS:,}.")
    made = tuple(_needed(each) for each in rows)
    names = [each.id for each in made]
    double = next((name for name in names if names.count(name) > 1), None)
    if double:
        raise InterfaceError(f"requirements: {double} stands there twice. Give each an id of its own.")
    return made


def _needed(row) -> Needed:
    if isinstance(row, str):
        row = {"id": row}

    def get(name):
        return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)

    try:
        identity, does, priority = get("id"), get("does"), get("priority")
    except Exception:  # a property that fails is no field
        identity = does = priority = None
    if not isinstance(identity, str) or not 0 < len(identity) <= 80:
        raise InterfaceError(f"requirements: {shorten(row)} has no id. Give id, does and priority.")
    told = PRIORITIES.get(str(priority or "must").strip().lower())
    if told is None:
        raise InterfaceError(f"requirements.{identity}: {shorten(priority)} is not must, should, could or won't.")
    return Needed(identity, does if isinstance(does, str) and does else identity.replace("_", " "), told)


def words_in(text: str) -> frozenset[str]:
    """The words of a text that carry its meaning, in a plain form.

    >>> sorted(words_in("opens the links"))
    ['link', 'open']
    """
    found = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", text).lower())
    return frozenset(re.sub(r"(?<=[a-z]{3})(es|s|ed|ing)$", "", word) for word in found if word not in SMALL)


def traceability(api, requirements):
    """Requirement x endpoint as a DataFrame of True and False; rows and columns without any True are the gaps."""
    from helpers.tables import pandas

    needed = needed_of(requirements)
    return pandas.DataFrame(
        [[each.id in endpoint.serves for endpoint in api.endpoints] for each in needed],
        index=pandas.Index([each.id for each in needed], name="requirement"),
        columns=list(api.names),
        dtype=bool,
    )
