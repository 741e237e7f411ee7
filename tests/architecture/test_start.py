"""What a start may import (architecture, "Composition root"): the first answer comes within 1.2 s of the process's start.

The time itself is measured by `bin/bench start`; here stands what it is kept by.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.postgres import free_port
from support.tools import ROOT

STAYS_OUT = {
    "alembic": "migrations import it where the database is behind; the check compares one row with a constant",
    "asyncpg": "PostgreSQL's driver: imported when the database's address asks for it",
    "attr": "Litestar's plugin for it is left out by app.py",
    "authlib": "for sign-in with other sites, where it is configured",
    "babel": "for dates and numbers, when the first is written: 100 ms",
    "boto3": "for S3, where it is configured",
    "grpc": "for flagd, where it is configured: 150 ms",
    "hvac": "for Vault, where it is configured",
    "httpx": "nothing that serves asks other servers",
    "hypothesis": "for tests",
    "jinja2": "pages are made by minijinja",
    "ldclient": "for LaunchDarkly, where it is configured: 120 ms",
    "mako": "alembic's",
    "openfeature": "for flags, where a source of them is configured: 40 ms",
    "opentelemetry.sdk": "for tracing, where it is configured",
    "PIL": "for pictures, when one is made",
    "prometheus_client": "for metrics, where it is configured",
    "pydantic": "Litestar's plugin for it is left out by app.py: 200 ms",
    "pytest": "for tests",
    "redis": "imported when the bus's address asks for it: 100 ms",
    "rich": "structlog would colour stacks with it; cli hides it while that is imported",
    "segno": "for the QR code of --lan, when it is shown",
    "sentry_sdk": "for error tracking, where it is configured",
    "sqlalchemy.orm": "statements are Core's",
    "typer": "serve reads its options by the standard library: 250 ms",
    "zxcvbn": "when a password is chosen",
}

SERVE_AND_LOOK = """
import json, os, signal, socket, sys, threading, time

def ask(path):
    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=30) as to:
        to.sendall(f"GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n".encode())
        return b"".join(iter(lambda: to.recv(65536), b"")).split(b"\\r\\n", 1)[0]

def look():
    while True:
        try:
            answers = [ask(path).decode() for path in ("/", "/health/ready")]
            break
        except ConnectionRefusedError:
            time.sleep(0.02)
    with open(sys.argv[2], "w") as found:
        json.dump({"answers": answers, "modules": sorted(sys.modules)}, found)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=look, daemon=True).start()
from arcadia.cli import main
main(["serve", "--port", sys.argv[1]])
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a second start has imported when it has answered: the first one migrates."""
    folder = tmp_path_factory.mktemp("start")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ARCADIA_")},
        "PYTHONPATH": str(ROOT / "src"),
        "ARCADIA_ENV": "test",
        "ARCADIA_DATA": str(folder / "data"),
    }
    run([sys.executable, "-m", "arcadia", "db", "upgrade"], folder, environment)
    told = folder / "told.json"
    run([sys.executable, "-c", SERVE_AND_LOOK, str(free_port()), str(told)], folder, environment)
    found: dict[str, list[str]] = json.loads(told.read_text())
    return found


def run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    # uvicorn ends by the signal that it was stopped with.
    assert done.returncode in (0, -signal.SIGTERM), done.stdout + done.stderr


def test_a_started_server_answers(started: dict[str, list[str]]) -> None:
    assert started["answers"] == ["HTTP/1.1 200 OK"] * 2
    assert "arcadia.app" in started["modules"]


def test_a_start_imports_only_what_the_settings_ask_for(started: dict[str, list[str]]) -> None:
    loaded = {name: why for name, why in STAYS_OUT.items() if name in started["modules"]}
    assert loaded == {}
