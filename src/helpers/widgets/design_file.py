"""All designs of a learner as one file: a link to take them home, and a button to bring them back."""

import base64
from html import escape
from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets

from helpers.design import FOLDER, DesignError, pack, unpack
from helpers.errors import shorten
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard

NAME = "my_designs.zip"


class Download(anywidget.AnyWidget):
    """A button that saves a file, given as base64; JupyterLab takes links with data in them out of HTML."""

    _esm = Path(__file__).with_name("design_file.js")
    name = traitlets.Unicode(NAME).tag(sync=True)
    label = traitlets.Unicode("Take home").tag(sync=True)
    content = traitlets.Unicode("").tag(sync=True)


class DesignFile(Fallback, widgets.VBox):
    """Take all designs home in one file, and bring them back; what stood there before is kept as .bak.

    Parameters
    ----------
    folder : str or Path
        Where the designs lie; my_design beside the notebooks unless given.

    >>> DesignFile("no_such_folder").message
    'There is no design yet: each step saves its own.'
    """

    def __init__(self, folder: str | Path = FOLDER):
        if not isinstance(folder, str | Path):
            raise DesignError(f"folder: {shorten(folder)} is not a path. Give it as text, or leave it out.")
        self.folder = Path(folder)
        self.link, self.told = Download(), widgets.HTML()
        self.message = ""
        self.upload = widgets.FileUpload(accept=".zip,.yaml,.yml", multiple=False, description="Bring designs back",
                                         layout={"width": "max-content"},
                                         tooltip="A file that was taken from here, or one design in YAML")
        self.again = widgets.Button(description="Pack anew", tooltip="After you saved a design",
                                    layout={"width": "auto"})
        self.upload.observe(self._brought, "value")
        self.again.on_click(lambda _: self.refresh())
        buttons = widgets.HBox([self.link, self.again, self.upload], layout={"flex_flow": "row wrap"})
        super().__init__([buttons, self.told, KeyGuard()])
        self.add_class("course-widget")
        self.refresh()

    def refresh(self) -> None:
        """Pack what is there now."""
        try:
            content = pack(self.folder)
        except DesignError:
            self.link.content, self.link.label = "", "Nothing to take home yet"
            self._say("There is no design yet: each step saves its own.")
            return
        names = ", ".join(sorted(each.stem for each in self.folder.glob("*.yaml")))
        self.link.content = base64.b64encode(content).decode()
        self.link.label = f"Take home {NAME} ({max(1, round(len(content) / 1000)):,} KB)"
        self._say(f"In it: {names}.")

    def _brought(self, change) -> None:
        files = change["new"]
        given = next(iter(files.values() if isinstance(files, dict) else files), None)
        if given is None:
            return
        self.upload.value = ()  # the same file may be brought once more: only a change of the value is told
        try:
            made = unpack(bytes(given["content"]), self.folder, given.get("name", "the file"))
        except DesignError as error:
            self._say(f"Nothing was changed. {error}")
            return
        self.refresh()
        self._say(f"Brought back: {', '.join(each.stem for each in made)}. What stood there is kept as .bak.")

    def _say(self, message: str) -> None:
        self.message = message
        self.told.value = f"<p role='status'>{escape(message)}</p>"

    def _told(self) -> str:
        return f"All designs as one file. {self.message}"
