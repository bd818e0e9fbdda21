"""Rules on steps 3 and 4: each endpoint asks for data by a pattern, and each pattern by a key or an index."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.design.rules.registry import DDIA, SPINE, Told, listed, rule, verb
from helpers.errors import CourseError, nearest
from helpers.rounding import round_up

if TYPE_CHECKING:
    from helpers.architecture import Component
    from helpers.design.look import Look

FACTOR = 2.0


@rule("endpoint-without-pattern", "error", 4, SPINE.format(4, "every endpoint has its access patterns"))
def endpoint_without_pattern(look: "Look") -> Told:
    """An endpoint that reads or writes data, and for which no access pattern is stated, was forgotten in the model."""
    if look.model is None or look.api is None:
        return
    for name in look.names:
        reads, writes = look.touched(name)
        if (reads or writes) and not look.patterns_of(name):
            yield name, f"it touches {listed(reads | writes)}, and no access pattern serves it", (
                f"Add AccessPattern(..., serves={name!r}).")


@rule("pattern-serves-unknown", "error", 4, SPINE.format(4, "every access pattern serves an endpoint"))
def pattern_serves_unknown(look: "Look") -> Told:
    """A pattern for an endpoint that is not in the contract costs an index for nobody."""
    if look.api is None:
        return
    for each in look.patterns:
        if each.serves and not each.job and each.serves not in look.names:
            yield each.name, f"it serves {each.serves}, which is no endpoint", (
                f"Mend the name, or add the endpoint.{nearest(each.serves, look.names)}")


@rule("pattern-without-index", "error", 4, DDIA.format("ch. 3, Data Structures That Power Your Database"))
def pattern_without_index(look: "Look") -> Told:
    """A pattern that no key and no index begins with reads every row, and gets slower each day."""
    for each in look.patterns:
        entity = look.entity(each.entity)
        if entity is None or not each.by or each.writes == "insert":
            continue
        try:
            asked = {name for name, how in each.conditions(entity) if how != "like"}
        except CourseError:
            continue
        ways = [entity.key, *entity.unique, *entity.indexes]
        if not any(way and entity.order_of(way[0])[0] in asked for way in ways):
            yield each.name, f"it looks for {listed(asked) or 'part of a text'} in {entity.name}, and neither the " \
                             "key nor an index begins with that", f"Add an index on {listed(asked) or 'the words'}."


@rule("pattern-of-unknown-entity", "error", 4, SPINE.format(4, "patterns ask for entities of the model"))
def pattern_of_unknown_entity(look: "Look") -> Told:
    """A pattern that asks for what the model does not have can be answered by no database."""
    for each in look.patterns:
        if look.entity(each.entity) is None:
            yield each.name, f"it asks for {each.entity}, which is no entity", (
                f"Mend the name, or add the entity.{nearest(each.entity, look.model.names)}")


@rule("endpoint-entity-without-pattern", "warning", 4, SPINE.format(4, "contract and model speak of the same data"))
def endpoint_entity_without_pattern(look: "Look") -> Told:
    """The contract says that an endpoint touches an entity, and none of its patterns does: one of them is wrong."""
    if look.model is None or look.api is None:
        return
    for name in look.names:
        patterns = look.patterns_of(name)
        if not patterns:
            continue
        reads, writes = look.touched(name)
        known = {each.entity for each in patterns}
        written = {each.entity for each in patterns if each.writes}
        for entity in sorted((reads | writes) - known):
            yield name, f"by the contract it touches {entity}, and none of its patterns does", (
                f"Add the pattern, or correct reads and writes of the endpoint.{nearest(entity, known)}")
        for entity in sorted(writes & known - written):
            yield name, f"by the contract it writes {entity}, and its patterns only read it", (
                "Add the pattern that writes it.")


@rule("pattern-rate-off", "warning", 4, SPINE.format(2, "one load for all steps"))
def pattern_rate_off(look: "Look") -> Told:
    """Patterns and estimate count the same requests; more than twice apart, one of them errs."""
    busy = max(1.0, (look.peak or 0.0) / look.average) if look.average else 1.0
    for name, rate in look.rates.items():
        first = next(iter(look.patterns_of(name)), None)
        if first is None or not first.rate or not rate:
            continue
        low, high = rate / FACTOR, rate * busy * FACTOR
        if not low <= first.rate <= high:
            yield first.name, (f"it is asked {first.rate:,.4g} times a second, and its endpoint {name} is called "
                               f"{rate:,.4g} times on average and {rate * busy:,.4g} times at the peak"), (
                "Mend the one that is wrong.")


@rule("payload-bandwidth-off", "warning", 3, SPINE.format(3, "the schemas compute the bandwidth a second time"))
def payload_bandwidth_off(look: "Look") -> Told:
    """The bandwidth of the estimate and that of the schemas are the same bytes: far apart, one forgets something."""
    from helpers.interface.flows import compare

    if not look.rates:
        return
    for each in compare(look.api, look.estimate):
        yield each.where, each.message, each.fix


@rule("payload-over-network", "error", 5, SPINE.format(2, "what network bandwidth is expected"))
def payload_over_network(look: "Look") -> Told:
    """More bytes than the network cards of the boxes at the door take wait in line, however fast the rest is."""
    if look.drawing is None or not look.rates or not look.average or not look.peak:
        return
    sent = look.api.bandwidth(look.estimate).outgoing * look.peak / look.average
    for each in look.drawing.of_kind("client"):
        doors = [look.drawing[call.target] for call in look.drawing.callees(each.name)]
        own = [door for door in doors if not door.of.managed and door.kind not in ("cdn", "dns", "external")]
        room = sum(door.replicas for door in own) * NETWORK_CARD
        if own and len(own) == len(doors) and sent > room:
            yield own[0].name, (f"at the peak {sent / 1e9:.3g} GB a second go out, and {listed(d.name for d in own)} "
                                f"can send {room / 1e9:.3g}"), (
                "Add machines at the door, send less, or let a CDN send it.")


NETWORK_CARD = 1.25e9  # bytes a second: 10 Gbit/s, a usual card of a rented machine (assumption)


@rule("storage-over-store", "error", 5, SPINE.format(2, "how much storage is needed"))
def storage_over_store(look: "Look") -> Told:
    """What grows for years must fit: a full disk stops every write, and not only that of the newest rows."""
    for box, needed, room in stored(look):
        if needed > room:
            yield box.name, (f"{listed(box.stores)} {verb(box.stores, 'take')} {needed / 1e12:.3g} TB at the end of "
                             "the time, and its "
                             f"{box.shards} shard{'s' * (box.shards > 1)} hold{'s' * (box.shards == 1)} "
                             f"{room / 1e12:.3g} TB"), (
                "Say how much it keeps (stored_gb), or add shards: about "
                f"{max(1, round_up(needed / max(1.0, room) * box.shards)):.0f} as they are.")


@rule("storage-not-paid", "warning", 5, SPINE.format(2, "cost follows from storage"))
def storage_not_paid(look: "Look") -> Told:
    """A machine that keeps more than the usual disk costs more than the usual price."""
    from helpers.architecture.kinds import SSD_GB

    for box in look.drawing or ():
        if not box.durable or box.of.managed or not box.stored_gb or not box.of.ssd_gb:
            continue
        beyond = box.stored_gb / box.shards - box.of.ssd_gb
        if beyond > 0 and box.cost < 0.9 * (box.of.monthly_cost + beyond * SSD_GB):
            due = box.of.monthly_cost + beyond * SSD_GB
            yield box.name, (f"each machine keeps {box.stored_gb / box.shards:,.0f} GB for ${box.cost:,.0f} a month; "
                             f"with that disk it costs about ${due:,.0f}"), f'Write cost="${due:.0f}/month".'


def stored(look: "Look") -> Iterator[tuple["Component", float, float]]:
    """Each store whose disks are its own: the bytes of one copy that come, and the bytes that it has room for."""
    from helpers.data_model.sizes import entity_sizes

    if look.drawing is None or look.model is None:
        return
    for box in look.drawing:
        if not box.durable or box.of.managed or not box.stores or not (box.of.ssd_gb or box.stored_gb):
            continue
        needed = 0.0
        for name in box.stores:
            entity = look.entity(name)
            if entity is not None:
                years = HORIZON if entity.keep is None else min(HORIZON, entity.keep / YEAR)
                needed += entity_sizes(entity, look.model, years)["bytes"]
        room = 1e9 * (box.stored_gb or box.shards * box.of.ssd_gb)
        yield box, needed, room


HORIZON, YEAR = 5.0, 365.25 * 86_400  # years that a design is made for, where nothing says how long data are kept
