"""An interface as an OpenAPI 3.1 document. What OpenAPI cannot say stands in extensions (x-...), so nothing is lost."""

from typing import TYPE_CHECKING

from helpers.interface.endpoint import KEY_HEADER, Endpoint
from helpers.interface.openapi_parts import body_media, query_of, sends_changes, sends_tag
from helpers.interface.schemas import (
    ERROR,
    PROBLEM,
    REFERENCE,
    changes_schema,
    page_schema,
    resource_schema,
    schema_of,
)
from helpers.interface.statuses import words_of_status

if TYPE_CHECKING:
    from helpers.interface.model import Api

OPENAPI = "3.1.0"
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "api-key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "api-key-in-query": {"type": "apiKey", "in": "query", "name": "api_key"},
}
EXTENSIONS = {
    "serves": "x-serves",
    "owner_only": "x-owner-only",
    "takes": "x-takes-seconds",
    "share": "x-share",
    "rate_limit": "x-rate-limit",
    "reads": "x-reads",
    "writes": "x-writes",
    "resource": "x-resource",
    "paginated": "x-paginated",
    "sunset": "x-sunset",
    "cached": "x-cached-seconds",
}
LOCATION = {"description": "Where the thing is.", "required": True, "schema": {"type": "string", "maxLength": 2048}}
TAG = {"description": "The version of what was sent.", "required": True, "schema": {"type": "string", "maxLength": 200}}
SECONDS_TO_WAIT = {"description": "Seconds to wait before the next try.", "schema": {"type": "integer", "minimum": 0}}
CHALLENGE = {"description": "How to prove who you are.", "schema": {"type": "string", "maxLength": 200}}


def openapi(api: "Api") -> dict:
    """The OpenAPI 3.1 document of an interface.

    >>> from helpers.interface import Api, Endpoint
    >>> document = openapi(Api("Links").add(Endpoint("open_link", "GET", "/{code}", status=302, errors=[404])))
    >>> document["openapi"], list(document["paths"]["/{code}"]["get"]["responses"])
    ('3.1.0', ['302', '404'])
    """
    writer = _Writer(api)
    paths: dict = {}
    for endpoint in api.endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = writer.operation(endpoint)
    info = {"title": api.title, "version": api.version} | ({"description": api.description} if api.description else {})
    document = {
        "openapi": OPENAPI,
        "info": info,
        "servers": [{"url": api.server}],
        "security": [] if api.auth == "public" else [{api.auth: []}],
        "paths": paths,
    }
    components = {"schemas": writer.schemas(), "securitySchemes": writer.schemes()}
    components = {name: part for name, part in components.items() if part}
    if components:
        document["components"] = components
    if api.unknown_fields == "refused":
        document["x-unknown-fields"] = "refused"
    by_path = [item["operationId"] for operations in paths.values() for item in operations.values()]
    if by_path != list(api.names):  # a document keeps the calls of one path together
        document["x-order"] = list(api.names)
    if api.errors_as != "application/problem+json":
        document["x-errors-as"] = api.errors_as
    return document


def openapi_text(api: "Api") -> str:
    """The document as YAML."""
    import yaml

    class Plain(yaml.SafeDumper):
        """Writes every part out, without anchors."""

        def ignore_aliases(self, data) -> bool:
            return True

    return yaml.dump(openapi(api), Dumper=Plain, sort_keys=False, allow_unicode=True, width=110)


class _Writer:
    def __init__(self, api: "Api"):
        self.api, self.extra = api, {}
        self.closed = api.unknown_fields == "refused"

    def operation(self, endpoint: Endpoint) -> dict:
        made: dict = {"operationId": endpoint.name}
        if endpoint.description:
            made["description"] = endpoint.description
        if endpoint.deprecated:
            made["deprecated"] = True
        parameters = self._parameters(endpoint)
        if parameters:
            made["parameters"] = parameters
        if endpoint.body is not None:
            made["requestBody"] = {
                "required": True,
                "content": {body_media(endpoint): {"schema": self._body(endpoint)}},
            }
        responses = self._responses(endpoint)
        if responses:
            made["responses"] = responses
        made |= self._security(endpoint)
        for field, name in EXTENSIONS.items():
            value = getattr(endpoint, field)
            if value is not None and value is not False and value not in ("", ()):
                made[name] = list(value) if isinstance(value, tuple) else value
        return made

    def _parameters(self, endpoint: Endpoint) -> list[dict]:
        made = [
            {"name": name, "in": "path", "required": True, "schema": schema_of(endpoint.parameters[name])}
            for name in endpoint.path_parameters
        ]
        for place, given in (("query", query_of(endpoint)), ("header", endpoint.headers)):
            made += [
                {"name": name, "in": place, "schema": schema_of(each)} | ({} if each.optional else {"required": True})
                for name, each in given.items()
            ]
        if endpoint.idempotent:
            made.append(
                {
                    "name": KEY_HEADER,
                    "in": "header",
                    "required": True,
                    "description": "A new key for each new wish; the same key when it is sent again.",
                    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                }
            )
        if endpoint.if_match:
            made.append(
                {
                    "name": "If-Match",
                    "in": "header",
                    "description": "The ETag that the change was made on.",
                    "schema": {"type": "string", "maxLength": 200},
                }
            )
        return made

    def _body(self, endpoint: Endpoint) -> dict:
        if not sends_changes(endpoint):
            return schema_of(endpoint.body)
        of = endpoint.body.base
        name = self._free(f"{of}Changes", of)
        self.extra[name] = {**changes_schema(self.api.resources[of], self.closed), "x-changes-of": of}
        return {"$ref": f"{REFERENCE}{name}"}

    def _free(self, name: str, of: str) -> str:
        """A component's name that no resource has."""
        while name in self.api.resources or self.extra.get(name, {}).get("x-changes-of", of) != of:
            name += "Part"
        return name

    def _responses(self, endpoint: Endpoint) -> dict:
        made = {} if endpoint.status == 0 else {str(endpoint.status): self._success(endpoint)}
        for status in endpoint.errors:
            made[str(status)] = self._failure(status)
        return made

    def _success(self, endpoint: Endpoint) -> dict:
        response: dict = {"description": words_of_status(endpoint.status)}
        headers = {}
        if endpoint.status == 201 or 300 <= endpoint.status < 400:
            headers["Location"] = LOCATION
        if sends_tag(self.api, endpoint):
            headers["ETag"] = TAG
        if headers:
            response["headers"] = headers
        if endpoint.returns is not None:
            schema = (
                page_schema(endpoint.returns, endpoint.paginated, endpoint.page_limit)
                if endpoint.paginated
                else schema_of(endpoint.returns)
            )
            response["content"] = {"application/json": {"schema": schema}}
        return response

    def _failure(self, status) -> dict:
        response: dict = {"description": words_of_status(status)}
        headers = {
            429: {"Retry-After": SECONDS_TO_WAIT},
            503: {"Retry-After": SECONDS_TO_WAIT},
            401: {"WWW-Authenticate": CHALLENGE},
        }.get(status)
        if headers:
            response["headers"] = headers
        name = "Problem" if self.api.errors_as == "application/problem+json" else "Error"
        response["content"] = {self.api.errors_as: {"schema": {"$ref": f"{REFERENCE}{name}"}}}
        return response

    def _security(self, endpoint: Endpoint) -> dict:
        scheme = self.api.auth_of(endpoint)
        if endpoint.auth is None and not endpoint.scopes:
            return {}
        made = {"security": [] if scheme == "public" else [{scheme: list(endpoint.scopes)}]}
        if scheme == "public" and endpoint.scopes:
            made["x-scopes"] = list(endpoint.scopes)
        if endpoint.auth is None:
            made["x-auth-as-everywhere"] = True
        return made

    def schemas(self) -> dict:
        made = {name: resource_schema(fields, self.closed) for name, fields in self.api.resources.items()}
        made |= self.extra
        if any(each.errors for each in self.api.endpoints):
            problem = self.api.errors_as == "application/problem+json"
            made["Problem" if problem else "Error"] = PROBLEM if problem else ERROR
        return made

    def schemes(self) -> dict:
        used = {self.api.auth} | {self.api.auth_of(each) for each in self.api.endpoints}
        made = {name: scheme for name, scheme in SCHEMES.items() if name in used}
        if "oauth2" in used:
            scopes = sorted({scope for each in self.api.endpoints for scope in each.scopes})
            made["oauth2"] = {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": f"{self.api.server.rstrip('/')}/token",
                        "scopes": dict.fromkeys(scopes, ""),
                    }
                },
            }
        return made
