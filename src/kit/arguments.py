"""How `kit` reads what stands behind a command: each kind of option refuses what it cannot be, in one sentence."""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from helpers.errors import shorten

LONGEST_NAME, LONGEST_PATH = 255, 4_000  # bytes that file systems take
LONGEST_WORD = 200  # characters
SURROGATES = re.compile("[\udc80-\udcff]")  # bytes of a file's name that are not UTF-8
NUMBER = re.compile(r"\s*[+-]?[0-9.]+(e[+-]?[0-9]+)?\s*", re.IGNORECASE)
ADDRESS = re.compile(r"([a-z+]+://)?(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})")


class _Missing(Exception):  # noqa: N818 (caught where it is raised)
    """An argument that a command needs was not found; the text says which."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, and where to read on."""

    def parse_known_args(self, args=None, namespace=None):
        """Read a command's options and arguments in any order."""
        if self._subparsers is not None or getattr(self, "_within", False):
            return super().parse_known_args(args, namespace)
        self._within, self._trying = True, True
        given = list(sys.argv[1:] if args is None else args)
        try:
            return self.parse_known_intermixed_args(given, namespace)
        except _Missing as missing:
            self._trying = False
            other = self._given_back(given)
            if other is None:
                self.error(str(missing))
            return self.parse_known_intermixed_args(other, namespace)
        finally:
            self._within, self._trying = False, False

    def _given_back(self, args: list[str]) -> list[str] | None:
        """The same with the last value of an option that takes several as an argument: `--students anna 02`."""
        several = [name for each in self._actions if each.nargs == "+" for name in each.option_strings]
        for at, each in enumerate(args):
            if each in several:
                end = next((place for place in range(at + 1, len(args)) if args[place].startswith("-")), len(args))
                if end - at > 2:
                    return [*args[:end - 1], *args[end:], args[end - 1]] if end < len(args) else [
                        args[-1], *args[:-1]]
        return None

    def error(self, message: str) -> NoReturn:
        """Print one sentence, and end with 2."""
        if getattr(self, "_trying", False) and message.startswith("the following arguments are required"):
            raise _Missing(message)
        said = " ".join(message.split()).encode("utf-8", "backslashreplace").decode()
        said = f"{said[:300]} ..." if len(said) > 300 else said
        print(f"kit: {said.rstrip('.')}. See {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


def refused(text: str, mend: str) -> argparse.ArgumentTypeError:
    """The error for a value that an option cannot have."""
    return argparse.ArgumentTypeError(f"{shorten(text)} {mend}")


def path(text: str) -> Path:
    """The path of a file or a folder, there or not.

    >>> path("../my_class").name
    'my_class'
    """
    if not text.strip() or not SURROGATES.sub("", text).isprintable():
        raise refused(text, "is no path")
    if len(text.encode("utf-8", "surrogateescape")) > LONGEST_PATH or any(
            len(part.encode("utf-8", "surrogateescape")) > LONGEST_NAME for part in Path(text).parts):
        raise refused(text, "is too long for a path")
    return Path(text)


def file_path(text: str) -> Path:
    """The path of a file to be written: it has a name of its own."""
    found = path(text)
    if found.name in ("", "..") or text.endswith("/"):
        raise refused(text, "names no file")
    return found


def word(text: str) -> str:
    """A name: of an exercise, a student, a branch.

    >>> word("02_estimation")
    '02_estimation'
    """
    if not text.strip() or not text.isprintable():
        raise refused(text, "is no name")
    if len(text) > LONGEST_WORD:
        raise refused(text, f"has {len(text):,} characters; a name has up to {LONGEST_WORD}")
    return text


def pair(text: str) -> tuple[str, str]:
    """A name and what it stands for.

    >>> pair("berg_anna=anna")
    ('berg_anna', 'anna')
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip() or not text.isprintable() or len(text) > 2 * LONGEST_WORD:
        raise refused(text, "is not a name and what it stands for, such as NAME=VALUE")
    return name.strip(), value.strip()


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from `low` to `high`.

    >>> whole(1, 1_000)("12")
    12
    """
    def read(text: str) -> int:
        if not re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text) or not low <= int(text) <= high:
            raise refused(text, f"is not a whole number from {low:,} to {high:,}")
        return int(text)

    return read


def limit(text: str) -> tuple[str, float]:
    """A limit's name and its number.

    >>> limit("memory=2e9"), limit("cell_seconds=0.5")
    (('memory', 2000000000), ('cell_seconds', 0.5))
    """
    name, _, value = text.partition("=")
    try:
        number = float(value if NUMBER.fullmatch(value) else "none")
    except ValueError:
        raise refused(text, "is not a name and a number, such as cell_seconds=20") from None
    if not 0 < number < 1e15:
        raise refused(text, "is not a number above zero that a limit can have, such as cell_seconds=20")
    return name.strip(), int(number) if number == int(number) else number


def address(text: str) -> str:
    """Where a scheduler listens.

    >>> address("tcp://10.0.0.5:8786")
    'tcp://10.0.0.5:8786'
    """
    match = ADDRESS.fullmatch(text)
    if not match or not 0 < int(match[3]) < 65_536:
        raise refused(text, "is no address, such as tcp://10.0.0.5:8786")
    return text
