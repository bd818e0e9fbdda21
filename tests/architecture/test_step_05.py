"""Step 5 with what the learner saved in step 1, and without: whose targets hold, and what is held against them."""

import ast
import contextlib
import io
from pathlib import Path

import pytest

from helpers.design import Design
from helpers.requirements import Quality, Requirements
from tests.contract.running import read

NOTEBOOK = Path(__file__).parents[2] / "course" / "05_high_level_design.ipynb"


def run(folder, *, needed=("spread", "ways", "investigate", "save-piece")):
    """Run the notebook's cells in a folder; what each prints, shows and gives, by the cell's id, and all its names."""
    names, shown = {}, {}
    with contextlib.chdir(folder):
        for cell in read(NOTEBOOK).cells:
            if cell.cell_type != "code":
                continue
            printed, seen, tree = io.StringIO(), [], ast.parse(cell.source)
            names["display"] = seen.append
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            with contextlib.redirect_stdout(printed):
                exec(compile(tree, cell.id, "exec"), names)
                if last:
                    seen.append(eval(compile(ast.Expression(last.value), cell.id, "eval"), names))
            shown[cell.id] = printed.getvalue(), seen
    assert set(needed) <= set(shown)
    return shown, names


def sheet(*rows) -> Requirements:
    return Requirements("Mine").add(*rows)


QUICK = Quality("quick", "all", "latency", at_most="20 ms", percentile=99)
UP = Quality("up", "all", "availability", at_least="99.99%", window="30 days")
KEPT = Quality("kept", "create_link", "copies", at_least=5)


def test_without_a_sheet_ours_holds_and_the_notebook_says_so(tmp_path):
    shown, names = run(tmp_path)
    printed, (targets, _) = shown["numbers"]
    assert printed == "numbers: ours · targets: ours\n"
    assert targets["target"].to_dict()["latency"] == "at most 100 ms"
    found = shown["spread"][1][0]  # our targets are met; no flow of step 5 asks for the owners of step 4
    assert [(each.rule, each.severity, each.where) for each in found] == [("unused-entity", "note", "user")]
    assert set(shown["ways"][1][0]["asked for"]) == {"100 ms", ""}
    assert [each["message"] for each in names["editor"].overlay["advice"]] == [each.message for each in found]
    again, _ = run(tmp_path)  # what step 5 saved are still our numbers
    assert again["numbers"][0] == "numbers: ours · targets: ours\n"


def test_the_learners_sheet_holds_and_the_notebook_says_so(tmp_path):
    with contextlib.chdir(tmp_path):
        Design("url_shortener", requirements=sheet(QUICK, UP, KEPT)).save()
    shown, names = run(tmp_path)
    printed, (targets, _) = shown["numbers"]
    assert printed == "numbers: ours · targets: Mine (from ours: cost)\n"
    assert targets["target"].to_dict() == {"latency": "at most 20 ms", "availability": "at least 99.99%",
                                           "copies": "at least 5", "cost": "at most $20,000/month"}
    found = shown["spread"][1][0]
    assert found.rules() == {"path-over-latency", "slow-hop", "too-few-copies", "unused-entity"}
    assert "20 ms" in set(shown["ways"][1][0]["asked for"])
    advice = names["editor"].overlay["advice"]
    assert {each.message for each in found} == {each["message"] for each in advice}
    with contextlib.chdir(tmp_path):
        assert Design.load("url_shortener").requirements == sheet(QUICK, UP, KEPT), "the sheet is still there"


@pytest.mark.parametrize(("row", "kept"), [(QUICK, "availability, copies, cost"), (UP, "latency, copies, cost")])
def test_what_the_sheet_leaves_open_comes_from_ours(tmp_path, row, kept):
    with contextlib.chdir(tmp_path):
        Design("url_shortener", requirements=sheet(row)).save()
    shown, _ = run(tmp_path)
    assert shown["numbers"][0] == f"numbers: ours · targets: Mine (from ours: {kept})\n"
