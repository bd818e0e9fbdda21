"""The identifier laboratory: collisions, order, and what an identifier tells a stranger."""

import math

import numpy

from helpers.tradeoffs import id_schemes
from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import TradeoffError, read
from helpers.units import human

COLUMNS = (
    Column("bits", "bits of an identifier as it is stored", "bit"),
    Column("text_length", "characters as it is usually written"),
    Column("collision_chance", "chance that any two of all identifiers are equal", "share"),
    Column("next_taken_chance", "chance that the next identifier exists already", "share"),
    Column("sortable", "whether it is made to sort by time", "yes or no", "higher"),
    Column("leaks_count", "whether it tells how many there are", "yes or no"),
    Column("leaks_time", "whether it tells when it was made", "yes or no"),
    Column("coordination", "whether machines must agree before or while they make them", "yes or no"),
    Column("out_of_order_share", "share of neighbours in time that sort the wrong way round, measured", "share"),
    Column("collisions", "identifiers made twice, measured"),
    Column("guess_factor", "how far off a stranger who sees two of them judges the volume, in times, measured", "",
           "higher"),
)


def collision_chance(count: float, space: float) -> float:
    """The chance that any two of `count` identifiers drawn from `space` are equal: 1 - exp(-n (n - 1) / (2 space)).

    The birthday bound, in the form that keeps its digits when tiny. Raises `TradeoffError`.

    >>> round(collision_chance(23, 365), 2), f"{collision_chance(1e9, 2.0**122):.1e}"
    (0.5, '9.4e-20')
    """
    count = read.number(count, "count", 0, 1e30, "1e9")
    space = read.number(space, "space", 1, 1e60, "62**7")
    return 1.0 if count > space else -math.expm1(-count * max(count - 1, 0) / 2 / space)


def identifiers(count: float = 1e9, letters: int = 7, ids_per_second: float = 10_000, machines: int = 8,
                clock_error: float = 0.005, sample: int = 10_000, seed: int = 1) -> Comparison:
    """Which identifiers should be given out? Random letters or bits, a counter, Snowflake, ULID, UUIDv4.

    Parameters
    ----------
    count : float
        Identifiers given out, of which the chances are told.
    letters : int
        Of the short random names.
    ids_per_second : float
        How fast they are made.
    machines : int
        That make them, for the measured columns.
    clock_error : float
        Seconds by which the machines' clocks are off (standard deviation).
    sample : int
        How many are made for the measured columns.
    seed : int
        Another seed is another draw.

    Returns
    -------
    Comparison
        `bits`, `text_length`, `collision_chance` and `next_taken_chance` (shares), `sortable`, `leaks_count`,
        `leaks_time`, `coordination` (1 for yes), and measured: `out_of_order_share`, `collisions`, `guess_factor` (how
        many times an observer of two identifiers is off about the volume).

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    References
    ----------
    Snowflake (Twitter, 2010); ULID (2016); UUID (RFC 9562, 2024); the birthday bound.

    >>> found = identifiers(sample=1000)
    >>> found.table()["collision chance"].to_dict()["UUIDv4"]
    '1 in 10^19'
    """
    count = read.number(count, "count", 1, 1e15, "1e9")
    letters = read.whole(letters, "letters", 1, 30, "7")
    rate = read.rate(ids_per_second, "ids_per_second", 1e-3, 1e6)
    machines = read.whole(machines, "machines", 1, 1024, "8")
    clock_error = read.seconds(clock_error, "clock_error", 0, 60)
    sample, seed = read.whole(sample, "sample", 2, 200_000, "10_000"), read.seed(seed)
    if sample > 1000 * count:
        raise TradeoffError(f"sample: {sample:,} is far more than count, {count:g}. Give a smaller one.")
    asked = id_schemes.moments(sample, rate, machines, clock_error, seed)
    space = 62**letters
    same_millisecond = 0.5 * count * rate / id_schemes.MILLISECONDS  # pairs of ULIDs that share their time
    made = {
        f"random {letters} letters": (id_schemes.random_ids(asked, space, seed), math.ceil(letters * math.log2(62)),
                                      letters, collision_chance(count, float(space)), min(1.0, count / space), "...."),
        "random 64 bits": (id_schemes.random_ids(asked, 2**64, seed + 9), 64, 11, collision_chance(count, 2.0**64),
                           count / 2.0**64, "...."),
        "counter": (id_schemes.counter_ids(asked), 64, max(1, math.ceil(math.log(count + 1, 62))), 0.0, 0.0, "oc.m"),
        "Snowflake": (id_schemes.snowflake_ids(asked), 64, 11, 0.0, 0.0, "o.tm"),
        "ULID": (id_schemes.ulid_ids(asked, seed), 128, 26, -math.expm1(-same_millisecond / 2.0**80),
                 rate / id_schemes.MILLISECONDS / 2.0**80, "o.t."),
        "UUIDv4": (id_schemes.uuid4_ids(asked, seed), 128, 36, collision_chance(count, 2.0**122), count / 2.0**122,
                   "...."),
    }
    figures = {
        name: {"bits": bits, "text_length": length, "collision_chance": chance, "next_taken_chance": taken,
               "sortable": "o" in marks, "leaks_count": "c" in marks, "leaks_time": "t" in marks,
               "coordination": "m" in marks, "out_of_order_share": id_schemes.out_of_order(ids),
               "collisions": id_schemes.collisions(ids), "guess_factor": id_schemes.guess_factor(ids, seed)}
        for name, (ids, bits, length, chance, taken, marks) in made.items()}
    spaces = {f"random {letters} letters": float(space), "random 64 bits": 2.0**64, "UUIDv4": 2.0**122}
    points = [(name, float(x), collision_chance(float(x), size)) for name, size in spaces.items()
              for x in numpy.geomspace(1e3, 1e12, 19)]
    chance = figures[f"random {letters} letters"]["collision_chance"]
    words = "are certain to collide" if chance > 0.999 else f"collide with a chance of {chance:.2g}"
    return Comparison(
        "identifiers", f"{human(count)} random names of {letters} letters {words}",
        "Which identifiers should be given out?", rows(figures, COLUMNS), COLUMNS,
        {"count": count, "letters": letters, "ids_per_second": rate, "machines": machines, "clock_error": clock_error,
         "sample": sample, "seed": seed},
        "Random numbers are taken as perfect, machine numbers as unique, and clocks as steady: a clock that is set "
        "back can make a Snowflake twice. The cost of asking a counter is not measured.",
        tidy(points), "identifiers given out (count, log scale)", "chance of a collision (share)", x_log=True,
        x_setting="count")
