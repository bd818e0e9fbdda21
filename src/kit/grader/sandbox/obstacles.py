"""What on this machine keeps programs from making namespaces, each with the mend: for `kit doctor`."""

import os
from pathlib import Path

APPARMOR = "kernel/apparmor_restrict_unprivileged_userns"  # Ubuntu 23.10 and later: 1 by default
DEBIAN = "kernel/unprivileged_userns_clone"
MOST = "user/max_user_namespaces"


def obstacles(settings: Path = Path("/proc/sys"), root: Path = Path("/")) -> list[str]:
    """A sentence for each thing that may be in the way; empty where nothing is to be seen.

    `settings` is where the kernel shows its settings, `root` where a container would leave its mark.
    """
    found = []
    if _number(settings / APPARMOR) == 1:
        found.append(
            "AppArmor restricts user namespaces here, as Ubuntu does from 23.10 on. The mend, until the next start of "
            "the machine: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; for good, as well: echo "
            "kernel.apparmor_restrict_unprivileged_userns=0 | sudo tee /etc/sysctl.d/60-user-namespaces.conf")
    if _number(settings / DEBIAN) == 0:
        found.append("User namespaces are switched off for ordinary users. The mend: sudo sysctl -w "
                     "kernel.unprivileged_userns_clone=1")
    if _number(settings / MOST) == 0:
        found.append("No user namespaces may be made (user.max_user_namespaces is 0; the system then says `No space "
                     "left on device`). The mend: sudo sysctl -w user.max_user_namespaces=15000")
    if found == [] and any((root / each).exists() for each in (".dockerenv", "run/.containerenv")):
        found.append("This is a container, and most may not make namespaces. The mend: start it with "
                     "--security-opt seccomp=unconfined --security-opt apparmor=unconfined, or grade outside of it.")
    return found


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def has_fork() -> bool:
    """Whether this system can fork, which every kernel here is made by; Windows cannot."""
    return hasattr(os, "fork")
