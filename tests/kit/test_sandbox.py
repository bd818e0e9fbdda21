"""The sandbox holds, says when it cannot be had, and serves any Jupyter program as a kernel."""

import asyncio
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from kit.grader.escapes import ESCAPES, trials
from kit.grader.event_loops import outside_loops
from kit.grader.fleet import Fleet, KernelDied, SandboxError
from kit.grader.sandbox import seccomp
from kit.grader.sandbox.limits import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of Linux namespaces")


def test_every_escape_that_the_doctor_tries_is_held():
    found = trials()
    assert len(found) == len(ESCAPES) + 2
    assert [each for each in found if not each.held] == []


def run(fleet, *sources, seconds=20):
    async def all_of_them():
        kernel = await fleet.kernel({"given.txt": b"from the submission"})
        try:
            return [await kernel.ask({"op": "cell", "source": each}, seconds) for each in sources], kernel.flags
        finally:
            kernel.close()

    return outside_loops(lambda: asyncio.run(all_of_them()))()


def text_of(reply) -> str:
    return "".join(each.get("text", each.get("evalue", "")) for each in reply["outputs"])


def test_an_escape_that_works_would_be_reported(monkeypatch):
    """Without the sandbox the same trials do break out: the doctor's trials can fail."""
    with Fleet(Limits(), confined=False) as fleet:
        (reply,), _ = run(fleet, f"PORT, GRADER, SECRET_FILE = 1, {os.getpid()}, ''\n" + ESCAPES["signals the grader"])
        (other,), _ = run(fleet, "SECRET_FILE = ''\n" + ESCAPES["reads the machine's files"])
    assert "BROKEN" in text_of(reply)
    assert "BROKEN" in text_of(other)


def test_without_a_sandbox_cells_run_all_the_same():
    with Fleet(Limits(cell_seconds=2), confined=False) as fleet:
        (first, second), flags = run(fleet, "print(open('given.txt').read())",
                                     "import sys; print(1, file=sys.stderr); 2 + 2")
    assert text_of(first) == "from the submission\n"
    assert [each["output_type"] for each in second["outputs"]] == ["stream", "execute_result"]
    assert not flags


def test_a_machine_without_namespaces_is_told_what_to_do(monkeypatch):
    """A kernel that refuses namespaces (as many containers do) is played by a limit of none of them."""
    program = ("import sys; sys.path[:0] = sys.argv[1:]\n"
               "from kit.grader.fleet import Fleet, SandboxError\n"
               "import ctypes, struct\n"
               "from kit.grader.sandbox import linux, seccomp\n"
               "linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)\n"
               "seccomp.install()\n"
               "try:\n    Fleet()\nexcept SandboxError as error:\n    print('SAID', error)\n")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert "SAID the sandbox could not be started" in done.stdout, done.stderr[-500:]
    assert "kit doctor" in done.stdout
    assert "--unsafe" in done.stdout


def test_the_filter_is_whole_and_its_jumps_stay_inside():
    for machine in seccomp.ARCHITECTURES:
        code = seccomp.program(machine)
        assert len(code) < 4096  # the kernel's limit
        assert code[-1][0] == seccomp.RETURN
        for place, (operation, yes, no, _) in enumerate(code):
            if operation in (seccomp.EQUAL, seccomp.GREATER_OR_EQUAL, seccomp.SET):
                assert max(yes, no) + place + 1 < len(code)
        assert len(seccomp.assembled(machine)) == 8 * len(code)


def test_each_kernel_is_used_once_and_shares_nothing():
    with Fleet(Limits()) as fleet:
        run(fleet, "import helpers, builtins; helpers.left = builtins.left = 1; open('/tmp/left', 'w').write('x')")
        (reply,), _ = run(fleet, "import helpers, builtins, os\nprint(hasattr(helpers, 'left'), "
                                 "hasattr(builtins, 'left'), os.path.exists('/tmp/left'))")
    assert text_of(reply) == "False False False\n"


def test_a_kernel_is_the_first_of_its_processes_and_its_threads_know_each_other():
    with Fleet(Limits()) as fleet:
        (first, second), _ = run(
            fleet, "import os, signal, threading\nprint(os.getpid(), os.getuid(), threading.get_native_id())",
            "told = threading.Event()\nsignal.signal(signal.SIGUSR1, lambda *_: told.set())\n"
            "main = threading.main_thread().ident\n"
            "threading.Thread(target=lambda: signal.pthread_kill(main, signal.SIGUSR1)).start()\nprint(told.wait(10))")
    assert text_of(first) == "1 1000 1\n"
    assert text_of(second) == "True\n"


def test_a_process_with_threads_is_not_forked_into_namespaces():
    done = subprocess.run(
        [sys.executable, "-c", "import threading\nfrom kit.grader.sandbox import linux\n"
         "waiting = threading.Event()\nthreading.Thread(target=waiting.wait).start()\n"
         "try:\n    linux.fork_into(0)\nexcept OSError as error:\n    print(error)\nwaiting.set()"],
        capture_output=True, text=True, timeout=60)
    assert "several threads" in done.stdout


def test_a_fork_server_that_is_gone_is_said_in_one_line():
    fleet = Fleet(Limits())
    fleet.server.kill()
    fleet.server.wait()
    with pytest.raises(SandboxError, match="what was graded is kept"):
        run(fleet, "1")
    fleet.close()


def test_a_kernel_over_its_time_is_interrupted_then_ended():
    with Fleet(Limits()) as fleet:
        (reply,), _ = run(fleet, "import time; time.sleep(60)", seconds=0.3)
        assert reply["interrupted"]
        with pytest.raises(KernelDied, match="could not be interrupted"):
            run(fleet, "import time\nwhile True:\n    try:\n        time.sleep(0.01)\n"
                       "    except BaseException: pass", seconds=0.3)


SPINNING = "while True: pass"
SPINNING_CHILD = "import os\nif not os.fork():\n    while True: pass\nos.wait()"


@pytest.mark.parametrize("confined", [True, False])
def test_a_cell_is_stopped_for_what_it_uses_of_the_processor(confined):
    with Fleet(Limits(cell_cpu_seconds=0.4), confined=confined) as fleet:
        for source in (SPINNING, SPINNING_CHILD):
            (reply,), _ = run(fleet, source, seconds=60)
            assert reply["interrupted"] == "used more than 0.4 seconds of the processor"
        replies, _ = run(fleet, "import time\nfor _ in range(30): time.sleep(0.05)", "2", seconds=60)
        assert [each["interrupted"] for each in replies] == ["", ""], "who waits uses nothing"


def test_what_one_cell_used_is_not_the_next_ones():
    """Three cells, each below the limit, all together far beyond it."""
    busy = "import time\nend = time.process_time() + 0.35\nwhile time.process_time() < end: pass"
    with Fleet(Limits(cell_cpu_seconds=0.6)) as fleet:
        replies, _ = run(fleet, busy, busy, busy, seconds=60)
    assert [each["interrupted"] for each in replies] == [""] * 3


@pytest.mark.parametrize("tool", ["bwrap", "own"])
def test_any_jupyter_program_may_run_a_notebook_in_the_sandbox(tmp_path, tool):
    from nbclient import NotebookClient
    from traitlets.config import Config

    from kit.grader.escapes import bubblewrap

    if tool == "bwrap" and not bubblewrap():
        if os.environ.get("CI"):
            pytest.fail("bubblewrap is missing or does not work: .ci/run installs it")
        pytest.skip("bubblewrap is not here")
    (tmp_path / "data.txt").write_text("handed in")
    cell = nbformat.v4.new_code_cell(
        "import os, socket\nprint(open('data.txt').read(), os.path.exists('/etc/shadow'), os.environ.get('SECRET'))\n"
        "try:\n    socket.create_connection(('1.1.1.1', 80), 1)\nexcept OSError as error:\n    print('no network')\n"
        "import helpers; helpers.Q('1 TB')")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    config = Config()
    config.SandboxProvisioner.tool = tool
    os.environ["SECRET"] = "x"
    try:
        NotebookClient(notebook, kernel_name="sandboxed_python", config=config, timeout=60,
                       resources={"metadata": {"path": str(tmp_path)}}).execute()
    finally:
        del os.environ["SECRET"]
    assert notebook.cells[0].outputs[0]["text"] == "handed in False None\nno network\n"
    assert shutil.which("python")  # nothing of the environment was changed for good
