"""What a stand-in keeps: new things with their ids, and things to begin with."""

import json

from helpers.interface.endpoint import Endpoint
from helpers.interface.standin.gates import ANYBODY
from helpers.interface.standin.refusal import RefusalError
from helpers.interface.standin.store import Row
from helpers.interface.types import NUMBERS

OWNERS = (
    "owner",
    "author",
    "user",
    "username",
    "user_id",
    "owner_id",
    "author_id",
    "created_by",
    "sender",
    "account",
    "borrower",
    "buyer",
    "customer",
    "member",
    "rider",
)


class Keeper:
    """The part of a handler that makes and finds what is kept."""

    def _kept(self, endpoint: Endpoint, caller: str, above: dict, key) -> Row | None:
        """The row of a key: of its own, or within what stands above it in the path, or of the caller's own."""
        resource = self.about[endpoint.name]
        return self.store.get(resource, scoped(endpoint, caller, above, key)) or self.store.get(resource, key)

    def _filled(self, resource: str, given: dict, caller: str, above: dict) -> dict:
        """A new thing's fields: what was sent, and what the server fills in."""
        values = {}
        for name, made in self.api.resources[resource].items():
            if name in given and made.access != "read-only":
                values[name] = given[name]
            elif name in above:
                values[name] = above[name]
            elif name in OWNERS and made.access == "read-only" and made.base == "string" and caller != ANYBODY:
                values[name] = caller
            elif made.default is not None:
                values[name] = made.default
            elif not made.optional:
                values[name] = self.maker.value(made, name)
        return values

    def _new(self, endpoint: Endpoint, caller: str, above: dict, body, key=None) -> Row:
        resource = self.about[endpoint.name]
        given = body if isinstance(body, dict) else {}
        values = self._filled(resource, given, caller, above)
        field, chosen = self.key[resource], key is not None
        if key is None and field and field in given and self.api.resources[resource][field].access != "read-only":
            key = given[field]
            chosen = bool(above)
            if self._kept(endpoint, caller, above, key) is not None:
                raise RefusalError(409, f"There is a {resource} {str(key)[:80]} already. Choose another {field}.")
        if key is None:
            key = self._fresh(resource, field)
        if field:
            values[field] = key
        owner = None if caller == ANYBODY else caller
        place = scoped(endpoint, caller, above, key) if chosen else key
        return self.store.add(resource, place, values, owner, dict(above), size_of(values), shown=str(key))

    def _fresh(self, resource: str, field: str | None):
        """A key that was never given out."""
        made = self.api.resources[resource].get(field) if field else None
        if made is None or made.base in NUMBERS:
            low = int(made.low) if made is not None and made.low is not None else 1
            key = low + self.store.made
            if made is not None and made.high is not None and key > made.high:
                raise RefusalError(503, f"All {resource} numbers up to {made.high:,} are given out.", Retry_After="1")
            return key if made is not None else str(key)
        for _ in range(50):
            key = self.maker.key(made)
            if key is not None and (resource, str(key)) not in self.store.used:
                return key
        raise RefusalError(
            503, f"No free {resource} {field} was found: there are too few of that form.", Retry_After="1"
        )

    def seed_rows(self, resource: str, count: int, owner: str | None) -> list[str]:
        """Make rows that the contract's own schemas describe; their keys."""
        maker_field = self.key[resource]
        keys = []
        for _ in range(count):
            key = self._fresh(resource, maker_field)
            values = {
                name: self.maker.value(made, name)
                for name, made in self.api.resources[resource].items()
                if not (made.optional and made.resources)
            }
            if maker_field:
                values[maker_field] = key
            for name in OWNERS:
                if name in values and self.api.resources[resource][name].base == "string" and owner:
                    values[name] = owner
            self.store.add(resource, key, values, owner, {}, size_of(values))
            keys.append(str(key))
        return keys


def scoped(endpoint: Endpoint, caller: str, above: dict, key) -> str:
    """A key within what stands above it in the path and, where everybody has their own, within the caller's."""
    whose = f"{caller}'s " if endpoint.owner_only else ""
    return whose + "/".join(str(each) for each in (*above.values(), key))


def size_of(values: dict) -> int:
    """How many bytes a thing takes as JSON."""
    return len(json.dumps(values, default=str))
