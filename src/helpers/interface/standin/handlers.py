"""What each kind of endpoint does to the store: create, list, read, replace, update, delete, or some other action."""

import json
from urllib.parse import quote

from helpers.interface.endpoint import Endpoint, shape_of
from helpers.interface.model import Api
from helpers.interface.resources import item_endpoint, key_of, kind_of, resource_of
from helpers.interface.standin.gates import ANYBODY
from helpers.interface.standin.refusal import RefusalError, Reply, named
from helpers.interface.standin.sample_values import Maker
from helpers.interface.standin.store import Row, Store, by_cursor, by_offset
from helpers.interface.types import NUMBERS, Type

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
MOST_LISTED = 1000


class Handler:
    """Does what an endpoint is for, on a store."""

    def __init__(self, api: Api, seed: int = 1):
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

    def _kept(self, endpoint: Endpoint, caller: str, above: dict, key) -> Row | None:
        """The row of a key: of its own, or within what stands above it in the path, or of the caller's own."""
        resource = self.about[endpoint.name]
        return self.store.get(resource, _scoped(endpoint, caller, above, key)) or self.store.get(resource, key)

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

    def _reply(self, endpoint: Endpoint, row: Row | None = None, values=None, rows=()) -> Reply:
        headers, status = {}, endpoint.status or 200
        if row is not None and self.about[endpoint.name] in self.guarded and endpoint.returns is not None:
            headers["ETag"] = row.tag
        if row is not None and status == 201:
            headers["Location"] = self._address(endpoint, row)
        if endpoint.cached is not None:
            headers["Cache-Control"] = f"max-age={int(endpoint.cached)}" if endpoint.cached else "no-store"
        if 300 <= status < 400:
            headers["Location"] = self._target(endpoint, row)
        if endpoint.returns is None or status in (204, 205, 304):
            return Reply(status, None, headers)
        if values is None:
            values = self._shown(endpoint.returns, row)
        return Reply(status, values, headers, rows=tuple(rows))

    def _shown(self, made: Type, row: Row | None):
        """A row in the form that is returned."""
        if row is None or not made.is_resource:
            return self.maker.value(made)
        fields = self.api.resources[made.base]
        shown = {
            name: value for name, value in row.values.items() if name in fields and fields[name].access != "write-only"
        }
        for name, field in fields.items():
            if name not in shown and not field.optional and field.access != "write-only":
                shown[name] = self.maker.value(field, name)
        return shown

    def _address(self, endpoint: Endpoint, row: Row) -> str:
        resource = self.about[endpoint.name]
        path = self.item_path.get(resource)
        if path is None:
            return f"{endpoint.path.partition('{')[0].rstrip('/')}/{quote(row.shown, safe='')}"
        names = [part[1 : part.index("}")] for part in path.split("/") if part.startswith("{")]
        for name in names:
            value = row.shown if name == names[-1] else row.above.get(name, row.values.get(name, "-"))
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        return path

    def _target(self, endpoint: Endpoint, row: Row | None) -> str:
        fields = self.api.resources.get(self.about[endpoint.name] or "", {})
        name = next((name for name, made in fields.items() if made.base == "uri"), None)
        return str(row.values.get(name, "/")) if row is not None and name else "/"

    # What is kept

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
        place = _scoped(endpoint, caller, above, key) if chosen else key
        return self.store.add(resource, place, values, owner, dict(above), _size(values), shown=str(key))

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
            self.store.change(row, values, _size(values))
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
        self.store.change(row, values, _size(values))
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
                resource, key, values, None if caller == ANYBODY else caller, dict(above), _size(values)
            )
        elif endpoint.method != "GET":
            self._unchanged(endpoint, row, headers)
            values = {**row.values, **(body if isinstance(body, dict) else {})}
            self.store.change(row, values, _size(values))
        return self._reply(endpoint, row)

    def _beside(self, endpoint: Endpoint, path: dict) -> Row | None:
        """The row that a deed such as POST /links/{code}:archive is about, where the path leads to one."""
        names = endpoint.path_parameters
        resource = self.about[endpoint.name]
        return self.store.get(resource, path[names[-1]]) if names and resource else None

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
            self.store.add(resource, key, values, owner, {}, _size(values))
            keys.append(str(key))
        return keys


def _scoped(endpoint: Endpoint, caller: str, above: dict, key) -> str:
    """A key within what stands above it in the path and, where everybody has their own, within the caller's."""
    whose = f"{caller}'s " if endpoint.owner_only else ""
    return whose + "/".join(str(each) for each in (*above.values(), key))


def _size(values: dict) -> int:
    return len(json.dumps(values, default=str))
