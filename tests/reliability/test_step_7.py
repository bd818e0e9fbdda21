"""The figures that stand in the words of step 7 are those that the rooms compute."""

from pathlib import Path

import nbformat
import pytest

from helpers import (
    Architecture,
    Component,
    Protection,
    Quorum,
    Replica,
    Workload,
    service_copies,
    system_availability,
)
from helpers.reliability import Backup, Redundancy, bottlenecks

COURSE = Path(__file__).parents[2] / "course" / "07_bottlenecks.ipynb"
ZONES = ["a", "b", "c"]
EVENING = Workload("57608/s", mix="url_shortener")


@pytest.fixture(scope="module")
def words():
    notebook = nbformat.read(COURSE, as_version=4)
    return " ".join(" ".join(cell.source.split()) for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.fixture(scope="module")
def names():
    """What the cells that draw the two designs make."""
    notebook = nbformat.read(COURSE, as_version=4)
    found: dict = {}
    for cell in notebook.cells:
        if cell.id in ("imports", "design"):
            exec(cell.source, found)
    found["hurried"] = found["ours"].replace("balancer", replicas=1, zone="a").replace("links", zone="a")
    return found


def test_the_hurried_drawing_has_two_single_points_and_ours_none(names):
    points = names["hurried"].single_points_of_failure("url_shortener", of=("component", "zone"))
    assert {(each.what, each.name) for each in points} == {("component", "balancer"), ("zone", "a")}
    assert names["ours"].single_points_of_failure("url_shortener", of=("component", "zone")) == ()


def test_downtime_falls_from_nearly_five_hours_to_about_one(names, words):
    assert "from nearly five hours a month to about one" in words
    hours = {name: 720 * (1 - system_availability(names[name], "url_shortener").overall)
             for name in ("hurried", "ours")}
    assert 4.5 < hours["hurried"] < 5
    assert 0.9 < hours["ours"] < 1.2
    assert next(iter(system_availability(names["hurried"], "url_shortener")._parts()))[0] == "balancer"


def test_what_is_left_of_each_box(names, words):
    assert "needs 19 and has 30: 20 are left" in words
    spare = service_copies(names["ours"], "url_shortener", EVENING.rate)
    assert (spare["api"].needed, spare["api"].machines, spare["api"].spare) == (19, 30, 11)
    assert all(each.without_zone <= 1 for each in spare.values())
    assert (spare["links"].needed, spare["links"].machines) == (2, 3)
    lean = service_copies(names["ours"].replace("api", replicas=27), "url_shortener", EVENING.rate)["api"]
    assert lean.without_zone == pytest.approx(1.0, abs=1e-3)
    assert bottlenecks(names["ours"], "url_shortener").limits[0].box == "api"


def test_two_copies_serve_83_percent_of_the_peak(names, words):
    assert "serves 83% of the peak" in words
    poorer = service_copies(names["ours"].replace("links", copies=2), "url_shortener", EVENING.rate)["links"]
    assert round(100 * poorer.served(poorer.without_one)) == 83


def test_copies_and_backups(words):
    assert "15 TB at 200 MB a second are 21 hours" in words
    assert round(15e12 / 200e6 / 3600) == 21
    kept = Protection([Replica("zone", lag="1 s", failover="1 min")],
                      [Backup(every="1 day", restore_rate="200 MB/s", tried=True)], stored="15 TB")
    assert kept.outcome("mistake").by == "backup"
    assert (Quorum(3, 2, 2).survives(1).writes, Quorum(3, 2, 2).survives(2).reads) == (True, False)
    assert Quorum(3, 1, 1).stale() == pytest.approx(2 / 3)
    assert Redundancy.copies(3, repair="24 h").yearly_loss() < 1e-9 < Redundancy.copies(2, repair="24 h").yearly_loss()


def test_the_paste_of_your_turn_costs_what_is_said(words):
    def paste(balancers, services, copies, zone):
        return Architecture("Pastebin", zones=ZONES).add(
            Component("browser", "client"), Component("balancer", "load_balancer", replicas=balancers, zone=zone),
            Component("api", "service", replicas=services, zone=zone),
            Component("pastes", "sql", copies=copies, zone=zone, stores="paste"),
        ).connect("browser", "balancer").connect("balancer", "api").connect("api", "pastes")

    sound = paste(2, 2, 3, ZONES)
    assert "for 2,008 dollars" in words
    assert round(sound.monthly_cost().to("USD/month").magnitude) == 2_008
    assert sound.single_points_of_failure("pastebin", of=("component", "zone")) == ()
    assert all(each.without_zone <= 1 for each in service_copies(sound, "pastebin", "130/s").values())
    assert len(paste(1, 1, 1, ["a"]).single_points_of_failure("pastebin", of=("component", "zone"))) == 4


def test_a_drawing_that_cannot_run_here_is_told_and_not_overwritten(names, tmp_path, monkeypatch, capsys):
    """A store that keeps its copies by itself leaves nothing to choose: ours is looked at, and theirs stays saved."""
    from helpers import Design

    monkeypatch.chdir(tmp_path)
    theirs = names["ours"].replace("links", Component("links", "key_value", stores="link"))
    Design("url_shortener", architecture=theirs).save()
    cells = {cell.id: cell.source for cell in nbformat.read(COURSE, as_version=4).cells}
    here = dict(names)
    exec(cells["own-design"], here)
    assert here["store"] == "links"
    assert "of which you choose the copies" in capsys.readouterr().out
    for cell in ("guess-quorum", "reveal-backup"):
        made = cells[cell].replace("kept.outcomes_table()", "")
        exec("\n".join(line for line in made.splitlines() if not line.startswith(("Guess", "    ", "      "))) if
             cell == "guess-quorum" else made, here)
    exec(cells["rules"].split("days =")[0], here)
    here["board"] = type("Board", (), {"model": here["burns"]})()
    exec(cells["modify"], here)
    exec(cells["save-piece"], here)
    assert Design.load("url_shortener").architecture == theirs
    assert {each.component for each in Design.load("url_shortener").reliability.alerts} >= {"balancer", "api", "links"}
