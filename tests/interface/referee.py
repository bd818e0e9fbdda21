"""Schemathesis as the referee: what it finds in a stand-in, held against the stand-in's own document."""

import itertools
import warnings
from urllib.parse import parse_qsl, urlencode

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import ScenarioFinished

from helpers.interface import Api
from helpers.interface.openapi import openapi

# Every check that applies to a service without a clock of its own; max_response_time would measure this machine.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "positive_data_acceptance",
    "negative_data_rejection",
    "use_after_free",
    "ensure_resource_availability",
    "missing_required_header",
    "ignored_auth",
    "object_level_authorization",
    "unsupported_method",
    "allow_header_conformance",
)
# 412 and 428 are right answers to well-formed calls that name no version, or one that is not the newest.
CONFIG = """
seed = 1
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 412, 428]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428]
[generation]
max-examples = {examples}
deterministic = true
database = "none"
unique-inputs = false
no-shrink = true
[phases]
stateful.max-steps = 6
[analysis.constants]
enabled = false
"""


def with_sound_tokens(app):
    """The application, called with tokens that a client could have: what servers give out cannot be drawn.

    A key that comes a second time with another body is answered 422, and rightly so, but the referee draws one key for
    many bodies: each call gets a key of its own. A cursor that was not given out is refused: it is left out. Both only
    where what was drawn is of the right form; what is not goes through as it is.
    """
    count = itertools.count(1)

    async def called(scope, receive, send) -> None:
        if scope["type"] == "http":
            headers = [
                (
                    name,
                    value[:200] + b"-%d" % next(count)
                    if name == b"idempotency-key" and 0 < len(value) <= 255
                    else value,
                )
                for name, value in scope["headers"]
            ]
            scope = {**scope, "headers": headers}
            pairs = parse_qsl(scope["query_string"].decode(), keep_blank_values=True)
            drawn = [value for name, value in pairs if name == "cursor"]
            if len(drawn) == 1 and 0 < len(drawn[0]) <= 200:
                kept = urlencode([(name, value) for name, value in pairs if name != "cursor"])
                scope = {**scope, "query_string": kept.encode()}
        await app(scope, receive, send)

    return called


def failures(api: Api, app, examples: int = 20, user: str = "alice", until: str = "") -> dict[str, str]:
    """The checks that found something, each with the first thing that it found; the search ends with `until`."""
    config = SchemathesisConfig.from_str(CONFIG.format(examples=examples))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_dict({**openapi(api), "servers": [{"url": "/"}]}, config=config)
        schema.app = with_sound_tokens(app)
        schema.config.update(headers={"Authorization": f"Bearer {user}"})
        found: dict[str, str] = {}
        for event in from_schema(schema).execute():
            if until in found:
                break
            if isinstance(event, ScenarioFinished):
                for checks in event.recorder.checks.values():
                    for check in checks:
                        if check.failure_info is not None:
                            failure = check.failure_info.failure
                            found.setdefault(
                                check.name,
                                f"{failure.operation}: {failure.title}: {failure.message}"
                                f"\n{check.failure_info.code_sample}",
                            )
            elif type(event).__name__ in ("NonFatalError", "FatalError"):
                raise AssertionError(f"the referee failed: {event}")
    return found
