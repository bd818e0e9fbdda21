"""What a grade was made from, in short: when any of it changes, the grade is made again.

It is computed from all that decides points: the assignment's key, the limits, whether there was a sandbox, whose
numbers the cases had, when it was due and what lateness costs, the Python that ran, and the code that gave the points.
"""

import hashlib
import inspect
import json
import sys
from dataclasses import asdict, is_dataclass
from pathlib import Path

from kit.grader.key import AssignmentKey
from kit.grader.sandbox.limits import Limits

DECIDES = {".py", ".yaml", ".json", ".csv", ".txt"}  # kinds of files; how a widget looks decides no points


def code_digest() -> str:
    """A name for the code that gives points: all of the helpers, and the grader."""
    import helpers
    import kit.grader

    made = hashlib.sha256()
    for package in (helpers, kit.grader):
        root = Path(package.__file__).parent
        for path in sorted(root.rglob("*")):
            if path.suffix in DECIDES and path.is_file():
                made.update(f"{path.relative_to(root).as_posix()}\0".encode())
                made.update(hashlib.sha256(path.read_bytes()).digest())
        made.update(b"\n")
    return made.hexdigest()


def seal(key: AssignmentKey, limits: Limits, confined: bool, variants: bool, late_policy: object,
         duedate: object) -> tuple[str, ...]:
    """What decides the grades of a whole assignment.

    Parameters
    ----------
    key : AssignmentKey
        What the assignment is graded by.
    limits : Limits
        Of one submission: bytes, seconds and counts.
    confined : bool
        Whether there is a sandbox.
    variants : bool
        Whether every student has numbers of their own.
    late_policy : object
        What says what lateness costs: the class's own, or nbgrader's plugin.
    duedate : object
        When the assignment was due, or `None`.
    """
    numbers = {name: float(value) for name, value in asdict(limits).items()}
    return (code_digest(), ".".join(map(str, sys.version_info[:2])), key.digest(), json.dumps(numbers, sort_keys=True),
            "confined" if confined else "unsafe", "variants" if variants else "", policy_digest(late_policy),
            str(duedate))


def policy_digest(plugin: object) -> str:
    """A name for what lateness costs: the plugin's settings, and its own text where there is one."""
    if is_dataclass(plugin):
        return hashlib.sha256(repr(plugin).encode()).hexdigest()
    settings = {name: repr(getattr(plugin, name)) for name in sorted(plugin.class_trait_names(config=True))}
    try:
        text = inspect.getsource(type(plugin))
    except (OSError, TypeError):
        text = type(plugin).__qualname__
    return hashlib.sha256(json.dumps([settings, text]).encode()).hexdigest()
