"""The sandbox for any Jupyter program: a kernel provisioner, chosen by the kernelspec `sandboxed_python`.

`nbgrader autograde` itself, or JupyterLab, runs a notebook in the sandbox when its kernel is named so:
`c.Execute.kernel_name = "sandboxed_python"`. Files of the notebook's folder are copied in, none out.
"""

import json
import os
import shutil
import sys
import tempfile
from dataclasses import asdict

from jupyter_client.provisioning import LocalProvisioner
from traitlets import Dict, Unicode

from kit.grader.escapes import bubblewrap
from kit.grader.fleet import SandboxError
from kit.grader.jupyter_kernel import environment
from kit.grader.sandbox import root
from kit.grader.sandbox.limits import Limits


class SandboxProvisioner(LocalProvisioner):
    """Starts a kernel in Linux namespaces, with bubblewrap where it is present, with our own calls where it is not."""

    limits = Dict(help="Limits of each kernel, by their names in kit.grader.sandbox.limits.").tag(config=True)
    tool = Unicode("", help="bwrap, own, or empty for whichever works.").tag(config=True)
    shared = None

    async def pre_launch(self, **keywords):
        """Give the kernel sockets in a private folder in place of ports, and wrap its command.

        Raises `SandboxError`.
        """
        if sys.platform != "linux":
            raise SandboxError("the sandbox needs Linux namespaces. Use the kernel python3 for what you would run "
                               "by hand.")
        manager = self.parent
        self.shared = tempfile.mkdtemp(prefix="k-", dir="/tmp")
        os.chmod(self.shared, 0o711)
        manager.transport, manager.ip = "ipc", os.path.join(self.shared, "s")
        manager.connection_file = os.path.join(self.shared, "c.json")
        keywords = await super().pre_launch(**keywords)
        keywords["cmd"] = self._wrapped(keywords["cmd"], keywords.get("cwd") or os.getcwd())
        keywords["env"] = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": environment()["PYTHONPATH"],
                           "NBGRADER_EXECUTION": os.environ.get("NBGRADER_EXECUTION", "")}
        return keywords

    def _wrapped(self, command: list[str], folder: str) -> list[str]:
        limits = Limits.of(dict(self.limits))
        root_grades = os.geteuid() == 0  # bubblewrap keeps root's identity, whose processes no limit counts
        found = bubblewrap() if self.tool == "bwrap" or (not self.tool and not root_grades) else None
        if self.tool == "bwrap" and not found:
            raise SandboxError("tool: bwrap does not work here. Leave it empty to use the kernel's calls directly.")
        if found is None:
            _open_to(self.shared)
            return [sys.executable, "-s", "-P", "-m", "kit.grader.jupyter_kernel", json.dumps(asdict(limits)),
                    self.shared, folder, *command]
        shown = [part for place in (*root.SYSTEM, *root.folders()) if os.path.isdir(place)
                 for part in ("--ro-bind", os.path.realpath(place), place)]
        kept = [part for name, value in environment().items() for part in ("--setenv", name, value)]
        start = (f"ulimit -v {limits.memory // 1024 + 4_000_000}; ulimit -t {limits.cpu_seconds}; ulimit -c 0; "
                 f"ulimit -n {limits.open_files}; ulimit -f {limits.file_size // 512}; "
                 "cp -r /handed_in/. . 2>/dev/null; exec \"$@\"")
        return [found, "--unshare-all", "--uid", "1000", "--gid", "1000", "--die-with-parent", "--new-session",
                "--clearenv", *kept, *shown,
                "--proc", "/proc", "--dev", "/dev",
                "--size", str(limits.disk), "--tmpfs", root.HOME, "--ro-bind", folder, "/handed_in",
                "--bind", self.shared, self.shared, "--remount-ro", "/", "--chdir", root.HOME,
                "/bin/sh", "-c", start, "sh", *command]

    async def cleanup(self, restart=False):
        """Take the private folder away when the kernel is gone."""
        await super().cleanup(restart)
        if self.shared and not restart:
            shutil.rmtree(self.shared, ignore_errors=True)


def _open_to(folder: str) -> None:
    """Let the identity that a kernel of root's changes to make its sockets there."""
    if os.geteuid() == 0:
        from kit.grader.sandbox.confine import NOBODY

        for path in (folder, *(os.path.join(folder, name) for name in os.listdir(folder))):
            os.chown(path, NOBODY, NOBODY)
    os.chmod(folder, 0o700)
