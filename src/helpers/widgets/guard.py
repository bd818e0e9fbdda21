"""Keep the notebook's one-letter shortcuts away from widgets, and give sliders names that can be read aloud."""

from collections.abc import Mapping
from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Layout

from helpers.errors import CourseError, shorten
from helpers.widgets.fallback import Fallback


class KeyGuard(Fallback, anywidget.AnyWidget):
    """An invisible child for a container with the class `course-widget`: typing inside it stays inside it.

    Without it, `d d` typed with the focus on a slider deletes the notebook's cell. It also names every slider's handle
    for screen readers after the slider's description or tooltip; `labels` gives fuller names for short descriptions.

    Raises `CourseError` where `labels` does not map text to text.

    >>> guard = KeyGuard(labels={"reads": "Reads per second"})
    >>> guard.labels
    {'reads': 'Reads per second'}
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_name("panel.css")
    labels = traitlets.Dict().tag(sync=True)

    def __init__(self, labels: Mapping[str, str] | None = None, **options):
        labels = {} if labels is None else labels
        if not isinstance(labels, Mapping):
            raise CourseError(f"labels: {shorten(labels)} is not a dict. Map a slider's description to its full name.")
        for description, name in labels.items():
            if not isinstance(description, str) or not isinstance(name, str) or not name.strip():
                raise CourseError(f"labels[{shorten(description)}]: {shorten(name)} is no name. Give text for both.")
        super().__init__(labels=dict(labels), layout=Layout(display="none"), **options)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
