"""A small HTTP server that speaks the part of HashiCorp Vault that Arcadia uses: tokens and the key-value engine,
version 2 (`/v1/<mount>/data/<path>`), with Vault's answers and status codes.

It is ours and no Vault: the real program is in no package registry that the tests may use. So it shows that Arcadia and
the client library hvac speak that interface, not that a Vault of some version does.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

TOKEN: Final = "hvs.support-token"


class VaultServer:
    """Entries by `mount/path`, and ways to fail."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, str]] = {}
        self.deleted: set[str] = set()
        self.namespaces: list[str | None] = []
        self.failing_times = 0
        """So many of the next answers are 503, as while Vault is sealed."""
        self.freezes_s = 0.0
        self.asked = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url: Final = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, token: str | None) -> tuple[int, dict[str, Any]]:
        """What Vault says to a read."""
        self.asked += 1
        time.sleep(self.freezes_s)
        if self.failing_times:
            self.failing_times -= 1
            return 503, {"errors": ["Vault is sealed"]}
        if token != TOKEN:
            return 403, {"errors": ["permission denied"]}
        mount, _, rest = path.partition("/")
        kind, _, entry = rest.partition("/")
        found = self.entries.get(f"{mount}/{entry}") if kind == "data" else None
        if found is None:
            return 404, {"errors": []}
        metadata = {"created_time": "2026-11-27T12:00:00Z", "deletion_time": "", "destroyed": False, "version": 1}
        if f"{mount}/{entry}" in self.deleted:
            return 404, {"data": {"data": None, "metadata": {**metadata, "deletion_time": "2026-11-27T13:00:00Z"}}}
        return 200, {"request_id": "r", "lease_duration": 0, "data": {"data": found, "metadata": metadata}}


def _handler(vault: VaultServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            vault.namespaces.append(self.headers.get("X-Vault-Namespace"))
            status, body = vault.answer(self.path.removeprefix("/v1/"), self.headers.get("X-Vault-Token"))
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: Any) -> None:
            """Tests read their own output."""

    return Handler


@contextmanager
def running_vault() -> Iterator[VaultServer]:
    """A Vault for the block."""
    vault = VaultServer()
    vault.start()
    try:
        yield vault
    finally:
        vault.stop()
