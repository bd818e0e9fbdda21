"""Reading an OpenAPI 3 document: what the kit models becomes an `Api`, the rest is named in findings."""

import re

from helpers.errors import CourseError, shorten
from helpers.findings import Finding, Findings
from helpers.interface.documents import load
from helpers.interface.endpoint import METHODS, Endpoint, shape_of
from helpers.interface.errors import InterfaceError
from helpers.interface.fields import NAME, snake
from helpers.interface.model import MOST_ENDPOINTS, Api, left_out
from helpers.interface.openapi import EXTENSIONS
from helpers.interface.schema_reader import PREFIX, Schemas
from helpers.interface.types import Type

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
PAGING_NAMES = {
    "cursor": "cursor",
    "page_token": "cursor",
    "pageToken": "cursor",
    "starting_after": "cursor",
    "after": "cursor",
    "next_token": "cursor",
    "offset": "offset",
    "page": "offset",
    "skip": "offset",
}
HEADERS = {"location", "etag", "cache-control", "retry-after", "www-authenticate"}


def from_openapi(document) -> Api:
    """The interface that a document describes; `.left_out` names what is not kept. Raises `InterfaceError`."""
    api, findings = _read(load(document))
    broken = [each for each in findings if each.rule == "broken-part"]
    if broken and not api.endpoints:
        raise InterfaceError(f"document: {broken[0].where}: {broken[0].message}. {broken[0].fix}")
    return api


def read_openapi(document) -> tuple[Api, Findings]:
    """What can be read of a document, and findings on the rest; never raises.

    >>> read_openapi("openapi: [")[1].rules()
    {'broken-document'}
    """
    try:
        return _read(load(document))
    except CourseError as error:
        return Api(), Findings([Finding("broken-document", "error", "document", str(error))])


def _read(document: dict) -> tuple[Api, Findings]:
    version = str(document.get("openapi", ""))
    if not version.startswith("3."):
        told = "a Swagger 2 document" if "swagger" in document else f"openapi: {shorten(document.get('openapi'))}"
        raise InterfaceError(f"document: {told} is not OpenAPI 3. Convert it (the Swagger editor does), and read that.")
    try:
        reader = _Reader(document)
        return reader.read()
    except RecursionError:
        raise InterfaceError("document: it is nested too deeply. Give inner schemas names of their own.") from None


class _Reader:
    def __init__(self, document: dict):
        self.document = document
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

    def read(self) -> tuple[Api, Findings]:
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

    def _api(self, info: dict) -> tuple[Api, Findings]:
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
        made = Api()
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

    def _kept(self, api: Api) -> tuple[Endpoint, ...]:
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

    def _scheme(self, scheme, name: str) -> str | None:
        scheme = self.mapping(scheme, f"securitySchemes.{name}")
        kind = scheme.get("type")
        place = (
            {"header": "api-key", "query": "api-key-in-query"}.get(str(scheme.get("in"))) if kind == "apiKey" else None
        )
        plain = str(scheme.get("scheme")).lower() if kind == "http" else None
        found = (
            place
            or (plain if plain in ("bearer", "basic") else None)
            or ("oauth2" if kind in ("oauth2", "openIdConnect") else None)
        )
        if found is None:
            self.note(f"securitySchemes.{shorten(name)}", f"the scheme is {shorten(kind)}")
        return found

    def _security(self, given, where: str) -> tuple[str | None, tuple[str, ...]]:
        """The way of proving who one is, and its scopes; None where nothing is said."""
        if not isinstance(given, list):
            return None, ()
        wanted = [each for each in given if isinstance(each, dict)]
        if not wanted or not any(wanted):
            return "public", ()
        if len(wanted) > 1 or len(wanted[0] or {}) > 1:
            self.note(where, "several ways of proving who one is are allowed, and the first is taken")
        name, scopes = next((pair for each in wanted for pair in each.items()), (None, ()))
        kind = self.kinds.get(str(name)) or "bearer"
        return kind, tuple(str(each) for each in scopes) if isinstance(scopes, list) else ()

    def _security_of(self, operation: dict, fields: dict, where: str) -> None:
        kind, scopes = self._security(operation.get("security"), where)
        if kind is not None and not operation.get("x-auth-as-everywhere"):
            fields["auth"] = kind
        fields["scopes"] = scopes or operation.get("x-scopes") or ()

    def _parameters(self, operation: dict, item: dict, fields: dict, where: str) -> None:
        given = {}
        for source in (item.get("parameters"), operation.get("parameters")):
            for each in source if isinstance(source, list) else []:
                each = self.mapping(each, where)
                given[(str(each.get("in")), str(each.get("name")))] = each
        made: dict[str, dict[str, Type]] = {"parameters": {}, "headers": {}}
        paging = fields.get("paginated")
        for (place, name), each in given.items():
            if place not in ("path", "query", "header"):
                self.note(where, f"there is a parameter in {shorten(place)}: {shorten(name)}")
                continue
            if place == "header" and name.lower() in ("accept", "content-type", "authorization"):
                continue
            if paging and place == "query" and name in ("limit", "cursor", "offset"):
                self._limit(each, name, fields)
                continue
            content = self.mapping(each.get("content"), where)
            schema = each.get(
                "schema", next((self.mapping(media, where).get("schema") for media in content.values()), True)
            )
            found = self.schemas.type_of(schema, f"{fields['name']} {name}", f"{where} {name}")
            if (
                found.base in ("any", "object", "map")
                or found.is_resource
                or (found.resources and place != "body")
                or (found.base == "list" and place != "query")
            ):
                self.note(f"{where} {name}", f"a parameter in the {place} is {found}, and is read as text")
                found = Type("string")
            optional = place != "path" and each.get("required") is not True
            made["headers" if place == "header" else "parameters"][name] = found.replace(optional=optional, access="")
        for name in re.findall(r"\{([^{}]+)\}", str(fields["path"])):
            if name not in made["parameters"]:
                self.note(f"{where} {name}", "the parameter of the path is not declared")
        fields |= made
        if not paging:
            self._foreign_paging(fields)

    def _limit(self, parameter: dict, name: str, fields: dict) -> None:
        schema = self.mapping(parameter.get("schema"), "limit")
        most = schema.get("maximum")
        if name == "limit" and isinstance(most, int) and not isinstance(most, bool) and most >= 1:
            fields["page_limit"] = most

    def _foreign_paging(self, fields: dict) -> None:
        """Pages by the names that other documents use: they are told by `x-paginated` once read."""
        for name in fields["parameters"]:
            if fields["method"] == "GET" and name in PAGING_NAMES:
                fields["_pages"] = PAGING_NAMES[name]
                return

    def _body(self, given, fields: dict, where: str) -> None:
        given = self.mapping(given, where)
        content = self.mapping(given.get("content"), where)
        if not content:
            return
        media = self._json(content, where)
        if media is None:
            return
        found = self.schemas.type_of(media.get("schema", True), f"{fields['name']} body", f"{where} body")
        if given.get("required") is not True:
            self.note(f"{where} body", "the body may be left out")
        fields["body"] = found.replace(optional=False)

    def _json(self, content: dict, where: str) -> dict | None:
        names = [name for name in content if "json" in str(name).lower()]
        if len(content) > len(names[:1]):
            other = next(str(name) for name in content if name not in names[:1])
            self.note(where, f"there is a body of type {shorten(other)}")
        return self.mapping(content[names[0]], where) if names else None

    def _responses(self, given, fields: dict, where: str) -> None:
        pages = fields.pop("_pages", None)
        fields["status"], errors = 0, []
        for status, response in self.mapping(given, where).items():
            code = str(status)
            response = self.mapping(response, where)
            if code == "default" or re.fullmatch(r"[45]\d\d", code):
                errors.append("default" if code == "default" else int(code))
                self._failure(response, where)
            elif re.fullmatch(r"[23]\d\d", code) and not fields["status"]:
                fields["status"] = int(code)
                self._success(response, fields, pages, where)
            else:
                self.note(where, f"there is an answer {shorten(code)}")
            for name in response:
                if name not in ("description", "content", "headers"):
                    self.note(where, f"an answer has {shorten(str(name))}")
            for name in self.mapping(response.get("headers"), where):
                if str(name).lower() not in HEADERS:
                    self.note(where, f"an answer has the header {shorten(str(name))}")
        fields["errors"] = errors

    def _failure(self, response: dict, where: str) -> None:
        for name, media in self.mapping(response.get("content"), where).items():
            self.error_media.add(str(name))
            schema = self.mapping(media, where).get("schema")
            if schema not in ({"$ref": f"{PREFIX}Problem"}, {"$ref": f"{PREFIX}Error"}):
                self.note("responses", "errors have a body of a shape of their own")

    def _success(self, response: dict, fields: dict, pages: str | None, where: str) -> None:
        content = self.mapping(response.get("content"), where)
        media = self._json(content, where) if content else None
        if media is None:
            return
        schema = media.get("schema", True)
        if fields.get("paginated"):
            schema = self.mapping(self.mapping(schema, where).get("properties"), where).get("items", True)
        found = self.schemas.type_of(schema, f"{fields['name']} answer", f"{where} answer").replace(optional=False)
        fields["returns"] = found.replace(high=None, low=None) if fields.get("paginated") else found
        if pages and found.base == "list":
            fields["paginated"] = pages
            for name in ("limit", pages):
                fields["parameters"].pop(name, None)
