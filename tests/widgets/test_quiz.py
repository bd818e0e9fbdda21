"""Quizzes: one right answer each, and a sentence for every choice."""

import pytest

from helpers import CourseError, quiz
from helpers.widgets.quiz import FOLDER, load_quiz
from tests.contract import every, questions
from tests.hostile import VALUES, readable

SLUGS = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("slug", SLUGS)
def test_exactly_one_choice_is_right_and_every_choice_is_answered(slug):
    none(every.finished_text((FOLDER / f"{slug}.yaml").read_text(encoding="utf-8"))
         + questions.answered(load_quiz(slug)), slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_right_answers_do_not_all_stand_in_one_place(slug):
    none(questions.places(load_quiz(slug)), slug)


def none(problems, slug):
    if problems:
        pytest.fail(f"src/helpers/widgets/quizzes/{slug}.yaml:\n" + "\n".join(f"- {each}" for each in problems),
                    pytrace=False)


def items(*rights, feedback="A sentence that says what it mixes up."):
    return [{"question": "Why?", "choices": [{"text": str(place), "feedback": feedback, "right": place == right}
                                             for place in range(3)]} for right in rights]


def test_each_rule_of_a_quiz_finds_its_fault():
    assert questions.answered(items(0, 1, 2)) + questions.places(items(0, 0, 1)) == []
    assert "Write 3" in questions.answered(items(0, 1))[0]
    assert "Question 2" in questions.answered(items(0, 7, 2))[0]
    assert len(questions.answered(items(0, 1, 2, feedback="x" * 20))) == 9
    assert questions.answered(items(0, 1, 2, feedback="x" * 21)) == []
    assert "all stand in one place" in questions.places(items(1, 1, 1))[0]
    doubled = items(0, 1, 2)
    doubled[2]["choices"][0]["text"] = "1"
    assert "different choices" in questions.answered(doubled)[0]
    assert "line 2" in every.finished_text("one\n# TODO: two\nTODO")[0]


@pytest.mark.parametrize("slug", SLUGS)
def test_choosing_shows_the_feedback_of_that_choice(slug):
    for item in quiz(slug).items:
        assert item.answer is None
        assert item.feedback.value == ""
        for place, choice in enumerate(item.item["choices"]):
            item.choices.value = place
            assert item.answer == place
            mark, wrong = ("✔ Right", "✖") if choice.get("right") else ("✖ Not quite", "✔")
            assert mark in item.feedback.value
            assert wrong not in item.feedback.value
            assert choice["feedback"].split("<")[0][:20] in item.feedback.value
        item.choices.value = None
        assert item.feedback.value == ""


def test_one_quiz_does_not_answer_another():
    first, second = quiz(SLUGS[0]), quiz(SLUGS[0])
    first.items[0].choices.value = 1
    assert second.items[0].answer is None


@pytest.mark.parametrize("value", [*VALUES, "../02_estimation"], ids=lambda value: type(value).__name__)
def test_only_a_step_has_a_quiz(value):
    with pytest.raises(CourseError) as caught:
        quiz(value)
    readable(caught.value)


def test_a_mistyped_step_is_answered_with_the_nearest():
    with pytest.raises(CourseError, match="Did you mean 02_estimation"):
        quiz("02_estimaton")
