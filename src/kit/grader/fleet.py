"""The grader's side of the fork server: start kernels, talk with them, interrupt and end them."""

import array
import asyncio
import base64
import contextlib
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from helpers.errors import CourseError
from kit.grader.sandbox import root
from kit.grader.sandbox.limits import Limits

HEAD, MAC = 4, 32
STARTING = 120  # seconds that the fork server may take to import everything
LOOKING = 0.1  # seconds between two looks at what a cell has used of the processor
ENDING = 3  # seconds that a cell has to end after it was interrupted


class SandboxError(CourseError):
    """The sandbox or its fork server cannot be had; the message says why and what to do."""


class KernelDied(Exception):  # noqa: N818 (a fact about a submission, not a fault of the grader)
    """The kernel ended, or had to be ended, while it ran a cell; the argument says why."""


@dataclass
class Kernel:
    """One kernel, for one submission; its channel is signed, and what is sent to it is enciphered."""

    connection: socket.socket
    wire: int
    limits: Limits
    process: int = 0
    handle: int = -1
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    flags: list = field(default_factory=list)
    sent: int = 0
    got: int = 0
    ended: str = ""
    tests: "Kernel | None" = None  # a process for tests that run apart from the learner's

    async def open(self, files: dict[str, bytes], variant: str | bool | None = None) -> None:
        """Wait for the kernel and give it its files. Raises `SandboxError`."""
        loop = asyncio.get_running_loop()
        head = await asyncio.wait_for(self._exactly(8), 30)
        if head[:1] != b"\0":
            with contextlib.suppress(KernelDied, TimeoutError):
                head += await asyncio.wait_for(loop.sock_recv(self.connection, 400), 1)
            raise SandboxError(f"the sandbox could not be entered: {head.decode('utf-8', 'replace')}")
        self.process = int.from_bytes(head, "big")
        with contextlib.suppress(OSError, AttributeError):
            self.handle = os.pidfd_open(self.process)
        task = json.dumps({"key": self.key.hex(), "variant": variant, "files": {
            name: base64.b64encode(data).decode() for name, data in files.items()}}).encode()
        await loop.sock_sendall(self.connection, len(task).to_bytes(8, "big") + task)

    async def ask(self, request: dict, seconds: float) -> dict:
        """Send one request and wait for its reply; `interrupted` in it says why it was stopped, or nothing.

        `seconds` by the clock, and the limit's seconds of the processor, are all it has. Raises `KernelDied` with a
        sentence.
        """
        request = {**request, "nonce": secrets.token_hex(8)}
        try:
            await self._send(json.dumps(request).encode())
            reply, interrupted = await self._within(seconds)
        except (ConnectionError, BrokenPipeError):
            raise KernelDied(self.ended or "the kernel ended by itself") from None
        if not isinstance(reply, dict) or reply.get("nonce") != request["nonce"] or reply.get("op") != "done":
            self.flag("forged-message", "a reply to the grader was not the kernel's own")
            self.kill("its messages were forged")
            raise KernelDied(self.ended)
        reply["interrupted"] = interrupted
        self._read_wire()
        return reply

    async def examine(self, request: dict, seconds: float) -> dict:
        """Run a test cell in the tests' own process, which asks this kernel about values. Raises `KernelDied`."""
        answering = {"op": "answers", "checks": request["checks"], "names": []}
        told, reply = await asyncio.gather(
            self.ask(answering, seconds), self.tests.ask(request, seconds), return_exceptions=True)
        both = [each for each in (reply, told) if isinstance(each, BaseException)]
        if both and not all(isinstance(each, KernelDied) for each in both):
            raise next(each for each in both if not isinstance(each, KernelDied))
        if both or reply.get("gone"):
            for rule, said in () if isinstance(reply, BaseException) else reply.get("flags", ()):
                self.flag(rule, said)
            self.kill("the kernel ended by itself")
            why = [str(each) for each in both if "ended by itself" not in str(each)]
            raise KernelDied(why[0] if why else "the kernel ended by itself")
        reply["interrupted"] = reply["interrupted"] or told["interrupted"]
        reply["outputs"] = [*reply.get("outputs", ()), *(each for each in told.get("outputs", ()))]
        reply["flags"] = [*reply.get("flags", ()), *told.get("flags", ())]
        if told.get("broken"):
            reply["flags"].append(["broken-kernel", f"the kernel could not answer: {str(told['broken'])[:200]}"])
        for flag in self.tests.flags:
            self.flag(*flag)
        return reply

    async def _within(self, seconds: float) -> tuple[object, str]:
        waiting = asyncio.ensure_future(self._receive())
        loop, most = asyncio.get_running_loop(), self.limits.cell_cpu_seconds
        deadline, used_before, why = loop.time() + seconds, None, ""
        while not why:
            left = deadline - loop.time()
            done, _ = await asyncio.wait({waiting}, timeout=max(0.0, min(LOOKING, left)))
            if done:
                return waiting.result(), ""
            used = self.processor_seconds()
            used_before = used if used_before is None else used_before  # most cells are done before the first look
            if used - used_before > most:
                why = f"used more than {most:g} seconds of the processor"
            elif left <= LOOKING:
                why = f"ran longer than {seconds:g} seconds"
        self.signal(signal.SIGINT)
        done, _ = await asyncio.wait({waiting}, timeout=ENDING)
        if done:
            return waiting.result(), why
        self.kill(f"it {why} and could not be interrupted")
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await waiting
        raise KernelDied(self.ended)

    async def _send(self, body: bytes) -> None:
        number = self.sent.to_bytes(8, "big")
        pad = hashlib.shake_256(self.key + b"pad" + number).digest(len(body))
        body = (int.from_bytes(body, "big") ^ int.from_bytes(pad, "big")).to_bytes(len(body), "big")
        mac = hashlib.blake2b(b"in" + number + body, key=self.key, digest_size=MAC).digest()
        self.sent += 1
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.connection, len(body).to_bytes(HEAD, "big") + mac + body)

    async def _receive(self) -> object:
        head = await self._exactly(HEAD + MAC)
        size = int.from_bytes(head[:HEAD], "big")
        if size > 8 * self.limits.output + 1_000_000:
            self.flag("forged-message", "a reply to the grader was far too long")
            self.kill("its messages were forged")
            raise KernelDied(self.ended)
        body = await self._exactly(size)
        right = hashlib.blake2b(b"out" + self.got.to_bytes(8, "big") + body, key=self.key, digest_size=MAC).digest()
        self.got += 1
        if not secrets.compare_digest(right, head[HEAD:]):
            return None
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            return None

    async def _exactly(self, size: int) -> bytes:
        loop, parts = asyncio.get_running_loop(), []
        while size:
            part = await loop.sock_recv(self.connection, min(size, 1 << 18))
            if not part:
                raise KernelDied(self.ended or "the kernel ended by itself")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _read_wire(self) -> None:
        """Note what the tripwire told."""
        while True:
            try:
                told = os.read(self.wire, 65536)
            except BlockingIOError:
                return
            except OSError:
                told = b""
            if not told:
                self.flag("cut-wire", "the tripwire of the sandbox was cut")
                return
            for line in told.decode("utf-8", "replace").splitlines()[:20]:
                event, _, said = line.partition("|")
                self.flag("tripwire", f"its code {said[:100]} ({event[:40]})")

    def flag(self, rule: str, message: str) -> None:
        """Note once why a person should look."""
        if (rule, message) not in self.flags:
            self.flags.append((rule, message))

    def signal(self, number: int) -> None:
        """Send a signal to the kernel, if it is still there."""
        with contextlib.suppress(ProcessLookupError, PermissionError, OSError):
            if self.handle >= 0:
                signal.pidfd_send_signal(self.handle, number)
            elif self.process:
                os.kill(self.process, number)

    def kill(self, why: str) -> None:
        """End the kernel and all that it started."""
        self.ended = self.ended or why
        self.signal(signal.SIGKILL)

    def memory(self) -> int:
        """The resident memory of the kernel and all that it started, in bytes."""
        page, total = os.sysconf("SC_PAGE_SIZE"), 0
        for process in self._processes():
            with contextlib.suppress(OSError, ValueError):
                resident, shared = _short_file(f"/proc/{process}/statm").split()[1:3]
                total += (int(resident) - int(shared) // 2) * page
        return total

    def processor_seconds(self) -> float:
        """What the kernel and all that it started have used of the processor; 0 where the system does not tell."""
        ticks = 0
        for process in self._processes():
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = _short_file(f"/proc/{process}/stat").rpartition(b")")[2].split()
                ticks += sum(map(int, fields[11:15]))  # its own and its ended children's, in user and kernel mode
        return ticks / os.sysconf("SC_CLK_TCK")

    def _processes(self) -> Iterator[int]:
        """The kernel and all that it started, as far as they can be seen."""
        waiting, seen = [self.process], 0
        while waiting and seen < 500:
            process, seen = waiting.pop(), seen + 1
            yield process
            with contextlib.suppress(OSError, ValueError):
                for thread in os.listdir(f"/proc/{process}/task"):
                    waiting += map(int, _short_file(f"/proc/{process}/task/{thread}/children").split())

    def close(self) -> None:
        """End the kernel; what the tripwire told until now is kept."""
        if self.tests:
            self.tests.close()
        if not self.ended:
            self.kill("done")
        with contextlib.suppress(OSError):
            while (told := os.read(self.wire, 65536)):
                for line in told.decode("utf-8", "replace").splitlines()[:20]:
                    event, _, said = line.partition("|")
                    self.flag("tripwire", f"its code {said[:100]} ({event[:40]})")
        self.connection.close()
        for descriptor in (self.wire, self.handle):
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self.wire = self.handle = -1


def _short_file(path: str) -> bytes:
    """What a file of the system's tells, which is read often."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 65_536)
    finally:
        os.close(descriptor)


class Server:
    """The fork server's process: it imports what every kernel needs, and waits to be told for what.

    Raises `SandboxError`. Whoever starts it early gives it to a `Fleet` later, or closes it.
    """

    def __init__(self, confined: bool = True):
        if os.name != "posix":
            raise SandboxError("this system has no fork. Grade in Linux: WSL 2 on Windows, or a container.")
        self.confined = confined
        self.scratch = tempfile.mkdtemp(prefix="kit-")
        self.control, theirs = socket.socketpair()
        source = str(Path(__file__).resolve().parents[2])
        environment = {
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
            **(root.places() if confined else {"HOME": self.scratch, "TMPDIR": self.scratch}),
            "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1",
            "IPYTHONDIR": f"{root.HOME}/.ipython" if confined else self.scratch,
            "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1",
            "NBGRADER_EXECUTION": "autograde", "PYTHONIOENCODING": "utf-8",
            **({"COURSE_VARIANT": os.environ["COURSE_VARIANT"]} if "COURSE_VARIANT" in os.environ else {})}
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-c", "from kit.grader.zygote import main; main()", str(theirs.fileno())],
            pass_fds=[theirs.fileno()], env=environment, cwd="/", stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        theirs.close()

    def close(self) -> None:
        """End it; kernels that still run end with it."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):
            self.process.stderr.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


class Fleet:
    """A fork server and its kernels; `confined=False` grades without a sandbox. Raises `SandboxError`.

    `begun` is a fork server that was started before; without it, one is started now. With `wait=False` it is only told
    what for: `wait` is to be called before the first kernel.
    """

    def __init__(self, limits: Limits = Limits(), confined: bool = True, warm=(), modules=(),  # noqa: B008 (frozen)
                 begun: Server | None = None, wait: bool = True):
        self.begun = begun or Server(confined)
        self.limits, self.confined = limits, confined
        self.scratch, self.control, self.server = self.begun.scratch, self.begun.control, self.begun.process
        setup = json.dumps({"confined": confined, "scratch": self.scratch, "limits": asdict(limits),
                            "warm": list(warm), "modules": list(modules)}).encode()
        self.control.settimeout(STARTING)
        self.asked = ""
        try:
            self.control.sendall(len(setup).to_bytes(8, "big") + setup)
        except OSError as error:
            self.asked = str(error)
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until kernels can be had. Raises `SandboxError`."""
        try:
            if self.asked:
                raise OSError(self.asked)
            answer = self.control.recv(2_000)
        except OSError as error:
            answer = str(error).encode()
        if answer != b"ready":
            self.server.kill()
            said = self.server.stderr.read().decode("utf-8", "replace").strip().splitlines()
            self.close()
            with contextlib.suppress(ValueError):
                answer = json.loads(answer)["failed"].encode()
            raise SandboxError(f"the sandbox could not be started: {answer.decode('utf-8', 'replace') or said[-1:]}. "
                               "See what is missing: kit doctor. What you would run by hand can go with --unsafe")
        self.control.settimeout(None)
        self.server.stderr.close()

    async def kernel(self, files: dict[str, bytes] | None = None, variant: str | bool | None = None,
                     beside: dict[str, bytes] | None = None) -> Kernel:
        """A fresh kernel that holds the files given, with a process for tests where `beside` gives its files.

        Raises `SandboxError`.
        """
        asking, answering = socket.socketpair()
        try:
            kernel, tests = self._fork(b"kernel", answering), None
            if beside is not None:
                kernel.tests = tests = self._fork(b"tests", asking)
        finally:
            asking.close()
            answering.close()
        try:
            await kernel.open(files or {}, variant)
            if tests:
                await tests.open(beside, variant)
        except (KernelDied, TimeoutError, ConnectionError):
            kernel.close()
            raise SandboxError("a kernel could not be started. Is there memory left? See: kit doctor") from None
        except BaseException:
            kernel.close()
            raise
        return kernel

    def _fork(self, kind: bytes, line: socket.socket) -> Kernel:
        """A process of this kind, which holds one end of a line between a learner's process and the tests'."""
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        ours.setblocking(False)
        kernel = Kernel(ours, reading, self.limits)
        try:
            self.control.sendmsg([kind], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                                           array.array("i", [theirs.fileno(), writing, line.fileno()]))])
        except OSError:
            kernel.close()
            raise SandboxError("the fork server is gone. Start the grading again: what was graded is kept.") from None
        finally:
            theirs.close()
            os.close(writing)
        return kernel

    def close(self) -> None:
        """End the fork server; kernels that still run end with it."""
        self.begun.close()

    def __enter__(self) -> "Fleet":
        return self

    def __exit__(self, *_) -> None:
        self.close()
