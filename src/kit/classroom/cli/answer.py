"""How a command answers: in words for a person or as JSON for a program, and with a status that a script can use."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Container

DONE, COULD_NOT, LOOK = 0, 1, 3  # 2 is an odd option


def answer(options: Namespace, words: str, data: dict, look: bool = False, warning: str = "") -> int:
    """Print what came of a command, and return its status: 0, or 3 where it is done and a person should look."""
    status = LOOK if look else DONE
    if getattr(options, "json", False):
        print(json.dumps({"status": status, **data, **({"warning": warning} if warning else {})}, indent=1,
                         ensure_ascii=False, default=str))
        return status
    if words:
        print(words)
    if warning:
        print(f"kit: {warning}", file=sys.stderr)
    return status


def working(what: str) -> None:
    """Say on a terminal what is being done, where that takes seconds; a program that listens hears nothing."""
    if sys.stderr.isatty():
        print(f"{what} ...", file=sys.stderr, flush=True)


def named(students: tuple[str, ...], known: Container[str]) -> tuple[str, ...]:
    """Students as they were named: one by one, or several with commas between them.

    >>> named(("anna,bob", "a,b"), {"a,b"})
    ('anna', 'bob', 'a,b')
    """
    found: list[str] = []
    for each in students:
        parts = [part.strip() for part in each.split(",") if part.strip()]
        found += [each] if each in known or not parts else parts
    return tuple(dict.fromkeys(found))


def add_json(parser: ArgumentParser) -> None:
    """The option by which a program reads the answer."""
    parser.add_argument("--json", action="store_true", help="answer as one JSON object, for a program")
