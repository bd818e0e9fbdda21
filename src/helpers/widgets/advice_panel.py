"""The fewest indexes that serve all access patterns: what each serves, what it costs every write, and a button."""

from collections.abc import Callable
from html import escape

import ipywidgets as w

from helpers.data_model.advice import Advice
from helpers.findings import MARKS
from helpers.units import Q, human
from helpers.widgets.plan_desk import PlanDesk


class AdvicePanel(w.VBox):
    """`.button` opens it; then the desk advises on each model that comes. `on_index(entity, fields)` applies.

    An index that is applied is a change of the model like any other, and is undone as such.
    """

    def __init__(self, desk: PlanDesk, ask: Callable[[], object], on_index: Callable[[str, tuple[str, ...]], object]):
        self.desk, self._ask, self._on_index = desk, ask, on_index
        self.button = w.ToggleButton(description="Fewest indexes", icon="magic", layout=w.Layout(width="auto"),
                                     tooltip="Which indexes would serve all patterns, and what each costs a write")
        self.button.observe(lambda _: self._toggled(), "value")
        self.told, self.rows = w.HTML(), w.VBox([])
        self._shown: list[tuple[str, tuple[str, ...], str]] | None = None
        super().__init__([self.told, self.rows], layout=w.Layout(display="none", overflow="hidden"))

    @property
    def proposals(self) -> list[tuple[str, tuple[str, ...]]]:
        """The indexes that are proposed now: entity and fields."""
        advice = self.desk.advice
        return [] if advice is None else list(advice.serves)

    def apply(self, entity: str, names: tuple[str, ...]) -> None:
        """Give an entity a proposed index."""
        self._on_index(entity, names)

    def _toggled(self) -> None:
        self.desk.wants_advice = self.button.value
        self.layout.display = "" if self.button.value else "none"
        if self.button.value:
            self._ask()

    def show(self) -> None:
        """Show what the desk advises now."""
        if not self.button.value:
            return
        advice = self.desk.advice
        self.told.value = f"<div role='status' style='line-height:1.35'>{self._told(advice)}</div>"
        rows = [(*each, _row(advice, *each)) for each in advice.serves] if advice is not None else []
        if rows != self._shown:
            self._shown = rows
            self.rows.children = [self._line(*each) for each in rows]

    def _told(self, advice: Advice | None) -> str:
        if advice is None:
            return "" if self.desk.error else "Trying out which indexes serve all patterns ..." if self.desk.busy else \
                "Not tried: a change asks again."
        left = [name for name, plan in advice.after.items() if plan.check().errors or plan.check().warnings]
        extra = f"<br>{MARKS['warning']} No index mends {escape(', '.join(left))}: see its plan." if left else ""
        if not advice.serves:
            return f"✔ No index is missing: every pattern is served as well as an index can.{extra}"
        count = len(advice.serves)
        return (f"{count} {'index serves' if count == 1 else 'indexes serve'} all patterns that are not served yet; "
                f"fewer do not. Each makes every write dearer, as measured here:{extra}")

    def _line(self, entity: str, names: tuple[str, ...], told: str) -> w.HBox:
        apply = w.Button(description="Apply", icon="plus", tooltip=f"Give {entity} the index {', '.join(names)}",
                         layout=w.Layout(width="auto", flex="0 0 auto"))
        apply.on_click(lambda _: self.apply(entity, names))
        return w.HBox([apply, w.HTML(told, layout=w.Layout(flex="1 1 auto"))],
                      layout=w.Layout(align_items="center", width="100%"))


def _row(advice: Advice, entity: str, names: tuple[str, ...]) -> str:
    """One proposed index in words: its fields, what it serves, what it costs."""
    cost = advice.costs.get((entity, names), 0.0)
    costs = f"+{human(Q(cost, 's'), 2)} on each insert" if cost else "no measurable cost on an insert"
    served = ", ".join(advice.serves[entity, names])
    return f"<b>{escape(entity)}</b> [{escape(', '.join(names))}] for {escape(served)}: {costs}"
