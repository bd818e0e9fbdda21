"""A learner's side of tests that run elsewhere: it answers questions about its values, and is told nothing else.

What it answers is a commitment: it is given before anything is known of what it will be compared with. Values pass as
data (`kit.grader.kernel.values`); objects that do not, stay here and are asked by their number.
"""

import os
import signal
import types
import warnings

from kit.grader.kernel.private import private

_values, _abilities = private("kit.grader.kernel.values"), private("kit.grader.kernel.abilities")
make_encoder, make_decoder, NoForm = _values["make_encoder"], _values["make_decoder"], _values["NoForm"]
BASES, DOES, OWN = _abilities["BASES"], _abilities["DOES"], _abilities["OWN"]
_bait = private("kit.grader.kernel.bait")
call_from_bait, call_each = _bait["call"], _bait["call_each"]
open_line = private("kit.grader.kernel.line")["open_line"]


def make_answerer(connection, user_ns: dict, sink):
    """A function that answers questions until there are no more."""
    receive, send = open_line(connection)
    kept: dict[int, object] = {}
    numbers: dict[int, int] = {}
    classes: dict[type, list] = {}
    wrapped: dict[int, tuple] = {}
    last = [0, 0]  # the last handle; the question that is being answered

    def able(kind) -> list:
        found = classes.get(kind)
        if found is None:
            names, seen = set(), type.__dict__["__mro__"].__get__(kind)
            for each in seen:
                if each is not object:
                    names.update(name for name in vars(each) if name in OWN)
            for name in ("__eq__", "__hash__"):
                if next((vars(each)[name] for each in seen if name in vars(each)), None) is getattr(object, name):
                    names.discard(name)
            found = classes[kind] = [OWN[name] for name in sorted(names)]
        return found

    def handle(value):
        number = numbers.get(id(value))
        if number is None:
            last[0] += 1
            number = last[0]
            kept[number], numbers[id(value)] = value, number
        kind, base = type(value), standing(value)
        base = None if base is None else encode_inside(base)
        about = ""
        if isinstance(value, type):
            about = [[each.__module__, each.__qualname__] for each in type.__dict__["__mro__"].__get__(value)]
            about = ["class", str(value.__name__)[:100], [[str(one), str(two)] for one, two in about]]
        elif callable(value) and isinstance(getattr(value, "__name__", None), str):
            about = ["function", str(value.__name__)[:100]]
        elif kind.__module__ == "builtins":
            about = ["library"]
        return ["o", number, str(kind.__name__)[:100], able(kind), base, about]

    def unwrap(value):
        if type(value) is types.FunctionType and id(value) in wrapped and wrapped[id(value)][0] is value:
            return ["cb", wrapped[id(value)][1]]
        return None

    def standing(value):
        """The plain value that an object stands on; nothing where there is none."""
        kind = type(value)
        for plain, read in BASES:
            if issubclass(kind, plain):
                return read(value)
        if kind.__module__ == "collections" and kind.__name__ in ("UserString", "UserDict", "UserList"):
            return value.data
        return None

    encode = make_encoder(handle, unwrap)
    depth = [0]

    def encode_inside(value):
        depth[0] += 1
        try:
            if depth[0] > 40:
                raise NoForm("it is too deep")
            return inner(value)
        finally:
            depth[0] -= 1

    inner = make_encoder(handle, unwrap)

    def form(value):
        try:
            return encode(value)
        except (NoForm, RecursionError):
            return handle_bare(value)

    def handle_bare(value):
        last[0] += 1
        kept[last[0]] = value
        return ["o", last[0], str(type(value).__name__)[:100], able(type(value)), None, ["library"]]

    def handled(tag, parts):
        if tag == "r":
            return kept[parts[0]]
        if tag == "cb":
            return callback(*parts)
        raise NoForm(f"the form {tag!r}")

    decode = make_decoder(handled)

    def callback(number: int, name: str):
        def asked(*given, **named):
            if last[1] != asked_in:
                raise RuntimeError("the tests that gave this function are over")
            send([last[1], "cb", number, [form(each) for each in given],
                  {key: form(each) for key, each in named.items()}])
            while True:
                told = receive()
                if told[1] == "back":
                    return decode(told[2])
                if told[1] == "raised":
                    kind = decode(told[2]) if told[2] else Exception
                    raise kind(*(decode(each) for each in told[3]))
                answer(told)

        asked_in = last[1]
        asked.__name__ = asked.__qualname__ = name
        for function, which in wrapped.values():
            if which == number and function.__name__ == name:
                return function
        wrapped[id(asked)] = (asked, number)
        return asked

    def mutable(value) -> bool:
        return type(value) in (list, dict, set, bytearray)

    def act(kind, parts):
        """Do what was asked; returns the value, and arguments that were changed by it, by their place."""
        if kind == "name":
            if parts[0] not in user_ns:
                return None, None, False
            return user_ns[parts[0]], None, True
        if kind == "names":
            return [each for each in user_ns if type(each) is str], None, True
        if kind == "set":
            user_ns[parts[0]] = decode(parts[1])
            return None, None, True
        if kind == "call":
            function, given = kept[parts[0]], [decode(each) for each in parts[1]]
            named = {key: decode(each) for key, each in parts[2].items()}
            changing = {place: each for place, each in enumerate(given) if mutable(each)}
            changing |= {key: each for key, each in named.items() if mutable(each)}
            value = call_from_bait(function, given, named)
            return value, changing, True
        if kind == "each":
            return call_each(kept[parts[0]], [decode(value) for value in parts[1]]), None, True
        if kind == "get":
            return getattr(kept[parts[0]], parts[1]), None, True
        if kind == "put":
            setattr(kept[parts[0]], parts[1], decode(parts[2]))
            return None, None, True
        if kind == "del":
            delattr(kept[parts[0]], parts[1])
            return None, None, True
        if kind == "do":
            return DOES[parts[0]](*(decode(each) for each in parts[1:])), None, True
        if kind == "content":
            return standing(kept[parts[0]]), None, True
        if kind == "same":  # is it equal to which of these?
            value = kept[parts[0]]
            return [bool(value == decode(each)) for each in parts[1]], None, True
        raise NoForm(f"the question {kind!r}")

    def raised(error: BaseException) -> list:
        kind = type(error)
        line = [[str(each.__module__), str(each.__qualname__)] for each in type.__dict__["__mro__"].__get__(kind)]
        try:
            given = [form(each) for each in BaseException.args.__get__(error)]
        except Exception:
            given = []
        try:
            said = str.__str__(str(error))[:5_000]
        except BaseException:
            said = ""
        frames, trace = [], error.__traceback__
        while trace is not None and len(frames) < 30:
            where = trace.tb_frame.f_code
            if where.co_filename.startswith("<cell "):
                frames.append([where.co_filename, trace.tb_lineno, where.co_name])
            trace = trace.tb_next
        return [line, given, said, frames, handle_bare(error)]

    def answer(question) -> None:
        number, dropped, kind, *parts = question
        for each in dropped:
            numbers.pop(id(kept.pop(each, None)), None)
        before, last[1] = last[1], number
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                try:
                    value, changing, there = act(kind, parts)
                    told = ["v" if there else "none", form(value),
                            {str(key): form(each) for key, each in (changing or {}).items()}]
                except BaseException as error:
                    told = ["x", *raised(error)]
            warned = [[str(each.category.__name__), str(each.message)[:500]] for each in caught[:20]]
        except BaseException as error:
            told, warned = ["x", *raised(error)], []
        finally:
            last[1] = before
        said = [[each["name"], each["text"]] for each in taken()]
        send([number, told[0], *told[1:], said, warned])

    shown: list = []

    def taken() -> list:
        if not sink.outputs:
            return []
        found = sink.taken()
        shown.extend(each for each in found if each["output_type"] != "stream")
        return [each for each in found if each["output_type"] == "stream"]

    def serve() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        shown.clear()
        while True:
            try:
                question = receive()
                if question[2] == "over":
                    break
                answer(question)
            except KeyboardInterrupt:
                continue
            except EOFError:
                os._exit(0)
        sink.outputs.extend(shown)

    return serve
