"""The studio of the practice interview: a clock, stages, the interviewer, the whiteboard, and a report at the end."""

import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import anywidget
import ipywidgets as w
import traitlets

from helpers.architecture import Architecture
from helpers.cases import Case
from helpers.design import FOLDER, Design
from helpers.errors import CourseError, shorten
from helpers.files import write_atomically
from helpers.practice import Bests, Effect, MockInterview, PracticeReport, Split
from helpers.practice.bests import FILE
from helpers.practice.splits import STAGES
from helpers.practice.timeline import minutes_by_stage
from helpers.requirements import Reply
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.mock_interview_page import follow_up_html, report_html, sheet_html, whiteboard_html
from helpers.widgets.page_code import HERE, page_code

MOST_UNDO = 100


class MockInterviewPage(anywidget.AnyWidget):
    """What the page shows of a practice interview, as plain data; it sends back what the learner does."""

    _esm = page_code("interview_parts.js", "mock_interview.js")
    _css = "".join((HERE / each).read_text(encoding="utf-8") for each in ("interview.css", "mock_interview.css"))
    shown = traitlets.Dict().tag(sync=True)


class MockInterviewStudio(Fallback, w.VBox):
    """Practise a whole interview against the clock, with the split of your choice.

    `.mock` (also `.model`) holds the interview. The whiteboard takes the drawing that a `DiagramEditor` with the same
    `keep` has saved, or what `draw` is given. With `keep`, the interview is kept in `my_design/`, and each finished one
    is added to your own `my_design/practice.yaml`. Raises `CourseError`.

    Parameters
    ----------
    case
        A case, its name, or the path of a case file.
    split
        The name of a published split (see `splits_table`), or minutes by stage.
    forced
        Whether a stage ends when its minutes are over.
    follow_ups
        How many numbers the interviewer changes.
    seed
        Which numbers, and in which words.
    keep
        The name of your design.
    clock
        What tells the time, in seconds.

    >>> studio = MockInterviewStudio("chat", split="alex_xu", clock=lambda: 0.0)
    >>> studio.begin(); studio.ask("How long are messages kept?").fact
    'kept_for'
    """

    def __init__(self, case: Case | str | Path, split: str | Split | Mapping = "eight_steps", forced: bool = False,
                 follow_ups: int = 2, seed: int = 1, keep: str | None = None,
                 clock: Callable[[], float] = time.monotonic) -> None:
        if keep is not None and not isinstance(keep, str):
            raise CourseError(f'keep: {shorten(keep)} is not a name. Write the name of your design, as in "my_chat".')
        self._clock, self._keep = clock, keep
        self._anew = lambda: MockInterview(case, split, forced=forced, follow_ups=follow_ups, seed=seed, clock=clock)
        self.mock = self._anew()
        self._history: list = []
        self._said, self._report, self._best, self._effect = "", "", "", ""
        self.page = MockInterviewPage()
        self.page.on_msg(self._page_said)
        self._load()
        self._refresh()
        super().__init__([self.page, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("mock-interview-studio")

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def model(self) -> MockInterview:
        """The interview."""
        return self.mock

    def begin(self) -> None:
        """Let the clock run."""
        self._do(self.mock.begin)

    def pause(self) -> None:
        """Stop the clock."""
        self._do(self.mock.pause)

    def resume(self) -> None:
        """Let it run again."""
        self._do(self.mock.resume)

    def ask(self, question: str) -> Reply:
        """Ask the interviewer."""
        return self._do(lambda: self.mock.ask(question))

    def move(self, stage: str = "") -> str:
        """Go to a stage, by default the next one."""
        return self._do(lambda: self.mock.move(stage))

    def draw(self, architecture: Architecture | None = None) -> None:
        """Put a drawing on the whiteboard; without one, the drawing that was saved under the name of `keep`."""
        if architecture is None:
            architecture = self._saved_drawing()
        self._do(lambda: self.mock.draw(architecture))

    def follow_up(self) -> Effect:
        """Let the interviewer change a number."""
        effect = self._do(self.mock.follow_up)
        self._effect = follow_up_html(effect)
        self._refresh()
        return effect

    def let_stand(self) -> None:
        """Answer a follow-up without another drawing."""
        self._do(self.mock.let_stand)

    def finish(self) -> PracticeReport:
        """Stop for good: the design is tried, and the result goes into your own file."""
        report = self._do(self.mock.finish)
        self._show(report)
        self._keep_result(report)
        self._refresh()
        return report

    def undo(self) -> bool:
        """Take the last thing back; the time stays gone. False where there is none."""
        if not self._history:
            return False
        self.mock.restore(self._history.pop())
        self._said = self._report = ""
        self._effect = follow_up_html(self.mock._effects[-1]) if self.mock._effects else ""
        self._refresh()
        self._save()
        return True

    def restart(self) -> None:
        """Begin anew; what was kept of this one is gone, but not its result."""
        self.mock = self._anew()
        self._history, self._said, self._report, self._effect = [], "", "", ""
        self._refresh()
        self._save()

    def report(self) -> PracticeReport:
        """How it went so far."""
        return self.mock.report()

    def to_code(self) -> str:
        """Python code that asks, moves and waits no more: the interview's questions, to be asked again."""
        asked = "\n".join(f"mock.ask({each.question!r})" for each in self.mock.interviewer.replies)
        return (f"from helpers import MockInterview\n\nmock = MockInterview({self.mock.case.name!r}, "
                f"{dict(self.mock.split.stages)!r})\nmock.begin()\n{asked}\n")

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _do(self, act):
        before = self.mock.snapshot()
        made = act()
        self._history = [*self._history[-MOST_UNDO:], before]
        self._said = ""
        self._refresh()
        self._save()
        return made

    def _page_said(self, _widget, content, _buffers) -> None:
        """Do what the page asks for; what cannot be done is told on the page, and nothing is lost."""
        verb, given = content.get("verb"), [str(each)[:2000] for each in content.get("given", [])]
        known: dict[str, tuple[Callable, int]] = {
                 "begin": (self.begin, 0), "pause": (self.pause, 0), "resume": (self.resume, 0), "ask": (self.ask, 1),
                 "move": (self.move, 1), "draw": (self.draw, 0), "follow_up": (self.follow_up, 0),
                 "let_stand": (self.let_stand, 0), "finish": (self.finish, 0), "undo": (self.undo, 0),
                 "restart": (self.restart, 0), "report": (self._show_report, 0), "tick": (self._refresh, 0)}
        if verb not in known or len(given) != known[verb][1]:
            return
        try:
            known[verb][0](*given)
        except CourseError as error:
            self._said = str(error)
            self._refresh()

    def _show_report(self) -> None:
        self._show(self.report())
        self._refresh()

    def _show(self, report: PracticeReport) -> None:
        self._report = report_html(report)

    def _saved_drawing(self) -> Architecture:
        if self._keep is None:
            raise CourseError('draw: there is no design to take the drawing from. Give keep="my_chat" here and in your '
                              "DiagramEditor, or call studio.draw(architecture).")
        found = Design.load(self._keep, start=True).architecture
        if not isinstance(found, Architecture) or not found.components:
            raise CourseError(f"draw: nothing is drawn under {self._keep} yet. Draw in "
                              f"DiagramEditor(keep={self._keep!r}).")
        return found

    def _refresh(self) -> None:
        mock = self.mock
        spent = minutes_by_stage(mock.split, mock.visits)
        stage, running = mock.stage, mock.state == "running"
        open_one = mock.open_follow_up
        self.page.shown = {
            "title": mock.case.title, "brief": mock.case.brief, "state": mock.state, "stage": stage,
            "split": f"{mock.split.name.replace('_', ' ')} ({mock.split.source})", "forced": mock.forced,
            "stages": [{"name": name, "label": STAGES[name], "minutes": mock.split[name], "spent": spent[name]}
                       for name in mock.split.names],
            "left": mock.split.minutes - mock.minutes, "minutes": mock.split.minutes,
            "turns": [{"you": each.question, "said": each.said, "coaching": each.coaching}
                      for each in mock.interviewer.replies],
            "facts": [len(mock.interviewer.learned), len(mock.case.facts)],
            "follow_up": str(open_one) if open_one else "", "follow_ups_left": mock.follow_ups_left,
            "whiteboard": whiteboard_html(mock), "effect": self._effect, "sheet": sheet_html(mock.requirements),
            "report": self._report, "best": self._best, "status": self._said, "can_undo": bool(self._history),
            "running": running, "keep": self._keep or "",
        }

    # --- keeping ------------------------------------------------------------------------------------------------------

    def _file(self) -> Path:
        return FOLDER / f"{self._keep}.mock_interview.yaml"

    def _load(self) -> None:
        if self._keep is None:
            return
        import yaml

        Design.load(self._keep, start=True)  # whether the name can be one
        try:
            data = yaml.safe_load(self._file().read_text(encoding="utf-8"))
            if isinstance(data, dict) and data.get("case") == self.mock.case.name:
                self.mock = MockInterview.from_dict(data, self.mock.case, self._clock)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, yaml.YAMLError, CourseError) as error:
            self._said = f"{self._file()}: the interview cannot be read ({type(error).__name__}). Here is a new one."
        self._effect = follow_up_html(self.mock._effects[-1]) if self.mock._effects else ""
        self._tell_best()

    def _save(self) -> None:
        if self._keep is None:
            return
        import yaml

        try:
            write_atomically(self._file(), yaml.safe_dump(self.mock.to_dict(), sort_keys=False))
        except (OSError, ValueError) as error:
            self._said = f"Not saved: {error}"
            self._refresh()

    def _keep_result(self, report: PracticeReport) -> None:
        if self._keep is None or report.result is None:
            return
        from dataclasses import replace

        try:
            known = Bests.load(FILE)
            result = replace(report.result, day=date.today().isoformat())
            better = known.beaten_by(result)
            known.add(result).save(FILE)
            self._tell_best("Your best so far! " if better else "")
        except CourseError as error:
            self._said = f"The result is not kept: {error}"

    def _tell_best(self, before: str = "") -> None:
        try:
            best = Bests.load(FILE).best(self.mock.case.name)
        except CourseError as error:
            self._best = str(error)
            return
        if best is not None:
            kept = f"every quality for ${best.cost:,.0f} a month" if best.kept else "not every quality kept"
            self._best = (f"{before}Best: {kept}, {best.overrun:.1f} minutes beyond the split, {best.facts:.0%} of the "
                          "facts.")

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.mock!r}"

    def _told(self) -> str:
        return f"The practice interview on {self.mock.case.title}: {self.mock.state}, {self.mock.minutes:.0f} minutes"
