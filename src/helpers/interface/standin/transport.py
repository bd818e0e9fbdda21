"""Calls within this process: httpx asks, the application answers, and no socket is opened."""

import httpx

from helpers.interface.standin.asgi import run


class InProcess(httpx.BaseTransport):
    """Runs an ASGI application that never waits for anything; so it needs no event loop, also in a notebook."""

    def __init__(self, app):
        self.app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The application's response to a request."""
        url = request.url
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "server": (url.host, url.port),
            "client": ("127.0.0.1", 0),
            "root_path": "",
        }
        status, headers, body = run(self.app, scope, request.read())
        return httpx.Response(status, headers=headers, content=body, request=request)
