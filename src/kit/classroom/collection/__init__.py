"""What comes back from a learning management system, or lies in a folder, put into `submitted/`; `collect` does it."""

from kit.classroom.collection.collect import Collected, collect

__all__ = ["Collected", "collect"]
