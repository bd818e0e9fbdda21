"""The numbers of a learner's own sheet reach the estimate; what cannot be read is ours, and told."""

import pytest

from helpers import Assumed, CourseError, Estimate, Q, Quality, Requirements, human
from helpers.requirements import scale_facts
from helpers.requirements.provenance import read_number

CASE = "url_shortener"
RATES = {
    "500 million new links a month": "500 M/month",
    "half a billion links a month": "500 M/month",
    "five hundred million links a month": "500 M/month",
    "twenty-five million a month": "25 M/month",
    "a million links a month": "1 M/month",
    "20k per day": "609 K/month",
    "500B/month": "500 billion/month",
    "200/s": "526 M/month",
    "500 million": None,
    "300 to 800 million a month": None,
    "a hundred and twenty million a month": None,
    "2 million a day, 70 million a month": None,
}
PLAIN = {
    "each link is opened about 100 times": "100",
    "100:1": "100",
    "100 reads for one write": "100",
    "twice as busy": "2",
    "5 years": None,
    "99%": None,
    "100 or 200": None,
}
SIZES = {
    "a link takes 500 bytes with owner": "500 B",
    "500B": "500 B",
    "one kilobyte": "1 KB",
    "five hundred bytes": "500 B",
    "3 thousand B": "3 KB",
    "two hundred thousand B": "200 KB",
    "3 million B each": "3 MB",
    "500 characters": None,
    "2k": None,
}


@pytest.mark.parametrize(("unit", "said"), [("1/month", RATES), ("3", PLAIN), ("1 B", SIZES)])
def test_a_sentence_gives_its_one_number_or_none(unit, said):
    found = {text: read_number(text, Q(unit)) for text in said}
    assert {text: None if each is None else human(each) for text, each in found.items()} == said


def test_without_a_sheet_all_numbers_are_ours():
    facts = scale_facts(CASE)
    assert facts.own == ()
    assert "All numbers are ours" in str(facts)
    ours = Estimate.from_case(CASE)
    assert facts.put_into(ours) is ours


def test_the_interviewers_own_answers_give_the_numbers_of_the_case():
    facts = scale_facts(CASE, Requirements.from_case(CASE))
    ours = scale_facts(CASE)
    assert set(facts.own) == {each.name for each in ours.facts}
    assert all(facts[each.name] == each.quantity for each in ours.facts)


def test_numbers_of_the_sheet_move_the_estimate_and_its_ranges():
    own = Requirements("Mine").add(
        Assumed("new_links", "50 million new links a month"),
        Quality("links_kept", "open_link", "retention", at_least="10 years"),
        Quality("no_lost_link", "create_link", "copies", at_least=2),
    )
    facts = scale_facts(CASE, own)
    assert set(facts.own) == {"new_links", "kept_for", "copies"}
    assert "From your sheet of step 1: new_links, kept_for, copies." in str(facts)
    assert "Ours: reads_per_write, peak_factor, link_size." in str(facts)
    changed = facts.put_into(Estimate.from_case(CASE))
    entry = changed.entry("new_links")
    assert (entry.value, entry.low, entry.high) == pytest.approx((50e6, 30e6, 80e6))
    assert human(changed["kept_for"]) == "10 years"
    assert changed["copies"] == 2
    assert changed["reads_per_write"] == 100


@pytest.mark.parametrize("says", ["many links a month", "300 to 800 million a month", "500 million"])
def test_what_cannot_be_read_is_ours_and_told(says):
    facts = scale_facts(CASE, Requirements("Mine").add(Assumed("new_links", says)))
    assert "new_links" not in facts.own
    assert human(facts["new_links"]) == "500 M/month"
    assert "Not read: row new_links" in str(facts)


def test_a_row_of_another_name_is_named_as_not_read():
    facts = scale_facts(CASE, Requirements("Mine").add(Assumed("load", "20 million links a day")))
    assert facts.own == ()
    assert "Not read: row load ('20 million links a day'), since no number of ours has that name." in str(facts)


@pytest.mark.parametrize("given", [("nothing", None), (CASE, "500 million")])
def test_refusals_are_errors_of_the_course(given):
    with pytest.raises(CourseError):
        scale_facts(*given)


def test_the_table_says_whose_each_number_is():
    table = scale_facts(CASE, Requirements("Mine").add(Assumed("new_links", "50 million links a month"))).table()
    assert table.loc["new_links", "from"] == "yours (new_links)"
    assert table.loc["copies", "from"] == "ours"
    with pytest.raises(CourseError, match="There are new_links"):
        scale_facts(CASE)["servers"]


def test_a_number_counts_before_the_words_and_both_are_told_where_they_differ():
    alike = Assumed("new_links", "half a billion new links a month", value="500 million links/month")
    assert "Not read" not in str(scale_facts(CASE, Requirements("Mine").add(alike)))
    other = Assumed("new_links", "60 million new links a month", value="500 million links/month")
    facts = scale_facts(CASE, Requirements("Mine").add(other))
    assert human(facts["new_links"]) == "500 M/month"
    assert "which say 60 M/month; its number, 500 M/month, counts" in str(facts)


@pytest.mark.parametrize("value", ["3 MB", "0 links/month"])
def test_a_number_of_another_kind_or_of_no_size_is_ours_and_told(value):
    facts = scale_facts(CASE, Requirements("Mine").add(Assumed("new_links", "many", value=value)))
    assert facts.own == ()
    assert "Not read: row new_links, whose number" in str(facts)


def test_any_assumption_of_the_case_may_stand_in_the_sheet():
    own = Requirements("Mine").add(Assumed("service_time", "a look-up takes 8 ms"))
    facts = scale_facts(CASE, own)
    assert human(facts["service_time"]) == "8 ms"
    assert facts.put_into(Estimate.from_case(CASE)).entry("service_time").value == pytest.approx(8)
