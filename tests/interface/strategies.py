"""Random interfaces: any that can be made, not only sensible ones."""

from hypothesis import strategies as st

from helpers.interface import Api, Endpoint, Type, read_type
from helpers.interface.endpoint import SCHEMES

WORDS = ("link", "post", "user", "order", "tool", "note", "photo", "group")
names = st.builds("_".join, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
resource_names = [word.capitalize() for word in WORDS[:4]]
bounds = st.tuples(st.none() | st.integers(0, 5), st.none() | st.integers(5, 5000))
plain = st.sampled_from(
    [
        "uuid",
        "date-time",
        "date",
        "date-time-local",
        "decimal",
        "boolean",
        "email(254)",
        "uri(2048 ~80)",
        "password(8..100)",
        "int32(0..9)",
        "int64",
        "double(0.5..2.5)",
        "float",
        "object",
        "any",
        "string(7) /[A-Za-z0-9]+/",
        "string /(?:ab|cd)-[0-9]{2}/",
        "string /a|b/",
        "enum[draft|published]",
        "enum[new|used|...]",
    ]
).map(read_type)
bounded = st.builds(lambda base, pair: Type(base, *pair), st.sampled_from(["string", "integer", "number"]), bounds)
scalars = plain | bounded


@st.composite
def types(draw, known=(), depth: int = 0) -> Type:
    """Any type, of the known resources too."""
    options = [scalars] + ([st.sampled_from(known).map(Type)] if known else [])
    made = draw(st.one_of(*options))
    if depth < 2 and draw(st.integers(0, 4)) == 0:
        item = draw(types(known, depth + 1)).replace(optional=False, default=None, access="")
        low, high = draw(bounds)
        made = Type(draw(st.sampled_from(["list", "map"])), low, high, item=item)
    nullable = draw(st.booleans()) if made.base != "any" else False
    return made.replace(nullable=nullable)


@st.composite
def field_types(draw, known) -> Type:
    """The type of a field: perhaps optional, with a default, or of one direction."""
    made = draw(types(known))
    optional = draw(st.booleans()) or bool(made.resources)  # a resource inside is optional, so that none is endless
    access = draw(st.sampled_from(["", "", "", "read-only", "write-only"]))
    default = None
    if made == Type("boolean"):
        default = draw(st.sampled_from([None, True, False]))
    elif made.base == "enum":
        default = draw(st.sampled_from([None, *made.values]))
    elif made == Type("int32", 0, 9):
        default = draw(st.none() | st.integers(0, 9))
    return made.replace(optional=optional, access=access, default=default)


segments = st.sampled_from(["links", "posts", "Users", "order_items", "v1", "getLinks", "photo-albums", "a.b"])


@st.composite
def endpoints(draw, name: str, known, paths: dict) -> Endpoint:
    """Any endpoint that can be made."""
    parts = draw(st.lists(segments, min_size=1, max_size=2))
    path = (
        "/"
        + "/".join(parts)
        + draw(st.sampled_from(["", "", "/", "/{id}", "/{id}", "/{id}/parts/{part_id}", "/{id}:do"]))
    )
    method = draw(st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]))
    fields = {
        "returns": draw(st.none() | types(known)),
        "body": draw(st.none() | types(known)),
        "errors": draw(st.sets(st.sampled_from([400, 401, 403, 404, 409, 412, 422, 428, 429, 503, "default"]))),
        "auth": draw(st.none() | st.sampled_from(SCHEMES)),
        "scopes": draw(st.lists(names, max_size=2, unique=True)),
    }
    for flag in ("owner_only", "idempotent", "if_match", "deprecated"):
        fields[flag] = draw(st.booleans())
    if known and draw(st.booleans()) and method == "GET":
        fields |= {
            "returns": f"list[{draw(st.sampled_from(known))}]",
            "paginated": draw(st.sampled_from(["cursor", "offset"])),
            "page_limit": draw(st.integers(1, 2000)),
        }
    fields |= {
        "status": draw(st.sampled_from([None, None, 0, 200, 202, 302])),
        "share": draw(st.none() | st.just(0.25)),
        "takes": draw(st.none() | st.integers(0, 99)),
        "cached": draw(st.none() | st.integers(0, 99)),
        "rate_limit": draw(st.sampled_from([None, "100/min"])),
        "serves": draw(st.lists(names, max_size=2, unique=True)),
        "reads": draw(st.lists(names, max_size=1)),
        "resource": draw(st.none() | st.sampled_from(known)) if known else None,
        "description": draw(st.sampled_from(["", "What it does.", "Two\nlines: # and 'quotes'"])),
        "sunset": draw(st.sampled_from(["", "2027-06-30"])),
    }
    if fields["status"] == 0:
        fields |= {"returns": None, "paginated": None, "page_limit": 100}
    query = draw(
        st.dictionaries(
            st.sampled_from(["q", "state", "X[]", "since"]),
            scalars.filter(lambda made: made.base not in ("object", "any")).flatmap(
                lambda made: st.booleans().map(lambda optional: made.replace(optional=optional))
            ),
            max_size=2,
        )
    )
    headers = draw(st.dictionaries(st.sampled_from(["X-Trace", "Prefer"]), bounded, max_size=1))
    return Endpoint(name, method, path, parameters=query, headers=headers, **fields)


@st.composite
def apis(draw) -> Api:
    """Any interface that can be made."""
    known = draw(st.lists(st.sampled_from(resource_names), unique=True, max_size=4))
    resources = {
        name: draw(
            st.dictionaries(
                st.sampled_from(["id", "name", "createdAt", "tags", "state", "$ref_id", "a-b"]),
                field_types(known),
                max_size=4,
            )
        )
        for name in known
    }
    made, keys, shapes = [], set(), {}
    for name in draw(st.lists(names, unique=True, max_size=4)):
        each = draw(endpoints(name, known, shapes))
        if each.key in keys or shapes.setdefault(each.key[1], each.path) != each.path:
            continue
        keys.add(each.key)
        made.append(each)
    return Api(
        draw(st.sampled_from(["Links", "Ünïcode: “title”", "1.0", "null"])),
        tuple(made),
        resources,
        version=draw(st.sampled_from(["1.0.0", "2026-01-01", "1.10"])),
        auth=draw(st.sampled_from(SCHEMES)),
        errors_as=draw(st.sampled_from(["application/problem+json", "application/json"])),
        unknown_fields=draw(st.sampled_from(["ignored", "refused"])),
        server=draw(st.sampled_from(["https://api.example.com", "https://x.org/v1", "http://localhost:8000"])),
    )
