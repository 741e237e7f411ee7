"""A whole answer as one value, for the layers that answer without the framework."""

from dataclasses import dataclass

from arcadia.web.asgi import Scope, Send

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and body of one HTTP answer."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


async def send_answer(answer: Answer, scope: Scope, send: Send) -> None:
    """Send an answer to an HTTP request, or as the refusal of a socket handshake."""
    headers: Headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
    prefix = "websocket." if scope["type"] == "websocket" else ""
    start = {"type": f"{prefix}http.response.start", "status": answer.status, "headers": headers}
    body = {"type": f"{prefix}http.response.body", "body": answer.body, "more_body": False}
    if prefix and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    await send(start)
    await send(body)


def header(scope: Scope, name: bytes) -> str | None:
    """Return the last value of a request header (name in lower case), or None."""
    found = None
    for key, value in scope["headers"]:
        if key == name:
            found = value
    return None if found is None else found.decode("latin-1")
