"""Ways to make identifiers, each simulated: several machines with clocks that are a little off, from one seed."""

from dataclasses import dataclass
from itertools import pairwise
from random import Random

SNOWFLAKE_SEQUENCES = 4096  # 12 bits a millisecond and machine
MILLISECONDS = 1000


@dataclass(frozen=True)
class Moment:
    """When and where an identifier is asked for: the true time, and what the machine's clock says (seconds)."""

    true: float
    clock: float
    machine: int


def moments(count: int, per_second: float, machines: int, clock_error: float, seed: int) -> list[Moment]:
    """`count` requests for an identifier, in true order: Poisson arrivals, each on a machine drawn at random.

    Each clock is off by a fixed amount, normal with the standard deviation `clock_error` seconds.

    >>> len(moments(10, per_second=100, machines=2, clock_error=0.001, seed=1))
    10
    """
    chance = Random(seed)
    off = [chance.gauss(0, clock_error) for _ in range(machines)]
    made, true = [], 1_000_000.0  # a start late enough that no clock is before its epoch
    for _ in range(count):
        true += chance.expovariate(per_second)
        machine = chance.randrange(machines)
        made.append(Moment(true, true + off[machine], machine))
    return made


def random_ids(asked: list[Moment], space: int, seed: int) -> list[int]:
    """Identifiers drawn from 0 to space - 1, all equally likely."""
    chance = Random(seed + 1)
    return [chance.randrange(space) for _ in asked]


def counter_ids(asked: list[Moment]) -> list[int]:
    """One counter that all machines ask: 1, 2, 3 ..."""
    return list(range(1, len(asked) + 1))


def snowflake_ids(asked: list[Moment]) -> list[int]:
    """41 bits of milliseconds, 10 of machine, 12 of sequence (Twitter, 2010).

    A machine that has used up a millisecond's sequence takes the next millisecond.

    >>> first, second = snowflake_ids([Moment(1.0, 1.0, 3), Moment(1.0, 1.0, 3)])
    >>> first >> 22, (first >> 12) & 1023, second - first
    (1000, 3, 1)
    """
    last, used, made = {}, {}, []
    for each in asked:
        time = max(int(each.clock * MILLISECONDS), last.get(each.machine, 0))
        sequence = used.get(each.machine, -1) + 1 if time == last.get(each.machine) else 0
        if sequence >= SNOWFLAKE_SEQUENCES:
            time, sequence = time + 1, 0
        last[each.machine], used[each.machine] = time, sequence
        made.append(time << 22 | each.machine << 12 | sequence)
    return made


def ulid_ids(asked: list[Moment], seed: int) -> list[int]:
    """48 bits of milliseconds, 80 random bits (the ULID specification, 2016; without its monotonic option).

    >>> ulid_ids([Moment(1.0, 1.0, 0)], seed=1)[0] >> 80
    1000
    """
    chance = Random(seed + 2)
    return [int(each.clock * MILLISECONDS) << 80 | chance.getrandbits(80) for each in asked]


def uuid4_ids(asked: list[Moment], seed: int) -> list[int]:
    """122 random bits and 6 fixed ones (RFC 9562, 2024)."""
    chance = Random(seed + 3)
    fixed = 4 << 76 | 2 << 62
    return [(chance.getrandbits(48) << 80 | chance.getrandbits(12) << 64 | chance.getrandbits(62)) | fixed
            for _ in asked]


def out_of_order(made: list[int]) -> float:
    """The share of neighbours, in true order, of which the second does not sort after the first.

    >>> out_of_order([1, 2, 4, 3, 5])
    0.25
    """
    pairs = len(made) - 1
    return sum(later <= earlier for earlier, later in pairwise(made)) / pairs if pairs else 0.0


def collisions(made: list[int]) -> int:
    """How many identifiers had been made before.

    >>> collisions([1, 2, 1, 1])
    2
    """
    return len(made) - len(set(made))


def guess_factor(made: list[int], seed: int, tries: int = 400) -> float:
    """By how many times an observer of two identifiers misjudges how many there are: the median over many pairs.

    The observer reads them as serial numbers and takes 1.5 times the larger, less one (the German tank problem;
    Ruggles & Brodie, 1947). Near 1 means that the identifiers give the volume away.
    """
    if len(made) < 2:
        return 1.0
    chance, factors = Random(seed + 4), []
    for _ in range(tries):
        guess = max(1.5 * max(chance.sample(made, 2)) - 1, 1.0)
        factors.append(max(guess / len(made), len(made) / guess))
    return sorted(factors)[tries // 2]
