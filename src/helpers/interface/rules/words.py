"""Words in names: verbs, plurals, spellings, and what a field's name says about its value."""

import re

from helpers.interface.fields import snake

VERBS = frozenset(
    [
        "get",
        "fetch",
        "read",
        "list",
        "find",
        "search",
        "query",
        "create",
        "make",
        "add",
        "post",
        "insert",
        "new",
        "update",
        "set",
        "put",
        "change",
        "edit",
        "modify",
        "patch",
        "replace",
        "delete",
        "remove",
        "destroy",
        "drop",
        "send",
        "do",
        "run",
        "execute",
        "process",
        "calculate",
        "generate",
        "upload",
        "download",
        "submit",
        "register",
        "login",
        "logout",
    ]
)
# Deeds that change something: a GET of such a name is one in disguise.
DEEDS = frozenset(
    [
        "create",
        "add",
        "delete",
        "remove",
        "update",
        "set",
        "cancel",
        "approve",
        "confirm",
        "send",
        "pay",
        "publish",
        "archive",
        "unsubscribe",
        "logout",
        "activate",
        "deactivate",
        "like",
        "follow",
        "unfollow",
        "reset",
        "edit",
        "buy",
        "order",
        "vote",
        "transfer",
    ]
)
# Deeds that are things as well ("order_status"), and words behind a deed that make a thing of it ("follow_count").
THINGS = frozenset(["order", "like", "vote", "transfer", "reset", "archive"])
OF_A_THING = frozenset(["count", "limit", "list", "request", "status", "state", "total", "date", "time", "id", "link"])
# Words that are verbs and nouns both: as the name of a collection they are fine ("/searches", "/reads").
IRREGULAR = frozenset(
    [
        "people",
        "children",
        "men",
        "women",
        "feet",
        "teeth",
        "geese",
        "mice",
        "data",
        "media",
        "metadata",
        "news",
        "series",
        "species",
        "information",
        "feedback",
        "staff",
        "equipment",
        "software",
        "hardware",
        "traffic",
        "analytics",
        "statistics",
        "status",
        "health",
        "config",
        "settings",
        "history",
        "inventory",
        "music",
        "menus",
        "viruses",
    ]
)
NOT_PLURAL = re.compile(r"(ss|us|is)$")
# One of a kind: each caller, or the system, has just one of these.
SINGLETONS = frozenset(
    [
        "me",
        "self",
        "current",
        "health",
        "healthz",
        "ready",
        "status",
        "version",
        "config",
        "configuration",
        "settings",
        "profile",
        "timeline",
        "feed",
        "home",
        "cart",
        "inbox",
        "search",
        "login",
        "logout",
        "session",
        "token",
        "auth",
        "oauth",
        "openapi",
        "metrics",
        "usage",
        "balance",
        "account",
        "user",
        "graphql",
        "about",
        "summary",
        "latest",
        "dashboard",
    ]
)
MONEY = re.compile(r"(^|_)(price|amount|cost|fee|total|balance|salary|payment|fare|tax|discount|revenue|budget)s?($|_)")
NOT_MONEY = re.compile(r"(count|number|percent|rate|ratio|share|size|bytes|items|currency|id|ids|_at|name)$")
SECRET = re.compile(
    r"(^|_)(password|passwd|secret|token|access_token|api_?key|credential|credentials|private_key|pin|"
    r"cvc|cvv|session_?id|auth)($|_)"
)
# Opaque places in a list, and keys that are made to be public.
NOT_SECRET = re.compile(
    r"(page|next|previous|continuation|sync|cursor|public|idempotency|device_push|count|type|"
    r"expires|url|name|hint|prefix|last)_?"
)
MOMENT = re.compile(
    r"(_at|_on|_time|_date|^date|^time|timestamp|_until|_since|^since|^until|^created|^updated|"
    r"^modified|^expires)$"
)
NOT_MOMENT = re.compile(r"(run|response|service|lead|travel|wait|elapsed|duration|life|zone|ship)_time$|_by$")


def is_plural(word: str) -> bool:
    """Whether a word names several things.

    >>> is_plural("links"), is_plural("address"), is_plural("people"), is_plural("link")
    (True, False, True, False)
    """
    last = snake(word).rpartition("_")[2]
    return last in IRREGULAR or (last.endswith("s") and not NOT_PLURAL.search(last))


def deed_in(part: str) -> str | None:
    """The verb with which a part of a path, or one of its parts between dots, begins.

    >>> deed_in("createLink"), deed_in("chat.postMessage"), deed_in("followUser"), deed_in("links")
    ('create', 'post', 'follow', None)
    """
    pieces = [snake(piece).split("_") for piece in part.split(".")]
    return next((words[0] for words in pieces if words[0] in VERBS or _does_something(words)), None)


def _does_something(words: list[str]) -> bool:
    """Whether several words are a deed and its object ("cancel order"), and not the name of a thing."""
    done_to = len(words) > 1 and words[0] in DEEDS - THINGS
    return done_to and words[-1] not in OF_A_THING and not is_plural(words[-1])


def spelling(name: str) -> str:
    """How a name of several words is spelt: snake_case, camelCase, kebab-case, or "" for one plain word."""
    if "_" in name.strip("_"):
        return "snake_case"
    if "-" in name:
        return "kebab-case"
    if re.search(r"[a-z0-9][A-Z]", name):
        return "camelCase"
    return ""


def is_money(name: str) -> bool:
    """Whether a field of this name holds money."""
    name = snake(name)
    return bool(MONEY.search(name)) and not NOT_MONEY.search(name)


def is_secret(name: str) -> bool:
    """Whether a field of this name holds what nobody else may know.

    >>> is_secret("accessToken"), is_secret("page_token"), is_secret("shipping")
    (True, False, False)
    """
    name = snake(name)
    return bool(SECRET.search(name)) and not NOT_SECRET.search(name)


def is_moment(name: str) -> bool:
    """Whether a field of this name holds a moment in time."""
    name = snake(name)
    return bool(MOMENT.search(name)) and not NOT_MOMENT.search(name)


def deed_of(endpoint) -> str | None:
    """What a GET seems to do to the world, by its name or the end of its path; None: it only reads.

    >>> from helpers.interface import Endpoint
    >>> deed_of(Endpoint("delete_link", "GET", "/links/{code}")), deed_of(Endpoint("read_link", "GET", "/links/{code}"))
    ('delete', None)
    """
    tail = endpoint.segments[-1] if endpoint.segments else ""
    words = (endpoint.name.split("_")[0], tail.rpartition(":")[2].split("-")[0])
    deed = next((word for word in words if word in DEEDS), None)
    # A list of orders is named after a thing; "order" as the verb begins the endpoint's name.
    return None if endpoint.returns is not None and endpoint.returns.base == "list" else deed
