"""A short quiz: one question a time, and for every wrong choice a sentence that says what it mixes up."""

from functools import cache
from html import escape
from pathlib import Path

import ipywidgets as w

from helpers.errors import CourseError, nearest, shorten
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard

FOLDER = Path(__file__).parent / "quizzes"


class QuizError(CourseError):
    """A quiz that does not exist or whose file cannot be used."""


def load_quiz(slug: str) -> tuple[dict, ...]:
    """The items of a step's quiz: `question`, and `choices`, each with `text`, `feedback` and, for one, `right: true`.

    >>> len(load_quiz("02_estimation"))
    3
    """
    known = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    if not isinstance(slug, str) or slug not in known:
        raise QuizError(f"there is no quiz {shorten(slug)}.{nearest(slug, known)}")
    return _load_quiz(slug)


@cache
def _load_quiz(slug: str) -> tuple[dict, ...]:
    import yaml

    items = yaml.safe_load((FOLDER / f"{slug}.yaml").read_text(encoding="utf-8"))
    for number, item in enumerate(items, 1):
        choices = item.get("choices", [])
        if not item.get("question") or len(choices) < 3:
            raise QuizError(f"{slug}.yaml, item {number}: give a question and at least three choices.")
        if sum(bool(choice.get("right")) for choice in choices) != 1:
            raise QuizError(f"{slug}.yaml, item {number}: exactly one choice has `right: true`.")
        for place, choice in enumerate(choices, 1):
            if not choice.get("text") or not choice.get("feedback"):
                raise QuizError(f"{slug}.yaml, item {number}, choice {place}: give text and feedback.")
    return tuple(items)


class QuizItem(w.VBox):
    """One question with its choices; choosing shows the feedback. `.answer` is the chosen place, None before."""

    def __init__(self, number: int, item: dict):
        self.item = item
        self.feedback = w.HTML()
        self.choices = w.RadioButtons(options=[(choice["text"], place) for place, choice in enumerate(item["choices"])],
                                      index=None, layout=w.Layout(width="auto"))
        self.choices.observe(self._judge, "value")
        super().__init__([w.HTML(f"<b>{number}. {escape(item['question'])}</b>"), self.choices, self.feedback])

    @property
    def answer(self) -> int | None:
        """The place of the chosen answer."""
        return self.choices.value

    def _judge(self, change) -> None:
        if change["new"] is None:
            self.feedback.value = ""
            return
        choice = self.item["choices"][change["new"]]
        mark = "✔ Right." if choice.get("right") else "✖ Not quite."
        self.feedback.value = f"<p role='status'><b>{mark}</b> {escape(choice['feedback'])}</p>"


class Quiz(Fallback, w.VBox):
    """All items of a step's quiz, under each other."""

    def __init__(self, slug: str):
        self.items = [QuizItem(number, item) for number, item in enumerate(load_quiz(slug), 1)]
        super().__init__([*self.items, KeyGuard()])
        self.add_class("course-widget")

    def _told(self) -> str:
        return "A quiz: " + " ".join(item.item["question"] for item in self.items)



def quiz(slug: str) -> Quiz:
    """Show the quiz of a step."""
    return Quiz(slug)
