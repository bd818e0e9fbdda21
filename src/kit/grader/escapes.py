"""Says whether this machine can build the sandbox, and tries to break out of it."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace

from kit.grader.event_loops import outside_loops
from kit.grader.sandbox.limits import Limits


@dataclass(frozen=True)
class Trial:
    """One thing that was tried, and whether it ended as it should."""

    name: str
    held: bool
    said: str


def bubblewrap() -> str | None:
    """The path of a bubblewrap that works here, or `None`."""
    found = shutil.which("bwrap")
    if not found:
        return None
    shown = [part for folder in ("/usr", "/lib", "/lib64", "/bin") if os.path.isdir(folder)
             for part in ("--ro-bind", folder, folder)]
    tried = subprocess.run([found, "--unshare-all", *shown, "true"], capture_output=True, timeout=20)
    return found if tried.returncode == 0 else None


# what a submission tries; each must print HELD, or end without printing BROKEN
ESCAPES = {
    "reads the machine's files": """
import os
seen = [p for p in ("/etc/shadow", "/proc/1/environ", "/var", SECRET_FILE) if os.path.exists(p)]
print("BROKEN " + str(seen) if seen else "HELD nothing of the machine is to be seen")""",
    "reads the grader's environment": """
import os
print("BROKEN" if any("KIT_SECRET" in k for k in os.environ) else "HELD the environment is empty of it")""",
    "reaches the network": """
import socket
try:
    socket.create_connection(("127.0.0.1", PORT), 2)
    print("BROKEN connected")
except OSError as error:
    print("HELD", error)""",
    "writes outside": """
import sys
bad = []
for place in (sys.prefix, "/usr", "/etc", "/"):
    try:
        open(place + "/kit_was_here", "w")
        bad.append(place)
    except OSError:
        pass
print("BROKEN " + str(bad) if bad else "HELD everything outside is read-only")""",
    "signals the grader": """
import os
try:
    os.kill(GRADER, 0)
    print("BROKEN")
except OSError as error:
    print("HELD", error)""",
    "makes namespaces of its own": """
import ctypes
print("BROKEN" if ctypes.CDLL(None).unshare(0x10000000) == 0 else "HELD refused")""",
    "becomes root": """
import os
try:
    os.setuid(0)
    print("BROKEN")
except OSError as error:
    print("HELD", error)""",
    "starts processes without end": """
import os, time
many = 0
try:
    while many < 2000:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        many += 1
    print("BROKEN", many)
except OSError as error:
    print("HELD after", many)""",
    "fills the memory": """
kept = []
try:
    for _ in range(100):
        kept.append(bytearray(100_000_000))
    print("BROKEN", len(kept))
except MemoryError:
    kept = None
    print("HELD after", "its limit")""",
    "fills the disk": """
many = 0
try:
    for number in range(100):
        with open(f"file{number}", "wb") as file:
            many += file.write(bytes(10_000_000))
    print("BROKEN", many)
except OSError as error:
    print("HELD after", many, error)""",
}


@outside_loops
def trials(limits: Limits = Limits()) -> list[Trial]:  # noqa: B008 (frozen)
    """Build the sandbox and try to break out of it in every way of `ESCAPES`."""
    from kit.grader.fleet import Fleet, SandboxError

    found = [Trial("this is Linux", sys.platform == "linux", sys.platform)]
    if sys.platform != "linux":
        return found
    os.environ["KIT_SECRET"] = "not for submissions"
    listener = socket.create_server(("127.0.0.1", 0))
    try:
        fleet = Fleet(replace(limits, cell_seconds=20, memory=min(limits.memory, 1_000_000_000)))
    except SandboxError as error:
        return [*found, Trial("namespaces can be made", False, str(error))]
    finally:
        del os.environ["KIT_SECRET"]
    with fleet, listener, tempfile.NamedTemporaryFile() as secret:
        names = f"PORT, GRADER, SECRET_FILE = {listener.getsockname()[1]}, {os.getpid()}, {secret.name!r}\n"
        found.append(Trial("namespaces can be made", True, "user, mount, process, network, IPC, host name"))
        found += [asyncio.run(_try(fleet, name, names + source)) for name, source in ESCAPES.items()]
    return found


async def _try(fleet, name: str, source: str) -> Trial:
    from kit.grader.fleet import KernelDied

    kernel = await fleet.kernel()
    try:
        reply = await kernel.ask({"op": "cell", "source": source}, 20)
        text = " ".join(str(each.get("text", each.get("evalue", ""))) for each in reply["outputs"]).strip()
        return Trial(f"a submission that {name}", "BROKEN" not in text, text.removeprefix("HELD ")[:120])
    except KernelDied as error:
        return Trial(f"a submission that {name}", True, str(error))
    finally:
        kernel.close()
