"""The load balancing laboratory: the same requests, shared among the same replicas in different ways."""

from collections.abc import Sequence
from functools import lru_cache

from helpers.architecture import Architecture, Component
from helpers.simulation import Behaviour, Lognormal, Workload, simulate
from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import read
from helpers.units import human

SHARED = "one-shared-queue"
POLICIES = ("random", "round-robin", "two-choices", "shortest-queue", SHARED)  # the first four: the simulator's
CURVE = (0.3, 0.5, 0.7, 0.8, 0.9)
SLOW_TO_SETTLE, MOST = 15, 400_000  # replicas with queues that nobody looks at: times the requests, at most so many
LOOKS = ("two-choices", "shortest-queue")  # policies that look at queues
COLUMNS = (
    Column("mean_wait_seconds", "from arrival to the start of service, on average", "s"),
    Column("p99_latency_seconds", "99th percentile of waiting and service", "s"),
    Column("fullest_over_mean", "calls of the busiest replica over the average, less one", "share"),
    Column("queues_asked", "queue lengths that a balancer must know for each request"),
)


def load_balancing(utilisation: float = 0.8, replicas: int = 10, service_seconds: float = 0.01, cv2: float = 1.0,
                   requests: int = 30_000, policies: Sequence[str] | str | None = None, seed: int = 1) -> Comparison:
    """Which replica should take the next request? Waits and tails by policy, on the simulator of step 6.

    Poisson requests come to servers with a queue each. Table and curves come from the same runs. Where no queue is
    looked at, queues settle late: those policies get up to fifteen times the `requests`. "one-shared-queue" is the
    bound that every free server at once would reach (M/M/c where `cv2` is 1). Two choices: the shorter of two
    queues chosen by chance.

    Parameters
    ----------
    utilisation : float
        Load, as a share of what the servers can take.
    replicas : int
        Servers.
    service_seconds : float
        Mean service time.
    cv2 : float
        Its squared coefficient of variation: 1 is exponential, else lognormal.
    requests : int
        Of a run.
    policies : sequence of str, optional
        Which to compare; all unless given.
    seed : int
        Another seed is another draw.

    Returns
    -------
    Comparison
        Waits and times inside in seconds, by policy.

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    References
    ----------
    Mitzenmacher (1996); Vvedenskaya et al. (1996).

    >>> found = load_balancing(requests=5_000, policies=["random", "two-choices"])
    >>> bool(found.frame["mean_wait_seconds"]["two-choices"] < found.frame["mean_wait_seconds"]["random"])
    True
    """
    use = read.share(utilisation, "utilisation", 0.01, 0.99)
    replicas = read.whole(replicas, "replicas", 2, 200, "10")
    service = read.seconds(service_seconds, "service_seconds", 1e-6, 3600, '"10 ms"')
    cv2 = read.number(cv2, "cv2", 0, 100, "1")
    requests, seed = read.whole(requests, "requests", 200, 500_000, "30_000"), read.seed(seed)
    chosen = read.choices(policies, "policies", POLICIES)
    figures, points = {}, []
    loads = sorted({*CURVE, use})
    for name in chosen:
        n = requests if name in LOOKS else min(MOST, max(requests, requests * SLOW_TO_SETTLE))
        found = {at: _figures(name, at, replicas, service, cv2, n, seed) for at in loads}
        wait, p99, fullest = found[use]
        figures[name] = {"mean_wait_seconds": wait, "p99_latency_seconds": p99, "fullest_over_mean": fullest,
                         "queues_asked": {"two-choices": 2, "shortest-queue": replicas}.get(name, 0)}
        points += [(name, at, each[1]) for at, each in found.items()]
    buildable = [name for name in chosen if name != SHARED] or list(chosen)
    best = min(buildable, key=lambda name: figures[name]["p99_latency_seconds"])
    least = min(chosen, key=lambda name: figures[name]["p99_latency_seconds"])
    title = f"At {human(100 * use)}% busy, {best} has the shortest tail"
    if least != best:
        title = f"At {human(100 * use)}% busy, {best} comes closest to the bound, {least}"
    return Comparison(
        "load_balancing", title,
        "Which replica should take the next request?", rows(figures, COLUMNS), COLUMNS,
        {"utilisation": use, "replicas": replicas, "service_seconds": service, "cv2": cv2, "requests": requests,
         "policies": chosen, "seed": seed},
        "One balancer that sees every queue as it is at this moment: several balancers, or queues known late, take "
        "away much of what shortest queue wins.",
        tidy(points), "capacity used (share)", "p99 latency (s, log)",
        y_log=True, x_setting="utilisation",
        bounds=tuple(name for name in chosen if name == SHARED and len(chosen) > 1))


@lru_cache(maxsize=2_000)
def _figures(policy: str, use: float, replicas: int, service: float, cv2: float, requests: int, seed: int):
    """Mean wait, p99 latency, and the busiest replica over the average; a load that was run is not run again."""
    shared = policy == SHARED
    server = Component("server", "service", replicas=1 if shared else replicas, servers=replicas if shared else 1,
                       service_time=service)
    design = Architecture("Balanced").add(Component("client", "client"), server).connect("client", "server", latency=0)
    given = Behaviour(service="exponential" if cv2 == 1 else Lognormal(cv2))
    given = given if shared else given.replace(balancing=policy)
    run = simulate(design, Workload(use * replicas / service), n=requests, seed=seed, behaviours={"server": given})
    shares = run.shard_shares("server")
    return run.wait("server"), run.latency(99), float(shares.max()) * len(shares) - 1
