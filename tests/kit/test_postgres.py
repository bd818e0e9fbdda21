"""A gradebook on PostgreSQL, by URL: the same grades, read by nbgrader, kept by hand, one grader at a time."""

import shutil

import pytest

from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.init import init_class
from kit.classroom.demo.simulated import submit
from kit.classroom.grading.batch import grade
from kit.classroom.grading.gradebook_writer import Saver
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.classroom.grading.records import open_gradebook, read_records
from kit.classroom.release.release import generate
from tests.kit.classes import ROOT, hand_in
from tests.kit.postgres import postgres  # noqa: F401 (a fixture)

TASK = "02_estimation"
WRITTEN = "task_d_bill"
TOO_LONG = "x" * 200
FOUR = ("right", "mistake", "partly", "late")


class Class:
    """A class whose gradebook is a database on the server; its students' kinds, and their expected points."""

    def __init__(self, server, folder: ClassFolder):
        self.server, self.folder = server, folder
        self.database = f"class_{server.count}"
        everyone = hand_in(folder, TASK, 5)
        shutil.rmtree(folder.path("submitted", everyone[3].student_id))  # one mistake is enough
        self.handed = {each.kind.split(":")[0]: each for each in everyone if each is not everyone[3]}
        assert tuple(self.handed) == FOUR
        self.ids = {kind: each.student_id for kind, each in self.handed.items()}
        shutil.copytree(folder.path("submitted", self.ids["right"], TASK), folder.path("submitted", TOO_LONG, TASK))
        self.first = grade(folder, TASK)

    def sql(self, statement: str) -> str:
        return self.server.psql(self.database, statement)

    def auto_scores(self, kind: str) -> dict[str, str]:
        rows = self.sql(f"""SELECT base_cell.name, grade.auto_score FROM grade
            JOIN base_cell ON base_cell.id = grade.cell_id
            JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
            JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
            WHERE submitted_assignment.student_id = '{self.ids[kind]}' AND grade.auto_score IS NOT NULL""")
        return {name: float(score) for name, _, score in (line.partition("|") for line in rows.splitlines())}


@pytest.fixture(scope="module")
def course(postgres, tmp_path_factory):  # noqa: F811
    folder = init_class(tmp_path_factory.mktemp("postgres") / "class", ROOT, gradebook=postgres.new_database())
    generate(folder, [TASK])
    return Class(postgres, folder)


def test_every_submission_is_graded_into_the_database_with_its_points(course):
    assert (course.first.done, course.first.failed, course.first.flagged) == (5, 1, 0)  # see the long name
    assert not (course.folder.root / "gradebook.db").exists()
    for kind, each in course.handed.items():
        found = course.auto_scores(kind)
        assert {name: found[name] for name in each.expected} == each.expected
    assert course.sql("SELECT count(*) FROM kit_outcome WHERE status = 'graded'") == "4"
    outcomes = {each.student: each for each in OutcomeStore(course.folder.gradebook_url).read(TASK)}
    assert outcomes[course.ids["right"]].score == sum(course.handed["right"].expected.values())


def test_a_server_in_another_time_zone_moves_no_submission(course):
    late = course.handed["late"]
    stored = course.sql(f"SELECT timestamp FROM submitted_assignment WHERE student_id = '{late.student_id}'")
    written = (course.folder.path("submitted", late.student_id, TASK) / "timestamp.txt").read_text()
    assert course.sql("SHOW timezone") == "Europe/Berlin"
    assert stored[:19] == written[:19]


def test_nbgrader_reads_what_was_written(course):
    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI

    with Gradebook(course.folder.gradebook_url, course.folder.course.course_id) as gradebook:
        expected = [sum(each.expected.values()) for each in course.handed.values()]
        assert gradebook.average_assignment_code_score(TASK) == pytest.approx(sum(expected) / 4)
        assert gradebook.average_notebook_score(TASK, TASK) >= gradebook.average_notebook_code_score(TASK, TASK)
        assert len(gradebook.submission_dicts(TASK)) == len(gradebook.notebook_submission_dicts(TASK, TASK)) == 4
        found = gradebook.find_submission(TASK, course.ids["right"])
        assert found.code_score == found.max_code_score
        assert {each["id"] for each in gradebook.student_dicts()} == set(course.ids.values())
    listed = NbGraderAPI(config=course.folder.config).get_submissions(TASK)  # what the formgrader shows
    assert {each["student"] for each in listed if each["autograded"]} == set(course.ids.values())


def test_the_kits_own_records_are_read(course):
    with open_gradebook(course.folder) as gradebook:
        records = {each.student: each for each in read_records(gradebook, [TASK])}
    assert records[course.ids["right"]].status == "graded"
    assert records[course.ids["partly"]].score < records[course.ids["right"]].score


def test_a_second_run_grades_what_changed_and_keeps_the_points_given_by_hand(course):
    from nbgrader.api import Gradebook

    student = course.ids["partly"]
    with Gradebook(course.folder.gradebook_url, course.folder.course.course_id) as gradebook:
        given = gradebook.find_grade(WRITTEN, TASK, TASK, student)
        given.manual_score, given.needs_manual_grade = 3.0, False
        gradebook.db.commit()
    before = course.auto_scores("partly")
    right = course.handed["right"]
    submit(course.folder, type(right)(student, TASK, "right", right.notebook, None, right.expected))
    again = grade(course.folder, TASK, tuple(course.ids.values()))
    assert (again.skipped, again.done) == (3, 1)
    assert sum(course.auto_scores("partly").values()) > sum(before.values())
    with Gradebook(course.folder.gradebook_url, course.folder.course.course_id) as gradebook:
        kept = gradebook.find_grade(WRITTEN, TASK, TASK, student)
        assert (kept.manual_score, kept.score, kept.needs_manual_grade) == (3.0, 3.0, True)
    assert course.sql("SELECT count(*) FROM kit_outcome WHERE status = 'graded'") == "4"
    assert course.sql("SELECT count(*), count(DISTINCT (notebook_id, cell_id)) FROM grade") == "16|16"  # four each


def test_a_grader_on_another_machine_is_refused_until_the_first_one_ends_however_it_ends(course, tmp_path):
    from kit.classroom.course.class_key import class_key

    shutil.copytree(course.folder.root, tmp_path / "elsewhere")
    elsewhere = ClassFolder(tmp_path / "elsewhere")
    first = Saver(course.folder, class_key(course.folder, TASK))
    with pytest.raises(ClassError, match="another kit grade works on this database"):
        grade(elsewhere, TASK)
    holder = course.sql("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted")
    course.sql(f"SELECT pg_terminate_backend({holder})")  # what the server sees of a machine that loses its power
    assert grade(elsewhere, TASK, tuple(course.ids.values())).skipped == 4
    first.lock.invalidate()
    first.close()


def test_a_folder_name_too_long_for_the_gradebook_fails_alone(course):
    (outcome,) = [each for each in OutcomeStore(course.folder.gradebook_url).read(TASK) if each.student == TOO_LONG]
    assert outcome.status == "failed"
    assert "200 characters" in outcome.reason


def test_a_server_that_goes_away_is_told_in_one_sentence_and_loses_no_grade(course):
    def cut(*_):
        course.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE datname = current_database() AND pid <> pg_backend_pid()")

    rows = course.sql("SELECT student, digest FROM kit_outcome ORDER BY student")
    notebook = next(course.folder.path("submitted", course.ids["mistake"], TASK).glob("*.ipynb"))
    before = notebook.read_text()
    notebook.write_text(before + "\n")
    try:
        with pytest.raises(ClassError, match="the database no longer answers"):
            grade(course.folder, TASK, (course.ids["mistake"],), tell=cut)
    finally:
        notebook.write_text(before)
    assert course.sql("SELECT student, digest FROM kit_outcome ORDER BY student") == rows
