"""The panel in which learners add an assumption or a formula of their own; an error stands beside the field."""

from html import escape

import ipywidgets as w

from helpers.errors import CourseError

WIDE = {"description_width": "60px"}


def _field(label: str, example: str, width: str = "220px") -> w.Text:
    return w.Text(
        description=label, placeholder=example, style=WIDE, layout=w.Layout(width=width), continuous_update=False
    )


class AdditionPanel(w.Accordion):
    """Three forms: add an assumption, add a formula, remove an entry. Each calls back and shows what is wrong.

    The callbacks take the fields' text and raise `CourseError` to refuse.
    """

    def __init__(self, add_assumption, add_formula, remove):
        self._callbacks = {"assumption": add_assumption, "formula": add_formula, "remove": remove}
        self.fields = {
            "assumption": {
                "name": _field("name", "photo_size"),
                "value": _field("value", "200 KB"),
                "low": _field("low", "100 KB", "180px"),
                "high": _field("high", "500 KB", "180px"),
                "why": _field("why", "after compression", "300px"),
            },
            "formula": {
                "name": _field("name", "photo_storage"),
                "formula": _field("formula", "new_links * photo_size * kept_for", "420px"),
                "unit": _field("unit", "TB", "160px"),
            },
            "remove": {"name": w.Dropdown(description="entry", style=WIDE)},
        }
        self.errors = {form: w.HTML() for form in self.fields}
        self.buttons = {
            form: w.Button(
                description={"remove": "Remove"}.get(form, "Add"),
                icon="minus" if form == "remove" else "plus",
            )
            for form in self.fields
        }
        for form, button in self.buttons.items():
            button.on_click(lambda _, form=form: self.submit(form))
        forms = [
            w.VBox(
                [
                    w.HBox([*self.fields[form].values(), self.buttons[form]], layout=w.Layout(flex_flow="row wrap")),
                    self.errors[form],
                ]
            )
            for form in self.fields
        ]
        super().__init__(children=[w.VBox(forms)], selected_index=None)
        self.set_title(0, "Add an assumption or a formula of your own")

    def submit(self, form: str) -> None:
        """Hand a form's text to its callback; clear the form, or show the error beside it."""
        given = {name: field.value or "" for name, field in self.fields[form].items()}
        try:
            self._callbacks[form](**given)
        except CourseError as error:
            self.errors[form].value = (
                f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>✖ {escape(str(error))}</span>"
            )
            return
        done = "Removed" if form == "remove" else "Added"
        self.errors[form].value = f"<span role='status'>✔ {done} {escape(given['name'])}.</span>"
        for field in self.fields[form].values():
            if isinstance(field, w.Text):
                field.value = ""

    def offer(self, names: list[str]) -> None:
        """Set which entries can be removed."""
        self.fields["remove"]["name"].options = names
