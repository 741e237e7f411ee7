"""`arcadia secrets`: the encrypted file from the command line (C7, C8, C9)."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from arcadia.platform.secrets.encrypted_file import SecretsFile
from support.command import run_arcadia

SECRET = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"
KEY = f"file-{SECRET}"


class Machine:
    """Commands that know the secrets file and its key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {"ARCADIA_SECRETS_FILE": str(folder / "secrets"), "ARCADIA_SECRETS_KEY": KEY}

    def run(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return run_arcadia(self.folder, *arguments, **{**self.environ, **more})

    def done(self, *arguments: str, **more: str) -> str:
        told = self.run(*arguments, **more)
        assert told.returncode == 0, told.stderr
        assert SECRET not in told.stdout + told.stderr
        return told.stdout

    def ring(self) -> list[str]:
        file = SecretsFile(self.folder / "secrets", self.environ["ARCADIA_SECRETS_KEY"].split(","))
        return file.read().values["SESSION_SECRET"].split(",")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_c7_a_secret_is_set_from_standard_input_and_used(machine: Machine) -> None:
    machine.done("secrets", "set", "CRON_SECRET", stdin=f"c-{SECRET}\n")
    machine.done("secrets", "set", "SESSION_SECRET", "--make")
    assert machine.done("secrets", "list") == "CRON_SECRET\nSESSION_SECRET\n"
    shown = json.loads(machine.done("config", "show", "--json", ARCADIA_ENV="staging"))
    assert shown["settings"]["CRON_SECRET"]["source"] == f"the secrets file {machine.folder}/secrets"
    machine.done("secrets", "remove", "CRON_SECRET")
    assert machine.done("secrets", "list") == "SESSION_SECRET\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("set", "ARCADIA_PORT"), "ARCADIA_PORT is none of the secrets that may be in the file"),
        (("set", "ARCADIA_SECRETS_KEY"), "ARCADIA_SECRETS_KEY is none of the secrets"),
        (("set", "CRON_SECRET"), "CRON_SECRET was given no value"),
        (("remove", "CRON_SECRET"), "there is no CRON_SECRET in the file"),
    ],
)
def test_c7_what_cannot_be_done_is_told(arguments: tuple[str, str], told: str, machine: Machine) -> None:
    answer = machine.run("secrets", *arguments)
    assert answer.returncode == 1
    assert told in answer.stderr


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"ARCADIA_SECRETS_FILE": ""}, "ARCADIA_SECRETS_FILE: it is not set"),
        ({"ARCADIA_SECRETS_KEY": ""}, "ARCADIA_SECRETS_KEY: it is not set"),
        ({"ARCADIA_SECRETS_KEY": "hunter2"}, "ARCADIA_SECRETS_KEY: key 1 has 7 characters"),
        ({"ARCADIA_SECRETS_KEY": f"other-{SECRET}"}, "ARCADIA_SECRETS_KEY: no key opens the file"),
    ],
)
def test_c7_without_the_file_or_its_key_nothing_is_done(environ: dict[str, str], told: str, machine: Machine) -> None:
    machine.done("secrets", "set", "CRON_SECRET", "--make")
    before = (machine.folder / "secrets").read_bytes()
    answer = machine.run("secrets", "set", "SESSION_SECRET", "--make", **environ)
    assert answer.returncode == 78
    assert told in answer.stderr
    assert (machine.folder / "secrets").read_bytes() == before


def test_c8_rotate_puts_a_new_key_first_and_keeps_the_old_ones(machine: Machine) -> None:
    machine.done("secrets", "rotate")
    (first,) = machine.ring()
    machine.done("secrets", "rotate")
    assert machine.ring()[1:] == [first]
    second = machine.ring()[0]
    machine.done("secrets", "rotate", "--keep", "2")
    assert machine.ring()[1:] == [second]


def test_c8_a_prepared_key_verifies_first_and_signs_after_the_rotation(machine: Machine) -> None:
    machine.done("secrets", "set", "SESSION_SECRET", "--make")
    (old,) = machine.ring()
    machine.done("secrets", "rotate", "--prepare")
    was, prepared = machine.ring()
    assert was == old
    machine.done("secrets", "rotate", "--prepare")
    assert machine.ring() == [old, prepared], "to prepare twice is harmless"
    assert machine.done("secrets", "list") == "SESSION_SECRET (its next key is prepared)\n"
    machine.done("secrets", "rotate")
    assert machine.ring() == [prepared, old]
    assert machine.done("secrets", "list") == "SESSION_SECRET\n"


def test_c8_rotate_encrypts_the_file_under_the_newest_of_its_own_keys(machine: Machine) -> None:
    machine.done("secrets", "rotate")
    machine.environ["ARCADIA_SECRETS_KEY"] = f"new-{SECRET},{KEY}"
    machine.done("secrets", "rotate", "--reencrypt")
    assert len(machine.ring()) == 1
    machine.environ["ARCADIA_SECRETS_KEY"] = f"new-{SECRET}"
    assert len(machine.ring()) == 1
    machine.done("secrets", "rotate")
    assert len(machine.ring()) == 2


def test_c8_a_ring_is_not_replaced_by_mistake(machine: Machine) -> None:
    machine.done("secrets", "set", "SESSION_SECRET", "--make")
    told = machine.run("secrets", "set", "SESSION_SECRET", "--make")
    assert told.returncode == 1
    assert "keep them: arcadia secrets rotate" in told.stderr
    assert len(machine.ring()) == 1


def test_c8_the_key_that_development_generated_stays_in_the_ring(machine: Machine) -> None:
    (machine.folder / "data").mkdir()
    (machine.folder / "data" / "session.key").write_text(f"generated-{SECRET}\n")
    machine.done("secrets", "rotate")
    assert machine.ring()[1:] == [f"generated-{SECRET}"]


def test_c8_a_ring_that_comes_from_elsewhere_is_not_rotated_in_vain(machine: Machine) -> None:
    told = machine.run("secrets", "rotate", SESSION_SECRET=SECRET)
    assert told.returncode == 1
    assert "SESSION_SECRET comes from the environment, which wins over the file" in told.stderr


def test_c9_commands_record_what_they_read(machine: Machine) -> None:
    machine.done("secrets", "set", "CRON_SECRET", "--make")
    machine.done("secrets", "list")
    entries: list[dict[str, Any]] = [
        json.loads(line) for line in (machine.folder / "data" / "audit.jsonl").read_text().splitlines()
    ]
    assert [(entry["by"], entry["secret"]) for entry in entries] == [
        ("arcadia secrets set", "ARCADIA_SECRETS_KEY"),
        ("arcadia secrets set", "CRON_SECRET"),
        ("arcadia secrets list", "ARCADIA_SECRETS_KEY"),
        ("arcadia secrets list", "CRON_SECRET"),
    ]
