"""Who runs steps 1 to 7 as they stand finds open joints in step 8: its text explains each, and its mends close them."""

import re
from pathlib import Path

import pytest

from helpers import AlertRule, Alerts, Criterion, Decision, Decisions, Design, Reliability
from helpers.architecture import Architecture, Component
from helpers.design import completed, worked_design
from tests.contract.running import read

COURSE = Path(__file__).parents[2] / "course"
TEXT = {cell.id: cell.source for cell in read(COURSE / "08_summary.ipynb").cells}["mend-joints"]
ROWS = re.findall(r"^\| `([\w-]+)` \|", TEXT, re.MULTILINE)


def played() -> Design:
    """The pieces as the course's notebooks make them when nothing in them is changed, and ours for the others."""
    ours = worked_design()
    zones = ["a", "b", "c"]
    drawing = Architecture("Link shortener", zones=zones).add(
        Component("browser", "client"), Component("balancer", "load_balancer", replicas=3, zone=zones),
        Component("api", "service", replicas=27, zone=zones),
        Component("hot_links", "cache", replicas=3, hit_rate="80%", zone=zones, stores="link"),
        Component("links", "wide_column", copies=3, zone=zones, stores=["link", "user"]),
    ).connect("browser", "balancer").connect("balancer", "api").connect("api", "hot_links").connect("api", "links")
    numbers = ours.estimate.derive("bandwidth_in", "writes_per_second * link_size", "MB/s")
    numbers = numbers.derive("bandwidth_out", "reads_per_second * link_size", "MB/s")
    alerts = Alerts([AlertRule(f"{box.name}_fails", box.name, "errors", "5%", severity=severity, runbook="Look.")
                     for box, severity in zip(list(drawing)[1:], ("page", "ticket", "ticket", "ticket"), strict=True)])
    alerts = alerts.add(AlertRule("Slow", "balancer", "slow", "5%", "5 min", slower_than="100 ms", runbook="Look."))
    decided = Decisions([Decision(asked, ["one", "other"], [Criterion("cost", 1)], {"one": {"cost": 1},
                                  "other": {"cost": 2}}, choice="one", because="cost is less")
                         for asked in ("How many services?", "What is a short code made of?")])
    return completed(ours.replace(
        architecture=drawing, decisions=decided, estimate=numbers, reliability=Reliability(alerts=alerts),
        api=ours.api.change("create_link", serves=["create_link", "choose_name"]),
        requirements=ours.requirements.remove("choose_name"), notes=None))


def open_joints(design: Design) -> set[str]:
    return {each.rule for each in design.check() if each.severity != "note"}


def test_each_open_joint_of_the_played_design_is_explained_in_step_8():
    assert open_joints(played()) == set(ROWS)


def test_the_mends_of_the_text_close_them():
    names = {"design": played()}
    for row in re.findall(r"^\| `[\w-]+` \|.*$", TEXT, re.MULTILINE):
        for line in re.findall(r"`(\w+ = [^`]+)`", row):
            exec(line, names)
    exec('numbers = numbers.assume("received", "120 B").derive("bandwidth_in", "writes_per_second * received", "MB/s")',
         names)
    exec(re.search(r"`(design = design\.replace[^`]+)`", TEXT).group(1), names)
    mended = names["design"]
    assert open_joints(mended) == set()
    assert mended.verdict().met
    assert set(mended.verdict().questions_table()["answer"]) == {"yes"}


@pytest.mark.parametrize(("notebook", "cell", "says"), [
    ("03_interface", "final-contract", "share=0.0001"),
    ("05_high_level_design", "wide-column", 'stores=["link", "user"]'),
    ("07_bottlenecks", "save-piece", "board.model.add(*tickets)")])
def test_the_notebooks_make_these_pieces(notebook, cell, says):
    assert says in {each.id: each.source for each in read(COURSE / f"{notebook}.ipynb").cells}[cell]
