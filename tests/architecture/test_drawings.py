"""Drawings as people bring them: every box, kind and arrow is read, and no error is raised that is not there."""

import pytest

from helpers.architecture import Architecture
from helpers.architecture.mermaid_words import names_of
from tests.architecture.drawings import DRAWINGS

STYLES = {"~>": "async", "=>": "replication"}


@pytest.mark.parametrize("name", DRAWINGS)
def test_nothing_is_lost_and_no_alarm_is_false(name):
    drawing = DRAWINGS[name]
    made, findings = Architecture.read_mermaid(drawing.text)
    assert findings.ok, str(findings)
    wanted = dict(each.split() for each in drawing.kinds.split(", "))
    names = names_of(wanted)
    assert {each.name: each.kind for each in made} == {names[each]: kind for each, kind in wanted.items()}
    arrows = set()
    for each in drawing.arrows.split(", "):
        source, *sign, target = each.split()
        arrows.add((names[source], names[target], STYLES[sign[0]] if sign else "sync"))
    assert {each.key for each in made.connections} == arrows
    assert {each.rule for each in made.check().errors} == set(drawing.errors), str(made.check().errors)
    assert Architecture.from_mermaid(made.mermaid()) == made
