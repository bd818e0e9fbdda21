"""Changes of a model that follow a name wherever it is used: in keys, indexes, references, relations and patterns."""

from collections.abc import Callable
from dataclasses import replace

from helpers.data_model.errors import DataModelError
from helpers.data_model.model import DataModel
from helpers.data_model.parts import AccessPattern, Entity, compared, ordered
from helpers.data_model.types import Field
from helpers.errors import shorten


def rename_entity(model: DataModel, old: str, new: str) -> DataModel:
    """The model with another name for an entity; references, relations and patterns follow.

    >>> links = DataModel("Links").add(Entity("user", {"id": "integer"}, key="id"),
    ...                                Entity("link", {"code": "string(7)", "owner": "ref user"}, key="code"))
    >>> rename_entity(links, "user", "member")["link"]["owner"].text
    'ref member'
    """
    model[old]

    def renamed(name: str) -> str:
        return new if name == old else name

    return replace(
        model,
        entities=tuple(
            replace(each, name=renamed(each.name), fields=tuple(pointed(field, old, new) for field in each.fields))
            for each in model.entities
        ),
        relations=tuple(
            replace(each, source=renamed(each.source), target=renamed(each.target), through=renamed(each.through))
            for each in model.relations
        ),
        patterns=tuple(replace(each, entity=renamed(each.entity)) for each in model.patterns),
    )


def pointed(field: Field, old: str, new: str) -> Field:
    """A field that refers to `new` where it referred to `old`."""
    return replace(field, target=new) if field.base == "ref" and field.target == old else field


def rename_field(model: DataModel, entity: str, old: str, new: str) -> DataModel:
    """The model with another name for a field; the entity's key and indexes, and the patterns on it, follow.

    >>> links = DataModel("Links").add(Entity("link", {"code": "string(7)"}, key="code"),
    ...                                AccessPattern("by_code", "link", by="code"))
    >>> rename_field(links, "link", "code", "short").pattern("by_code").by
    ('short',)
    """
    whole = model[entity]
    whole[old]

    def entry(text: str) -> str:
        name, down = whole.order_of(text)
        return text if name != old else f"{new} desc" if down else new

    made = replace(
        whole,
        fields=tuple(Field.read(new, each.text) if each.name == old else each for each in whole.fields),
        key=tuple(new if each == old else each for each in whole.key),
        indexes=tuple(tuple(map(entry, each)) for each in whole.indexes),
        unique=tuple(tuple(new if name == old else name for name in each) for each in whole.unique),
    )
    return renamed_in_patterns(model.put(made), whole, old, new)


def renamed_in_patterns(model: DataModel, entity: Entity, old: str, new: str) -> DataModel:
    """The model with another name for a field in the patterns on its entity."""

    def followed(texts: tuple[str, ...], split: Callable[[str], tuple]) -> tuple[str, ...]:
        return tuple(
            text if (text if text in entity else split(text)[0]) != old
            else new if text == old else f"{new}{text.strip()[len(old):]}"
            for text in texts
        )

    def changed(pattern: AccessPattern) -> AccessPattern:
        if pattern.entity != entity.name:
            return pattern
        return replace(
            pattern,
            by=followed(pattern.by, compared),
            order_by=followed(pattern.order_by, ordered),
            returns=tuple(new if each == old else each for each in pattern.returns),
        )

    return replace(model, patterns=tuple(map(changed, model.patterns)))


def without_field(model: DataModel, entity: str, name: str) -> DataModel:
    """The model without a field; it leaves the key, and an index or a unique rule that names it goes, as in a database.

    >>> links = DataModel("Links").add(Entity("link", {"code": "string(7)", "owner": "integer"}, key="code",
    ...                                       indexes=["owner"]))
    >>> without_field(links, "link", "owner")["link"].indexes
    ()
    """
    whole = model[entity]
    whole[name]
    if len(whole.fields) == 1:
        raise DataModelError(f"{entity}: {shorten(name)} is its only field. Delete the entity, or add another first.")
    return model.put(
        replace(
            whole,
            fields=tuple(each for each in whole.fields if each.name != name),
            key=tuple(each for each in whole.key if each != name),
            indexes=tuple(each for each in whole.indexes if name not in {whole.order_of(one)[0] for one in each}),
            unique=tuple(each for each in whole.unique if name not in each),
        )
    )


def refer(model: DataModel, source: str, target: str) -> tuple[DataModel, str]:
    """The model with one more field of `source`, which refers to `target`; and the field's name.

    >>> links = DataModel("Links").add(Entity("user", {"id": "integer"}, key="id"),
    ...                                Entity("link", {"code": "string(7)"}, key="code"))
    >>> refer(links, "link", "user")[1]
    'user'
    """
    whole, name = model[source], free_name(model[target].name, model[source].names)
    quoted = Field(name, "ref", target=target)
    return model.put(replace(whole, fields=(*whole.fields, quoted))), name


def free_name(wish: str, taken: "tuple[str, ...] | list[str]") -> str:
    """The wished name, or with a number after it where a database would take it for one that is there.

    >>> free_name("user", ("id", "User"))
    'user_2'
    """
    known, name, number = {each.casefold() for each in taken}, wish, 2
    while name.casefold() in known:
        name = f"{wish[:55]}_{number}"
        number += 1
    return name
