"""Design files: versions, damage told by line and field, nothing lost by a kill, one file to take along."""

import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import AlertRule, Chances, Decisions, Design, Estimate, Evidence, Notes, Reliability, SharedCause
from helpers.design import Calibration, DesignError, pack, unpack
from helpers.design.design_files import VERSION, as_yaml
from tests.design.whole import CASES, whole
from tests.hostile import readable, refuses_or_answers

OLD = Path(__file__).parent / "version_1"
LETTERS = st.characters(exclude_categories=("C", "Zl", "Zp"))
WORDS = st.text(LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool)
NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)


# --- versions ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["url_shortener", "microblog"])
def test_a_file_of_the_first_version_still_loads(name, tmp_path):
    text = (OLD / f"{name}.yaml").read_text()
    assert "version" not in yaml.safe_load(text)
    old = Design.load(OLD / f"{name}.yaml")
    assert old.architecture is not None
    assert old.reliability is None
    again = old.save(tmp_path / "new.yaml")
    assert yaml.safe_load(again.read_text())["version"] == VERSION
    assert Design.load(again) == old


@pytest.mark.parametrize(("version", "told"), [(VERSION + 1, "reads up to 2"), (0, "not the number"),
                                               ("two", "not the number"), (True, "not the number")])
def test_a_version_that_cannot_be_read_is_named_and_the_file_left(version, told, tmp_path):
    path = tmp_path / "later.yaml"
    path.write_text(yaml.safe_dump({"name": "x", "version": version}))
    before = path.read_bytes()
    with pytest.raises(DesignError, match=told):
        Design.load(path)
    assert path.read_bytes() == before


# --- damage is told by line and field ---------------------------------------------------------------------------------

DAMAGE = {
    "a kind of box": ("kind: wide_column", "kind: wide_colum", ["wide_colum", "links"]),
    "a share": ("share: 0.9899", "share: 98.99", ["98.99", "share"]),
    "a type": ("code: string(7)", "code: strng(7)", ["strng"]),
    "a metric": ("metric: latency", "metric: lateny", ["lateny"]),
    "a target": ("at_most: 100 ms", "at_most: 100 mz", ["qualities 2", "mz"]),
    "a formula": ("formula: writes_per_second * request_size", "formula: writes_per_second * (request_size",
                  ["entry 18", "never closed"]),
    "a signal": ("signal: slow", "signal: slo", ["slo"]),
    "a quorum": ("    w: 2\n", "    w: 4\n", ["quorums.links"]),
    "a field of a box": ("cost: $3368/month", "csot: $3368/month", ["csot"]),
    "evidence": ("how: assumed", "how: asumed", ["asumed"]),
}


@pytest.mark.parametrize("fault", DAMAGE)
def test_a_hand_edited_fault_is_told_with_its_line_and_field(fault, tmp_path):
    right, wrong, told = DAMAGE[fault]
    text = as_yaml(whole().to_dict())
    assert right in text, "the fault must be where it can be made"
    start = text.index(right)
    path = tmp_path / "edited.yaml"
    path.write_text(text.replace(right, wrong, 1))
    with pytest.raises(DesignError, match=r"edited\.yaml, line \d+") as caught:
        Design.load(path)
    readable(caught.value)
    for word in told:
        assert word in str(caught.value)
    line = int(str(caught.value).split("line ")[1].split(":")[0])
    there = text[:start].count("\n") + 1 + right.startswith("\n")
    assert abs(line - there) <= 6, f"line {line} is told, and it stands in line {there}: {caught.value}"


def test_what_stands_twice_is_told_with_both_lines(tmp_path):
    path = tmp_path / "twice.yaml"
    path.write_text("name: x\nestimate: {name: A, entries: []}\nnotes: mine\nestimate: {name: B, entries: []}\n")
    with pytest.raises(DesignError, match=r"line 4: estimate stands there twice, first in line 2"):
        Design.load(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 255), st.integers(1, 40))
def test_whatever_is_damaged_it_is_a_design_or_one_clear_error(tmp_path, place, byte, length):
    content = bytearray(as_yaml(whole("pastebin").to_dict()).encode())
    at = place % len(content)
    content[at:at + length] = bytes([byte]) * min(length, 3)
    path = tmp_path / "damaged.yaml"
    path.write_bytes(content)
    with refuses_or_answers():
        Design.load(path)


# --- nothing is lost --------------------------------------------------------------------------------------------------

def kill_savers(path: str, kills: int = 200) -> None:
    """Run in a process of its own, since a fork copies what the tests hold: a child saves, a random moment ends it."""
    designs = [Design("links", estimate=Estimate("Links").assume("users", number)) for number in (100, 200)]
    draw = random.Random(1)
    for _ in range(kills):
        child = os.fork()
        if child == 0:
            try:
                while True:
                    for each in designs:
                        each.save(path)
            finally:
                os._exit(0)
        time.sleep(draw.random() * 0.004)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert Design.load(path) in designs


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made otherwise there")
def test_two_hundred_kills_in_mid_save_lose_nothing(tmp_path):
    """A child saves without end and is killed at a random moment: what is there is always one of the two designs."""
    path = tmp_path / "links.yaml"
    designs = [Design("links", estimate=Estimate("Links").assume("users", number)) for number in (100, 200)]
    designs[0].save(path)
    subprocess.run([sys.executable, "-c", f"from {__name__} import kill_savers; kill_savers({str(path)!r})"],
                   check=True, cwd=Path(__file__).parents[2])
    kept = path.with_name("links.yaml.bak")
    assert not kept.exists() or Design.load(kept.rename(path.with_name("kept.yaml"))) in designs
    designs[0].save(path)
    assert not list(tmp_path.glob(".*part")), "what the killed ones left is removed by the next save"


def test_the_last_copy_is_written_whole(tmp_path, monkeypatch):
    path = whole().save(tmp_path / "links.yaml")
    monkeypatch.setattr("shutil.copyfile", lambda source, target: Path(target).write_text("ha") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        whole().replace(notes=None).save(path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["links.yaml"]
    assert Design.load(path) == whole()


# --- round trips ------------------------------------------------------------------------------------------------------

NOTES = st.builds(
    Notes, WORDS | st.just(""), st.lists(WORDS, max_size=3),
    st.lists(st.builds(Evidence, NAMES, WORDS, st.sampled_from(["measured", "simulated", "computed", "assumed"]),
                       WORDS), max_size=3),
    st.dictionaries(WORDS, WORDS, max_size=3), st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3),
    st.none() | st.builds(Calibration, st.lists(st.tuples(NAMES, st.integers(1, 999), *[st.floats(1e-6, 9)] * 4),
                                                max_size=3), WORDS, st.integers(2020, 2040)),
    st.none() | st.builds(Chances, st.floats(0.9, 1), st.floats(0.9, 1), st.floats(0, 1),
                          st.dictionaries(NAMES, st.floats(0.5, 1), max_size=2),
                          st.dictionaries(NAMES, st.integers(1, 5), max_size=2),
                          st.lists(st.builds(SharedCause, NAMES, st.floats(0.9, 1), st.just(["api"])), max_size=1)))
DESIGNS = st.builds(
    lambda name, case, notes, kept, alert, base: Design(
        name, case=case, notes=notes, reliability=Reliability([alert] if alert else []),
        **{piece: getattr(whole(base), piece) for piece in kept}),
    NAMES, NAMES | st.just(""), st.none() | NOTES,
    st.sets(st.sampled_from(["requirements", "estimate", "api", "data_model", "architecture", "decisions"])),
    st.none() | st.builds(AlertRule, NAMES, NAMES, st.just("errors"), st.floats(0.001, 0.9)), st.sampled_from(CASES))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DESIGNS)
def test_a_design_comes_back_as_it_was(tmp_path, design):
    assert Design.from_dict(design.to_dict()) == design
    assert Design.load(design.save(tmp_path / "d.yaml")) == design
    (moved,) = unpack(Path(tmp_path / "d.yaml").read_bytes(), tmp_path / "away")
    assert Design.load(moved) == design


@pytest.mark.parametrize("case", CASES)
def test_a_whole_design_comes_back_as_it_was(case, tmp_path):
    assert Design.load(whole(case).save(tmp_path / "x.yaml")) == whole(case)


def test_notes_may_be_plain_words():
    assert Design("x", notes="why").notes == Notes("why")
    assert Design.from_dict({"name": "x", "notes": "why"}).notes.context == "why"


# --- one file to take along -------------------------------------------------------------------------------------------

def test_all_designs_travel_in_one_file(tmp_path):
    home, away = tmp_path / "home", tmp_path / "away"
    for case in CASES:
        whole(case).save(home / f"{case}.yaml")
    packed = pack(home)
    assert packed == pack(home), "the same designs give the same bytes"
    whole("pastebin").replace(notes=None).save(away / "pastebin.yaml")
    made = unpack(packed, away)
    assert sorted(each.stem for each in made) == sorted(CASES)
    assert all(Design.load(away / f"{case}.yaml") == whole(case) for case in CASES)
    assert yaml.safe_load((away / "pastebin.yaml.bak").read_text())["name"] == "pastebin", "what was there is kept"


def zipped(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


BAD = {
    "a path out of the folder": zipped(**{"../../evil.yaml": "name: ../evil\n"}),
    "a design and a damaged one": zipped(**{"a.yaml": "name: a\n", "b.yaml": "name: b\narchitecture: 5\n"}),
    "no design": zipped(**{"a.txt": "hello"}),
    "a bomb": zipped(**{"a.yaml": "name: a\n#" + " " * 6_000_000}),
    "half a zip": zipped(**{"a.yaml": "name: a\n"})[:-30],
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "nothing": b"",
    "text": "name: a".encode("utf-16"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_file_that_is_none_changes_nothing(fault, tmp_path):
    with pytest.raises(DesignError) as caught:
        unpack(BAD[fault], tmp_path / "away", "taken.zip")
    readable(caught.value)
    assert not (tmp_path / "away").exists()
    assert not list(tmp_path.rglob("*evil*"))


@given(st.binary(max_size=300) | st.none() | st.text(max_size=5))
def test_any_bytes_are_designs_or_one_clear_error(content):
    with refuses_or_answers():
        unpack(content, "/proc/none")


def test_decisions_stay_what_they_were():
    assert isinstance(Design.from_dict(whole().to_dict()).decisions, Decisions)
