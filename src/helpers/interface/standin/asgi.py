"""One call of an ASGI application that never waits: no event loop, no socket, no thread."""


def run(app, scope: dict, body: bytes) -> tuple[int, list, bytes]:
    """One call of an ASGI application: status, headers, body."""
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    call = app(scope, receive, send)
    try:
        call.send(None)
    except StopIteration:
        pass
    else:
        call.close()
        raise RuntimeError("the application waits for something; the stand-in never does")
    start = next(each for each in sent if each["type"] == "http.response.start")
    return (
        start["status"],
        start["headers"],
        b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body"),
    )
