"""Reading an OpenAPI 3 document: what the kit models becomes an `Api`, the rest is named in findings."""

import re
from typing import TYPE_CHECKING

from helpers.errors import CourseError, shorten
from helpers.findings import Finding, Findings
from helpers.interface.documents import load
from helpers.interface.endpoint import METHODS, Endpoint, shape_of
from helpers.interface.errors import InterfaceError
from helpers.interface.fields import MOST_ENDPOINTS, NAME, snake
from helpers.interface.openapi import EXTENSIONS
from helpers.interface.operation_reader import OperationReader
from helpers.interface.schema_reader import Schemas

if TYPE_CHECKING:
    from helpers.interface.model import Api

OPERATION = {
    "operationId",
    "description",
    "summary",
    "deprecated",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "tags",
    *EXTENSIONS.values(),
    "x-scopes",
    "x-auth-as-everywhere",
}


def from_openapi(kind: "type[Api]", document) -> "Api":
    """The interface that a document describes; `.left_out` names what is not kept. Raises `InterfaceError`."""
    api, findings = _read(kind, load(document))
    broken = [each for each in findings if each.rule == "broken-part"]
    if broken and not api.endpoints:
        raise InterfaceError(f"document: {broken[0].where}: {broken[0].message}. {broken[0].fix}")
    return api


def read_openapi(kind: "type[Api]", document) -> "tuple[Api, Findings]":
    """What can be read of a document, and findings on the rest; never raises.

    >>> from helpers.interface import Api
    >>> read_openapi(Api, "openapi: [")[1].rules()
    {'broken-document'}
    """
    try:
        return _read(kind, load(document))
    except CourseError as error:
        return kind(), Findings([Finding("broken-document", "error", "document", str(error))])


def _read(kind: "type[Api]", document: dict) -> "tuple[Api, Findings]":
    version = str(document.get("openapi", ""))
    if not version.startswith("3."):
        told = "a Swagger 2 document" if "swagger" in document else f"openapi: {shorten(document.get('openapi'))}"
        raise InterfaceError(f"document: {told} is not OpenAPI 3. Convert it (the Swagger editor does), and read that.")
    try:
        return _Reader(kind, document).read()
    except RecursionError:
        raise InterfaceError("document: it is nested too deeply. Give inner schemas names of their own.") from None


def left_out(where: str, what: str, fix: str = "Keep the original document beside this one.") -> Finding:
    """What a document says and the kit does not model."""
    return Finding("not-modelled", "note", where, f"{what}, which is not kept here", fix)


class _Reader(OperationReader):
    def __init__(self, kind: "type[Api]", document: dict):
        self.api_class, self.document = kind, document
        self.findings: list[Finding] = []
        self.schemas = Schemas(document, self.note)
        self.endpoints: dict[str, Endpoint] = {}
        self.error_media: set[str] = set()
        self.seen: set[tuple[str, str]] = set()

    def note(self, where: str, what: str) -> None:
        """Something that is not kept; each is told once."""
        if (where, what) not in self.seen and len(self.findings) < 500:
            self.seen.add((where, what))
            self.findings.append(left_out(where, what))

    def broken(self, where: str, error) -> None:
        """Something that cannot be read."""
        if len(self.findings) < 500:
            self.findings.append(Finding("broken-part", "error", where, str(error), "Mend it in the document."))

    def mapping(self, value, where: str) -> dict:
        """A dict, after following a reference."""
        value = self.schemas.resolve(value)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.broken(where, f"a {type(value).__name__} stands where a mapping should")
            return {}
        return value

    def read(self) -> "tuple[Api, Findings]":
        """The interface and the findings."""
        known = {
            "openapi",
            "info",
            "servers",
            "security",
            "paths",
            "components",
            "tags",
            "x-unknown-fields",
            "x-errors-as",
            "x-order",
        }
        for name in self.document:
            if name not in known:
                self.note("document", f"it has a part {shorten(str(name))}")
        info = self.mapping(self.document.get("info"), "info")
        for name in info:
            if name not in ("title", "version", "description"):
                self.note("info", f"it has a field {shorten(str(name))}")
        components = self.mapping(self.document.get("components"), "components")
        self.kinds = {
            str(name): self._scheme(scheme, str(name))
            for name, scheme in self.mapping(components.get("securitySchemes"), "securitySchemes").items()
        }
        for name in components:
            if name not in ("schemas", "securitySchemes", "parameters", "responses", "requestBodies", "headers"):
                self.note("components", f"it has {shorten(str(name))}")
        self.everywhere, _ = self._security(self.document.get("security"), "security")
        for path, item in self.mapping(self.document.get("paths"), "paths").items():
            self._path(path, item)
        self.schemas.name_all()
        return self._api(info)

    def _api(self, info: dict) -> "tuple[Api, Findings]":
        servers = self.document.get("servers")
        servers = servers if isinstance(servers, list) else []
        if len(servers) > 1:
            self.note("servers", f"{len(servers)} servers are named, and the first is taken")
        server = self.mapping(servers[0], "servers").get("url") if servers else None
        fields = {
            "title": info.get("title"),
            "version": info.get("version"),
            "description": info.get("description"),
            "server": server,
            "errors_as": self._errors_as(),
            "unknown_fields": self.document.get("x-unknown-fields"),
            "auth": self.everywhere or "public",
            "left_out": (),
        }
        made = self.api_class()
        for name, value in fields.items():
            if value in (None, ""):
                continue
            value = str(value) if name in ("title", "version", "description") else value
            try:
                made = made.replace(**{name: value})
            except CourseError as error:
                self.note(f"info.{name}" if name != "server" else "servers", f"{error}"[:200].rstrip("."))
        while True:  # what does not fit is named and left out, one part at a time
            try:
                made = made.replace(resources=self.schemas.resources)
                break
            except CourseError as error:
                name = re.match(r"resources\.?:? ?(\w+)", str(error))
                gone = name.group(1) if name and name.group(1) in self.schemas.resources else None
                self.broken(f"schema {gone}" if gone else "schemas", error)
                if gone is None:
                    break
                self.schemas.drop(gone)
        made = made.replace(endpoints=self._kept(made))
        return made.replace(left_out=Findings(self.findings)), Findings(self.findings)

    def _kept(self, api: "Api") -> tuple[Endpoint, ...]:
        """The endpoints that go together, in the order that the document states."""
        kept, shapes = {}, {}
        for each in self.endpoints.values():
            other = shapes.setdefault(shape_of(each.path), each)
            try:
                api.replace(endpoints=tuple({other.name: other, each.name: each}.values()))
                kept[each.name] = each
            except CourseError as error:
                self.broken(str(each), error)
        order = self.document.get("x-order")
        order = [name for name in order if isinstance(name, str)] if isinstance(order, list) else []
        named = dict.fromkeys(name for name in order if name in kept)
        return tuple(kept[name] for name in {**named, **dict.fromkeys(kept)})

    def _errors_as(self) -> str | None:
        named = self.document.get("x-errors-as")
        if named is not None or not self.error_media:
            return named
        problem = "application/problem+json"
        if self.error_media != {problem} and problem in self.error_media:
            self.note("responses", "errors come in several media types")
        return problem if self.error_media == {problem} else "application/json"

    def _path(self, path, item) -> None:
        item = self.mapping(item, str(path)[:80])
        for method, operation in item.items():
            where = f"{str(method).upper()} {str(path)[:80]}"
            if method in ("parameters", "summary", "description"):
                continue
            if str(method).upper() not in METHODS:
                self.note(str(path)[:80], f"it has {shorten(str(method))}")
                continue
            if len(self.endpoints) >= MOST_ENDPOINTS:
                self.note("paths", f"there are more than {MOST_ENDPOINTS} endpoints")
                return
            try:
                made = self._operation(str(method).upper(), str(path), self.mapping(operation, where), item, where)
            except CourseError as error:
                self.broken(where, error)
                continue
            self.endpoints[made.name] = made

    def _operation(self, method: str, path: str, operation: dict, item: dict, where: str) -> Endpoint:
        for name in operation:
            if name not in OPERATION:
                self.note(where, f"the operation has {shorten(str(name))}")
        if operation.get("tags"):
            self.note("tags", "operations are grouped by tags")
        name = self._name(operation.get("operationId"), method, path)
        fields: dict = {"name": name, "method": method, "path": path}
        for field, extension in EXTENSIONS.items():
            if operation.get(extension) is not None:
                fields[field] = operation[extension]
        fields["description"] = str(operation.get("description") or operation.get("summary") or "")[:2000]
        fields["deprecated"] = operation.get("deprecated") is True
        self._security_of(operation, fields, where)
        self._parameters(operation, item, fields, where)
        self._body(operation.get("requestBody"), fields, where)
        self._responses(operation.get("responses"), fields, where)
        return Endpoint(**fields)

    def _name(self, given, method: str, path: str) -> str:
        text = given if isinstance(given, str) and given else f"{method.lower()}{path}"
        name = snake(text)[:50].strip("_") or "endpoint"
        name = name if name[0].isalpha() else f"call_{name}"
        if isinstance(given, str) and NAME.fullmatch(given):
            name = given
        elif given:
            self.note(shorten(given), f"the operation is called {name} here")
        base, number = name, 2
        while name in self.endpoints:
            name, number = f"{base}_{number}", number + 1
        return name
