"""Rules on access patterns: against endpoints, against the estimate, and against each other."""

from helpers.data_model.rules.registry import KLEPPMANN, SPINE, WINAND, rule
from helpers.data_model.sizes import entity_sizes, row_bytes
from helpers.errors import CourseError, nearest

FACTOR = 2


@rule("endpoint-without-pattern", "error", SPINE.format("every endpoint has its patterns"))
def endpoint_without_pattern(look):
    """An endpoint that asks for no data, and changes none, is forgotten here."""
    if look.endpoints is not None:
        served = {each.serves for each in look.model.patterns}
        for name in look.endpoints:
            if name not in served:
                yield name, "no access pattern serves this endpoint", f"Add one: AccessPattern(..., serves={name!r})."


@rule("pattern-serves-nothing", "warning", SPINE.format("every pattern serves an endpoint"))
def pattern_serves_nothing(look):
    """A pattern that no endpoint asks for costs indexes and time for nobody."""
    for each in look.model.patterns:
        if each.job:
            continue
        if look.endpoints is not None and each.serves and each.serves not in look.endpoints:
            yield (
                each.name,
                f"serves {each.serves}, which is no endpoint",
                (
                    f"Add the endpoint, or mend the name.{nearest(each.serves, look.endpoints)} "
                    'What no caller asks for serves "job: ...".'
                ),
            )
        elif not each.serves:
            yield each.name, "does not say which endpoint it serves", "Add serves='open_link'."


@rule("unbounded-read", "warning", WINAND.format("ch. 7, Partial Results"))
def unbounded_read(look):
    """A list without a limit grows with the data until it fails."""
    for pattern, entity in look.reads():
        equal = {name for name, how in pattern.conditions(entity) if how == "="}
        alone = any(set(each) <= equal for each in (entity.key, *entity.unique) if each)
        if not pattern.writes and pattern.limit is None and not alone:
            yield pattern.name, f"returns as many rows of {entity.name} as there are", "Add limit=20, and pages."


@rule("order-without-end", "warning", WINAND.format("ch. 7, Fetching the Next Page"))
def order_without_end(look):
    """Pages of a list without an order repeat rows, or leave some out."""
    for pattern, entity in look.reads():
        equal = {name for name, how in pattern.conditions(entity) if how == "="}
        alone = any(set(each) <= equal for each in (entity.key, *entity.unique) if each)
        listed = pattern.limit is not None and pattern.limit > 1 and not pattern.writes
        if (
            listed
            and not alone
            and not pattern.order_by
            and not any(how != "=" for _, how in pattern.conditions(entity))
        ):
            yield pattern.name, f"returns {pattern.limit} rows in no order", "Add order_by='created desc'."


@rule("text-search", "warning", WINAND.format("ch. 2, LIKE"))
def text_search(look):
    """An ordinary index finds a text by its beginning at best; words inside need a search index."""
    for pattern, entity in look.reads():
        for name, how in pattern.conditions(entity):
            if how == "like":
                yield (
                    pattern.name,
                    f"looks for part of {name}",
                    "Keep a search index for it, or look by the whole value.",
                )


@rule("unique-rule-races", "error", KLEPPMANN.format("ch. 7, Write Skew and Phantoms"))
def unique_rule_races(look):
    """Look first and insert then: two at once both find nothing, and both insert. The database must keep the rule."""
    for pattern, entity in look.reads():
        names = {name for name, how in pattern.conditions(entity) if how == "="}
        kept = any(set(each) <= names for each in (entity.key, *entity.unique) if each)
        made = any(
            each.entity == entity.name and each.writes == "insert" and each.serves == pattern.serves
            for each in look.model.patterns
        )
        if pattern.serves and made and names and pattern.limit == 1 and not pattern.writes and not kept:
            yield (
                pattern.name,
                f"{pattern.serves} looks for {', '.join(sorted(names))} before it inserts: two at once "
                "both find nothing",
                f"Make it a rule of the database: unique=[{sorted(names)}].",
            )


@rule("never-read", "note", SPINE.format("an entity is there for its patterns"))
def never_read(look):
    """What nobody reads need not be stored here."""
    read = {each.entity for each in look.model.patterns if each.writes != "insert"}
    for entity in look.model.entities if look.model.patterns else ():
        pointed = any(ref.target == entity.name for other in look.model.entities for ref in other.refs)
        if entity.name not in read and not pointed:
            yield entity.name, "no pattern reads it", "Add the pattern that does, or leave the entity out."


@rule("off-from-estimate", "warning", SPINE.format("step 2 and step 4 count the same rows"))
def off_from_estimate(look):
    """The estimate and the model speak of the same rows: more than twice apart, one of them is wrong."""
    if look.estimate is None:
        return
    told = [
        (each.name, f"{each.name}_size", "B", _stored_bytes(each, look), "bytes a row") for each in look.model.entities
    ]
    told += [
        (each.name, f"new_{each.name}s", "1/s", each.growth, "new rows a second")
        for each in look.model.entities
        if each.growth
    ]
    told += [
        (each.name, name, "1/s", each.rate, "a second")
        for each in look.model.patterns
        if each.rate
        for name in (each.name, each.serves)
        if name
    ]
    for where, name, unit, ours, words in told:
        theirs = _number(look.estimate, name, unit)
        if theirs and ours and not 1 / FACTOR <= ours / theirs <= FACTOR:
            yield (
                where,
                f"{_told(ours)} {words} here, {_told(theirs)} in the estimate ({name})",
                "Mend the one that is wrong; they may be twice apart.",
            )


def _stored_bytes(entity, look) -> float:
    """Bytes of a row: its fields, or all that it takes on disk with its header and indexes, whichever is nearer."""
    bare, rows = row_bytes(entity, look.model), 1_000_000
    sizes = entity_sizes(entity.replace(rows=rows, growth=0.0, keep=None), look.model, 0)
    whole, theirs = sizes["bytes"] / rows, _number(look.estimate, f"{entity.name}_size", "B")
    return min(max(theirs, bare), whole) if theirs else bare


def _number(estimate, name: str, unit: str) -> float | None:
    from helpers.units import Q

    try:
        found = Q(estimate[name])
        return float(found.to("byte").magnitude) if unit == "B" else _rate(found)
    except (CourseError, KeyError, ValueError, TypeError, AttributeError):
        return None  # the name stands for something else there


def _rate(found) -> float | None:
    """A rate of things per time, whatever the things are called."""
    base = found.to_base_units()
    return float(base.magnitude) if "[time]" in dict(base.dimensionality) else None


def _told(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
