"""Rules on calls that are repeated, raced, or come in pages while things change."""

import re

from helpers.interface.fields import snake
from helpers.interface.rules.registry import Look, Told, rule
from helpers.interface.rules.words import deed_of, is_plural

LARGEST_PAGE = 1000
ASKING = frozenset(["search", "query", "validate", "preview", "estimate", "login", "logout", "token"])
SETTING = frozenset(
    [
        "delete",
        "remove",
        "trash",
        "untrash",
        "archive",
        "unarchive",
        "cancel",
        "close",
        "reopen",
        "enable",
        "disable",
        "publish",
        "unpublish",
        "star",
        "unstar",
        "mute",
        "unmute",
    ]
)


@rule("list-without-pages", "error", "Zalando 159", "AIP-158", "Azure collections-support-server-driven-paging")
def list_without_pages(look: Look) -> Told:
    """A list grows as long as the system lives.

    To bring pages in later breaks every client that takes the first answer for the whole list.
    """
    for each in look.of_kind("list"):
        bounded = each.returns.high is not None and each.returns.high <= LARGEST_PAGE
        if each.returns.base == "list" and each.returns.resources and not each.paginated and not bounded:
            most = "however many there are" if each.returns.high is None else f"up to {each.returns.high:,} at once"
            yield (
                each.name,
                f"{each} returns all of list[{each.returns.item}], {most}",
                (
                    'Give it pages: paginated="cursor"; or, if there are never many, a bound: '
                    f'"{each.returns.replace(high=100, typical=None)}".'
                ),
            )


@rule("offset-paging", "warning", "Zalando 160", "AIP-158")
def offset_paging(look: Look) -> Told:
    """An offset counts from the top.

    A new item on top pushes all others down, so that the next page shows some twice (and a deletion hides some).
    And the database reads and throws away all that it skips.
    """
    for each in look.api.endpoints:
        item = look.about[each.name]
        grows = [other for kind in ("create", "replace", "delete") for other in look.having(kind, item)]
        if each.paginated == "offset" and grows:
            yield (
                each.name,
                f"{each} pages by offset while {grows[0].name} changes the list",
                ('Let the page say where the next one begins: paginated="cursor".'),
            )


@rule("page-too-large", "warning", "AIP-158", "OWASP API4:2023")
def page_too_large(look: Look) -> Told:
    """The largest page is what one call can cost you.

    A caller who asks for all of it a hundred times a second is an attack, even if he means no harm.
    """
    for each in look.api.endpoints:
        if each.paginated and each.page_limit > LARGEST_PAGE:
            yield (
                each.name,
                f"{each} lets one call fetch {each.page_limit:,} items",
                f"page_limit={LARGEST_PAGE} or less.",
            )


@rule("post-not-retry-safe", "warning", "Zalando 229", "AIP-155", "Azure http-post-must-be-idempotent")
def post_not_retry_safe(look: Look) -> Told:
    """When an answer is lost on the way, the client cannot know whether the call was done.

    It sends it again, and a POST makes a second one. With an Idempotency-Key the server sees that it is the same
    wish.
    """
    for each in look.api.endpoints:
        if each.method != "POST" or each.idempotent or not _changes(look, each):
            continue
        resource = look.about[each.name]
        key = look.key.get(resource) if each.creates else None
        field = look.api.resources[resource].get(key) if key else None
        chosen = (
            field is not None
            and field.access != "read-only"
            and not field.optional
            and (each.body is not None and each.body.base == resource)
        )
        if not chosen:  # a key that the client must choose makes the second one a 409
            yield (
                each.name,
                f"{each} sent twice is done twice",
                ("Let it take an Idempotency-Key: idempotent=True; or use PUT with an id that the client chooses."),
            )


def _changes(look: Look, endpoint) -> bool:
    """Whether a second POST changes anything: a search does not, and what is in the bin already stays there."""
    searches = endpoint.returns is not None and endpoint.returns.base == "list"
    words = endpoint.name.split("_") + [part for part in endpoint.segments if not part.startswith("{")]
    deeds = {snake(piece).split("_")[0] for word in words for piece in re.split("[.:]", word)}
    return not searches and not deeds & (ASKING | SETTING)


@rule("lost-update", "warning", "Zalando 182", "AIP-154", "Azure http-support-optimistic-concurrency")
def lost_update(look: Look) -> Told:
    """Two people read the same thing, both change it, both send it: the first one's work is gone, and nobody is told.

    With If-Match the second one learns that it was changed meanwhile (412).
    """
    for each in look.of_kind("replace", "update"):
        resource = look.about[each.name]
        readable = look.having("read", resource) or look.having("list", resource)
        if not each.if_match and readable and _may_race(look, each):
            yield (
                each.name,
                f"{each} overwrites what somebody else may have changed since it was read",
                ("Ask for the version that the change was made on: if_match=True, with 412 and 428 in errors."),
            )


def _may_race(look: Look, endpoint) -> bool:
    """A PUT that only sets a mark (it sends nothing) cannot overwrite anything."""
    return endpoint.body is not None


@rule("get-changes-state", "error", "RFC 9110 9.2.1", "Zalando 148", "AIP-131")
def get_changes_state(look: Look) -> Told:
    """Browsers, crawlers and proxies call a GET whenever they like: to preview it, to warm a cache, to try again.

    One that deletes something will delete it without anybody having asked.
    """
    for each in look.api.endpoints:
        if each.method != "GET":
            continue
        deed = deed_of(each)
        made = f"writes {each.writes[0]}" if each.writes else f"seems to {deed} something" if deed else ""
        if made:
            fix = "It changes something, so use POST, PUT or DELETE; or rename it, if it only reads."
            yield each.name, f"{each} is a GET and {made}", fix


@rule("put-on-collection", "warning", "RFC 9110 9.3.4", "Zalando 148")
def put_on_collection(look: Look) -> Told:
    """A PUT replaces what its address names.

    At /links that is all links: each new one takes the place of those before it.
    """
    for each in look.api.endpoints:
        resource = look.about[each.name]
        many = bool(look.having("list", resource)) or bool(look.having("read", resource))
        last = each.segments[-1] if each.segments else ""
        one = each.body is not None and each.body.is_resource and each.body.base == resource
        if each.method == "PUT" and one and many and not last.startswith("{") and is_plural(last):
            yield (
                each.name,
                f"{each} replaces all of /{last} with one {resource}",
                f"Put the id behind it, PUT {each.path}/{{id}}, where the client chooses the id; else use POST.",
            )


@rule("get-with-body", "error", "RFC 9110 9.3.1", "RFC 9110 9.3.5", "vacuum no-request-body")
def get_with_body(look: Look) -> Told:
    """The body of a GET or a DELETE has no meaning: proxies drop it, caches ignore it, many clients cannot send it."""
    for each in look.api.endpoints:
        if each.method in ("GET", "DELETE") and each.body is not None:
            yield each.name, f"{each} takes a body", "Put it into the query; or make it a POST, if it is long."


@rule("change-without-body", "warning", "RFC 9110 9.3.4", "RFC 5789")
def change_without_body(look: Look) -> Told:
    """A PATCH, or a POST that makes something, says what; without a body there is nothing to say it with."""
    for each in look.api.endpoints:
        if each.method == "PATCH" and each.body is None:
            yield each.name, f"{each} changes something, and does not take what", 'Add a body, as in body="Link".'


@rule("created-but-unreadable", "note", "AIP-121", "AIP-131")
def created_but_unreadable(look: Look) -> Told:
    """What was made and cannot be read cannot be checked, shown or corrected.

    Often the requirement to look at it was forgotten.
    """
    shown = look.shown()
    for each in look.of_kind("create"):
        resource = look.about[each.name]
        read = (
            look.having("read", resource)
            or look.having("list", resource)
            or (resource in look.inside(other.returns for other in look.api.endpoints if other is not each))
        )
        if resource and not read and shown is not None:
            yield (
                each.name,
                f"{each} makes a {resource}, and no endpoint reads one",
                ("Add a GET for it, or find the requirement that needs it."),
            )


@rule("unused-resource", "note", "Spectral oas3-unused-component", "Redocly no-unused-components")
def unused_resource(look: Look) -> Told:
    """A resource that no endpoint takes or returns is left from an earlier thought, or its endpoint is missing."""
    named = {each.resource for each in look.api.endpoints}
    for name in look.api.resources:
        if look.api.endpoints and name not in look.sent() | look.shown() | named:
            yield name, f"no endpoint takes or returns a {name}", "Use it, or take it out."
