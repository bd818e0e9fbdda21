"""The drawing under the load studio's picture: how busy each box was in the last run."""

from helpers.architecture.load import TARGET_UTILISATION
from helpers.units import Q, human
from helpers.widgets.diagram import DiagramEditor


class RunDiagram(DiagramEditor):
    """The editor with one more overlay: how busy each box was in the last run."""

    def __init__(self, *given, **options):
        self._run = None
        super().__init__(*given, **options)

    def show_run(self, run) -> None:
        """Colour the boxes by the utilisation of a run."""
        self._run = run
        self.chosen = "run"
        self._make_overlay()

    def _more_overlays(self) -> list[list[str]]:
        return [["run", "Busy in the simulation"]] if self._run is not None else []

    def _marks(self, chosen: str) -> dict:
        return _busy(self._run) if chosen == "run" and self._run is not None else super()._marks(chosen)


def _busy(run) -> dict:
    marks = {}
    for each in run.architecture:
        if each.kind == "client":
            continue
        if each.capacity is None:
            marks[each.name] = {"mark": "", "text": human(Q(run.calls(each.name) / max(run.seconds, 1e-12), "1/s"))}
            continue
        over = each.name in run.overloaded
        used = 1.0 if over else min(1.0, run.fullest(each.name))
        mark, sign = ("bad", "✖") if over or used > 0.95 else \
            ("warn", "▲") if used > TARGET_UTILISATION else ("ok", "✔")
        lost = sum(run.drops(each.name).values())
        marks[each.name] = {"mark": "bad" if lost else mark,
                            "text": f"{'✖' if lost else sign} {used:.0%} busy" + (f", {lost:,} lost" if lost else "")
                            + (f", {run.offered(each.name):.0%} asked" if over else "")}
    return {"marks": marks, "legend": f"Busy in the simulation (fullest replica): ✔ up to {TARGET_UTILISATION:.0%}, "
                                      "▲ up to 95%, ✖ above, or losing work"}
