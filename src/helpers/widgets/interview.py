"""The studio of step 1: ask somebody who knows what the system must do, and see the sheet of requirements grow."""

import asyncio
import copy
from pathlib import Path

import anywidget
import ipywidgets as w
import traitlets

from helpers.cases import STAGES, Case
from helpers.design import FOLDER, Design
from helpers.errors import CourseError, shorten
from helpers.files import write_atomically
from helpers.requirements import Interviewer, Reply, Report, Requirements
from helpers.requirements.interview.manners import TOO_LATE
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.interview_rows import changed_row, new_row, row_shown, said_alike, sheet_findings
from helpers.widgets.one_header import one_header
from helpers.widgets.page_code import HERE, page_code

PAUSE = 0.2  # seconds after the last change from the page, after which it is saved
MOST_UNDO = 200
DONE = "Time is up. Choose Report, or take a part again."


class InterviewPage(anywidget.AnyWidget):
    """What the page shows of an interview, as plain data; it sends back what the learner does."""

    _esm = page_code("interview_parts.js", "interview.js")
    _css = HERE / "interview.css"
    shown = traitlets.Dict().tag(sync=True)


class InterviewStudio(Fallback, w.VBox):
    """Interview somebody about a case: type a question, watch the clock, correct the sheet, read the report.

    `.interviewer` holds the conversation, `.sheet` (also `.model`) the requirements as they stand on the page.

    Parameters
    ----------
    case
        A Case, its name, or the path of a case file.
    minutes
        The time there is.
    seed
        Chooses among the ways in which things are said.
    keep
        A design's name: interview and sheet are read from `my_design/` and each change is saved there, so that running
        the cell again goes on where you were.

    Raises
    ------
    CourseError
        Naming the field, the value and the mend.

    >>> studio = InterviewStudio("url_shortener")
    >>> studio.ask("How long are links kept?").fact, studio.sheet.ids
    ('kept_for', ('links_kept',))
    """

    def __init__(self, case: Case | str | Path, minutes: float = 12, seed: int = 1, keep: str | None = None) -> None:
        if keep is not None and not isinstance(keep, str):
            raise CourseError(f'keep: {shorten(keep)} is not a name. Write the name of your design, as in "my_links".')
        self.interviewer = Interviewer(case, minutes, seed)
        self._keep, self._own, self._wrong, self._history = keep, {}, {}, []
        self._timer, self._report, self._said, self._from_page = None, "", "", False
        self.page = InterviewPage()
        self.page.on_msg(self._page_said)
        self._load()
        self._refresh()
        super().__init__([self.page, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("interview-studio")

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def sheet(self) -> Requirements:
        """The rows of the facts learned so far, with what the learner changed, added and took out."""
        made = Requirements(self.interviewer.case.title)
        base = self.interviewer.sheet
        rows = [self._own.get(row.id, row) for row in base]
        rows += [row for name, row in self._own.items() if name not in base and row is not None]
        return made.add(*(row for row in rows if row is not None))

    @property
    def model(self) -> Requirements:
        """The sheet."""
        return self.sheet

    def ask(self, question: str) -> Reply:
        """Ask one question, and see what was said; empty text asks nothing."""
        before = self._snapshot()
        reply = self.interviewer.ask(question)
        self._done(before)
        return reply

    def edit(self, identity: str, field: str, value: object) -> None:
        """Change one field of a row. Raises `RequirementError`; the sheet then stays as it was."""
        row, before = self.sheet[identity], self._snapshot()
        self._own = {**self._own, identity: changed_row(row, field, value)}
        self._wrong.pop((identity, field), None)
        self._done(before)

    def add(self, kind: str, text: str) -> str:
        """Add a row of a kind (functional, quality, out_of_scope, constraint, assumed); returns its id."""
        before, row = self._snapshot(), new_row(kind, text, self.sheet)
        self._own = {**self._own, row.id: row}
        self._done(before)
        return row.id

    def remove(self, identity: str) -> None:
        """Take a row out of the sheet."""
        before, row = self._snapshot(), self.sheet[identity]
        own = {name: each for name, each in self._own.items() if name != identity}
        self._own = {**own, identity: None} if row.id in self.interviewer.sheet else own
        self._done(before)

    def undo(self) -> bool:
        """Take the last question or the last change back; False where there is none."""
        if not self._history:
            return False
        self.interviewer, self._own = self._history.pop()
        self._wrong.clear()
        self._refresh()
        self._save()
        return True

    def replay(self, stage: str) -> None:
        """Take one part of the interview again: its questions are taken back with their minutes."""
        before = self._snapshot()
        self.interviewer = self.interviewer.replay(stage)
        self._done(before)

    def restart(self) -> None:
        """Begin the interview anew, with an empty sheet; undo brings both back."""
        before = self._snapshot()
        self.interviewer = Interviewer(self.interviewer.case, self.interviewer.minutes, self.interviewer.seed)
        self._own = {}
        self._done(before)

    def report(self) -> Report:
        """What was learned and missed so far, and what each fact was worth."""
        return self.interviewer.report()

    def to_code(self) -> str:
        """Python code that makes the sheet as it stands now."""
        return self.sheet.to_code()

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _snapshot(self):
        return copy.copy(self.interviewer), dict(self._own)

    def _done(self, before) -> None:
        self._history = [*self._history[-MOST_UNDO:], before]
        self._said = ""
        self._refresh()
        self._save()

    def _page_said(self, _widget, content, _buffers) -> None:
        """Do what the page asks for; what cannot be done is told on the page, and nothing is lost."""
        verb, given = content.get("verb"), [str(each)[:2000] for each in content.get("given", [])]
        known = {"ask": (self.ask, 1), "edit": (self.edit, 3), "add": (self.add, 2), "remove": (self.remove, 1),
                 "undo": (self.undo, 0), "replay": (self.replay, 1), "restart": (self.restart, 0),
                 "report": (self._show_report, 0), "code": (self._refresh, 0)}
        if verb not in known or len(given) != known[verb][1]:
            return
        self._from_page = True
        try:
            known[verb][0](*given)
        except CourseError as error:
            if verb == "edit":
                self._wrong[tuple(given[:2])] = (given[2], str(error))
            else:
                self._said = str(error)
            self._refresh()
        finally:
            self._from_page = False

    def _show_report(self) -> None:
        html = self.report()._repr_html_()
        if self.interviewer.earlier is not None:
            tries = one_header(self.interviewer.tries(), "part").replace("\n", "<br>")
            html += f"<p><b>Both tries at {self.interviewer.stage}</b></p>{tries}"
        self._report = html
        self._refresh()

    def _refresh(self) -> None:
        asked, sheet = self.interviewer, self.sheet
        findings = sheet.check()
        learned = set(sheet.ids)
        self.page.shown = {
            "title": asked.case.title,
            "brief": asked.case.brief,
            "turns": [{"you": each.question, "said": each.said, "clock": each.clock, "how": each.how,
                       "coaching": each.coaching} for each in asked.replies],
            "minutes": asked.minutes, "left": asked.minutes_left,
            "over": DONE if asked.minutes_left <= 0 or any(each.how == TOO_LATE for each in asked.replies) else "",
            "untouched": list(asked.untouched), "stages": [each for each in STAGES if each != "aside"],
            "facts": [len(asked.learned), len(asked.case.facts)],
            "rows": [row_shown(row, findings.where(row.id), self._wrong) for row in sheet],
            "general": sheet_findings(findings, learned),
            "can_undo": bool(self._history), "status": self._said, "report": self._report,
            "code": sheet.to_code(), "keep": self._keep or "",
        }

    # --- keeping ------------------------------------------------------------------------------------------------------

    def _file(self) -> Path:
        return FOLDER / f"{self._keep}.interview.yaml"

    def _load(self) -> None:
        if self._keep is None:
            return
        import yaml

        kept = Design.load(self._keep, start=True).requirements
        try:
            data = yaml.safe_load(self._file().read_text(encoding="utf-8"))
            if isinstance(data, dict) and data.get("case") == self.interviewer.case.name:
                self.interviewer = Interviewer.from_dict(data, self.interviewer.case)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, yaml.YAMLError, CourseError) as error:
            self._said = f"{self._file()}: the conversation cannot be read ({type(error).__name__}). The sheet can."
        if kept is not None:
            base = self.interviewer.sheet
            self._own = {row.id: row for row in kept if row.id not in base or not said_alike(base[row.id], row)}
            self._own |= {row.id: None for row in base if row.id not in kept}

    def _save(self) -> None:
        if self._keep is None:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._from_page:
            try:
                self._timer = asyncio.get_running_loop().call_later(PAUSE, self._write)
                return
            except RuntimeError:
                pass
        self._write()

    def _write(self) -> None:
        import yaml

        self._timer = None
        try:
            found = Design.load(self._keep, start=True)
            sheet = self.sheet
            if found.requirements != sheet:
                found.replace(requirements=sheet).save(self._keep)
            write_atomically(self._file(), yaml.safe_dump(self.interviewer.to_dict(), sort_keys=False))
        except (CourseError, OSError, ValueError) as error:
            self._said = f"Not saved: {error}"
            self._refresh()

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.interviewer!r}, {self.sheet!r}"

    def _told(self) -> str:
        return f"The interview on {self.interviewer.case.title}: {len(self.interviewer.replies)} questions so far"
