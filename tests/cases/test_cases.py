"""Case files: those of the course hold together, and a broken one is named with its field and the mend."""

import dataclasses

import pytest
import yaml

from helpers import Case, CourseError, Estimate, list_cases, load_case
from helpers.cases import CaseError
from helpers.cases.case_files import FOLDER
from tests.hostile import VALUES, readable, refuses_or_answers

WHOLE = yaml.safe_load((FOLDER / "pastebin.yaml").read_text())


def write(folder, text, name="pastebin"):
    path = folder / f"{name}.yaml"
    path.write_text(text if isinstance(text, str) else yaml.safe_dump(text, sort_keys=False))
    return path


def changed(**fields):
    return {**WHOLE, **fields}


def first(part, **fields):
    """The case with other fields in the first item of one of its lists; None removes a field."""
    item = {name: value for name, value in {**WHOLE[part][0], **fields}.items() if value is not None}
    return changed(**{part: [item, *WHOLE[part][1:]]})


BROKEN = {  # a fault: the file, and what the message names
    "a missing field": ({name: value for name, value in WHOLE.items() if name != "brief"}, ["brief", "add the field"]),
    "an unknown field": (changed(breif="x"), ["breif", "remove it, or correct its spelling"]),
    "an empty title": (changed(title=" "), ["title", "at least 1 character"]),
    "a name with capitals": (changed(name="Pastebin"), ["name", "small letters"]),
    "a name unlike the file's": (changed(name="other"), ["'other'", "'pastebin'"]),
    "no assumptions": (changed(assumptions=[]), ["assumptions", "at least one"]),
    "a list that is text": (changed(flows="all"), ["flows", "'all'"]),
    "an item that is text": (changed(facts=["x"]), ["facts[1]"]),
    "a name twice": (changed(failures=[WHOLE["failures"][0]] * 2), ["blob_store_slow", "twice"]),
    "a value that is text": (first("assumptions", value="many"), ["assumptions[1].value", "'many'"]),
    "a value that is yes": (first("assumptions", value=True), ["assumptions[1].value", "yes and no are not numbers"]),
    "a value without end": (
        first("assumptions", value=float("inf"), low=None, high=None),
        ["assumptions[1]", "not a finite number"],
    ),
    "a high end without end": (first("assumptions", high=float("inf")), ["assumptions[1]", "high inf is not a finite"]),
    "a low end that is nan": (first("assumptions", low=float("nan")), ["assumptions[1]", "low nan is not a finite"]),
    "half a range": (first("assumptions", low=None), ["assumptions[1]", "both low and high"]),
    "a value outside its range": (first("assumptions", value=1.0), ["assumptions[1]", "outside its range"]),
    "a range upside down": (first("assumptions", low=2e7, high=5e6), ["assumptions[1]", "outside its range"]),
    "an unknown unit": (first("assumptions", unit="TBB"), ["assumptions[1].unit", "'TBB'"]),
    "no reason": (first("assumptions", why=None), ["assumptions[1]", "add the field why"]),
    "shares that are not 1": (first("flows", share=0.5), ["flows", "add up to 0.59"]),
    "a share of nothing": (first("flows", share=0), ["flows[1].share", "greater than 0"]),
    "a flow that touches nothing": (first("flows", reads=None), ["flows[1]", "reads and writes nothing"]),
    "a failure without what to expect": (first("failures", expect=None), ["failures[1]", "add the field expect"]),
    "no fields": ("- a\n- b\n", ["holds list", "name, title and brief"]),
    "nothing": ("", ["holds NoneType"]),
    "a tab": ("name: pastebin\n\ttitle: x\n", ["line 2", "indentation"]),
    "an open quote": ("name: pastebin\ntitle: 'x\n", ["line", "quotes"]),
    "an open bracket": ("name: [a\ntitle: x\n", ["line 2", "quotes"]),
    "a date that is none": ("name: 2026-13-45\n", ["not readable", "month"]),
    "code": ("name: !!python/object/apply:os.system ['true']\n", ["line 1", "not readable"]),
    "a number too long": ("name: " + "9" * 5000, ["not readable"]),
    "too large": ("#" * 1_000_001, ["larger than"]),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_named_with_field_and_mend(fault, tmp_path):
    text, told = BROKEN[fault]
    path = write(tmp_path, text)
    with pytest.raises(CaseError, match=r"pastebin\.yaml") as caught:
        load_case(path)
    readable(caught.value)
    assert all(part in str(caught.value) for part in told), str(caught.value)


@pytest.mark.parametrize("data", [b"name: \xff\xfe", b"name: a\x00b", b"\x80"])
def test_a_file_that_is_no_text_is_named(data, tmp_path):
    (tmp_path / "broken.yaml").write_bytes(data)
    with pytest.raises(CaseError, match=r"broken\.yaml"):
        load_case("broken", tmp_path)


def test_a_folder_or_nothing_in_place_of_a_file(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    for path in (tmp_path / "folder.yaml", tmp_path / "none.yaml", "a\0.yaml", "x" * 5000 + ".yaml"):
        with pytest.raises(CaseError):
            load_case(path)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_whatever_is_asked_for_there_is_a_case_or_one_clear_error(value):
    for ask in (
        load_case,
        lambda each: load_case("pastebin", each),
        list_cases,
        Estimate.from_case,
        load_case("pastebin").assumption,
    ):
        with refuses_or_answers():
            ask(value)


def test_an_instructors_own_folder_of_cases(tmp_path):
    write(tmp_path, changed(name="mine", title="Mine"), "mine")
    assert list_cases(tmp_path) == ["mine"]
    assert load_case("mine", tmp_path).title == load_case(tmp_path / "mine.yaml").title == "Mine"
    write(tmp_path, changed(name="mine", title="Changed"), "mine")
    assert load_case("mine", tmp_path).title == "Changed", "a corrected file was not read again"
    with pytest.raises(CaseError, match="Did you mean mine"):
        load_case("mien", tmp_path)


@pytest.mark.parametrize("name", list_cases())
def test_every_case_makes_an_estimate_without_errors(name):
    case = load_case(name)
    estimate = Estimate.from_case(name)
    assert estimate.names == [each.name for each in case.assumptions]
    assert not estimate.check().errors
    for each in case.assumptions:
        assert case.assumption(each.name).quantity == estimate[each.name]
    assert list(case.table().index) == estimate.names
    assert case.brief in case._repr_markdown_()


def test_a_case_cannot_be_changed():
    with pytest.raises(AttributeError):
        load_case("pastebin").title = "x"


def test_an_unknown_assumption_is_answered_with_the_nearest():
    with pytest.raises(CourseError, match="Did you mean paste_size"):
        load_case("pastebin").assumption("past_size")


@pytest.mark.parametrize(("fields", "told"), [
    ({}, "name: the field is missing; add the field name."),
    ({"name": "x", "colour": 1}, "colour: no such field is known here"),
    ({"name": 3}, r"name: this is no text \(found 3\)"),
])
def test_a_case_made_by_hand_is_told_as_its_file_is(fields, told):
    with pytest.raises(CaseError, match=told):
        Case(**fields)


def test_a_known_case_is_changed_by_replace_and_told_likewise():
    case = load_case("url_shortener")
    assert dataclasses.replace(case, title="Short links").title == "Short links"
    with pytest.raises(CaseError, match="flows: the list is empty"):
        dataclasses.replace(case, flows=())
