"""Findings: ordered by severity, shown as text and as a table, and nothing else gets in."""

import copy
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import Finding, Findings
from helpers.errors import CourseError, nearest, shorten
from helpers.findings import LINE, SEVERITIES
from tests.hostile import VALUES, anything, refuses_or_answers

NOTE, WARNING, ERROR = (Finding(f"rule-{each}", each, "storage", f"an {each}") for each in ("note", "warning", "error"))
findings = st.builds(Finding, st.text(), st.sampled_from(SEVERITIES), st.text(), st.text(), st.text())


@given(st.lists(findings, max_size=12))
def test_the_most_serious_come_first_and_equals_keep_their_order(given_findings):
    found = Findings(given_findings)
    assert sorted(map(id, found)) == sorted(map(id, given_findings))
    for severity in SEVERITIES:
        assert list(found.of(severity)) == [each for each in given_findings if each.severity == severity]
    ranks = [SEVERITIES.index(each.severity) for each in found]
    assert ranks == sorted(ranks)
    assert found.ok == (not found.errors)
    assert len(found.table()) == len(found)


def test_views_of_findings():
    found = Findings([NOTE, ERROR]) + Findings([WARNING])
    assert list(found) == [ERROR, WARNING, NOTE]
    assert isinstance(found, Findings)
    assert (list(found.errors), list(found.warnings), found.rules()) == (
        [ERROR],
        [WARNING],
        {"rule-note", "rule-warning", "rule-error"},
    )
    assert len(found.where("storage")) == 3
    assert not found.where("elsewhere")
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found


def test_text_and_table_say_where_what_and_how_to_mend_it():
    finding = Finding("unused", "note", "ttl", "nothing uses it.", "Remove it.")
    assert str(finding) == "● note in ttl: nothing uses it. Remove it. [unused]"
    assert list(Findings([finding]).table().iloc[0]) == ["note", "ttl", "nothing uses it.", "Remove it.", "unused"]
    assert "No findings" in str(Findings())
    assert "No findings" in Findings()._repr_html_()


@pytest.mark.parametrize("length", range(40, 140))
def test_printed_findings_break_between_words_and_never_before_a_unit(length):
    words = ("even with idle machines this way takes 26.6 ms, and the target is 20 ms, at 75 K/s " * 9)[:length]
    finding = Finding("path-over-latency", "error", "open_link", words + " 20 ms", "Move it nearer: 2 s is too long.")
    printed = str(Findings([finding]))
    assert " ".join(printed.split()) == " ".join(str(finding).split()), "nothing is lost, no word is broken"
    assert all(len(line) <= LINE for line in printed.splitlines())
    assert not any(re.match(r"(ms|s|K)\b", line.strip()) for line in printed.splitlines())


def test_every_column_of_the_table_has_a_name_and_the_same_alignment():
    page = Findings([Finding("unused", "note", "ttl", "nothing uses it", "Remove it.")])._repr_html_()
    heads, cells = re.findall(r"<th([^>]*)>([^<]*)</th>", page), re.findall(r"<td([^>]*)>", page)
    assert [head for _, head in heads] == ["severity", "where", "what and why", "how to mend it", "rule"]
    assert all("text-align:left" in style for style in [*(style for style, _ in heads), *cells])


def test_what_a_learner_wrote_is_escaped_in_the_page():
    shown = Findings([Finding("<r>", "note", "<b>", "<script>", "&")])._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


@given(st.lists(anything, min_size=5, max_size=5))
def test_whatever_is_given_it_is_a_finding_or_one_clear_error(fields):
    with refuses_or_answers():
        str(Finding(*fields))
    with refuses_or_answers():
        Finding("rule", "note", "here", "text", fields[0])
    with refuses_or_answers():
        NOTE.replace(where=fields[1])
    with refuses_or_answers():
        Findings(fields)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for ask in (Findings, lambda each: Finding("rule", each, "a", "b"), lambda each: Findings() + each):
        with refuses_or_answers():
            ask(value)


def test_unknown_field_is_named():
    with pytest.raises(CourseError, match=r"mesage.*message"):
        NOTE.replace(mesage="x")


def test_course_error_is_shown_as_its_message_alone_in_ipython():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shown = []
    shell._showtraceback = lambda kind, value, lines: shown.extend(lines)
    try:
        shell.run_cell("from helpers import Q\nQ('15 TBB')")
    finally:
        InteractiveShell.clear_instance()
    (line,) = shown
    assert line.startswith("UnitError: unit 'TBB'")


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_shown_value_is_short_one_line_and_has_no_address(value):
    text = shorten(value)
    assert len(text) <= 60
    assert "\n" not in text
    assert " at 0x" not in text
    assert isinstance(nearest(value, ["storage"]), str)


def test_a_nested_value_costs_no_more_than_a_flat_one():
    laughs = ["ha"]
    for _ in range(60):
        laughs = [laughs] * 9
    assert len(shorten(laughs)) <= 60


@pytest.mark.parametrize("length", [80, 81, 100_000])
def test_a_name_that_is_offered_is_never_long(length):
    told = nearest("zzz", ["a" * length] * 3)
    assert ("..." in told) == (length > 80)
    assert len(told) < 300
