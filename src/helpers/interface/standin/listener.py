"""The stand-in on a port of this machine alone, by the standard library's server, in a thread of the kernel."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from helpers.errors import shorten
from helpers.interface.errors import InterfaceError
from helpers.interface.standin.app import LARGEST_BODY
from helpers.interface.standin.asgi import run

HOST = "127.0.0.1"
QUIET_SECONDS, MOST_CONNECTIONS = 10, 50


class Listener:
    """Listens at 127.0.0.1 until it is closed. Raises `InterfaceError` where the port is taken."""

    def __init__(self, app, port: int):
        if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65535:
            raise InterfaceError(f"port: {shorten(port)} is not a port. Give 8000, say; or 0 for any that is free.")
        try:
            self.server = _Server((HOST, port), _handler(app))
        except OSError as error:
            raise InterfaceError(
                f"port: {port} cannot be used ({error.strerror}). Take another, or 0 for any that is free."
            ) from None
        self.thread = threading.Thread(
            target=self.server.serve_forever,
            kwargs={"poll_interval": 0.1},
            daemon=True,
            name=f"stand-in at {self.server.server_port}",
        )
        self.thread.start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.server.server_port}"

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *given):
        self.room = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(*given)

    def process_request(self, request, client_address):
        """Take a connection where there is room; else close it at once, so that memory stays bounded."""
        if self.room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request, client_address):
        """Serve one connection, and give its room back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.room.release()


def _handler(app):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = QUIET_SECONDS
        disable_nagle_algorithm = True  # a body after its heads would wait 40 ms for the caller's acknowledgement
        server_version, sys_version = "stand-in", ""

        def log_message(self, *_given) -> None:
            """Say nothing: the stand-in keeps its own log."""

        def answer(self) -> None:
            """One call."""
            length = self.headers.get("Content-Length", "0")
            chunked = "transfer-encoding" in self.headers
            if chunked or not length.isdigit() or len(length) > 12 or int(length) > LARGEST_BODY:
                self.close_connection = True
                return self.send_error(411 if chunked else 413 if length.isdigit() else 400)
            body = self.rfile.read(int(length))
            parts = urlsplit(self.path if self.path.startswith("/") else "/")
            scope = {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": self.command,
                "scheme": "http",
                "path": unquote(parts.path),
                "raw_path": parts.path.encode("latin-1", "replace"),
                "query_string": parts.query.encode("latin-1", "replace"),
                "root_path": "",
                "headers": [
                    (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
                    for name, value in self.headers.items()
                ],
                "server": self.server.server_address,
                "client": self.client_address,
            }
            status, headers, content = run(app, scope, body)
            self.send_response(status)
            for name, value in headers:
                if name.lower() != b"content-length":
                    self.send_header(name.decode("latin-1"), value.decode("latin-1"))
            if status not in (204, 304):
                size = dict(headers).get(b"content-length", b"0").decode() if self.command == "HEAD" else len(content)
                self.send_header("Content-Length", str(size))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)
            return None

        def __getattr__(self, name: str):
            if name.startswith("do_"):  # every method is the application's to refuse
                return self.answer
            raise AttributeError(name)

    return Handler
