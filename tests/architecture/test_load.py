"""Load against examples worked out by hand; the arithmetic stands beside each."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from helpers.architecture import Architecture, ArchitectureError, Component, endpoints, visits_of
from helpers.architecture.routing import adjacency, clients, reachable
from helpers.estimation import Estimate, add_scale
from tests.architecture.random_designs import design

OPEN = {"name": "open", "share": 0.9, "reads": ["link"]}
MAKE = {"name": "make", "share": 0.1, "writes": ["link"]}


def base(*more: Component, store: str = "sql", **options) -> Architecture:
    return (
        Architecture("Base")
        .add(
            Component("client", "client"),
            Component("api", "service"),
            Component("store", store, stores="link", **options),
            *more,
        )
        .connect("client", "api")
    )


def arrivals(made: Architecture, flows, rate=1000) -> dict:
    return {name: round(each.arrivals, 6) for name, each in made.load(flows, rate).items()}


@pytest.mark.parametrize("through", [False, True], ids=["cache beside", "cache in the way"])
def test_a_cache_passes_only_misses_on(through):
    made = base(Component("cache", "cache", hit_rate=0.8)).connect("api", "cache")
    made = made.connect("cache", "store") if through else made.connect("api", "store")
    if through:  # 1000 reads: 800 hits, 200 go on
        assert arrivals(made, [{**OPEN, "share": 1}]) == {"client": 1000, "api": 1000, "cache": 1000, "store": 200}
    else:  # 900 reads ask the cache, 180 miss; 100 writes go past it: 180 + 100
        assert arrivals(made, [OPEN, MAKE]) == {"client": 1000, "api": 1000, "cache": 900, "store": 280}


def test_a_write_passes_all_of_itself_through_a_cache():
    made = base(Component("cache", "cache", hit_rate=0.8)).connect("api", "cache").connect("cache", "store")
    assert arrivals(made, [{**MAKE, "share": 1}])["store"] == 1000


def test_a_cache_that_names_the_entity_is_refreshed_by_writes():
    made = (
        base(Component("cache", "cache", hit_rate=0.8, stores="link")).connect("api", "cache").connect("api", "store")
    )
    assert arrivals(made, [OPEN, MAKE])["cache"] == 1000  # 900 reads and 100 refreshes


def test_a_cache_for_other_entities_is_passed_by():
    made = base(Component("cache", "cache", stores="user")).connect("api", "cache").connect("api", "store")
    assert arrivals(made, [{**OPEN, "share": 1}])["cache"] == 0
    assert arrivals(made, [{**OPEN, "share": 1}])["store"] == 1000


def test_two_caches_in_a_row():
    made = Architecture("Files").add(
        Component("client", "client"),
        Component("cdn", "cdn", hit_rate=0.9),
        Component("api", "service"),
        Component("cache", "cache", hit_rate=0.5),
        Component("files", "blob", stores="file"),
    )
    made = made.connect("client", "cdn").connect("cdn", "api").connect("api", "cache").connect("api", "files")
    read = [{"name": "get", "share": 1, "reads": ["file"]}]  # 1000, 10% on, half of these on
    assert arrivals(made, read) == {"client": 1000, "cdn": 1000, "api": 100, "cache": 100, "files": 50}


def test_fan_out_through_a_queue():
    made = base(
        Component("queue", "queue"), Component("fan_out", "worker"), Component("lists", "wide_column", stores="list")
    )
    made = made.connect("api", "store").connect("api", "queue", "async").connect("queue", "fan_out", "async")
    made = made.connect("fan_out", "lists", calls=200)
    loads = made.load([{"name": "post", "share": 1, "writes": ["link", "list"]}], 500)
    found = {name: each.arrivals for name, each in loads.items()}  # 500 posts a second, 200 lists each
    assert found == {"client": 500, "api": 500, "store": 500, "queue": 500, "fan_out": 500, "lists": 100_000}
    assert loads.traffic["fan_out", "lists", "sync"] == 100_000
    # three copies of each shard do each write: 100 K/s over 70% of 10 K/s are 14.3 shards
    assert (loads["lists"].needed_shards, loads["lists"].needed_replicas) == (15, 45)
    assert loads["lists"].utilisation == 10


def test_equal_ways_share_by_replicas():
    made = Architecture("Two").add(
        Component("client", "client"),
        Component("balancer", "load_balancer"),
        Component("old", "service", replicas=1),
        Component("new", "service", replicas=3),
        Component("store", "sql", stores="link"),
    )
    made = made.connect("client", "balancer").connect("balancer", "old").connect("balancer", "new")
    made = made.connect("old", "store").connect("new", "store")
    found = arrivals(made, [{**OPEN, "share": 1}])
    assert (found["old"], found["new"], found["store"]) == (250, 750, 1000)


def test_reads_spread_over_copies_and_each_copy_takes_each_write():
    made = base(Component("copy", "sql", stores="link")).connect("api", "store").connect("api", "copy")
    loads = made.connect("store", "copy", "replication").load([OPEN, MAKE], 1000)
    assert (loads["store"].reads, loads["store"].writes) == (450, 100)
    assert (loads["copy"].reads, loads["copy"].writes) == (450, 100)


def test_copies_share_reads_alone():
    loads = base(replicas=3).connect("api", "store").load([OPEN, MAKE], 30_000)
    assert loads["store"].per_replica == 9_000 + 3_000  # 27,000 reads over 3, and every write
    assert loads["store"].utilisation == pytest.approx(1.2)
    assert loads["store"].needed_replicas == 7  # 27,000 / (7,000 - 3,000) = 6.75
    assert base(replicas=9).connect("api", "store").load([{**MAKE, "share": 1}], 8_000)["store"].needed_replicas is None
    spread = base(store="wide_column").connect("api", "store").load([OPEN, MAKE], 30_000)
    assert spread["store"].utilisation == pytest.approx(1.2), "a wide-column store of one shard is no better"
    assert spread["store"].needed_replicas == 6  # 2 shards of 3: 27,000 / 6 + 3,000 / 2 is 6,000 of 7,000


def test_two_entities_are_two_visits_to_a_store_and_one_to_a_service():
    made = base().connect("api", "store").replace("store", stores=["link", "user"])
    both = [{"name": "page", "share": 1, "reads": ["link", "user"]}]
    assert arrivals(made, both) == {"client": 1000, "api": 1000, "store": 2000}


def test_drawn_connections_are_taken_before_others():
    made = base(Component("queue", "queue"), Component("worker", "worker")).connect("api", "store")
    made = made.connect("queue", "worker", "async").connect("worker", "store")
    inferred = made.connect("api", "queue", "async")
    assert arrivals(inferred, [{**MAKE, "share": 1}])["queue"] == 0
    drawn = made.connect("api", "queue", "async", for_endpoints="make")
    found = arrivals(drawn, [{**MAKE, "share": 1}])
    assert found == {"client": 1000, "api": 1000, "store": 1000, "queue": 1000, "worker": 1000}
    assert arrivals(drawn, [{**OPEN, "share": 1}])["queue"] == 0


def test_a_cache_beside_a_drawn_way_is_still_asked():
    made = base(Component("cache", "cache", hit_rate=0.75)).connect("api", "cache", for_endpoints="open")
    made = made.connect("api", "store", for_endpoints="open")
    assert arrivals(made, [{**OPEN, "share": 1}])["store"] == 250


def test_a_call_that_is_only_drawn_is_counted():
    made = (
        base(Component("auth", "service")).connect("api", "store").connect("api", "auth", for_endpoints="open", calls=2)
    )
    assert arrivals(made, [OPEN, MAKE])["auth"] == 1800
    ways = [(str(each), each.served) for each in made.paths("open", [OPEN, MAKE])]
    assert ways == [("client -> api -> store", "store"), ("client -> api -> auth", "call")]


def test_rates_come_from_an_estimate_a_text_or_a_number():
    estimate = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write", peak_factor="peak_factor")
    made = base().connect("api", "store")
    assert made.load("url_shortener", estimate)["api"].arrivals == pytest.approx(
        estimate["peak_requests_per_second"].magnitude
    )
    assert made.load("url_shortener", "2 K/s")["api"].arrivals == pytest.approx(2000)
    with pytest.raises(ArchitectureError, match="neither peak_requests_per_second nor"):
        made.load("url_shortener", Estimate())
    for wrong in ("5 GB", "many", -1, float("nan"), None):
        with pytest.raises(ValueError, match=r"rate|number"):
            made.load("url_shortener", wrong)


def test_an_endpoint_without_a_way_adds_no_load():
    assert arrivals(base(), [{**OPEN, "share": 1}]) == {"client": 1000, "api": 0, "store": 0}


def test_path_latency_is_the_sum_up_to_the_first_async_hop():
    made = base(Component("queue", "queue"), Component("worker", "worker")).connect("api", "queue", "async")
    made = made.connect("queue", "worker", "async").connect("worker", "store")
    (way,) = made.paths("make", [OPEN, MAKE])
    # 20 ms to the client and 5 ms of service; 0.25 ms to the queue and 1 ms in it
    assert way.latency_seconds == pytest.approx(0.020 + 0.005 + 0.00025 + 0.001)
    assert way.waits_for == ("client", "api")
    assert way.asynchronous
    assert way.components == ("client", "api", "queue", "worker", "store")
    direct = base().connect("api", "store", latency="80 ms").paths("make", [OPEN, MAKE])[0]
    assert direct.latency_seconds == pytest.approx(0.020 + 0.005 + 0.080 + 0.0005)


@given(some.integers(0, 100_000), some.sampled_from([2.0, 10.0]))
def test_load_is_proportional_and_bounded(seed, factor):
    made, flows = design(seed)
    once, more = made.load(flows, 100), made.load(flows, 100 * factor)
    for name in made.names:
        assert more[name].arrivals == pytest.approx(factor * once[name].arrivals)
        assert once[name].arrivals >= 0
    up = made.survives(flows)
    for endpoint in endpoints(made, flows):
        visits, edges = visits_of(made, endpoint)
        assert all(amount >= 0 for both in visits.values() for amount in both)
        assert all(amount >= 0 for amount in edges.values())
        outgoing = adjacency(made, endpoint.route)
        for need in endpoint.required:
            reached = all(need.holders & reachable(outgoing, [client]) for client in clients(made))
            written = sum(visits.get(name, (0, 0))[1] for name in need.holders)
            if need.access == "write" and endpoint.name in up and reached:  # by whichever client it comes
                assert written > 1 - 1e-9, "a write is lost on the way to the store"


def test_paid_requests_cost_at_the_average_and_machines_by_the_replica():
    made = base(store="blob").connect("api", "store")
    assert made.monthly_cost().magnitude == 76  # 4 cores at $15 and 8 GB at $2; nothing else costs idle
    # 100 reads a second are 262.98 million a month, at $0.40 a million
    reading = made.load([{**OPEN, "share": 1}], 100)
    assert made.monthly_cost(reading).magnitude == pytest.approx(76 + 262.98 * 0.40)
    estimate = Estimate().assume("requests_per_second", "100/s").assume("peak_requests_per_second", "300/s")
    budget = {"budget": "$182/month"}
    assert "over-budget" not in made.check([{**OPEN, "share": 1}], estimate, budget).rules()
    assert "over-budget" in made.check([{**OPEN, "share": 1}], "300/s", budget).rules()


def test_an_interface_says_its_own_flows():
    from helpers.architecture import as_flows
    from tests.interface.samples import reference

    api = reference("microblog")
    assert as_flows(api) == api.flows()
    assert as_flows([*api.flows()]) == as_flows(api)


def test_what_is_read_is_not_copied_on_to_the_replicas():
    """One request reads two entities: their store is asked, and its copy is not; a write reaches both."""
    made = Architecture("Two").add(
        Component("client", "client"), Component("api", "service"), Component("main", "sql", stores=("link", "user")),
        Component("copy", "sql", stores=("link", "user")),
    ).connect("client", "api").connect("api", "main").connect("main", "copy", "replication")
    flows = [{"name": "see", "share": 0.5, "reads": ["link", "user"]},
             {"name": "make", "share": 0.5, "writes": ["link", "user"]}]
    see, make = endpoints(made, flows)
    assert "copy" not in visits_of(made, see)[0]
    assert visits_of(made, make)[0]["copy"][1] == visits_of(made, make)[0]["main"][1] > 0


@pytest.mark.parametrize("entities", [["x"], ["x", "y"]], ids=len)
@pytest.mark.parametrize("clients", [1, 2, 3])
def test_clients_that_ask_for_the_same_send_equal_parts_of_it(clients, entities):
    """Flows of several entities are counted call by call, those of one need by need: the parts are the same."""
    made = Architecture("x").add(Component("api", "service"), Component("db", "sql", stores=entities),
                                 Component("log", "service")).connect("api", "db")
    made = made.connect("api", "log", "async", for_endpoints="open", calls=2)
    for number in range(clients):
        made = made.add(Component(f"client{number}", "client")).connect(f"client{number}", "api")
    load = made.load([{"name": "open", "share": 1, "reads": entities}], 120)
    assert load["log"].arrivals == pytest.approx(240), "a call that is only drawn"
    assert [load[f"client{number}"].arrivals for number in range(clients)] == pytest.approx([120 / clients] * clients)
    assert (load["api"].arrivals, load["db"].arrivals) == pytest.approx((120, 120 * len(entities)))
    assert load.busiest is load["log"], "as large as the other service, and called twice"
