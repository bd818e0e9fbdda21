"""The system calls that Python 3.11 does not offer, by their names in the manual pages."""

import ctypes
import os
import signal as signals
import threading

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MS_NOATIME, MS_NODIRATIME, MS_RELATIME = 1024, 2048, 1 << 21
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, PR_SET_SECCOMP = 1, 4, 38, 24, 22
SECCOMP_MODE_FILTER = 2
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
CLONE, CLONE_CHILD_SETTID = {"x86_64": 56, "aarch64": 220}, 0x01000000
THREAD_WORDS = 400  # of the C library's own record of a thread, in which the thread's number stands
CAPABILITY_VERSION_3 = 0x20080522

_library = None


def libc():
    """The C library, opened once."""
    global _library
    if _library is None:
        _library = ctypes.CDLL(None, use_errno=True)
        _library.mount.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p]
        _library.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
        _library.syscall.restype = ctypes.c_long
    return _library


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for new ones. Raises `OSError`."""
    _checked(libc().unshare(flags), "unshare")


def fork_into(flags: int) -> int:
    """Fork, the child in new namespaces: 0 to the child, its id to the parent. Raises `OSError`.

    One copy of the process where `unshare` and `fork` make two. Only for a process with one thread.
    """
    if threading.active_count() != 1:
        raise OSError("a process with several threads is not forked")
    number, library = CLONE[os.uname().machine], ctypes.PyDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    place = _thread_number()
    flags |= signals.SIGCHLD | (CLONE_CHILD_SETTID if place else 0)
    given = [ctypes.c_long(each) for each in (flags, 0, 0, place, place)]  # the last two change places on aarch64
    ctypes.pythonapi.PyOS_BeforeFork()
    child = library.syscall(ctypes.c_long(number), *given)
    failed = ctypes.get_errno()
    (ctypes.pythonapi.PyOS_AfterFork_Child if child == 0 else ctypes.pythonapi.PyOS_AfterFork_Parent)()
    if child < 0:
        raise OSError(failed, f"clone: {os.strerror(failed)}")
    return child


def _thread_number() -> int:
    """Where the C library keeps the number of this thread, so that a child gets its own there; 0 where it is not seen.

    `fork` writes it by itself; the system call that takes namespaces has to be told the place.
    """
    library = libc()
    library.pthread_self.restype = ctypes.c_size_t
    start, mine = library.pthread_self(), threading.get_native_id()
    words = (ctypes.c_int32 * THREAD_WORDS).from_address(start)
    found = [start + 4 * place for place, each in enumerate(words) if each == mine]
    return found[0] if len(found) == 1 else 0


def mount(source: str | None, target: str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """Mount a file system. Raises `OSError` naming the target."""
    text = [each.encode() if each else None for each in (source, target, kind)]
    _checked(libc().mount(*text, flags, options.encode() or None), f"mount {target}")


def bind(source: str, target: str, flags: int = MS_RDONLY | MS_NOSUID | MS_NODEV) -> None:
    """Show `source` and what is mounted below it at `target`, by default read-only; flags it had are kept."""
    mount(source, target, None, MS_BIND | MS_REC)
    with open("/proc/self/mountinfo") as file:
        places = [line.split()[4].encode().decode("unicode_escape") for line in file]
    for place in dict.fromkeys([target, *(each for each in places if each.startswith(target + "/"))]):
        mount(None, place, None, MS_BIND | MS_REMOUNT | flags | _kept(place))


def _kept(place: str) -> int:
    had = os.statvfs(place).f_flag
    names = ((os.ST_NOSUID, MS_NOSUID), (os.ST_NODEV, MS_NODEV), (os.ST_NOEXEC, MS_NOEXEC),
             (os.ST_NOATIME, MS_NOATIME), (os.ST_NODIRATIME, MS_NODIRATIME), (os.ST_RELATIME, MS_RELATIME))
    return sum(flag for seen, flag in names if had & seen)


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root and hang the old root at `old`. Raises `OSError`."""
    number = PIVOT_ROOT[os.uname().machine]
    _checked(libc().syscall(number, new.encode(), old.encode()), "pivot_root")


def unmount(target: str) -> None:
    """Take a mount away, at once for those who look for it. Raises `OSError`."""
    _checked(libc().umount2(target.encode(), MNT_DETACH), f"umount {target}")


def prctl(option: int, one: int = 0, two: int = 0) -> int:
    """Set an attribute of this process. Raises `OSError`."""
    return _checked(libc().prctl(option, one, two, 0, 0), f"prctl {option}")


def drop_capabilities() -> None:
    """Give up every capability for good, for this process and all that it starts."""
    for number in range(64):
        if libc().prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0:
            break
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _checked(libc().capset(ctypes.byref(header), ctypes.byref(nothing)), "capset")


def die_with_parent(signal: int = 9) -> None:
    """Ask the kernel to end this process when its parent ends."""
    prctl(PR_SET_PDEATHSIG, signal)
