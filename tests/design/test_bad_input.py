"""Hostile input: the last step answers, or raises one error of its own that can be read; nothing is lost in silence."""

import io
import zipfile

import pytest

from helpers.architecture import Architecture, Component
from helpers.design import (
    Calibration,
    Design,
    DesignError,
    Evidence,
    Notes,
    completed,
    pack,
    thrown_away,
    unpack,
    whose_table,
    worked_design,
)
from helpers.design.transfer import LARGEST, MOST_FILES
from tests.hostile import VALUES, refuses_or_answers

WORKED = worked_design()
MEASURED = Calibration([("open_link", 3, 0.1, 0.1, 0.2, 0.3)], "here", 2026)
EMPTY = Design("links")
# What is made or asked, with plain arguments; each of them is then given nonsense.
CALLS = {
    Evidence: {"quality": "up", "value": "99%", "how": "assumed", "source": "x"},
    Calibration: {"rows": [], "where": "here", "year": 2026, "load": (4, 100, 10, 9, 0.1, 0.2)},
    MEASURED.ratio: {"percentile": 99},
    Notes: {"context": "x", "deep_dives": [], "evidence": [], "confirmations": {}, "risks": [], "unknowns": [],
            "calibration": None, "chances": None},
    Notes.from_dict: {"data": {}},
    Notes().evidence_for: {"quality": "up"},
    Design: {"name": "links", "requirements": None, "architecture": None, "notes": "x", "case": "", "later": {}},
    Design.from_dict: {"data": {"name": "links"}},
    EMPTY.document: {"verdict": None, "sweep": None},
    EMPTY.compare: {"other": EMPTY},
    EMPTY.save: {"path": "x.yaml"},
    Design.load: {"path": "x.yaml", "start": False},
    completed: {"design": EMPTY, "worked": WORKED},
    whose_table: {"design": EMPTY, "worked": WORKED},
    thrown_away: {"before": EMPTY, "after": EMPTY},
    pack: {"folder": "my_design"},
    unpack: {"content": b"name: x\n", "folder": "somewhere", "name": "the file"},
}
SLOTS = [pytest.param(call, slot, id=f"{call.__qualname__}-{slot}") for call, slots in CALLS.items() for slot in slots]


@pytest.mark.parametrize(("call", "slot"), SLOTS)
def test_arguments_that_nobody_should_give(call, slot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    EMPTY.save()
    for value in VALUES:
        for given in (value, [value], {"a": value}):
            with refuses_or_answers():
                call(**{**CALLS[call], slot: given})


@pytest.mark.parametrize("percentile", [95, 99.9, 50.0, "99", None, True])
def test_a_percentile_that_was_not_measured_is_no_other_one(percentile):
    with pytest.raises(DesignError, match=r"percentile: .* Give 50 or 99"):
        MEASURED.ratio(percentile)


def test_the_percentiles_that_were_measured():
    assert (MEASURED.ratio(50), MEASURED.ratio(99)) == (1.0, pytest.approx(1.5))


@pytest.mark.parametrize("calls", [2.5, -1, "many"])
def test_calls_are_counted_in_whole_numbers(calls):
    with pytest.raises(DesignError, match=r"calibration.open_link.calls: "):
        Calibration([("open_link", calls, 0.1, 0.1, 0.2, 0.3)])


def designs(folder, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"d{number:03}.yaml").write_text(f"name: d{number:03}\nversion: 2\n")


@pytest.mark.parametrize("count", [MOST_FILES, MOST_FILES + 1])
def test_as_many_designs_as_one_file_takes_and_one_more(tmp_path, count):
    designs(tmp_path / "many", count)
    if count > MOST_FILES:
        with pytest.raises(DesignError, match=f"it holds {count} designs, and one file takes at most {MOST_FILES}"):
            pack(tmp_path / "many")
    else:
        assert len(unpack(pack(tmp_path / "many"), tmp_path / "back")) == count


def test_a_file_that_could_not_be_read_back_is_not_packed(tmp_path):
    designs(tmp_path / "large", 1)
    (tmp_path / "large" / "huge.yaml").write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(DesignError, match=r"'huge\.yaml': more than"):
        pack(tmp_path / "large")


@pytest.mark.parametrize("names", [("links", "links"), ("links", "Links")])
def test_two_designs_of_one_name_do_not_replace_each_other(tmp_path, names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(f"{number}/{name}.yaml", f"name: {name}\nversion: 2\n")
    with pytest.raises(DesignError, match="it holds links more than once"):
        unpack(made.getvalue(), tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_one_box_is_no_boxes():
    """A count and its noun agree wherever a design is told in words."""
    one = Design("links", architecture=Architecture("Links").add(Component("client", "client"), Component(
        "api", "service")).connect("client", "api"))
    assert "1 box for $" in one.document().markdown()
    alone = Design("links", architecture=Architecture("Links").add(Component("api", "service")))
    assert "1 box." in alone.document().html()
    assert "1 boxes" not in one.document().html() + alone.document().html()
