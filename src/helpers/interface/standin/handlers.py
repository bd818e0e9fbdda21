"""What each kind of endpoint does to the store: create, list, read, replace, update, delete, or some other action."""

import json
from typing import TYPE_CHECKING

from helpers.interface.endpoint import Endpoint, shape_of
from helpers.interface.resources import item_endpoint, key_of, kind_of, resource_of
from helpers.interface.standin.gates import ANYBODY
from helpers.interface.standin.keeper import Keeper, size_of
from helpers.interface.standin.refusal import RefusalError, Reply, named
from helpers.interface.standin.replies import Replies
from helpers.interface.standin.sample_values import Maker
from helpers.interface.standin.store import Row, Store, by_cursor, by_offset

if TYPE_CHECKING:
    from helpers.interface.model import Api

MOST_LISTED = 1000


class Handler(Keeper, Replies):
    """Does what an endpoint is for, on a store."""

    def __init__(self, api: "Api", seed: int = 1):
        self.api, self.seed = api, seed
        self.store, self.maker = Store(), Maker(api, seed)
        self.about = {each.name: resource_of(api, each) for each in api.endpoints}
        self.kind = {each.name: kind_of(api, each) for each in api.endpoints}
        self.key = {name: key_of(api, name) for name in api.resources}
        self.places = {shape_of(each.path): self.about[each.name] for each in api.endpoints if each.on_item}
        self.guarded = {self.about[each.name] for each in api.endpoints if each.if_match}
        self.created = {self.about[each.name] for each in api.endpoints if self.kind[each.name] == "create"}
        self.item_path = {name: found.path for name in api.resources if (found := item_endpoint(api, name))}

    def handle(self, endpoint: Endpoint, caller: str, path: dict, query: dict, body, headers) -> Reply:
        """The reply to a call that has passed all gates. Raises `RefusalError`."""
        above = self._above(endpoint, path)
        done = getattr(self, f"_{self.kind[endpoint.name]}")
        return done(endpoint, caller, path, above, query, body, headers)

    # Where a call leads

    def _above(self, endpoint: Endpoint, path: dict) -> dict:
        """The ids above the thing itself. Raises `RefusalError` 404 where one of them leads to nothing."""
        segments, above = endpoint.segments, {}
        last = len(segments) - 1 if endpoint.on_item and self.about[endpoint.name] else len(segments)
        for at, part in enumerate(segments[:last]):
            if not (part.startswith("{") and "}" in part):
                continue
            name = part[1 : part.index("}")]
            above[name] = path[name]
            resource = self.places.get(shape_of("/" + "/".join((*segments[:at], part[: part.index("}") + 1]))))
            if resource and resource in self.created and self.store.get(resource, path[name]) is None:
                raise RefusalError(named(endpoint, 404, 410), f"There is no {resource} {str(path[name])[:80]}.")
        return above

    def _row(self, endpoint: Endpoint, caller: str, path: dict, above: dict) -> Row:
        """The row that the path leads to. Raises `RefusalError` 404, and 403 or 404 for a stranger's."""
        resource = self.about[endpoint.name]
        key = path[endpoint.path_parameters[-1]]
        row = self._kept(endpoint, caller, above, key)
        if row is None or any(
            name in row.above and str(row.above[name]) != str(value) for name, value in above.items()
        ):
            raise RefusalError(named(endpoint, 404, 410), f"There is no {resource} {str(key)[:80]}.")
        if endpoint.owner_only and row.owner not in (None, caller):
            status = named(endpoint, 403, 404)
            raise RefusalError(
                status,
                f"This {resource} is not yours." if status == 403 else f"There is no {resource} {str(key)[:80]}.",
            )
        return row

    def _unchanged(self, endpoint: Endpoint, row: Row, headers) -> None:
        """Refuse a change of a version that is not the newest: 428 without If-Match, 412 with a stale one."""
        if not endpoint.if_match:
            return
        given = headers.get("if-match")
        if given is None:
            raise RefusalError(named(endpoint, 428, 412), "Send If-Match with the ETag that your change was made on.")
        if given.strip() != "*" and row.tag not in [each.strip() for each in given.split(",")]:
            raise RefusalError(412, "It was changed meanwhile. Read it again, and make your change on that.")

    # What is answered

    # What is kept

    # The kinds

    def _create(self, endpoint, caller, path, above, query, body, headers) -> Reply:
        return self._reply(endpoint, self._new(endpoint, caller, above, body))

    def _read(self, endpoint, caller, path, above, query, body, headers) -> Reply:
        return self._reply(endpoint, self._row(endpoint, caller, path, above))

    def _list(self, endpoint, caller, path, above, query, body, headers) -> Reply:
        resource = self.about[endpoint.name]
        rows = (
            []
            if resource is None
            else [
                row
                for row in reversed(self.store.of(resource).values())
                if self._belongs(endpoint, row, caller, above, query)
            ]
        )
        if endpoint.paginated is None:
            most = int(min(MOST_LISTED, endpoint.returns.high if endpoint.returns.high is not None else MOST_LISTED))
            page = rows[:most]
            items = [self._item(endpoint, row) for row in page]
            least = int(endpoint.returns.low or 0)
            items += [self.maker.value(endpoint.returns.item) for _ in range(least - len(items))]
            return self._reply(endpoint, None, items, page)
        limit = query.get("limit", min(20, endpoint.page_limit))
        if endpoint.paginated == "offset":
            page, following = by_offset(rows, query.get("offset", 0), limit), None
        else:
            page, following = by_cursor(rows, query.get("cursor"), limit)
        answer = {"items": [self._item(endpoint, row) for row in page]} | ({"next": following} if following else {})
        return self._reply(endpoint, None, answer, page)

    def _item(self, endpoint: Endpoint, row: Row):
        return self._shown(endpoint.returns.item, row)

    def _belongs(self, endpoint, row: Row, caller: str, above: dict, query: dict) -> bool:
        if endpoint.owner_only and row.owner not in (None, caller):
            return False
        for name, value in {**above, **query}.items():
            held = row.above.get(name, row.values.get(name))
            if held is None or name in ("limit", "cursor", "offset"):
                continue
            if isinstance(value, list):
                if value and held not in value:
                    return False
            elif str(held) != str(value):
                return False
        return True

    def _replace(self, endpoint, caller, path, above, query, body, headers) -> Reply:
        resource, key = self.about[endpoint.name], path[endpoint.path_parameters[-1]]
        may_make = resource not in self.created and not endpoint.if_match
        if self._kept(endpoint, caller, above, key) is None and may_make:
            return self._reply(endpoint, self._new(endpoint, caller, above, body, key))
        row = self._row(endpoint, caller, path, above)
        self._unchanged(endpoint, row, headers)
        if body is not None:
            fields = self.api.resources[resource]
            kept = {
                name: value
                for name, value in row.values.items()
                if name in fields and (fields[name].access == "read-only" or name == self.key[resource])
            }
            values = {**self._filled(resource, body, caller, above), **kept}
            self.store.change(row, values, size_of(values))
        return self._reply(endpoint, row)

    def _update(self, endpoint, caller, path, above, query, body, headers) -> Reply:
        row = self._row(endpoint, caller, path, above)
        self._unchanged(endpoint, row, headers)
        resource = self.about[endpoint.name]
        fields, values = self.api.resources[resource], dict(row.values)
        for name, value in (body if isinstance(body, dict) else {}).items():
            if name not in fields or fields[name].access == "read-only" or name == self.key[resource]:
                continue
            if value is None and not fields[name].nullable:
                values.pop(name, None)
            else:
                values[name] = value
        self.store.change(row, values, size_of(values))
        return self._reply(endpoint, row)

    def _delete(self, endpoint, caller, path, above, query, body, headers) -> Reply:
        row = self._row(endpoint, caller, path, above)
        self._unchanged(endpoint, row, headers)
        self.store.remove(self.about[endpoint.name], row)
        return self._reply(endpoint, row)

    def _action(self, endpoint, caller, path, above, query, body, headers) -> Reply:
        """Some other deed. What has no id of its own is kept under its path; all else gives an answer that fits."""
        resource = self.about[endpoint.name]
        if resource is None or endpoint.method in ("POST", "DELETE"):
            return self._reply(endpoint, self._beside(endpoint, path))
        key = "at " + endpoint.path + json.dumps(path, sort_keys=True, default=str) + caller
        row = self.store.get(resource, key)
        if row is None:
            values = self._filled(resource, body if isinstance(body, dict) else {}, caller, above)
            row = self.store.add(
                resource, key, values, None if caller == ANYBODY else caller, dict(above), size_of(values)
            )
        elif endpoint.method != "GET":
            self._unchanged(endpoint, row, headers)
            values = {**row.values, **(body if isinstance(body, dict) else {})}
            self.store.change(row, values, size_of(values))
        return self._reply(endpoint, row)

    def _beside(self, endpoint: Endpoint, path: dict) -> Row | None:
        """The row that a deed such as POST /links/{code}:archive is about, where the path leads to one."""
        names = endpoint.path_parameters
        resource = self.about[endpoint.name]
        return self.store.get(resource, path[names[-1]]) if names and resource else None
