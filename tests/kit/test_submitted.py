"""Whatever lies in `submitted/` is accounted for by name: taken where there is one reading, else told."""

import os
import unicodedata
import zipfile
from pathlib import Path

import pytest

from kit.classroom.collection.submitted import account
from kit.classroom.course.folder import ClassFolder
from tests.kit.classes import ROOT
from tests.kit.gradebooks import CONFIGURATION

SLUG, NEXT = "02_estimation", "05_high_level_design"
LISTED = {"anna", "bob", "chen", "gil", "josé"}
BOOK, OTHER = ((ROOT / "exercises" / name / f"{name}.ipynb").read_bytes() for name in (SLUG, NEXT))


@pytest.fixture
def folder(tmp_path) -> ClassFolder:
    (tmp_path / "nbgrader_config.py").write_text(CONFIGURATION)
    for name in (SLUG, NEXT):
        (tmp_path / "solutions" / name).mkdir(parents=True)
        (tmp_path / "solutions" / name / f"{name}.ipynb").write_bytes(
            (ROOT / "solutions" / name / f"{name}.ipynb").read_bytes())
    return ClassFolder(tmp_path)


def put(folder: ClassFolder, path: str | bytes, data: bytes = BOOK) -> None:
    place = os.path.join(os.fsencode(folder.root), b"submitted", os.fsencode(path))
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(data)


def zipped(path: Path) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{SLUG}.ipynb", BOOK)
    return path.read_bytes()


@pytest.mark.parametrize(("path", "student"), [
    (f"anna/{SLUG}/{SLUG}.ipynb", "anna"), (f"{SLUG}/anna/{SLUG}.ipynb", "anna"), (f"bob/{SLUG}.ipynb", "bob"),
    ("chen.ipynb", "chen"), (f"ANNA/{SLUG}/{SLUG}.ipynb", "anna"), (f"anna/02_Estimation/{SLUG}.ipynb", "anna"),
    (f"anna/02_estimatoin/{SLUG}.ipynb", "anna"), (f"anna/{SLUG}", "anna"), (f"anna/{SLUG}.ipynb.txt", "anna"),
    (unicodedata.normalize("NFD", f"josé/{SLUG}/{SLUG}.ipynb"), "josé"), (f"anna/my work/{SLUG}.ipynb", "anna"),
    (f"JOSÉ/{SLUG}/{SLUG}.ipynb", "josé"), (f"josé/{SLUG}/{SLUG}.ipynb".encode("cp437"), "josé"),
    (f"josé/{SLUG}/{SLUG}.ipynb".encode("latin-1"), "josé"), (f"{SLUG}/anna.ipynb", "anna")])
def test_what_can_be_read_one_way_is_taken(folder, path, student):
    put(folder, path)
    found = account(folder, SLUG, LISTED)
    assert (list(found.handed), found.aside) == ([student], ())
    assert set(found.missing) == LISTED - {student}
    plain = path == f"anna/{SLUG}/{SLUG}.ipynb"
    assert bool(found.handed[student].note) is not plain, "where it was found is said"


def test_an_archive_in_the_students_folder_is_taken(folder, tmp_path):
    put(folder, "anna/homework.zip", zipped(tmp_path / "x.zip"))
    assert list(account(folder, SLUG, LISTED).handed) == ["anna"]


@pytest.mark.parametrize(("path", "data", "said"), [
    (f"ghost/{SLUG}/{SLUG}.ipynb", BOOK, "ghost is not in the class list"),
    (f"ana/{SLUG}/{SLUG}.ipynb", BOOK, "Did you mean anna?"), ("ghost.ipynb", BOOK, "whose it is cannot be told"),
    (f"{SLUG}/ghost/{SLUG}.ipynb", BOOK, "ghost is not in the class list"), ("all.zip", b"PK\3\4", "kit collect"),
    ("anna/notes.ipynb", b'{"cells": []}', "cannot be told which exercise"), ("list.docx", b"", "whose it is"),
    (f"\udcff/{SLUG}/{SLUG}.ipynb", BOOK, r"\xff is not in the class list")])
def test_what_cannot_is_named_with_what_to_do(folder, path, data, said):
    put(folder, path, data)
    found = account(folder, SLUG, LISTED)
    assert found.handed == {}
    [told] = found.aside
    assert said in told, told
    assert "submitted/" in told
    told.encode()
    assert set(found.missing) == LISTED


def test_a_link_is_named(folder, tmp_path):
    (tmp_path / "submitted").mkdir()
    (tmp_path / "submitted" / "anna").symlink_to("/etc")
    assert "a link" in account(folder, SLUG, LISTED).aside[0]


def test_the_plainest_place_counts_and_the_others_are_named(folder):
    put(folder, f"anna/{SLUG}/{SLUG}.ipynb")
    put(folder, f"ANNA/{SLUG}/{SLUG}.ipynb")
    put(folder, f"anna/{SLUG} (copy)/{SLUG}.ipynb")
    found = account(folder, SLUG, LISTED)
    assert found.handed["anna"].path == folder.path("submitted", "anna", SLUG)
    assert len(found.aside) == 2
    assert all("passed over" in each for each in found.aside)


def test_two_places_that_are_as_plain_are_for_a_person(folder):
    put(folder, f"ANNA/{SLUG}/{SLUG}.ipynb")
    put(folder, f"Anna/{SLUG}/{SLUG}.ipynb")
    found = account(folder, SLUG, LISTED)
    assert "anna" in found.missing
    assert "handed in more than once" in found.aside[0]


def test_other_exercises_are_not_spoken_of(folder):
    put(folder, f"anna/{NEXT}/{NEXT}.ipynb", OTHER)
    put(folder, f"ghost/{NEXT}/{NEXT}.ipynb", OTHER)
    put(folder, f"bob/{NEXT}.ipynb", OTHER)
    put(folder, "chen.ipynb", OTHER)
    put(folder, f"{NEXT}/gil/{NEXT}.ipynb", OTHER)
    assert account(folder, SLUG, LISTED).aside == ()
    assert set(account(folder, NEXT, LISTED).handed) == {"anna", "bob", "chen", "gil"}


def test_without_a_class_list_every_folder_is_a_students_and_look_alikes_are_told(folder):
    put(folder, f"zoe/{SLUG}/{SLUG}.ipynb")
    put(folder, f"Zoe/{SLUG}/{SLUG}.ipynb")
    put(folder, f"{SLUG}/yann/{SLUG}.ipynb")
    found = account(folder, SLUG, None)
    assert (set(found.handed), found.missing) == ({"zoe", "Zoe", "yann"}, ())
    assert "Zoe and zoe differ by capital letters" in found.aside[0]


def test_nothing_is_there(folder):
    assert account(folder, SLUG, LISTED).missing == tuple(sorted(LISTED))
