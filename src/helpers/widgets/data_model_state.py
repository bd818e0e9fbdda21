"""All that the studio of step 4 holds at one moment: what an undo takes back, and what is kept in my_design/."""

from dataclasses import dataclass, field

from helpers.data_model import DataModel, Store
from helpers.errors import CourseError
from helpers.widgets.entity_graph import Drawing, drawn, usable
from helpers.widgets.entity_messages import read_drawing

STORES = (Store("database"), Store("backup", rest="none"))


@dataclass(frozen=True)
class State:
    """All that an undo takes back: the drawing, the places of the flow, and texts that could not be read."""

    drawing: Drawing
    stores: tuple[Store, ...]
    drafts: dict = field(default_factory=dict)  # (table, row, column) -> (text, what is wrong)

    @property
    def model(self) -> DataModel:
        """The model that the drawing means."""
        return self.drawing.model

    def of(self, table: str) -> dict:
        """The drafts of a table, by row and column."""
        return {(row, column): draft for (each, row, column), draft in self.drafts.items() if each == table}


def texts_of(graph: dict) -> list:
    """All of a graph but the places of its boxes."""
    return [graph["name"], *({**each, "at": None} for each in graph["components"])]


def view_of(state: State) -> dict:
    """How the studio shows its model: texts as they were typed, places, stores, and what could not be read."""
    graph = state.drawing.graph
    return {
        "name": graph["name"],
        "components": graph["components"],
        "stores": [{"place": each.place, "fields": list(each.fields), "transit": each.transit, "rest": each.rest}
                   for each in state.stores],
        "drafts": [[*key, str(text), message] for key, (text, message) in state.drafts.items()],
    }  # fmt: skip


def kept_state(model: DataModel, view: dict, given: State) -> State:
    """The state that was saved; what of it no longer fits the model, or is damaged, is made anew."""
    drawing = drawn(model)
    try:
        graph = usable({"name": view["name"], "components": view["components"],
                        "connections": drawing.graph["connections"]})  # fmt: skip
        read = read_drawing(graph, drawing)
        drawing = read if read.model == model else drawing
    except (CourseError, KeyError, TypeError):
        pass
    stores, drafts = given.stores, {}
    try:
        stores = tuple(Store(**each) for each in view["stores"]) or given.stores
        drafts = {(str(table), str(row), str(column)): (text, str(message))
                  for table, row, column, text, message in view.get("drafts", ())}  # fmt: skip
    except (CourseError, KeyError, TypeError, ValueError):
        pass
    return State(drawing, stores, drafts)
