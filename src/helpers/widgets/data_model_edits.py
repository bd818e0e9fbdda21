"""The changes that a data model studio offers: entities, patterns and places, added, changed and taken out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from helpers.data_model import DataFlow, DataModel, Store
from helpers.data_model.edits import free_name
from helpers.errors import CourseError, shorten
from helpers.widgets import pattern_tab
from helpers.widgets.data_model_state import State
from helpers.widgets.entity_graph import usable
from helpers.widgets.flow_tab import changed_store
from helpers.widgets.pattern_tab import PatternTab, new_pattern

MOST_STORES = 30


class ModelEdits:
    """The changes by name. Each ends in the studio's one way: a new state, accepted."""

    _state: State
    data_model: DataModel
    patterns: PatternTab
    _accept: Any
    _drawn: Any
    _say: Any

    @property
    def stores(self) -> tuple[Store, ...]:
        """The places that the fields reach."""
        return self._state.stores

    def add_entity(self, name: str = "entity") -> None:
        """Add an entity with one field, to be filled in."""
        boxes = self._state.drawing.graph["components"]
        self._graph([*boxes, {"name": free_name(name, [each["name"] for each in boxes]), "kind": "entity"}])

    def edit_entity(self, name: str, part: str, value: Any) -> None:
        """Change one part of an entity: its name, key, indexes, unique, rows, growth, keep (texts), or its fields.

        Fields are pairs of name and type. What cannot be read stays in its field, with the reason.
        """
        boxes = self._state.drawing.graph["components"]
        if name not in [each["name"] for each in boxes]:
            self.data_model[name]  # says which there are
        if part not in ("name", "fields", "key", "indexes", "unique", "rows", "growth", "keep"):
            raise CourseError(f"part: {shorten(part)} is no part of an entity. Write fields, key or indexes.")
        shown = [list(each) for each in value] if part == "fields" else value
        arrows = self._state.drawing.graph["connections"]
        if part == "name":
            arrows = [{**each, **{end: value for end in ("source", "target") if each[end] == name}} for each in arrows]
        self._graph([{**each, part: shown} if each["name"] == name else each for each in boxes], arrows)

    def remove_entity(self, name: str) -> None:
        """Take an entity out; references to it stay, and a finding tells of them."""
        self.data_model[name]
        self._graph([each for each in self._state.drawing.graph["components"] if each["name"] != name])

    def relate(self, source: str, target: str) -> None:
        """Let one entity refer to another by a new field."""
        for each in (source, target):
            self.data_model[each]
        if source == target:
            raise CourseError(f"target: an arrow from {source} to itself cannot be drawn. Add a field 'ref {source}'.")
        graph = self._state.drawing.graph
        self._graph(graph["components"], [*graph["connections"], {"source": source, "target": target}])

    def edit_pattern(self, name: str, column: str, value: object) -> None:
        """Change one cell of a pattern. What cannot be read stays in the field, with the reason."""
        self.patterns.chosen = name
        try:
            model = pattern_tab.changed(self.data_model, name, column, value)
        except CourseError as error:
            self._draft("patterns", name, column, value, error)
            return
        new = str(value).strip() if column == "name" else name
        drafts = {(table, new if (table, row) == ("patterns", name) else row, each): draft
                  for (table, row, each), draft in self._state.drafts.items()
                  if (table, row, each) != ("patterns", name, column)}  # fmt: skip
        self.patterns.chosen = new
        self._take_patterns(model, drafts)

    def add_pattern(self) -> None:
        """Add a pattern with a name of its own, to be filled in."""
        try:
            made = new_pattern(self.data_model)
        except CourseError as error:
            self._say(str(error))
            return
        self.patterns.chosen = made.name
        self._take_patterns(self.data_model.add(made))

    def remove_pattern(self, name: str) -> None:
        """Take a pattern out; it can be undone."""
        model = self.data_model
        model.pattern(name)
        self._take_patterns(replace(model, patterns=tuple(each for each in model.patterns if each.name != name)))

    def add_index(self, entity: str, names: Iterable[str]) -> None:
        """Give an entity one more index."""
        whole = self.data_model[entity]
        self.data_model = self.data_model.put(whole.replace(indexes=(*whole.indexes, tuple(names))))

    def edit_store(self, number: int, column: str, value: object) -> None:
        """Change one cell of a place, counted from 0. What cannot be read stays in the field, with the reason."""
        stores = list(self.stores)
        try:
            stores[number] = changed_store(stores[number], column, value)
            DataFlow(self.data_model, tuple(stores))
        except CourseError as error:
            self._draft("stores", str(number), column, value, error)
            return
        drafts = {key: draft for key, draft in self._state.drafts.items() if key != ("stores", str(number), column)}
        self._accept(replace(self._state, stores=tuple(stores), drafts=drafts))

    def add_store(self) -> None:
        """Add a place that the fields reach."""
        missing = [each for each in ("cache", "log", "analytics", "queue", "search", "backup", "database")
                   if each not in {store.place for store in self.stores}]  # fmt: skip
        if len(self.stores) < MOST_STORES:
            self._accept(replace(self._state, stores=(*self.stores, Store((missing or ["backup"])[0]))))

    def remove_store(self, number: int) -> None:
        """Take a place out; the last one stays."""
        if len(self.stores) == 1:
            self._say("stores: the fields must be somewhere. Add another place first.")
            return
        drafts = {key: draft for key, draft in self._state.drafts.items() if key[0] != "stores"}
        self._accept(replace(self._state, drafts=drafts,
                             stores=tuple(each for at, each in enumerate(self.stores) if at != number)))  # fmt: skip

    # --- how they become a new state ----------------------------------------------------------------------------------

    def _graph(self, boxes: list[dict], arrows: list[dict] | None = None) -> None:
        graph = self._state.drawing.graph
        self._drawn(usable({**graph, "components": boxes,
                            "connections": graph["connections"] if arrows is None else arrows}))  # fmt: skip

    def _take_patterns(self, model: DataModel, drafts: dict | None = None) -> None:
        kept = self._state.drafts if drafts is None else drafts
        names = [each.name for each in model.patterns]
        kept = {key: draft for key, draft in kept.items() if key[0] != "patterns" or key[1] in names}
        drawing = replace(self._state.drawing, model=model)
        self._accept(replace(self._state, drawing=drawing, drafts=kept))

    def _draft(self, table: str, row: str, column: str, value: object, error: CourseError) -> None:
        drafts = {**self._state.drafts, (table, row, column): (value, str(error))}
        self._accept(replace(self._state, drafts=drafts))
        self._say(str(error))
