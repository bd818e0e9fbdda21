"""Every page is parsed back: whatever a student wrote, no handler, no script, no foreign address."""

import base64

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.classroom.feedback_pages import safe_html
from kit.classroom.feedback_pages.feedback import feedback
from kit.classroom.feedback_pages.feedback_page import Feedback, render
from kit.classroom.grading.records import Item, Record
from kit.grader.outcomes import CellResult, CheckLine, Outcome
from tests.kit.gradebooks import ASSIGNMENT, Pupil, make_class

OUT = "http://evil.example/x"
PIXEL = base64.b64encode(b"\x89PNG pixel").decode()
PIECES = [
    f'<img src=x onerror="fetch(\'{OUT}\')">', '<img src=x onerror=alert(1)//', "<svg/onload=alert(1)>",
    '<img src="x" alt="a" title="b" onerror="x">', f"![a]({OUT} \"t\" onerror=alert(1))", f"![a]({OUT})",
    "[a](javascript:alert(1))", "<a href='java\nscript:x'>a</a>",
    f"<!--<img src={OUT}>--><script>x</script>",
    "`<img src=x onerror=x>`", "```html\n<img src=x onerror=x>\n```", "$<img src=x onerror=x>$",
    "$$\n<img src=x onerror=x>\n$$", r"\begin{a}<img src=x onerror=x>\end{a}",
    "|a|b|\n|-|-|\n|<img src=x onerror=x>|b|",
    "```x onerror=y\n1\n```", '```" onerror="x\n1\n```', "```mermaid\n<img src=x onerror=x>\n```",
    "# <img src=x onerror=x>", "<details open ontoggle=x>", f"<link rel=stylesheet href={OUT}>",
    f"<base href={OUT}>",
    f"<p style='background:url({OUT})'>", "<math><mtext><style><img src=x onerror=x>",
    "&lt;img src=x onerror=x&gt;",
    f"<table background={OUT}>", f"<video poster={OUT}>", f"<img srcset='{OUT} 1x'>",
    f'<img src="data:text/html,{OUT}">',
    '"><img src=x onerror=x>', "'><img src=x onerror=x>", "</style><img src=x onerror=x>",
    "</pre><img src=x onerror=x>",
    '![a](attachment:gone.png" onerror="x)', "![a](attachment:../../etc/passwd)",
    '![" onerror="x](attachment:a.png)',
    "<noscript><p title='</noscript><img src=x onerror=x>'>", "a" * 70_000 + "<img src=x onerror=x>",
    "<b>" * 4_000 + "<img src=x onerror=x>", "\0<img src=x onerror=x>", "<img\x0csrc=x\x0conerror=x>",
    "<a\thref=//evil>"]
LOADS = ("src", "srcset", "poster", "data", "background", "action", "formaction", "xlink:href")


def page_of(piece: str) -> str:
    attached = {"a.png": {"image/png": PIXEL}, piece: {"image/png": piece}, "b.png": {"image/svg+xml": piece}}
    outputs = [{"output_type": "stream", "text": piece}, {"output_type": "error", "ename": piece, "traceback": [piece]},
               *({"output_type": "display_data", "data": {form: piece}, "metadata": {}} for form in (
                   "text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml", "image/png", piece))]
    meta = {"nbgrader": {"grade_id": piece}, "tags": [piece]}
    cells = tuple({"cell_type": kind, "source": piece, "attachments": attached, "outputs": outputs, "metadata": meta}
                  for kind in ("markdown", "code", "raw"))
    record = Record("x", piece, "graded", 1, 7, items=(Item("nb", piece, 1, 7),), outcome=Outcome(
        "x", piece, "graded", cells=(CellResult(piece, 1, 7, (CheckLine(piece, 0, 1, piece),), piece),)))
    return render(Feedback("nb", record, cells, {piece: piece}))


def tags_of(page: str) -> list[tuple[str, dict]]:
    """The tags of a page with their attributes, as two readers see it, one of them as browsers do."""
    from bleach._vendor import html5lib

    found = [(tag.name, {name: str(value) for name, value in tag.attrs.items()})
             for tag in BeautifulSoup(page, "html.parser").find_all(True)]
    whole = html5lib.parse(page, namespaceHTMLElements=False)
    return found + [(each.tag, {str(name): value for name, value in each.attrib.items()}) for each in whole.iter()
                    if isinstance(each.tag, str)]


def harmless(page: str) -> None:
    for tag, marks in tags_of(page):
        assert tag not in ("script", "iframe", "object", "embed", "form", "input", "base", "link", "svg", "math"), marks
        for name, value in marks.items():
            assert not name.lower().startswith("on"), (tag, marks)
            assert name not in LOADS or value.startswith("data:image/"), (tag, marks)
            assert name != "style" or "url" not in value, (tag, marks)
        if tag == "a":
            assert marks.get("href", "#").startswith(("#", "https://", "http://", "mailto:")), marks
        if tag == "meta":
            assert marks.get("http-equiv", "").lower() in ("", "content-security-policy"), marks


@pytest.mark.parametrize("piece", PIECES, ids=range(len(PIECES)))
def test_a_page_holds_no_handler_no_script_and_no_foreign_address(piece):
    harmless(page_of(piece))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([
    "<", ">", "</", "script", "<img", " src=x", " onerror=alert(1)", "<svg", "<style>", "</style>", "'", '"', "`",
    "```", "&lt;",
    "&#x3c;", "<!--", "-->", "<![CDATA[", "]]>", "<math>", "<noscript>", "<a", " href=javascript:x", "/", "\n",
    "\n\n", "    ", "$", "$$", "|", "[a](", "![a](", ")", "attachment:a.png", "\\", "#", "title=", "\0", "<p ", "x"]),
    max_size=25).map("".join))
def test_no_mixture_of_such_pieces_makes_one(piece):
    harmless(f"<!doctype html><body>{safe_html.markdown(piece, {'a.png': {'image/png': PIXEL}})}"
             f"{safe_html.markdown(piece)}{safe_html.code(piece)}{safe_html.clean(piece)}<p>end")


def test_a_large_picture_is_shown_as_one_and_not_as_its_text():
    large = base64.b64encode(bytes(range(256)) * 800).decode()
    made = safe_html.markdown("My sketch: ![s](attachment:image.png)\n\n<script>x</script>", {
        "image.png": {"image/png": large}})
    assert f'src="data:image/png;base64,{large}"' in made
    assert "<pre>" not in made
    assert "script" not in made


def test_a_picture_that_is_not_there_is_said_and_the_answer_is_shown():
    made = safe_html.markdown("My sketch: ![s](attachment:../image.png) and **words**", {"x": {}})
    assert "not handed in" in made
    assert "<strong>words</strong>" in made


def test_a_page_that_fails_is_told_and_the_rest_go_on(tmp_path, monkeypatch):
    folder = make_class(tmp_path, [Pupil(who, (6.0, 4.0, 6.0, 4.0), answers={"task_d_bill": f"of {who}"})
                                   for who in ("anna", "bo", "chen")])
    whole = safe_html.markdown

    def breaks(source, attachments=None):
        if source == "of bo":
            raise ZeroDivisionError("a fault of ours")
        return whole(source, attachments)

    monkeypatch.setattr(safe_html, "markdown", breaks)
    said = []
    pages = feedback(folder, ASSIGNMENT, tell=lambda who, what: said.append((who, what)))
    assert [page.parent.parent.name for page in pages] == ["anna", "bo", "chen"]
    assert [who for who, _ in said] == ["bo"]
    assert "ZeroDivisionError" in said[0][1]
    assert "Score: 20 of 20" in pages[1].read_text()
    assert "of chen" in pages[2].read_text()
