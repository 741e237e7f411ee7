"""The port where a thread answers probes (H2, H3)."""

import socket

import httpx
import pytest

from arcadia.core.errors import Conflict
from arcadia.platform.health.probe_port import open_probe_port


def test_h3_it_answers_what_it_knows_and_nothing_else() -> None:
    faults: dict[str, str] = {}
    with (
        open_probe_port("127.0.0.1", 0, faults.get) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as probe,
    ):
        assert probe.get("/health/live").json() == {"status": "ok", "faults": {}}
        assert probe.get("/api/health/ready").status_code == 200
        faults["ready"] = "about to stop"
        unready = probe.get("/health/ready")
        assert (unready.status_code, unready.json()["faults"]) == (503, {"server": "about to stop"})
        assert unready.headers["cache-control"] == "no-cache, no-store, must-revalidate"
        assert probe.get("/health/live?now").status_code == 200
        assert probe.get("/").status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/health/live")


def test_h3_a_caller_that_says_nothing_or_nonsense_does_not_keep_it_from_the_next() -> None:
    with open_probe_port("127.0.0.1", 0, lambda _kind: None) as port:
        with socket.create_connection(("127.0.0.1", port)):
            assert httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=10).status_code == 200
        for words in (b"", b"\r\n\r\n", b"\xff\xfe\x00 \x01\r\n\r\n", b"GET\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port)) as caller:
                caller.sendall(words)
                caller.shutdown(socket.SHUT_WR)
                assert caller.recv(1000).startswith(b"HTTP/1.1 404")
        assert httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=10).status_code == 200


def test_h3_a_port_that_is_taken_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(Conflict, match="ARCADIA_PROBE_PORT"),
            open_probe_port("127.0.0.1", port, lambda _kind: None),
        ):
            pass
