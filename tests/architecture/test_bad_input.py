"""What cannot be used is refused with the field, the value and the mend; what is untrusted is read without raising."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from helpers.architecture import Architecture, ArchitectureError, Component, Connection, Targets, UnknownComponentError
from helpers.architecture.targets import as_targets
from helpers.errors import CourseError

API, STORE = Component("api", "service"), Component("store", "sql")
PAIR = Architecture("Pair", [API, STORE], [Connection("api", "store")])
HOSTILE = [
    "<script>alert(1)</script>",
    "a'; DROP TABLE x; --",
    "__import__('os')",
    "a\nb",
    "a" * 10_000,
    "",
    " ",
    "é\u202eb",
    "{{7*7}}",
    "a\x00b",
    "1a",
    "a b",
    "../x",
    None,
    5,
    [],
    {},
    True,
    float("nan"),
]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"replicas": -1}, "api.replicas: -1 is not a whole number from 1"),
        ({"replicas": 0}, "api.replicas: 0"),
        ({"replicas": 2.5}, "api.replicas: 2.5"),
        ({"replicas": float("nan")}, "api.replicas: nan"),
        ({"replicas": True}, "api.replicas: True"),
        ({"shards": 2}, "api.shards: a service keeps no entities"),
        ({"copies": 2.5}, "api.copies: 2.5"),
        ({"stored_gb": "5 ms"}, "api.stored_gb: '5 ms' has the wrong unit"),
        ({"stored_gb": -1}, "api.stored_gb: -1 is below 0"),
        ({"stored_gb": "many"}, "api.stored_gb"),
        ({"stored_gb": float("inf")}, "not a finite number"),
        ({"servers": "many"}, "api.servers: 'many'"),
        ({"service_time": "-5 ms"}, "api.service_time: '-5 ms' is below 0 s"),
        ({"service_time": "5"}, "api.service_time: .* has the wrong unit, or none"),
        ({"service_time": "5 MB"}, "wrong unit"),
        ({"service_time": "soon"}, "api.service_time: "),
        ({"service_time": float("inf")}, "not a finite number"),
        ({"service_time": [5]}, "not a quantity"),
        ({"capacity": 0}, "api.capacity: 0 is below"),
        ({"capacity": "10 ms"}, "wrong unit"),
        ({"capacity": float("nan")}, "not a finite number"),
        ({"hit_rate": 1.5}, "api.hit_rate: 1.5 is above 1"),
        ({"hit_rate": "120%"}, "above 1"),
        ({"cost": "-$5/month"}, "api.cost: "),
        ({"cost": "$5"}, "wrong unit"),
        ({"zone": 5}, "api.zone: 5 is not a name or a list"),
        ({"zone": ["a", 5]}, "api.zone: 5 is not a name"),
        ({"stores": "<b>"}, "api.stores: "),
        ({"stores": [f"e{number}" for number in range(1000)]}, "1,000 names are more than"),
        ({"label": "two\nlines"}, "not a line of text"),
        ({"label": "x" * 1000}, "at most 120 characters"),
        ({"durable": "maybe"}, "neither True nor False"),
        ({"at": (1, 2, 3)}, "not a place"),
        ({"at": (float("nan"), 1)}, "not a finite number"),
    ],
)
def test_a_component_names_the_field_the_value_and_the_mend(fields, told):
    with pytest.raises(ArchitectureError, match=told):
        Component("api", "service", **fields)
    with pytest.raises(ArchitectureError, match=told):
        API.replace(**fields)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("casche", "Did you mean cache"),
        ("redis", "Did you mean cache"),
        ("database", "Did you mean sql"),
        (None, "None"),
        (5, "5"),
        ("SQLite", "Did you mean sql"),
        ("x" * 1000, "not a kind"),
    ],
)
def test_an_unknown_kind_gets_the_nearest(kind, told):
    with pytest.raises(ArchitectureError, match=told) as error:
        Component("api", kind)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("api", "api"), "cannot be connected to itself"),
        (("api", "store", "syncc"), "style 'syncc' is not one of sync, async, replication"),
        (("api", "store", ["sync"]), "is not one of"),
        (("api", "store", "sync", (), "-1 ms"), "latency"),
        (("api", "store", "sync", (), None, "", 0), "calls"),
        (("api", "store", "sync", (), None, "", float("nan")), "calls"),
        (("api", "store", "sync", 5), "for_endpoints"),
        ((None, "store"), "connection.source"),
    ],
)
def test_a_connection_names_the_field(arguments, told):
    with pytest.raises(ArchitectureError, match=told):
        Connection(*arguments)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: Architecture("x", [API, API]), "'api' stands there twice"),
        (lambda: PAIR.add(API), "twice"),
        (lambda: PAIR.connect("api", "store"), "twice"),
        (lambda: PAIR.connect("api", "stroe"), "'stroe', which is not there. Did you mean store"),
        (lambda: PAIR.rename("api", "store"), "twice"),
        (lambda: PAIR["stor"], "Did you mean store"),
        (lambda: PAIR.remove("nobody"), "no component 'nobody'"),
        (lambda: PAIR.replace("api", replicsa=3), "Did you mean replicas"),
        (lambda: PAIR.replace("api", 5), "is not a Component"),
        (lambda: PAIR.add(5), "neither a Component nor a Connection"),
        (lambda: PAIR.disconnect("store", "api"), "nothing leads from store to api"),
        (lambda: PAIR.connection("store", "api"), "no connection leads"),
        (lambda: PAIR.with_(nmae="x"), "no field 'nmae'"),
        (lambda: Architecture("x", API), "not a list of Component values"),
        (lambda: Architecture("x", ["api"]), "is a str, not a Component"),
        (lambda: Architecture("x", 5), "not a list"),
        (lambda: PAIR.check([{"name": "x", "share": 2, "reads": ["a"]}]), "flows: 'x'"),
        (lambda: PAIR.check(5), "not a case, its name, or a list"),
        (lambda: PAIR.check([5]), "not a Flow"),
        (lambda: PAIR.check("pastbin"), "pastebin"),
        (lambda: PAIR.check([{"name": "x", "share": 1, "reads": ["a"]}] * 2), "twice"),
        (lambda: PAIR.paths("opne", "url_shortener"), "no endpoint 'opne'"),
        (lambda: Targets(latency="fast"), "latency"),
        (lambda: Targets(availability=2), "availability"),
    ],
)
def test_an_architecture_says_what_is_wrong(made, told):
    with pytest.raises(CourseError, match=told):
        made()


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name)[:20])
def test_hostile_names_are_refused_everywhere(name):
    with pytest.raises(ArchitectureError):
        Component(name, "service")
    with pytest.raises(ArchitectureError):
        PAIR.rename("api", name)
    with pytest.raises(UnknownComponentError):
        PAIR.component(name)
    assert name not in PAIR
    made, findings = Architecture.read(
        {"components": [{"name": name, "kind": "service"}, {"name": "b", "kind": "sql"}]}
    )
    assert made.names == ("b",)
    assert findings.rules() == {"broken-component"}


@pytest.mark.parametrize(
    "text",
    [each for each in HOSTILE if isinstance(each, str) and each.isprintable() and each.strip() and len(each) < 120],
)
def test_hostile_labels_stay_text(text):
    made = Architecture(
        "Hostile", [Component("api", "service", label=text), STORE], [Connection("api", "store", label=text)]
    )
    assert Architecture.from_mermaid(made.mermaid()) == made
    assert "<script>" not in made.mermaid(details=False)
    names: dict = {}
    exec(made.to_code(), {"Architecture": Architecture, "Component": Component, "Connection": Connection}, names)
    assert names["design"] == made
    made.structurizr()


def test_ten_thousand_boxes_are_refused_at_once():
    many = {"components": [{"name": f"n{number}", "kind": "service"} for number in range(10_000)]}
    with pytest.raises(ArchitectureError, match="components: 10,000 are too many; a design holds at most 2,000"):
        Architecture.from_dict(many)
    made, findings = Architecture.read(many)
    assert (len(made), len(findings)) == (0, 1)
    text = "flowchart LR\n" + "\n".join(f"n{number} --> n{number + 1}" for number in range(10_000))
    made, findings = Architecture.read_mermaid(text)
    assert (len(made), len(findings)) == (0, 1)
    with pytest.raises(ArchitectureError, match="too many"):
        Architecture("x", [API] * 10_000)


def test_reading_keeps_what_is_sound():
    made, findings = Architecture.read(
        {
            "name": "Mixed",
            "colour": "red",
            "components": [
                {"name": "api", "kind": "service"},
                {"name": "api", "kind": "sql"},
                {"name": "db", "kind": "sqll"},
                {"kind": "sql"},
                5,
                {"name": "store", "kind": "sql", "replicas": -1},
                {"name": "c", "kind": "client", "x": 1},
            ],
            "connections": [
                {"source": "c", "target": "api"},
                {"source": "c", "target": "api"},
                {"source": "api", "target": "db"},
                {"source": "api", "target": "api"},
                {"source": "api"},
            ],
        }
    )
    assert made.names == ("api", "c")
    assert [str(each) for each in made.connections] == ["c -> api"]
    assert len(findings.errors) == 11
    assert {
        "unknown-field",
        "doubled-name",
        "broken-component",
        "doubled-connection",
        "unknown-component",
        "broken-connection",
    } == findings.rules()


JUNK = some.recursive(
    some.none()
    | some.booleans()
    | some.floats()
    | some.integers()
    | some.text(max_size=12)
    | some.sampled_from(["api", "sql", "service", "client"]),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(
            some.sampled_from(
                [
                    "name",
                    "kind",
                    "components",
                    "connections",
                    "source",
                    "target",
                    "zones",
                    "replicas",
                    "zone",
                    "stores",
                    "large_entities",
                    "at",
                    "x",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
)


@given(JUNK | some.fixed_dictionaries({"components": some.lists(JUNK, max_size=4), "connections": JUNK, "name": JUNK}))
@settings(max_examples=300)
def test_no_data_breaks_the_reader(data):
    made, findings = Architecture.read(data)
    assert isinstance(made, Architecture)
    made.check("url_shortener", "1 K/s")
    if findings.ok:
        json.dumps(made.to_dict())
    else:
        with pytest.raises(ArchitectureError):
            Architecture.from_dict(data)


def test_a_change_makes_a_new_value():
    before = PAIR.to_dict()
    PAIR.add(Component("c", "client")).connect("c", "api").replace("api", replicas=3).rename("api", "web").remove(
        "store"
    )
    assert PAIR.to_dict() == before
    assert Architecture("Pair", [STORE, API], [Connection("api", "store")]) == PAIR
    assert hash(PAIR) == hash(Architecture("Pair", [STORE, API], [Connection("api", "store")]))
    assert PAIR.rename("api", "web").callees("web")[0].target == "store"
    assert PAIR.disconnect("api", "store").connections == ()
    with pytest.raises(AttributeError):
        PAIR.name = "x"


def test_zones_follow_the_boxes_unless_declared():
    made = Architecture().add(Component("a", "sql", zone="x")).add(Component("b", "sql", zone="y"))
    assert made.all_zones == ("x", "y")
    assert "unknown-zone" not in made.check().rules()


def test_a_new_kind_brings_its_own_defaults():
    changed = Component("store", "sql", replicas=7).replace(kind="cache")
    assert (changed.replicas, changed.capacity, changed.hit_rate, changed.durable) == (7, 100_000, 0.8, False)
    assert Component("api", "service").replace(service_time="10 ms").capacity == 1600
    assert Component("api", "service", capacity="10 K/s").servers == 50


def test_a_number_beyond_every_float_is_refused_in_words():
    with pytest.raises(ArchitectureError, match="not a finite number"):
        Component("api", "service", service_time=10**400)


def test_only_the_arrows_to_that_box_and_of_that_style_are_taken_away():
    made = Architecture("x", [API, STORE, Component("cache", "cache")]).connect("api", "store")
    made = made.connect("api", "cache").connect("api", "cache", "async")
    for gone, left in ((("store",), ["api -> cache", "api -> cache (async)"]), (("cache",), ["api -> store"]),
                       (("cache", "async"), ["api -> store", "api -> cache"])):
        assert [str(each) for each in made.disconnect("api", *gone).connections] == left


@pytest.mark.parametrize(("given", "held"), [
    ("0 GB", 0), (0, 0), ("0.5 GB", 0.5), ("1 B", 1e-9), ("15 TB", 15_000), (1.5, 1.5), ("1 PB", 1e6)])
def test_data_is_held_in_gigabytes_from_nothing_on(given, held):
    assert STORE.replace(stored_gb=given).stored_gb == pytest.approx(held, rel=1e-12)


@pytest.mark.parametrize("field", ["component", "connection"])
def test_a_part_that_is_no_list_is_a_finding_of_its_own_rule(field):
    [found] = Architecture.read({f"{field}s": 5})[1]
    assert (found.rule, found.where, found.message) == (f"broken-{field}", f"{field}s", "5 is not a list.")


@pytest.mark.parametrize(("given", "copies"), [
    (3, 3), ("3", 3), ("99.999999999%", None), (0.999, None), (1, 1), (1.0, 1), ("many", "durability_copies: 'many'")])
def test_durability_is_copies_unless_it_is_a_share(given, copies):
    if isinstance(copies, str):
        with pytest.raises(ArchitectureError, match=copies):
            as_targets({"durability": given})
    else:
        assert as_targets({"durability": given}).durability_copies == copies
