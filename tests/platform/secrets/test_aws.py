"""C7: secrets from AWS Secrets Manager, through its own client, against moto's server on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from arcadia.platform.config import Reading
from arcadia.platform.secrets import examine
from support.postgres import free_port

SECRET = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    _, port = moto.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    moto.stop()


@pytest.fixture
def aws(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A client of whoever wrote the secrets; what AWS's clients look for is set as on a real machine."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    return boto3.client("secretsmanager", region_name="eu-central-1")


def read(folder: Path, name: str, **environ: str) -> Reading:
    return examine({"ARCADIA_AWS_SECRET": name, "AWS_REGION": "eu-central-1", **environ}, folder=folder)


def test_c7_secrets_are_read_from_secrets_manager_with_their_source(aws: Any, tmp_path: Path) -> None:
    made = aws.create_secret(
        Name="arcadia/one", SecretString=json.dumps({"SESSION_SECRET": SECRET, "CRON_SECRET": f"c-{SECRET}"})
    )
    reading = read(tmp_path, "arcadia/one")
    assert reading.problems == ()
    assert (reading.settings.session_secrets, reading.settings.cron_secrets) == ((SECRET,), (f"c-{SECRET}",))
    assert reading.origins["cron_secrets"] == "AWS Secrets Manager (arcadia/one)"
    assert read(tmp_path, made["ARN"]).settings.cron_secrets == (f"c-{SECRET}",)


def test_c7_a_rotated_entry_is_read_anew_at_the_next_start(aws: Any, tmp_path: Path) -> None:
    aws.create_secret(Name="arcadia/two", SecretString=json.dumps({"CRON_SECRET": f"1-{SECRET}"}))
    assert read(tmp_path, "arcadia/two").settings.cron_secrets == (f"1-{SECRET}",)
    aws.put_secret_value(SecretId="arcadia/two", SecretString=json.dumps({"CRON_SECRET": f"2-{SECRET}"}))
    assert read(tmp_path, "arcadia/two").settings.cron_secrets == (f"2-{SECRET}",)


def test_c7_the_environment_wins_over_secrets_manager(aws: Any, tmp_path: Path) -> None:
    aws.create_secret(Name="arcadia/three", SecretString=json.dumps({"CRON_SECRET": SECRET}))
    assert read(tmp_path, "arcadia/three", CRON_SECRET=f"e-{SECRET}").settings.cron_secrets == (f"e-{SECRET}",)


@pytest.mark.parametrize("text", ["hunter2", '["hunter2"]', '{"CRON_SECRET": 7}', '{"CRON_SECRET": {"a": "hunter2"}}'])
def test_c7_an_entry_of_another_shape_is_refused_without_being_quoted(aws: Any, text: str, tmp_path: Path) -> None:
    name = f"arcadia/shape-{len(text)}"
    aws.create_secret(Name=name, SecretString=text)
    (problem,) = read(tmp_path, name).problems
    assert problem.variable == "ARCADIA_AWS_SECRET"
    assert "no JSON object of texts" in problem.wrong
    assert "hunter2" not in str(problem)


def test_c7_an_entry_that_is_not_there_is_told(aws: Any, tmp_path: Path) -> None:
    (problem,) = read(tmp_path, "arcadia/nothing").problems
    assert "there is no such entry in this region" in problem.wrong


def test_c7_no_region_is_told(aws: Any, tmp_path: Path) -> None:
    (problem,) = examine({"ARCADIA_AWS_SECRET": "arcadia/one"}, folder=tmp_path).problems
    assert problem.variable == "AWS_REGION"


def test_c7_a_secrets_manager_that_is_not_there_is_one_problem(
    aws: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    (problem,) = read(tmp_path, "arcadia/one", ARCADIA_ENV="staging").problems
    assert problem.variable == "ARCADIA_AWS_SECRET"
    assert "is away (secret_store: EndpointConnectionError)" in problem.wrong
