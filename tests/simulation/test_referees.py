"""The same small models in SimPy and in Ciw, written by others: all three agree within four standard errors."""

import math
import random

import numpy as np
import pytest

from helpers.simulation import Behaviour, Client, Fault, Workload, simulate
from tests.simulation.designs import READ, box, chain, one, web


def agree(ours: list[float], theirs: list[float]) -> None:
    """Means of independent runs differ by less than four standard errors of the difference."""
    error = math.sqrt(np.var(ours, ddof=1) / len(ours) + np.var(theirs, ddof=1) / len(theirs))
    assert abs(np.mean(ours) - np.mean(theirs)) < 4 * error, (np.mean(ours), np.mean(theirs), error)


class Pool:
    """Servers with one queue of so many places, in SimPy; `down` says that it refuses."""

    def __init__(self, env, draw, servers: int, mean: float, places: float = math.inf):
        import simpy

        self.env, self.draw, self.mean, self.places = env, draw, mean, places
        self.free, self.down, self.inside = simpy.Resource(env, servers), False, set()

    def __len__(self) -> int:
        return self.free.count + len(self.free.queue)

    def call(self):
        """Serve one call; returns whether that went well."""
        import simpy

        if self.down or (len(self.free.queue) >= self.places and self.free.count == self.free.capacity):
            return False
        me = self.env.active_process
        self.inside.add(me)
        try:
            with self.free.request() as turn:
                yield turn
                yield self.env.timeout(self.draw.expovariate(1 / self.mean))
            return True
        except simpy.Interrupt:
            return False
        finally:
            self.inside.discard(me)

    def crash(self) -> None:
        self.down = True
        for each in list(self.inside):
            each.interrupt()


def play(seed: int, n: int, rate: float, build):
    """Run n Poisson arrivals in SimPy; `build(env, draw)` gives a request's way. Returns times, nan if lost."""
    import simpy

    draw, env = random.Random(seed), simpy.Environment()
    way, latencies, born = build(env, draw), np.full(n, np.nan), np.empty(n)

    def request(number):
        began = env.now
        served = yield from way()
        if served:
            latencies[number] = env.now - began

    def source():
        for number in range(n):
            yield env.timeout(draw.expovariate(rate))
            born[number] = env.now
            env.process(request(number))

    env.process(source())
    env.run()
    return born, latencies


def theirs(n, rate, build, seeds: int = 5) -> list[tuple]:
    return [play(seed, n, rate, build) for seed in range(1, seeds + 1)]


def ours(made, n, rate, mix=None, **more) -> list[tuple]:
    runs = [simulate(made, Workload(rate, mix=mix), n=n, seed=seed, **more) for seed in range(1, 25)]
    return [(run.arrival_times, run.latencies) for run in runs]


def agree_on(figures, our_runs, their_runs) -> None:
    for figure in figures:
        agree([figure(*each) for each in our_runs], [figure(*each) for each in their_runs])


def mean(_, latencies) -> float:
    return float(np.nanmean(latencies))


def high(_, latencies) -> float:
    return float(np.nanpercentile(latencies, 95))


def lost(_, latencies) -> float:
    return float(np.isnan(latencies).mean())


@pytest.mark.parametrize("engine", ["scan", "event"])
@pytest.mark.parametrize(("servers", "rate"), [(1, 60), (3, 210)])
def test_a_pool_in_simpy(servers, rate, engine):
    def build(env, draw):
        return Pool(env, draw, servers, 0.010).call

    agree_on((mean, high), ours(one(servers=servers), 4_000, rate, engine=engine), theirs(4_000, rate, build))


def test_two_boxes_in_a_row_in_simpy():
    def build(env, draw):
        first, second = Pool(env, draw, 1, 0.010), Pool(env, draw, 2, 0.020)

        def way():
            return (yield from first.call()) and (yield from second.call())

        return way

    made = chain(box("a"), box("b", servers=2, service_time=0.020))
    agree_on((mean, high), ours(made, 4_000, 60), theirs(4_000, 60, build))


def test_a_full_queue_in_simpy():
    def build(env, draw):
        return Pool(env, draw, 2, 0.010, places=3).call

    behaviours = {"box": Behaviour(queue_limit=3)}
    agree_on((mean, lost), ours(one(servers=2), 4_000, 220, behaviours=behaviours), theirs(4_000, 220, build))


def test_a_cache_before_a_database_in_simpy():
    def build(env, draw):
        apps = [Pool(env, draw, 1, 0.003) for _ in range(4)]
        cache, database = Pool(env, draw, 100, 0.001), Pool(env, draw, 16, 0.060)
        turn = iter(range(10**9))

        def way():
            yield from apps[next(turn) % 4].call()
            yield from cache.call()
            if draw.random() >= 0.8:
                yield from database.call()
            return True

        return way

    agree_on((mean, high), ours(web(), 4_000, 1000, mix=READ), theirs(4_000, 1000, build))


def test_two_choices_in_simpy():
    def build(env, draw):
        replicas = [Pool(env, draw, 1, 0.010) for _ in range(8)]

        def way():
            return (yield from min(draw.sample(replicas, 2), key=len).call())

        return way

    made, behaviours = one(replicas=8), {"box": Behaviour(balancing="two-choices")}
    agree_on((mean, high), ours(made, 4_000, 680, behaviours=behaviours), theirs(4_000, 680, build))


def test_retries_after_a_timeout_in_simpy():
    """Abandoned work is still served; late replies are ignored; a retry draws anew."""
    sent = []

    def build(env, draw):
        pool = Pool(env, draw, 1, 0.010)
        sent.append(0)

        def way():
            for attempt in range(3):
                sent[-1] += 1
                reply = env.process(pool.call())
                yield reply | env.timeout(0.040)
                if reply.processed:
                    return True
                if attempt < 2:
                    yield env.timeout(0.020 * 2**attempt)
            return False

        return way

    client = Client(timeout=0.040, retries=2, backoff=0.020, jitter=0)
    agree_on((mean, lost), ours(one(), 2_000, 35, client=client), theirs(2_000, 35, build))
    runs = [simulate(one(), Workload(35), client=client, n=2_000, seed=seed) for seed in range(1, 25)]
    agree([run.attempts / run.n for run in runs], [each / 2_000 for each in sent])


def test_a_crash_and_its_recovery_in_simpy():
    """One of two replicas, chosen at random, dies at 20 s; it is noticed at 25 s and is back at 40 s."""
    def build(env, draw):
        replicas = [Pool(env, draw, 1, 0.010), Pool(env, draw, 1, 0.010)]
        known = [True, True]

        def trouble():
            yield env.timeout(20)
            replicas[0].crash()
            yield env.timeout(5)
            known[0] = False
            yield env.timeout(15)
            replicas[0].down, known[0] = False, True

        env.process(trouble())

        def way():
            alive = [each for each, up in zip(replicas, known, strict=True) if up]
            return (yield from draw.choice(alive).call())

        return way

    def during(born, latencies):
        return float(np.nanmean(latencies[(born > 26) & (born < 40)]))

    def after(born, latencies):
        return float(np.nanmean(latencies[born > 45]))

    fault = Fault("crash", "box", at=20, length=20, replicas=1, detect=5)
    behaviours = {"box": Behaviour(balancing="random")}
    agree_on((lost, during, after), ours(one(replicas=2), 4_800, 80, faults=fault, behaviours=behaviours),
             theirs(4_800, 80, build))


def in_ciw(n: int, rate: float, servers, means, routing, places=None, seeds: int = 4):
    """Mean time in a Ciw network of customers that are through, and the share that was lost, for each seed."""
    import ciw

    nodes = len(servers)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate), *[None] * (nodes - 1)],
        service_distributions=[ciw.dists.Exponential(1 / each) for each in means], number_of_servers=servers,
        routing=routing, queue_capacities=places or [math.inf] * nodes)
    found = []
    for seed in range(seeds):
        ciw.seed(seed)
        sim = ciw.Simulation(network)
        sim.simulate_until_max_time(n / rate)
        stays: dict[int, list] = {}
        for each in sim.get_all_records(only=["service"]):
            stays.setdefault(each.id_number, []).append((each.arrival_date, each.exit_date))
        refused = len(sim.get_all_records(only=["rejection"]))
        times = [max(each[1] for each in parts) - min(each[0] for each in parts) for parts in stays.values()]
        found.append((float(np.mean(times)), refused / (refused + len(times))))
    return found


@pytest.mark.parametrize(("servers", "rate"), [(1, 60), (3, 210)])
def test_a_pool_in_ciw(servers, rate):
    found = [each for each, _ in in_ciw(3_000, rate, [servers], [0.010], [[0.0]])]
    agree([mean(*each) for each in ours(one(servers=servers), 3_000, rate)], found)


def test_two_boxes_in_a_row_in_ciw():
    found = [each for each, _ in in_ciw(2_500, 60, [1, 2], [0.010, 0.020], [[0.0, 1.0], [0.0, 0.0]])]
    agree([mean(*each) for each in ours(chain(box("a"), box("b", servers=2, service_time=0.020)), 2_500, 60)], found)


def test_a_full_queue_in_ciw():
    found = [each for _, each in in_ciw(3_000, 220, [2], [0.010], [[0.0]], [3])]
    runs = ours(one(servers=2), 3_000, 220, behaviours={"box": Behaviour(queue_limit=3)})
    agree([lost(*each) for each in runs], found)


def test_a_cache_before_a_database_in_ciw():
    made = chain(box("cache", "cdn", servers=2, service_time=0.005, hit_rate=0.8, capacity=400),
                 box("db", "document_store", servers=4, service_time=0.060, stores="item"))
    found = [each for each, _ in in_ciw(2_500, 240, [2, 4], [0.005, 0.060], [[0.0, 0.2], [0.0, 0.0]])]
    agree([mean(*each) for each in ours(made, 2_500, 240, mix=READ)], found)
