"""Every rule has a design that sets it off, and a near miss: one that differs little and does not."""

import pytest

from helpers.architecture import RULES, Architecture, ArchitectureError, Component, Connection, Targets, rules_table
from helpers.architecture.flows import endpoints
from helpers.findings import SEVERITIES

OPEN = {"name": "open", "share": 0.9, "reads": ["link"]}
MAKE = {"name": "make", "share": 0.1, "writes": ["link"]}
FLOWS = [OPEN, MAKE]


def box(name, kind, **fields) -> Component:
    return Component(name, kind, **fields)


def arrow(source, target, style="sync", **fields) -> Connection:
    return Connection(source, target, style, **fields)


def base(*more, api=None, store=None, without=(), **top) -> Architecture:
    """A client, a service with two replicas, and a database with two; more parts, or some arrows left out."""
    parts = [
        box("client", "client"),
        box("api", "service", **{"replicas": 2, **(api or {})}),
        box("store", **{"kind": "sql", "replicas": 2, "stores": "link", **(store or {})}),
        arrow("client", "api"),
        arrow("api", "store"),
    ]
    parts = [each for each in parts if not isinstance(each, Connection) or (each.source, each.target) not in without]
    return Architecture("Base", **top).add(*parts, *more)


def zoned(api, store) -> Architecture:
    return base(api={"zone": api}, store={"zone": store})


def chain(*styles) -> tuple:
    """A queue and a worker between the service and the store."""
    return (
        box("queue", "queue", replicas=2),
        box("worker", "worker", replicas=2),
        arrow("api", "queue", "async"),
        arrow("queue", "worker", "async"),
        arrow("worker", "store"),
    )


def calling(count: int, style: str = "sync") -> tuple:
    return tuple(
        part
        for number in range(count)
        for part in (
            box(f"other{number}", "service", replicas=2),
            arrow("api", f"other{number}", style, for_endpoints="make"),
        )
    )


def grid(count: int, **fields) -> tuple:
    return tuple(
        part
        for number in range(count)
        for part in (
            box(f"part{number}", "service", replicas=2, **fields),
            arrow("client", f"part{number}"),
            arrow(f"part{number}", "store"),
        )
    )


CACHE = (box("cache", "cache", replicas=2), arrow("api", "cache"))
SEARCH = (box("index", "search", replicas=2, stores="link"), arrow("api", "index"))
FINDER = (box("finder", "service", replicas=2), SEARCH[0], arrow("finder", "index"))
COPY = (box("copy", "sql", stores="link"),)
BALANCER = (box("balancer", "load_balancer", replicas=2), arrow("client", "balancer"), arrow("balancer", "api"))

# rule: (design that sets it off, design that only just does not); a design is an architecture, or (architecture, flows,
# estimate, requirements).
CASES = {
    "no-client": (base().remove("client"), base()),
    "disconnected": (
        base(box("lonely", "service"), box("other", "service"), arrow("lonely", "other")),
        base(box("lonely", "service"), arrow("api", "lonely")),
    ),
    "unused-component": (
        (base(box("extra", "service", replicas=2), arrow("api", "extra")), FLOWS),
        (base(box("extra", "service", replicas=2), arrow("api", "extra", for_endpoints="open")), FLOWS),
    ),
    "too-many-boxes": (base(*grid(6)), base(*grid(6, group="parts"))),
    "single-zone": (zoned("a", "a"), zoned(["a", "b"], ["a", "b"])),
    "zone-without-replica": (zoned(["a", "b", "c"], "a"), zoned(["a", "b"], "a")),
    "unknown-zone": (base(api={"zone": "eats"}, zones=["east", "west"]), base(api={"zone": "east"}, zones=["east"])),
    "unknown-endpoint": (
        (base(*CACHE[:1], arrow("api", "cache", for_endpoints="opne")), FLOWS),
        (base(*CACHE[:1], arrow("api", "cache", for_endpoints="open")), FLOWS),
    ),
    "single-point": ((base(store={"replicas": 1}), FLOWS), (base(), FLOWS)),
    "client-to-store": (base(arrow("client", "store")), base(box("files", "blob"), arrow("client", "files"))),
    "unexpected-call": (
        base(box("mail", "external"), arrow("store", "mail")),
        base(box("mail", "external"), arrow("api", "mail")),
    ),
    "sync-to-worker": (base(box("worker", "worker"), arrow("api", "worker")), base(*chain())),
    "sync-cycle": (
        base(box("other", "service"), arrow("api", "other"), arrow("other", "api")),
        base(box("other", "service"), arrow("api", "other"), arrow("other", "api", "async")),
    ),
    "reply-arrow": (base(arrow("api", "client")), base(arrow("api", "client", "async"))),
    "queue-without-consumer": (base(box("queue", "queue"), arrow("api", "queue", "async")), base(*chain())),
    "queue-without-producer": (
        base(box("queue", "queue"), box("worker", "worker"), arrow("queue", "worker", "async")),
        base(*chain()),
    ),
    "store-behind-queue": (
        base(box("queue", "queue"), arrow("api", "queue", "async"), arrow("queue", "store", "async")),
        base(*chain()),
    ),
    "sync-from-queue": (
        base(*chain(), arrow("queue", "worker"), without=[("queue", "worker")]),
        base(*chain()),
    ),
    "no-balancer": (base(api={"replicas": 4}), base(api={"replicas": 3})),
    "no-backend": (base(*BALANCER[:2]), base(*BALANCER)),
    "balancer-without-replicas": (base(*BALANCER, api={"replicas": 1}), base(*BALANCER, api={"replicas": 2})),
    "stateful-behind-balancer": (base(*BALANCER, api={"stateful": True}), base(*BALANCER)),
    "fan-out-without-queue": (
        (base(box("feed", "service"), arrow("api", "feed", calls=200)), FLOWS),
        (base(*chain(), box("feed", "service"), arrow("worker", "feed", calls=200)), FLOWS),
    ),
    "hit-rate-without-cache": (base(store={"hit_rate": 0.5}), base(*CACHE)),
    "replication-without-store": (
        base(box("other", "service"), arrow("api", "other", "replication")),
        base(*COPY, arrow("store", "copy", "replication")),
    ),
    "entity-not-stored": ((base(store={"stores": "lnik"}), FLOWS), (base(), FLOWS)),
    "multiple-sources-of-truth": (
        base(*COPY, arrow("api", "copy")),
        base(*COPY, arrow("store", "copy", "replication")),
    ),
    "cache-without-source": (base(*CACHE, without=[("api", "store")]), base(*CACHE)),
    "search-only": (base(*SEARCH, store={"stores": "user"}), base(*SEARCH)),
    "search-not-updated": (
        base(*FINDER, arrow("client", "finder")),
        base(*FINDER, arrow("client", "finder"), arrow("api", "index", "async")),
    ),
    "not-durable": ((base(store={"kind": "cache"}), FLOWS), (base(store={"kind": "cache", "durable": True}), FLOWS)),
    "too-few-copies": (
        (base(), FLOWS, None, {"durability": 3}),
        (base(store={"replicas": 3}), FLOWS, None, {"durability": 3}),
    ),
    "large-in-database": (base(large_entities=["link"]), base(store={"kind": "blob"}, large_entities=["link"])),
    "stores-nothing": (base(store={"stores": ()}), base(box("copy", "sql"), arrow("store", "copy", "replication"))),
    "unused-entity": ((base(store={"stores": ["link", "click"]}), FLOWS), (base(), FLOWS)),
    "no-path": ((base(without=[("api", "store")]), FLOWS), (base(), FLOWS)),
    "read-behind-queue": (
        (base(*chain(), without=[("api", "store")]), [{**OPEN, "share": 1}]),
        (base(*chain(), without=[("api", "store")]), [{**MAKE, "share": 1}]),
    ),
    "path-over-latency": ((base(), FLOWS, None, {"latency_p99": "25 ms"}), (base(), FLOWS, None, {"latency": "26 ms"})),
    "slow-hop": (
        (base(api={"service_time": "80 ms"}), FLOWS, None, {"latency_p99": "100 ms"}),
        (base(api={"service_time": "79 ms"}), FLOWS, None, {"latency_p99": "100 ms"}),
    ),
    "overload": ((base(), FLOWS, "6.5 K/s"), (base(), FLOWS, "6.4 K/s")),
    "busy": ((base(), FLOWS, "4.5 K/s"), (base(), FLOWS, "4.4 K/s")),
    "needless-replicas": ((base(api={"replicas": 4}), FLOWS, "100/s"), (base(api={"replicas": 3}), FLOWS, "100/s")),
    "over-budget": ((base(), None, None, {"budget": "$1000/month"}), (base(), None, None, {"budget": "$2000/month"})),
}
# Further pairs for rules with a second way to be set off.
MORE = [
    ("single-zone", (base(), None, None, {"availability": "99.9%"}), (base(), None, None, {"availability": "99%"})),
    ("single-point", zoned("a", ["a", "b"]), zoned(["b", "a"], ["a", "b"])),
    ("fan-out-without-queue", (base(*calling(4)), FLOWS), (base(*calling(4, "async")), FLOWS)),
    ("fan-out-without-queue", (base(*calling(4)), FLOWS), (base(*calling(3)), FLOWS)),
    (
        "cache-without-source",
        base(box("cache", "cache", stores="user"), arrow("api", "cache")),
        base(box("cache", "cache", stores="link"), arrow("api", "cache")),
    ),
    (
        "unused-component",
        (base(box("beside", "cache", stores="user"), arrow("api", "beside")), FLOWS),
        (base(*CACHE), FLOWS),
    ),
    (
        "read-behind-queue",
        (base(*chain(), without=[("api", "store")]), [{**OPEN, "share": 1}]),
        (base(*chain()), [{**OPEN, "share": 1}]),  # a sync way stands beside the queue
    ),
    # A gateway before both feeds nothing; a worker that reads the store, and changes that leave it, do.
    (
        "search-not-updated",
        base(*FINDER, box("door", "gateway"), arrow("client", "door"), arrow("door", "finder"), arrow("door", "api")),
        base(*FINDER, arrow("client", "finder"), arrow("store", "index", "replication")),
    ),
    (
        "search-not-updated",
        base(*FINDER, box("nightly", "worker"), arrow("nightly", "index"), arrow("finder", "client", "async")),
        base(*FINDER, box("nightly", "worker"), arrow("nightly", "index"), arrow("nightly", "store")),
    ),
    (
        "search-not-updated",
        base(*FINDER, box("feed", "queue"), arrow("feed", "index", "async")),
        base(*FINDER, box("feed", "queue"), arrow("feed", "index", "async"), arrow("api", "feed", "async")),
    ),
    ("search-not-updated", base(*FINDER), base(*FINDER, store={"stores": "user"})),  # that is "search-only"
    ("not-durable", (base(store={"kind": "stream"}), FLOWS), (base(*COPY, store={"kind": "stream"}), FLOWS)),
    (
        "multiple-sources-of-truth",
        base(*COPY, arrow("api", "copy")),
        base(*COPY, box("changes", "stream"), arrow("store", "changes", "async"), arrow("changes", "copy", "async")),
    ),
]
PAIRS = [(rule, *pair) for rule, pair in CASES.items()] + MORE


def found(design) -> set[str]:
    architecture, *given = design if isinstance(design, tuple) else (design,)
    return architecture.check(*given).rules()


@pytest.mark.parametrize(
    ("rule", "trigger", "near_miss"), PAIRS, ids=[f"{each[0]}-{at}" for at, each in enumerate(PAIRS)]
)
def test_trigger_and_near_miss(rule, trigger, near_miss):
    assert rule in found(trigger), f"the trigger does not set off {rule}"
    assert rule not in found(near_miss), f"the near miss sets off {rule}"


def test_every_rule_is_in_the_table():
    assert set(CASES) == set(RULES)
    assert len(RULES) >= 20


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_says_why_it_matters(rule):
    assert rule.severity in SEVERITIES
    assert len(rule.why) > 60, "too short to say why"
    assert rule.why.endswith((".", ")"))


@pytest.mark.parametrize("rule", CASES)
def test_a_finding_says_where_what_and_how_to_mend(rule):
    design = CASES[rule][0]
    architecture, *given = design if isinstance(design, tuple) else (design,)
    for each in architecture.check(*given):
        if each.rule == rule:
            assert each.where
            assert each.message
            assert each.fix.endswith((".", "?")), each.fix


def test_the_plain_design_is_clean():
    assert not base().check(FLOWS, "1 K/s", Targets(latency="100 ms", durability_copies=2, monthly_cost=5000))


def test_an_empty_design_has_nothing_to_say_but_what_is_missing():
    assert not Architecture().check()
    assert Architecture().check(FLOWS, "1 K/s").rules() == {"entity-not-stored"}


def test_findings_do_not_depend_on_the_order_of_the_parts():
    for design, *_ in CASES.values():
        architecture, *given = design if isinstance(design, tuple) else (design,)
        turned = Architecture(
            architecture.name,
            architecture.components[::-1],
            architecture.connections[::-1],
            architecture.zones,
            architecture.large_entities,
        )
        assert sorted(map(str, turned.check(*given))) == sorted(map(str, architecture.check(*given)))


@pytest.mark.parametrize("wrong", ["fast", 5, [1]])
def test_requirements_that_hold_no_targets(wrong):
    with pytest.raises(ArchitectureError, match="holds no targets"):
        base().check(requirements=wrong)


def test_requirements_may_be_any_object():
    class Wanted:
        latency_p99 = "1 ms"
        durability = "99.999999999%"  # a share says nothing about copies
        availability = None

    assert base().check(FLOWS, None, Wanted()).errors.rules() == {"path-over-latency", "slow-hop"}


def test_the_table_of_rules():
    assert list(rules_table().columns) == ["severity", "why it matters"]


@pytest.mark.parametrize(("arrows", "mend"), [
    ([("client", "api"), ("store", "api")], 'write connect("api", "store")'),
    ([("client", "api"), ("store", "api", "replication")], "Connect the boxes on the way"),
    ([("client", "api")], "Connect the boxes on the way"),
    ([("client", "api"), ("store", "other")], "Connect the boxes on the way"),
])
def test_a_way_that_is_missing_is_called_backwards_only_where_an_arrow_is(arrows, mend):
    made = Architecture("x", [box("client", "client"), box("api", "service"), box("other", "service"),
                              box("store", "sql", stores="link")], [arrow(*each) for each in arrows])
    [found] = [each for each in made.check([{"name": "open", "share": 1, "reads": ["link"]}]) if each.rule == "no-path"]
    assert mend in found.fix


@pytest.mark.parametrize(("flow", "used"), [({"reads": ["link"]}, True), ({"writes": ["link"]}, False)])
def test_a_cache_beside_the_way_is_of_use_to_who_reads(flow, used):
    made = base(box("cache", "cache"), arrow("api", "cache"))
    found = made.check([{"name": "open", "share": 1, **flow}])
    assert [each.where for each in found if each.rule == "unused-component"] == ([] if used else ["cache"])


def test_a_client_at_a_database_is_told_once():
    made = Architecture("x", [box("client", "client"), box("store", "sql", stores="link")], [arrow("client", "store")])
    assert made.check().rules() & {"client-to-store", "unexpected-call"} == {"client-to-store"}


def test_what_only_hands_copies_on_is_reached_too():
    made = Architecture("x", [box("client", "client"), box("db", "sql"), box("copy", "sql")],
                        [arrow("client", "db"), arrow("db", "copy", "replication")])
    assert [each.name for each in endpoints(made, ())] == ["reach db", "reach copy"]
