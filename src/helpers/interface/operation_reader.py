"""Operations of an OpenAPI document: their parameters, security, bodies and answers."""

import re

from helpers.errors import shorten
from helpers.interface.schema_reader import PREFIX
from helpers.interface.types import Type

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


class OperationReader:
    """The part of a reader that looks at one operation."""

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
