"""How many bytes a request takes, by the sizes of the arrays that are made for it."""

import tracemalloc

import pytest

from helpers.simulation import Client, Workload, draws, simulate, use_compiled
from helpers.simulation.event_nodes import SPARE
from helpers.simulation.event_tables import first_sizes, tables_of
from helpers.simulation.rooms import Rooms, _free
from helpers.simulation.setup import make_setup
from tests.simulation.designs import READ, web

FEW, MANY = 100_000, 200_000


def each_more(measured) -> float:
    """Bytes for each further request."""
    return (measured(MANY) - measured(FEW)) / (MANY - FEW)


def peak_of(n: int, engine: str) -> int:
    draws.forget()
    _free().clear()
    tracemalloc.start()
    try:
        simulate(web(), Workload(1_000, mix=READ), n=n, engine=engine)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "compiled"])
def test_a_scan_takes_140_bytes_a_request_at_its_peak(compiled, monkeypatch):
    """The draws of small runs are kept for the next move of a slider, and are no part of this."""
    monkeypatch.setattr(draws, "LARGEST_KEPT", 0)
    use_compiled(compiled)
    simulate(web(), Workload(1_000, mix=READ), n=1_000, engine="scan")
    assert each_more(lambda n: peak_of(n, "scan")) < 140


def test_the_event_engine_takes_200_bytes_a_request_at_its_peak(monkeypatch):
    """A call that has ended leaves its row to another; what is kept of it stands in the log of visits."""
    monkeypatch.setattr(draws, "LARGEST_KEPT", SPARE)  # of fewer the loop would have another form, to be compiled
    use_compiled(True)
    simulate(web(), Workload(1_000, mix=READ), n=1_000, engine="event")
    assert each_more(lambda n: peak_of(n, "event")) < 200


def kept_by_a_run(n: int) -> int:
    raw = simulate(web(), Workload(1_000, mix=READ), n=n, engine="scan")._raw
    parts = [array for seen in raw.seen.values() for name in ("arrive", "wait", "hold", "passed", "lanes")
             for array in getattr(seen, name)]
    return sum(each.nbytes for each in (*parts, raw.reply, raw.outcome, raw.setup.times, raw.setup.endpoint))


def test_a_run_keeps_50_bytes_a_request():
    assert each_more(kept_by_a_run) < 50


@pytest.mark.parametrize(("client", "most"), [(Client(), 139), (Client(timeout=1.0), 148),
                                              (Client(timeout=1.0, retries=2), 183)])
def test_the_tables_of_the_event_engine(client, most):
    """Of that: 40 for the request and its time, 25 for its attempt, 32 for draws, 16 for each call that may wait."""
    def tables(n: int) -> int:
        setup, rooms = make_setup(web(), Workload(1_000, mix=READ), (), client, n, 1, None), Rooms()
        made = tables_of(setup, first_sizes(setup), rooms)
        rooms.leave()
        return sum(each.nbytes for each in made)

    assert each_more(tables) < most


def test_few_rows_at_first_are_made_more_when_they_do_not_suffice(monkeypatch):
    """A first guess that is too low costs a second run, and changes nothing."""
    from helpers.simulation import event

    given = {"n": 3_000, "client": Client(timeout=0.05, retries=2), "engine": "event"}
    usual = simulate(web(), Workload(1_000, mix=READ), **given)
    real = event.first_sizes
    for name, few in (("sends", 2_000), ("visits", 4_000), ("hops", 400), ("moments", 20)):
        monkeypatch.setattr(event, "first_sizes", lambda setup, name=name, few=few: {**real(setup), name: few})
        found = simulate(web(), Workload(1_000, mix=READ), **given)
        assert found.attempts == usual.attempts
        assert (found.latencies == usual.latencies)[usual.served].all()
