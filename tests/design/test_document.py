"""The document: whole, right, self-contained, and the same in Markdown and HTML."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from helpers import Design, Functional, failure_sweep
from helpers.design import DesignError
from helpers.design.document.diagram import svg
from helpers.design.document.losses import loss_rows
from helpers.design.look import Look
from tests.design.whole import CASES, whole, with_box, with_notes, with_row, with_rows

SECTIONS = ["Context", "Goals and non-goals", "Requirements, and whether they are met", "Estimate", "Interface",
            "Data model", "High-level design", "Decisions", "Failures", "Alerts", "Cost", "Open risks", "Unknowns",
            "What was not modelled"]
VOID = {"meta", "wbr", "br"}


class Reader(HTMLParser):
    """Reads a page: tags that are not closed, what it loads, its headings, and its text."""

    def __init__(self, page):
        super().__init__()
        self.open, self.loads, self.heads, self.texts, self.ids = [], [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.loads += [value for name, value in attrs if name in ("src", "href", "action", "data")
                       and not value.startswith("#")]
        self.loads += [tag] * (tag in ("script", "link", "iframe", "object", "embed"))
        self.ids += [value for name, value in attrs if name == "id"]
        assert not [name for name, _ in attrs if name.startswith("on")], "no handlers"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)
        if self.open and self.open[-1] == "h2":
            self.heads.append(data)

    @property
    def text(self):
        return " ".join("".join(self.texts).split())


@pytest.fixture(scope="module", params=CASES)
def made(request):
    return whole(request.param), whole(request.param).document()


def test_every_section_is_there_in_order(made):
    _, document = made
    assert Reader(document.html()).heads == SECTIONS
    assert re.findall(r"^## (.*)$", document.markdown(), re.MULTILINE) == SECTIONS


def test_the_page_needs_nothing_else(made):
    page = made[1].html()
    read = Reader(page)
    assert not read.open, "every tag is closed"
    assert not read.loads, "nothing is loaded from elsewhere, and nothing runs"
    assert set(re.findall(r"url\(.", page)) == {"url(#"}
    assert "@import" not in page
    assert len(read.ids) == len(set(read.ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(read.ids)


def test_what_the_steps_made_stands_in_it(made):
    design, document = made
    for text in (Reader(document.html()).text, document.markdown().replace("\\", "")):
        for row in design.requirements.qualities:
            assert row.id in text
        for row in design.estimate.assumptions:
            assert row.name.replace("_", " ") in text
        for row in (*design.api.endpoints, *design.data_model.patterns, *design.data_model.entities):
            assert row.name in text
        for row in design.decisions:
            assert row.question in text
            assert " ".join(row.because.split()) in text
            assert design.notes.confirmations[row.question] in text
        for row in design.reliability.alerts:
            assert row.name.replace("_", " ") in text
        for row in (*design.notes.risks, *design.notes.unknowns):
            assert row in text
        assert f"${Look(design).cost:,.0f} a month" in text


def test_figures_are_those_of_the_verdict(made):
    design, document = made
    found = design.verdict()
    text = Reader(document.html()).text
    for each in found:
        assert each.shown() in text
        assert each.likely.source in text
    for each in found.answers:
        assert each.because in text


def test_the_register_names_source_and_year():
    text = whole().document().markdown()
    assert "| threads | 16 | no range | one machine works on so many requests at once | assumption of the course " \
           "| 2026 |" in text
    assert "| new links | 500 M/month | 300 to 800 M/month | the brief | the interviewer | not said |" in text


def test_the_diagram_is_a_picture_with_every_box_and_words_for_who_does_not_see_it(made):
    design, document = made
    picture = re.search(r"<svg.*?</svg>", document.html(), re.DOTALL)[0]
    root = ElementTree.fromstring(picture)
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}rect")) == len(design.architecture)
    assert len(root.findall(f"{space}polyline")) == len(design.architecture.connections)
    assert all(box.title in root.attrib["aria-label"] for box in design.architecture if design.architecture.callees(
        box.name))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for box in root.findall(f"{space}rect"):
        x, y, wide, high = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + high <= height
    assert "```mermaid\nflowchart" in document.markdown()


EXERCISE = Path(__file__).parents[2] / "solutions" / "08_summary"


@pytest.mark.parametrize("drawing", [*(whole(case).architecture for case in CASES),
                                     *(Design.load(EXERCISE / f"{name}.yaml").architecture
                                       for name in ("agreed", "dear", "pieces"))], ids=lambda each: each.name)
def test_no_line_of_the_picture_runs_behind_a_box(drawing):
    root, space = ElementTree.fromstring(svg(drawing)), "{http://www.w3.org/2000/svg}"
    boxes = {box.name: [float(shape.attrib[name]) for name in ("x", "y", "width", "height")]
             for box, shape in zip(drawing, root.findall(f"{space}rect"), strict=True)}
    for wire, line in zip(drawing.connections, root.findall(f"{space}polyline"), strict=True):
        points = [tuple(map(float, each.split(","))) for each in line.attrib["points"].split()]
        for name in {*boxes} - {wire.source, wire.target}:
            x, y, wide, high = boxes[name]
            for (x1, y1), (x2, y2) in pairwise(points):
                inside = [share / 50 for share in range(51) if x < x1 + (x2 - x1) * share / 50 < x + wide
                          and y < y1 + (y2 - y1) * share / 50 < y + high]
                assert not inside, f"{wire.source} -> {wire.target} runs behind {name}"


def test_a_box_is_found_by_the_name_that_other_tables_call_it():
    text = Design.load(EXERCISE / "agreed.yaml").document().markdown().replace("\\", "")
    assert "| Home timelines (feeds) | Cache |" in text
    assert "| post queue | Queue |" in text


def test_figures_of_a_column_stand_on_one_side():
    page = Design.load(EXERCISE / "agreed.yaml").document().html()
    assert '<th class="number">Rate</th>' in page
    assert '<td class="number">60 K/s</td>' in page
    assert '<th class="number">To spare</th>' in page
    assert '<th class="number">Zones</th>' not in page


def test_tables_have_as_many_cells_as_heads(made):
    for part in made[1].markdown().split("\n\n"):
        if part.startswith("|"):
            counts = {len(re.findall(r"(?<!\\)\|", line)) for line in part.strip().splitlines()}
            assert len(counts) == 1, part


HOSTILE = "<script>alert(1)</script> | **x** [a](javascript:b) `c`"


def test_words_of_a_learner_are_words():
    design = with_notes(with_rows(whole(), Functional("odd", "owner", f"writes {HOSTILE}", "could")), context=HOSTILE)
    page = design.document().html()
    assert "<script" not in page
    assert not Reader(page).loads
    text = design.document().markdown()
    assert "<script" not in re.sub(r"\\<", "", text)
    assert "[a](javascript" not in re.sub(r"\\\[", "", text)


def test_what_is_missing_or_missed_is_said():
    empty = Design("empty").document().markdown()
    assert empty.count("Nothing yet") >= 7
    assert "The api: not made yet." in empty
    missed = with_row(whole(), "budget", at_most="$900/month").document().markdown()
    assert "budget is missed" in missed.replace("\\", "")
    assert "Where the steps contradict each other" in missed
    assert "contradict" not in whole().document().markdown()


def test_a_sweep_that_was_run_takes_the_place_of_the_arithmetic():
    sweep = failure_sweep(whole("pastebin"), of=["zone"], n=1_000)
    text = whole("pastebin").document(sweep=sweep).markdown()
    assert "in a simulation of 1,000 requests, seed 1" in text
    assert "computed from the loads" not in text


def test_losses_are_those_of_the_diagram():
    rows = {row[0]: row for row in loss_rows(Look(whole()))}
    assert rows["zone a or b or c"][1:3] == ("nothing, or slower answers", "nothing")
    assert rows["all of links"][1] == "down"
    assert rows["all of hot links"][1] == "requests are lost"
    assert "links" in rows["all of hot links"][3]
    alone = {row[0]: row for row in loss_rows(Look(with_box(whole(), "balancer", replicas=1, zone="a")))}
    assert alone["zone a"][1] == "down"
    assert alone["zone b or c"][1] == "nothing, or slower answers"


def test_it_is_saved_as_a_page_or_as_markdown_and_kept(tmp_path):
    document = whole("pastebin").document()
    for name, text in (("d.html", document.html()), ("d.md", document.markdown())):
        assert document.save(tmp_path / name).read_text(encoding="utf-8") == text
    Design("other").document().save(tmp_path / "d.md")
    assert (tmp_path / "d.md.bak").read_text(encoding="utf-8") == document.markdown()
    for bad in ("d.pdf", 5, None, tmp_path / "d.html" / "below.html"):
        with pytest.raises(DesignError):
            document.save(bad)
    with pytest.raises(DesignError, match="not a Verdict"):
        whole().document(verdict="met")


def test_in_a_notebook_it_is_shown_apart(made):
    shown = made[1]._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-popups"' in shown


def test_the_contents_stand_before_the_first_section_and_behind_the_summary():
    page = whole().document().html()
    assert "</nav><h2" in page
    assert page.index("<h1") < page.index("<nav") < page.index("<h2")
    assert re.search(r"</p>\s*<nav", page), "what it is in short comes first"


def test_one_machine_is_lost_where_there_are_several_of_ours():
    design = with_box(whole(), "balancer", replicas=1, zone="a")
    several = {f"one machine of {box.title}" for box in design.architecture if box.replicas > 1 and not box.of.managed}
    found = {row[0] for row in loss_rows(Look(design)) if row[0].startswith("one machine")}
    assert found == several
    assert len(found) >= 3
    rented = with_box(design, "links", kind="key_value", shards=9)
    assert "one machine of links" not in {row[0] for row in loss_rows(Look(rented))}
