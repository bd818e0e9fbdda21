"""Grading on a Dask cluster: the same scores as here, and nothing lost or doubled when a worker is killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from kit.classroom.course.folder import ClassError
from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.cluster import in_place_of, on_cluster
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.grader.fleet import SandboxError
from kit.grader.key import AssignmentKey
from kit.grader.submission import Submission
from tests.kit.classes import hand_in, new_class, scores

pytest.importorskip("distributed")
TASK = "02_estimation"
STUDENTS = 12
# A process of its own holds the scheduler: a forked or spawned worker never runs this test session's code.
CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1",
                      local_directory=sys.argv[1], silence_logs=50) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@contextmanager
def local_cluster(folder):
    """Two workers of one thread each; gives the scheduler's address."""
    (folder / "cluster.py").write_text(CLUSTER)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with (folder / "cluster.log").open("w") as log, subprocess.Popen(
            [sys.executable, "cluster.py", str(folder / "scratch")], cwd=folder, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log) as process:
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("tcp://"), (folder / "cluster.log").read_text()[-2000:]
            yield address
        finally:
            process.stdin.close()  # it ends by itself, and its workers with it
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def worker_processes(address: str) -> list[int]:
    from distributed import Client

    with Client(address, timeout=20, set_as_default=False) as client:
        return sorted(client.run(os.getpid).values())


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = new_class(tmp_path_factory.mktemp("cluster") / "class", (TASK,))
    hand_in(folder, TASK, STUDENTS)
    return folder


@pytest.mark.ci_only
def test_a_killed_worker_costs_no_grade_and_doubles_none(course, tmp_path):
    ended: list[str] = []
    killed = threading.Event()

    with local_cluster(tmp_path) as address:
        first, _ = worker_processes(address)  # two of them

        def kill_in_the_middle(progress, outcome):
            if outcome is None:
                return
            ended.append(outcome.student)
            if len(ended) == 3 and not killed.is_set():  # both workers have a submission under way
                os.kill(first, signal.SIGKILL)
                killed.set()

        progress = grade(course, TASK, options=Options(jobs=1), tell=kill_in_the_middle, runner=on_cluster(address))
    again = grade(course, TASK)

    assert killed.is_set()
    assert (progress.done, progress.failed, progress.flagged) == (STUDENTS, 0, 0)
    assert sorted(ended) == sorted(course.submissions(TASK))  # each ended once
    assert (again.done, again.skipped) == (0, STUDENTS)
    outcomes = OutcomeStore(course.gradebook_url).read(TASK)
    assert len(outcomes) == STUDENTS
    remote = scores(course, TASK)
    grade(course, TASK, options=Options(again=True))
    assert scores(course, TASK) == remote
    assert [each.score for each in OutcomeStore(course.gradebook_url).read(TASK)] == [each.score for each in outcomes]


def test_an_address_where_nobody_answers_is_told_in_one_sentence(course, monkeypatch):
    monkeypatch.setattr("kit.classroom.grading.cluster.CONNECTING", 2)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(ClassError, match=f"--cluster tcp://127.0.0.1:{port}: no Dask scheduler answers there"):
        grade(course, TASK, options=Options(again=True), runner=on_cluster(f"tcp://127.0.0.1:{port}"))


@pytest.mark.parametrize("address", ["nowhere", "tcp://127.0.0.1:notaport", "", "ftp://127.0.0.1:80"])
def test_an_address_that_is_none_is_told_in_one_sentence(course, address, monkeypatch):
    monkeypatch.setattr("kit.classroom.grading.cluster.CONNECTING", 2)
    with pytest.raises(ClassError, match=r"^--cluster [^\n]+$"):
        grade(course, TASK, options=Options(again=True), runner=on_cluster(address))


def test_a_submission_that_kills_its_workers_fails_alone_and_a_broken_cluster_stops_the_batch():
    from distributed import KilledWorker

    key, submission = AssignmentKey(TASK, ()), Submission("anna", {}, [])
    alone = in_place_of(KilledWorker("task", None, 3), "tcp://there:1", key, submission)
    assert (alone.outcome.status, alone.outcome.student) == ("failed", "anna")
    assert "short of memory" in alone.outcome.reason
    with pytest.raises(ClassError, match="workers cannot import helpers"):
        in_place_of(ModuleNotFoundError("no", name="helpers"), "tcp://there:1", key, submission)
    with pytest.raises(ClassError, match="the scheduler went away"):
        in_place_of(ConnectionError("gone"), "tcp://there:1", key, submission)
    with pytest.raises(SandboxError, match="no namespaces"):
        in_place_of(SandboxError("no namespaces"), "tcp://there:1", key, submission)
