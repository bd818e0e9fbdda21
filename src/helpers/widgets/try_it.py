"""The try-it panel of step 3: send a request to the stand-in, once or again, and read what the contract says."""

import json
from html import escape

import ipywidgets as w

from helpers.errors import CourseError
from helpers.interface import Api, StandIn
from helpers.interface.endpoint import KEY_HEADER, METHODS
from helpers.interface.standin.answer import SHOWN_HEADERS
from helpers.interface.standin.sample_values import Maker

CALLERS = (("alice", "alice"), ("bob", "bob"), ("guest: no rights", "guest"), ("nobody", ""))
MOST_SHOWN = 1200  # characters of an answer's body


class TryIt(w.HBox):
    """Method, path, headers and body at the left; the answer, in words and against the contract, at the right.

    `.stand_in` is the service that answers; a changed contract begins a new one. `.answer` is the last answer.
    """

    def __init__(self, api: Api):
        wide = w.Layout(width="auto")  # as wide as the column, less the margins
        self.endpoint = w.Dropdown(description="Endpoint", tooltip="Fills in a call that fits", layout=wide,
                                   style={"description_width": "70px"})
        self.method = w.Dropdown(options=METHODS, tooltip="Method", layout=w.Layout(width="90px"))
        self.path = w.Text(tooltip="Path, with its query", placeholder="/links", layout=w.Layout(flex="1 1 auto"))
        self.caller = w.Dropdown(options=CALLERS, description="Caller", tooltip="Who calls",
                                 layout=wide, style={"description_width": "70px"})
        self.headers = w.Textarea(tooltip="Headers, one a line", placeholder="Idempotency-Key: 123",
                                  layout=w.Layout(width="auto", height="44px"))
        self.body = w.Textarea(tooltip="Body, as JSON", layout=w.Layout(width="auto", height="74px"))
        self.lost = w.Checkbox(description="lose the answer on the way", indent=False, layout=w.Layout(width="auto"),
                               tooltip="The work is done, and the client waits in vain")
        small = w.Layout(width="auto")
        self.send = w.Button(description="Send", icon="paper-plane", tooltip="Send this request", layout=small)
        self.forget = w.Button(description="Forget all", icon="eraser", tooltip="Empty the stand-in", layout=small)
        self.shown = w.HTML(layout=w.Layout(width="100%"))
        self.answer, self._proposed = None, {}
        self.take(api)
        self.endpoint.observe(lambda _: self.fill(), "value")
        self.send.on_click(lambda _: self.call())
        self.forget.on_click(lambda _: self._begin("Emptied: nothing is kept any more."))
        left = w.VBox([self.endpoint, w.HBox([self.method, self.path]), self.caller, self.headers, self.body,
                       w.HBox([self.send, self.forget, self.lost], layout=w.Layout(flex_flow="row wrap"))])
        left.layout.flex, right = "0 0 400px", w.VBox([self.shown])
        right.layout.flex = "1 1 300px"
        right.layout.margin = "0 0 0 10px"
        super().__init__([left, right], layout=w.Layout(flex_flow="row wrap", width="100%"))

    def _tell(self, html: str) -> None:
        """An answer in a box that scrolls, and that takes the focus so that keys can scroll it."""
        self.shown.value = (f"<div tabindex='0' role='region' aria-label='answer' "
                            f"style='max-height:270px;overflow:auto'>{html}</div>")

    def take(self, api: Api) -> None:
        """Stand in for another contract; what was made under the old one is forgotten."""
        shown = self.endpoint.value
        self.api = api
        self.endpoint.options = [(f"{each.name}: {each}", each.name) for each in api.endpoints]
        if api.names:
            self.endpoint.value = shown if shown in api.names else api.names[0]
        self._begin("Send a request; the answer comes from a stand-in that keeps this contract.")
        self.fill(keep=shown in api.names)

    @property
    def stand_in(self) -> StandIn:
        """The service that answers; made when it is first asked, so that editing stays quick."""
        if self._stand_in is None:
            self._stand_in = StandIn(self.api)
        return self._stand_in

    def _begin(self, told: str) -> None:
        self._stand_in, self.answer = None, None
        self._tell(f"<p role='status' style='line-height:1.4'>{escape(told)}</p>")

    def fill(self, keep: bool = False) -> None:
        """Fill in a call of the chosen endpoint that fits its contract, to a thing that was made before, if any.

        With `keep`, what somebody wrote into a field stays.
        """
        if self.endpoint.value not in self.api:
            return
        each = self.api[self.endpoint.value]
        maker, path = Maker(self.api, 7), each.path
        for name in each.path_parameters:
            made = self.answer.body if self.answer is not None and isinstance(self.answer.body, dict) else {}
            value = made.get(name) or made.get("id") or "abc1234"
            path = path.replace("{" + name + "}", str(value))
        body = None if each.body is None else {
            name: maker.value(made, name) for name, made in self.api.resources[each.body.base].items()
            if made.access != "read-only" and not made.optional} if each.body.is_resource else maker.value(each.body)
        proposed = {
            "method": each.method, "path": path, "headers": f"{KEY_HEADER}: my-key-1" if each.idempotent else "",
            "body": "" if body is None else json.dumps(body, indent=1, ensure_ascii=False)}
        for name, value in proposed.items():
            field = getattr(self, name)
            if not keep or field.value == self._proposed.get(name, field.value):
                field.value = value
        self._proposed = proposed

    def call(self) -> None:
        """Send what stands in the fields."""
        try:
            body = json.loads(self.body.value) if self.body.value.strip() else None
        except ValueError:
            body = self.body.value  # what is no JSON is sent as it is: the answer says so
        try:
            path = self.path.value.strip()
            found = self.stand_in.find(self.method.value, path)
            if self.lost.value and found is not None:
                self.stand_in.lose(found.name)
            self.answer = self.stand_in.request(self.method.value, path, body, as_=self.caller.value or None,
                                                headers=self._read_headers())
        except CourseError as error:
            self._tell(f"<p role='alert' style='color:var(--jp-error-color1,#b00)'>{escape(str(error))}</p>")
            return
        self.lost.value = False
        self._show()

    def _read_headers(self) -> dict[str, str]:
        made = {}
        for line in filter(str.strip, self.headers.value.splitlines()):
            name, colon, value = line.partition(":")
            if not colon or not name.strip().isascii():
                raise CourseError(f"headers: {line[:60]!r} is no header. Write a name, a colon, and a value.")
            made[name.strip()] = value.strip()
        return made

    def _show(self) -> None:
        answer = self.answer
        mark = "✔" if answer.ok else "⌛" if not answer.status else "✖"
        counts = " · ".join(f"{name}: {self.stand_in.count(name)}" for name in self.api.resources
                            if self.stand_in.count(name)) or "nothing"
        headers = "".join(f"{name}: {answer.headers[name]}\n" for name in SHOWN_HEADERS if name in answer.headers)
        body = "" if answer.body is None else json.dumps(answer.body, indent=1, ensure_ascii=False)
        body = body if len(body) <= MOST_SHOWN else body[:MOST_SHOWN] + " ..."
        self._tell(
            f"<div role='status' style='line-height:1.4'><p style='margin:0 0 4px'>"
            f"<b>{mark} {answer.status or 'No answer'} {escape(answer.words)}</b> "
            f"<code>{escape(answer.call)}</code><br>What the contract says: {escape(answer.contract)}.<br>"
            f"<b>Kept now: {escape(counts)}</b> · calls so far: {len(self.stand_in.service.log)}</p>"
            f"<pre style='margin:0;line-height:1.3;white-space:pre-wrap'>{escape(headers + body)}</pre></div>")
