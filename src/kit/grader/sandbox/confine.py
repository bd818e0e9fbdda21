"""The two steps into the sandbox: once for the fork server, and again, for good, for each submission."""

import contextlib
import os
import resource
import socket

from kit.grader.sandbox import linux, root, seccomp
from kit.grader.sandbox.limits import Limits

NOBODY = 65534  # whom a kernel runs as when the grader is root
INNER = 1000
ALL = (linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS)
OURS = linux.CLONE_NEWUSER | linux.CLONE_NEWNS  # where no code of a learner's runs: the server's network leads nowhere


_proc = -1  # the machine's /proc, kept open until a kernel settles: its identities are written there


def enter_server(scratch: str) -> None:
    """Take the fork server into namespaces of its own and a root without the class's files. Raises `OSError`.

    `scratch` is an empty folder. A server that is root keeps a second identity, to which its kernels change.
    """
    global _proc
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        _map_by_helper(ALL)
        os.setgroups([])
    else:
        linux.unshare(ALL)
        _proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        _map(f"{INNER} {user} 1", f"{INNER} {group} 1")
    if _proc < 0:
        _proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    root.build(scratch)


def _map(users: str, groups: str) -> None:
    for name, text in (("setgroups", "deny"), ("uid_map", users), ("gid_map", groups)):
        _write(f"self/{name}", text)


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY, dir_fd=_proc)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _map_by_helper(flags: int) -> None:
    """Unshare, while a child that stays outside writes a map of two identities: only the outside may."""
    ours, theirs = socket.socketpair()
    me = os.getpid()
    child = os.fork()
    if child == 0:
        status = 1
        ours.close()  # else it would wait for ever after its parent's end
        try:
            if theirs.recv(1) != b"x":
                os._exit(1)
            for kind in ("uid_map", "gid_map"):
                with open(f"/proc/{me}/{kind}", "w") as file:
                    file.write(f"0 0 1\n{INNER} {NOBODY} 1\n")
            status = 0
        finally:
            os._exit(status)
    word = b"-"
    try:
        linux.unshare(flags)
        word = b"x"
    finally:
        ours.send(word)
        _, status = os.waitpid(child, 0)
        ours.close(), theirs.close()
    if status:
        raise OSError("the user namespace's map could not be written")


def become_nobody() -> None:
    """Give up root for good, where the fork server is root: from then on it and its kernels have no rights at all."""
    if os.geteuid() == 0:
        os.setresgid(INNER, INNER, INNER)
        os.setresuid(INNER, INNER, INNER)
        linux.prctl(linux.PR_SET_DUMPABLE, 1)  # else the maps of its kernels are root's after the change of identity
    linux.die_with_parent()  # a change of identity forgets it


def enter_kernel(confined: bool = True, ours: bool = False) -> int:
    """Part one submission's process from the rest; returns the kernel's id to the process that forks, 0 to the kernel.

    The process that forks stays in its process namespace, so that the kernel may be named and ended from outside. With
    `ours` it is for the grader's own code alone, and has the server's network, in which there is nobody.
    """
    if not confined:
        return os.fork()
    become_nobody()
    child = linux.fork_into((OURS if ours else ALL) | linux.CLONE_NEWPID)
    if child == 0:
        _map(f"{INNER} {INNER} 1", f"{INNER} {INNER} 1")
    return child


def own_number() -> int:
    """The id by which this process is known outside of its namespaces. Raises `OSError` once it has settled."""
    return int(os.readlink("self", dir_fd=_proc)) if _proc >= 0 else os.getpid()


def settle(limits: Limits, confined: bool = True) -> None:
    """Give the kernel its own folder and its limits, and take from it, for good, all that it does not need."""
    if confined:
        linux.die_with_parent()
        size = f"mode=700,size={int(limits.disk)},nr_inodes=4096,uid={INNER},gid={INNER}"
        for folder in dict.fromkeys(root.places().values()):
            linux.mount("tmpfs", folder, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC, size)
        os.chdir(root.HOME)
    address_space = _address_space()
    if confined:
        _cover_processes(show_own=bool(root.SHARED))
    for kind, value in (
        (resource.RLIMIT_AS, address_space + int(limits.memory)), (resource.RLIMIT_FSIZE, int(limits.file_size)),
        (resource.RLIMIT_NOFILE, int(limits.open_files)), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, int(limits.cpu_seconds)), (resource.RLIMIT_MEMLOCK, 0),
        *([(resource.RLIMIT_NPROC, int(limits.processes))] if confined else []),  # else it counts the grader's own
    ):
        resource.setrlimit(kind, (value, value))
    if confined:
        os.close(_proc)
        linux.drop_capabilities()
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        seccomp.install()


def _cover_processes(show_own: bool) -> None:
    """Put an empty folder over the machine's /proc, or (for a Jupyter kernel) one that shows its own processes."""
    flags = linux.MS_NOSUID | linux.MS_NODEV
    if show_own:
        with contextlib.suppress(OSError):  # refused where a container hides parts of /proc
            return linux.mount("proc", "/proc", "proc", flags | linux.MS_NOEXEC)
    return linux.mount("tmpfs", "/proc", "tmpfs", flags | linux.MS_RDONLY, "size=4k,nr_inodes=1")


def _address_space() -> int:
    """The address space that this process has now, in bytes."""
    try:
        descriptor = os.open("self/statm", os.O_RDONLY, dir_fd=_proc) if _proc >= 0 else os.open(
            "/proc/self/statm", os.O_RDONLY)
    except OSError:  # a system without /proc
        return 16_000_000_000
    try:
        return int(os.read(descriptor, 100).split()[0]) * resource.getpagesize()
    finally:
        os.close(descriptor)
