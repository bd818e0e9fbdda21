"""The `kit` command: it reads what was asked, calls the room that can, and prints what came of it."""

from helpers.cli.command import main

__all__ = ["main"]
