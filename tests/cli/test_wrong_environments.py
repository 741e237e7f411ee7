"""C2, C3: 40 wrong environments, each started for real: its message, exit code 78, and nothing begun."""

import os
import sys
from pathlib import Path

import pytest

GOOD = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"
PRODUCTION = {
    "ARCADIA_ENV": "production",
    "ARCADIA_PUBLIC_URL": "https://bingo.example.org",
    "SESSION_SECRET": GOOD,
    "CRON_SECRET": f"cron-{GOOD}",
    "REVALIDATE_TOKEN": f"purge-{GOOD}",
    "DATABASE_URL": "postgresql://arcadia:hunter2@127.0.0.1:1/arcadia",
    "REDIS_URL": "redis://:hunter2@127.0.0.1:1/0",
}
MOST_CPU_S = 2.0

WRONG: list[tuple[dict[str, str], str]] = [
    # What a value may look like.
    ({"ARCADIA_ENV": "moon"}, "ARCADIA_ENV: 'moon' is not in the list (from the environment)"),
    ({"ARCADIA_ENV": "prod"}, "ARCADIA_ENV: 'prod' is not in the list"),
    ({"ARCADIA_HOST": "http://here"}, "ARCADIA_HOST: 'http://here' is not an address to listen on"),
    ({"ARCADIA_PORT": "high"}, "ARCADIA_PORT: 'high' is not a whole number"),
    ({"ARCADIA_PORT": "70000"}, "ARCADIA_PORT: 70000 is out of range"),
    ({"ARCADIA_PORT": "-1"}, "ARCADIA_PORT: '-1' is not a whole number"),
    ({"ARCADIA_WORKERS": "0"}, "ARCADIA_WORKERS: 0 is out of range"),
    ({"ARCADIA_PUBLIC_URL": "bingo.example.org"}, "ARCADIA_PUBLIC_URL: 'bingo.example.org' has no http"),
    ({"ARCADIA_PUBLIC_URL": "https://b.example/x"}, "ARCADIA_PUBLIC_URL: 'https://b.example/x' goes on after"),
    ({"DATABASE_URL": "mysql://u:hunter2@db/a"}, "DATABASE_URL: 'mysql' is no database that Arcadia knows"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL: an SQLite database needs a file"),
    ({"REDIS_URL": "http://:hunter2@cache"}, "REDIS_URL: it is not the address of a Redis or Valkey server"),
    ({"ARCADIA_MIGRATE": "perhaps"}, "ARCADIA_MIGRATE: 'perhaps' is neither on nor off"),
    ({"ARCADIA_DRAIN_DELAY": "soon"}, "ARCADIA_DRAIN_DELAY: 'soon' is not a number"),
    ({"ARCADIA_LOG_LEVEL": "loud"}, "ARCADIA_LOG_LEVEL: 'loud' is not in the list"),
    ({"ARCADIA_FLAGS": "boards.import"}, "ARCADIA_FLAGS: 'boards.import' is not name=value (from the environment)"),
    (
        {"ARCADIA_FLAGS": "boards.imports=on"},
        "ARCADIA_FLAGS: there is no flag 'boards.imports'. Did you mean boards.import",
    ),
    ({"ARCADIA_FLAGS": "guests.new=perhaps"}, "ARCADIA_FLAGS: guests.new: 'perhaps' is neither on nor off"),
    ({"ARCADIA_FLAGD": "flagd:8015"}, "ARCADIA_FLAGD: 'flagd:8015' is not grpc:// or grpcs://, a host and a port"),
    # Words of programs for what they do not have.
    ({"SESSION_SECRET": "undefined"}, "SESSION_SECRET: the word 'undefined' is what a program writes"),
    ({"CRON_SECRET": "null"}, "CRON_SECRET: the word 'null' is what a program writes"),
    ({"REVALIDATE_TOKEN": "Undefined"}, "REVALIDATE_TOKEN: the word 'Undefined' is what a program writes"),
    ({"ARCADIA_OPERATOR_TOKEN": "[object Object]"}, "ARCADIA_OPERATOR_TOKEN: the word '[object Object]'"),
    ({"ARCADIA_HOST": "undefined"}, "ARCADIA_HOST: the word 'undefined' is what a program writes"),
    # Secrets that are none.
    ({"SESSION_SECRET": "hunter2"}, "SESSION_SECRET: key 1 has 7 characters, fewer than 32"),
    ({"SESSION_SECRET": f"{GOOD},hunter2"}, "SESSION_SECRET: key 2 has 7 characters, fewer than 32"),
    ({"CRON_SECRET": "change-me-change-me-change-me-change-me"}, "CRON_SECRET: it is a published placeholder"),
    ({"REVALIDATE_TOKEN": "x" * 40}, "REVALIDATE_TOKEN: it is a published placeholder"),
    ({"CRON_SECRET": "undefined-undefined-undefined-undefined"}, "CRON_SECRET: it is a published placeholder"),
    ({"CRON_SECRET": f"{GOOD},hunter2"}, "CRON_SECRET: value 2 has 7 characters, fewer than 32"),
    # What production adds.
    ({**PRODUCTION, "SESSION_SECRET": ""}, "SESSION_SECRET: it is not set, and production needs it"),
    ({**PRODUCTION, "CRON_SECRET": ""}, "CRON_SECRET: it is not set, and production needs it"),
    ({**PRODUCTION, "REVALIDATE_TOKEN": " "}, "REVALIDATE_TOKEN: it is not set, and production needs it"),
    ({**PRODUCTION, "REDIS_URL": ""}, "REDIS_URL: it is not set, and production needs it"),
    ({**PRODUCTION, "ARCADIA_PUBLIC_URL": "http://b.example"}, "ARCADIA_PUBLIC_URL: 'http://b.example' is not https"),
    ({**PRODUCTION, "ARCADIA_LOG_LEVEL": "debug"}, "ARCADIA_LOG_LEVEL: production does not run with debug output"),
    ({**PRODUCTION, "ARCADIA_TEST_BUS_DROP": "/x"}, "ARCADIA_TEST_BUS_DROP: it loses messages and is for tests only"),
    ({"ARCADIA_ENV": "staging"}, "SESSION_SECRET: it is not set, and staging needs it"),
    # Settings that do not fit each other.
    ({"ARCADIA_WORKERS": "2", "REDIS_URL": "redis://h"}, "ARCADIA_WORKERS: 2 processes cannot share an SQLite file"),
    (
        {"ARCADIA_WORKERS": "2", "DATABASE_URL": "postgresql://h/a"},
        "ARCADIA_WORKERS: 2 processes need a server between",
    ),
    ({"UPSTASH_REDIS_REST_URL": "https://h.example"}, "UPSTASH_REDIS_REST_TOKEN: it is not set"),
    # Files and stores.
    ({"ARCADIA_CONFIG": "nowhere.env"}, "ARCADIA_CONFIG: nowhere.env cannot be read"),
    ({"CRON_SECRET_FILE": "nowhere"}, "CRON_SECRET_FILE: nowhere cannot be read (No such file or directory)"),
    ({"ARCADIA_SECRETS_FILE": "some"}, "ARCADIA_SECRETS_KEY: it is not set, and ARCADIA_SECRETS_FILE needs it"),
    ({"ARCADIA_FLAGS_FILE": "nowhere"}, "ARCADIA_FLAGS_FILE: nowhere cannot be read (No such file or directory)"),
    ({"VAULT_ADDR": "http://127.0.0.1:1"}, "VAULT_TOKEN: it is not set, and VAULT_ADDR needs it"),
    (
        {"ARCADIA_SECRETS_FILE": "nowhere", "ARCADIA_SECRETS_KEY": GOOD},
        "ARCADIA_SECRETS_FILE: the secrets file nowhere: there is no such file",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _bytecode(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the first run of a fresh checkout write its bytecode: that is not part of what a start takes."""
    serve(tmp_path_factory.mktemp("first"), WRONG[0][0])


def test_there_are_40_of_them() -> None:
    assert len({str(environ) for environ, _ in WRONG}) >= 40


@pytest.mark.parametrize(("environ", "told"), WRONG, ids=lambda part: part[:40] if isinstance(part, str) else None)
def test_c2_a_wrong_environment_is_told_and_nothing_is_begun(
    environ: dict[str, str], told: str, tmp_path: Path
) -> None:
    code, errors, cpu_s = serve(tmp_path, environ)
    assert code == 78, errors
    assert told in errors
    assert "1 problem with the settings; nothing was started" in errors or told.startswith("ARCADIA_WORKERS")
    assert "Traceback" not in errors
    assert "hunter2" not in errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["errors", "output"]
    assert (tmp_path / "output").read_text() == ""
    # The bound of 2 s is for a machine of its own; what the process itself takes does not depend on its neighbours.
    assert cpu_s < MOST_CPU_S


def serve(folder: Path, environ: dict[str, str]) -> tuple[int, str, float]:
    """Run `arcadia serve` to its end; return its exit code, its standard error and the seconds of CPU it took."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "ARCADIA_DATA": str(folder / "data"),
        "ARCADIA_PORT": "0",
        **environ,
    }
    errors, output = folder / "errors", folder / "output"
    pid = os.posix_spawn(
        "/bin/sh",
        [
            "sh",
            "-c",
            f'cd "$1" && exec "$2" -m arcadia serve >{output.name} 2>{errors.name}',
            "sh",
            str(folder),
            sys.executable,
        ],
        surroundings,
    )
    _, status, used = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), errors.read_text(), used.ru_utime + used.ru_stime
