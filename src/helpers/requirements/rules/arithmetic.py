"""Rules that compute: targets that cannot hold together, or that physics forbids."""

import math

from helpers.requirements.fields import share_text, time_text
from helpers.requirements.rules.registry import SET, SRE, rule
from helpers.requirements.rules.rows import writing
from helpers.units import Q, human

LIGHT_KM_PER_SECOND = 299_792.458
FIBRE_KM_PER_SECOND = 204_190.0  # light in glass: 299,792 km/s over the group index 1.4682 at 1,550 nm
NEVER_MIND = 1e-12
USUAL = ("", "normal", "peak")
PHYSICS = (
    "SI Brochure (2019): light in a vacuum goes 299,792,458 m/s; in fibre of group index 1.4682 "
    "(data sheet of Corning SMF-28) about 204,000 km/s"
)
CUTS = "Gilbert, Lynch (2002), SIGACT News 33(2); Gifford (1979), Weighted Voting: reads and writes must overlap"
ARITHMETIC = "arithmetic on the sheet itself"


def round_trip_seconds(kilometres: float, speed: float = FIBRE_KM_PER_SECOND) -> float:
    """The shortest time from one end to the other and back.

    >>> round(round_trip_seconds(9000), 3)
    0.088
    """
    return 2 * kilometres / speed


def _ms(seconds: float) -> str:
    return human(Q(seconds, "s"), 3)


def _binds(of: str, other: str) -> bool:
    return of == other or "all" in (of, other)


@rule(
    "stricter-than-dependencies",
    "error",
    SRE.format("ch. 3; availability of parts in series is their product"),
    "Treynor, Dahlin, Rau, Beyer (2017), The Calculus of Service Availability, ACM Queue 15(2)",
)
def stricter_than_dependencies(sheet):
    """What needs several services at once is up at most as often as all of them are up together."""
    for row in sheet.qualities_of("availability"):
        if row.at_least is None or row.environment not in USUAL:
            continue
        needs = {}
        for each in sheet.constraints:
            if each.depends_on and each.of in ("all", row.of):
                needs.update(each.depends_on)
        reachable = math.prod(needs.values())
        if needs and row.at_least > reachable + NEVER_MIND:
            told = " x ".join(f"{share_text(share)} ({name})" for name, share in needs.items())
            yield (
                row.id,
                (f"asks for {row.show(row.at_least)}, and what it depends on gives {told} = {reachable:.4%} at most"),
                ("Lower the target, or do without one of them for a while: a cache, a queue, a second provider."),
            )


@rule("faster-than-light", "error", PHYSICS)
def faster_than_light(sheet):
    """No design brings an answer back sooner than light could go there and return."""
    for row in sheet.qualities_of("latency"):
        if row.at_most is None or row.measured_at in ("edge", "service"):
            continue
        far = [each for each in sheet.constraints if each.distance_to_users_km and _binds(each.of, row.of)]
        for each in far:
            needed = round_trip_seconds(each.distance_to_users_km)
            if row.at_most < needed:
                yield (
                    row.id,
                    (
                        f"asks for {row.show(row.at_most)}, and light in fibre takes {_ms(needed)} for "
                        f"{each.distance_to_users_km:,.0f} km and back ({each.id})"
                    ),
                    ("Put copies nearer to the users, allow more time, or measure at the service."),
                )


@rule("no-loss-with-asynchronous-copies", "error", "Abadi (2012), IEEE Computer 45(2), 37-42: PACELC", ARITHMETIC)
def no_loss_asynchronous(sheet):
    """An asynchronous copy lags; what has not arrived when a region is lost, is lost with it."""
    for row in sheet.qualities_of("recovery_point"):
        for each in sheet.constraints:
            if (
                row.at_most == 0
                and each.copying == "asynchronous"
                and _binds(each.of, row.of)
                and (each.regions is None or each.regions > 1)
            ):
                yield (
                    row.id,
                    f"allows no loss at all, and {each.id} copies asynchronously between regions",
                    ("Allow a few seconds of loss (recovery_point), or copy synchronously and accept slower writes."),
                )


@rule("synchronous-copies-too-slow", "error", PHYSICS, "Abadi (2012), IEEE Computer 45(2), 37-42: PACELC")
def synchronous_too_slow(sheet):
    """A write that waits for another region takes at least the way there and back."""
    wrote = {row.id for row in writing(sheet)}
    for row in sheet.qualities_of("latency"):
        for each in sheet.constraints:
            apart = each.distance_between_regions_km
            if (
                row.at_most is None
                or not apart
                or each.copying != "synchronous"
                or not _binds(each.of, row.of)
                or row.of not in wrote
            ):
                continue
            needed = round_trip_seconds(apart)
            if row.at_most < needed:
                yield (
                    row.id,
                    (
                        f"asks for {row.show(row.at_most)}, and each write waits for a region {apart:,.0f} km away: "
                        f"{_ms(needed)} there and back ({each.id})"
                    ),
                    ("Allow more time for writes, copy asynchronously, or take regions that are nearer."),
                )


@rule("strong-reads-without-majority", "error", CUTS)
def strong_reads(sheet):
    """Reads that see every write need more than half of the copies; so at most the smaller half may be lost."""
    strong = [row for row in sheet.qualities_of("staleness") if row.at_most == 0]
    for row in strong:
        kept = sheet.qualities_of("copies")
        kept = [each for each in kept if _binds(each.of, row.of)] or kept  # the same data, written by another deed
        copies = next((each.at_most or each.at_least for each in kept), None)
        losses = [
            (each.id, int(each.at_least))
            for each in sheet.qualities_of("lost_copies")
            if each.at_least and _binds(each.of, row.of)
        ]
        losses += [
            (each.id, 1)
            for each in sheet.qualities_of("availability")
            if each.environment == "one machine lost" and each.target and _binds(each.of, row.of)
        ]
        for identity, lost in losses:
            if copies is not None and lost >= copies / 2:
                yield (
                    row.id,
                    (
                        f"asks for reads that see every write, and {identity} for {lost} of {copies:g} copies lost: "
                        f"{copies - lost:g} are left, and more than {copies / 2:g} are needed"
                    ),
                    (f"Keep {2 * lost + 1} copies, survive fewer losses, or allow reads to be some seconds old."),
                )


@rule("repair-longer-than-budget", "warning", SRE.format("ch. 3, error budget"), ARITHMETIC)
def repair_longer_than_budget(sheet):
    """If one repair takes longer than all the time that may be lost, one failure breaks the promise."""
    for row in sheet.qualities_of("availability"):
        if row.at_least is None or row.window is None or row.environment not in USUAL:
            continue
        budget = (1 - row.at_least) * row.window
        for each in sheet.qualities_of("recovery_time"):
            if (
                each.at_most is not None
                and _binds(each.of, row.of)
                and each.at_most > budget * (1 + 1e-9)
                and row.at_least < 1
            ):
                yield (
                    each.id,
                    (
                        f"one recovery may take {each.show(each.at_most)}, and {row.id} leaves {_ms(budget)} in "
                        f"{time_text(row.window)} for all failures together"
                    ),
                    ("Recover sooner, or lower the availability."),
                )


@rule("targets-contradict", "error", SET, ARITHMETIC)
def targets_contradict(sheet):
    """Two targets for the same thing that leave no value between them."""
    for place, row in enumerate(sheet.qualities):
        for other in sheet.qualities[place + 1 :]:
            if (row.metric, row.environment) != (other.metric, other.environment) or not _binds(row.of, other.of):
                continue
            if row.metric == "retention" and row.of != other.of:
                continue  # what is kept long and what is deleted soon may be different data
            low = max((each.at_least for each in (row, other) if each.at_least is not None), default=None)
            high = min((each.at_most for each in (row, other) if each.at_most is not None), default=None)
            if low is not None and high is not None and low > high:
                yield (
                    other.id,
                    (f"together with {row.id} it asks for at least {row.show(low)} and at most {row.show(high)}"),
                    "Keep one, or say of which data each is.",
                )


@rule("percentiles-out-of-order", "warning", ARITHMETIC)
def percentiles_out_of_order(sheet):
    """Of the same times, 99% are never quicker than 50%: the looser target says nothing."""
    rows = [row for row in sheet.qualities_of("latency") if row.percentile is not None and row.at_most is not None]
    for low in rows:
        for high in rows:
            if (
                low.percentile < high.percentile
                and low.at_most > high.at_most
                and low.of == high.of
                and low.environment == high.environment
                and low.measured_at == high.measured_at
            ):
                yield (
                    low.id,
                    (
                        f"allows {low.show(low.at_most)} for {low.percentile:g}%, and {high.id} only "
                        f"{high.show(high.at_most)} for {high.percentile:g}%"
                    ),
                    "Exchange the two times, or drop one.",
                )


@rule("stricter-when-worse", "warning", ARITHMETIC)
def stricter_when_worse(sheet):
    """A target for a bad day that is stricter than that for a good day is a slip of the pen."""
    for good in sheet.qualities:
        for bad in sheet.qualities:
            if (
                good.environment == "normal"
                and bad.environment not in USUAL
                and good.metric == bad.metric
                and good.of == bad.of
                and good.percentile == bad.percentile
                and good.target is not None
                and bad.target is not None
            ):
                worse = bad.at_least is not None and good.at_least is not None and bad.at_least > good.at_least
                sooner = bad.at_most is not None and good.at_most is not None and bad.at_most < good.at_most
                if worse or sooner:
                    yield (
                        bad.id,
                        (
                            f"asks for {bad.show(bad.target)} with {bad.environment}, and {good.id} for "
                            f"{good.show(good.target)} on a normal day"
                        ),
                        "Exchange the two.",
                    )
