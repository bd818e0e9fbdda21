"""How large requests and answers are, from the schemas: the bytes that step 2's bandwidth is made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.interface.endpoint import Endpoint
from helpers.interface.resources import resource_of
from helpers.interface.types import NUMBERS, Type

if TYPE_CHECKING:
    from helpers.interface.model import Api

# Usual lengths in characters, where a type says none: assumptions, to be replaced by `string(280 ~90)`.
USUAL = {
    "string": 40,
    "uri": 80,
    "email": 25,
    "password": 20,
    "decimal": 8,
    "date-time": 20,
    "date-time-local": 19,
    "date": 10,
    "uuid": 36,
}
EXACT = frozenset({"date-time", "date-time-local", "date", "uuid"})
USUAL_ITEMS, USUAL_PAGE, USUAL_DIGITS, DEEPEST = 5, 20, 6, 6
REQUEST_START, ANSWER_START, HEADER_EXTRA, CREDENTIAL = 12, 17, 4, 120
LARGEST = 10**15


@dataclass(frozen=True)
class Payload:
    """Sizes of one call in bytes, as JSON in UTF-8, uncompressed.

    `request` and `response` are the bodies (of a redirect: the address in Location) as they usually are;
    `largest_request` and `largest_response` what the contract allows at most (None: no bound); `heads` is the start
    lines and those headers that the contract names, which browsers and proxies lengthen.
    """

    request: int
    response: int
    largest_request: int | None
    largest_response: int | None
    heads: int

    def __str__(self) -> str:
        def most(size):
            return "no bound" if size is None else f"at most {size:,}"

        return (
            f"request {self.request:,} B ({most(self.largest_request)}), answer {self.response:,} B "
            f"({most(self.largest_response)}), heads about {self.heads:,} B"
        )


def payload_bytes(api: "Api", endpoint: Endpoint) -> Payload:
    """The sizes of an endpoint's request and answer.

    >>> from helpers.interface import Api, Endpoint
    >>> api = Api("Links", resources={"Link": {"code": "string(7)", "url": "uri(2048 ~80)"}})
    >>> payload_bytes(api.add(Endpoint("create_link", "POST", "/links", body="Link", returns="Link")), api.add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link"))["create_link"]).request
    107
    """
    partial = endpoint.method == "PATCH"
    request, largest_request = (0, 0) if endpoint.body is None else _pair(api, endpoint.body, "request", partial)
    response, largest_response = 0, 0
    if endpoint.returns is not None:
        returned = endpoint.returns
        if endpoint.paginated:
            usual = min(returned.typical or USUAL_PAGE, endpoint.page_limit)
            returned = returned.replace(high=endpoint.page_limit, typical=usual)
        response, largest_response = _pair(api, returned, "response")
        if endpoint.paginated:
            response, largest_response = response + 40, None if largest_response is None else largest_response + 220
    elif 300 <= endpoint.status < 400:
        response, largest_response = _location(api, endpoint)
    return Payload(request, response, largest_request, largest_response, _heads(api, endpoint))


def _pair(api: "Api", made: Type, direction: str, partial: bool = False) -> tuple[int, int | None]:
    hidden = {"request": "read-only", "response": "write-only"}[direction]
    usual = _size(api, made, hidden, False, 0)
    largest = _size(api, made, hidden, True, 0)
    if partial:  # a change sends a part: half of the fields, say
        usual = (usual or 0) // 2
    return int(usual or 0), None if largest is None or largest > LARGEST else int(largest)


def _size(api: "Api", made: Type, hidden: str, largest: bool, depth: int) -> float | None:
    """Bytes of a value as JSON; None where there is no bound."""
    if made.base in NUMBERS:
        ends = [len(str(each)) for each in (made.low, made.high) if each is not None]
        return 20 if largest else max(ends) if ends else USUAL_DIGITS
    if made.base == "boolean":
        return 5
    if made.base == "enum":
        sizes = [len(value) + 2 for value in made.values]
        return max(sizes) if largest else sum(sizes) / len(sizes)
    if made.is_text:
        return _text(made, largest)
    if made.base in ("object", "any"):
        return None if largest else 100
    if made.item is not None:
        return _several(api, made, hidden, largest, depth)
    return _resource(api, made, hidden, largest, depth)


def _text(made: Type, largest: bool) -> float | None:
    if made.base in EXACT:
        return USUAL[made.base] + 2
    if largest:
        # JSON may need six bytes for one character (\\u0001), UTF-8 four; ordinary text one or two.
        return None if made.high is None else made.high * 4 + 2
    if made.typical is not None:
        return made.typical + 2
    usual = max(made.low or 0, USUAL[made.base])
    return (usual if made.high is None else min(usual, made.high)) + 2


def _several(api: "Api", made: Type, hidden: str, largest: bool, depth: int) -> float | None:
    if largest and (made.high is None or depth >= DEEPEST):
        return None
    usual = made.typical if made.typical is not None else min(USUAL_ITEMS, made.high or USUAL_ITEMS)
    count = made.high if largest else max(usual, made.low or 0)
    each = _size(api, made.item, hidden, largest, depth + 1) if depth < DEEPEST else 0
    name = 15 if made.base == "map" else 0
    return None if each is None else 2 + count * (each + 1 + name)


def _resource(api: "Api", made: Type, hidden: str, largest: bool, depth: int) -> float | None:
    if depth >= DEEPEST:
        return None if largest else 0
    total = 2.0
    for name, field in api.resources[made.base].items():
        if field.access == hidden:
            continue
        if field.optional and field.resources and depth >= 2 and not largest:
            continue
        size = _size(api, field, hidden, largest, depth + 1)
        if size is None:
            return None
        total += len(name) + 4 + size  # "name":value,
    return total - (1 if total > 2 else 0)


def _location(api: "Api", endpoint: Endpoint) -> tuple[int, int | None]:
    """A redirect sends an address: that of the resource it leads to."""
    resource = resource_of(api, endpoint)
    target = next((made for made in api.resources.get(resource, {}).values() if made.base == "uri"), None)
    if target is None:
        return USUAL["uri"], None
    return int(_text(target, False)) - 2, target.high


def _heads(api: "Api", endpoint: Endpoint) -> int:
    """Start lines and the headers that the contract names."""
    request = REQUEST_START + len(endpoint.method) + len(endpoint.path) + 8 * len(endpoint.query)
    if endpoint.idempotent:
        request += len("Idempotency-Key") + HEADER_EXTRA + 36
    if endpoint.if_match:
        request += len("If-Match") + HEADER_EXTRA + 4
    if api.auth_of(endpoint) != "public":
        request += CREDENTIAL
    answer = ANSWER_START + (40 if endpoint.returns is not None else 0)
    return request + answer
