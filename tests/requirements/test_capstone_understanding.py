"""How well the interviewer understands questions on the four cases of the capstone, in figures."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from helpers import Interviewer, list_cases, load_case

HERE = Path(__file__).parent
FIRST = yaml.safe_load((HERE / "capstone_questions.yaml").read_text(encoding="utf-8"))
FIRST_NOTHING = FIRST.pop("nothing")
SECOND = yaml.safe_load((HERE / "capstone_second_questions.yaml").read_text(encoding="utf-8"))
CAPSTONE = {name for name in list_cases() if load_case(name, variant=False).role == "capstone"}


@cache
def asked(questions: str) -> list[tuple[str, object]]:
    return [(fact, Interviewer(case, minutes=600).ask(question))
            for case, facts in (FIRST if questions == "first" else SECOND).items()
            for fact, questions in facts.items() for question in questions]


def shares(replies) -> tuple[float, float, float]:
    right = sum(reply.fact == fact for fact, reply in replies) / len(replies)
    offered = sum(fact in reply.offered for fact, reply in replies) / len(replies)
    wrong = sum(reply.fact not in (fact, None) for fact, reply in replies) / len(replies)
    return right, offered, wrong


@pytest.mark.parametrize("questions", [FIRST, SECOND])
def test_there_are_eight_questions_or_more_for_four_facts_or_more_of_each_case(questions):
    assert set(questions) == CAPSTONE
    for case, facts in questions.items():
        assert len(facts) >= 4
        assert all(len(set(each)) >= 8 for each in facts.values())
        assert set(facts) <= {fact.name for fact in load_case(case).facts}


def test_no_question_of_the_second_set_is_a_wording_of_its_case():
    both = [question for case, facts in SECOND.items() for each in facts.values() for question in each
            if question in {one for fact in load_case(case).facts for one in fact.questions}]
    assert len(both) <= 3, both


def test_figures_on_the_first_set(capsys):
    """The first run gave 42% understood, 22% asked back rightly, 11% wrong; tuned on, with synonyms, 91%, 7% and 1%.

    Since topics are weighed anew it asks back more often: 76%, 17% and 3%.
    """
    right, offered, wrong = shares(asked("first"))
    with capsys.disabled():
        print(f"\ncapstone, first set: {right:.1%} understood, {offered:.1%} asked back rightly, {wrong:.1%} wrong,"
              f" {len(asked('first'))} questions")
    assert right >= 0.75
    assert right + offered >= 0.92
    assert wrong < 0.03


def test_figures_on_the_second_set(capsys):
    """Other facts of the same cases, on which nothing was tuned: what an author's own case may expect, and a floor."""
    right, offered, wrong = shares(asked("second"))
    with capsys.disabled():
        print(f"\ncapstone, second set: {right:.1%} understood, {offered:.1%} asked back rightly, {wrong:.1%} wrong,"
              f" {len(asked('second'))} questions")
    assert len(asked("second")) >= 128
    assert right >= 0.66
    assert right + offered >= 0.90
    assert wrong < 0.025  # three of 128; wanted is less than 2%


def test_what_no_case_knows_is_not_answered():
    told = [(case, question) for case, questions in FIRST_NOTHING.items() for question in questions
            if Interviewer(case, minutes=600).ask(question).fact is not None]
    assert len(told) <= 2, told  # phones of drivers, and what seats cost
