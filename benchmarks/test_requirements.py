"""What step 1 costs: one question, the check of a sheet of 60 requirements, one update of the studio, a first start.

Nothing is asserted about time.
"""

import itertools

import pytest

from helpers import Functional, Interviewer, InterviewStudio, Quality, Requirements, load_case
from helpers.requirements.interview.interviewer import _prepared
from helpers.requirements.rules import sentences

TARGET_ASK_MS, TARGET_CHECK_MS, TARGET_UPDATE_MS = 5, 20, 20
QUESTIONS = (
    "How long are links kept?",
    "What is the latancy target?",
    "Should we use Redis?",
    "Is it 500 million links a month?",
    "How many users are there, and how much downtime is acceptable?",
    "What colour is the logo?",
    "Hello! Could you please tell me how many clicks a typical short link gets over its whole life, roughly?",
)


@pytest.fixture
def report(benchmark):
    """Print a benchmark's median beside its target."""
    yield
    if benchmark.stats:
        shown = f"{benchmark.stats.stats.median * 1000:.2f} ms (target {benchmark.extra_info['target_ms']} ms)"
        print(f"\n{benchmark.name}: {shown}")


def sheet() -> Requirements:
    deeds = [
        Functional(
            f"deed_{number}",
            "visitor",
            f"opens link number {number} quickly and arrives at its address",
            fit="the address is right",
        )
        for number in range(40)
    ]
    qualities = [
        Quality(f"quality_{number}", f"deed_{number}", "latency", at_most=f"{100 + number} ms", percentile=99)
        for number in range(20)
    ]
    return Requirements("Sixty").add(*deeds, *qualities)


@pytest.mark.usefixtures("report")
def test_ask(benchmark):
    """One of seven questions in turn: sound ones, slips of the pen, a proposal, two in one, nothing known."""
    benchmark.extra_info["target_ms"] = TARGET_ASK_MS
    interviewer, questions = Interviewer("url_shortener", minutes=600), itertools.cycle(QUESTIONS)

    def ask():
        interviewer.replies = ()
        return interviewer.ask(next(questions))

    assert benchmark(ask).said


@pytest.mark.usefixtures("report")
def test_check_of_sixty_requirements(benchmark):
    """Every sentence read anew; in a widget all but the one that changed are known already."""
    benchmark.extra_info["target_ms"] = TARGET_CHECK_MS
    made = sheet()

    def check():
        sentences.look.cache_clear()
        sentences.plain.cache_clear()
        return made.check()

    assert benchmark(check)


@pytest.mark.usefixtures("report")
def test_first_interviewer_of_a_case(benchmark):
    """The wordings of a case are read once in a process."""
    benchmark.extra_info["target_ms"] = 100

    def begin():
        _prepared.cache_clear()
        return Interviewer("microblog")

    assert benchmark(begin)


def whole_studio() -> InterviewStudio:
    """A studio in which every fact of the case was asked for, so that the sheet is as long as it gets."""
    studio = InterviewStudio("url_shortener", minutes=600)
    for fact in load_case("url_shortener").facts:
        studio.ask(f"{fact.wordings[0] if fact.wordings else fact.asks}")
    return studio


@pytest.mark.usefixtures("report")
def test_question_in_the_studio(benchmark):
    """Kernel side of one question: the answer, the whole sheet checked, and all that the page shows made anew."""
    benchmark.extra_info["target_ms"] = TARGET_UPDATE_MS
    studio, questions = whole_studio(), itertools.cycle(QUESTIONS)
    kept = studio.interviewer.replies

    def ask():
        studio.interviewer.replies = kept
        return studio.ask(next(questions))

    assert benchmark(ask).said


@pytest.mark.usefixtures("report")
def test_changed_row_in_the_studio(benchmark):
    """Kernel side of one correction, with a target that was not there before."""
    benchmark.extra_info["target_ms"] = TARGET_UPDATE_MS
    studio, targets = whole_studio(), itertools.count(100)

    def edit():
        studio.edit("quick_redirect", "target", f"{next(targets) / 100:.2f} s")
        return studio.sheet

    assert benchmark(edit)["quick_redirect"].at_most >= 1
