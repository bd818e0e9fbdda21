"""A line between the two processes of a submission: messages as JSON, each behind its length."""

import json
import struct

from kit.grader.kernel.values import NoForm

HEAD = struct.Struct(">I")
LONGEST = 64_000_000
scan_json = json.JSONDecoder().scan_once  # in C: what becomes of built-in names does not reach it
dump_json = json.encoder.c_make_encoder(
    None, repr, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, True)


def open_line(connection):
    """Two functions: to receive a message, in spite of interruptions, and to send one."""
    waiting, take, give = bytearray(), connection.recv, connection.sendall

    def receive():
        while True:
            if len(waiting) >= 4:
                size = HEAD.unpack_from(waiting)[0]
                if size > LONGEST:
                    raise NoForm(f"a message of {size:,} bytes")
                if len(waiting) >= size + 4:
                    body = bytes(waiting[4:size + 4])
                    del waiting[:size + 4]
                    return scan_json(body.decode(), 0)[0]
            part = take(1 << 18)
            if not part:
                raise EOFError
            waiting.extend(part)

    def send(message) -> None:
        body = "".join(dump_json(message, 0)).encode()
        if len(body) > LONGEST:
            raise NoForm(f"a message of {len(body):,} bytes")
        give(HEAD.pack(len(body)) + body)

    return receive, send
