"""What every panel of sliders has: its value as code, shown on request, and one line for what went wrong."""

from html import escape

import ipywidgets as w


class Panel(w.VBox):
    """A box of controls with `code` and `status`; a panel gives `to_code`."""

    def _toggle_code(self, change) -> None:
        self.code.value = self.to_code()
        self.code.layout.display = "" if change["new"] else "none"

    def _say(self, text: str) -> None:
        self.status.value = (
            f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>{escape(text)}</span>" if text else "")


def side_by_side(left, right) -> w.HBox:
    """Controls at the left, the picture at the right, on one screen; under each other where there is no room."""
    left.add_class("course-studio-left")
    right.add_class("course-studio-right")
    box = w.HBox([left, right], layout=w.Layout(flex_flow="row wrap", width="100%", overflow="hidden"))
    box.add_class("course-studio")
    return box
