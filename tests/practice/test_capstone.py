"""The capstone keeps what is there, tells what is missing, and how far one is stands in one's own files alone."""

import contextlib
import json
import shutil
from pathlib import Path

import pytest

import helpers.course
from helpers import (
    Api,
    Capstone,
    Decisions,
    Design,
    Endpoint,
    Estimate,
    Reliability,
    Requirements,
    course_progress,
    list_cases,
    load_case,
)
from helpers.course import Step
from helpers.practice import PracticeError
from helpers.practice.capstone import CASES, EMPTY, is_empty
from tests.design.whole import FOLDER, whole

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(tmp_path):
    with contextlib.chdir(tmp_path):
        yield tmp_path


def test_every_case_of_that_role_can_be_chosen():
    role = {name for name in list_cases() if load_case(name, variant=False).role == "capstone"}
    assert role == set(CASES), "CASES of helpers/practice/capstone.py, and the choice in course/09_capstone.ipynb"


@pytest.mark.parametrize("case", CASES)
def test_each_system_begins_with_its_brief_and_nothing_else(case, here):
    work = Capstone(case)
    assert work.brief == work.case.brief
    assert len(work.design.missing) == 7
    assert work.workload is None
    assert not list(here.iterdir())


@pytest.mark.parametrize("wrong", ["chats", "", "url_shortener", None, 7, ["chat"]])
def test_another_system_is_refused_with_the_four(wrong):
    with pytest.raises(PracticeError, match="is none of chat, video_streaming, ride_hailing, ticketing"):
        Capstone(wrong)


def test_what_is_empty_is_not_saved_and_told(here):
    work = Capstone("chat")
    for piece, value in {"requirements": Requirements("Chat"), "estimate": Estimate.from_case("chat"),
                         "api": Api("Chat"), "data_model": work.data_model, "architecture": work.architecture,
                         "decisions": Decisions([]), "reliability": Reliability(), "notes": None}.items():
        assert is_empty(piece, value)
        assert work.keep(**{piece: value}).text == EMPTY[piece]
    assert not list(here.iterdir())
    assert "Nothing to run yet: steps 1 (requirements), 2 (estimate)" in work.lacking("to run").text
    assert "Nothing to try yet" in str(work.trials())
    assert "Nothing to judge yet" in str(work.verdict())


def test_a_piece_is_saved_and_held_against_those_before_it(here):
    work = Capstone("chat")
    assert work.keep(requirements=whole("chat").requirements).text.endswith("It fits what came before.")
    told = work.keep(api=Api("Chat").add(Endpoint("send_message", "POST", "/messages", serves="send_message")))
    assert "1 endpoint" in told.text
    assert {each.where for each in told.findings if each.rule == "must-without-endpoint"} == {
        "open_conversation", "list_conversations", "start_conversation"}
    assert Design.load("chat").api == Capstone("chat").api
    assert [each.rule for each in told.findings if "box" in each.rule] == []  # step 5 is not there to be blamed


def test_an_unknown_piece_is_refused(here):
    with pytest.raises(PracticeError, match=r"no such piece\. Did you mean requirements"):
        Capstone("chat").keep(requirement=None)


@pytest.mark.parametrize("case", CASES)
def test_a_whole_design_runs_and_is_tried_by_what_the_case_hides(case, here):
    (here / "my_design").mkdir()
    shutil.copy(FOLDER / f"{case}.yaml", here / "my_design")
    work = Capstone(case)
    assert work.workload is not None
    assert work.workload.rate > 1000
    assert work.trials().kept


# How far one is

def test_progress_names_the_first_step_without_its_piece(here):
    assert course_progress().next_step == 1
    assert course_progress().done == ()
    worked = whole("url_shortener")
    Design("url_shortener", requirements=worked.requirements, api=worked.api).save()
    Design("chat").save()
    found = course_progress()
    assert found.done == (1, 3)
    assert found.next_step == 2
    assert found.sentence == ("2 of 8 steps have left their piece. Next: step 2, estimation (45 min). Other designs of "
                              "yours: chat.")
    assert list(found.table()[""]) == ["✔", "next", "✔", "", "", "", "", ""]


def test_progress_at_the_end_leads_to_the_capstone(here, monkeypatch):
    whole("url_shortener").save()
    assert course_progress().next_step is None
    assert "Next: the capstone" in course_progress().sentence
    further = Step(10, "10_caching", "Caching", "What may be old?", 40, 30, ready=True)
    monkeypatch.setattr(helpers.course, "STEPS", (*helpers.course.STEPS, further))
    assert course_progress().next_step is None, "a step beyond the eight leaves no piece"
    assert list(course_progress().table().index) == list(range(1, 9))


def test_a_damaged_file_is_told_and_hides_no_other(here):
    whole("url_shortener").save()
    (here / "my_design" / "chat.yaml").write_text("name: [chat")
    found = course_progress()
    assert found.next_step is None
    assert len(found.problems) == 1
    assert "chat.yaml" in found.problems[0]
    assert "chat.yaml" in repr(found)
    assert "chat.yaml" in found._repr_html_()


def test_a_folder_that_is_none_is_refused():
    with pytest.raises(PracticeError, match="is no folder"):
        course_progress(7)


# The notebook

def code_cells() -> list[str]:
    notebook = json.loads((ROOT / "course" / "09_capstone.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("case", [case for case in CASES if case != "chat"])
def test_every_system_runs_through_the_notebook_with_nothing_filled_in(case, here, capsys):
    names: dict = {"display": lambda *_: None}
    for source in code_cells():
        exec(source.replace('case = "chat"', f'case = "{case}"'), names)
    assert names["work"].name == case
    assert sorted(each.name for each in (here / "my_design").iterdir()) == [f"{case}.html"]


def test_a_whole_design_goes_through_the_notebook_unharmed(here, capsys):
    (here / "my_design").mkdir()
    shutil.copy(FOLDER / "chat.yaml", here / "my_design")
    names: dict = {"display": lambda *_: None}
    for source in code_cells():
        exec(source, names)
    after, before = names["work"].design, whole("chat")
    assert (after.requirements, after.estimate, after.decisions) == (
        before.requirements, before.estimate, before.decisions)
    assert set(after.architecture.names) == set(before.architecture.names)
    assert after.api.names == before.api.names
    assert after.data_model.names == before.data_model.names
