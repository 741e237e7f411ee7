"""C9: values of secrets are in no log, error, repr or answer, on a server whose dependencies are away."""

import secrets
from pathlib import Path

import httpx
import pytest

from arcadia.platform.config import SettingsError
from arcadia.platform.config.forms import TEXT
from arcadia.platform.config.settings import Declaration, declarations
from arcadia.platform.secrets import examine, load_settings
from support.command import run_arcadia
from support.postgres import free_port
from support.server import ServerProcess

ASKED = (
    "/health", "/health/ready", "/health/live", "/api/health", "/api/health/ready", "/api/health/detailed",
    "/api/health/cache", "/", "/boards", "/nowhere", "/api/v1/me", "/api/v1/sessions", "/api/v1/sessions/AAAAAA",
    "/api/v1/openapi/openapi.json", "/api/cron/nothing", "/api/revalidate",
)  # fmt: skip


class Marked:
    """An environment whose every secret has a mark that is nowhere else."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(24)
        made = {one.variable: f"{one.variable.lower()}-{self.mark}" for one in declarations().values() if one.is_secret}
        self.environ = {
            **made,
            "ARCADIA_ENV": "staging",
            "DATABASE_URL": f"postgresql://arcadia:{self.mark}@127.0.0.1:{free_port()}/arcadia",
            "REDIS_URL": f"redis://:{self.mark}@127.0.0.1:{free_port()}/0",
            "ARCADIA_LOG_LEVEL": "debug",
        }


@pytest.fixture
def marked() -> Marked:
    return Marked()


def test_c9_nothing_that_a_server_says_holds_a_secret(marked: Marked, tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, marked.environ)
    server._answers = lambda: answers(server)  # type: ignore[method-assign]
    server.start()
    try:
        bodies = [ask(server, method, path, marked) for path in ASKED for method in ("GET", "POST")]
    finally:
        server.stop()
    log = server.log.read_text()
    assert "127.0.0.1" in log, "the log tells of what is away"
    assert marked.mark not in log
    assert [body for body in bodies if marked.mark in body] == []
    assert marked.mark not in (tmp_path / "audit.jsonl").read_text()


def answers(server: ServerProcess) -> bool:
    """Without a database it is not ready, and serves."""
    try:
        return httpx.get(f"{server.url}/robots.txt", timeout=5).status_code > 0
    except httpx.HTTPError:
        return False


def ask(server: ServerProcess, method: str, path: str, marked: Marked) -> str:
    shown = {"authorization": f"Bearer {marked.environ['ARCADIA_OPERATOR_TOKEN']}", "origin": server.url}
    answer = httpx.request(method, server.url + path, headers=shown, timeout=60)
    return f"{answer.headers}{answer.text}"


@pytest.mark.parametrize(
    "command", [("config", "show"), ("config", "show", "--json"), ("config", "check"), ("db", "status")]
)
def test_c9_no_command_says_a_secret(command: tuple[str, ...], marked: Marked, tmp_path: Path) -> None:
    told = run_arcadia(tmp_path, *command, **marked.environ)
    assert told.stdout + told.stderr != ""
    assert marked.mark not in told.stdout + told.stderr


def test_c9_no_repr_holds_a_secret(marked: Marked, tmp_path: Path) -> None:
    reading = examine(marked.environ, folder=tmp_path)
    assert reading.settings.cron_secrets == (f"cron_secret-{marked.mark}",)
    assert marked.mark not in repr(reading)
    assert marked.mark not in str(reading.problems)


@pytest.mark.parametrize(
    "declaration", [one for one in declarations().values() if one.is_secret], ids=lambda one: one.variable
)
def test_c9_no_problem_quotes_a_secret(declaration: Declaration, marked: Marked, tmp_path: Path) -> None:
    """Each secret with a value that cannot be used: too short, or no address."""
    environ = {**marked.environ, declaration.variable: f"{marked.mark[:20]}"}
    try:
        load_settings("a test", environ={**environ, "ARCADIA_DATA": str(tmp_path)}, folder=tmp_path)
    except SettingsError as error:
        assert marked.mark[:20] not in str(error)
    else:
        assert declaration.form is TEXT, "every other secret has a form or a least length"
