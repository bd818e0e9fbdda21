"""The tab of partitions: the load of each shard, and what shards, skew and virtual nodes change."""

from html import escape

import ipywidgets as w

from helpers import plots
from helpers.data_model import DataModel, partition
from helpers.data_model.partitions import Partition
from helpers.data_model.shard_schemes import SCHEMES
from helpers.errors import CourseError
from helpers.findings import MARKS
from helpers.widgets.entity_text import read_lists
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.typed_slider import TypedSlider, typed_value

KEYS = 20_000  # that one move spreads
NAMES = {"modulo": "modulo", "ring": "ring (consistent hashing)", "rendezvous": "rendezvous", "slots": "fixed slots",
         "range": "range", "directory": "directory"}


class PartitionTab(w.VBox):
    """Choose the entity, its key and a scheme; turn the sliders; `.partition` is what is drawn."""

    def __init__(self):
        self.partition: Partition | None = None
        self._model, self._quiet, self._key_of = DataModel(), False, {}
        wide, narrow = {"description_width": "62px"}, {"description_width": "28px"}
        self.entity = w.Dropdown(description="Entity", style=wide, layout=w.Layout(width="190px"))
        self.key = w.Text(description="Key", style=narrow, continuous_update=False, layout=w.Layout(width="170px"),
                          tooltip="The field, or fields, that say the shard: author, or author, id")
        self.scheme = w.Dropdown(description="Scheme", options=[(NAMES[each], each) for each in SCHEMES], value="ring",
                                 style=wide, layout=w.Layout(width="255px"))
        self.rows = {
            "shards": self._slider(w.IntSlider(8, 1, 64, description="Shards"), 1, 1024),
            "grow_to": self._slider(w.IntSlider(9, 1, 64, description="Grown to"), 1, 2048),
            "skew": self._slider(w.FloatSlider(0.0, min=0.0, max=2.0, step=0.05, description="Skew (Zipf)"),
                                 0.0, 5.0),
            "nodes": self._slider(w.IntSlider(100, 1, 512, description="Virtual nodes"), 1, 1024),
        }
        self.error, self.told = w.HTML(), w.HTML()
        self.told.add_class("data-model-told")
        self.plot = LivePlot(plots.figure([], "Nothing to partition yet"), height=222,
                             description="A bar for each shard; the dashed line is the mean.")
        for each in (self.entity, self.key, self.scheme):
            each.observe(self._moved, "value")
        for each in self.rows.values():
            each.on_move(self._moved)
        sliders = w.GridBox(list(self.rows.values()), layout=w.Layout(grid_template_columns="1fr 1fr", width="100%",
                                                                      grid_gap="0 10px"))
        super().__init__([w.HBox([self.entity, self.key, self.scheme], layout=w.Layout(flex_flow="row wrap")),
                          self.error, sliders, self.plot, self.told], layout=w.Layout(overflow="hidden"))

    def _slider(self, slider, least: float, most: float) -> TypedSlider:
        slider.continuous_update = True
        whole = isinstance(slider, w.IntSlider)

        def read(text: str) -> float:
            value = typed_value(text, "", slider.value)
            if whole and value != round(value):
                raise CourseError(f"{text.strip()[:20]} is not a whole number.")
            return value

        return TypedSlider(slider, lambda value: f"{value:,.0f}" if whole else f"{value:.4g}", read, least=least,
                           most=most)

    @property
    def controls(self) -> dict:
        """All that can be turned, by name."""
        return {"entity": self.entity, "key": self.key, "scheme": self.scheme,
                **{name: each.slider for name, each in self.rows.items()}}

    def show(self, model: DataModel) -> None:
        """Partition this model; a choice that it no longer has goes back to one that it has."""
        self._model = model
        self._quiet = True
        names = list(model.names)
        before = self.entity.value
        if tuple(names) != tuple(self.entity.options):
            self.entity.options = names
            if before in names:
                self.entity.value = before
            elif names:
                self.entity.value = best_entity(model)
        if self.entity.value and (before != self.entity.value or not self.key.value.strip()):
            self._offer_key()
        self._quiet = False
        self._draw()

    def _offer_key(self) -> None:
        self.key.value = self._key_of.get(self.entity.value) or best_key(self._model, self.entity.value)

    def _moved(self, change=None) -> None:
        if self._quiet:
            return
        if change is not None and change["owner"] is self.entity and self.entity.value:
            self._quiet = True
            self._offer_key()
            self._quiet = False
        elif self.entity.value:
            self._key_of[self.entity.value] = self.key.value
        self._draw()

    def _draw(self) -> None:
        self.rows["nodes"].show_if(self.scheme.value == "ring")
        if not self.entity.value:
            self.told.value = "Add an entity first."
            return
        key = [name for group in read_lists(self.key.value) for name in group]
        values = {name: each.slider.value for name, each in self.rows.items()}
        try:
            if not key:
                raise CourseError("key: no field says the shard. Write one, such as its key.")
            made = partition(self._model, key, values["shards"], self.scheme.value, entity=self.entity.value, keys=KEYS,
                             skew=values["skew"], nodes=values["nodes"], grow_to=values["grow_to"])
        except CourseError as error:
            self.error.value = f"<span role='alert' class='data-model-wrong'>✖ {escape(str(error))}</span>"
            return
        self.error.value, self.partition = "", made
        rate = sum(each.rate for each in self._model.patterns if each.entity == self.entity.value)
        self.plot.update(plots.shard_load(made, rate, height=222))
        self.told.value = told_of(made)

    @property
    def figure(self):
        """The picture as it stands now."""
        return self.plot.figure


def best_entity(model: DataModel) -> str:
    """The entity that is asked for most often."""
    rates = {each: sum(one.rate for one in model.patterns if one.entity == each) for each in model.names}
    return max(rates, key=lambda each: rates[each])


def best_key(model: DataModel, entity: str) -> str:
    """The field that most of the entity's reads say; else its key."""
    whole = model[entity]
    counts: dict[str, float] = {}
    for each in model.patterns:
        if each.entity == entity and each.writes != "insert":
            for text in each.by:
                if text in whole:
                    counts[text] = counts.get(text, 0.0) + each.rate + 1e-9
    found = max(counts, key=lambda each: counts[each]) if counts else (whole.key or whole.names)[0]
    return f'"{found}"' if "," in found or ";" in found else found


def told_of(made: Partition) -> str:
    """What it means, in lines: the hottest shard, what a change moves, which patterns ask one shard or all."""
    lines = [f"From {made.shards} to {made.grown_to} shards moves <b>{made.moved:.1%}</b> of the keys. "
             f"{KEYS:,} keys; the most asked-for has {made.hottest_key:.2%} of the load."]
    for names, said in ((made.single, "One shard answers"), (made.scattered, "All shards are asked by")):
        if names:
            lines.append(f"{said}: {escape(', '.join(names))}.")
    lines += [f"{MARKS[each.severity]} {escape(each.told())}" for each in made.check()[:4]]
    return "<div style='line-height:1.35'>" + "<br>".join(lines) + "</div>"
