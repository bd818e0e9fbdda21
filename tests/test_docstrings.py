"""Docstrings of what `helpers` offers: a sentence, or numpydoc's sections in numpydoc's order, whole."""

import inspect
import re

import pytest

import helpers

ORDER = ("Parameters", "Returns", "Yields", "Raises", "Warns", "See Also", "Notes", "References", "Examples")
MOST_SENTENCES = 2  # more than that to say, and it is said in sections


def offered() -> dict[str, object]:
    """What can be called of what `helpers` offers, by its name."""
    return {name: getattr(helpers, name) for name in helpers.__all__ if callable(getattr(helpers, name))}


def sections(text: str) -> list[str]:
    return re.findall(r"^(\w[\w ]+)\n-{3,}$", text, re.MULTILINE)


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?:\s|$)", text.split(">>>")[0]))


def described(text: str) -> set[str]:
    """The parameters that a docstring describes."""
    inside = re.search(r"^Parameters\n-+\n(.*?)(?=^\w[\w ]+\n-{3,}$|^>>>|\Z)", text, re.MULTILINE | re.DOTALL)
    heads = re.findall(r"^([\w*, ]+)(?: : .*)?$", inside[1] if inside else "", re.MULTILINE)
    return {name.strip(" *") for head in heads for name in head.split(",")}


@pytest.mark.parametrize("name", offered())
def test_more_than_two_sentences_stand_in_sections(name):
    text = inspect.getdoc(offered()[name]) or ""
    assert text, f"{name} says nothing"
    assert sentences(text) <= MOST_SENTENCES or sections(text), (
        f"{name} says more than {MOST_SENTENCES} sentences: give what is said of parameters, of what comes back and "
        f"of what is raised their sections, in this order: {', '.join(ORDER)}.")


@pytest.mark.parametrize("name", [name for name, each in offered().items() if sections(inspect.getdoc(each) or "")])
def test_sections_are_numpydocs_in_its_order_and_every_parameter_is_told(name):
    made = offered()[name]
    text = inspect.getdoc(made)
    found = sections(text)
    assert set(found) <= set(ORDER), f"{name}: {found}"
    assert found == sorted(set(found), key=ORDER.index), f"{name}: {found} stand in another order, or twice"
    if "Parameters" in found:
        taken = [each.name for each in inspect.signature(made).parameters.values() if not each.name.startswith("_")]
        assert not set(taken) - described(text), f"{name}: {sorted(set(taken) - described(text))} are not described"


def test_what_the_tests_look_for_is_seen():
    text = ("One.\n\nParameters\n----------\na, b : int\n    Two.\n**more\n    Three.\n\n"
            "Returns\n-------\nint\n    Four.\n")
    assert sections(text) == ["Parameters", "Returns"]
    assert described(text) == {"a", "b", "more"}
    assert sentences(text) == 4
