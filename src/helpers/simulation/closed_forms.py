"""Closed forms of queueing theory, each with its source.

Everywhere `rate` is arrivals a second, `service` the mean service time in seconds, `servers` how many serve one queue,
`offered` rate times service time (Erlangs), `percentile` 0 to 100. Waits and times are in seconds, shares from 0 to 1.
"""

import math

from helpers.simulation.errors import SimulationError


def erlang_b(servers: int, offered: float) -> float:
    """The share of calls lost by so many servers without a queue; `offered` is rate times service time (Erlang 1917).

    >>> round(erlang_b(10, 5.0), 4)
    0.0184
    """
    inverse = 1.0
    for k in range(1, servers + 1):
        inverse = 1.0 + inverse * k / offered if offered else math.inf
        if inverse > 1e300:
            return 0.0
    return 1.0 / inverse


def erlang_c(servers: int, offered: float) -> float:
    """The share of calls that must wait for one of so many servers with one queue (Erlang 1917); 1 when overloaded.

    >>> round(erlang_c(1, 0.7), 6), round(erlang_c(2, 1.0), 4)
    (0.7, 0.3333)
    """
    if offered >= servers:
        return 1.0
    blocked = erlang_b(servers, offered)
    return blocked / (1 - offered / servers * (1 - blocked))


def mmc_wait(rate: float, service: float, servers: int) -> float:
    """The mean wait in an M/M/c queue: C / (c mu - lambda); infinite when overloaded.

    >>> round(mmc_wait(70, 0.010, 1), 6)
    0.023333
    """
    spare = servers / service - rate
    return math.inf if spare <= 0 else erlang_c(servers, rate * service) / spare


def mmc_percentile(rate: float, service: float, servers: int, percentile: float) -> float:
    """A percentile of the time in an M/M/c queue, by bisection of its tail.

    P(T > t) = e^(-mu t) + C mu (e^(-mu t) - e^(-d t)) / (d - mu) with d = c mu - lambda; the limit where d = mu.

    >>> round(mmc_percentile(70, 0.010, 1, 99) / (0.010 / 0.3), 6) == round(math.log(100), 6)  # M/M/1: exponential
    True
    """
    mu, spare = 1 / service, servers / service - rate
    if spare <= 0:
        return math.inf
    waits, beyond = erlang_c(servers, rate * service), 1 - percentile / 100

    def tail(t: float) -> float:
        if abs(spare - mu) < 1e-9 * mu:
            return math.exp(-mu * t) * (1 + waits * mu * t)
        return math.exp(-mu * t) + waits * mu * (math.exp(-mu * t) - math.exp(-spare * t)) / (spare - mu)

    low, high = 0.0, service
    while tail(high) > beyond:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) > beyond else (low, middle)
    return high


def mg1_wait(rate: float, service: float, cv2: float) -> float:
    """The mean wait in an M/G/1 queue: rho S (1 + cv2) / (2 (1 - rho)) (Pollaczek 1930, Khinchine 1932).

    `cv2` is the squared coefficient of variation of the service time: 1 is M/M/1, 0 is M/D/1.

    >>> round(mg1_wait(70, 0.010, 1.0), 6), round(mg1_wait(70, 0.010, 0.0), 6)
    (0.023333, 0.011667)
    """
    busy = rate * service
    return math.inf if busy >= 1 else busy * service * (1 + cv2) / (2 * (1 - busy))


def mmck(rate: float, service: float, servers: int, places: int) -> tuple[float, float]:
    """The share of calls lost, and the mean wait of those served, in an M/M/c/K queue with so many waiting places.

    The chain's balance equations, solved as they stand; places + servers = K.

    >>> lost, wait = mmck(200, 0.010, 1, 0)
    >>> round(lost, 4), wait
    (0.6667, 0.0)
    """
    if servers + places > 10_000_000:
        raise SimulationError(f"queue_limit: {places:,} places are too many to work out. Leave the limit out.")
    offered = rate * service
    logs, at = [0.0], 0.0
    for state in range(1, servers + places + 1):
        at += math.log(offered / min(state, servers))
        logs.append(at)
    most = max(logs)
    weights = [math.exp(each - most) for each in logs]
    total = sum(weights)
    lost = weights[-1] / total
    waiting = sum((state - servers) * weight for state, weight in enumerate(weights) if state > servers) / total
    busy = sum(min(state, servers) * weight for state, weight in enumerate(weights)) / total
    return lost, waiting * service / busy  # Little's law; busy / service are served a second, however many are lost


def little(arrivals: float, seconds: float) -> float:
    """How many are inside on average: arrivals a second times the mean time inside (Little 1961).

    >>> little(200, 0.05)
    10.0
    """
    return arrivals * seconds
