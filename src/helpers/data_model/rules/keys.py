"""Rules on keys, references and relations."""

from helpers.data_model.rules.registry import GDPR, KARWIN, POSTGRES, SPINE, SPLINTER, WINAND, rule
from helpers.errors import nearest

YEARS = 5


@rule("no-key", "error", SPLINTER.format("0004 no_primary_key"), KARWIN.format("ch. 4, ID Required"))
def no_key(look):
    """Without a key no row can be found again, changed alone, or referred to."""
    for each in look.model.entities:
        if not each.key:
            yield each.name, "has no key", "Name the fields that tell one row from all others: key='id'."


@rule("key-may-be-empty", "error", POSTGRES.format("5.4.4 Primary Keys"))
def key_may_be_empty(look):
    """A key of which a part is empty tells nothing apart."""
    for each in look.model.entities:
        for name in each.key:
            if each[name].optional:
                yield each.name, f"the key field {name} may be empty", f"Take the ? from {name}."


@rule("mutable-key", "warning", KARWIN.format("ch. 4"), POSTGRES.format("5.4.5 Foreign Keys"))
def mutable_key(look):
    """A key that changes must be changed in every row, cache, index and log that holds it."""
    for each in look.model.entities:
        for name in each.key:
            if each[name].has("changes"):
                yield (
                    each.name,
                    f"the key field {name} changes",
                    f"Use a key without meaning, and make {name} unique.",
                )


@rule("personal-key", "warning", GDPR.format("Art. 5(1)(c), data minimisation"))
def personal_key(look):
    """A key is copied into references, logs and addresses, and whatever it tells goes with it."""
    for each in look.model.entities:
        for name in each.key:
            if each[name].has("personal", "secret"):
                yield each.name, f"the key field {name} tells of a person, or is secret", "Use a key without meaning."


@rule("random-key", "warning", "RFC 9562 (2024), section 2.1: random UUIDs have poor index locality")
def random_key(look):
    """Rows with random keys are spread over the whole index: each insert touches another page."""
    for each in look.model.entities:
        if len(each.key) == 1 and each[each.key[0]].base == "uuid":
            yield (
                each.name,
                "its key is drawn at random, so each insert goes to another page of the index",
                "Use uuid7, or a number, where the time of making may be known.",
            )


@rule("key-runs-out", "error", POSTGRES.format("8.1 Numeric Types"), "squawk: prefer-bigint-over-int")
def key_runs_out(look):
    """A number of 16 or 32 bits ends at 32,767 or 2,147,483,647; then inserts fail."""
    for each in look.model.entities:
        if len(each.key) == 1:
            field = each[each.key[0]]
            most = {16: 2**15 - 1, 32: 2**31 - 1}.get(field.numbers[0] if field.numbers else 0)
            made = each.rows + each.growth * YEARS * 365.25 * 86400  # numbers of rows that are gone are not used again
            if field.base == "integer" and most and made > most:
                yield (
                    each.name,
                    f"{made:,.0f} rows in {YEARS} years are more than {field.name} can count ({most:,})",
                    f"Write {field.name} as integer.",
                )


@rule("unknown-entity", "error", SPINE.format("names are the joints between the parts"))
def unknown_entity(look):
    """What refers to an entity that is not there cannot be made."""
    names = look.model.names
    told = [(f"{each.name}.{ref.name}", ref.target) for each in look.model.entities for ref in each.refs]
    told += [(each.name, each.entity) for each in look.model.patterns]
    told += [
        (f"{each.source} to {each.target}", name)
        for each in look.model.relations
        for name in (each.source, each.target, each.through)
        if name
    ]
    for where, name in told:
        if name not in names:
            yield where, f"there is no entity {name}", f"Add it, or mend the name.{nearest(name, names)}"


@rule("unknown-field", "error", SPINE.format("names are the joints between the parts"))
def unknown_field(look):
    """A pattern that asks for a field that is not there cannot be served."""
    for each in look.model.patterns:
        if each.entity in look.model and not look.sound(each):
            yield (
                each.name,
                f"names a field that {each.entity} does not have",
                f"{each.entity} has {', '.join(look.model[each.entity].names)}.",
            )


@rule("reference-without-key", "error", POSTGRES.format("5.4.5 Foreign Keys"))
def reference_without_key(look):
    """One field refers to a key of one field."""
    for each in look.model.entities:
        for ref in each.refs:
            target = look.known.get(ref.target)
            if target is not None and len(target.key) > 1:
                yield (
                    f"{each.name}.{ref.name}",
                    f"{target.name} has a key of {len(target.key)} fields, and a reference is one field",
                    f"Give {target.name} a key of one field.",
                )


@rule("circle-of-references", "error", POSTGRES.format("5.4.5 Foreign Keys"))
def circle_of_references(look):
    """Where each row needs another first, the first one cannot be made."""
    needs = {each.name: {ref.target for ref in each.refs if not ref.optional} for each in look.model.entities}
    for name in needs:
        seen, front = set(), set(needs[name])
        while front:
            seen |= front
            front = {other for each in front for other in needs.get(each, ())} - seen
        if name in seen:
            yield name, "its references lead back to itself, and none may be empty", "Let one be empty: 'ref user?'."


@rule("many-to-many-without-table", "error", KARWIN.format("ch. 2, Jaywalking"))
def many_to_many_without_table(look):
    """Many on both sides need a table between, with a reference to each."""
    for each in look.model.relations:
        if each.kind != "many to many":
            continue
        between = look.known.get(each.through)
        targets = [ref.target for ref in between.refs] if between is not None else []
        for name in (each.source, each.target):
            if name in targets:
                targets.remove(name)
            else:
                yield (
                    f"{each.source} to {each.target}",
                    "many to many, and no table between refers to both",
                    "Add an entity with a reference to each, and name it: through='follow'.",
                )
                break


@rule("doubles-possible", "warning", WINAND.format("ch. 1, The Index Leaf Nodes"), KARWIN.format("ch. 4"))
def doubles_possible(look):
    """A table between two entities without a rule on the pair lets the same pair stand there twice."""
    for relation in look.model.relations:
        between = look.known.get(relation.through)
        if relation.kind == "many to many" and between is not None:
            refs = {ref.name for ref in between.refs if ref.target in (relation.source, relation.target)}
            if len(refs) > 1 and not any(set(each) <= refs for each in (between.key, *between.unique) if each):
                yield between.name, "the same pair may stand there twice", f"Make {', '.join(sorted(refs))} its key."
