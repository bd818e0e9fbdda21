"""Releasing: as a folder, a zip and a git branch; refused, with nothing left behind, when something would leak."""

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from kit.classroom.course.folder import ClassError
from kit.classroom.release import git
from kit.classroom.release.bundle import gather, write_folder
from kit.classroom.release.release import release, verify_bundle
from tests.kit import classrooms
from tests.kit.classrooms import ANSWER, NOTEBOOK, SLUG, add_cell, cell_of, change, files_in, put_a_solution

course, classroom, released = classrooms.course, classrooms.classroom, classrooms.released
secrets, bundle = classrooms.secrets, classrooms.bundle


def test_a_release_with_a_leak_is_refused_and_leaves_nothing(classroom, course, released, tmp_path):
    leaky = Path(shutil.copytree(course, tmp_path / "course_kit"))
    add_cell(leaky / "course" / f"{SLUG}.ipynb", ANSWER)
    (tmp_path / "out").mkdir()
    for form, name in (("folder", "bundle"), ("zip", "bundle.zip"), ("git", "bundle.git")):
        with pytest.raises(ClassError, match=r"Nothing was handed out(.|\n)*course/02_estimation.ipynb: answer"):
            release(classroom, leaky, tmp_path / "out" / name, [SLUG], form)
        assert list((tmp_path / "out").iterdir()) == [], f"something is left of the refused {form}"
    kit = classroom.root / "kit.yaml"
    before = kit.read_text()
    kit.write_text(f"public_lines:\n  - {ANSWER!r}\n")
    try:
        assert release(classroom, leaky, tmp_path / "out" / "bundle", [SLUG]).files > 100
    finally:
        kit.write_text(before)


@pytest.mark.ci_only
def test_a_zip_is_always_the_same(classroom, course, released, tmp_path):
    made = release(classroom, course, tmp_path / "course.zip", [SLUG], "zip")
    first = made.path.read_bytes()
    assert release(classroom, course, tmp_path / "course.zip", [SLUG], "zip").path.read_bytes() == first
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path)
        assert archive.getinfo("course/binder/postBuild").external_attr >> 16 & 0o111
        assert min(each.date_time[0] for each in archive.infolist()) >= 2024, "files are older than the course"
    assert files_in(tmp_path / "course") == files_in(released), "the forms differ"


@pytest.mark.ci_only
def test_a_git_branch_grows_by_a_commit_a_release(classroom, course, released, secrets, tmp_path):
    to = tmp_path / "students.git"
    first = release(classroom, course, to, form="git")
    assert release(classroom, course, to, form="git").commit == first.commit, "nothing changed, and a commit was made"
    source = classroom.root / "source" / NOTEBOOK
    before = source.read_bytes()
    try:
        add_cell(source, "*A correction: read 200 million.*")
        second = release(classroom, course, to, [SLUG], "git")
    finally:
        source.write_bytes(before)
    assert git.commits(to, "students") == [second.commit, first.commit]
    assert verify_bundle(to, secrets) == []
    clone = tmp_path / "clone"
    git.git(tmp_path, "clone", "--quiet", "--branch", "students", str(to), str(clone))
    assert "A correction" in (clone / "exercises" / NOTEBOOK).read_text()
    assert git.text(clone, "log", "-1", "--format=%an <%ae>") == "Course kit <course@localhost>"
    assert os.access(clone / "binder" / "postBuild", os.X_OK)
    shutil.rmtree(clone / ".git")
    assert set(files_in(clone)) == set(files_in(released))
    release(classroom, course, tmp_path / "again", [SLUG])  # what other tests see is as before


def test_a_leaky_repository_is_not_released_into(classroom, course, released, bundle, tmp_path):
    to = tmp_path / "old"
    git.prepare(to, "main")
    put_a_solution(bundle)
    before = git.commit(to, bundle, "main", "answers and all")
    with pytest.raises(ClassError, match=r"in the history: solutions/"):
        release(classroom, course, to, [SLUG], "git")
    assert git.commits(to) == [before], "the refused release left a commit"
    assert git.head(to, "students") == ""


@pytest.mark.ci_only
def test_a_checked_out_branch_follows(classroom, course, released, tmp_path):
    to = tmp_path / "working"
    to.mkdir()
    git.git(to, "init", "--quiet", "--initial-branch=students")
    release(classroom, course, to, [SLUG], "git")
    assert (to / "README.md").is_file()
    assert git.text(to, "status", "--porcelain") == ""
    (to / "README.md").write_text("mine")
    with pytest.raises(ClassError, match="changes that are not committed"):
        release(classroom, course, to, [SLUG], "git")
    assert (to / "README.md").read_text() == "mine"


def test_an_earlier_bundle_is_replaced_and_anything_else_is_not(classroom, course, released, bundle, tmp_path):
    (bundle / "course" / "old.ipynb").write_text("{}")
    release(classroom, course, bundle, [SLUG])
    assert not (bundle / "course" / "old.ipynb").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    for to, form in ((tmp_path / "mine", "folder"), (tmp_path / "mine", "git"), (tmp_path / "mine", "zip"),
                     (classroom.root, "folder"), (classroom.root / "source" / "x", "folder"), (course, "git")):
        with pytest.raises(ClassError, match=r"^to: "):
            release(classroom, course, to, [SLUG], form)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "precious"
    with pytest.raises(ClassError, match="form: 'tar'"):
        release(classroom, course, tmp_path / "x", form="tar")
    with pytest.raises(ClassError, match="branch: '-x'"):
        release(classroom, course, tmp_path / "y", [SLUG], "git", branch="-x")
    with pytest.raises(ClassError, match="is not one of"):
        release(classroom, course, tmp_path / "z", ["99_nothing"])


def test_what_nbgrader_refuses_is_told_in_its_words(classroom, course, released, tmp_path):
    source = classroom.root / "source" / NOTEBOOK
    before = source.read_bytes()
    try:
        change(source, lambda content: cell_of(content, "test_c_timeline")["metadata"]["nbgrader"].update(
            grade_id="test_b_claims"))
        with pytest.raises(ClassError, match=r"nbgrader could not generate it: Duplicate grade id: test_b_claims\."):
            release(classroom, course, tmp_path / "new", [SLUG])
        assert (classroom.root / "release" / NOTEBOOK).is_file(), "the earlier release is gone"
    finally:
        source.write_bytes(before)
        release(classroom, course, tmp_path / "mended", [SLUG])


def test_files_beside_an_exercise_are_listed_when_they_are_left_out(course, released, tmp_path):
    shutil.copytree(released / "exercises" / SLUG, tmp_path / SLUG)
    (tmp_path / SLUG / "grading_notes.docx").write_text("x")
    files, left_out = gather(course, tmp_path, [SLUG], variants=True)
    assert left_out == [f"exercises/{SLUG}/grading_notes.docx"]
    assert "variant.txt" in files["BUNDLE.txt"].decode()
    write_folder(files, tmp_path / "bundle")
    assert not list((tmp_path / "bundle").rglob("*.docx"))
