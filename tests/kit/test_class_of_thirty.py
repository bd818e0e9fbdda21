"""A class of thirty, from the zip that Canvas gives to the zip that it takes: every step as an instructor types it."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest

from kit.classroom.course.folder import ClassFolder
from kit.classroom.demo.demo import write_class_list
from kit.classroom.demo.simulated import DUE, simulated_students
from kit.classroom.grading.records import open_gradebook, read_records
from kit.command import main
from tests.kit.classes import ROOT
from tests.kit.lms_zips import SLUG, entry, write_zip

COUNT = 30
BY_HAND = 3.5
pytestmark = pytest.mark.ci_only  # half a minute on two cores


@pytest.fixture(scope="module")
def told():
    """What each command said, for a look when something fails."""
    return []


def typed(told, capsys, *command: str, ends: int = 0) -> str:
    status = main(list(command))
    said = capsys.readouterr()
    told.append((command, status, said.out, said.err))
    assert status == ends, told[-1]
    return said.out


def numbers(folder: ClassFolder) -> dict[str, str]:
    with open_gradebook(folder) as gradebook:
        return {each.id: each.lms_user_id for each in gradebook.students}


def records(folder: ClassFolder) -> dict:
    with open_gradebook(folder) as gradebook:
        return {each.student: each for each in read_records(gradebook, [SLUG])}


def downloaded(place, handed, known: dict[str, str]):
    """What Canvas lets a teacher download: each file under name, mark of lateness, number, and number of the file."""
    files = []
    for at, each in enumerate(handed):
        if each.notebook is None:
            continue
        came = DUE + each.late if each.late else DUE - timedelta(hours=1, minutes=at)
        late = "LATE_" if each.late else ""
        files.append((entry(f"someone{at}_{late}{known[each.student_id]}_{9000 + at}_{SLUG}-1.ipynb", came),
                      each.notebook))
    return write_zip(place, files)


def corrected(folder: ClassFolder) -> None:
    """A test is mended in source/: a claim that was held against 10% is now held against 50%, so nobody loses by it."""
    path = folder.path("source", assignment=SLUG) / f"{SLUG}.ipynb"
    content = json.loads(path.read_text())
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "test_a_scale":
            source = "".join(cell["source"])
            cell["source"] = source.replace("checks.score()", "# corrected\nchecks.score()")
            assert cell["source"] != source
    path.write_text(json.dumps(content))


def test_a_class_of_thirty_goes_the_whole_round(tmp_path, told, capsys):
    listed = write_class_list(tmp_path / "students.csv", COUNT)
    place = ["--class", str(tmp_path / "my class")]
    said = typed(told, capsys, "class", "init", place[1], "--students", str(listed), "--course", str(ROOT))
    assert "30 students" in said
    folder = ClassFolder(tmp_path / "my class")
    typed(told, capsys, "class", "release", SLUG, *place, "--course", str(ROOT))
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    typed(told, capsys, "class", "due", SLUG, f"{DUE:%Y-%m-%d %H:%M} UTC", *place)

    handed = list(simulated_students(ROOT, SLUG, folder.path("release", assignment=SLUG) / f"{SLUG}.ipynb",
                                     folder.path("source", assignment=SLUG) / f"{SLUG}.ipynb", COUNT, seed=1))
    whole = {each.student_id: each for each in handed if each.notebook is not None}
    known = numbers(folder)
    path = downloaded(tmp_path / "submissions.zip", handed, known)
    said = typed(told, capsys, "collect", "canvas", str(path), *place)
    assert f"{len(whole)} students in submitted/ ({len(whole)} new" in said
    absent = sorted(set(known) - set(whole))
    assert absent
    assert f"Nothing from: {', '.join(absent)}." in said

    typed(told, capsys, "grade", SLUG, *place, ends=3)  # some are broken, and a person should look
    folder = ClassFolder(folder.root)
    first = records(folder)
    for who, each in whole.items():
        if each.expected is not None:
            given = {item.grade_id: item.score for item in first[who].items}
            assert {test: given[test] for test in each.expected} == each.expected, who
    late = sorted(who for who, each in whole.items() if each.late and each.expected is not None)
    assert late
    assert all(first[who].final == 0 and first[who].late_seconds > 0 for who in late)

    read = [who for who in sorted(whole) if first[who].status == "graded"][:8]
    with open_gradebook(folder) as gradebook:
        for who in read:
            grade = gradebook.find_grade("task_d_bill", SLUG, SLUG, who)
            grade.manual_score, grade.needs_manual_grade = BY_HAND, False
        gradebook.db.commit()

    corrected(folder)
    typed(told, capsys, "class", "release", SLUG, *place, "--course", str(ROOT))
    typed(told, capsys, "grade", SLUG, *place, ends=3)
    second = records(folder)
    for who in read:
        [hand] = [item for item in second[who].items if item.grade_id == "task_d_bill"]
        assert (hand.score, hand.by_hand, hand.awaits) == (BY_HAND, True, False), who
        assert second[who].score == pytest.approx(first[who].score + BY_HAND - next(
            item.score for item in first[who].items if item.grade_id == "task_d_bill"))

    lucky = late[0]
    typed(told, capsys, "class", "due", SLUG, "2026-12-31 12:00 UTC", "--for", lucky, *place)
    typed(told, capsys, "grade", SLUG, *place, ends=3)
    third = records(folder)
    assert third[lucky].late_seconds == 0
    assert third[lucky].final == third[lucky].score > 0
    assert all(third[who].final == 0 for who in late[1:])

    said = typed(told, capsys, "feedback", SLUG, "--form", "canvas", *place)
    with zipfile.ZipFile(folder.root / f"feedback_{SLUG}_canvas.zip") as archive:
        found = {}
        for name in archive.namelist():
            user, _ = [part for part in name.split("_") if re.fullmatch(r"\d+", part)][:2]
            found[user] = archive.read(name).decode()
    assert set(found) == {known[who] for who in whole}
    for who in whole:
        assert f"({who})" in found[known[who]]

    book = tmp_path / "book.csv"
    book.write_text(f"Student,ID,SIS User ID,SIS Login ID,Section,{SLUG} (77)\n    Points Possible,,,,,20\n" + "".join(
        f'"Somebody {who}",{number},,{who},One,\n' for who, number in known.items()))
    typed(told, capsys, "export", "canvas", SLUG, "--like", str(book), *place)
    rows = list(csv.reader(io.StringIO((folder.root / "grades_canvas.csv").read_text(), newline="")))
    assert rows[0][-1] == f"{SLUG} (77)"
    exported = {row[3]: row[5] for row in rows[2:]}
    assert set(exported) == set(known)
    for who, each in third.items():
        assert exported[who] == ("" if each.final is None else f"{each.final:.2f}".rstrip("0").rstrip("."))
    typed(told, capsys, "report", SLUG, *place)
    typed(told, capsys, "report", *place)
    assert (folder.root / "reports" / "overview.html").is_file()
