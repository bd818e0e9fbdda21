"""The kernel's loop inside the sandbox. It is run with built-in names of its own, out of a learner's reach.

What it must keep secret (the key of its channel, the tests of a cell to come) lives in the local variables of its
functions; the ways to them from outside lead through frames, which the tripwire watches.
"""

import builtins
import gc
import hashlib
import json
import marshal
import os
import signal
import struct
import sys
from _thread import allocate_lock, start_new_thread

from helpers.cases import current_variant, set_variant
from helpers.checks import Checks, total
from kit.grader.kernel.private import private
from kit.grader.kernel.shell import said_by

HEAD = struct.Struct(">I")
MAC = 32
RUN_COROUTINE = 0x80
OFTEN = 200
# taken now: what a learner's code puts in their place later is not called
settrace, setprofile = sys.settrace, sys.setprofile
load_code, load_json, dump_json, random_bytes = marshal.loads, json.loads, json.dumps, os.urandom
verdicts = private("kit.grader.kernel.verdicts")
described, canaries, is_book = verdicts["described"], verdicts["canaries"], verdicts["is_book"]
make_operators = private("kit.grader.kernel.operators")["make_operators"]
alike = private("kit.grader.kernel.watch")["alike"]
apart = private("kit.grader.kernel.apart")
answers = private("kit.grader.kernel.answers")
baits = {"kept": None, "make": private("kit.grader.kernel.bait")["make_found"]}
made_checks: list = []  # by the tests of the cell that runs
new_checks = apart["make_checks_factory"](made_checks)


def open_channel(connection, key: bytes):
    """Two functions, to receive and to send: each message is numbered and signed, and what comes in is enciphered."""
    encode = json.encoder.c_make_encoder(
        None, repr, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, True)
    blake, shake, scan = hashlib.blake2b, hashlib.shake_256, json.JSONDecoder().scan_once  # in C, all three
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
        return scan((int.from_bytes(body, "big") ^ int.from_bytes(pad, "big")).to_bytes(size, "big").decode(), 0)[0]

    def send(message: dict) -> None:
        body = "".join(encode(message, 0)).encode()
        mac = sign(b"out", number[1], body)
        number[1] += 1
        send_bytes(HEAD.pack(len(body)) + mac + body)

    return receive, send


def serve(connection, keys: list, answering, shell, watch, captured, user_ns: dict, transformers, whose) -> None:
    """Answer requests until there are no more: run a learner's cell, or a graded one, or answer a test elsewhere.

    A learner's code runs in the main thread, whose frames lead to nothing of the grader's; the channel and its key are
    in a thread of their own, and `gc` does not find them.
    """
    inbox, outbox, asked, told, opened = [], [], allocate_lock(), allocate_lock(), allocate_lock()
    asked.acquire(), told.acquire(), opened.acquire()
    start_new_thread(_talk, ([connection, keys.pop()], inbox, outbox, asked, told, opened))
    opened.acquire()
    del connection
    run = make_runner(answering, shell, watch, captured, user_ns, transformers, whose)
    gc.freeze()
    baits["kept"] = baits["make"]()
    while True:
        try:
            asked.acquire()
        except KeyboardInterrupt:  # it came late: the cell had ended by itself
            continue
        _step(run, inbox, outbox)
        told.release()


def _step(run, inbox: list, outbox: list) -> None:
    outbox.append(run(inbox.pop()))


def _talk(secret: list, inbox: list, outbox: list, asked, told, opened) -> None:
    receive, send = open_channel(*secret)
    secret.clear()
    opened.release()
    try:
        while True:
            inbox.append(receive())
            asked.release()
            told.acquire()
            send(outbox.pop())
    finally:
        os._exit(3)


def make_runner(answering, shell, watch, captured, user_ns: dict, transformers, whose):
    """A function that does what a request asks for, and returns the reply."""
    answer = answers["make_answerer"](answering, user_ns, shell.sink) if answering else None
    streams = sys.stdout, sys.stderr
    sink = shell.sink
    run_cell = shell.run_cell
    space = apart["make_space"](user_ns)

    def run(request: dict) -> dict:
        kind = request["op"]
        sink.begin()
        failed = False
        try:
            if kind == "cell":
                result = run_cell(request["source"], store_history=True)
                failed = not result.success
                reply = {"op": "done", "error": failed}
            elif kind in ("graded", "answers"):
                sys.stdout, sys.stderr = streams
                if sys.getswitchinterval() > 1:
                    sys.setswitchinterval(0.005)
                if kind == "graded":
                    reply = graded(request, shell, watch, (space, user_ns), transformers, whose)
                else:
                    try:
                        reply = answered(request, answer, shell, watch, user_ns, transformers, whose)
                    except BaseException:
                        answering.close()  # whoever asks is told so, and does not wait
                        raise
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
                return reply
            except KeyboardInterrupt:
                continue

    return run


def plain(outputs) -> list:
    """The outputs, with every part of the type that JSON has: a learner's code can reach the list they are in."""
    found = []
    for each in outputs if type(outputs) is list else ():
        if type(each) is dict and type(each.get("output_type")) is str:
            try:
                found.append(load_json(dump_json(each)))
            except (TypeError, ValueError, RecursionError):
                continue
    return found


def graded(request: dict, shell, watch, spaces: tuple[dict, dict], transformers, whose) -> dict:
    """Run one graded cell on names and helpers that are as they should be; returns its value and what was found."""
    flags: list = []
    space, user_ns = spaces
    settrace(None), setprofile(None)  # what traces a learner's own code does not trace the tests
    inspect = make_inspector(request, shell, watch, user_ns, transformers, whose, flags)
    inspect("before the tests")
    agreeing = ["equals-anything", "a value of the answer's agrees with whatever it is compared with"]
    own = {**make_operators(lambda: agreeing in flags or flags.append(agreeing)), **apart["make_scope"](space, user_ns),
           "called": caller(watch, flags)}
    for name, (module, attribute) in request["inject"].items():
        if not module:
            space[name] = own[attribute]
        elif module == "builtins":
            space[name] = apart["PRISTINE"][attribute]
        elif attribute == "Checks" and module in ("helpers", "helpers.checks"):
            space[name] = new_checks
        else:
            origin = sys.modules.get(module) or __import__(module, fromlist=["*"])
            space[name] = getattr(origin, attribute) if attribute else origin
    reply = run_statements(request["code"], space, user_ns, request["shared"], flags)
    inspect("after the tests")
    reply["flags"] = flags[:20]
    return reply


def answered(request: dict, answer, shell, watch, user_ns: dict, transformers, whose) -> dict:
    """Answer the questions of tests that run elsewhere; what they would find changed is told of all the same."""
    flags: list = []
    inspect = make_inspector(request, shell, watch, user_ns, transformers, whose, flags)
    inspect("before the tests")
    answer()  # until there are no more questions
    inspect("after the tests")
    return {"op": "done", "error": False, "flags": flags[:20]}


def make_inspector(request: dict, shell, watch, user_ns: dict, transformers, whose, flags: list):
    """A function that notes in `flags` what is not as it should be, and puts it right."""
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
    theirs = user_ns.get(request["checks"]) if request["checks"] else None
    if theirs is not None and theirs is not Checks and not alike(Checks, theirs, sys.modules.get("helpers.checks")):
        flags.append(["replaced-checks", f"the name {request['checks']} stood for something else"])
    return inspect


def caller(watch, flags: list):
    """A function that calls an answer for the tests, and sees to it that the helpers are then what they were before."""
    calls = 0

    def called(answer, /, *arguments, **named):
        nonlocal calls
        try:
            return answer(*arguments, **named)
        finally:
            calls += 1
            if calls < OFTEN or not random_bytes(1)[0] % 64:  # a test may call it a million times
                changed = watch.restore()
                if changed:
                    said = f"in a call of the answer, these were changed: {', '.join(changed[:5])}"
                    flags.append(["changed-helpers", said])

    return called


def run_statements(
        code: list, space: dict, user_ns: dict, shared: list, flags: list, made: list = made_checks) -> dict:
    """Run a test cell statement by statement in a namespace of its own.

    `shared` are names of the learner's to which the tests give values: the learner's code is to see these. `made` are
    the checks that the tests make.
    """
    import asyncio

    reply = {"op": "done", "error": False, "value": None, "kind": "none"}
    books, value = [], None
    made.clear()
    try:
        for kind, names, text in code:
            compiled = load_code(bytes.fromhex(text))
            value = eval(compiled, space, user_ns) if any(each in shared for each in names) else eval(compiled, space)
            if compiled.co_flags & RUN_COROUTINE:
                value = asyncio.new_event_loop().run_until_complete(value)
            for name in shared:
                if name in space:
                    user_ns[name] = space.pop(name)
            for name in names:
                found = space.get(name)
                if type(found) is Checks:
                    books.append((found, found._book, found.points))
                elif isinstance(found, type) and kind == "define":
                    user_ns[name] = found  # unittest and pickle look for classes in `__main__`
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
        frames += getattr(error, "_kit_frames", [])
        shown = getattr(type(error), "__name__", "Error")
        return {**reply, "error": True, "ename": str(shown), "evalue": said_by(error), "frames": frames}
    for checks, book, _ in books:
        if checks._book is not book or not is_book(book):
            flags.append(["changed-checks", "the book of points was replaced"])
    if len(books) + len(made) == 1:
        try:
            reply["book"] = made[0].score() if made else total(books[0][1], books[0][2])
        except Exception:
            reply["book"] = 0.0
    return {**reply, **described(value)}
