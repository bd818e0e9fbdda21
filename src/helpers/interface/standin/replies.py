"""What a stand-in answers: status, headers, and a thing in the form that is returned."""

from urllib.parse import quote

from helpers.interface.endpoint import Endpoint
from helpers.interface.standin.refusal import Reply
from helpers.interface.standin.store import Row
from helpers.interface.types import Type


class Replies:
    """The part of a handler that makes answers."""

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
