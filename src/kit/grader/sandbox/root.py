"""The file system of the sandbox: the interpreter and its packages read-only, a few devices, nothing else."""

import contextlib
import os
import sys
import sysconfig
from pathlib import Path

from kit.grader.sandbox import linux

SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin")
FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/openssl.cnf")
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
HOME = "/submission"  # the submission's own folder
SHARED = ""  # a folder that both sides write to: the sockets of a Jupyter kernel
PASSWD = "student:x:1000:1000::/submission:/bin/false\n"


def folders() -> list[str]:
    """The folders that a kernel reads: the interpreter, the environment, and what else is on the path to modules."""
    packages = Path(__file__).resolve().parents[3]  # the folder that holds `helpers` and `kit`
    wanted = {sys.base_prefix, sys.prefix, os.path.realpath(sys.base_prefix),
              os.path.dirname(os.path.realpath(sys.executable)),
              *(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))}
    for entry in sys.path:
        if entry and os.path.isdir(entry) and entry.endswith(("site-packages", "dist-packages")):
            wanted.add(entry)
    wanted = {os.path.abspath(each) for each in wanted if os.path.isdir(each)}
    if not any(_inside(str(packages), each) for each in wanted):  # what lies beside them is not the student's business
        wanted |= {str(packages / "helpers"), str(packages / "kit" / "grader")}
    wanted -= {"/"}
    return [each for each in sorted(wanted) if not any(_inside(each, other) for other in wanted - {each})]


def places() -> dict[str, str]:
    """Where a kernel may write, by the environment's variable; /tmp is shown as it is where modules lie there."""
    taken = SHARED or any(_inside(each, "/tmp") for each in folders())
    return {"HOME": HOME, "TMPDIR": HOME if taken else "/tmp"}


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def build(scratch: str) -> None:
    """Make the root in the folder `scratch` and enter it; afterwards nothing else of the machine can be named.

    The caller is in user and mount namespaces of its own. Raises `OSError`.
    """
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("tmpfs", scratch, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=1m")
    shown = [each for each in SYSTEM if os.path.isdir(each)]
    real = [each for each in shown if not os.path.islink(each)]
    shown += [each for each in folders() if not any(_inside(each, other) for other in real)]
    for folder in shown:
        target = scratch + folder
        if os.path.islink(folder):  # /bin -> usr/bin on a merged system
            os.symlink(os.readlink(folder), target)
            continue
        os.makedirs(target, mode=0o755, exist_ok=True)
        linux.bind(folder, target)
    for path in (*FILES, *DEVICES):
        if os.path.exists(path):
            os.makedirs(os.path.dirname(scratch + path), exist_ok=True)
            Path(scratch + path).touch()
            device = path in DEVICES
            linux.bind(os.path.realpath(path), scratch + path,
                       linux.MS_NOSUID if device else linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV)
    if SHARED:
        os.makedirs(scratch + SHARED)
        linux.bind(SHARED, scratch + SHARED, linux.MS_NOSUID | linux.MS_NODEV)
    os.makedirs(scratch + "/etc", exist_ok=True)
    Path(scratch + "/etc/passwd").write_text(PASSWD)
    Path(scratch + "/etc/hosts").write_text("127.0.0.1 localhost\n")
    for folder in (HOME, "/tmp", "/proc", "/.old"):
        os.makedirs(scratch + folder, mode=0o755, exist_ok=True)
    linux.mount("/proc", scratch + "/proc", None, linux.MS_BIND | linux.MS_REC)  # for the server; kernels see none
    os.chdir(scratch)
    linux.pivot_root(".", ".old")
    os.chdir("/")
    linux.unmount("/.old")
    with contextlib.suppress(OSError):
        os.rmdir("/.old")
    linux.mount(None, "/", None, linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV)
