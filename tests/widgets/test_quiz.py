"""Quizzes: one right answer each, and a sentence for every choice."""

import pytest

from helpers import CourseError, quiz
from helpers.widgets.quiz import FOLDER, load_quiz
from tests.hostile import VALUES, readable

SLUGS = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("slug", SLUGS)
def test_exactly_one_choice_is_right_and_every_choice_is_answered(slug):
    items = load_quiz(slug)
    assert len(items) == 3
    for item in items:
        assert [bool(choice.get("right")) for choice in item["choices"]].count(True) == 1
        assert all(len(choice["feedback"]) > 20 for choice in item["choices"])
        texts = [choice["text"] for choice in item["choices"]]
        assert len(set(texts)) == len(texts) >= 3


@pytest.mark.parametrize("slug", SLUGS)
def test_the_right_answers_do_not_all_stand_in_one_place(slug):
    places = {place for item in load_quiz(slug) for place, choice in enumerate(item["choices"]) if choice.get("right")}
    assert len(places) > 1


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
