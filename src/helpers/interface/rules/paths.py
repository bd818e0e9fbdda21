"""Rules on paths: how a resource is addressed."""

import re

from helpers.interface.fields import snake
from helpers.interface.rules.registry import Look, Told, listed, rule
from helpers.interface.rules.words import SINGLETONS, deed_in, is_plural, spelling

DEEPEST_PATH = 3


def _plain(endpoint) -> list[str]:
    """The segments that are no parameters, without a custom method (`:archive`) at the end."""
    return [part.partition(":")[0] for part in endpoint.segments if not part.startswith("{")]


def _deed_in(look: Look, part: str) -> str | None:
    """The verb in a segment; where the contract has a resource Post, "post" is that thing, not the verb."""
    things = {snake(name) for name in look.api.resources}
    return None if snake(part) in things else deed_in(part)


@rule("verb-in-path", "warning", "Zalando 141", "Zalando 138", "Redocly no-http-verbs-in-paths")
def verb_in_path(look: Look) -> Told:
    """The method is the verb already.

    A verb in the path means one address a deed: nobody can guess the others, and caches and tools do not know
    that they are about the same thing.
    """
    for each in look.api.endpoints:
        for part in _plain(each):
            deed = _deed_in(look, part)
            if deed and part not in SINGLETONS:
                yield (
                    each.name,
                    f"{each} has the verb {deed!r} in its path",
                    (
                        "Name the thing and let the method be the verb: POST /links, DELETE /links/{code}. A "
                        "deed that fits "
                        "no method may stand behind a colon: POST /links/{code}:archive."
                    ),
                )
                break


@rule("trailing-slash", "warning", "Zalando 136", "Spectral path-keys-no-trailing-slash")
def trailing_slash(look: Look) -> Told:
    """/links and /links/ are two addresses. Some servers take them for one and some do not, so clients guess."""
    for each in look.api.endpoints:
        path = each.path.partition("?")[0]
        if (len(path) > 1 and path.endswith("/")) or "//" in path:
            yield each.name, f"{each} has a slash too many", f"Write {re.sub('/+', '/', path).rstrip('/') or '/'}."


@rule("query-in-path", "error", "Spectral path-not-include-query")
def query_in_path(look: Look) -> Told:
    """A question mark ends the path. Tools that read the contract never match a call to such a path."""
    for each in look.api.endpoints:
        if "?" in each.path:
            yield (
                each.name,
                f"{each} carries a query in its path",
                ('Move what follows the ? into parameters={"name": "string(50)?"}.'),
            )


@rule("singular-collection", "warning", "Zalando 134", "AIP-122", "Redocly path-segment-plural")
def singular_collection(look: Look) -> Told:
    """A collection in the plural reads the same in every call: /links is all, /links/{code} one of them."""
    seen = set()
    for each in look.api.endpoints:
        parts = each.segments
        for at, part in enumerate(parts):
            followed = at + 1 < len(parts) and parts[at + 1].startswith("{")
            last = at + 1 == len(parts) and look.kind[each.name] in ("create", "list")
            # /users/{id}/avatar is one avatar; a whole that has one of each part is no collection.
            plain = (
                not part.startswith("{")
                and ":" not in part
                and (followed or part not in SINGLETONS)
                and (not part.isdigit())
            )
            noun = not _deed_in(look, part) and "." not in part and not part.endswith(("ed", "ing"))
            if (
                plain
                and (followed or last)
                and noun
                and not is_plural(part)
                and part not in seen
                and (not re.fullmatch(r"v\d+.*|[a-z]", part))
            ):
                seen.add(part)
                yield (
                    each.name,
                    f"/{part} is a collection in the singular",
                    (f"Write the plural in every path that has it, such as /{part}s."),
                )


@rule("path-spelling", "note", "Zalando 129", "Redocly paths-kebab-case", "Azure http-url-casing")
def path_spelling(look: Look) -> Told:
    """Addresses are typed, read aloud and compared letter by letter: small letters and hyphens go wrong least."""
    for each in look.api.endpoints:
        odd = [part for part in _plain(each) if part != part.lower() or "_" in part]
        if odd:
            fixed = snake(odd[0]).replace("_", "-")
            yield each.name, f"{each} has {odd[0]!r}, in another spelling than most addresses", f"Write {fixed}."


@rule("ambiguous-paths", "warning", "Redocly no-ambiguous-paths", "OpenAPI 3.1 (path templating)")
def ambiguous_paths(look: Look) -> Told:
    """Where one call fits two paths, the server's order of looking decides which one answers.

    A fixed word beside a parameter (/links/popular, /links/{code}) is settled: OpenAPI takes the fixed one first. But
    where one path is fixed at one place and the other at another, nothing is settled.
    """
    paths = list({each.path: each for each in look.api.endpoints}.values())
    by_length: dict[int, list] = {}
    for each in paths:
        by_length.setdefault(len(each.segments), []).append(each)
    for group in by_length.values():
        mixed = [each for each in group if any(part.startswith("{") for part in each.segments)]
        for at, one in enumerate(mixed):
            for other in mixed[at + 1 :]:
                sides = [
                    (a.startswith("{"), b.startswith("{"))
                    for a, b in zip(one.segments, other.segments, strict=True)
                    if a != b
                ]
                met = all(
                    a == b or a.startswith("{") or b.startswith("{")
                    for a, b in zip(one.segments, other.segments, strict=True)
                )
                if met and (True, False) in sides and (False, True) in sides:
                    yield (
                        other.name,
                        f"a call can fit both {one.path} and {other.path}",
                        ("Give one of them a fixed word of its own at the front."),
                    )


@rule("colon-parameter", "error", "OpenAPI 3.1 (path templating)", "RFC 6570")
def colon_parameter(look: Look) -> Told:
    """In a contract a part of a path that changes stands in braces.

    Some frameworks write /links/:code; here that is one fixed address, and no link has it.
    """
    for each in look.api.endpoints:
        part = next((part for part in each.segments if part.startswith(":") and len(part) > 1), None)
        if part:
            right = "/" + "/".join(f"{{{one[1:]}}}" if one.startswith(":") else one for one in each.segments)
            yield each.name, f"{each} has {part} as a fixed word in its path", f"Write the id in braces: {right}."


@rule("deep-path", "note", "Zalando 147")
def deep_path(look: Look) -> Told:
    """Each level must be known to build the address. What has an id of its own needs no more than that."""
    for each in look.api.endpoints:
        depth = len([part for part in each.segments if part.startswith("{")])
        if depth > DEEPEST_PATH:
            yield each.name, f"{each} asks for {depth} ids", "Address the innermost thing by its own id, near the root."


@rule("mixed-spelling", "note", "Zalando 118", "Azure json-field-name-casing")
def mixed_spelling(look: Look) -> Told:
    """Fields spelt in two ways in one interface make every client look each one up."""
    spelt: dict[str, list[str]] = {}
    for name, fields in look.api.resources.items():
        for field in fields:
            if spelling(field):
                spelt.setdefault(spelling(field), []).append(f"{name}.{field}")
    if len(spelt) > 1:
        rare = min(spelt.values(), key=len)
        common = max(spelt, key=lambda kind: len(spelt[kind]))
        yield (
            rare[0].partition(".")[0],
            f"{listed(rare)}: most fields are in {common}, and these are not",
            (f"Spell all of them in {common}."),
        )
