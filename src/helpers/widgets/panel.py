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
