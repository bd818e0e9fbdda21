"""Runs the `kit` command: `python -m helpers`."""

from helpers.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
