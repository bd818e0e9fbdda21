"""Rules on data: each entity is kept once, for good, in a store that suits it."""

from helpers.architecture.flows import holders
from helpers.architecture.kind_families import kinds_of
from helpers.architecture.routing import adjacency, reachable
from helpers.architecture.rules.registry import Look, Told, listed, rule
from helpers.errors import nearest

PASSES_ON = ("client", *kinds_of("door"))  # they ask on behalf of others, and feed nobody
ROWS = kinds_of("rows")


def _needed(look) -> list[str]:
    return list(dict.fromkeys(entity for flow in look.flows for entity in (*flow.reads, *flow.writes)))


def _keeping(look, entity: str):
    return [each for each in look.architecture.components if entity in each.stores]


@rule("entity-not-stored", "error")
def entity_not_stored(look: Look) -> Told:
    """An entity that an endpoint needs and no box keeps cannot be read back, whatever else is drawn."""
    for entity in _needed(look):
        if not _keeping(look, entity):
            using = [flow.name for flow in look.flows if entity in (*flow.reads, *flow.writes)]
            needs = f"{listed(using)} need{'s' if len(using) == 1 else ''} it"
            yield entity, f"{needs}, and no box stores it", (
                f"Name it under stores of the box that keeps it.{nearest(entity, look.architecture.entities)}")


@rule("multiple-sources-of-truth", "warning")
def multiple_sources_of_truth(look: Look) -> Told:
    """Two sources of truth for one entity drift apart, and then nobody knows which is right."""
    outgoing = {name: look.architecture.callees(name) for name in look.architecture.names}  # replication as well
    for entity in look.architecture.entities:
        sources = sorted(holders(look.architecture, entity)["write"])
        apart = [name for name in sources if not any(
            name in reachable(outgoing, [other]) for other in sources if other != name)]
        if len(sources) > 1 and len(apart) > 1:
            yield entity, f"{listed(look.call(apart))} each keep it for good, and neither is fed by the other", (
                "Choose one as the source of truth and feed the others from it, by replication or a stream.")


@rule("cache-without-source", "error")
def cache_without_source(look: Look) -> Told:
    """A cache forgets: what it lacks must come from a store behind it, or it is lost."""
    architecture = look.architecture
    outgoing = adjacency(architecture, None)
    for each in architecture.components:
        if not (each.of.caches and not each.durable):
            continue
        around = reachable(outgoing, [each.name, *(call.source for call in architecture.callers(each.name)
                                                   if architecture[call.source].kind != "client")])
        kept = {entity for name in around if architecture[name].durable for entity in architecture[name].stores}
        unnamed = any(architecture[name].durable or architecture[name].kind == "external" for name in around)
        missing = [entity for entity in each.stores if entity not in kept]
        if missing or not (each.stores or unnamed):
            what = listed(missing) or "what it lacks"
            yield look.place(each.name), f"no store behind it, or behind its callers, keeps {what}", (
                "Connect it, or its callers, to the store that keeps the truth.")


@rule("search-only", "error")
def search_only(look: Look) -> Told:
    """A search index is built from data and rebuilt when it breaks; an entity kept only there cannot be rebuilt."""
    for entity in look.architecture.entities:
        keeping = _keeping(look, entity)
        if all(each.kind == "search" and not each.durable for each in keeping):
            yield entity, f"only {listed(look.call(each.name for each in keeping))} keeps it, a search index", (
                "An index is a copy, lost when it is built anew: keep it in a database, and feed the index from there.")


@rule("search-not-updated", "warning")
def search_not_updated(look: Look) -> Told:
    """A search index knows only what was written into it; if nobody brings it what is new, it finds yesterday's data.

    Whoever asks it brings nothing: it is fed from the store of the truth, or by a box that leads to that store as well.
    """
    architecture = look.architecture
    outgoing = {name: architecture.callees(name) for name in architecture.names}  # replication as well
    for each in architecture.of_kind("search"):
        feeding = [name for name in architecture.names if architecture[name].kind not in PASSES_ON
                   and each.name in reachable(outgoing, [name], look.clients) and name != each.name]
        led_to = reachable(outgoing, feeding, look.clients)
        truth = {entity: holders(architecture, entity)["write"] for entity in each.stores if not each.durable}
        missing = [entity for entity, keeping in truth.items() if keeping and not keeping & led_to]
        if missing:
            kept = listed(look.call({name for entity in missing for name in truth[entity]}))
            yield look.place(each.name), f"{listed(missing)} is kept by {kept}, and nothing brings it from there", (
                "Send each change to the index, too: best by a worker, from a stream of changes of that store.")


@rule("not-durable", "error")
def not_durable(look: Look) -> Told:
    """A write that ends in memory or in an index is gone after a restart, although its owner was told it is safe."""
    for flow in look.flows:
        for entity in flow.writes:
            keeping = _keeping(look, entity)
            only_search = all(each.kind == "search" for each in keeping)
            if keeping and not only_search and not any(each.durable for each in keeping):
                kept = listed(look.call(each.name for each in keeping))
                yield flow.name, f"it writes {entity}, which only {kept} keeps", (
                    "Write to a durable store first (a database, a blob store), then fill the cache.")


@rule("too-few-copies", "error")
def too_few_copies(look: Look) -> Told:
    """One machine's disk fails every few years; data with too few copies is lost with it."""
    copies = look.targets.durability_copies
    if not copies:
        return
    for entity in look.architecture.entities:
        keeping = [each for each in _keeping(look, entity) if each.durable]
        found = sum(each.copies for each in keeping)  # shards are no copies
        if keeping and found < copies:
            yield entity, f"{listed(look.call(each.name for each in keeping))} keeps {found} of {copies} copies", (
                f"Give the store copies={copies}, or replicate it.")


@rule("large-in-database", "warning")
def large_in_database(look: Look) -> Told:
    """Photos and videos in a database fill its memory and its backups at ten times the price of a blob store."""
    for each in look.architecture.components:
        large = [entity for entity in each.stores if entity in look.architecture.large_entities]
        if large and each.kind in ROWS:
            yield look.place(each.name), f"{listed(large)} is large, and this is a {each.of.label.lower()}", (
                "Keep it in a blob store, and only its address here.")


@rule("stores-nothing", "note")
def stores_nothing(look: Look) -> Told:
    """A store without entities says nothing about the data: no path can be checked to it."""
    for each in look.architecture.components:
        copied = any(call.style == "replication" for call in look.architecture.callers(each.name))
        if each.of.stores and not each.of.caches and not each.stores and not copied:
            yield look.place(each.name), "it names no entity that it stores", "Name its entities under stores."


@rule("unused-entity", "note")
def unused_entity(look: Look) -> Told:
    """An entity that no endpoint reads or writes is kept for nobody, or an endpoint was forgotten."""
    needed = set(_needed(look))
    if not needed:
        return
    for entity in look.architecture.entities:
        if entity not in needed:
            kept = listed(look.call(each.name for each in _keeping(look, entity)))
            yield entity, f"{kept} keeps it, and no endpoint uses it", (
                f"Remove it, or add the endpoint that uses it.{nearest(entity, needed)}")
