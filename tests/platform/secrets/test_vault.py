"""C7: secrets from Vault's key-value engine, through its own client, over HTTP on loopback."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from arcadia.platform.config import Reading
from arcadia.platform.secrets import examine
from support.postgres import free_port
from support.vault import TOKEN, VaultServer, running_vault

SECRET = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"


@pytest.fixture
def vault() -> Iterator[VaultServer]:
    with running_vault() as server:
        server.entries["secret/arcadia"] = {"SESSION_SECRET": SECRET, "CRON_SECRET": f"c-{SECRET}"}
        yield server


def read(folder: Path, address: str, **environ: str) -> Reading:
    return examine({"VAULT_ADDR": address, "VAULT_TOKEN": TOKEN, **environ}, folder=folder)


def test_c7_secrets_are_read_from_vault_with_their_source(vault: VaultServer, tmp_path: Path) -> None:
    reading = read(tmp_path, vault.url)
    assert reading.problems == ()
    assert (reading.settings.session_secrets, reading.settings.cron_secrets) == ((SECRET,), (f"c-{SECRET}",))
    assert reading.origins["cron_secrets"] == f"Vault at {vault.url} (secret/arcadia)"


def test_c7_the_environment_wins_over_vault(vault: VaultServer, tmp_path: Path) -> None:
    assert read(tmp_path, vault.url, CRON_SECRET=f"e-{SECRET}").settings.cron_secrets == (f"e-{SECRET}",)


def test_c7_mount_path_and_namespace_are_settings_and_the_token_may_be_in_a_file(
    vault: VaultServer, tmp_path: Path
) -> None:
    vault.entries["kv/teams/bingo"] = {"CRON_SECRET": f"t-{SECRET}"}
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    environ = {
        "VAULT_ADDR": vault.url,
        "VAULT_TOKEN_FILE": str(tmp_path / "token"),
        "VAULT_NAMESPACE": "games",
        "ARCADIA_VAULT_PATH": "kv/teams/bingo",
    }
    assert examine(environ, folder=tmp_path).settings.cron_secrets == (f"t-{SECRET}",)
    assert vault.namespaces == ["games"]


def test_c7_a_vault_that_is_sealed_for_a_moment_is_asked_again(vault: VaultServer, tmp_path: Path) -> None:
    vault.failing_times = 2
    assert read(tmp_path, vault.url).problems == ()
    assert vault.asked == 3


def test_c7_a_vault_that_stays_sealed_is_one_problem(vault: VaultServer, tmp_path: Path) -> None:
    """What it may hold is not reported as missing: nobody knows."""
    vault.failing_times = 1_000
    reading = read(tmp_path, vault.url, ARCADIA_ENV="staging")
    assert [problem.variable for problem in reading.problems] == ["VAULT_ADDR"]
    assert "is away (secret_store: VaultDown)" in str(reading.problems[0])


def test_c7_a_vault_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    (problem,) = read(tmp_path, address, ARCADIA_ENV="staging").problems
    assert problem.variable == "VAULT_ADDR"
    assert f"Vault at {address} (secret/arcadia) is away (secret_store: ConnectionError)" in problem.wrong


def test_c7_a_vault_that_accepts_and_says_nothing_holds_a_start_up_for_6_s_at_most(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        (problem,) = read(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}").problems
        took_s = time.monotonic() - begun
    assert problem.variable == "VAULT_ADDR"
    # The budget of 6 s, the last request's own 3 s, and time for a busy machine.
    assert took_s < 20


@pytest.mark.parametrize(
    ("environ", "variable", "told"),
    [
        ({"VAULT_TOKEN": "hvs.another"}, "VAULT_TOKEN", "does not let this token read"),
        ({"ARCADIA_VAULT_PATH": "secret/nothing"}, "ARCADIA_VAULT_PATH", "there is no such entry"),
        ({"ARCADIA_VAULT_PATH": "secret/gone"}, "ARCADIA_VAULT_PATH", "there is no such entry"),
    ],
)
def test_c7_a_refusal_is_told_at_once_and_names_what_to_mend(
    environ: dict[str, str], variable: str, told: str, vault: VaultServer, tmp_path: Path
) -> None:
    vault.entries["secret/gone"] = {"CRON_SECRET": SECRET}
    vault.deleted.add("secret/gone")
    (problem,) = read(tmp_path, vault.url, **environ).problems
    assert problem.variable == variable
    assert told in problem.wrong
    assert vault.asked == 1
    assert "hvs." not in str(problem)
