"""Parts of a practice interview as the page shows them: HTML of the whiteboard, a follow-up, the sheet, the report."""

from html import escape

from helpers.errors import CourseError
from helpers.findings import MARKS
from helpers.practice import Effect, MockInterview, PracticeReport
from helpers.requirements import Requirements
from helpers.widgets.one_header import one_header


def whiteboard_html(mock: MockInterview) -> str:
    """The drawing under the load of the case: a row for each box; what the check says of it."""
    drawn = mock.architecture
    if drawn is None:
        return "<p>Nothing is drawn yet.</p>"
    try:
        loads = drawn.load(mock.load.flows, mock.load.peak)
        found = drawn.check(mock.load.flows, mock.load.peak)
    except CourseError as error:
        return f"<p role='alert'>✖ {escape(str(error))}</p>"
    table = loads.table().drop(columns=["needed"], errors="ignore")
    table = table[[name != "client" for name in table.index]]
    table.index = [drawn[name].title for name in table.index]
    told = "".join(f"<p>✖ {escape(each.where)}: {escape(each.statement)}</p>" for each in list(found.errors)[:6])
    return f"<p><b>{escape(drawn.name)}</b> at the peak:</p>{one_header(table, 'box')}{told or '<p>✔ No error.</p>'}"


def follow_up_html(effect: Effect) -> str:
    """What a follow-up moves and breaks."""
    told = "".join(f"<p>✖ {escape(each.where)}: {escape(each.statement)} {escape(each.fix)}</p>"
                   for each in list(effect.findings)[:4])
    table = effect.table().rename(columns={"": "so"})
    return (f"<p><b>{escape(str(effect.follow_up))}</b></p><p>{escape(str(effect)[:1].upper() + str(effect)[1:])}.</p>"
            f"{one_header(table, 'what')}{told}")


def sheet_html(sheet: Requirements) -> str:
    """The rows learned so far."""
    rows = "".join(f"<li>{escape(str(row))}</li>" for row in sheet)
    return f"<ul>{rows}</ul>" if rows else "<p>Empty so far: each fact that you learn adds its rows.</p>"


def report_html(report: PracticeReport) -> str:
    """The whole report, its tables with one header each."""
    parts = [f"<p><b>{escape(str(report))}</b></p>",
             f"<p>Minutes, against {escape(report.split.replace('_', ' '))} ({escape(report.source)}):</p>",
             one_header(report.time_table(), "stage")]
    if report.follow_ups:
        parts += ["<p>What the follow-ups cost:</p>", one_header(report.follow_ups_table(), "follow-up")]
        if report.money:
            parts.append(f"<p>From ${report.money[0]:,.0f} to ${report.money[1]:,.0f} a month; under the changed "
                         f"numbers {escape(str(report.after).partition(': ')[2])}.</p>")
    if report.judgement is not None:
        parts += [f"<p>{escape(str(report.judgement))}:</p>",
                  one_header(report.judgement.table().rename(columns={"": "so"}), "asked for")]
    if report.saving is not None:
        parts.append(f"<p>Could the same boxes be cheaper? {escape(str(report.saving))}.</p>")
    marks = MARKS
    order = {"error": 0, "warning": 1, "note": 2}
    flags = sorted(report.findings, key=lambda each: order[each.severity])
    parts.append("<p><b>Red flags</b></p>" if flags else "<p>No red flags.</p>")
    parts += [f"<p class='interview-finding {each.severity}'>{marks[each.severity]} {escape(each.where)}: "
              f"{escape(each.statement)} {escape(each.fix)}</p>" for each in flags]
    parts += ["<p><b>The facts</b></p>", one_header(report.interview.table().set_index("fact"), "fact")]
    return "".join(parts)
