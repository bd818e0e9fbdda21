"""The weights by which the topic of a question is told are those that are learned from the questions as they are."""

import importlib.util
from pathlib import Path

import pytest

from helpers.cases import list_cases
from helpers.cases.topics import TOPICS, further_questions
from helpers.requirements.interview.question_features import plain, question_vector
from helpers.requirements.interview.topic_weights import load_weights, read_weights, with_parts, written

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("topic_weights_tool", ROOT / "tools" / "topic_weights.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def best(question: str) -> str:
    shares = load_weights().shares(question_vector(plain(question)))
    assert sum(shares.values()) == pytest.approx(1)
    return max(shares, key=shares.__getitem__)


def test_the_weights_were_learned_from_the_questions_as_they_are(tool):
    due = "questions or what words mean have changed: run python tools/topic_weights.py"
    assert tool.digest(tool.taught()) == load_weights().learned_from, due
    assert set(load_weights().topics) == {*TOPICS, "unrelated"}


def test_the_questions_of_every_case_are_learned(tool):
    assert set(tool.CASES) == set(list_cases()), "add the case to CASES of tools/topic_weights.py, and run that"


def test_each_topic_has_many_ways_to_ask():
    assert set(further_questions()) == {*TOPICS, "unrelated"}
    assert all(len(questions) >= 100 for questions in further_questions().values())


def test_what_was_taught_is_known(tool):
    pairs = tool.taught()[::7]
    assert sum(best(question) == topic for question, topic in pairs) / len(pairs) >= 0.95


def test_few_questions_are_enough_to_learn_from(tool):
    pairs = [(plain(text), topic) for topic in ("budget", "places", "size") for text in further_questions()[topic]]
    weights = read_weights(tool.text_of(pairs[::2]))
    kept_back = pairs[1::2]
    right = 0
    for question, topic in kept_back:
        shares = weights.shares(question_vector(question))
        right += max(shares, key=shares.__getitem__) == topic
    assert right / len(kept_back) >= 0.9  # of three topics
    assert tool.text_of(pairs[::2]) == tool.text_of(pairs[::2])


def test_what_is_written_is_read_again():
    text = written(["size", "writes"], "abc", 0.5, ["big", "#<ma"], bytes([4, 252, 0, 127]))
    weights = read_weights(text)
    assert (weights.topics, weights.learned_from, weights.step) == (("size", "writes"), "abc", 0.5)
    assert weights.steps.tolist() == [[4, -4], [0, 127]]
    assert weights.shares({"big": 1.0})["size"] == pytest.approx(1 / (1 + 2.718281828**-4))
    assert weights.shares({"strange": 1.0}) == {"size": 0.5, "writes": 0.5}


def test_a_slip_of_the_pen_leaves_most_parts_of_a_word():
    right, wrong = (set(with_parts({}, word)) for word in ("retention", "retenton"))
    assert len(right & wrong) / len(right) > 0.5


@pytest.mark.parametrize(("question", "topic"), [
    ("retentoin period?", "retention"), ("PII?", "privacy"), ("DAU?", "audience"), ("uptime", "availability"),
    ("What multiple of the mean must it withstand?", "peak"), ("Which rivals do we have?", "unrelated"),
])
def test_terse_and_misspelt_questions(question, topic):
    assert best(question) == topic
