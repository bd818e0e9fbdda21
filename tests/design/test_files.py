"""The design file: written in one step, read back as it was, and nothing of the learner's is ever lost."""

import os

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from helpers import Design, Estimate, Q
from helpers.design import DesignError
from tests.hostile import VALUES, anything, readable, refuses_or_answers


def estimate(users=100):
    return (
        Estimate("Links")
        .assume("users", users, low=users / 2, high=users * 2, why="die Größe")
        .derive("load", "users / day", "1/s")
    )


DESIGN = Design("links", estimate=estimate())


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_design_comes_back_as_it_was_saved(tmp_path):
    path = DESIGN.save()
    assert path.as_posix() == "my_design/links.yaml"
    assert Design.load("links") == Design.load(path) == DESIGN
    assert DESIGN.save(tmp_path / "deep" / "down" / "x.yaml").exists()
    assert "Größe" in path.read_text(encoding="utf-8"), "the file is not readable for its owner"
    assert path.read_text(encoding="utf-8").startswith("# A design")


def test_what_stood_there_before_is_kept():
    path = DESIGN.save()
    before = path.read_bytes()
    changed = DESIGN.replace(estimate=estimate(users=5))
    changed.save()
    backup = path.with_name("links.yaml.bak")
    assert backup.read_bytes() == before
    changed.save()
    assert backup.read_bytes() == before, "saving twice lost the older copy"
    assert sorted(each.name for each in path.parent.iterdir()) == ["links.yaml", "links.yaml.bak"]


@pytest.mark.parametrize("stage", ["open", "fdopen", "copyfile", "replace"])
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full disk", "interrupt"]
)
def test_an_interrupted_save_leaves_the_old_file(stage, error, monkeypatch):
    path = DESIGN.save()

    def fail(*_, **__):
        raise error

    place = {
        "open": "os.open",
        "fdopen": "os.fdopen",
        "copyfile": "shutil.copyfile",
        "replace": "os.replace",
    }[stage]
    changed = DESIGN.replace(estimate=estimate(users=5))
    with monkeypatch.context() as broken:
        broken.setattr(place, fail)
        with pytest.raises((DesignError, KeyboardInterrupt)):
            changed.save()
    assert Design.load("links") == DESIGN
    assert {each.name for each in path.parent.iterdir()} <= {"links.yaml", "links.yaml.bak"}, "half a file was left"


def test_pieces_of_later_versions_are_preserved():
    path = DESIGN.save()
    later = {"summary": {"alerts": [1, "x"]}, "drafts": "mine"}
    path.write_text(path.read_text() + yaml.safe_dump(later))
    loaded = Design.load("links")
    assert loaded.later == later
    loaded.replace(estimate=estimate(users=5)).save()
    assert Design.load("links").later == later


def test_a_design_begins_empty_when_asked_to():
    assert Design.load("fresh", start=True) == Design("fresh")
    assert Design("fresh").missing == (
        "requirements", "estimate", "api", "data_model", "architecture", "decisions", "reliability")
    with pytest.raises(DesignError, match="start=True"):
        Design.load("fresh")


def test_a_change_makes_a_new_value():
    without = DESIGN.replace(estimate=None)
    assert without.missing == Design("fresh").missing
    assert DESIGN.missing == ("requirements", "api", "data_model", "architecture", "decisions", "reliability")
    with pytest.raises(AttributeError):
        DESIGN.name = "other"
    with pytest.raises(DesignError, match="no such piece"):
        DESIGN.replace(estimat=None)


BROKEN = {
    "a tab": ("name: links\n\tx: 1\n", "line 2"),
    "an open bracket": ("name: links\na: [1\nb: 2\n", "line 3"),
    "a date": ("name: x\na: 2026-13-45\n", "YAML"),
    "an endless number": ("name: x\na: " + "9" * 5000, "YAML"),
    "a timestamp": ("name: x\na: !!timestamp x\n", "YAML"),
    "code": ("name: !!python/object/apply:os.system ['true']\n", "line 1"),
    "a list": ("- a\n", "field `name`"),
    "nothing": ("", "field `name`"),
    "no name": ("estimate:\n", "field `name`"),
    "a number as name": ("name: 5\n", "name: 5"),
    "a path as name": ("name: ../x\n", "name: '../x'"),
    "a broken estimate": ("name: x\nestimate: {name: E, entries: [{assume: a b, value: 1}]}\n", "entry 1: name: 'a b'"),
    "an estimate that is text": ("name: x\nestimate: big\n", "not a saved estimate"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_named_with_line_or_piece(fault, tmp_path):
    text, told = BROKEN[fault]
    (tmp_path / "broken.yaml").write_text(text)
    with pytest.raises(DesignError, match=r"broken\.yaml") as caught:
        Design.load("broken.yaml")
    readable(caught.value)
    assert told in str(caught.value)


def test_aliases_within_aliases_take_no_time(tmp_path):
    lines = [
        "a0: &a0 [x, x]",
        *(f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 40)),
    ]
    (tmp_path / "laughs.yaml").write_text("name: x\n" + "\n".join(lines) + "\nestimate: {name: E, entries: [*a39]}\n")
    with refuses_or_answers(), pytest.raises(DesignError, match="entry 1"):
        Design.load("laughs.yaml")


@pytest.mark.skipif(os.name == "nt", reason="names and permissions of files are other there")
@pytest.mark.parametrize("path", ["a\0.yaml", "x" * 5000 + ".yaml", "file.yaml/below.yaml", "folder.yaml", "..", "a b"])
def test_a_place_that_cannot_be_written_is_named(path, tmp_path):
    (tmp_path / "file.yaml").write_text("a file, not a folder")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(DesignError) as caught:
        DESIGN.save(path)
    readable(caught.value)
    assert not list(tmp_path.rglob("*.part"))


@given(anything, anything)
def test_whatever_is_given_it_is_a_design_or_one_clear_error(value, other):
    for ask in (
        lambda: Design(value),
        lambda: Design("x", value),
        lambda: Design("x", None, value),
        lambda: Design.from_dict(value),
        lambda: Design.from_dict({"name": "x", "estimate": value}).to_dict(),
        lambda: DESIGN.replace(estimate=value),
        lambda: Design.from_dict({"name": value, "x": other}),
    ):
        with refuses_or_answers():
            ask()


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for ask in (
        Design,
        Design.load,
        Design.from_dict,
        lambda each: Design("x", None, {"later": each}).save(),
        DESIGN.save,
        lambda each: DESIGN.replace(name=each),
        lambda each: Design.load(each, start=True),
    ):
        with refuses_or_answers():
            ask(value)


@example("a\x85b")
@example("a\u2028 b")
@given(st.text(max_size=20))
def test_any_words_of_a_learner_survive(text):
    kept = Design("words", estimate=Estimate().assume("a", Q("5 TB"), why=text, source=text))
    with refuses_or_answers():
        kept.save()
        assert Design.load("words") == kept


@pytest.mark.skipif(os.name == "nt", reason="permissions of files are other there")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600), (0o002, 0o664)])
def test_a_design_may_be_read_by_whom_the_umask_says(mask, mode):
    before = os.umask(mask)
    try:
        path = DESIGN.save()
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == mode
    path.chmod(0o660)
    DESIGN.replace(estimate=estimate(users=5)).save()
    assert path.stat().st_mode & 0o777 == 0o660, "the owner's choice was taken back"


@pytest.mark.parametrize("name", ["v1.2", "links.final", "a.b.c", "2026-11-29", "v1.2.3-draft_4"])
def test_a_name_with_dots_lies_among_the_designs(name):
    path = DESIGN.save(name)
    assert path.as_posix() == f"my_design/{name}.yaml"
    assert Design.load(name) == DESIGN
    assert Design(name).save().as_posix() == f"my_design/{name}.yaml"
    assert Design.load(f"{name}-new", start=True).name == f"{name}-new"


@pytest.mark.parametrize("path", ["here.yaml", "here.YML", "sub/v1.2", "here.json"])
def test_a_file_or_a_folder_is_a_path(path):
    assert DESIGN.save(path).as_posix() == path
    assert Design.load(path) == DESIGN


@pytest.mark.parametrize("name", ["..", ".", ".hidden", "ends.", "a..", "-x", "a b", "a/../b c"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(DesignError, match="cannot name"):
        Design(name)


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_is_followed_and_stays_one(tmp_path):
    path = DESIGN.save()
    link = tmp_path / "link.yaml"
    link.symlink_to(path.absolute())
    DESIGN.replace(estimate=estimate(users=5)).save(link)
    assert link.is_symlink()
    assert Design.load("links") == Design.load(link) == DESIGN.replace(estimate=estimate(users=5))
