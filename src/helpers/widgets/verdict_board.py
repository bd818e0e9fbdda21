"""The board of step 8: machines and assumptions are moved, and every promise is judged anew at once."""

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from helpers.errors import CourseError, shorten
from helpers.units import Q, human
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.panel import Panel, side_by_side
from helpers.widgets.typed_slider import TypedSlider, typed_value

if TYPE_CHECKING:
    from helpers.architecture import Component
    from helpers.design import Design
    from helpers.design.verdict import Judged

REQUESTS = 8_000  # of each simulation: a move is answered at once
MOST_MACHINES, LEAST_FACTOR, MOST_FACTOR = 2_000, 0.01, 100.0
MARKS = {"met": "✔", "missed": "✖", "unproven": "?"}


class VerdictBoard(Fallback, Panel):
    """Give a box more or fewer machines, an assumption another value, and read what becomes of each promise.

    `.model` is the design as it stands.

    Parameters
    ----------
    design
        What to begin with; it stays as it was.

    Raises
    ------
    CourseError
        For what is no design, or one without requirements or a diagram.

    Notes
    -----
    Each row shows a promise then and now; below stand the four questions, what the change costs and gains, and the
    first joint that does not fit any more.

    Examples
    --------
    >>> from helpers.design import worked_design
    >>> board = VerdictBoard(worked_design())
    >>> board.set_machines("api", 18)
    >>> board.verdict["quick_redirect"].state(), board.model.architecture.component("api").replicas
    ('missed', 18)
    """

    def __init__(self, design: "Design"):
        from helpers.design import Design

        if not isinstance(design, Design):
            raise CourseError(f'design: {shorten(design)} is no design. Write Design.load("url_shortener"), say.')
        lacking = [piece for piece in ("requirements", "architecture") if getattr(design, piece) is None]
        if lacking:
            raise CourseError(f"{lacking[0]}: the design has none, so there is nothing to judge. Make that step first.")
        self.given, self.model = design, design
        self._machines: dict[str, int] = {}
        self._factors: dict[str, float] = {}
        self._drawing: Any = design.architecture
        self._numbers: Any = design.estimate
        self.before = self.verdict = design.verdict(REQUESTS)
        self._make_controls()
        left = w.VBox([self.box, self.machines, self.assumption, self.factor,
                       w.HBox([self.reset_button, self.code_button]), self.status])
        super().__init__([side_by_side(left, w.VBox([self.told, self.table])), self.code, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("verdict-board")
        self._offer()
        self._show()

    def _make_controls(self) -> None:
        names = [each.name for each in self._drawing if each.kind != "client" and not each.of.managed]
        assumed = [each.name for each in self._numbers.assumptions] if self._numbers is not None else []
        wide = {"style": {"description_width": "80px"}, "layout": w.Layout(width="96%")}
        self.box = w.Dropdown(description="Box", options=names, **wide)
        self.machines = TypedSlider(w.IntSlider(description="machines", min=1, max=60, **wide),
                                    lambda each: f"{each:g}",
                                    lambda text: typed_value(text, "", self._given_machines()), least=1,
                                    most=MOST_MACHINES)
        self.assumption = w.Dropdown(description="Assumption", options=assumed, **wide)
        self.factor = TypedSlider(w.FloatLogSlider(description="value", base=2, min=-3, max=3, step=0.1, value=1.0,
                                                   **wide), self._as_value, self._read_value,
                                  least=LEAST_FACTOR, most=MOST_FACTOR)
        if not names:
            self.box.layout.display = "none"
            self.machines.show_if(False)
        if not assumed:
            self.assumption.layout.display = "none"
            self.factor.show_if(False)
        self.reset_button = w.Button(description="Reset", icon="refresh", tooltip="Back to the design as it was",
                                     layout=w.Layout(width="auto"))
        self.code_button = w.ToggleButton(description="Show as code", icon="code", tooltip="The changes as Python",
                                          layout=w.Layout(width="auto"))
        self.code = w.Textarea(layout=w.Layout(width="100%", height="110px", display="none"), tooltip="As Python code")
        self.status, self.told, self.table = w.HTML(), w.HTML(), w.HTML(layout=w.Layout(overflow="auto"))
        self.table.add_class("explorer-results")
        self.box.observe(lambda _: self._offer(), "value")
        self.assumption.observe(lambda _: self._offer(), "value")
        self.machines.on_move(lambda change: self.set_machines(self.box.value, round(change["new"])))
        self.factor.on_move(lambda change: self.set_factor(self.assumption.value, change["new"]))
        self.reset_button.on_click(lambda _: self.reset())
        self.code_button.observe(self._toggle_code, "value")

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def controls(self) -> dict:
        """All that can be turned, by name."""
        return {"box": self.box, "machines": self.machines, "assumption": self.assumption, "factor": self.factor}

    def set_machines(self, box: str, machines: int) -> None:
        """Give a box so many machines, or, of a store, so many shards."""
        self._change({**self._machines, box: machines}, self._factors)

    def set_factor(self, assumption: str, factor: float) -> None:
        """Multiply an assumption's own value."""
        self._change(self._machines, {**self._factors, assumption: factor})

    def reset(self) -> None:
        """Back to the design that was given."""
        self._change({}, {})

    def to_code(self) -> str:
        """The changes as Python, made to a design called `design`."""
        lines = [f"drawing = drawing.replace({name!r}, {', '.join(f'{key}={value}' for key, value in kept.items())})"
                 for name, kept in ((name, self._said(name, count)) for name, count in self._machines.items())]
        made = ["drawing = design.architecture", *lines,
                "design = design.replace(architecture=drawing)"] if lines else []
        values = ", ".join(f"{name}={self._value(name, factor):g}" for name, factor in self._factors.items())
        if values:
            made.append(f"design = design.replace(estimate=design.estimate.what_if({values}))")
        return "\n".join(made) or "# nothing is changed yet"

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _change(self, machines: dict, factors: dict) -> None:
        try:
            drawing, numbers = self._drawing, self._numbers
            for name, count in machines.items():
                drawing = drawing.replace(name, **self._said(name, count))
            if factors:
                numbers = numbers.what_if(**{name: self._value(name, factor) for name, factor in factors.items()})
            design = self.given.replace(architecture=drawing, estimate=numbers)
            verdict = design.verdict(REQUESTS)
        except CourseError as error:
            self._say(str(error))
            return
        self._say("")
        self._machines, self._factors, self.model, self.verdict = dict(machines), dict(factors), design, verdict
        self._offer()
        self._show()

    def _box(self, name: str) -> "Component":
        return self._drawing.component(name)

    def _said(self, name: str, count: int) -> dict[str, int]:
        box = self._box(name)
        return {"shards": count, "copies": box.copies} if box.of.stores else {"replicas": count}

    def _given_machines(self) -> float:
        box = self._box(self.box.value)
        return float(box.shards if box.of.stores else box.replicas)

    def _value(self, name: str, factor: float) -> float:
        return float(f"{self._numbers.entry(name).value * factor:.4g}")

    def _as_value(self, factor: float) -> str:
        if not self.assumption.value:
            return f"×{factor:.3g}"
        entry = self._numbers.entry(self.assumption.value)
        return human(Q(self._value(entry.name, factor), entry.unit or ""), 3)

    def _read_value(self, text: str) -> float:
        entry = self._numbers.entry(self.assumption.value)
        return typed_value(text, entry.unit or "", entry.value) / entry.value

    def _offer(self) -> None:
        """Set the sliders to what holds for the box and the assumption that are chosen."""
        if self.box.value:
            box = self._box(self.box.value)
            now = self._machines.get(box.name, int(self._given_machines()))
            self.machines.slider.description = "shards" if box.of.stores else "machines"
            self.machines.offer(now, min=1, max=max(12, 2 * int(self._given_machines()), now))
            self.machines.say(f"{box.copies} copies of each" if box.of.stores else "")
        if self.assumption.value:
            self.factor.offer(self._factors.get(self.assumption.value, 1.0))

    def _show(self) -> None:
        self.told.value = f"<p><b>{escape(self.verdict.sentence)}</b><br>{escape(self._difference())}</p>"
        rows = "".join(self._row(one, other) for one, other in zip(self.before, self.verdict, strict=True))
        answers = "".join(f"<tr><td>{escape(each.question)}</td><td colspan='3'><b>{escape(each.answer)}</b>: "
                          f"{escape(each.because)}</td></tr>" for each in self.verdict.answers)
        self.table.value = ("<table><thead><tr><th>promise</th><th></th><th>before</th><th>now</th></tr></thead><tbody>"
                            f"{rows}{answers}</tbody></table>")
        self.code.value = self.to_code()

    def _difference(self) -> str:
        if self.model == self.given:
            return "This is the design as it was given. Move something."
        found = [each for each in self.model.check() if each.severity == "error"]
        joint = f" The first joint that does not fit: {found[0].told()}" if found else ""
        return f"Against the design as it was: {self.given.compare(self.model).sentence}.{joint}"

    @staticmethod
    def _row(one: "Judged", other: "Judged") -> str:
        mark = MARKS[other.state()]
        now = f"{escape(other.shown())} {escape(other.margin_text and f'({other.margin_text} to spare)')}"
        return (f"<tr><td title='{escape(str(one.quality), quote=True)}'>{escape(one.quality.id)}</td><td>{mark} "
                f"{other.state()}</td><td>{escape(one.shown())}</td><td>{now}</td></tr>")

    def _told(self) -> str:
        return f"The verdict on {self.given.name}, with sliders for machines and assumptions"
