"""What the rules of every room share: an id, a severity, where they come from, and the function that looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar


@dataclass(frozen=True)
class Rule:
    """A rule's stable id, its severity, the origins that it rests on, and the function that looks."""

    id: str
    severity: str
    origin: tuple[str, ...]
    check: Callable[..., Any]

    @property
    def why(self) -> str:
        """Why the rule matters, in a sentence or two."""
        return " ".join((self.check.__doc__ or "").split())


Made = TypeVar("Made", bound=Rule)
Function = TypeVar("Function", bound=Callable[..., Any])


class Rules(dict[str, Made], Generic[Made]):
    """The rules of one room by id, in the order in which they were registered.

    >>> rules = Rules(Rule)
    >>> @rules.register("no-name", "error", "the course's method")
    ... def nameless(look):
    ...     "What has no name cannot be spoken of."
    >>> rules["no-name"].why
    'What has no name cannot be spoken of.'
    """

    def __init__(self, kind: type[Made], needs_origin: bool = True):
        super().__init__()
        self.kind, self.needs_origin = kind, needs_origin

    def register(self, identity: str, severity: str, *origin: str, **more: Any) -> Callable[[Function], Function]:
        """Register a function as the rule of this id; it yields (where, message, fix)."""

        def register(check: Function) -> Function:
            if identity in self:
                raise ValueError(f"the rule {identity} is registered twice")
            if self.needs_origin and not origin:
                raise ValueError(f"the rule {identity} has no origin: say who said so, where and when")
            self[identity] = self.kind(identity, severity, origin, check, **more)
            return check

        return register
