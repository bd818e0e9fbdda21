"""The interview: answers in role, six ways to ask badly, the clock, the sheet, the report, and second tries."""

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import CourseError, Interviewer, list_cases, load_case
from helpers.cases import CaseError
from helpers.cases.case_files import FOLDER
from helpers.requirements import MISTAKES, RequirementError
from helpers.requirements.interview import manners
from helpers.requirements.interview.question_features import plain
from helpers.requirements.interview.worth import estimate_of, worths
from tests.hostile import VALUES, readable, refuses_or_answers

ASKED = {  # how -> questions to the link shortener that are asked so, after "Who uses it?"
    manners.CLEAR: ["How long are links kept?", "May a link get lost?", "What uptime do you expect?"],
    manners.TWO: [
        "How long are links kept and how fast must a redirect be?",
        "What is the budget? Where are the users?",
        "What is the peak load, and how many new links are created per month?",
    ],
    manners.LEADING: [
        "Links are kept for five years, right?",
        "Is it 500 million new links a month?",
        "Surely a link must never be lost?",
        "I assume links are kept forever?",
        "Don't you think links expire?",
    ],
    manners.SOLUTION_FIRST: [
        "Should we use Redis?",
        "Can we put a CDN in front?",
        "SQL or NoSQL?",
        "Which database do you prefer?",
        "How about a message queue?",
        "Should I shard the data?",
    ],
    manners.VAGUE: [
        "Tell me about the system.",
        "What about the data?",
        "What are the requirements?",
        "Anything else?",
    ],
    manners.NOT_UNDERSTOOD: ["What colour is the logo?", "これは何ですか", "12345", "asdf qwer zxcv"],
    manners.NOTHING_ASKED: ["", "   ", "???", "\x00\x07", "…"],
}


def interviewer(case="url_shortener", minutes=600, **more):
    made = Interviewer(case, minutes=minutes, **more)
    made.ask("Who uses it?")
    return made


@pytest.mark.parametrize(("how", "question"), [(how, text) for how, texts in ASKED.items() for text in texts])
def test_how_it_was_asked_is_heard(how, question):
    reply = interviewer().ask(question)
    assert reply.how == how
    assert reply.said
    assert reply.minutes == manners.MINUTES[how]
    assert bool(reply.coaching) == (how in MISTAKES)
    told = reply.fact is not None
    assert told == (how in (manners.CLEAR, manners.TWO, manners.LEADING))
    assert not told or load_case("url_shortener").fact(reply.fact).answer in reply.said


def test_a_detail_is_too_early_only_before_the_scope():
    early = Interviewer("url_shortener").ask("How many bytes does one link take?")
    assert (early.how, early.fact) == (manners.EARLY, "link_size")
    assert interviewer().ask("How many bytes does one link take?").how == manners.CLEAR
    assert Interviewer("url_shortener").ask("How many new links are created per month?").how == manners.CLEAR


def test_what_was_said_is_said_again_and_costs_time():
    made = interviewer()
    first = made.ask("How long are links kept?")
    again = made.ask("Do links expire?")
    assert (first.how, again.how, again.fact, again.new) == (manners.CLEAR, manners.REPEATED, first.fact, False)
    assert made.clock == first.clock + again.minutes
    made.ask("What colour is the logo?")
    assert made.ask("What colour is the logo?").how == manners.REPEATED


def test_the_first_of_two_questions_is_answered():
    made = interviewer()
    assert made.ask("What is the budget, and how long are links kept?").fact == "budget"
    assert made.ask("How long are links kept?").new


@pytest.mark.parametrize(
    "question",
    [
        "How many links are never opened?",
        "I do not need to know how many links there are",
        "I don't want to ask about the budget",
    ],
)
def test_a_denied_question_is_not_taken_for_its_contrary(question):
    assert interviewer().ask(question).fact is None


def test_a_number_in_a_question_is_a_guess_not_an_answer():
    reply = Interviewer("microblog").ask("Is it 100 million users?")
    assert (reply.fact, reply.how) == ("daily_users", manners.LEADING)
    right = Interviewer("microblog").ask("Is it 200 million users, right?")
    assert right.how == manners.LEADING, "a right guess is a guess, too"


def test_the_clock_ends_the_interview():
    made = Interviewer("url_shortener", minutes=3)
    assert made.ask("Who uses it?").how == made.ask("What is out of scope?").how == manners.CLEAR
    late = made.ask("What is the budget?")
    assert (late.how, late.fact, late.minutes, made.minutes_left) == (manners.TOO_LATE, None, 0, 0)
    assert "out-of-time" in made.report().findings.rules()


def test_eight_clear_questions_fit_into_twelve_minutes():
    assert 8 * manners.MINUTES[manners.CLEAR] == 12


def test_undo_takes_the_last_turn_back():
    made = interviewer()
    before = made.replies
    reply = made.ask("How long are links kept?")
    assert made.undo() == reply
    assert made.replies == before
    assert made.minutes_left == 600 - before[0].minutes
    assert Interviewer("pastebin").undo() is None


def test_the_same_questions_and_seed_give_the_same_interview():
    questions = [text for texts in ASKED.values() for text in texts]

    def hold(seed):
        made = interviewer(seed=seed)
        return [made.ask(each) for each in questions]

    assert hold(1) == hold(1)
    assert [each.fact for each in hold(1)] == [each.fact for each in hold(2)]
    assert [each.said for each in hold(1)] != [each.said for each in hold(2)]


@pytest.mark.parametrize("case", list_cases())
def test_every_fact_of_a_case_is_found_by_each_of_its_wordings(case):
    made = Interviewer(case, minutes=600)
    wrong = []
    for fact in made.case.facts:
        for question in (fact.asks, *fact.wordings):
            found = made._matcher.match(plain(question))
            if found.best != fact.name:
                wrong.append((fact.name, question, found.ranked[:2]))
    total = sum(1 + len(fact.wordings) for fact in made.case.facts)
    assert len(wrong) <= 0.05 * total, wrong


@pytest.mark.parametrize("case", list_cases())
def test_the_sheet_of_a_whole_interview_is_sound(case):
    made = Interviewer(case, minutes=600)
    for fact in made.case.facts:
        for question in fact.questions:
            if made.ask(question).fact == fact.name:
                break
    assert set(made.learned) == {fact.name for fact in made.case.facts}
    assert made.missed == made.untouched == ()
    found = made.sheet.check()
    assert found.ok, str(found.errors)
    assert made.report().share == 1
    assert not {"no-scope", "no-numbers", "no-actors", "no-qualities", "missed-much"} & made.report().findings.rules()


def test_the_sheet_grows_with_what_is_learned():
    made = Interviewer("url_shortener")
    assert len(made.sheet) == 0
    assert made.untouched == ("actors", "scope", "scale", "qualities")
    made.ask("How fast must a redirect be?")
    assert made.sheet["quick_redirect"].at_most == 0.1
    assert made.untouched == ("actors", "scope", "scale")
    made.ask("Should we use Redis?")
    assert len(made.sheet) == 1


def test_a_students_own_numbers_are_told_and_written():
    case = load_case("microblog", variant="student-17")
    made = Interviewer(case, minutes=60)
    years = case.assumption("kept_for").value
    reply = made.ask("How long are posts kept?")
    assert reply.fact == "kept_for"
    assert made.sheet["posts_kept"].at_least == pytest.approx(years * 31_557_600)


# The report


def test_worth_is_computed_by_the_estimate():
    case = load_case("url_shortener")
    found, estimate = worths(case), estimate_of(case)
    low, high = (estimate.what_if(kept_for=f"{years} years")["disk_space"].to("TB").magnitude for years in (1, 10))
    assert found["kept_for"].result == "disk_space"
    assert found["kept_for"].factor == pytest.approx(high / low)
    links = case.assumption("new_links")
    assert found["new_links"].factor == pytest.approx(links.high / links.low)
    reads = case.assumption("reads_per_write")
    assert found["opens_per_link"].factor == pytest.approx(
        max((1 + reads.high) / (1 + reads.low), reads.high / reads.low)
    )
    assert found["users"].factor == 1
    assert not found["users"].wasted


@pytest.mark.parametrize("case", list_cases())
def test_every_result_is_moved_by_some_fact(case):
    loaded = load_case(case, variant=False)
    assert all(each.factor == math.inf or each.factor >= 1 for each in worths(loaded).values())
    moved = {each.result for each in worths(loaded).values()}
    assert "disk_space" in moved
    assert len(moved - {""}) >= 2


def test_a_fact_that_moves_nothing_was_a_wasted_question(tmp_path):
    data = yaml.safe_load((FOLDER / "pastebin.yaml").read_text())
    data["facts"].append({"name": "logo", "about": "aside", "asks": "what colour the logo has", "answer": "Blue."})
    (tmp_path / "pastebin.yaml").write_text(yaml.safe_dump(data))
    made = Interviewer(tmp_path / "pastebin.yaml")
    assert made.ask("What colour has the logo?").fact == "logo"
    assert "wasted-question" in made.report().findings.where("logo").rules()
    assert str(made.report().worth["logo"]) == "moves nothing"


def test_red_flags():
    bad = Interviewer("url_shortener")
    for question in ("Should we use Kafka?", "Tell me about the system.", "How fast must a redirect be?"):
        bad.ask(question)
    flags = bad.report().findings.rules()
    assert {"solution-first", "too-vague", "no-actors", "no-scope", "no-numbers", "missed-much"} <= flags
    good = interviewer()
    for question in (
        "What is out of scope?",
        "How many new links are created per month?",
        "How often is a link opened?",
        "What is the peak load?",
        "How large is a link?",
        "How long are links kept?",
        "May a link get lost?",
    ):
        assert good.ask(question).how == manners.CLEAR
    assert not good.report().findings.warnings
    assert "no-qualities" not in good.report().findings.rules()


def test_the_report_and_the_transcript_can_be_shown():
    made = interviewer()
    made.ask("<b>How long</b> are links kept?")
    report = made.report()
    assert list(report.table().columns) == ["fact", "asked", "what it is worth"]
    assert len(report.table()) == len(made.case.facts)
    assert "<b>How" not in report._repr_html_()
    assert list(made.transcript().columns) == ["clock", "question", "answer", "how", "minutes"]
    assert len(made.transcript()) == 2
    assert "**Interviewer:**" in made.replies[0]._repr_markdown_()


# Second tries, saving


def test_a_stage_can_be_taken_again_and_both_tries_are_shown():
    made = interviewer(minutes=20)
    made.ask("Is it 500 million new links a month?")
    made.ask("How fast must a redirect be?")
    again = made.replay("scale")
    assert "new_links" in made.learned
    assert again.learned == ("users", "redirect_time")
    assert again.minutes_left == pytest.approx(made.minutes_left + 1.5)
    again.ask("How many new links are created per month?")
    shown = again.tries()
    assert list(shown.columns) == ["first try", "second try"]
    assert shown.loc["mistakes"].tolist() == ["leading", ""]
    assert shown.loc["learned"].tolist() == ["new_links", "new_links"]
    with pytest.raises(RequirementError, match="stage"):
        made.replay("weather")


def test_an_interview_comes_back_as_it_was_saved():
    made = interviewer()
    for question in ("How long are links kept?", "Should we use Redis?", ""):
        made.ask(question)
    again = made.replay("scale")
    again.ask("How often is a link opened?")
    for each in (made, again):
        back = Interviewer.from_dict(yaml.safe_load(yaml.safe_dump(each.to_dict())))
        assert back.replies == each.replies
        assert back.to_dict() == each.to_dict()


# An instructor's own case, and what nobody should give

OLD = {"asks": "how many seats", "answer": "Two hundred."}


def own(tmp_path, *facts, **fields):
    data = yaml.safe_load((FOLDER / "pastebin.yaml").read_text())
    (tmp_path / "pastebin.yaml").write_text(yaml.safe_dump(data | {"facts": list(facts)} | fields))
    return tmp_path / "pastebin.yaml"


def test_a_case_with_bare_facts_can_be_asked(tmp_path):
    made = Interviewer(
        own(tmp_path, OLD, {"asks": "what it may cost", "answer": "Little.", "topic": "budget"}, results=[])
    )
    assert made.ask("How many seats are there?").fact == "how_many_seats"
    assert made.ask("How much money can we spend?").fact == "what_it_may_cost"
    assert made.report().worth["how_many_seats"].wasted
    assert len(Interviewer(own(tmp_path, results=[])).report().table()) == 0


BROKEN = {
    "an unknown topic": ({"topic": "weather"}, ["topic", "'weather'"]),
    "an unknown part": ({"about": "weather"}, ["about", "actors"]),
    "a name with spaces": ({"name": "a b"}, ["name", "small letters"]),
    "a wording twice": ({"wordings": ["How many?", "how many?"]}, ["wordings", "twice"]),
    "a wording over lines": ({"wordings": ["a\nb"]}, ["wordings", "not one question"]),
    "an empty wording": ({"wordings": [" "]}, ["wordings"]),
    "wordings that are text": ({"wordings": "How many?"}, ["wordings"]),
    "too many wordings": ({"wordings": [f"q{n}?" for n in range(61)]}, ["wordings", "more than 60"]),
    "an unknown assumption": ({"tells": {"seats": None}}, ["tells", "'seats'"]),
    "a range upside down": ({"tells": {"kept_for": [10, 1]}}, ["kept_for", "lower end first"]),
    "a range without end": ({"tells": {"kept_for": [1, math.inf]}}, ["kept_for"]),
    "no range at all": ({"tells": {"copies": None}}, ["copies", "no range"]),
    "an unknown kind of row": ({"gives": [{"wish": {"id": "x"}}]}, ["gives", "quality"]),
    "two rows in one": ({"gives": [{"assumed": {}, "quality": {}}]}, ["gives"]),
    "an unknown field": ({"wording": ["x"]}, ["wording", "remove it"]),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_fact_is_named_on_loading(fault, tmp_path):
    fields, told = BROKEN[fault]
    with pytest.raises(CaseError, match=r"pastebin\.yaml") as caught:
        load_case(own(tmp_path, OLD | fields))
    readable(caught.value)
    assert all(part in str(caught.value) for part in told), str(caught.value)


def test_facts_with_one_name_are_refused(tmp_path):
    with pytest.raises(CaseError, match="twice"):
        load_case(own(tmp_path, OLD, OLD))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"gives": [{"quality": {"id": "x", "of": "all", "metric": "speed"}}]}, "metric"),
        ({"gives": [{"quality": {"id": "x"}}]}, "of"),
        ({"gives": [{"functional": {"id": "x", "actor": "a", "does": 5}}]}, "does"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_fact(fields, told, tmp_path):
    with pytest.raises(CaseError, match="how_many_seats") as caught:
        Interviewer(own(tmp_path, OLD | fields))
    assert told in str(caught.value)


@pytest.mark.parametrize("formula", ["new_pastes * seats", "new_pastes + kept_for", "1 +"])
def test_a_result_that_cannot_be_computed_is_told(formula, tmp_path):
    made = Interviewer(own(tmp_path, OLD, results=[{"name": "x", "formula": formula, "unit": "1/s"}]))
    with pytest.raises(CaseError, match="results"):
        made.report()


TEXTS = [
    "a" * 10_000,
    "how many " * 2_000,
    "?" * 10_000,
    "and " * 5_000,
    "\x00\x1b[31m\u202e",
    "💥" * 100,
    "\ud800",
    "Ⅷ ½ ﬁ",
    "cuántos usuarios hay?",
    "wie viele Nutzer gibt es?",
    "ما هو عدد المستخدمين؟",
    "'; DROP TABLE facts; --",
    "<script>alert(1)</script>",
    "{answer} {topic}",
    "%s %d",
    "\n\n\n",
    "how\u200bmany links",
    "((((((((((" * 50,
    "_" * 5_000,
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_any_text_gets_a_calm_answer(text):
    made = Interviewer("url_shortener")
    with refuses_or_answers():
        reply = made.ask(text)
    assert reply.said
    assert reply.fact is None or "links" in text
    assert len(reply.question) <= 300
    assert reply.question.isprintable()
    made.transcript(), made.report()._repr_html_(), yaml.safe_dump(made.to_dict())


ALPHABETS = ("abc ?", "абвгд ?", "あいうえお？", "αβγδ;", "אבגד ?", "٠١٢٣٤؟", "漢字 ", "🎈💥",
             "\x00\x07\x1b\u202e\u200b\ufeff")


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(ALPHABETS), st.sampled_from([1, 40, 500, 10_000]), st.randoms(use_true_random=False))
def test_long_text_of_any_alphabet_is_no_fact(alphabet, length, draw):
    made = Interviewer("microblog")
    reply = made.ask("".join(draw.choices(alphabet, k=length)))
    assert reply.said
    assert reply.fact is None
    assert reply.question.isprintable()
    assert len(made.sheet) == 0


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_typed_is_answered(text):
    reply = Interviewer("pastebin").ask(text)
    assert reply.said
    assert "{" not in reply.said
    assert reply.how in manners.MINUTES


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    made = Interviewer("pastebin")
    for ask in (
        Interviewer,
        made.ask,
        made.replay,
        Interviewer.from_dict,
        lambda each: Interviewer("pastebin", each),
        lambda each: Interviewer("pastebin", 12, each),
        lambda each: Interviewer.from_dict({"case": "pastebin", "questions": each}),
        lambda each: Interviewer.from_dict({"case": each, "minutes": each, "seed": each}),
    ):
        with refuses_or_answers():
            ask(value)


def test_no_end_of_questions_is_refused():
    made = Interviewer("pastebin", minutes=1)
    for _ in range(500):
        made.ask("")
    with pytest.raises(CourseError, match="Begin a new"):
        made.ask("")


@pytest.mark.parametrize("asked", ["Do we need likes?", "Will there be ads?", "Are retweets needed?",
                                   "Are comments part of it?", "Do we support hashtags?", "Should we support polls?",
                                   "Is there a like button?", "Do we need comments?", "Is search part of it?"])
def test_whether_a_feature_is_part_of_the_microblog_is_a_question_of_scope(asked):
    held = Interviewer("microblog", minutes=12)
    held.ask(asked)
    assert held.learned == ("left_out",)


@pytest.mark.parametrize("tool", ["Redis", "Kafka", "a cache", "sharding"])
def test_whether_a_tool_is_needed_is_a_solution(tool):
    held = Interviewer("microblog", minutes=12)
    assert held.ask(f"Should we use {tool}?").coaching
    assert held.learned == ()
