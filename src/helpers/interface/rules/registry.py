"""Where rules are registered, each with the guidelines that it comes from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.interface.endpoint import Endpoint
from helpers.interface.resources import key_of, kind_of, resource_of
from helpers.rule_registry import Rule, Rules

if TYPE_CHECKING:
    from helpers.interface.model import Api

Told = Iterator[tuple[str, str, str]]


RULES = Rules(Rule)
rule = RULES.register


class Look:
    """What the rules look at; what several of them need is worked out once."""

    def __init__(self, api: "Api"):
        self.api = api
        self.about = {each.name: resource_of(api, each) for each in api.endpoints}
        self.kind = {each.name: kind_of(api, each) for each in api.endpoints}
        self.key = {name: key_of(api, name) for name in api.resources}
        self.public = {each.name: api.auth_of(each) == "public" for each in api.endpoints}

    def of_kind(self, *kinds: str) -> list[Endpoint]:
        """The endpoints that do one of these things."""
        return [each for each in self.api.endpoints if self.kind[each.name] in kinds]

    def having(self, kind: str, resource: str | None) -> list[Endpoint]:
        """The endpoints that do this to that resource."""
        return [each for each in self.of_kind(kind) if resource and self.about[each.name] == resource]

    def sent(self) -> frozenset[str]:
        """The resources that clients send, with those inside of them."""
        return self.inside(each.body for each in self.api.endpoints)

    def shown(self) -> frozenset[str]:
        """The resources that answers hold, with those inside of them."""
        return self.inside(each.returns for each in self.api.endpoints)

    def inside(self, types) -> frozenset[str]:
        """The resources that types name, and those that these hold."""
        found: set[str] = set()
        waiting = [name for made in types if made is not None for name in made.resources]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [each for made in self.api.resources.get(name, {}).values() for each in made.resources]
        return frozenset(found)


def listed(names) -> str:
    """Names as they stand in a sentence, the first few."""
    names = list(names)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
