"""Starts one Jupyter kernel inside the sandbox; `kit.grader.provisioner` calls it where there is no bubblewrap.

    python -m kit.grader.jupyter_kernel LIMITS SHARED SUBMISSION COMMAND...

LIMITS is JSON, SHARED the folder of the connection file and its sockets, SUBMISSION the folder whose files are copied.
"""

import json
import os
import signal
import sys
import tempfile
from pathlib import Path

from kit.grader.sandbox import confine, linux, root
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import read_submission


def main(arguments: list[str]) -> None:
    """Enter the sandbox and become the kernel. The process that was called waits for it, and passes its end on."""
    limits = Limits(**json.loads(arguments[0]))
    shared, submission, command = arguments[1], arguments[2], arguments[3:]
    files = read_submission("", Path(submission), limits).files
    root.SHARED = shared
    confine.enter_server(tempfile.mkdtemp(prefix="kit-"))
    kernel = confine.enter_kernel()
    if kernel:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: os.kill(kernel, signal.SIGKILL) if _[0] != signal.SIGINT else None)
        _, status = os.waitpid(kernel, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    confine.settle(limits)
    for name, data in files.items():
        if os.path.dirname(name):
            os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "wb") as file:
            file.write(data)
    os.execvpe(command[0], command, environment())


def environment(home: str = root.HOME) -> dict[str, str]:
    """All that a kernel sees of an environment."""
    return {"PATH": f"{os.path.dirname(sys.executable)}:/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8", "TMPDIR": home,
            "PYTHONPATH": os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")),
            "PYTHONDONTWRITEBYTECODE": "1", "IPYTHONDIR": f"{home}/.ipython", "JUPYTER_RUNTIME_DIR": f"{home}/.runtime",
            "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1",
            "NBGRADER_EXECUTION": os.environ.get("NBGRADER_EXECUTION", "")}


if __name__ == "__main__":
    linux.libc()
    main(sys.argv[1:])
