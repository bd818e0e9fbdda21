"""Replies drawn as arrows of their own: a call's answer comes back by itself, so such an arrow is no call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.architecture.kind_families import kinds_of
from helpers.architecture.parts import Connection

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

BROKERS = kinds_of("broker")


def is_reply(architecture: Architecture, connection: Connection) -> bool:
    """Whether an arrow can only be a reply: back to a client, or from a box that calls nobody of that kind.

    >>> from helpers.architecture import Architecture, Component
    >>> design = Architecture("Links").add(Component("user", "client"), Component("api", "service"))
    >>> design = design.connect("user", "api").connect("api", "user")
    >>> [is_reply(design, each) for each in design.connections]
    [False, True]
    """
    source, target = architecture[connection.source], architecture[connection.target]
    if connection.style != "sync" or source.kind in BROKERS:
        return False
    if target.kind == "client":
        return source.kind != "client"
    asked = any(each.target == source.name and each.style == "sync" for each in architecture.callees(target.name))
    return asked and target.kind not in source.of.calls and source.kind in target.of.calls


def waits(architecture: Architecture, connection: Connection) -> bool:
    """Whether its source waits for its target: in calls, but not in replies, and a queue or stream waits for nobody."""
    return (connection.style == "sync" and architecture[connection.source].kind not in BROKERS
            and not is_reply(architecture, connection))
