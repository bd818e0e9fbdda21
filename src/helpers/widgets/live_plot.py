"""One live picture for every step: a plotly figure whose numbers travel as bytes, its library loaded once a page.

A `FigureWidget` ships all of plotly.js with every instance; this widget asks the kernel for the copy inside the plotly
package once a page, whatever the number of pictures and kernels. See `live_plot.js` for the drawing.
"""

import gzip
import re
from functools import cache
from importlib.util import find_spec
from numbers import Number
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import anywidget
import traitlets

from helpers.errors import CourseError, shorten
from helpers.widgets.fallback import Fallback
from helpers.widgets.figure_bytes import split

DEFAULT_HEIGHT = 360
if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    FigureLike: TypeAlias = Figure | dict[str, Any]


class LivePlot(Fallback, anywidget.AnyWidget):
    """A picture that follows its figure: set `.figure` or call `update(figure)`, and every view of it is redrawn.

    Colours that the figure and its template leave unset follow JupyterLab's theme.

    Parameters
    ----------
    figure
        A plotly figure, or a dict with `data` and `layout`.
    height
        In pixels.
    description
        Read aloud after the figure's title.
    options
        More traits of an ipywidget.

    Raises
    ------
    CourseError
        For what cannot be drawn, naming the field.

    >>> plot = LivePlot({"data": [{"y": [1.0, 2.0, 4.0]}], "layout": {"title": {"text": "Growth"}}})
    >>> plot
    LivePlot: Growth
    >>> plot.update({"data": [{"y": [1.0, 3.0, 9.0]}]})
    """

    _esm = Path(__file__).with_suffix(".js")
    _frame = traitlets.Dict().tag(sync=True)  # the figure without its numbers; an array's place says which buffer
    _arrays: "traitlets.List[bytes]" = traitlets.List().tag(sync=True)  # the numbers, as bytes
    _version = traitlets.Unicode().tag(sync=True)  # of plotly.js

    def __init__(self, figure: "FigureLike", *, height: int | None = None, description: str = "", **options: Any):
        if height is not None and (isinstance(height, bool) or not isinstance(height, Number) or not height > 0):
            raise CourseError(f"height: {shorten(height)} is no height. Give a number of pixels, such as 360.")
        if not isinstance(description, str):
            raise CourseError(f"description: {shorten(description)} is not text. Say in a sentence what is to be seen.")
        self._height, self._description = height, description
        frame, arrays = self._split(figure)
        super().__init__(_frame=frame, _arrays=arrays, _version=plotly_version(), **options)
        self._figure = figure
        self.on_msg(self._answer)

    @property
    def figure(self) -> "FigureLike":
        """The figure as it was last given; setting it redraws."""
        return self._figure

    @figure.setter
    def figure(self, figure: "FigureLike") -> None:
        self.update(figure)

    def update(self, figure: "FigureLike") -> None:
        """Show another figure, in one message; where only numbers changed, only numbers are sent."""
        frame, arrays = self._split(figure)
        with self.hold_sync():
            self._frame, self._arrays = frame, arrays
        self._figure = figure

    def _split(self, figure) -> tuple[dict, list[bytes]]:
        frame, arrays = split(figure)
        title = frame["layout"].get("title")
        title = title.get("text") if isinstance(title, dict) else title
        frame["title"] = re.sub(r"<[^>]*>", " ", str(title or "Picture")).strip()
        frame["label"] = f"{frame['title'].rstrip('.')}. {self._description}" if self._description else frame["title"]
        frame["height"] = self._height or frame["layout"].get("height") or DEFAULT_HEIGHT
        return frame, arrays

    def _answer(self, _widget, content, _buffers) -> None:
        if isinstance(content, dict) and content.get("ask") == "plotly.js":
            self.send({"plotly": plotly_version()}, [plotly_library()])

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._frame['title']}"

    def _told(self) -> str:
        return self._frame["label"]


def _library_path() -> Path:
    found = find_spec("plotly")
    if found is None or found.origin is None:
        raise CourseError("plotly is not installed, which draws the pictures. Run `make setup`.")
    return Path(found.origin).parent / "package_data" / "plotly.min.js"


@cache
def plotly_version() -> str:
    """Return the version of the plotly.js inside the installed plotly package, read from its first lines.

    >>> plotly_version().count(".")
    2
    """
    with _library_path().open("rb") as library:
        found = re.search(rb"plotly\.js v([\w.-]+)", library.read(500))
    return found[1].decode() if found else "unknown"


@cache
def plotly_library() -> bytes:
    """Return plotly.js, packed with gzip for the way to the page (5 MB become 1.5)."""
    return gzip.compress(_library_path().read_bytes(), 5)
