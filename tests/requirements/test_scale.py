"""Numbers that pass from the sheet of step 1 to the estimate of step 2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.cases import list_cases, load_case
from helpers.estimation import Estimate
from helpers.requirements import Assumed, Functional, Quality, RequirementError, Requirements
from helpers.units import Q
from tests.hostile import VALUES, anything, refuses_or_answers


@pytest.mark.parametrize("name", list_cases())
@pytest.mark.parametrize("variant", [None, "anna", "bo"])
def test_whoever_asks_for_every_fact_has_each_number_that_a_fact_tells(name, variant):
    case = load_case(name, variant=variant) if load_case(name).variants else load_case(name)
    told = {each for fact in case.facts for each in fact.tells}
    scale = Requirements.from_case(case).scale(case)
    assert set(scale) == told
    assert {name: scale[name].magnitude for name in told} == {name: case.assumption(name).value for name in told}
    ours = Estimate.from_case(case)
    assert ours.what_if(**scale).values() == ours.values()


def test_numbers_of_ones_own_reach_the_estimate():
    sheet = Requirements("Mine").add(
        Functional("open_link", "visitor", "opens a short link"),
        Assumed("new_links", "a billion links a year", value="1 billion links/year"),
        Assumed("visitors", "many", value=3e6),
        Assumed("evenings", "evenings are busy"),
        Quality("kept", "open_link", "retention", at_least="2 years"),
        Quality("mail", "open_link", "retention", at_most="30 days"),
        Quality("safe", "all", "copies", at_least=2),
    )
    assert sheet.scale() == {"new_links": Q("1 billion/year"), "visitors": Q(3e6)}
    scale = sheet.scale("url_shortener")
    assert set(scale) == {"new_links", "kept_for", "copies"}
    assert scale["new_links"].magnitude == pytest.approx(1e9 / 12)
    assert scale["kept_for"] == Q("2 years")
    assert scale["copies"] == Q(2)


def test_of_two_rows_alike_none_is_taken_unless_one_has_the_facts_own_name():
    two = [Quality(name, "all", "retention", at_least=f"{years} years") for name, years in (("a", 1), ("b", 9))]
    assert "kept_for" not in Requirements("x").add(*two).scale("url_shortener")
    own = Quality("links_kept", "all", "retention", at_least="4 years")
    assert Requirements("x").add(*two, own).scale("url_shortener")["kept_for"] == Q("4 years")


def test_a_number_of_another_kind_is_told_with_its_mend():
    sheet = Requirements("x").add(Assumed("new_links", "many", value="3 MB"))
    with pytest.raises(RequirementError, match=r"new_links\.value: 3 MB .* links/month.*500000000 links/month"):
        sheet.scale("url_shortener")


@pytest.mark.parametrize(("value", "unit", "told"), [
    (-1, "", "zero up"), (True, "", "not a number"), ([3], "", "not a number"), ("", "s", "without a number"),
    ("3 h", "MB", "cannot become"), ("lots", "", "value"), (float("nan"), "", "finite"), (10**400, "", "finite"),
    ("9" * 10_000, "", "long"), (3, 5, "not text"),
])
def test_what_is_no_number_is_told(value, unit, told):
    with pytest.raises(RequirementError, match=told):
        Assumed("links", "many links", value=value, unit=unit)


@given(st.floats(0, 1e300), st.sampled_from(["", "links/month", "B", "KB", "%", "posts/day", "years", "$/GB/month"]))
def test_a_number_is_kept_by_saving_and_by_code(value, unit):
    sheet = Requirements("x").add(Assumed("n", "says", "why", value, unit))
    assert Requirements.from_dict(sheet.to_dict()) == sheet
    names: dict = {}
    exec(sheet.to_code(), names)
    assert names["requirements"].scale() == sheet.scale()


def test_all_cases_name_their_scale_rows_as_their_assumptions():
    for name in list_cases():
        case = load_case(name)
        rows = {fields["id"] for fact in case.facts if fact.tells for row in fact.gives
                for kind, fields in row.items() if kind == "assumed"}
        assert rows <= {each.name for each in case.assumptions}


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for made in (lambda: Assumed("x", "a", "b", value), lambda: Assumed("x", "a", "b", 3, value),
                 lambda: Requirements("x").scale(value)):
        with refuses_or_answers():
            made()


@given(anything, anything)
def test_whatever_is_given_it_is_a_number_or_one_clear_error(value, unit):
    with refuses_or_answers():
        row = Assumed("x", "a", "b", value, unit)
        assert row.quantity is None or row.quantity.magnitude >= 0
