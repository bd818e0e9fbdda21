"""The whole reference designs, and small changes to them that several tests make."""

from functools import cache
from pathlib import Path
from typing import Any

from helpers import Decisions, Design
from helpers.data_model import Entity, Field

FOLDER = Path(__file__).resolve().parent.parent / "reference_designs"
CASES = ("url_shortener", "pastebin", "microblog")
CAPSTONE = ("chat", "ride_hailing", "ticketing", "video_streaming")


@cache
def whole(case: str = "url_shortener") -> Design:
    """The reference design of a case."""
    return Design.load(FOLDER / f"{case}.yaml")


def with_box(design: Design, name: str, **changes: Any) -> Design:
    """The design with one box changed."""
    return design.replace(architecture=design.architecture.replace(name, **changes))


def with_endpoint(design: Design, name: str, **changes: Any) -> Design:
    """The design with one endpoint changed."""
    return design.replace(api=design.api.change(name, **changes))


def with_entity(design: Design, name: str, **changes: Any) -> Design:
    """The design with one entity changed."""
    return design.replace(data_model=design.data_model.put(design.data_model[name].replace(**changes)))


def with_pattern(design: Design, name: str, **changes: Any) -> Design:
    """The design with one access pattern changed."""
    return design.replace(data_model=design.data_model.put(design.data_model.pattern(name).replace(**changes)))


def with_row(design: Design, name: str, **changes: Any) -> Design:
    """The design with one row of its requirements changed."""
    return design.replace(requirements=design.requirements.replace(name, **changes))


def with_rows(design: Design, *rows: Any) -> Design:
    """The design with more rows of requirements."""
    return design.replace(requirements=design.requirements.add(*rows))


def with_notes(design: Design, **changes: Any) -> Design:
    """The design with other notes."""
    return design.replace(notes=design.notes.replace(**changes))


def with_plan(design: Design, **changes: Any) -> Design:
    """The design with another plan of step 7."""
    return design.replace(reliability=design.reliability.replace(**changes))


def with_decision(design: Design, place: int, **changes: Any) -> Design:
    """The design with one decision changed, or, without changes, left out."""
    kept = list(design.decisions)
    kept[place:place + 1] = [kept[place].replace(**changes)] if changes else []
    return design.replace(decisions=Decisions(kept))


def without_index(design: Design, entity: str, *index: str) -> Design:
    """The design without one index of an entity."""
    indexes = [each for each in design.data_model[entity].indexes if each != index]
    assert len(indexes) < len(design.data_model[entity].indexes), "there is no such index"
    return with_entity(design, entity, indexes=indexes)


def with_field(design: Design, entity: str, name: str, kind: str) -> Design:
    """The design with a field added to an entity, or another in its place."""
    old: Entity = design.data_model[entity]
    fields = tuple(each for each in old.fields if each.name != name)
    return with_entity(design, entity, fields=(*fields, Field.read(name, kind)))


def without_alerts(design: Design, *boxes: str) -> Design:
    """The design without the alerts on some boxes."""
    return with_plan(design, alerts=[each for each in design.reliability.alerts if each.component not in boxes])


def new_findings(design: Design, before: Design) -> set[tuple[str, str]]:
    """What is found in a design and not in another: rule and place."""
    old = {(each.rule, each.where, each.message) for each in before.check()}
    return {(each.rule, each.where) for each in design.check() if (each.rule, each.where, each.message) not in old}
