"""Whose numbers a case has: set, of the environment, of a file; and what an instructor's own variants may get wrong."""

import math

import pytest
import yaml

from helpers import Architecture, Component, CourseError, Estimate, Workload, list_cases, load_case
from helpers.architecture.flows import as_flows
from helpers.cases import CaseError, VariantError, current_variant, set_variant
from helpers.cases.case_files import FOLDER
from tests.hostile import VALUES, refuses_or_answers

STANDARD = load_case("microblog", variant=False)
FILE = "variant.txt"


@pytest.fixture(autouse=True)
def undecided(monkeypatch, tmp_path):
    """Nothing around says whose numbers are meant, before and after."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("COURSE_VARIANT", raising=False)
    set_variant(None)
    yield
    set_variant(None)


# Who decides

def test_what_was_set_counts_before_the_environment_and_that_before_a_file(monkeypatch, tmp_path):
    assert load_case("microblog").variant is current_variant() is None
    (tmp_path / FILE).write_text("above\n")
    assert load_case("microblog").variant == current_variant() == "above"
    (tmp_path / "here" / FILE).write_text("\ufeff Beside \n\n")
    assert current_variant() == "beside"
    monkeypatch.setenv("COURSE_VARIANT", "hub")
    assert current_variant() == "hub"
    set_variant("grader")
    assert load_case("microblog").variant == "grader"
    assert load_case("microblog", variant="bob").variant == "bob"
    assert load_case("microblog", variant=False) == STANDARD
    set_variant(False)
    assert load_case("microblog").variant is current_variant() is None
    set_variant(None)
    monkeypatch.setenv("COURSE_VARIANT", "")
    assert current_variant() == "beside"


def test_whatever_takes_a_case_by_name_follows():
    set_variant("anna")
    anna = load_case("microblog", variant="anna")
    assert Estimate.from_case("microblog")["daily_users"].magnitude == anna.assumption("daily_users").value
    assert as_flows("microblog") == anna.flows
    design = Architecture("a").add(Component("app", "client"), Component("all", "sql", stores=["post", "timeline"]))
    design = design.connect("app", "all")
    assert str(design.check("microblog", "1 K/s")) == str(design.check(anna, "1 K/s"))
    assert Workload(5, mix="microblog").mix in ("microblog", anna, anna.flows)


def test_a_case_without_variants_has_its_standard_numbers_for_everybody(tmp_path):
    (tmp_path / "here" / FILE).write_bytes(b"\xff\xfe")
    for name in set(list_cases()) - {"microblog"}:
        assert load_case(name, variant="anna") is load_case(name)
        assert load_case(name).variant is None


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines", b"\xff\xfea", b"a\0b", b"x" * 201, b"\x1b[31m"])
def test_a_file_that_names_nobody_is_one_clear_error(content, tmp_path):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(VariantError, match=r"variant\.txt") as caught:
        load_case("microblog")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_whatever_is_given_as_a_student_there_is_a_case_or_one_clear_error(value, monkeypatch):
    for ask in (lambda each: load_case("microblog", variant=each), lambda each: load_case("pastebin", variant=each),
                set_variant):
        with refuses_or_answers():
            ask(value)
    set_variant(None)
    monkeypatch.setenv("COURSE_VARIANT", "  ")
    with pytest.raises(CourseError, match=r"COURSE_VARIANT.*one line"):
        load_case("microblog")


# An instructor's own

SMALL = {"draws": {"daily_users": [150.0e6, 300.0e6]}}
BROKEN = {
    "an unknown assumption": ({"draws": {"users": [1, 2]}}, ["'users'", "spelling"]),
    "one value": ({"draws": {"daily_users": [150.0e6]}}, ["daily_users", "two rows or more"]),
    "a row too short": ({"draws": {"daily_users, copies": [[150.0e6, 3], [200.0e6]]}}, ["2 numbers"]),
    "a name twice": ({"draws": {"copies": [2, 3], "daily_users, copies": [[1, 2], [3, 4]]}}, ["drawn twice"]),
    "yes for a number": ({"draws": {"copies": [True, 3]}}, ["copies", "yes and no"]),
    "text for a number": ({"draws": {"copies": ["many", 3]}}, ["variants.draws"]),
    "no end": ({"draws": {"copies": [math.inf, 3]}}, ["copies", "finite"]),
    "no draws": ({"words": {}}, ["variants.draws"]),
    "a value without words": ({"draws": {"copies": [2, 3]}, "words": {"copies": {3: "three"}}}, ["2 has no words"]),
    "an unknown field": ({**SMALL, "drawn": {}}, ["drawn"]),
    "no fields": (["daily_users"], ["variants"]),
}


def write(folder, **changed):
    whole = yaml.safe_load((FOLDER / "microblog.yaml").read_text())
    path = folder / "microblog.yaml"
    path.write_text(yaml.safe_dump({**whole, **changed}, sort_keys=False))
    return path


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_variants_are_named_with_field_and_mend(fault, tmp_path):
    variants, told = BROKEN[fault]
    with pytest.raises(CaseError, match=r"microblog\.yaml") as caught:
        load_case(write(tmp_path, variants=variants))
    assert all(part in str(caught.value) for part in told), str(caught.value)


def test_a_name_that_no_assumption_has_is_found_in_a_sentence(tmp_path):
    with pytest.raises(CaseError, match=r"no assumption for \{peple\}"):
        load_case(write(tmp_path, variants=SMALL, brief="{peple} people"))


def test_without_words_numbers_are_written_in_digits(tmp_path):
    path = write(tmp_path, variants=SMALL, brief="{Daily_users} people, {kept_for} years, {braces left alone}")
    assert load_case(path).brief == "200 million people, 5 years, {braces left alone}"
    assert load_case(path, variant="anna").brief.startswith(("150 million people", "300 million people"))


def test_without_variants_braces_are_braces(tmp_path):
    path = write(tmp_path, brief="{daily_users}", variants=None)
    assert load_case(path, variant="anna").brief == "{daily_users}"
