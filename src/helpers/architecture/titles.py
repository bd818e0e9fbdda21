"""What findings call boxes and arrows: by their labels, with the name where it is needed to mend them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from helpers.architecture.parts import Connection

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture


def called(architecture: Architecture, name: str) -> str:
    """A box as a sentence calls it: its label, or its name where it has none or another box has the same label.

    >>> from helpers.architecture import Architecture, Component
    >>> parts = Component("B", "load_balancer", label="Load Balancer"), Component("C", "sql")
    >>> design = Architecture("Links").add(*parts)
    >>> called(design, "B"), called(design, "C")
    ('Load Balancer', 'C')
    """
    if name not in architecture:
        return name
    label = architecture[name].label
    if not label or _alike(label, name):
        return name
    return label if _labels(architecture)[label] == 1 else f"{label} ({name})"


def place_of(architecture: Architecture, part: str | Connection) -> str:
    """Where a finding is: a box by label and name, an arrow by those of its ends.

    >>> from helpers.architecture import Architecture, Component
    >>> design = Architecture("Links").add(Component("A", "client"), Component("B", "service", label="Web API"))
    >>> place_of(design, "B"), place_of(design, Connection("A", "B", "async"))
    ('Web API (B)', 'A -> Web API (B) (async)')
    """
    if isinstance(part, Connection):
        ends = f"{place_of(architecture, part.source)} -> {place_of(architecture, part.target)}"
        return ends if part.style == "sync" else f"{ends} ({part.style})"
    if part not in architecture:
        return part
    label = architecture[part].label
    return part if not label or _alike(label, part) else f"{label} ({part})"


def _alike(label: str, name: str) -> bool:
    return "".join(filter(str.isalnum, label)).lower() == name.replace("_", "").lower()


def _labels(architecture: Architecture) -> Counter:
    return architecture._cache.setdefault("labels", Counter(each.label for each in architecture.components))
