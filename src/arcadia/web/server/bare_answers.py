"""What the server says before the application is asked, or without it: bare answers with the strictest headers (S4)."""

from http import HTTPStatus
from typing import Final

from websockets.http11 import Response
from websockets.server import ServerProtocol

from arcadia.web.security_policy import STRICTEST

_AS_TEXT: Final = tuple((name.decode(), value.decode()) for name, value in STRICTEST)


def bare_answer(status: HTTPStatus, sentence: str) -> bytes:
    """Return a whole HTTP/1.1 answer in plain text, after which the connection is closed."""
    body = sentence.encode("ascii")
    headers = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *STRICTEST,
    )
    lines = (f"HTTP/1.1 {status.value} {status.phrase}".encode(), *(b": ".join(one) for one in headers))
    return b"\r\n".join((*lines, b"", body))


class Handshakes(ServerProtocol):
    """The library's handshakes; what it answers by itself (no key, a wrong version, a refusal) gets headers too."""

    def send_response(self, response: Response) -> None:
        """Complete an answer that the application had no part in, and send it."""
        for name, value in _AS_TEXT:
            if name not in response.headers:
                response.headers[name] = value
        super().send_response(response)
