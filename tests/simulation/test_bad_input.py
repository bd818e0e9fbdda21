"""Whatever is given: one sentence that names the field, the value and the mend, at once; or a run."""

import contextlib
import itertools
import math
import tracemalloc

import pytest

from helpers.architecture import Architecture, Component
from helpers.errors import CourseError, shorten
from helpers.simulation import (
    Autoscale,
    Behaviour,
    Breaker,
    Caching,
    Client,
    Diurnal,
    Empirical,
    Fault,
    Keys,
    Lognormal,
    SimulationError,
    Spike,
    Workload,
    engine,
    event,
    make_plan,
    simulate,
    use_compiled,
)
from tests.hostile import VALUES, readable
from tests.simulation.designs import READ, box, chain, one, web

FIELDS = [
    (Workload, {"rate": 10}, ["rate", "shape", "mix", "keys", "arrivals", "burstiness", "duration"]),
    (Diurnal, {}, ["peak", "period"]),
    (Spike, {"rate": 10, "at": 1, "length": 1}, ["rate", "at", "length"]),
    (Keys, {}, ["count", "skew", "hot"]),
    (Client, {}, ["timeout", "retries", "backoff", "jitter", "budget", "budget_cap", "hedge_after", "breaker",
                  "cancels"]),
    (Breaker, {}, ["failures", "window", "least", "open_for"]),
    (Behaviour, {}, ["service", "balancing", "queue_limit", "shed_above", "caching", "coalesce", "autoscale"]),
    (Lognormal, {}, ["cv2"]),
    (Empirical, {}, ["sample"]),
    (Caching, {"entries": 5}, ["entries", "policy", "ttl", "warm"]),
    (Autoscale, {}, ["target", "most", "least", "interval", "delay"]),
    (Fault, {"what": "crash", "where": "box"}, ["what", "where", "at", "length", "replicas", "factor", "detect"]),
]
ONE_BY_ONE = [pytest.param(made, given, name, id=f"{made.__name__}.{name}")
              for made, given, names in FIELDS for name in names]


@pytest.fixture(autouse=True)
def compiled():
    """Not compiled here: half a minute of compiling, where it was not done before, is no slow answer."""
    use_compiled(False)
    yield
    use_compiled(None)


@contextlib.contextmanager
def told(kind=SimulationError):
    try:
        yield
    except kind as error:
        readable(error)


@pytest.mark.parametrize(("made", "given", "name"), ONE_BY_ONE)
def test_each_field_refuses_what_it_cannot_be(made, given, name):
    for value in [*VALUES, itertools.count()]:
        try:
            with told():
                made(**{**given, name: value})
        except Exception as error:  # the value is what one wants to know
            pytest.fail(f"{name}: {shorten(value)}: {error!r}")


@pytest.mark.parametrize("name", ["architecture", "workload", "faults", "client", "n", "seed", "behaviours", "engine"])
def test_simulate_refuses_what_it_cannot_run(name):
    for value in VALUES:
        given = {"architecture": one(), "workload": Workload(10), "n": 100, name: value}
        with told():
            assert simulate(**given).n > 0


@pytest.mark.parametrize("n", [0, -1, 1.5, True, 10**9, math.nan, "100", None])
def test_so_many_requests_cannot_be_run(n):
    with pytest.raises(SimulationError, match=r"n: .*whole number"):
        simulate(one(), Workload(10), n=n)


@pytest.mark.parametrize("rate", [0, -5, math.inf, math.nan, "lots", "5 GB", 1e300, None, "0/s"])
def test_so_many_a_second_is_no_load(rate):
    with pytest.raises(SimulationError, match="rate: "):
        Workload(rate)


@pytest.mark.parametrize("rate", [1e-6, 1e12, "5 M/s"])
def test_the_smallest_and_largest_loads_run(rate):
    run = simulate(one(), Workload(rate), n=1_000)
    assert run.outcomes == {"served": 1_000}
    assert math.isfinite(run.latency(99))
    assert 0 <= run.utilisation("box") <= 1


def refused(match: str, *given, **more) -> None:
    """What cannot be run is told before anything is run."""
    with pytest.MonkeyPatch.context() as patch:
        for room, name in ((engine, "run_scan"), (event, "run_event")):
            patch.setattr(room, name, lambda *_: pytest.fail("it was run"))
        with pytest.raises(SimulationError, match=match) as caught:
            simulate(*given, **{"n": 1_000, **more})
    readable(caught.value)


def test_a_design_needs_a_client_and_a_way():
    refused("no box is a client", Architecture("Empty"), Workload(1))
    refused("no box is a client", Architecture("None").add(box()), Workload(1))
    refused("mix: nothing", Architecture("Alone").add(Component("client", "client")), Workload(1))
    apart = web().disconnect("app", "db")
    refused("no way leads from a client.*'item'", apart, Workload(1, mix=READ))
    photos = [{"name": "x", "share": 1, "reads": ["photo"]}]
    refused("no component takes reads of 'photo'", web(), Workload(1, mix=photos))
    with pytest.raises(SimulationError, match=r"mix: 'x': .*greater than 0"):
        Workload(1, mix=[{"name": "x", "share": 0, "reads": ["item"]}])


def test_names_that_are_not_there():
    refused("behaviours: there is no component 'bx'.*Did you mean box", one(), Workload(1),
            behaviours={"bx": Behaviour()})
    refused("behaviours: there is no component", one(), Workload(1), behaviours={5: Behaviour()})
    refused("behaviours: box: .*is not a Behaviour", one(), Workload(1), behaviours={"box": "fast"})
    refused(r"fault.where: .*bx.*Did you mean box", one(), Workload(1), Fault("crash", "bx"))
    refused("fault.where: there is no zone 'a'", one(), Workload(1), Fault("zone", "a"))
    refused("fault.where: there is no connection", one(), Workload(1), Fault("link", "box -> db"))
    refused("fault.where: client is a client", one(), Workload(1), Fault("crash", "client"))
    refused("fault.replicas: 3 of box cannot fail; it has 2", one(replicas=2), Workload(1),
            Fault("crash", "box", replicas=3))


def test_what_does_not_go_together():
    refused("cache: a cache with real entries needs", web(), Workload(1, mix=READ),
            behaviours={"cache": Behaviour(caching=Caching(5))})
    refused("box: it is a service, not a cache", one(), Workload(1, keys=Keys(5)),
            behaviours={"box": Behaviour(caching=Caching(5))})
    refused("by index needs keys", one(), Workload(1), behaviours={"box": Behaviour(balancing="by-index")})
    refused("db: replicas of a document_store hold data", web(), Workload(1, mix=READ),
            behaviours={"db": Behaviour(autoscale=Autoscale())})
    refused("engine: scan cannot run this: .*client", one(), Workload(1), client=Client(retries=1), engine="scan")
    with pytest.raises(SimulationError, match="coalesce: it needs a cache"):
        Behaviour(coalesce=True)
    with pytest.raises(SimulationError, match=r"autoscale.least: 9 .* to 5"):
        Autoscale(most=5, least=9)


def test_a_fan_out_that_no_machine_survives_is_refused():
    made = chain(box("api"), box("leaf"))
    wide = made.disconnect("api", "leaf")
    refused("api -> leaf: one request makes", wide.connect("api", "leaf", calls=1e8), Workload(1))
    refused("n: 100,000 requests make some", wide.connect("api", "leaf", calls=4_000), Workload(1), n=100_000)
    refused("duration: .*requests", one(), Workload("1 M/s", duration="1 d"))


def test_calls_that_are_rarely_made_do_not_fill_the_memory():
    """One request in a hundred calls 4,000 times: what is drawn beforehand must not be drawn for all."""
    made = web(hit_rate=0.999).disconnect("app", "db").connect("app", "db", calls=4_000)
    tracemalloc.start()
    try:
        with told():
            simulate(made, Workload(10, mix=READ), n=20_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1e9


def circle(*, stores: bool) -> Architecture:
    last = box("c", "document_store", stores="item") if stores else box("c")
    made = chain(box("a"), box("b"), last)
    return made.connect("c", "a").connect("b", "a").connect("c", "b")


def test_circles_are_left_or_told():
    run = simulate(circle(stores=True), Workload(10, mix=READ), n=1_000)
    assert run.outcomes == {"served": 1_000}
    with told(CourseError):
        simulate(circle(stores=False), Workload(10), n=1_000)
    named = circle(stores=True).disconnect("c", "a").connect("c", "a", for_endpoints=["read"])
    with told():
        assert simulate(named, Workload(10, mix=READ), n=1_000).outcomes == {"served": 1_000}


@pytest.fixture(scope="module")
def run():
    return simulate(one(), Workload(10), n=500)


@pytest.mark.parametrize("value", [each for each in VALUES if not isinstance(each, str)],
                         ids=lambda each: type(each).__name__)
def test_a_run_answers_or_refuses_whatever_it_is_asked(value, run):
    for ask in (run.latency, run.percentiles, run.sure, run.wait, run.calls, run.utilisation, run.series, run.trace,
                run.drops, run.queue, run.shard_shares, run.check):
        with told(CourseError):
            ask(value)
    for ask in (lambda: run.latency(99, value), lambda: run.series("wait", value), lambda: run.wait("box", value),
                lambda: run.series("latency", percentile=value), lambda: run.series("latency", windows=value)):
        with told(CourseError):
            ask()


def test_a_plan_of_nonsense_is_refused():
    for value in VALUES:
        with told(CourseError):
            make_plan(value)
        with told(CourseError):
            make_plan(one(), value)


@pytest.mark.parametrize("made", [Workload(1), Client(), Behaviour()])
def test_a_change_of_a_field_that_is_not_there(made):
    with pytest.raises(SimulationError, match=r"there is no field 'speed'\. (Did you mean \w+\? )?There are "):
        made.replace(speed=1)
