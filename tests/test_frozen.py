"""Values are frozen: whoever holds one can rely on it. What changes while work goes on is named here."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "helpers"
# what is filled in while something is read, drawn or run, and handed to nobody as a value
WORKING = {
    "architecture/call_tree.py Node", "architecture/mermaid_flowchart.py Box",
    "architecture/mermaid_flowchart.py Group", "architecture/mermaid_statements.py Line",
    "data_model/encryption.py Vault", "data_model/key_disposal.py PersonKeys",
    "data_model/rehearsal.py _Workers", "data_model/rehearsal_plan.py Plan", "design/environments.py Situation",
    "estimation/trail.py Record", "estimation/trail.py Trail", "interface/standin/store.py Row",
    "reliability/day_figures.py Effects", "simulation/messages.py Messages", "simulation/raw.py Hop",
    "simulation/raw.py Seen", "widgets/load_challenge.py Challenge",
}
FROZEN_BY_SETTING = "config=STRICT"  # helpers.cases: its own setting, frozen


def dataclasses():
    """Each class that is a dataclass, with how it was said."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for said in map(ast.unparse, getattr(node, "decorator_list", ())) if isinstance(node, ast.ClassDef) else ():
                if said.split("(")[0].rpartition(".")[2] == "dataclass":
                    yield f"{path.relative_to(SOURCE).as_posix()} {node.name}", said


def test_every_value_is_frozen():
    found = dict(dataclasses())
    assert len(found) > 200
    loose = {name for name, said in found.items() if "frozen=True" not in said and FROZEN_BY_SETTING not in said}
    assert loose == WORKING


def test_the_setting_of_cases_freezes():
    from helpers.cases.facts import STRICT

    assert STRICT["frozen"] is True
