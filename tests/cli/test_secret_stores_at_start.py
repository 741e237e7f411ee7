"""C7 at the start of a real server: it begins with what a store holds, or not at all."""

import json
from pathlib import Path

import httpx
import pytest

from support.command import run_arcadia
from support.postgres import free_port
from support.server import ServerProcess
from support.vault import TOKEN, running_vault

SECRET = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"


def test_c7_a_server_starts_with_the_keys_that_vault_holds(tmp_path: Path) -> None:
    with running_vault() as vault:
        vault.entries["secret/arcadia"] = {"SESSION_SECRET": SECRET}
        environ = {"ARCADIA_ENV": "staging", "VAULT_ADDR": vault.url, "VAULT_TOKEN": TOKEN, "ARCADIA_MIGRATE": "on"}
        server = ServerProcess(tmp_path, environ)
        server.start()
        try:
            assert httpx.get(f"{server.url}/health/ready", timeout=30).status_code == 200
        finally:
            server.kill()
    assert not (tmp_path / "session.key").exists(), "no key was made up"
    entries = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert {(entry["secret"], entry["source"], entry["by"]) for entry in entries} == {
        ("SESSION_SECRET", f"Vault at {vault.url} (secret/arcadia)", "arcadia serve"),
        ("VAULT_TOKEN", "the environment", "arcadia serve"),
    }
    assert {entry["pid"] for entry in entries} == {server.pid}


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"VAULT_ADDR": "http://127.0.0.1:{port}", "VAULT_TOKEN": TOKEN}, "VAULT_ADDR: Vault at http://127.0.0.1:"),
        (
            {
                "ARCADIA_AWS_SECRET": "arcadia/prod",
                "AWS_REGION": "eu-central-1",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:{port}",
                "AWS_ACCESS_KEY_ID": "testing",
                "AWS_SECRET_ACCESS_KEY": "testing",
            },
            "ARCADIA_AWS_SECRET: AWS Secrets Manager (arcadia/prod) is away",
        ),
    ],
    ids=["vault", "aws"],
)
def test_c7_a_store_that_is_away_lets_nothing_begin(environ: dict[str, str], told: str, tmp_path: Path) -> None:
    surroundings = {name: value.format(port=free_port()) for name, value in environ.items()}
    answer = run_arcadia(tmp_path, "serve", "--port", "0", ARCADIA_ENV="staging", **surroundings)
    assert answer.returncode == 78, answer.stderr
    assert told in answer.stderr
    assert "1 problem with the settings; nothing was started" in answer.stderr
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_c7_no_client_of_a_store_is_imported_where_none_is_set(tmp_path: Path) -> None:
    """A start pays for none of them: together they take half a second."""
    looked = run_arcadia(tmp_path, "config", "check", PYTHONPROFILEIMPORTTIME="1")
    assert looked.returncode == 0
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in looked.stderr.splitlines() if "|" in line}
    assert "arcadia" in imported
    assert imported & {"hvac", "boto3", "botocore", "requests", "cryptography", "stamina", "fluxgate"} == set()
