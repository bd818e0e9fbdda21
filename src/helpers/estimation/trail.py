"""What was made from an estimate and kept by nobody: so that a forgotten `est =` can be told, not guessed at.

An estimate is a value: `est.assume(...)` gives a new one, and a bare line of it changes nothing. The trail is no part
of the value; it only remembers, for the messages.
"""

import weakref
from dataclasses import dataclass, field

MOST_RECORDS = 200


@dataclass
class Record:
    """One new estimate: by which call, for which entry, whether it still lives, and its own trail."""

    verb: str
    name: str
    entry: object
    made: weakref.ref
    trail: "Trail"

    @property
    def lost(self) -> bool:
        """Whether nobody holds what was made, nor looked at it, nor at anything made from it."""
        return self.made() is None and not self.trail.read and all(each.lost for each in self.trail.records)

    def all(self):
        """Itself and the records of what was made from it, in their order."""
        yield self
        for each in self.trail.records:
            yield from each.all()


@dataclass
class Trail:
    """The records of one estimate, the latest last."""

    records: list[Record] = field(default_factory=list)
    inherited: list[Record] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    read: bool = False

    def heir(self, name: str) -> "Trail":
        """The trail of an estimate made from this one, in which `name` is given now."""
        kept = [each for each in (*self.inherited, *self.records) if each.name != name][-MOST_RECORDS:]
        return Trail(inherited=kept, refused={each: why for each, why in self.refused.items() if each != name})

    def refuse(self, name: object, why: str) -> None:
        """Remember that a line for this name was refused, and why."""
        if isinstance(name, str) and len(self.refused) < MOST_RECORDS:
            self.refused[name] = why

    def why_missing(self, name: object) -> str:
        """A sentence for a name that is missing: its line was refused, or its result not kept; empty for neither."""
        if not isinstance(name, str):
            return ""
        if name in self.refused:
            return f" Its line was refused: {self.refused[name]}"
        return advice(self.verb_of(name))

    def add(self, verb: str, name: str, entry: object, made: object, trail: "Trail") -> None:
        """Remember what was made."""
        self.records = [*self.records[1 - MOST_RECORDS:], Record(verb, name, entry, weakref.ref(made), trail)]

    def told_as(self, verb: str, since: int) -> None:
        """Name the call that a learner wrote in place of those that it is made of."""
        for record in self.records[since:]:
            for each in record.all():
                each.verb = verb

    def verb_of(self, name: str) -> str | None:
        """The call that once gave this name to an estimate made from here; None when none did."""
        found = [each for record in (*self.inherited, *self.records) for each in record.all() if each.name == name]
        return found[-1].verb if found else None

    def lost(self) -> list[Record]:
        """What nobody kept, one record a name, the latest."""
        found = {each.name: each for record in (*self.inherited, *self.records) if record.lost for each in record.all()}
        return list(found.values())


def mend(verb: str) -> str:
    """The line to write, as code: "est = est.assume(...)".

    >>> mend("assume"), mend("add_cache")
    ('est = est.assume(...)', 'est = add_cache(est, ...)')
    """
    return f"est = {verb}(est, ...)" if verb.startswith("add_") else f"est = est.{verb}(...)"


def advice(verb: str | None) -> str:
    """A sentence for a name that is missing because a call's result was not kept; empty without one."""
    if verb is None:
        return ""
    return (f" A line gave it, and its result was not kept: {verb}() gives a new estimate. "
            f"Write {mend(verb)}, with your own name for est.")
