"""The smallest CDN that pulls: what is below some paths it takes from a site once, keeps it, and gives it to everybody."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

import httpx

PULLED: Final = ("/static/", "/pictures/")
_FORGOTTEN: Final = frozenset({"connection", "date", "server", "transfer-encoding"})


class PullingCdn(ThreadingHTTPServer):
    """Another origin than the site's: `localhost`, where that is an address. It asks the site with no cookie, ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.url = f"http://localhost:{self.server_address[1]}"
        self.site_url = ""
        self.given: list[str] = []
        """The paths that were asked for, in order."""
        self._kept: dict[tuple[str, str, str], httpx.Response] = {}

    def pull(self, path: str, headers: Mapping[str, str]) -> httpx.Response:
        """Return the site's answer, the kept one where there is one for what it varies on."""
        self.given.append(path)
        varied = {name: headers.get(name, "") for name in ("accept", "accept-encoding")}
        key = (path, varied["accept"], varied["accept-encoding"])
        if key not in self._kept:
            with httpx.stream("GET", self.site_url + path, headers=varied, timeout=30) as answer:
                raw = b"".join(answer.iter_raw())
            self._kept[key] = httpx.Response(answer.status_code, headers=answer.headers, extensions={"raw": raw})
        return self._kept[key]


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: PullingCdn

    def do_GET(self) -> None:
        if not self.path.startswith(PULLED):
            self.send_error(404)
            return
        answer = self.server.pull(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.send_response_only(answer.status_code)
        for name, value in answer.headers.multi_items():
            if name not in _FORGOTTEN:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.extensions["raw"])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@contextmanager
def serving_cdn() -> Iterator[PullingCdn]:
    """Serve for the block; `site_url` says where to pull from."""
    cdn = PullingCdn()
    thread = Thread(target=cdn.serve_forever, name="cdn", daemon=True)
    thread.start()
    try:
        yield cdn
    finally:
        cdn.shutdown()
        cdn.server_close()
        thread.join(10)
