"""Making a class: a private folder that nbgrader and the kit understand, a checked class list, clear refusals."""

import dataclasses
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

import helpers.course
from helpers.course import STEPS, ready_steps
from kit.classroom.course.configuration import class_configuration
from kit.classroom.course.database import class_gradebook
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.init import find_course, init_class
from kit.classroom.course.settings import DEFAULTS, FILE, settings
from kit.classroom.course.students import import_students, read_students, told_of
from kit.classroom.course.update import changes

ROOT = Path(__file__).resolve().parents[2]
LIST = "id,first_name,last_name,email,lms_user_id\nanna,Anna,Berg,anna@example.org,71\nbilal,Bilal,Costa,,\n"


def write(folder: Path, text: str, name: str = "students.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def people(folder: ClassFolder) -> dict[str, tuple]:
    with class_gradebook(folder) as gradebook:
        return {each.id: (each.first_name, each.last_name, each.email, each.lms_user_id) for each in gradebook.students}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> ClassFolder:
    base = tmp_path_factory.mktemp("class")
    return init_class(base / "mine", ROOT, students=write(base, LIST), variants=True)


def test_a_class_is_private_and_whole(made):
    assert stat.S_IMODE(made.root.stat().st_mode) == 0o700
    for name in ("nbgrader_config.py", "README.txt", ".gitignore", FILE, "gradebook.db"):
        assert (made.root / name).is_file(), f"{name} is missing"
    for step in ("source", "release", "submitted", "autograded", "feedback"):
        assert made.path(step).resolve() == made.root / step
    assert made.assignments() == [step.slug for step in ready_steps()]
    source = ROOT / "solutions" / "02_estimation" / "02_estimation.ipynb"
    assert (made.root / "source" / "02_estimation" / source.name).read_bytes() == source.read_bytes()


def test_a_class_gets_nothing_of_a_step_that_is_not_ready(tmp_path, monkeypatch):
    *rest, last = ready_steps()
    begun = tuple(dataclasses.replace(each, ready=False) if each == last else each for each in STEPS)
    monkeypatch.setattr(helpers.course, "STEPS", begun)
    folder = init_class(tmp_path / "mine", ROOT)
    assert folder.assignments() == [step.slug for step in rest]
    assert changes(folder, ROOT) == []
    with pytest.raises(ClassError, match=f"{last.slug} is not in the course kit"):
        changes(folder, ROOT, (last.slug,))
    monkeypatch.setattr(helpers.course, "STEPS", STEPS)
    assert {each.path.split("/")[0] for each in changes(folder, ROOT)} == {last.slug}, "an update brings it"


def test_the_settings_are_the_courses(made):
    course, own = ClassFolder(ROOT).config, made.config
    assert own.ClearSolutions == course.ClearSolutions
    assert own.Execute == course.Execute
    assert own.CourseDirectory.course_id == course.CourseDirectory.course_id
    assert made.gradebook_url == f"sqlite:///{made.root / 'gradebook.db'}"


def test_a_class_can_be_moved(made, tmp_path):
    for name in ("nbgrader_config.py", FILE, "README.txt"):
        assert str(made.root) not in (made.root / name).read_text(), f"{name} holds a path of this machine"
        assert str(ROOT) not in (made.root / name).read_text()
    moved = ClassFolder(shutil.copytree(made.root, tmp_path / "moved"))
    assert moved.gradebook_url == f"sqlite:///{moved.root / 'gradebook.db'}"
    assert people(moved)["anna"][0] == "Anna"


def test_students_are_imported_and_updated(made, tmp_path):
    assert people(made)["anna"] == ("Anna", "Berg", "anna@example.org", "71")
    again = init_class(made.root, ROOT, students=write(tmp_path, "ID;last_name;room\nbilal;Costa-Ito;7\ncarla;;\n"))
    assert again.root == made.root
    found = people(made)
    assert found["bilal"][:2] == ("Bilal", "Costa-Ito"), "an empty or absent field must leave what was there"
    assert set(found) == {"anna", "bilal", "carla"}
    assert import_students(made, write(tmp_path, "id\nanna\n")) == ["anna"]
    assert people(made)["anna"][0] == "Anna"


def test_an_existing_class_is_not_overwritten(made, tmp_path):
    before = (made.root / "nbgrader_config.py").read_bytes()
    for more in ({}, {"students": write(tmp_path, LIST), "gradebook": "sqlite://"}):
        with pytest.raises(ClassError, match="there is a class already, and nothing was changed"):
            init_class(made.root, ROOT, **more)
    assert (made.root / "nbgrader_config.py").read_bytes() == before


@pytest.mark.parametrize(("text", "words"), [
    ("name,email\nAnna,a@b\n", "no column id"),
    ("", "no column id"),
    ("id,email\n", "lists nobody"),
    ("id\nanna\nbilal\nanna\n", "line 4: the id 'anna' stands in line 2 already"),
    ("id\nanna\nANNA\n", "but for capital letters"),
    ("id\n../anna\n", "begins with '.'"),
    ("id\n.hidden\n", "begins with '.'"),
    ("id\n-rf\n", "begins with '-'"),
    ("id\na/b\n", "a path separator"),
    ("id\na\\b\n", "a path separator"),
    ("id\nanna*\n", "a pattern's character"),
    ("id\n[a]\n", "a pattern's character"),
    ("id\nan\u200bna\n", "cannot be seen"),
    ("id,email\n,x@example.org\n", "line 2: the id is empty"),
    ("id\n" + "a" * 129 + "\n", "129 characters"),
    (b"id\n\xff\xfe\n", "cannot be read"),
])
def test_a_bad_class_list_says_where_and_what(text, words, tmp_path):
    with pytest.raises(ClassError) as error:
        read_students(write(tmp_path, text))
    assert words in str(error.value)
    assert "\n" not in str(error.value)


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Quiz (5)
    Points Possible,,,,,10
"Berg, Anna",4711,S1,anna,Monday,9
"Student, Test",9,,x,Monday,
,,,,,
Bilal Costa,4712,,bilal,Monday,
"""
MOODLE = "First name,Last name,Email address,Groups\nAnna,Berg,anna@example.org,A\n"


def test_what_canvas_and_moodle_export_is_read(tmp_path):
    assert read_students(write(tmp_path, CANVAS)) == [
        {"id": "anna", "first_name": "Anna", "last_name": "Berg", "lms_user_id": "4711"},
        {"id": "bilal", "first_name": "Bilal", "last_name": "Costa", "lms_user_id": "4712"}]
    assert told_of(write(tmp_path, CANVAS)) == (
        "It was read as what Canvas exports. Columns left aside: section, quiz (5).")
    assert read_students(write(tmp_path, MOODLE)) == [
        {"id": "anna@example.org", "first_name": "Anna", "last_name": "Berg", "email": "anna@example.org",
         "lms_user_id": ""}]
    assert told_of(write(tmp_path, LIST)) == ""
    with pytest.raises(ClassError, match="line 3: this is Canvas's grade book, and it has no SIS Login ID"):
        read_students(write(tmp_path, CANVAS.replace("S1,anna", ",")))


def test_a_bad_class_list_makes_no_class(tmp_path):
    with pytest.raises(ClassError):
        init_class(tmp_path / "new", ROOT, students=write(tmp_path, "id\na\na\n"))
    assert not (tmp_path / "new").exists()


def test_a_spreadsheets_file_is_read(tmp_path):
    path = write(tmp_path, "\ufeffId;First_Name\r\nJosé;José\r\n\r\n;\r\n")
    assert read_students(path) == [{"id": "José", "first_name": "José"}]


@pytest.mark.parametrize(("options", "words"), [
    ({"gradebook": "not a url"}, "no URL of a database"),
    ({"gradebook": "nosuch://localhost/grades"}, "no URL of a database"),
    ({"gradebook": "sqlite:////nowhere/at/all.db"}, "cannot be opened"),
    ({"variants": "yes"}, "neither True nor False"),
    ({"course": ROOT / "src"}, "no course kit"),
    ({"students": Path("nobody.csv")}, "there is no file"),
])
def test_what_cannot_be_made_leaves_nothing(options, words, tmp_path):
    with pytest.raises(ClassError, match=words):
        init_class(tmp_path / "new", **{"course": ROOT, **options})
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    write(tmp_path, "precious", "mine.txt")
    with pytest.raises(ClassError, match="not empty, and nothing was changed"):
        init_class(tmp_path, ROOT)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(ClassError, match="takes for a pattern"):
        init_class(tmp_path / "a[1]", ROOT)


def test_a_password_is_kept_to_the_owner_and_not_shown(made, tmp_path):
    with pytest.raises(ClassError) as error:
        init_class(tmp_path / "new", ROOT, gradebook="sqlite://user:secret@/nowhere/at/all.db")
    assert "secret" not in str(error.value)
    url = "postgresql+psycopg://user:secret@localhost/grades"
    assert f"db_url = {url!r}" in class_configuration(ROOT, url)
    assert stat.S_IMODE((made.root / "nbgrader_config.py").stat().st_mode) == 0o600


def test_settings_are_read_and_checked(made, tmp_path):
    assert settings(made) == {**DEFAULTS, "variants": True}
    assert settings(tmp_path) == DEFAULTS
    write(tmp_path, "public_lines:\n  - 'x = 1'\nlimits: {cell_seconds: 20}\n", FILE)
    assert settings(tmp_path) == {**DEFAULTS, "public_lines": ["x = 1"], "limits": {"cell_seconds": 20}}


@pytest.mark.parametrize(("text", "words"), [
    ("variants: maybe", "variants: 'maybe' is neither true nor false"),
    ("variant: true", "Did you mean variants?"),
    ("public_lines: x", "not a list of lines"),
    ("public_lines: [1]", "not a list of lines"),
    ("limits: 20", "limits: 20 is no list of limits"),
    ("limits: {memory: -1}", "limit memory: -1 is not a number above zero"),
    ("limits: {seconds: 1}", "limit 'seconds' is not known"),
    ("- variants", "is no setting"),
    ("variants: [", "not YAML"),
    ("late: often", "is no late policy"),
    ("late: {each: day}", "costs is missing"),
    ("late: {each: week, costs: 1}", "'week' is not one of day, hour"),
    ("late: {costs: 20}", "costs: 20 is no share"),
    ("late: {costs: 10%, at_most: a%}", "at_most: 'a%' is no share"),
    ("late: {cost: 10%}", "Did you mean costs?"),
    ("late: {costs: 0.1, grace_minutes: -1}", "grace_minutes: -1 is not a number of minutes"),
    ("show_hidden_tests: 1", "neither true nor false"),
    ("variants: true\nlate: none\nvariants: false", "line 3: variants stands there twice, first in line 1"),
])
def test_a_bad_setting_is_named(text, words, tmp_path):
    write(tmp_path, text, FILE)
    with pytest.raises(ClassError) as error:
        settings(tmp_path)
    assert words in str(error.value)


def test_the_course_is_found(made, tmp_path, monkeypatch):
    assert find_course(ROOT / "course") == ROOT
    assert find_course(made.root) == ROOT, "the installed package knows its source tree"
    with tempfile.TemporaryDirectory() as elsewhere:
        monkeypatch.setattr("helpers.__file__", str(Path(elsewhere, "site-packages", "helpers", "__init__.py")))
        with pytest.raises(ClassError, match="does not lie in a course kit"):
            find_course(Path(elsewhere))
        for name in ("course", "exercises"):
            Path(elsewhere, name).mkdir()
        with pytest.raises(ClassError, match="is what students get"):
            find_course(Path(elsewhere, "course"))


def test_a_place_that_refuses_the_class_is_named_and_left_clean(tmp_path, monkeypatch):
    from kit.classroom.course import init

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(init.shutil, "copytree", full)
    with pytest.raises(ClassError, match="No space left"):
        init.init_class(tmp_path / "class", init.find_course(Path(__file__).parent))
    assert not (tmp_path / "class").exists()


def test_a_class_is_not_made_inside_what_students_get():
    from kit.classroom.course import init

    course = init.find_course(Path(__file__).parent)
    with pytest.raises(ClassError, match="inside"):
        init.init_class(course / "inner", course)
    assert not (course / "inner").exists()
