"""Rules on who may do what, and on how much one caller may ask for."""

import itertools
import re

from helpers.interface.rules.registry import Look, Told, listed, rule
from helpers.interface.rules.words import is_secret
from helpers.interface.types import Type


@rule("no-security", "error", "OWASP API2:2023", "OWASP protection-global-unsafe", "Zalando 104")
def no_security(look: Look) -> Told:
    """What anybody may change without a name will be filled with advertisements within a day.

    And nobody can be told to stop, because nobody is known.
    """
    for each in look.api.endpoints:
        if look.public[each.name] and not each.safe and not _signs_in(each) and not _open_on_purpose(each):
            yield (
                each.name,
                f"{each} changes something for anybody who calls it",
                (
                    'Ask who is calling: auth="bearer"; or say at this endpoint that it is open, auth="public", and '
                    'limit it: rate_limit="10/min".'
                ),
            )


def _signs_in(endpoint) -> bool:
    """Whether nobody can be known yet: it is there to sign in, or it is a machine that calls back."""
    words = r"(login|sign|register|token|session|password|webhook|auth)"
    return re.search(words, f"{endpoint.name}{endpoint.path}", re.I) is not None


def _open_on_purpose(endpoint) -> bool:
    """Whether an endpoint itself says that it is open, and how often a caller may come."""
    return endpoint.auth == "public" and endpoint.rate_limit is not None


@rule("open-to-all", "warning", "OWASP API4:2023", "OWASP API6:2023")
def open_to_all(look: Look) -> Told:
    """What needs no name can be done by programs, all day, from a thousand addresses.

    A limit helps against one caller. Somebody must have wanted it so.
    """
    for each in look.api.endpoints:
        if look.public[each.name] and not each.safe and _open_on_purpose(each) and not _signs_in(each):
            yield (
                each.name,
                f"{each} is open to anybody, {each.rate_limit} a caller",
                (
                    "If a requirement wants it so, write down which one, and leave it. Else ask who is calling: "
                    'auth="bearer".'
                ),
            )


@rule("weak-auth", "warning", "OWASP no-http-basic", "OWASP API2:2023", "RFC 7617 4")
def weak_auth(look: Look) -> Told:
    """Basic sends the password itself with every call.

    A token can be limited, runs out, and can be taken back without a new password.
    """
    users = [each.name for each in look.api.endpoints if look.api.auth_of(each) == "basic"]
    if users:
        yield (
            users[0] if len(users) == 1 else look.api.title,
            f"{listed(users)}: the password goes with every call",
            ('Use tokens: auth="bearer" or "oauth2".'),
        )


@rule("secret-in-url", "error", "OWASP no-api-keys-in-url", "OWASP no-credentials-in-url", "RFC 6750 2.3")
def secret_in_url(look: Look) -> Told:
    """Addresses are kept: in logs, in the history of browsers, in the Referer that the next site gets.

    What is secret does not belong there.
    """
    for each in look.api.endpoints:
        if look.api.auth_of(each) == "api-key-in-query":
            yield each.name, f"{each} takes its key in the query", 'Take it in a header: auth="api-key" or "bearer".'
        for name in each.parameters:
            if is_secret(name):
                yield each.name, f"{each} has {name!r} in its address", "Move it into a header, or into the body."


@rule("secret-in-answer", "error", "Azure rest-no-secrets-in-get-response", "OWASP API3:2023")
def secret_in_answer(look: Look) -> Told:
    """A password that is sent back is seen by whoever sees the answer: logs, caches, the person behind you."""
    read = look.inside(each.returns for each in look.api.endpoints if each.method == "GET")
    for name in sorted(read):
        for field, made in look.api.resources[name].items():
            if (is_secret(field) or made.base == "password") and made.access != "write-only" and made.is_text:
                yield (
                    name,
                    f"{name}.{field} is sent back to whoever reads it",
                    ('Mark it: "string(100) write-only"; show it once at most, when it is made.'),
                )


@rule("no-object-check", "warning", "OWASP API1:2023")
def no_object_check(look: Look) -> Told:
    """To be signed in is not enough.

    With a stranger's id in the path, anybody who is signed in changes what is not theirs. It is the most common hole
    in interfaces (OWASP API1, 2023).
    """
    for each in look.api.endpoints:
        changes = each.method in ("PUT", "PATCH", "DELETE") and each.on_item and not _own(each)
        if changes and not look.public[each.name] and not each.owner_only and not each.scopes:
            yield (
                each.name,
                f"{each} changes whatever id is in the path, whoever asks",
                ("Say who may: owner_only=True, or the scope that it takes: scopes=[...]."),
            )


def _own(endpoint) -> bool:
    """Whether the path leads to the caller's own: /me/stars/{id}, /user/stars/{id}, but not /user/{id}."""
    parts = endpoint.segments
    return any(
        part in ("me", "user", "self", "my") and not following.startswith("{")
        for part, following in itertools.pairwise(parts)
    )


@rule("http-without-tls", "error", "OWASP security-hosts-https", "RFC 9110 17.1")
def http_without_tls(look: Look) -> Told:
    """Over plain http everybody on the way reads the token, and can use it."""
    server = look.api.server
    if server.startswith("http://") and not re.match(r"http://(localhost|127\.0\.0\.1|\[::1\])([:/]|$)", server):
        yield (
            look.api.title,
            f"the service is reached at {server}, which is not encrypted",
            (f"Write https{server[4:]}."),
        )


def _given(look: Look):
    """What clients send: (where, what it is called, its type)."""
    for each in look.api.endpoints:
        for name, made in {**each.query, **each.headers}.items():
            yield each.name, f"{each.name}'s {name}", made
        if each.body is not None and not each.body.is_resource:
            yield each.name, f"the body of {each.name}", each.body
    for name in sorted(look.sent()):
        for field, made in look.api.resources[name].items():
            if made.access != "read-only":
                yield name, f"{name}.{field}", made


def _parts(made: Type):
    yield made
    if made.item is not None:
        yield from _parts(made.item)


@rule("unbounded-text", "warning", "OWASP string-limit", "OWASP API4:2023")
def unbounded_text(look: Look) -> Told:
    """A text without a bound can be a gigabyte. The store has a bound anyway: say which, before it is found out."""
    yield from _gathered(
        look,
        lambda made: made.base in ("string", "uri", "password", "email") and made.high is None,
        "no longest length",
        'Bound it: "string(200)", "uri(2048)", "email(254)".',
    )


@rule("unbounded-list", "warning", "OWASP array-limit", "OWASP API4:2023")
def unbounded_list(look: Look) -> Told:
    """A list without a bound in what clients send is a way to make one call as dear as a million."""
    yield from _gathered(
        look,
        lambda made: made.base in ("list", "map") and made.high is None,
        "no most items",
        'Bound it: "list[string(50)](20)".',
    )


@rule("unbounded-number", "note", "OWASP integer-limit", "OWASP API4:2023")
def unbounded_number(look: Look) -> Told:
    """Numbers have ends in every store and every language, and not the same ones. State yours."""
    yield from _gathered(
        look,
        lambda made: made.is_number and (made.low is None or made.high is None),
        "no smallest or largest value",
        'Bound it: "integer(1..100)".',
    )


@rule("free-form-body", "warning", "OWASP API3:2023", "OWASP additional-properties")
def free_form_body(look: Look) -> Told:
    """Where anything may be sent, nothing can be checked; and one day somebody sends a field that you use inside."""
    yield from _gathered(
        look, lambda made: made.base in ("object", "any"), "no stated form", "Name its fields in a resource of its own."
    )


def _gathered(look: Look, wrong, lacks: str, fix: str) -> Told:
    """One finding a place, however many of its fields are meant."""
    found: dict[str, list[str]] = {}
    for where, what, made in _given(look):
        if any(wrong(part) for part in _parts(made)):
            found.setdefault(where, []).append(what)
    for where, names in found.items():
        yield where, f"{listed(names)}: {lacks}", fix
