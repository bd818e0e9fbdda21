"""A guess before the answer: buttons for a choice, a field for a number; then what is so, and how far off it was."""

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as w

from helpers.errors import CourseError, shorten
from helpers.predictions import Question, reveal, reveal_choice
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard


class Guess(Fallback, w.VBox):
    """Ask, let the learner click an option or type a number, then show the outcome beside the guess.

    `.value` is the guess: None at first, an option's text or the text typed; a cell may set it, too. Nothing is shown
    of the outcome before.

    Parameters
    ----------
    question
        What is asked.
    outcome
        What is so: a text, a number or a quantity.
    because
        Why it is so, shown with the outcome.
    options
        What can be clicked; numbers with units where the outcome is one. Without options a number is typed.
    guess
        A guess to begin with.
    unit
        What a plain outcome counts, such as "s": then a guess may say it, or another of its kind ("24 h").

    Raises
    ------
    CourseError
        For a question without text, or options that are none.

    >>> asked = Guess("Which box fills first?", "api", options=["api", "links"], because="It gets every request.")
    >>> asked.value = "links"
    >>> asked.told
    'api. You said links: not this time; say why before you read on. It gets every request.'
    """

    def __init__(self, question: str, outcome: object, because: str = "", options: Sequence[str] | None = None,
                 guess: object = None, unit: str = ""):
        if not isinstance(question, str) or not question.strip():
            raise CourseError(f"question: {shorten(question)} is no question. Give text.")
        listed = isinstance(options, Sequence) and not isinstance(options, str)
        if options is not None and not (listed and len(options) > 1
                                        and all(isinstance(each, str) and each.strip() for each in options)):
            raise CourseError(f"options: {shorten(options)} is not a list of at least two texts.")
        if not isinstance(unit, str):
            raise CourseError(f'unit: {shorten(unit)} is no text. Write "s", or nothing.')
        self.outcome: Any = outcome
        self._unit = unit
        self.because, self.options = because, None if options is None else list(options)
        self._value, self.told = None, ""
        self.question = w.HTML(f"<b>{_safe(question)}</b>")
        self.answer = w.HTML()
        if self.options:
            self.buttons = [w.Button(description=each, layout=w.Layout(width="auto"), tooltip=f"Guess: {each}")
                            for each in self.options]
            for button in self.buttons:
                button.on_click(lambda clicked: self._take(clicked.description))
            asked = w.HBox(self.buttons, layout=w.Layout(flex_flow="row wrap"))
        else:
            plain = getattr(outcome, "dimensionless", True)
            self.field = w.Text(placeholder="your guess, such as 20" + ("" if plain else " K/s"),
                                continuous_update=False, tooltip=question, layout=w.Layout(width="240px"))
            self.button = w.Button(description="Show", icon="eye", tooltip="Show what is so",
                                   layout=w.Layout(width="auto"))
            self.field.observe(self._typed, "value")
            self.button.on_click(lambda _: self._take(self.field.value))
            asked = w.HBox([self.field, self.button])
        super().__init__([self.question, asked, self.answer, KeyGuard()])
        self.add_class("course-widget")
        if guess is not None and guess is not Ellipsis:
            self._take(guess)

    @property
    def value(self) -> object:
        """The guess as it was given; None before."""
        return self._value

    @value.setter
    def value(self, guess: object) -> None:
        self._take(guess)

    def _typed(self, change) -> None:
        if change["new"].strip():
            self._take(change["new"])

    def _take(self, guess) -> None:
        try:
            made = self._answer(guess)
        except CourseError as error:
            self.answer.value = f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>{_safe(error)}</span>"
            return
        self._value, self.told = guess, made.text
        self.answer.value = f"<div role='status'>{made._repr_html_()}</div>"
        for button in getattr(self, "buttons", ()):
            button.button_style = "info" if button.description == guess else ""

    def _answer(self, guess):
        """The outcome beside the guess: how far off among numbers, right or not among words."""
        if not self.options:
            return reveal(guess, self.outcome, self.because, self._unit)
        try:
            asked = Question(tuple(self.options), self.outcome, self.because)
        except CourseError:  # the outcome is none of the options, and no number
            return reveal_choice(guess, self.outcome, self.because)
        return asked.answer(guess)

    def _told(self) -> str:
        return "A guess: " + self.question.value.removeprefix("<b>").removesuffix("</b>")

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.told or 'no guess yet'}"


def _safe(text) -> str:
    return escape(str(text))
