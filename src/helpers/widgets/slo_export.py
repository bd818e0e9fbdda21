"""The files of the board: Prometheus rules, their tests, a dashboard and objectives, as text to copy or to save."""

from collections.abc import Callable
from html import escape

import ipywidgets as w

from helpers.errors import CourseError
from helpers.reliability import Alerts

FILES = {"Prometheus rules (YAML)": "prometheus_rules", "Tests for promtool (YAML)": "prometheus_tests",
         "Grafana dashboard (JSON)": "grafana_dashboard", "OpenSLO objectives (YAML)": "openslo"}


class ExportPanel(w.VBox):
    """Which file, its text, and a folder to save all of them in; made only while it is open."""

    def __init__(self, rules: Callable[[], Alerts]):
        self._rules = rules
        self.kind = w.Dropdown(description="File", options=list(FILES.items()), layout=w.Layout(width="300px"),
                               style={"description_width": "34px"})
        self.folder = w.Text(description="Folder", value="alerts", continuous_update=False,
                             style={"description_width": "50px"}, layout=w.Layout(width="220px"))
        self.save_button = w.Button(description="Save all files", icon="save", layout=w.Layout(width="auto"),
                                    tooltip="Write rules, tests, dashboard and objectives into the folder")
        self.text = w.Textarea(layout=w.Layout(width="100%", height="180px"), tooltip="The file as text, to be copied",
                               disabled=False)
        self.told = w.HTML()
        self.kind.observe(lambda _: self.refresh(), "value")
        self.save_button.on_click(lambda _: self.save())
        super().__init__([w.HBox([self.kind, self.folder, self.save_button], layout=w.Layout(flex_flow="row wrap")),
                          self.text, self.told], layout=w.Layout(display="none"))

    def unfold(self, wanted: bool) -> None:
        """Show it or put it away."""
        self.layout.display = "" if wanted else "none"
        self.refresh()

    def refresh(self) -> None:
        """The text of the chosen file as the rules stand now."""
        if self.layout.display == "none":
            return
        try:
            self.text.value, self.told.value = getattr(self._rules(), self.kind.value)(), ""
        except CourseError as error:
            self.text.value, self.told.value = "", _wrong(error)

    def save(self) -> None:
        """Write all files into the folder."""
        try:
            paths = self._rules().save_all(self.folder.value.strip() or "alerts")
        except CourseError as error:
            self.told.value = _wrong(error)
            return
        self.told.value = f"<span role='status'>✔ Saved: {escape(', '.join(map(str, paths)))}.</span>"


def _wrong(error: CourseError) -> str:
    return f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>✖ {escape(str(error))}</span>"
