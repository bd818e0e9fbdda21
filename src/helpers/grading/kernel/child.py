"""The kernel's loop inside the sandbox. It is run with built-in names of its own, out of a learner's reach.

What it must keep secret (the key of its channel, the tests of a cell to come) lives in the local variables of its
functions; the ways to them from outside lead through frames, which the tripwire watches.
"""

import builtins
import hashlib
import json
import marshal
import os
import signal
import struct
import sys
from types import FunctionType, GeneratorType

from helpers.cases import current_variant, set_variant
from helpers.checks import Checks, total
from helpers.grading.kernel.shell import said_by

HEAD = struct.Struct(">I")
MAC = 32
RUN_COROUTINE = 0x80
TAKE_OVER = 256_000_000


def open_channel(connection, key: bytes):
    """Two functions, to receive and to send: each message is numbered and signed, and what comes in is enciphered."""
    encode = json.encoder.c_make_encoder(
        None, repr, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, True)
    blake, shake, loads = hashlib.blake2b, hashlib.shake_256, json.loads
    receive_bytes, send_bytes, number = connection.recv, connection.sendall, [0, 0]

    def exactly(size: int) -> bytes:
        parts = []
        while size:
            part = receive_bytes(min(size, 1 << 20))
            if not part:
                os._exit(0)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def sign(direction: bytes, count: int, body: bytes) -> bytes:
        return blake(direction + count.to_bytes(8, "big") + body, key=key, digest_size=MAC).digest()

    def receive() -> dict:
        size = HEAD.unpack(exactly(HEAD.size))[0]
        mac, body = exactly(MAC), exactly(size)
        if mac != sign(b"in", number[0], body):
            os._exit(3)
        pad = shake(key + b"pad" + number[0].to_bytes(8, "big")).digest(size)
        number[0] += 1
        return loads((int.from_bytes(body, "big") ^ int.from_bytes(pad, "big")).to_bytes(size, "big"))

    def send(message: dict) -> None:
        body = "".join(encode(message, 0)).encode()
        mac = sign(b"out", number[1], body)
        number[1] += 1
        send_bytes(HEAD.pack(len(body)) + mac + body)

    return receive, send


def serve(connection, key: bytes, shell, watch, captured, user_ns: dict, transformers, whose) -> None:
    """Answer requests until there are no more: run a learner's cell, or a graded one."""
    receive, send = open_channel(connection, key)
    streams = sys.stdout, sys.stderr
    sink = shell.sink
    run_cell = shell.run_cell
    while True:
        try:
            request = receive()
        except KeyboardInterrupt:  # it came late: the cell had ended by itself
            continue
        kind = request["op"]
        sink.begin()
        failed = False
        try:
            if kind == "cell":
                result = run_cell(request["source"], store_history=True)
                failed = not result.success
                reply = {"op": "done", "error": failed}
            elif kind == "graded":
                sys.stdout, sys.stderr = streams
                if sys.getswitchinterval() > 1:
                    sys.setswitchinterval(0.005)
                reply = graded(request, shell, watch, user_ns, transformers, whose)
            else:
                os._exit(0)
        except KeyboardInterrupt:
            reply = {"op": "done", "error": True, "interrupted": True}
        except BaseException as error:
            reply = {"op": "done", "error": True, "broken": f"{type(error).__name__}: {said_by(error)}"}
        signal.signal(signal.SIGINT, signal.default_int_handler)
        while True:
            try:
                for name, text in captured():
                    sink.stream(name, text)
                reply["outputs"] = plain(sink.taken())
                reply["nonce"] = request["nonce"]
                send(reply)
                break
            except KeyboardInterrupt:
                continue


def plain(outputs) -> list:
    """The outputs, with every part of the type that JSON has: a learner's code can reach the list they are gathered in."""
    found = []
    for each in outputs if type(outputs) is list else ():
        if type(each) is dict and type(each.get("output_type")) is str:
            try:
                found.append(json.loads(json.dumps(each)))
            except (TypeError, ValueError, RecursionError):
                continue
    return found


def graded(request: dict, shell, watch, user_ns: dict, transformers, whose) -> dict:
    """Run one graded cell on names and helpers that are as they should be; returns its value and what was found."""
    flags = []

    def inspect(when: str) -> None:
        changed = watch.restore()
        if changed:
            flags.append(["changed-helpers", f"{when}, these were changed: {', '.join(changed[:5])}"])
        if current_variant() != whose:
            set_variant(False if whose is None else whose)
            flags.append(["another-variant", f"{when}, the cases had another student's numbers"])
        if transformers(shell):
            flags.append(["transformed-code", f"{when}, code was transformed before it ran"])
        survived = canaries(request["names"], user_ns)
        if survived:
            flags.append(["canary-passed", f"{when}, {survived}"])

    if user_ns.get("__builtins__") is not builtins:
        flags.append(["changed-helpers", "before the tests, the built-in names were changed: __builtins__"])
        user_ns["__builtins__"] = builtins
    inspect("before the tests")
    equal = equals_anything(user_ns, request["nonce"])
    if equal:
        flags.append(["equals-anything", f"{equal} says that it equals whatever it is compared with"])
    names = request["inject"]
    held = {}
    for name, (module, attribute) in names.items():
        origin = sys.modules.get(module) or __import__(module, fromlist=["*"])
        held[name] = user_ns[name] = getattr(origin, attribute) if attribute else origin
    if request["checks"] and user_ns.get(request["checks"]) not in (None, Checks):
        flags.append(["replaced-checks", f"the name {request['checks']} stood for something else"])
    reply = run_statements(request["code"], user_ns, held, flags)
    inspect("after the tests")
    reply["flags"] = flags
    return reply


def run_statements(code: list, user_ns: dict, held: dict, flags: list) -> dict:
    """Run a test cell statement by statement, and see that what it made is still there when the next one uses it."""
    import asyncio

    reply = {"op": "done", "error": False, "value": None, "kind": "none"}
    made, books, value = dict(held), [], None
    try:
        for kind, names, text in code:
            compiled = marshal.loads(bytes.fromhex(text))
            value = eval(compiled, user_ns)
            if compiled.co_flags & RUN_COROUTINE:
                value = asyncio.new_event_loop().run_until_complete(value)
            for name, was in made.items():
                if user_ns.get(name) is not was and name not in names:
                    flags.append(["changed-tests", "the tests' own functions were replaced while they ran"])
                    user_ns[name] = was
            for name in names:
                found = user_ns.get(name)
                if type(found) is Checks:
                    books.append((found, found._book, found.points))
                    made[name] = found
                elif isinstance(found, (FunctionType, type)) and kind == "define":
                    made[name] = found
                else:
                    made.pop(name, None)
            if kind != "value":
                value = None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        trace, frames = error.__traceback__, []
        while trace is not None and len(frames) < 30:
            name = trace.tb_frame.f_code.co_filename
            if name.startswith(("<test ", "<cell ")):
                frames.append([name, trace.tb_lineno, trace.tb_frame.f_code.co_name])
            trace = trace.tb_next
        shown = getattr(type(error), "__name__", "Error")
        return {**reply, "error": True, "ename": str(shown), "evalue": said_by(error), "frames": frames}
    for checks, book, points in books:
        if checks._book is not book or type(book) is not GeneratorType or book.gi_code is not BOOK:
            flags.append(["changed-checks", "the book of points was replaced"])
    if len(books) == 1:
        try:
            reply["book"] = total(books[0][1], books[0][2])
        except Exception:
            reply["book"] = 0.0
    return {**reply, **described(value)}


def described(value) -> dict:
    """A test cell's value as the grader reads it: a number, yes or no, nothing, or something else by its type."""
    if value is None:
        return {"kind": "none", "value": None, "shown": ""}
    if type(value) is bool:
        return {"kind": "bool", "value": value, "shown": repr(value)}
    if type(value) in (int, float):
        return {"kind": "number", "value": float(value) if abs(value) < 1e15 else str(value)[:20], "shown": repr(value)[:200]}
    if type(value).__module__ == "numpy" and hasattr(type(value), "item") and type(value).__mro__[-2].__name__ == "generic":
        return described(value.item())
    try:
        shown = repr(value)[:2_000]
    except BaseException:
        shown = ""
    return {"kind": "other", "value": str(type(value).__name__)[:100], "shown": str(shown)}


def canaries(names: list, user_ns: dict) -> str:
    """Checks that must fail, by names that the tests use: what survives is named; an empty text is as it should be."""
    word = os.urandom(8).hex()
    mine = {"Checks": Checks, "word": word, "other": os.urandom(8).hex(), "name": names[0] if names else word}
    kept = sys.stdout
    sys.stdout = None  # `print` is silent where there is nothing to print to
    try:
        for text, said in CANARIES:
            try:
                value = eval(text, mine)
            except AssertionError as error:
                if error.args != (word,):
                    return f"an assertion failed in an odd way ({said})"
                continue
            if value is not None and value != 1.0:
                return said
            if value is None:
                return said
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return f"a check ended in {type(error).__name__}"
    finally:
        sys.stdout = kept
    return ""


def equals_anything(user_ns: dict, nonce: str) -> str:
    """The name of a value that claims to equal a word it cannot know; an empty text where there is none."""
    class Unknown:
        pass

    unknown = Unknown()
    for name, value in list(user_ns.items()):
        kind = type(value)
        if name.startswith("_") or getattr(kind, "__module__", "") != "__main__" or isinstance(value, (type, FunctionType)):
            continue
        for other in (nonce, unknown, 0.123456789):
            try:
                if (value == other) is True:
                    return name
            except KeyboardInterrupt:
                raise
            except BaseException:
                continue
    return ""


def _compile_canaries():
    asserts = "assert word == other, word"
    failing = ("def fails():\n    raise AssertionError(word)\n"
               "checks = Checks(points=4)\nchecks.check(name, lambda: word == other)\nchecks.check(name, fails)\n"
               "checks.check(name, lambda: word)\nchecks.check(name, lambda: True)\n"
               "assert checks.score() == 1.0 and checks.earned == 1.0, 'score'\n"
               "assert not isinstance(word, int) and abs(-2) == 2 and max(1, 3) == 3 and not all([0]), 'names'\n"
               "assert False, word")
    return [(compile(asserts, "<test canary>", "exec"), "an assertion that must fail passed"),
            (compile(failing, "<test canary>", "exec"), "checks that must fail passed")]


CANARIES = _compile_canaries()
BOOK = Checks(1)._book.gi_code
