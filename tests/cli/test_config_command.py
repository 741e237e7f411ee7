"""`arcadia config`: what a start would say, and where every value comes from (C2, C9)."""

import json
from pathlib import Path

import pytest

from arcadia.platform.config.settings import declarations
from support.command import run_arcadia

SECRET = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"
STAGING = {
    "ARCADIA_ENV": "staging",
    "SESSION_SECRET": SECRET,
    "DATABASE_URL": "postgresql://arcadia:hunter2@127.0.0.1:1/arcadia",
}


def test_c2_check_says_that_nothing_is_wrong_and_what_is_worth_knowing(tmp_path: Path) -> None:
    told = run_arcadia(tmp_path, "config", "check", **STAGING, ARCADIA_PROT="1")
    assert (told.returncode, told.stdout) == (0, "The settings are good for staging.\n")
    assert "warning: ARCADIA_PROT is not a setting of Arcadia; did you mean ARCADIA_PORT?" in told.stderr
    assert "warning: CRON_SECRET is not set" in told.stderr


def test_c2_check_tells_all_problems_and_exits_with_78(tmp_path: Path) -> None:
    told = run_arcadia(tmp_path, "config", "check", ARCADIA_ENV="staging", ARCADIA_PORT="high")
    assert (told.returncode, told.stdout) == (78, "")
    assert "2 problems with the settings" in told.stderr
    assert not (tmp_path / "data").exists()


def test_c9_show_hides_secrets_and_names_the_source_of_every_value(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ARCADIA_LOG_LEVEL=error\n")
    (tmp_path / "cron").write_text(f"c-{SECRET}")
    told = run_arcadia(tmp_path, "config", "show", **STAGING, CRON_SECRET_FILE=str(tmp_path / "cron"))
    assert told.returncode == 0, told.stderr
    rows = {line.split()[0]: line.split(None, 2)[1:] for line in told.stdout.splitlines()}
    assert rows.keys() == {one.variable for one in declarations().values()}
    assert rows["ARCADIA_LOG_LEVEL"] == ["error", ".env"]
    assert rows["ARCADIA_PORT"] == ["8000", "default"]
    assert rows["SESSION_SECRET"] == ["(hidden)", "the environment"]
    assert rows["DATABASE_URL"] == ["(hidden)", "the environment"]
    assert rows["CRON_SECRET"] == ["(hidden)", f"the file {tmp_path}/cron"]
    assert rows["REVALIDATE_TOKEN"] == ["-", "default"]
    assert SECRET not in told.stdout + told.stderr
    assert "hunter2" not in told.stdout + told.stderr


def test_c9_show_has_a_form_for_programs(tmp_path: Path) -> None:
    told = run_arcadia(tmp_path, "config", "show", "--json", **STAGING, VERCEL_URL="bingo.vercel.app")
    shown = json.loads(told.stdout)
    assert shown["problems"] == []
    assert shown["settings"]["ARCADIA_PUBLIC_URL"] == {
        "value": "https://bingo.vercel.app",
        "source": "VERCEL_URL in the environment",
        "secret": False,
    }
    assert shown["settings"]["SESSION_SECRET"] == {"value": "(hidden)", "source": "the environment", "secret": True}
    assert shown["settings"]["CRON_SECRET"] == {"value": None, "source": "default", "secret": True}


def test_c2_show_shows_what_could_be_read_beside_the_problems(tmp_path: Path) -> None:
    told = run_arcadia(tmp_path, "config", "show", "--json", ARCADIA_ENV="staging", ARCADIA_PORT="9000")
    assert told.returncode == 78
    shown = json.loads(told.stdout)
    assert shown["settings"]["ARCADIA_PORT"]["value"] == "9000"
    assert shown["problems"][0].startswith("SESSION_SECRET: it is not set")
    assert "SESSION_SECRET: it is not set" in told.stderr


@pytest.mark.parametrize("command", [("config", "check"), ("config", "show"), ("db", "status"), ("db", "upgrade")])
def test_c9_each_command_records_which_secrets_it_read_and_from_where(command: tuple[str, str], tmp_path: Path) -> None:
    told = run_arcadia(tmp_path, *command, SESSION_SECRET=SECRET)
    assert told.returncode in (0, 1), told.stderr
    (line,) = (tmp_path / "data" / "audit.jsonl").read_text().splitlines()
    entry = json.loads(line)
    assert entry.pop("at").endswith("+00:00")
    assert entry.pop("pid") > 0
    assert entry == {
        "type": "secret_read",
        "secret": "SESSION_SECRET",
        "source": "the environment",
        "by": f"arcadia {' '.join(command)}",
    }


def test_c9_a_read_that_cannot_be_recorded_does_not_happen(tmp_path: Path) -> None:
    told = run_arcadia(tmp_path, "config", "show", SESSION_SECRET=SECRET, ARCADIA_AUDIT_FILE="/proc/nowhere/audit")
    assert (told.returncode, told.stdout) == (1, "")
    assert "/proc/nowhere" in told.stderr


def test_c9_the_record_may_go_to_standard_error(tmp_path: Path) -> None:
    """For containers that keep no files."""
    told = run_arcadia(tmp_path, "config", "check", SESSION_SECRET=SECRET, ARCADIA_AUDIT_FILE="/dev/stderr")
    assert json.loads(told.stderr.splitlines()[0])["secret"] == "SESSION_SECRET"
    assert SECRET not in told.stderr
