"""What may be the name of a design, and of its file."""

import re

from helpers.design.errors import DesignError
from helpers.errors import shorten

NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,59}[\w-])?")


def checked_name(name: object) -> str:
    """A name that can stand as a file's. Raises `DesignError`."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise DesignError(f"name: {shorten(name)} cannot name a design. Use letters, digits, -, _ and dots, "
                          "as in my-links or v1.2.")
    return name
