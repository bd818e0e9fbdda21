"""Runs the `kit` command: `python -m kit`."""

from kit.command import main

if __name__ == "__main__":
    raise SystemExit(main())
