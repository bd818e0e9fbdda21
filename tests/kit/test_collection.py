"""Collecting from Canvas, Moodle or a folder: everything is somebody's, or named with the reason why it is nobody's."""

import csv
import json
import shutil
import stat
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kit.classroom.collection import collect
from kit.classroom.collection.archive import Entry, odd, open_archive
from kit.classroom.collection.hand_ins import remembered
from kit.classroom.collection.layouts import LAYOUTS, canvas, laid_out, moodle, own_name
from kit.classroom.collection.people import Class, Person
from kit.classroom.course.folder import ClassError
from kit.classroom.course.students import import_students
from kit.command import main
from tests.kit.gradebooks import make_class
from tests.kit.lms_zips import CAME, SLUG, bomb, entry, lying, notebook, renamed, write_zip

LIST = """id,first_name,last_name,email,lms_user_id
anna,Anna-Léna,Ångström,anna.angstrom@example.org,4711
bob,Bob,de Wit,bob@example.org,4712
chen,Wei,Chen,chen@example.org,
dora,Dora,Duck,dora@example.org,
emil,Emil,Duck,e.duck@example.org,
fritz,Dora,Duck,fritz@example.org,
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("collect")
    folder = make_class(base / "class", [])
    (base / "list.csv").write_text(LIST)
    import_students(folder, base / "list.csv")
    return folder


@pytest.fixture
def folder(made, tmp_path):
    from kit.classroom.course.folder import ClassFolder

    return ClassFolder(shutil.copytree(made.root, tmp_path / "class"))


def handed(folder, who: str) -> dict[str, str]:
    place = folder.path("submitted", who, SLUG)
    return {each.name: each.read_text(errors="replace") for each in sorted(place.iterdir())}


def mark(folder, who: str, name: str = f"{SLUG}.ipynb") -> str:
    return json.loads((folder.path("submitted", who, SLUG) / name).read_text())["cells"][0]["source"]


def test_canvas_is_matched_by_number_then_by_name_and_the_rest_is_named(folder, tmp_path):
    later = CAME + timedelta(hours=5)
    path = write_zip(tmp_path / "submissions.zip", [
        (entry("ångströmannaléna_4711_9001_02_estimation.ipynb"), notebook("anna")),
        (entry("somebodyelse_LATE_4712_9002_02_estimation-1.ipynb", later), notebook("bob")),
        (entry("chenwei_99_9003_my work.ipynb"), notebook("chen")),
        (entry("stranger_77_9004_02_estimation.ipynb"), notebook("stranger")),
        (entry("duckdora_98_9005_02_estimation.ipynb"), notebook("which")),
        (entry("duckemil_97_text.html"), b"typed"), (entry("__MACOSX/._x.ipynb"), b"x")])
    done = collect(folder, "canvas", path)
    assert (done.assignment, done.new) == (SLUG, ("anna", "bob", "chen"))
    assert done.by == {"anna": "lms_user_id", "bob": "lms_user_id", "chen": "name"}
    assert [mark(folder, who) for who in ("anna", "bob", "chen")] == ["# anna", "# bob", "# chen"]
    assert handed(folder, "bob")["timestamp.txt"] == "2026-11-23 23:00:00 UTC"
    assert handed(folder, "anna")["timestamp.txt"] == "2026-11-23 18:00:00 UTC"
    told = "\n".join(done.unmatched)
    assert "nobody in the class list is 'stranger'" in told
    assert "dora, fritz all have the name 'duckdora'" in told
    assert "text typed into Canvas" in told
    assert len(done.unmatched) == 3
    assert done.nothing_from == ("dora", "emil", "fritz")
    assert remembered(folder, SLUG)["bob"] == {"system": "canvas", "prefix": "somebodyelse_LATE_4712_9002_"}
    again = collect(folder, "canvas", path, matches=[("stranger", "dora"), ("98", "fritz")])
    assert (again.new, again.renewed, again.unchanged) == (("dora", "fritz"), (), ("anna", "bob", "chen"))


@pytest.mark.parametrize("shape", ["{}_{}_assignsubmission_file_/02_estimation.ipynb",
                                   "{}_{}_assignsubmission_file/02_estimation.ipynb",
                                   "{}_{}_assignsubmission_file_02_estimation.ipynb",
                                   "Group A-{}_{}_assignsubmission_file_/02_estimation.ipynb"])
def test_moodle_is_matched_by_full_name_in_every_form_of_its_zip(folder, tmp_path, shape):
    later = CAME + timedelta(hours=1)
    path = write_zip(tmp_path / "all.zip", [
        (entry(shape.format("Anna-Léna Ångström", 31)), notebook("anna")),
        (entry(shape.format("Bob de Wit", 32), later), notebook("bob")),
        (entry("Emil Duck_33_assignsubmission_onlinetext_/onlinetext.html"), b"typed")])
    done = collect(folder, "moodle", path)
    assert done.new == ("anna", "bob")
    assert mark(folder, "bob") == "# bob"
    assert handed(folder, "bob")["timestamp.txt"] == "2026-11-23 19:00:00 UTC"
    assert "onlinetext" in "".join(done.unmatched)


def test_moodles_worksheet_gives_times_and_tells_namesakes_apart(folder, tmp_path):
    path = write_zip(tmp_path / "all.zip", [
        ("Dora Duck_41_assignsubmission_file_/02_estimation.ipynb", notebook("dora")),
        ("Dora Duck_42_assignsubmission_file_/02_estimation.ipynb", notebook("fritz"))])
    alone = collect(folder, "moodle", path)
    assert alone.new == ()
    assert len(alone.unmatched) == 2
    sheet = tmp_path / "grades.csv"
    with sheet.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([
            ["Identifier", "Full name", "Email address", "Status", "Grade", "Last modified (submission)"],
            ["Participant 41", "Dora Duck", "dora@example.org", "Submitted", "", "Monday, 23 November 2026, 6:00 PM"],
            ["Participant 42", "Dora Duck", "fritz@example.org", "Submitted", "", "Monday, 23 November 2026, 11:30 AM"],
            ["Participant 43", "Emil Duck", "e.duck@example.org", "No submission", "", "-"]])
    done = collect(folder, "moodle", path, times=sheet, zone="Europe/Berlin")
    assert done.new == ("dora", "fritz")
    assert (mark(folder, "dora"), mark(folder, "fritz")) == ("# dora", "# fritz")
    assert handed(folder, "dora")["timestamp.txt"] == "2026-11-23 17:00:00 UTC"
    assert handed(folder, "fritz")["timestamp.txt"] == "2026-11-23 10:30:00 UTC"


def test_a_folder_is_matched_by_id_login_mail_or_name(folder, tmp_path):
    place = tmp_path / "in"
    for name in ("anna.ipynb", "02_estimation_Bob_de_Wit.ipynb", "chen@example.org/02_estimation.ipynb",
                 "e.duck/02_estimation/02_estimation.ipynb", "nobody/02_estimation.ipynb"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(notebook(name))
    (place / "dora.ipynb").symlink_to(place / "anna.ipynb")
    done = collect(folder, "folder", place, SLUG, zip_times=True)
    assert done.new == ("anna", "bob", "chen", "emil")
    assert done.by == {"anna": "id", "bob": "name", "chen": "e-mail", "emil": "e-mail"}
    assert len(done.unmatched) == 1
    assert "nobody" in done.unmatched[0]
    assert "it is a link" in done.refused[0]
    assert set(handed(folder, "bob")) == {f"{SLUG}.ipynb", "timestamp.txt"}


UMLAUT = "Müller"


@pytest.mark.parametrize("how", ["utf-8 with its flag", "utf-8 without", "code page 437"])
def test_names_arrive_in_every_writing(folder, tmp_path, how):
    (tmp_path / "more.csv").write_text(f"id,first_name,last_name\njm,Jörg,{UMLAUT}\n")
    import_students(folder, tmp_path / "more.csv")
    raw = {"utf-8 with its flag": None, "utf-8 without": "Jörg Müller".encode(),
           "code page 437": "Jörg Müller".encode("cp437")}[how]
    if raw is None:
        path = write_zip(tmp_path / "all.zip", [
            (f"Jörg {UMLAUT}_5_assignsubmission_file_/02_estimation.ipynb", notebook())])
    else:
        stand_in = b"J" + b"x" * (len(raw) - 1)
        path = renamed(write_zip(tmp_path / "all.zip", [
            (f"{stand_in.decode()}_5_assignsubmission_file_/02_estimation.ipynb", notebook())]), stand_in, raw)
    assert collect(folder, "moodle", path).new == ("jm",)


def link(name: str) -> zipfile.ZipInfo:
    about = entry(name)
    about.external_attr = (stat.S_IFLNK | 0o777) << 16
    return about


@pytest.mark.parametrize(("about", "data", "words"), [
    ("/etc/ångströmannaléna_4711_9001_02_estimation.ipynb", b"{}", "path is absolute"),
    ("C:/x/a_4711_9001_02_estimation.ipynb", b"{}", "path is absolute"),
    ("../../a_4711_9001_02_estimation.ipynb", b"{}", "holds `..`"),
    ("..\\..\\a_4711_9001_02_estimation.ipynb", b"{}", "holds `..`"),
    ("a\\b_4711_9001_02_estimation.ipynb", b"{}", "no file's name should have"),
    (link("a_4711_9001_02_estimation.ipynb"), b"/etc/passwd", "it is a link"),
    ("a_4711_9001_02_estimation.ipynb", bomb(30_000_000), "as a zip bomb does"),
], ids=["root", "drive", "above", "above on windows", "backslash", "link", "bomb"])
def test_what_is_hostile_is_refused_by_one_sentence_and_stops_nobody(folder, tmp_path, about, data, words):
    path = write_zip(tmp_path / "s.zip", [(about, data), ("dewitbob_4712_9002_02_estimation.ipynb", notebook("bob"))])
    before = sorted(each.name for each in tmp_path.iterdir())
    done = collect(folder, "canvas", path)
    assert done.new == ("bob",)
    assert len(done.refused) == 1
    assert words in done.refused[0]
    assert "\n" not in done.refused[0]
    assert sorted(each.name for each in tmp_path.iterdir()) == before
    assert not folder.path("submitted", "anna", SLUG).exists()


def test_a_size_that_lies_is_not_believed(folder, tmp_path):
    path = lying(tmp_path / "s.zip", "a_4711_9001_02_estimation.ipynb", 40_000_000)
    done = collect(folder, "canvas", path)
    assert done.new == ()
    assert len(done.refused) == 1


def test_what_is_encrypted_or_no_zip_is_said(folder, tmp_path):
    path = write_zip(tmp_path / "s.zip", [("a_4711_9001_02_estimation.ipynb", b"{}")])
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + at] |= 1
    path.write_bytes(data)
    assert "encrypted" in collect(folder, "canvas", path, SLUG).refused[0]
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(ClassError, match="no zip that can be read"):
        collect(folder, "canvas", tmp_path / "no.zip")
    with pytest.raises(ClassError, match="no file or folder"):
        collect(folder, "canvas", tmp_path / "nowhere.zip")


def test_times_without_a_zone_are_read_in_the_zone_that_is_named_and_it_is_said(folder, tmp_path):
    local = datetime(2026, 7, 1, 18, 0, tzinfo=timezone(timedelta(hours=2)))
    path = write_zip(tmp_path / "s.zip", [
        (entry("a_4711_1_02_estimation.ipynb", local, exact=False), notebook("a")),
        (entry("b_4712_2_02_estimation.ipynb", local + timedelta(hours=1), exact=False), notebook("b"))])
    done = collect(folder, "canvas", path, zone="Europe/Berlin")
    assert handed(folder, "anna")["timestamp.txt"] == "2026-07-01 16:00:00 UTC"
    assert any("bear no zone" in each and "Europe/Berlin" in each for each in done.notes)
    with pytest.raises(ClassError, match="no time zone"):
        collect(folder, "canvas", path, zone="Mars/Olympus")


def test_the_moment_in_which_a_zip_was_made_is_not_when_things_came(folder, tmp_path):
    names = ("a_4711_1_02_estimation.ipynb", "b_LATE_4712_2_02_estimation.ipynb")
    path = write_zip(tmp_path / "s.zip", [(entry(each, CAME), notebook(each)) for each in names])
    done = collect(folder, "canvas", path)
    assert "timestamp.txt" not in handed(folder, "anna")
    assert any("when the zip was made" in each for each in done.notes)
    assert any("came late, but not when: bob" in each for each in done.notes)
    collect(folder, "canvas", path, zip_times=True)
    assert handed(folder, "anna")["timestamp.txt"] == "2026-11-23 18:00:00 UTC"


def test_a_later_hand_in_renews_an_earlier_one_is_kept_aside_and_nothing_is_lost(folder, tmp_path):
    first = write_zip(tmp_path / "1.zip", [(entry("a_4711_1_02_estimation.ipynb", CAME), notebook("first"))])
    second = write_zip(tmp_path / "2.zip", [
        (entry("a_4711_2_02_estimation-1.ipynb", CAME + timedelta(days=1)), notebook("second"))])
    assert collect(folder, "canvas", first).new == ("anna",)
    assert collect(folder, "canvas", second).renewed == ("anna",)
    assert mark(folder, "anna") == "# second"
    kept = folder.root / "collected" / "earlier" / "anna" / SLUG / "1" / f"{SLUG}.ipynb"
    assert json.loads(kept.read_text())["cells"][0]["source"] == "# first"
    older = collect(folder, "canvas", first)
    assert older.unchanged == ("anna",)
    assert any("came later" in each for each in older.notes)
    assert mark(folder, "anna") == "# second"


def test_a_student_does_not_say_when_it_came(folder, tmp_path):
    path = write_zip(tmp_path / "s.zip", [
        ("a_4711_1_02_estimation.ipynb", notebook()), ("a_4711_2_timestamp.txt", b"2020-01-01 00:00:00 UTC")])
    done = collect(folder, "canvas", path)
    assert handed(folder, "anna")["timestamp.txt"] == "2026-11-23 18:00:00 UTC"
    assert any("timestamp.txt came from the student" in each for each in done.notes)


def test_several_notebooks_keep_their_names_and_the_exercise_s_own_counts(folder, tmp_path):
    path = write_zip(tmp_path / "s.zip", [
        ("a_4711_7_02_estimation-1.ipynb", notebook("newer")), ("a_4711_5_02_estimation.ipynb", notebook("older")),
        ("a_4711_6_scratch.ipynb", notebook("scratch")), ("b_4712_8_whatever.ipynb", notebook("b"))])
    collect(folder, "canvas", path, zip_times=True)
    assert mark(folder, "anna") == "# older"
    assert mark(folder, "anna", "02_estimation-1.ipynb") == "# newer"
    assert mark(folder, "anna", "scratch.ipynb") == "# scratch"
    assert mark(folder, "bob") == "# b"


def test_names_that_no_disk_takes_stop_only_their_student(folder, tmp_path):
    base = "Anna-Léna Ångström_1_assignsubmission_file_/"
    path = write_zip(tmp_path / "s.zip", [
        (f"{base}{'x' * 300}.csv", b"x"), (f"{base}02_estimation.ipynb", notebook()),
        ("Bob de Wit_2_assignsubmission_file_/02_estimation.ipynb", notebook("bob"))])
    done = collect(folder, "moodle", path)
    assert done.new == ("bob",)
    assert "anna: its files cannot be written" in done.refused[0]


def test_two_hand_ins_of_one_student_are_named_and_neither_is_taken(folder, tmp_path):
    path = write_zip(tmp_path / "s.zip", [
        ("Bob de Wit_1_assignsubmission_file_/02_estimation.ipynb", notebook("1")),
        ("Bob de Wit_2_assignsubmission_file_/02_estimation.ipynb", notebook("2"))])
    done = collect(folder, "moodle", path)
    assert done.new == ()
    assert "all of them are bob" in done.unmatched[0]


def test_the_command_says_what_is_left_and_ends_with_3_then_with_0(folder, tmp_path, capsys):
    path = write_zip(tmp_path / "s.zip", [("a_4711_1_02_estimation.ipynb", notebook()),
                                          ("zoe_8_2_02_estimation.ipynb", notebook())])
    command = ["collect", "canvas", str(path), "--class", str(folder.root)]
    assert main(command) == 3
    said = capsys.readouterr().out
    assert "1 student in submitted/ (1 new" in said
    assert "Nothing from: bob" in said
    assert "--match '8'=ID" in said
    assert main([*command, "--match", "8=bob", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["new"], answer["unchanged"]) == (0, ["bob"], ["anna"])
    assert main(["collect", "canvas", SLUG, str(path), "--class", str(folder.root), "--match", "8=bob"]) == 0


@pytest.mark.parametrize(("name", "expected"), [
    ("smith2_4711_9001_f.ipynb", ("smith2", "4711", "f.ipynb", False)),
    ("smith_LATE_4711_9001_02_estimation.ipynb", ("smith", "4711", "02_estimation.ipynb", True)),
    ("smith_late_4711_9001_12_13_x.ipynb", ("smith", "4711", "12_13_x.ipynb", True)),
    ("4711_9001_x.ipynb", ("", "4711", "x.ipynb", False)),
    ("LATE_anon_a1B2c_9001_x.ipynb", ("", "", "x.ipynb", True)),
])
def test_canvas_names_are_read(name, expected):
    found = canvas(read_one(name), SLUG)
    assert ("".join(found.words), "".join(found.numbers), found.parts[0], found.late) == expected


def read_one(name: str):
    return Entry(tuple(name.split("/")), datetime.now(UTC), True, lambda most: b"")


def test_zips_that_were_packed_anew_are_read(folder, tmp_path):
    path = write_zip(tmp_path / "again.zip", [
        ("my download/Bob de Wit_32_assignsubmission_file_/02_estimation.ipynb", notebook("bob"))])
    assert collect(folder, "moodle", path).new == ("bob",)
    windows = entry("anna\\02_estimation.ipynb")
    windows.create_system = 0
    path = write_zip(tmp_path / "windows.zip", [(windows, notebook("anna"))])
    assert collect(folder, "folder", path).new == ("anna",)
    hostile = entry("..\\..\\anna.ipynb")
    hostile.create_system = 0
    path = write_zip(tmp_path / "hostile.zip", [(hostile, notebook("anna"))])
    assert "holds `..`" in collect(folder, "folder", path, SLUG).refused[0]


def test_what_no_system_named_is_said():
    for layout, name in ((canvas, "02_estimation.ipynb"), (moodle, "Anna Berg/02_estimation.ipynb")):
        assert "not named as" in layout(read_one(name), SLUG)
    assert not own_name("02_estimation_notes.ipynb", SLUG)


def test_a_number_that_contradicts_a_name_matches_nobody():
    people = Class([Person("anna", "Anna", "Berg", "", "71")])
    assert people.match("x", ("99",), ("berganna",)).student == ""
    assert "whose lms_user_id is 71 and not 99" in people.match("x", ("99",), ("berganna",)).why
    assert people.match("x", ("71",), ("somebodyelse",)).student == "anna"


def test_an_archive_of_very_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("kit.classroom.collection.archive.MOST_FILES", 3)
    path = write_zip(tmp_path / "s.zip", [(f"a_{at}_1_x.ipynb", b"") for at in range(4)])
    with pytest.raises(ClassError, match="up to 3 are read"):
        open_archive(path)
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    for at in range(4):
        Path(unpacked, f"{at}.ipynb").write_bytes(b"")
    with pytest.raises(ClassError, match="more than 3 files"):
        open_archive(unpacked)


NAMES = st.lists(st.sampled_from([
    "..", ".", "/", "\\", "a", "_", "71", "_4711_9_", "C:", "LATE", "_assignsubmission_file_", "02_estimation",
    ".ipynb", " ", "\0", "\n", "é", "e\u0301", "\u202e", "-", "~", "con", "x" * 300]),
    min_size=1, max_size=8).map("".join)


@given(NAMES)
@example("a_4711_9_..")
@example("Bob_1_assignsubmission_file_../evil.ipynb")
def test_whatever_a_file_is_called_it_is_refused_or_stays_below(name):
    about = zipfile.ZipInfo("x")
    about.external_attr = (stat.S_IFREG | 0o644) << 16
    if odd(name, about, 0):
        return
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    for system in LAYOUTS:
        found = laid_out(system, Entry(parts, None, True, lambda most: b""), SLUG)
        if isinstance(found, str):
            assert found
            continue
        assert found.parts
        for part in found.parts:
            assert part not in ("", ".", "..")
            assert "/" not in part
            assert "\\" not in part


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_whoever_is_asked_for_nobody_is_invented(word, first, last):
    people = Class([Person("anna", first, last, "a@example.org", "71"), Person("bob", "Bob", "Berg", "", "72")])
    found = people.match(word, (), (word,))
    assert (found.student in ("anna", "bob")) != bool(found.why)
