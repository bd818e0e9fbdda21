"""Feedback pages: what they say, that nothing a student wrote runs or loads, and that only what changed is written."""

import base64
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import CourseError
from kit.classroom.feedback_pages import safe_html
from kit.classroom.feedback_pages.feedback import feedback
from kit.grader.outcomes import CheckLine, Flag
from tests.kit.gradebooks import ASSIGNMENT, Pupil, make_class

OUT = "http://evil.example/"
RUN = "window.owned=1;document.title='owned'"
HTML = f"""<b>kept</b><script>{RUN}</script><img src=x onerror="{RUN}"><img src="{OUT}a.png"><svg onload="{RUN}"><a
href="javascript:{RUN}" id=link>click</a></svg><iframe srcdoc="<script>parent.owned=1</script>"></iframe>
<iframe src="{OUT}"></iframe><style>@import url({OUT}b.css); body {{background: url({OUT}c.png)}}</style>
<link rel=stylesheet href="{OUT}d.css"><meta http-equiv=refresh content="0;url={OUT}">
<form action="{OUT}"><input autofocus onfocus="{RUN}"></form>
<p style="position:fixed;top:0;background:url({OUT}e.png)" onclick="{RUN}">over</p><object data="{OUT}f"></object>
<video src="{OUT}g" autoplay></video><math><mtext><table><mglyph><style><img src=x onerror="{RUN}">"""
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script><image href="{OUT}h.png"/></svg>'


def shown(data: dict, **metadata) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": metadata}


ATTACK = [
    shown({"text/html": HTML}),
    shown({"text/html": HTML}, **{"text/html": {"isolated": True}}),
    shown({"application/javascript": RUN, "text/plain": "<Javascript object>"}),
    shown({"text/markdown": f'![p]({OUT}i.png) [j](javascript:{RUN}) <img src=x onerror="{RUN}">'}),
    shown({"image/svg+xml": SVG}),
    shown({"image/png": f'" onerror="{RUN}'}),
    shown({"image/png": "AAAA"}, **{"image/png": {"width": f"1 onerror={RUN}", "alt": "x"}},
          filenames={"image/png": f"{OUT}k.png"}),
    shown({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}),
    shown({"text/latex": f"$x$<script>{RUN}</script>"}),
    {"output_type": "stream", "name": "stdout", "text": f"\x1b[31mred\x1b[0m <script>{RUN}</script>\n"},
    {"output_type": "error", "ename": "E", "evalue": "", "traceback": [f"<script>{RUN}</script>"]},
    {"output_type": "execute_result"}, "not an output", {"output_type": "stream", "text": 7},
]
WORDS = f"""### My answer\nPhotos are **most** of it: $\\frac{{19}}{{20}}$ and $$a < b$$\n\n<img src=x onerror="{RUN}">
![p]({OUT}l.png) ![a](attachment:a.png) <script>{RUN}</script>\n\n[good](https://example.org/)"""
PUPILS = [
    Pupil("anna", (4.0, 4.0, 6.0, 3.0), comment="Well **done** <script>1</script>", late=timedelta(days=1), penalty=2.0,
          flags=(Flag("canary", "test_a_scale", "SECRET SUSPICION"),), status="flagged",
          checks=(CheckLine("storage", 0, 2, "That is one <copy>."), CheckLine("posts", 4, 4))),
    Pupil("mallory", (0.0, 0.0, 0.0, None),
          answers={"task_d_bill": WORDS, "task_a_scale": f"# </pre><script>{RUN}</script>"},
          checks=(CheckLine(f"<script>{RUN}</script>", 0, 2, f"<img src=x onerror='{RUN}'>"),),
          outputs={"task_a_scale": ATTACK},
          metadata={"task_d_bill": {"tags": [f'"><script>{RUN}</script>'], "attachments": f"<script>{RUN}</script>"},
                    "task_b_claims": {"nbgrader": {"grade_id": f'"><script>{RUN}</script>', "solution": True}}}),
    Pupil("emil", (), "failed", reason="The kernel ran out of memory & died."),
    Pupil("gina", (), "none"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_class(tmp_path_factory.mktemp("feedback"), PUPILS)


@pytest.fixture(scope="module")
def pages(folder):
    (folder.path("autograded", "anna", ASSIGNMENT) / "extra.html").write_text("<script>1</script>")
    return {page.parent.parent.name: page for page in feedback(folder, "02")}


def test_each_graded_student_has_a_page_where_nbgrader_looks_for_it(folder, pages):
    assert set(pages) == {"anna", "mallory", "emil"}
    assert pages["anna"] == folder.root / "feedback" / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert sorted(each.name for each in pages["anna"].parent.iterdir()) == [f"{ASSIGNMENT}.html", "timestamp.txt"]
    assert pages["anna"].stat().st_mode & 0o777 == 0o644


def test_the_summary_shows_each_check_its_points_and_the_total(pages):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(pages["anna"].read_text(), "html.parser")
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
            for row in soup.table.find_all("tr")]
    assert ["✘ storage", "That is one <copy>.", "0 of 2"] in rows
    assert ["✔ posts", "", "4 of 4"] in rows
    assert rows[1] == ["test_a_scale Task A · Complete: how many, and how much?", "4 of 6"]
    assert rows[-2:] == [["Handed in late", "", "-2"], ["Total", "", "15 of 20"]]
    assert soup.find("aside").get_text(" ", strip=True) == "Comment Well done"
    assert "SECRET SUSPICION" not in str(soup)
    link = soup.table.find("a")["href"]
    assert "checks = Checks(points=6)" in soup.select_one(link).get_text()


def test_what_waits_for_a_person_and_what_failed_is_said(pages):
    assert "1 cell is still to be read by a person" in pages["mallory"].read_text()
    assert "not read yet" in pages["mallory"].read_text()
    failed = pages["emil"].read_text()
    assert ("could not be graded.</strong> Your instructor has been told why: The kernel ran out of memory &amp; died. "
            "Ask what to hand in.") in failed
    assert "not read yet" not in failed
    assert "of 20" not in failed


def test_formulas_stay_readable_and_honest_markdown_stays(pages):
    text = pages["mallory"].read_text()
    assert r"$\frac{19}{20}$" in text
    assert "a &lt; b" in text
    assert "<strong>most</strong>" in text
    assert '<a href="https://example.org/">good</a>' in text
    assert "<b>kept</b>" in text


@pytest.mark.browser
@pytest.mark.parametrize("policy", [True, False], ids=["as it is", "without its content security policy"])
def test_in_a_browser_nothing_runs_and_nothing_is_loaded(pages, tmp_path, browser, policy):
    text = pages["mallory"].read_text()
    bare = re.sub(r"<meta http-equiv=[^>]*>", "", text)
    assert bare != text
    page_path = tmp_path / "page.html"
    page_path.write_text(text if policy else bare)
    requests, dialogs = [], []
    page = browser.new_page()
    page.set_content(f'<body>{HTML.replace("http-equiv", "")}</body>')
    page.wait_for_function("window.owned === 1")  # the attack bites where nothing is done about it
    page.goto("about:blank")
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(page_path.as_uri())
    page.wait_for_timeout(300)
    page.evaluate("document.querySelectorAll('main p, main b, summary').forEach((each) => each.click())")
    assert page.evaluate("window.owned") is None
    assert page.title() == ASSIGNMENT
    assert page.evaluate("document.scripts.length + document.querySelectorAll('iframe, object, form').length") == 0
    assert page.evaluate("document.querySelectorAll('table')[0].rows.length") > 4
    page.close()
    assert [each for each in requests if each != page_path.as_uri() and not each.startswith("data:")] == []
    assert dialogs == []


def test_only_what_changed_is_written_anew(folder, pages):
    from kit.classroom.grading.records import open_gradebook

    before = {who: page.stat().st_mtime_ns for who, page in pages.items()}
    assert sorted(feedback(folder, ASSIGNMENT)) == sorted(pages.values())
    assert {who: page.stat().st_mtime_ns for who, page in pages.items()} == before
    with open_gradebook(folder) as gradebook:
        found = gradebook.find_grade("task_d_bill", ASSIGNMENT, ASSIGNMENT, "mallory")
        found.manual_score, found.needs_manual_grade = 2.5, False
        gradebook.db.commit()
    feedback(folder, ASSIGNMENT)
    changed = {who for who, page in pages.items() if page.stat().st_mtime_ns != before[who]}
    assert changed == {"mallory"}
    assert "<strong>Score: 2.5 of 20</strong>" in pages["mallory"].read_text()


def test_a_notebook_that_cannot_be_read_gets_its_summary_and_stops_nobody(tmp_path):
    folder = make_class(tmp_path, [Pupil("a", (6.0, 4.0, 6.0, 4.0)), Pupil("b", (6.0, 4.0, 6.0, 4.0)),
                                   Pupil("c", (1.0, 0.0, 0.0, 0.0), has_notebook=False)],
                        "c.GenerateFeedback.permissions = 640\nc.CourseDirectory.student_id_exclude = 'b'\n")
    (folder.path("autograded", "a", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").write_text("[" * 100_000)
    pages = feedback(folder, ASSIGNMENT)
    assert [page.parent.parent.name for page in pages] == ["a", "c"]
    assert "Score: 20 of 20" in pages[0].read_text()
    assert "Score: 1 of 20" in pages[1].read_text()
    assert pages[0].stat().st_mode & 0o777 == 0o640
    with pytest.raises(CourseError, match="nobody"):
        feedback(folder, ASSIGNMENT, ["nobody"])


@given(st.lists(st.sampled_from([
    "<", ">", "</", "script", "img", " src=x", " onerror=alert(1)", "svg", "style", "'", '"', "`", "&lt;", "<!--",
    "-->", "<![CDATA[", "]]>", "<b>", "math", "<noscript>", "title", "a", " href=javascript:alert(1)", "/", "x", "\0",
    "\n",
]), max_size=25).map("".join))
def test_whatever_is_cleaned_has_only_what_is_allowed(html):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(safe_html.clean(html), "html.parser")
    for tag in soup.find_all(True):
        assert tag.name in safe_html.TAGS
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert not str(tag.get("href", "https://")).startswith("javascript")


def test_pictures_that_are_pictures_stay():
    image = base64.b64encode(b"\x89PNG").decode()
    assert f'src="data:image/png;base64,{image}"' in safe_html.output(shown({"image/png": image}))
    attached = safe_html.markdown("![x](attachment:a.png)", {"a.png": {"image/png": image}})
    assert f"data:image/png;base64,{image}" in attached
    assert "&lt;b&gt;" in safe_html.output(shown({"text/html": "<script>x</script>", "text/plain": "<b>"}))
