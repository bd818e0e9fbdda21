"""What a machine may lack: `kit` says what, in one sentence each, and the mend."""

import subprocess
import sys

import pytest

from kit.classroom.course.folder import ClassError
from kit.grader.sandbox.obstacles import APPARMOR, DEBIAN, MOST, obstacles
from tests.kit.classes import ROOT

WINDOWS = """
import os, sys
for name in ("fork", "O_NONBLOCK", "O_NOFOLLOW", "sched_getaffinity", "pidfd_open"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("fcntl", "resource", "termios", "pty", "pwd", "grp"):
    sys.modules[name] = None
sys.argv = ["kit", *{arguments}]
from kit.command import main
raise SystemExit(main())
"""


def settings(folder, **values):
    for name, value in values.items():
        path = folder / {"apparmor": APPARMOR, "debian": DEBIAN, "most": MOST}[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{value}\n")
    return folder


@pytest.mark.parametrize(("values", "words"), [
    ({"apparmor": 1}, ["Ubuntu does from 23.10 on", "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"]),
    ({"debian": 0}, ["sysctl -w kernel.unprivileged_userns_clone=1"]),
    ({"most": 0}, ["No space left on device", "sysctl -w user.max_user_namespaces="]),
])
def test_what_keeps_from_making_namespaces_is_named_with_its_mend(tmp_path, values, words):
    [said] = obstacles(settings(tmp_path, **values), tmp_path)
    for each in words:
        assert each in said
    assert "\n" not in said


def test_a_machine_without_obstacles_has_none_and_a_container_is_one(tmp_path):
    settings(tmp_path, apparmor=0, debian=1, most=1000)
    assert obstacles(tmp_path, tmp_path) == []
    (tmp_path / ".dockerenv").touch()
    [said] = obstacles(tmp_path, tmp_path)
    assert "--security-opt" in said


def test_doctor_says_what_is_in_the_way(monkeypatch, capsys):
    from kit.command import main
    from kit.grader.escapes import Trial

    monkeypatch.setattr("kit.grader.escapes.trials", lambda: [Trial("namespaces can be made", False, "Errno 28")])
    monkeypatch.setattr("kit.grader.sandbox.obstacles.obstacles", lambda: ["AppArmor restricts them."])
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert said.index("Errno 28") < said.index("AppArmor restricts them.") < said.index("cannot be graded safely")


@pytest.mark.parametrize("arguments", [["check", "02_estimation"], ["doctor"], ["grade", "02", "--class", "nowhere"],
                                       ["class", "demo", "nowhere"]], ids=lambda each: each[0])
def test_on_windows_one_sentence_says_wsl(arguments):
    ran = subprocess.run([sys.executable, "-c", WINDOWS.format(arguments=arguments)], cwd=ROOT, capture_output=True,
                         text=True)
    assert ran.returncode == 1, ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert "needs Linux or macOS" in ran.stderr
    assert "WSL 2" in ran.stderr


def test_an_address_is_no_place_for_a_release(tmp_path, monkeypatch):
    from pathlib import Path

    from kit.classroom.release.release import release

    monkeypatch.chdir(tmp_path)
    for form in ("git", "folder", "zip"):
        for address in ("https://github.com/me/x.git", "ssh://git@host/x.git", "git@github.com:me/x.git"):
            with pytest.raises(ClassError, match=r"is an address(.|\n)*push") as error:
                release(None, ROOT, Path(address), (), form)
            assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_gradebook_of_another_class_is_left_alone(tmp_path):
    from kit.classroom.course import init
    from tests.kit.gradebooks import Pupil, make_class

    other = make_class(tmp_path / "other", [Pupil("anna", status="none")])
    before = (other.root / "gradebook.db").read_bytes()
    with pytest.raises(ClassError, match=r"holds a class already \(1 students, 1 exercises\)") as error:
        init.init_class(tmp_path / "new", ROOT, gradebook=other.gradebook_url)
    assert "database of its own" in str(error.value)
    assert not (tmp_path / "new").exists()
    assert (other.root / "gradebook.db").read_bytes() == before


def test_a_cluster_without_workers_is_said_in_one_sentence(monkeypatch):
    import asyncio

    from kit.classroom.grading import cluster
    from kit.classroom.grading.batch import Options
    from kit.grader.event_loops import outside_loops

    monkeypatch.setattr(cluster, "CONNECTING", 1)

    async def ask():
        from distributed import Scheduler

        async with Scheduler(port=0, dashboard_address=":0") as scheduler, cluster.on_cluster(scheduler.address)(
                None, Options()):
            pass

    with pytest.raises(ClassError, match=r"no worker has joined it\. Start one or more: dask worker tcp://"):
        outside_loops(lambda: asyncio.run(ask()))()


def test_a_home_that_cannot_be_written_is_not_needed():
    ran = subprocess.run([sys.executable, "-m", "kit", "check", "02_estimation"], cwd=ROOT, capture_output=True,
                         text=True, env={"PATH": "/usr/bin:/bin", "HOME": "/dev/null/home"})
    assert ran.returncode == 0, ran.stderr
    assert "20 in all" in ran.stdout
    assert ran.stderr == ""
