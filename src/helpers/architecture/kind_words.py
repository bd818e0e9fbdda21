"""The words by which people know the kinds: the noun at the end decides, a product refines it.

`Orders DB` is a database and `Auth service` a service whatever stands before; `API Gateway (Kong)` is a gateway, as a
product in brackets does not hide the noun; `User DB (Cassandra)` is a wide-column store, as "DB" alone could be any
store. Words that say only how many or which (cluster, primary, replica) are passed over.
"""

import re
import unicodedata

from helpers.architecture.kind_families import kinds_of
from helpers.architecture.kind_vocabulary import (
    ANY_BROKER,
    ANY_SMALL_STORE,
    ANY_STORE,
    CALLED_DATABASES,
    FRONT_ENDS,
    FRONT_ENDS_ALONE,
    NOUNS,
    PASSED_OVER,
    PRODUCTS,
    VENDORS,
)

STORES = kinds_of("memory", "rows", "files", "index")
BROKERS = kinds_of("broker")
GLUED = re.compile(r"(\w{2,})(db|service|svc|server|cache|queue|worker|gateway|bucket)")
CLIENT_LIBRARY = (*STORES, *BROKERS, "external", "dns", "gateway")
PLURALS = (("ies", "y"), ("ches", "ch"), ("sses", "ss"), ("xes", "x"), ("s", ""))


def _table(*tables: dict[str, str]) -> dict[str, str]:
    return {word: kind for table in tables for kind, words in table.items() for word in words.split("|")}


PRODUCT = _table(PRODUCTS)
NOUN = _table(NOUNS)
WORDS = {**PRODUCT, **NOUN}
KNOWN = frozenset({*WORDS, *FRONT_ENDS, *ANY_STORE, *ANY_SMALL_STORE, *ANY_BROKER})
LONGEST_PHRASE = max(len(each.split()) for each in KNOWN)


def kind_of_words(text: str) -> str | None:
    """The kind that a box's name tells of, or None.

    The first line counts before the others, what stands before brackets before what stands in them.

    >>> kind_of_words("user_db"), kind_of_words("Redis"), kind_of_words("load_balancer"), kind_of_words("timeline")
    ('sql', 'cache', 'load_balancer', None)
    >>> [kind_of_words(each) for each in ("API Gateway (Kong)", "Amazon S3", "Redis client", "Redis (job queue)")]
    ['gateway', 'blob', 'service', 'queue']
    """
    kind, _ = _found(text)
    return kind


def may_be_client(text: str) -> bool:
    """Whether a box's name tells of a front end: the client itself, or the server that makes its pages.

    >>> may_be_client("Web App (React)"), may_be_client("Mobile App")
    (True, False)
    """
    return _found(text)[1]


def _found(text: str) -> tuple[str | None, bool]:
    sections = [tokens for each in _sections(text) if (tokens := _tokens(each))]
    products = [kind for tokens in sections for kind in _products(tokens)]
    for tokens in sections:
        kind, front = _kind_of(tokens, products)
        if kind == "cache" and tokens is sections[0] and " ".join(tokens) in PRODUCT:
            kind = _role(sections[1:], products) or kind
        if kind:
            return kind, front
    return None, False


def _role(details: list[list[str]], products: list[str]) -> str | None:
    """What a store in memory is used as, where the lines below its name or the brackets say so: Redis (job queue)."""
    for tokens in details:
        kind, _ = _kind_of(tokens, products)
        if kind in BROKERS:
            return kind
    return None


def _sections(text: str) -> list[str]:
    """The parts of a name, the most telling first: line by line, brackets after what stands outside of them."""
    found = []
    for line in re.split(r"\n|<br\s*/?>", text[:400]):
        outside = re.sub(r"[(\[{][^)\]}]*[)\]}]?", " | ", line)
        inside = re.findall(r"[(\[{]([^)\]}]*)", line)
        for part in (outside, *inside):
            found += [part for part in re.split(r"\s+[-–—·|]+\s+|[|:;]|,\s|\s/\s", part) if part.strip()]
    return found


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    plain = re.sub(r"[’']s\b", "", plain)
    plain = re.sub(r"(?i)\bpub\s*/\s*sub\b", "pub sub", plain)
    plain = re.sub(r"(?i)\broute\s*53\b", "route53", plain)
    plain = re.sub(r"\b([A-Z]{2,})s\b", r"\1", plain)  # APIs, VMs
    plain = re.sub(r"([A-Z]{2,})([A-Z][a-z])", r"\1 \2", plain)  # SQLDatabase
    plain = re.sub(r"([a-z\d])([A-Z])(?=[a-z])|(?<=[a-z])([A-Z])", r"\1 \2\3", plain).lower()
    plain = re.sub(r"[×x]\s*\d+\b|\b\d+\s*[×x]\b", " ", plain)
    whole = re.sub(r"([a-z\d])([A-Z])", r"\1\2", unicodedata.normalize("NFKD", text)).lower()
    joined = re.sub(r"[^a-z0-9]+", " ", whole).split()
    made = re.sub(r"[^a-z0-9]+", " ", plain).split()
    if any(each in WORDS for each in joined if each not in made):  # DynamoDB, CloudFront, RabbitMQ are one word
        made = [part for word in joined for part in ([word] if word in WORDS else _split_like(word, made))]
    made = [_bare(word) for word in made]
    return [part for word in made for part in _unglued(word) if part]


def _unglued(word: str) -> list[str]:
    """The two words of one such as ordersdb or apiserver."""
    match = None if _known(word) else GLUED.fullmatch(word)
    return [_bare(match[1]), match[2]] if match else [word]


def _split_like(word: str, parts: list[str]) -> list[str]:
    """A word parted as it is in the list of parts, where they make it up."""
    for start in range(len(parts)):
        for end in range(start + 1, min(start + 6, len(parts)) + 1):
            if "".join(parts[start:end]) == word:
                return parts[start:end]
    return [word]


def _bare(word: str) -> str:
    """The word without its number, in the singular where that is known."""
    if word in KNOWN:
        return word
    plain = re.sub(r"^v?\d+$|\d+$", "", word)
    if plain in WORDS:
        return plain
    for ending, instead in PLURALS:
        single = plain[:-len(ending)] + instead
        if plain.endswith(ending) and _known(single):
            return single
    return plain


def _known(word: str) -> bool:
    return word in KNOWN or word in PASSED_OVER


def _ending_at(tokens: list[str], end: int, table) -> tuple[int, str] | None:
    """The longest phrase of a table that ends before a place, and where it begins."""
    for size in range(min(LONGEST_PHRASE, end), 0, -1):
        phrase = " ".join(tokens[end - size:end])
        if phrase in table:
            return end - size, phrase
    return None


def _products(tokens: list[str]) -> list[str]:
    found, end = [], len(tokens)
    while end > 0:
        match = _ending_at(tokens, end, PRODUCT)
        if match:
            found.append(PRODUCT[match[1]])
        end = match[0] if match else end - 1
    return found[::-1]


def _kind_of(tokens: list[str], products: list[str]) -> tuple[str | None, bool]:
    """The kind of one part of a name, and whether it is a front end."""
    end = len(tokens)
    while end > 0:
        match = _ending_at(tokens, end, KNOWN)
        if match:
            return _decided(tokens, match[0], match[1], end, products)
        if tokens[end - 1] not in PASSED_OVER and len(tokens[end - 1]) > 1:
            break
        end -= 1
    first = next(((size, PRODUCT[phrase]) for size in (3, 2, 1)
                  if (phrase := " ".join(tokens[:size])) in PRODUCT and len(tokens) > size), None)
    if first is None and len(tokens) > 2 and tokens[0] in VENDORS and tokens[1] in PRODUCT:
        first = (2, PRODUCT[tokens[1]])
    doer = bool(tokens) and re.search(r"(?:er|or|ing)$", tokens[-1])
    return ("service" if first and doer else first[1] if first else None), False


def _decided(tokens: list[str], start: int, phrase: str, end: int, products: list[str]) -> tuple[str | None, bool]:
    before = _before(tokens, start)
    if phrase in ANY_STORE:
        fitting = [kind for kind in (before, *products) if kind in STORES]
        usual = "blob" if phrase == "storage" else "sql" if phrase in CALLED_DATABASES else None
        return (fitting[0] if fitting else usual), False
    if phrase in ANY_SMALL_STORE:
        return next((kind for kind in products if kind in STORES), "key_value"), False
    if phrase in ANY_BROKER:
        fitting = [kind for kind in (before, *products) if kind in BROKERS]
        return fitting[0] if fitting else "queue", False
    if phrase == "service" and before and tokens[0] in VENDORS:
        return before, False
    soft = before if phrase in ("server", "api", "index", "registry") else None
    if soft and soft not in ("client", "service", "worker") and (phrase != "api" or soft == "external"):
        return soft, False
    if phrase == "client" and before in CLIENT_LIBRARY and tokens[start - 1] not in ("api", "web", "mobile", "http"):
        return "service", False  # a library in our own code
    if phrase in ("bus", "topic", "stream", "event bus") and before == "queue" and tokens[start - 1] == "service":
        return "queue", False
    if phrase in FRONT_ENDS:
        if phrase in FRONT_ENDS_ALONE or _ending_at(tokens, start, FRONT_ENDS):
            return "client", True
        return None, False
    return WORDS[phrase], False


def _before(tokens: list[str], end: int) -> str | None:
    """The kind told by the words right before a place, past those that say nothing."""
    while end > 0:
        match = _ending_at(tokens, end, WORDS)
        if match:
            return WORDS[match[1]]
        if tokens[end - 1] in ANY_STORE and tokens[end - 1] != "data":
            return "sql"
        if tokens[end - 1] not in PASSED_OVER:
            return None
        end -= 1
    return None
