"""A filter on system calls: what no exercise needs, and what a sandbox is broken with, is refused.

The filter is a classic BPF program (linux/seccomp.h, linux/filter.h). Calls are refused with EPERM, `clone3` with
ENOSYS, so that the C library falls back to `clone`, whose flags a filter can see.
"""

import ctypes
import os
import struct

from kit.grader.sandbox.linux import PR_SET_PDEATHSIG, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, prctl

LOAD, EQUAL, GREATER_OR_EQUAL, SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
NEW_NAMESPACES = 0x7E020080
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000

# name: (x86_64, aarch64), from the kernel's tables; None where an architecture has no such call
CALLS = {
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "shmget": (29, 194), "shmat": (30, 196),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "syslog": (103, 116), "acct": (163, 89), "quotactl": (179, 60),
    "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    "clock_settime": (227, 112), "settimeofday": (164, 170), "adjtimex": (159, 171), "sethostname": (170, 161),
    "setdomainname": (171, 162), "personality": (135, 92), "fanotify_init": (300, 262), "vmsplice": (278, 75),
    "modify_ldt": (154, None), "iopl": (172, None), "ioperm": (173, None), "setpriority": (141, 140),
}
CLONE, CLONE3, SOCKET = {"x86_64": 56, "aarch64": 220}, 435, {"x86_64": 41, "aarch64": 198}
PRCTL = {"x86_64": 157, "aarch64": 167}  # a process does not take back that it ends with its grader


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter's instructions (code, jump if true, jump if false, operand) for a machine. Raises `KeyError`."""
    place = list(ARCHITECTURES).index(machine)
    refused = sorted(numbers[place] for numbers in CALLS.values() if numbers[place] is not None)
    code = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, ARCHITECTURES[machine]), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    if machine == "x86_64":
        code += [(GREATER_OR_EQUAL, 0, 1, X32), (RETURN, 0, 0, REFUSE | EPERM)]
    for number in refused:
        code += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | EPERM)]
    code += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, REFUSE | ENOSYS)]
    code += [(EQUAL, 0, 4, CLONE[machine]), (LOAD, 0, 0, 16), (SET, 0, 1, NEW_NAMESPACES),
             (RETURN, 0, 0, REFUSE | EPERM), (RETURN, 0, 0, ALLOW)]
    code += [(EQUAL, 0, 4, PRCTL[machine]), (LOAD, 0, 0, 16), (EQUAL, 0, 1, PR_SET_PDEATHSIG),
             (RETURN, 0, 0, REFUSE | EPERM), (RETURN, 0, 0, ALLOW)]
    code += [(EQUAL, 0, 6, SOCKET[machine]), (LOAD, 0, 0, 16), (EQUAL, 4, 0, AF_UNIX), (EQUAL, 3, 0, AF_INET),
             (EQUAL, 2, 0, AF_INET6), (EQUAL, 1, 0, AF_NETLINK), (RETURN, 0, 0, REFUSE | EAFNOSUPPORT)]
    return [*code, (RETURN, 0, 0, ALLOW)]


def assembled(machine: str | None = None) -> bytes:
    """The filter as the kernel reads it: eight bytes an instruction."""
    return b"".join(struct.pack("=HBBI", *each) for each in program(machine or os.uname().machine))


def install() -> bool:
    """Put the filter in force for this process and all that it starts; `False` on a machine it is not written for.

    `no_new_privs` must be set before. Raises `OSError` where the kernel takes no filter.
    """
    if os.uname().machine not in ARCHITECTURES:
        return False
    code = assembled()
    buffer = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("@HxxxxxxP" if struct.calcsize("P") == 8 else "@HxxP", len(code) // 8, ctypes.addressof(buffer))
    header = ctypes.create_string_buffer(head, len(head))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(header))
    return True
