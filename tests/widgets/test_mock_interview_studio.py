"""The studio of the practice interview, driven without a browser: every verb of the page, undo, and what is kept."""

import pytest
import yaml

from helpers import CourseError, MockInterviewStudio
from helpers.design import Design
from helpers.practice import Bests
from tests.practice.players import Clock, worked


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def studio(**options):
    clock = Clock()
    return MockInterviewStudio("chat", clock=clock, **options), clock


def says(made, verb, *given):
    made._page_said(None, {"verb": verb, "given": list(given)}, [])
    return made.page.shown


def test_every_verb_of_the_page_does_what_it_says():
    made, clock = studio()
    assert made.page.shown["state"] == "waiting"
    shown = says(made, "begin")
    assert (shown["state"], shown["stage"], shown["running"]) == ("running", "requirements", True)
    clock.go(2)
    shown = says(made, "ask", "How many messages does a user send?")
    assert "40 messages" in shown["turns"][0]["said"]
    assert shown["left"] == pytest.approx(43)
    assert shown["facts"][0] == 1
    assert "messages per user" in shown["sheet"].lower() or "40 messages" in shown["sheet"]
    shown = says(made, "move", "")
    assert shown["stage"] == "estimation"
    shown = says(made, "move", "high_level_design")
    assert [each["spent"] for each in shown["stages"] if each["name"] == "requirements"] == [pytest.approx(2)]
    shown = says(made, "pause")
    assert (shown["state"], shown["running"]) == ("paused", False)
    shown = says(made, "resume")
    made.draw(worked("chat"))
    assert "Inboxes" in made.page.shown["whiteboard"]
    shown = says(made, "follow_up")
    assert shown["follow_up"].startswith("Suppose")
    assert shown["follow_up"].split(" is ")[0] in shown["effect"]
    assert shown["follow_ups_left"] == 1
    shown = says(made, "let_stand")
    assert shown["follow_up"] == ""
    shown = says(made, "report")
    assert "Red flags" in shown["report"]
    shown = says(made, "finish")
    assert shown["state"] == "finished"
    assert "every quality is kept" in shown["report"]


def test_what_cannot_be_done_is_told_on_the_page():
    made, _ = studio()
    assert "Begin it first" in says(made, "ask", "Who uses it?")["status"]
    assert says(made, "begin")["status"] == ""
    assert "keep=" in says(made, "draw")["status"]
    assert "no stage of this split" in says(made, "move", "lunch")["status"]
    for odd in (("nothing",), ("ask",), ("begin", "x"), ("__init__",)):
        says(made, *odd)
    assert made.mock.state == "running"


def test_undo_takes_the_last_thing_back_and_not_the_time():
    made, clock = studio()
    made.begin()
    made.ask("Who uses it?")
    clock.go(3)
    made.move("estimation")
    clock.go(1)
    assert made.undo()
    assert (made.mock.stage, made.mock.minutes) == ("requirements", 4.0)
    made.draw(worked("chat"))
    made.follow_up()
    assert made.undo()
    assert (made.mock.asked, made.mock.open_follow_up, made.page.shown["effect"]) == ((), None, "")
    assert made.undo()
    assert made.mock.architecture is None
    assert made.undo()
    assert made.mock.interviewer.replies == ()
    assert made.mock.state == "running"
    assert made.undo()
    assert made.mock.state == "waiting"
    assert not made.undo()


def test_a_finish_that_is_taken_back_is_a_pause():
    made, clock = studio()
    made.begin()
    clock.go(5)
    made.finish()
    assert made.undo()
    assert (made.mock.state, made.mock.minutes) == ("paused", 5.0)
    made.resume()
    clock.go(1)
    assert made.mock.minutes == 6.0


def test_the_drawing_is_that_of_the_learners_design(folder):
    made, _ = studio(keep="mine")
    made.begin()
    with pytest.raises(CourseError, match="nothing is drawn under mine yet"):
        made.draw()
    Design("mine").replace(architecture=worked("chat")).save("mine")
    assert says(made, "draw")["status"] == ""
    assert made.mock.architecture == worked("chat")


def test_running_the_cell_again_goes_on_where_it_was(folder):
    made, clock = studio(keep="mine", split="alex_xu")
    made.begin()
    made.ask("Who uses it?")
    clock.go(4)
    made.move("high_level_design")
    made.draw(worked("chat"))
    made.follow_up()
    again, other = studio(keep="mine", split="alex_xu")
    assert (again.mock.state, again.mock.stage) == ("paused", "high_level_design")
    assert again.mock.minutes == pytest.approx(4)
    assert again.page.shown["follow_up"]
    again.resume()
    other.go(1)
    again.finish()
    assert studio(keep="mine")[0].mock.state == "finished"
    again.restart()
    assert studio(keep="mine")[0].mock.state == "waiting"


def test_results_go_into_the_learners_own_file(folder):
    for machines in (60, 42):
        made, _ = studio(keep="mine")
        made.restart()
        made.begin()
        made.ask("Who uses it?")
        made.draw(worked("chat").replace("api", replicas=machines))
        made.finish()
        assert "Your best so far!" in made.page.shown["best"]
    kept = Bests.load(folder / "my_design" / "practice.yaml")
    assert len(kept.results) == 2
    assert kept.best("chat").cost == min(each.cost for each in kept.results)
    assert "every quality for $26," in made.page.shown["best"]
    assert all(each.day for each in kept.results)


def test_a_damaged_file_costs_the_interview_alone(folder):
    made, _ = studio(keep="mine")
    made.begin()
    path = folder / "my_design" / "mine.mock_interview.yaml"
    for text in ("case: chat\nlog: 5\n", "case: [\n", yaml.safe_dump({"case": "chat", "log": [[0, "begin", ""]]})):
        path.write_text(text)
        again, _ = studio(keep="mine")
        assert "cannot be read" in again.page.shown["status"]
        assert again.mock.state == "waiting"
    (folder / "my_design" / "practice.yaml").write_text("results: 5\n")
    again.begin()
    again.finish()
    assert "practice.yaml" in again.page.shown["status"]


def test_tables_have_one_header_and_what_is_typed_stays_text():
    made, _ = studio()
    made.begin()
    made.ask("<script>alert(1)</script> How many users chat every day?")
    made.draw(worked("chat"))
    made.follow_up()
    shown = says(made, "report")
    for part in ("whiteboard", "effect", "report", "sheet"):
        assert "<script" not in shown[part]
        assert "<th></th>" not in shown[part]
        assert "<th scope='col' style='padding:2px 10px;text-align:left'></th>" not in shown[part]


def test_code_asks_the_same_questions():
    made, _ = studio()
    made.begin()
    made.ask("Who uses it?")
    names: dict = {}
    exec(made.to_code(), names)
    assert [each.question for each in names["mock"].interviewer.replies] == ["Who uses it?"]
    assert "MockInterview" in repr(made)
