"""What stands where a widget cannot be shown: in a reopened notebook, on GitHub or nbviewer, for a screen reader."""

from html import escape

AGAIN = "run this cell again to bring it back"


class Fallback:
    """A widget whose plain text and HTML say in our words what it is and how to bring it back.

    Outputs are saved, widgets are not: what cannot show the widget shows the HTML, or else the text.
    """

    def _repr_mimebundle_(self, **options):
        made = super()._repr_mimebundle_(**options)
        data, metadata = made if isinstance(made, tuple) else (made, None)
        if not isinstance(data, dict) or "application/vnd.jupyter.widget-view+json" not in data:
            return made
        told = f"{self.__class__.__name__}: {self._told()} (live: {AGAIN})."
        html = (f"<p style='border-left:3px solid #888;padding:.2em .8em'><b>{escape(self._told())}</b><br>"
                f"A live picture stood here: {AGAIN} (Shift+Enter), or choose Run, Run All Cells.</p>")
        data = {**data, "text/plain": told, "text/html": html}
        return data if metadata is None else (data, metadata)

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._told()}"

    def _told(self) -> str:
        """What it shows, in a few words."""
        return "Controls of the course"
