"""Sources, order, defaults, and every problem at once (C1, C2, C3, C6)."""

from pathlib import Path

import pytest

from arcadia.platform.config import Environment, Settings, SettingsError, find_warnings, read_settings

GOOD_SECRET = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"
PRODUCTION = {
    "ARCADIA_ENV": "production",
    "ARCADIA_PUBLIC_URL": "https://bingo.example.org",
    "SESSION_SECRET": GOOD_SECRET,
    "CRON_SECRET": f"cron-{GOOD_SECRET}",
    "REVALIDATE_TOKEN": f"revalidate-{GOOD_SECRET}",
    "DATABASE_URL": "postgresql://arcadia:hunter2@db/arcadia",
    "REDIS_URL": "redis://:hunter2@cache:6379/0",
}


def problems_of(environ: dict[str, str], folder: Path) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ, folder=folder)
    return {problem.variable: str(problem) for problem in caught.value.problems}


def test_with_nothing_set_the_defaults_of_development_hold(tmp_path: Path) -> None:
    settings = read_settings({}, folder=tmp_path)
    assert settings.environment is Environment.DEVELOPMENT
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == "sqlite:///arcadia-data/arcadia.db"
    assert settings.is_migrating
    assert settings.session_secrets == ()


@pytest.mark.parametrize("environment", Environment)
def test_every_environment_has_its_defaults(environment: Environment, tmp_path: Path) -> None:
    settings = read_settings({**PRODUCTION, "ARCADIA_ENV": environment}, folder=tmp_path)
    assert settings.is_deployed is (environment not in {"development", "test"})
    assert settings.log_format == ("json" if settings.is_deployed else "console")


def test_the_command_line_beats_the_environment_beats_the_file_beats_the_default(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "ARCADIA_PORT=1\nARCADIA_HOST=::1\nARCADIA_WORKERS=1\nexport ARCADIA_LOG_LEVEL='error'\n"
    )
    settings = read_settings(
        {"ARCADIA_PORT": "2", "ARCADIA_HOST": "0.0.0.0"}, overrides={"ARCADIA_PORT": "3"}, folder=tmp_path
    )
    assert (settings.port, settings.host, settings.log_level) == (3, "0.0.0.0", "error")


def test_arcadia_config_names_another_file(tmp_path: Path) -> None:
    other = tmp_path / "other.conf"
    other.write_text("# a comment\n\nARCADIA_PORT = 7 # and why\n")
    assert read_settings({"ARCADIA_CONFIG": str(other)}, folder=tmp_path).port == 7


@pytest.mark.parametrize(
    ("environ", "is_migrating"),
    [
        ({}, True),
        ({"ARCADIA_MIGRATE": "off"}, False),
        ({"DATABASE_URL": "postgresql://db/arcadia"}, False),
        ({"DATABASE_URL": "postgresql://db/arcadia", "ARCADIA_MIGRATE": "on"}, True),
        ({"ARCADIA_ENV": "staging", "SESSION_SECRET": GOOD_SECRET}, False),
    ],
)
def test_serving_migrates_by_itself_only_sqlite_in_development(
    environ: dict[str, str],
    is_migrating: bool,
    tmp_path: Path,
) -> None:
    assert read_settings(environ, folder=tmp_path).is_migrating is is_migrating


def test_an_empty_value_counts_as_absent(tmp_path: Path) -> None:
    assert read_settings({"ARCADIA_PORT": "  "}, folder=tmp_path).port == 8000


def test_all_problems_are_reported_at_once_with_name_fault_and_remedy(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("this is not a setting\nARCADIA_WORKERS=many\n")
    found = problems_of(
        {
            "ARCADIA_ENV": "staging",
            "ARCADIA_PORT": "70000",
            "DATABASE_URL": "mysql://u:hunter2@host/db",
            "ARCADIA_PUBLIC_URL": "bingo.example.org",
            "ARCADIA_DRAIN_DELAY": "soon",
            "ARCADIA_MIGRATE": "perhaps",
        },
        tmp_path,
    )
    assert found.keys() == {
        f"{tmp_path}/.env:1", "ARCADIA_WORKERS", "ARCADIA_PORT", "DATABASE_URL", "ARCADIA_PUBLIC_URL",
        "ARCADIA_DRAIN_DELAY", "ARCADIA_MIGRATE", "SESSION_SECRET",
    }  # fmt: skip
    assert found["ARCADIA_PORT"] == (
        "ARCADIA_PORT: 70000 is out of range (from the environment). Set it to a whole number from 0 to 65535."
    )
    assert f"from {tmp_path}/.env" in found["ARCADIA_WORKERS"]


def test_no_problem_shows_a_secret(tmp_path: Path) -> None:
    found = problems_of(
        {"DATABASE_URL": "mysql://u:hunter2@h/d", "REDIS_URL": "http://x:hunter2@h", "SESSION_SECRET": "hunter2"},
        tmp_path,
    )
    assert found.keys() == {"DATABASE_URL", "REDIS_URL", "SESSION_SECRET"}
    assert "hunter2" not in str(found)


def test_repr_leaves_secrets_out(tmp_path: Path) -> None:
    shown = repr(read_settings(PRODUCTION, folder=tmp_path))
    assert "hunter2" not in shown
    assert GOOD_SECRET not in shown


def test_production_is_content_with_its_settings(tmp_path: Path) -> None:
    assert read_settings(PRODUCTION, folder=tmp_path).is_https


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"SESSION_SECRET": ""}, "SESSION_SECRET"),
        ({"SESSION_SECRET": "short"}, "SESSION_SECRET"),
        ({"SESSION_SECRET": f"{GOOD_SECRET},changeme-changeme-changeme-changeme"}, "SESSION_SECRET"),
        ({"SESSION_SECRET": "x" * 40}, "SESSION_SECRET"),
        *(
            ({variable: value}, variable)
            for variable in ("CRON_SECRET", "REVALIDATE_TOKEN")
            for value in ("", "short", "undefined", "changeme-changeme-changeme-changeme", "x" * 40)
        ),
        ({"ARCADIA_OPERATOR_TOKEN": "short"}, "ARCADIA_OPERATOR_TOKEN"),
        *(
            ({variable: f"{GOOD_SECRET},{value}"}, variable)
            for variable in ("CRON_SECRET", "REVALIDATE_TOKEN", "ARCADIA_OPERATOR_TOKEN")
            for value in ("short", "undefined", "changeme-changeme-changeme-changeme", "x" * 40)
        ),
        *(({variable: " , "}, variable) for variable in ("CRON_SECRET", "REVALIDATE_TOKEN", "ARCADIA_OPERATOR_TOKEN")),
        ({"ARCADIA_PUBLIC_URL": ""}, "ARCADIA_PUBLIC_URL"),
        ({"ARCADIA_PUBLIC_URL": "http://bingo.example.org"}, "ARCADIA_PUBLIC_URL"),
        ({"ARCADIA_LOG_LEVEL": "debug"}, "ARCADIA_LOG_LEVEL"),
        ({"ARCADIA_TEST_BUS_DROP": "/tmp/drop"}, "ARCADIA_TEST_BUS_DROP"),
        ({"ARCADIA_TEST_FREEZE": "/tmp/freeze"}, "ARCADIA_TEST_FREEZE"),
    ],
)
def test_production_adds_rules(change: dict[str, str], variable: str, tmp_path: Path) -> None:
    """C3, as far as its settings exist; each value of a list is held to what one alone is (C8)."""
    assert problems_of({**PRODUCTION, **change}, tmp_path).keys() == {variable}


def test_workers_need_a_database_and_a_bus_that_can_be_shared(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"ARCADIA_WORKERS": "2"}, folder=tmp_path)
    assert [problem.variable for problem in caught.value.problems] == ["ARCADIA_WORKERS", "ARCADIA_WORKERS"]


def test_h3_probes_have_a_port_for_one_process_only(tmp_path: Path) -> None:
    shared = {"DATABASE_URL": "postgresql://a@b/c", "REDIS_URL": "redis://b"}
    assert read_settings({**shared, "ARCADIA_WORKERS": "2"}, folder=tmp_path).workers == 2
    found = problems_of({**shared, "ARCADIA_WORKERS": "2", "ARCADIA_PROBE_PORT": "8081"}, tmp_path)
    assert found.keys() == {"ARCADIA_PROBE_PORT"}


def test_an_unreadable_settings_file_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    assert "cannot be read" in problems_of({}, tmp_path)["ARCADIA_CONFIG"]


def test_a_misspelt_name_is_pointed_out(tmp_path: Path) -> None:
    environ = {"ARCADIA_PROT": "1"}
    warnings = find_warnings(read_settings(environ, folder=tmp_path), environ)
    assert warnings == ["ARCADIA_PROT is not a setting of Arcadia; did you mean ARCADIA_PORT?"]


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings: Settings = read_settings({}, folder=tmp_path)
    with pytest.raises(AttributeError):
        settings.port = 1  # type: ignore[misc]


def test_c4_each_missing_service_is_one_warning_where_it_would_be_missed(tmp_path: Path) -> None:
    environ = {"ARCADIA_ENV": "staging", "SESSION_SECRET": GOOD_SECRET}
    warnings = find_warnings(read_settings(environ, folder=tmp_path), environ)
    first = [warning.split()[0] for warning in warnings]
    services = {"REDIS_URL", "ARCADIA_PUBLIC_URL", "ARCADIA_FLAGS_FILE"}
    assert services | {"CRON_SECRET", "REVALIDATE_TOKEN", "ARCADIA_OPERATOR_TOKEN"} <= set(first)
    assert len(first) == len(set(first))
    assert find_warnings(read_settings({}, folder=tmp_path), {}) == []


def test_c1_everything_is_read_once_and_does_not_follow_the_environment(tmp_path: Path) -> None:
    environ = {"ARCADIA_PORT": "1"}
    settings = read_settings(environ, folder=tmp_path)
    environ["ARCADIA_PORT"] = "2"
    assert settings.port == 1
