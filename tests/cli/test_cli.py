"""The command line: finds commands, exits with what it means, and says what is wrong."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from arcadia import __version__
from arcadia.cli import COMMANDS, hidden_module, main
from arcadia.platform.db.migrating import REVISION


def run(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), env=environment(folder, environ), capture_output=True, text=True, cwd=folder
    )


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "arcadia", *arguments]


def environment(folder: Path, environ: dict[str, str]) -> dict[str, str]:
    ours = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "ARCADIA_DATA": str(folder / "data")}
    return {**ours, **environ}


def exit_code(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    told = capsys.readouterr()
    return caught.value.code, told.out, told.err


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_names_every_command(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = exit_code(capsys, word)
    assert code == 0
    assert all(f"  {name} " in out for name in COMMANDS)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(capsys, "--version")[:2] == (0, f"arcadia {__version__}\n")


def test_an_unknown_command_is_wrong_usage_and_the_known_ones_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = exit_code(capsys, "sevre")
    assert code == 2
    assert "no command 'sevre'" in err
    assert "serve" in err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_knows_help(name: str, tmp_path: Path) -> None:
    told = run(tmp_path, name, "--help")
    assert told.returncode == 0, told.stderr
    assert "--help" in told.stdout


def test_wrong_settings_exit_with_78_name_all_and_start_nothing(tmp_path: Path) -> None:
    """C2."""
    told = run(tmp_path, "serve", "--port", "high", ARCADIA_ENV="moon", DATABASE_URL="mysql://host/db")
    assert told.returncode == 78
    assert "3 problems with the settings; nothing was started" in told.stderr
    assert "ARCADIA_PORT: 'high' is not a whole number (from the command line)" in told.stderr
    assert not (tmp_path / "data").exists()


def test_production_without_its_secrets_does_not_start(tmp_path: Path) -> None:
    """C3."""
    told = run(tmp_path, "serve", ARCADIA_ENV="production")
    assert told.returncode == 78
    assert all(name in told.stderr for name in ("SESSION_SECRET", "CRON_SECRET", "REDIS_URL", "ARCADIA_PUBLIC_URL"))


def test_more_than_one_worker_on_sqlite_is_refused_with_an_explanation(tmp_path: Path) -> None:
    told = run(tmp_path, "serve", "--workers", "2", REDIS_URL="redis://127.0.0.1:9/0")
    assert told.returncode == 78
    assert "2 processes cannot share an SQLite file, which has one writer" in told.stderr


def test_db_upgrade_and_status(tmp_path: Path) -> None:
    before = run(tmp_path, "db", "status")
    assert (before.returncode, before.stdout) == (1, f"The database is at nothing; this program needs {REVISION}.\n")
    assert run(tmp_path, "db", "upgrade").stdout == f"The database was brought up to date from nothing ({REVISION}).\n"
    assert run(tmp_path, "db", "upgrade").stdout == f"The database was already up to date ({REVISION}).\n"
    assert run(tmp_path, "db", "status").returncode == 0


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = run(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert told.returncode == 1
    assert "choose another with --port" in told.stderr


@contextmanager
def serving(
    folder: Path, *arguments: str, stderr: IO[bytes] | None = None, **environ: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server as a process, and its address as it told it."""
    process = subprocess.Popen(
        command("serve", "--port", "0", *arguments),
        env=environment(folder, environ),
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        cwd=folder,
    )
    try:
        assert process.stdout is not None
        yield process, _address(process.stdout)
    finally:
        process.kill()
        process.wait()
        process.stdout.close() if process.stdout else None


def _address(told: IO[str]) -> str:
    line = told.readline()
    assert line.startswith("Arcadia is at http://"), line
    return line.split()[3]


def get(address: str) -> int:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own server
        status: int = answer.status
        return status


def test_serve_tells_its_address_serves_and_ends_at_a_signal(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, address):
        assert get(f"{address}/health/ready") == 200
        assert get(address) == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in {0, -signal.SIGTERM}


def test_ctrl_c_stops_a_server_without_a_stack(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with errors.open("wb") as stderr, serving(tmp_path, stderr=stderr) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    assert errors.read_text() == ""


def test_a_second_server_on_the_same_folder_is_told_which_pid_serves(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, _):
        told = run(tmp_path, "serve", "--port", "0")
    assert told.returncode == 3
    assert f"process {process.pid} is using" in told.stderr


def test_two_workers_share_one_address_and_one_that_dies_is_replaced(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    environ = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url}
    with serving(tmp_path, "--workers", "2", "--migrate", **environ) as (process, address):
        assert {get(f"{address}/health/ready") for _ in range(10)} == {200}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0


def test_a_hidden_module_cannot_be_imported_inside_the_block_only() -> None:
    name = "colorsys"
    known = sys.modules.pop(name, None)
    with hidden_module(name), pytest.raises(ImportError):
        __import__(name)
    assert __import__(name).__name__ == name
    if known is not None:
        sys.modules[name] = known
