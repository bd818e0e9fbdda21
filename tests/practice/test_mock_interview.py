"""A whole interview by a script, with a clock that only the test moves; never a moment of waiting."""

import pytest
import yaml

from helpers import CourseError, MockInterview
from helpers.architecture import Architecture, Component
from helpers.practice import PracticeError
from tests.hostile import VALUES, refuses_or_answers
from tests.practice.players import Clock, worked

ASKED = ["Who uses it?", "What is left out?", "How many users chat every day?", "How many messages does a user send?",
         "How much busier is the peak?", "How many people get a message?", "How fast must a message be accepted?"]


def interview(split="eight_steps", **options):
    clock = Clock()
    return MockInterview("chat", split, clock=clock, **options), clock


def played(**options):
    """An interview that keeps to its minutes, asks first, draws, answers its follow-ups and finishes."""
    mock, clock = interview(**options)
    mock.begin()
    for question in ASKED:
        mock.ask(question)
        clock.go(6 / len(ASKED))
    for stage in ("estimation", "interface", "data_model", "high_level_design"):
        mock.move(stage)
        clock.go(mock.split[stage] - (1 if stage == "high_level_design" else 0))
    mock.draw(worked("chat"))
    clock.go(1)
    mock.move()
    clock.go(2)
    while mock.follow_ups_left:
        mock.follow_up()
        clock.go(1.5)
        mock.draw(worked("chat").replace("api", replicas=150).replace("delivery", replicas=120)
                  .replace("inbox_store", shards=9, copies=3).replace("messages", shards=30, copies=3))
    clock.go(8 - 2 - 1.5 * len(mock.asked))
    mock.move("bottlenecks")
    clock.go(5)
    mock.move("summary")
    clock.go(2)
    return mock, clock


def test_a_good_interview_has_no_red_flag_of_its_own():
    mock, _ = played()
    report = mock.finish()
    assert report.overruns == {}
    assert sum(report.minutes.values()) == pytest.approx(45)
    assert report.minutes == pytest.approx(report.allowed)
    rules = report.findings.rules()
    assert not rules & {"requirements-skipped", "too-deep-early", "stage-skipped", "stage-overrun", "nothing-drawn",
                        "no-numbers-before-boxes", "follow-up-unanswered", "broken-and-let-stand", "quality-missed"}
    assert report.judgement.kept
    assert "every quality is kept" in str(report)
    assert [each.answered for each in report.follow_ups] == [True, True]
    assert [each.minutes for each in report.follow_ups] == pytest.approx([1.5, 1.5])
    assert report.money[1] > report.money[0], "what the follow-ups cost is told in money, too"
    assert (report.result.case, report.result.kept, report.result.minutes) == ("chat", True, 45.0)
    assert "Could the same boxes be cheaper?" in report._repr_html_()
    assert report.time_table().loc["all", "used"] == "45.0"


def test_the_clock_stands_still_in_a_pause_and_after_the_end():
    mock, clock = interview()
    assert (mock.state, mock.stage, mock.minutes, mock.visits) == ("waiting", "", 0.0, ())
    mock.begin()
    clock.go(2)
    mock.pause()
    clock.go(30)
    assert (mock.state, mock.minutes, mock.stage) == ("paused", 2.0, "requirements")
    mock.resume()
    clock.go(1)
    assert mock.minutes == 3.0
    mock.finish()
    clock.go(100)
    assert (mock.state, mock.minutes, mock.minutes_left) == ("finished", 3.0, 42.0)
    assert mock.report().minutes["requirements"] == pytest.approx(3.0)


def test_a_clock_that_goes_back_costs_nothing():
    mock, clock = interview()
    mock.begin()
    clock.go(-5)
    assert mock.minutes == 0.0


@pytest.mark.parametrize("act", [
    lambda mock: mock.ask("Who uses it?"), lambda mock: mock.move(), lambda mock: mock.pause(),
    lambda mock: mock.resume(), lambda mock: mock.draw(worked("chat")), lambda mock: mock.follow_up(),
    lambda mock: mock.finish(), lambda mock: mock.let_stand(),
], ids=["ask", "move", "pause", "resume", "draw", "follow_up", "finish", "let_stand"])
def test_nothing_can_be_done_before_the_beginning(act):
    mock, _ = interview()
    with pytest.raises(PracticeError, match=r"waiting\. Begin it first"):
        act(mock)


def test_what_cannot_be_done_is_told_with_its_mend():
    mock, clock = interview("alex_xu", follow_ups=1)
    mock.begin()
    with pytest.raises(PracticeError, match="running"):
        mock.begin()
    with pytest.raises(PracticeError, match=r"'estimation' is no stage of this split"):
        mock.move("estimation")
    with pytest.raises(PracticeError, match="nothing waits for an answer"):
        mock.let_stand()
    with pytest.raises(PracticeError, match="no boxes yet"):
        mock.draw(Architecture("x"))
    with pytest.raises(PracticeError, match="is no drawing"):
        mock.draw("boxes")
    mock.follow_up()
    with pytest.raises(PracticeError, match="none left"):
        mock.follow_up()
    mock.pause()
    with pytest.raises(PracticeError, match=r"paused\. Resume it first"):
        mock.ask("Who uses it?")
    mock.resume()
    for _ in range(3):
        clock.go(1)
        mock.move()
    with pytest.raises(PracticeError, match="the last one"):
        mock.move()
    mock.finish()
    with pytest.raises(PracticeError, match=r"finished\. Make a new one"):
        mock.resume()


def test_a_follow_up_must_be_answered_before_the_next():
    mock, _ = interview()
    mock.begin()
    mock.draw(worked("chat"))
    effect = mock.follow_up()
    assert mock.open_follow_up == effect.follow_up
    with pytest.raises(PracticeError, match="answer first"):
        mock.follow_up()
    mock.let_stand()
    assert mock.open_follow_up is None
    mock.follow_up()
    assert len(mock.asked) == 2


def test_forced_stages_change_by_themselves_and_not_back():
    mock, clock = interview(forced=True)
    mock.begin()
    clock.go(6)
    assert mock.stage == "estimation"
    with pytest.raises(PracticeError, match="Requirements is over"):
        mock.move("requirements")
    clock.go(5)
    assert mock.stage == "interface"
    mock.move("high_level_design")
    clock.go(1)
    report = mock.report()
    assert report.minutes == pytest.approx({"requirements": 6, "estimation": 5, "interface": 0, "data_model": 0,
                                            "high_level_design": 1, "detailed_design": 0, "bottlenecks": 0,
                                            "summary": 0})


def test_free_stages_may_be_visited_in_any_order():
    mock, clock = interview()
    mock.begin()
    clock.go(20)
    assert mock.stage == "requirements"
    mock.move("summary")
    mock.move("requirements")
    assert mock.stage == "requirements"


# Red flags, each with a near miss.


def flagged(script, **options) -> set[str]:
    mock, clock = interview(**options)
    mock.begin()
    script(mock, clock)
    return mock.finish().findings.rules()


def asked_first(mock, clock):
    mock.ask("Who uses it?")
    clock.go(3)
    mock.ask("How many messages does a user send?")
    clock.go(3)


def after(*more):
    def script(mock, clock):
        asked_first(mock, clock)
        for each in more:
            each(mock, clock)
    return script


def goes(stage, minutes):
    def act(mock, clock):
        mock.move(stage)
        clock.go(minutes)
    return act


def draws(mock, clock):
    mock.draw(worked("chat"))


@pytest.mark.parametrize(("rule", "fault", "near_miss"), [
    ("requirements-skipped", goes("high_level_design", 5), after(goes("high_level_design", 5))),
    ("no-numbers-before-boxes", draws, after(draws)),
    ("too-deep-early", after(goes("detailed_design", 5)), after(draws, goes("detailed_design", 5))),
    ("nothing-drawn", after(), after(draws)),
    ("stage-skipped", after(goes("estimation", 1.4)), after(
        *(goes(stage, 5) for stage in ("estimation", "interface", "data_model", "high_level_design", "detailed_design",
                                       "bottlenecks", "summary")))),
    ("stage-overrun", after(goes("estimation", 7.6)), after(goes("estimation", 7.4))),
    ("follow-up-unanswered", after(draws, lambda mock, clock: mock.follow_up()),
     after(draws, lambda mock, clock: (mock.follow_up(), mock.let_stand()))),
])
def test_red_flags_and_near_misses(rule, fault, near_miss):
    assert rule in flagged(fault)
    assert rule not in flagged(near_miss)


def test_a_broken_box_that_is_let_stand_is_a_red_flag():
    def tight(mock, clock):
        asked_first(mock, clock)
        mock.draw(worked("chat").replace("api", replicas=24))
        while mock.follow_ups_left:
            effect = mock.follow_up()
            assert all(box.after > 1 >= box.before for box in effect.broken)
            mock.let_stand()

    def mended(mock, clock):
        asked_first(mock, clock)
        mock.draw(worked("chat").replace("api", replicas=24))
        while mock.follow_ups_left:
            mock.follow_up()
            mock.draw(worked("chat").replace("api", replicas=150))

    seeds = [seed for seed in range(12) if "broken-and-let-stand" in flagged(tight, seed=seed)]
    assert seeds, "no seed asks for a number that breaks a tight drawing"
    assert "broken-and-let-stand" not in flagged(mended, seed=seeds[0])


def test_mistakes_of_the_questions_are_in_the_report_too():
    found = flagged(after(lambda mock, clock: mock.ask("Should we use Kafka?")))
    assert "solution-first" in found


def test_a_design_that_misses_a_quality_is_an_error_with_its_name():
    mock, _ = interview()
    mock.begin()
    mock.draw(worked("chat").replace("api", replicas=30))
    report = mock.finish()
    assert not report.judgement.kept
    assert not report.result.kept
    assert report.saving is None
    missed = {each.where for each in report.findings if each.rule == "quality-missed"}
    assert "zone lost" in missed


# Kept and read again.


def test_an_interview_is_written_down_and_goes_on():
    mock, clock = interview(forced=False)
    mock.begin()
    for question in ASKED[:4]:
        mock.ask(question)
        clock.go(1)
    mock.move("high_level_design")
    mock.draw(worked("chat"))
    clock.go(3)
    mock.follow_up()
    clock.go(2)
    data = yaml.safe_load(yaml.safe_dump(mock.to_dict()))
    other = Clock(5.0)
    again = MockInterview.from_dict(data, clock=other)
    assert again.state == "paused", "no time goes by between two sittings"
    assert again.minutes == pytest.approx(mock.minutes)
    assert (again.stage, again.visits) == (mock.stage, mock.visits)
    assert again.interviewer.learned == mock.interviewer.learned
    assert again.architecture == mock.architecture
    assert again.open_follow_up == mock.open_follow_up
    again.resume()
    other.go(1)
    assert again.minutes == pytest.approx(mock.minutes + 1)
    again.draw(worked("chat"))
    assert again.finish().follow_ups[0].answered


def test_a_finished_one_stays_finished():
    mock, _ = played()
    mock.finish()
    again = MockInterview.from_dict(mock.to_dict(), clock=Clock())
    assert again.state == "finished"
    assert str(again.report()) == str(mock.report())


@pytest.mark.parametrize("damage", [{"log": 5}, {"log": [[1]]}, {"split": {}}, {"seconds": "x"}, {"case": "none"},
                                    {"drawings": [[0, {"components": 5}]]}, {"questions": 5}, {"seed": -1},
                                    {"follow_ups": "many"}, {"forced": 3}, {"log": [["x", "begin", ""]]}])
def test_a_damaged_one_is_told(damage):
    mock, _ = interview()
    mock.begin()
    with pytest.raises(CourseError):
        MockInterview.from_dict({**mock.to_dict(), **damage})


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_whatever_is_given_there_is_an_interview_or_one_clear_error(value):
    mock, _ = interview()
    mock.begin()
    for act in (lambda: MockInterview(value), lambda: MockInterview("chat", value), lambda: mock.ask(value),
                lambda: MockInterview("chat", follow_ups=value), lambda: MockInterview("chat", seed=value),
                lambda: MockInterview("chat", forced=value), lambda: MockInterview("chat", clock=value),
                lambda: mock.move(value), lambda: mock.draw(value), lambda: MockInterview.from_dict(value)):
        with refuses_or_answers():
            act()


@pytest.mark.parametrize("case", ["url_shortener", "pastebin", "microblog", "ride_hailing", "video_streaming",
                                  "ticketing"])
def test_every_case_can_be_practised(case):
    clock = Clock()
    mock = MockInterview(case, "hello_interview", clock=clock)
    mock.begin()
    assert mock.ask("Who uses it?").fact == "users"
    clock.go(5)
    mock.move("high_level_design")
    mock.draw(Architecture("Sketch").add(Component("client", "client")))
    mock.follow_up()
    report = mock.finish()
    assert not report.judgement.kept, "a client alone keeps nothing"
    assert report._repr_html_()


def test_what_is_taken_back_is_gone_and_its_time_is_not():
    mock, clock = interview()
    nothing = mock.snapshot()
    mock.begin()
    clock.go(3)
    begun = mock.snapshot()
    mock.ask(ASKED[0])
    mock.draw(worked("chat"))
    clock.go(4)
    mock.restore(begun)
    assert (mock.minutes, mock.snapshot()) == (7, begun)
    clock.go(1)
    assert (mock.minutes, mock.state) == (8, "running")
    mock.finish()
    mock.restore(begun)
    clock.go(5)
    assert (mock.minutes, mock.state) == (8, "paused"), "what was finished waits"
    mock.restore(nothing)
    assert (mock.minutes, mock.state) == (0, interview()[0].state), "before the beginning no time has gone by"


def test_a_saved_interview_knows_on_which_drawing_each_follow_up_fell():
    mock, _ = played()
    again = MockInterview.from_dict(mock.to_dict())
    assert again._effects == mock._effects
    assert again.finish().findings.rules() == mock.finish().findings.rules()
