"""Rules on numbers: load against capacity, and cost against the budget."""

from helpers.architecture.load import TARGET_UTILISATION
from helpers.architecture.rules.registry import Look, Told, rule
from helpers.rounding import whole_percent
from helpers.units import Q, human

NEEDLESS = 3  # times the machines that the load asks for; one machine with two spare ones is never too many

def _rate(value: float) -> str:
    return human(Q(float(value), "1/s"), 2)


def _more(load) -> str:
    component = load.component
    below = f"to stay below {TARGET_UTILISATION:.0%}"
    if not component.of.stores:
        return f"It needs {load.needed_replicas} replicas {below}, or less load: a cache, a queue."
    if component.of.managed:
        return f"It needs {load.needed_shards} shards {below}, or less load: a cache, a queue."
    if load.needed_replicas is None:
        return ("No number of copies is enough, as each takes every write: use a store that spreads its data over "
                f"shards, or split this one into {load.needed_shards}.")
    shards = f"shards={load.needed_shards} (of {component.copies} copies)"
    if load.needed_copies is None:
        return f"It needs {shards} {below}; more copies do not help, as each takes every write of its shard."
    if load.needed_copies * component.shards > load.needed_replicas:
        return f"It needs {shards} {below}, or less load: a cache, a queue."
    return f"It needs copies={load.needed_copies} {below}, or less load: a cache, a queue."


@rule("overload", "error")
def overload(look: Look) -> Told:
    """Where more arrives than can be done the queue grows without bound, however fast the rest is."""
    for each in (look.loads or {}).values():
        if each.utilisation > 1:
            yield look.place(each.component.name), (
                f"{_rate(each.arrivals)} arrive, and it takes {_rate(each.capacity)} of such requests: "
                f"{whole_percent(each.utilisation)}"), _more(each)


@rule("busy", "warning")
def busy(look: Look) -> Told:
    """Above about 70% waiting grows steeply, and nothing is left for a lost replica or a busier evening."""
    for each in (look.loads or {}).values():
        if TARGET_UTILISATION < each.utilisation <= 1:
            yield look.place(each.component.name), f"it is {whole_percent(each.utilisation)} busy at peak", _more(each)


@rule("needless-replicas", "note")
def needless_replicas(look: Look) -> Told:
    """Replicas that neither load nor failures ask for cost money and care every month."""
    for each in (look.loads or {}).values():
        component = each.component
        enough = max(3, NEEDLESS * (each.needed_replicas or 1))
        if component.cost and each.arrivals and component.replicas > enough:
            told = f"{component.replicas} replicas are at work {each.utilisation:.1%} of the time"
            yield look.place(component.name), told, (
                f"{max(2, each.needed_replicas or 1)} carry this load and the loss of one." if each.needed_replicas == 1
                else f"{each.needed_replicas} carry this load at {TARGET_UTILISATION:.0%}.")


@rule("over-budget", "error")
def over_budget(look: Look) -> Told:
    """A design that nobody can pay for is not built; cost is a requirement as much as latency is."""
    budget = look.targets.monthly_cost
    if budget is not None and look.cost > budget:
        dearest = max(look.architecture.components, key=lambda each: each.replicas * each.cost)
        yield "architecture", (f"it costs {human(Q(float(look.cost), 'USD/month'))}, and the budget is "
                               f"{human(Q(float(budget), 'USD/month'))}"), (
            f"{look.called(dearest.name)} costs most: fewer or smaller replicas, or a cheaper kind of store.")
