"""The interview studio without a browser: one sheet, kept, undone, replayed; what is wrong is told and not lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import Design, InterviewStudio
from helpers.errors import CourseError
from helpers.requirements import METRICS, Quality, RequirementError, Requirements
from helpers.widgets.interview_rows import SHOWN, changed_row, new_row


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def said(studio, verb, *given):
    studio._page_said(None, {"verb": verb, "given": list(given)}, [])


def test_the_sheet_grows_with_each_fact():
    studio = InterviewStudio("url_shortener")
    assert studio.page.shown["untouched"] == ["actors", "scope", "scale", "qualities"]
    said(studio, "ask", "Who uses it?")
    assert studio.sheet.ids == ("open_link", "create_link")
    assert "actors" not in studio.page.shown["untouched"]
    assert studio.page.shown["left"] == 10.5
    assert [row["id"] for row in studio.page.shown["rows"]] == list(studio.sheet.ids)


def test_a_changed_row_stays_changed_and_undo_brings_the_old_one_back():
    studio = InterviewStudio("url_shortener")
    studio.ask("How fast must a redirect be?")
    said(studio, "edit", "quick_redirect", "target", "80 ms")
    studio.ask("How long are links kept?")
    assert studio.sheet["quick_redirect"].at_most == 0.08
    studio.undo()
    assert "links_kept" not in studio.sheet
    studio.undo()
    assert studio.sheet["quick_redirect"].at_most == 0.1
    studio.undo()
    assert not len(studio.sheet)
    assert studio.undo() is False


def test_what_cannot_be_read_stands_there_with_the_reason():
    studio = InterviewStudio("url_shortener")
    studio.ask("How fast must a redirect be?")
    said(studio, "edit", "quick_redirect", "target", "soon")
    row = next(each for each in studio.page.shown["rows"] if each["id"] == "quick_redirect")
    target = next(each for each in row["fields"] if each["name"] == "target")
    assert target["value"] == "soon"
    assert "100 ms" in target["wrong"]
    assert studio.sheet["quick_redirect"].at_most == 0.1
    said(studio, "edit", "quick_redirect", "target", "90 ms")
    assert studio.sheet["quick_redirect"].at_most == 0.09
    assert not any(each["wrong"] for row in studio.page.shown["rows"] for each in row["fields"])


def test_it_goes_on_where_it_was():
    studio = InterviewStudio("url_shortener", keep="mine")
    studio.ask("Who uses it?")
    studio.ask("How fast must a redirect be?")
    studio.edit("quick_redirect", "target", "80 ms")
    studio.add("out_of_scope", "maps because nobody asked")
    studio.remove("create_link")
    again = InterviewStudio("url_shortener", keep="mine")
    assert {row.id: row for row in again.sheet} == {row.id: row for row in studio.sheet}
    assert again.interviewer.replies == studio.interviewer.replies
    assert Design.load("mine").requirements == studio.sheet


def test_a_sheet_saved_elsewhere_is_taken_up_and_other_pieces_stay():
    from helpers import Estimate

    sheet = Requirements("Mine").add(Quality("quick", "all", "latency", at_most="1 s"))
    Design("mine").replace(requirements=sheet, estimate=Estimate("Mine").assume("users", 10)).save()
    studio = InterviewStudio("pastebin", keep="mine")
    assert studio.sheet.ids == ("quick",)
    studio.ask("Who uses it?")
    assert Design.load("mine").estimate is not None
    assert "quick" in Design.load("mine").requirements


def test_a_broken_conversation_loses_no_sheet(tmp_path):
    studio = InterviewStudio("url_shortener", keep="mine")
    studio.ask("Who uses it?")
    (tmp_path / "my_design" / "mine.interview.yaml").write_text("case: [", encoding="utf-8")
    again = InterviewStudio("url_shortener", keep="mine")
    assert again.sheet.ids == studio.sheet.ids
    assert "cannot be read" in again.page.shown["status"]


@pytest.mark.parametrize("stage", ["actors", "scope", "scale", "qualities"])
def test_a_part_is_taken_again_and_the_report_shows_both_tries(stage):
    studio = InterviewStudio("url_shortener")
    for question in ("Who uses it?", "What is left out?", "How long are links kept?", "How fast must a redirect be?"):
        studio.ask(question)
    said(studio, "replay", stage)
    assert len(studio.interviewer.learned) == 3
    said(studio, "report")
    assert f"Both tries at {stage}" in studio.page.shown["report"]
    studio.undo()
    assert len(studio.interviewer.learned) == 4


def test_start_again_can_be_undone():
    studio = InterviewStudio("url_shortener")
    studio.ask("Who uses it?")
    said(studio, "restart")
    assert not len(studio.sheet)
    studio.undo()
    assert len(studio.sheet) == 2


def test_the_code_makes_the_same_sheet():
    studio = InterviewStudio("microblog")
    for question in ("Who uses it?", "What is left out?", "How fast must a timeline open?"):
        studio.ask(question)
    made = {}
    exec(studio.to_code(), made)
    assert made["requirements"] == studio.sheet


def test_markup_is_text():
    studio = InterviewStudio("url_shortener")
    studio.ask("<script>alert(1)</script> who uses it?")
    said(studio, "report")
    assert "<script>" not in studio.page.shown["report"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["ask", "edit", "add", "remove", "undo", "replay", "restart", "report", "code", "nonsense"]),
       st.lists(st.text(max_size=30), max_size=3))
def test_the_page_may_send_anything(verb, given_texts):
    studio = InterviewStudio("url_shortener")
    studio.ask("Who uses it?")
    said(studio, verb, *given_texts)
    assert isinstance(studio.page.shown["rows"], list)


@pytest.mark.parametrize("metric", METRICS)
def test_each_metric_can_be_typed_as_a_new_row(metric):
    each = METRICS[metric]
    target = each.example.strip('"')
    row = new_row("quality", f"{metric} {each.sides[0].replace('_', ' ')} {target}", Requirements())
    assert row.metric == metric
    assert row.target is not None
    assert changed_row(row, "target", "").target is None


@pytest.mark.parametrize("kind", SHOWN)
def test_an_empty_row_is_refused_with_the_mend(kind):
    with pytest.raises(RequirementError, match="Add"):
        new_row(kind, "  ", Requirements())


def test_a_keep_that_is_no_name_is_refused():
    with pytest.raises(CourseError, match="keep"):
        InterviewStudio("url_shortener", keep=3)


def test_where_it_cannot_be_shown_it_says_so():
    data = InterviewStudio("url_shortener")._repr_mimebundle_()
    data = data[0] if isinstance(data, tuple) else data
    assert "run this cell again" in data["text/plain"]


def test_a_number_of_a_fact_is_shown_corrected_and_read_by_the_next_step():
    studio = InterviewStudio("url_shortener", keep="mine")
    studio.ask("How many links are made each month?")
    row = next(each for each in studio.page.shown["rows"] if each["id"] == "new_links")
    assert {"name": "value", "value": "500000000 links/month", "choices": [], "wrong": ""} in row["fields"]
    said(studio, "edit", "new_links", "value", "600 million links/month")
    row = next(each for each in studio.page.shown["rows"] if each["id"] == "new_links")
    assert ["500" in each["text"] and "600 M" in each["text"] for each in row["findings"]] == [True]
    scale = Design.load("mine").requirements.scale("url_shortener")
    assert scale["new_links"].magnitude == 600e6
    said(studio, "edit", "new_links", "value", "lots")
    assert "lots" in str(studio.page.shown["rows"])
    assert studio.sheet["new_links"].value == 600e6


def test_a_sheet_that_was_kept_before_facts_had_numbers_gets_them():
    studio = InterviewStudio("url_shortener", keep="mine")
    studio.ask("How many links are made each month?")
    studio.ask("How large is one link?")
    kept = Design.load("mine")
    old = kept.requirements.replace("new_links", value=None, unit="")
    old = old.replace("link_size", says="a link takes 300 bytes", value=None, unit="")
    kept.replace(requirements=old).save("mine")
    again = InterviewStudio("url_shortener", keep="mine")
    assert again.sheet["new_links"].value == 500e6
    assert again.sheet["link_size"].value is None
