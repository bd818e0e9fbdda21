"""The load balancing laboratory: the same requests, shared among the same replicas in different ways."""

from collections.abc import Sequence

from helpers.architecture import Architecture, Component
from helpers.simulation import Behaviour, Lognormal, Workload, simulate
from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import read
from helpers.units import human

SHARED = "one-shared-queue"
POLICIES = ("random", "round-robin", "two-choices", "shortest-queue", SHARED)  # the first four: the simulator's
CURVE = (0.5, 0.7, 0.8, 0.9, 0.95)
COLUMNS = (
    Column("mean_wait_seconds", "from arrival to the start of service, on average", "s"),
    Column("p99_latency_seconds", "99th percentile of waiting and service", "s"),
    Column("fullest_over_mean", "calls of the busiest replica over the average, less one", "share"),
    Column("queues_asked", "queue lengths that a balancer must know for each request"),
)


def load_balancing(utilisation: float = 0.8, replicas: int = 10, service_seconds: float = 0.01, cv2: float = 1.0,
                   requests: int = 30_000, policies: Sequence[str] | str | None = None, seed: int = 1) -> Comparison:
    """Which replica should take the next request? Waits and tails by policy, on the simulator of step 6.

    Poisson requests come to `replicas` servers, each with its own queue, at a share `utilisation` of what they can
    take; a service takes `service_seconds` on average, with squared coefficient of variation `cv2` (1 is exponential,
    else lognormal). "one-shared-queue" is the bound that every free server at once would reach (M/M/c where cv2 is 1).
    Two choices: the shorter of two queues chosen by chance (Mitzenmacher 1996, Vvedenskaya 1996). Raises
    `TradeoffError`.

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
    behaviour = Behaviour(service="exponential" if cv2 == 1 else Lognormal(cv2))
    figures, points = {}, []
    for name in chosen:
        run = _run(name, use, replicas, service, behaviour, requests, seed)
        shares = run.shard_shares("server")
        figures[name] = {"mean_wait_seconds": run.wait("server"), "p99_latency_seconds": run.latency(99),
                         "fullest_over_mean": float(shares.max()) * len(shares) - 1,
                         "queues_asked": {"two-choices": 2, "shortest-queue": replicas}.get(name, 0)}
        for at in CURVE:
            curve = _run(name, at, replicas, service, behaviour, max(200, requests // 6), seed)
            points.append((name, at, curve.latency(99)))
    buildable = [name for name in chosen if name != SHARED] or list(chosen)
    best = min(buildable, key=lambda name: figures[name]["p99_latency_seconds"])
    return Comparison(
        "load_balancing", f"At {human(100 * use)}% busy, {best} has the shortest tail",
        "Which replica should take the next request?", rows(figures, COLUMNS), COLUMNS,
        {"utilisation": use, "replicas": replicas, "service_seconds": service, "cv2": cv2, "requests": requests,
         "policies": chosen, "seed": seed},
        "One balancer that sees every queue as it is at this moment: several balancers, or queues known late, take "
        "away much of what shortest queue wins.",
        tidy(points), "capacity used (share)", "p99 latency (s, log)",
        y_log=True, bounds=tuple(name for name in chosen if name == SHARED and len(chosen) > 1))


def _run(policy: str, use: float, replicas: int, service: float, behaviour: Behaviour, requests: int, seed: int):
    shared = policy == SHARED
    server = Component("server", "service", replicas=1 if shared else replicas, servers=replicas if shared else 1,
                       service_time=service)
    design = Architecture("Balanced").add(Component("client", "client"), server).connect("client", "server", latency=0)
    given = behaviour if shared else behaviour.replace(balancing=policy)
    return simulate(design, Workload(use * replicas / service), n=requests, seed=seed, behaviours={"server": given})
