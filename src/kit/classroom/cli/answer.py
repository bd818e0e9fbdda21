"""How a command answers: in words for a person or as JSON for a program, and with a status that a script can use."""

import json
import sys
from argparse import ArgumentParser, Namespace

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


def add_json(parser: ArgumentParser) -> None:
    """The option by which a program reads the answer."""
    parser.add_argument("--json", action="store_true", help="answer as one JSON object, for a program")
