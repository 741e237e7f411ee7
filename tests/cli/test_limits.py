"""`arcadia limits` beside a server that runs (L7)."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import msgspec

from support.server import ServerProcess
from support.tools import ROOT

PATIENCE_S = 60


def limits(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "ARCADIA_DATA": str(folder), "ARCADIA_ENV": "test"}
    command = [sys.executable, "-m", "arcadia", "limits", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, cwd=folder)


def wait_for_limit(url: str, limit: str) -> httpx.Response:
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        answer = httpx.get(f"{url}/api/v1/me", timeout=10)
        if answer.headers["x-ratelimit-limit"] == limit:
            return answer
        assert time.monotonic() < ends_at, answer.headers
        time.sleep(0.2)


def test_l7_a_command_changes_a_budget_of_a_server_that_runs(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, {"ARCADIA_LIMITS": "steady"})
    server.start()
    try:
        assert httpx.get(f"{server.url}/api/v1/me").headers["x-ratelimit-limit"] == "100"
        changed = limits(tmp_path, "set", "api", "--calls", "250", "--seconds", "30")
        assert (changed.returncode, changed.stdout) == (0, "api was changed.\n"), changed.stderr
        assert wait_for_limit(server.url, "250").headers["ratelimit-policy"] == '"api";q=250;w=30'
        shown = msgspec.json.decode(limits(tmp_path, "show", "--json").stdout)
        assert shown["api"] == {"limit": 250, "window_ms": 30_000, "is_changed": True}
        assert "api                 250 in 30 s, sliding (changed): " in limits(tmp_path, "show").stdout
        assert limits(tmp_path, "reset", "api").returncode == 0
        wait_for_limit(server.url, "100")
    finally:
        server.kill()


def test_l7_wrong_words_are_refused(tmp_path: Path) -> None:
    unknown = limits(tmp_path, "set", "apis", "--calls", "3")
    assert unknown.returncode == 1
    assert "there is no budget 'apis'" in unknown.stderr
    assert limits(tmp_path, "set", "api").returncode == 2
