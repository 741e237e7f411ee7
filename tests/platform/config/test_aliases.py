"""C5: an environment made for the founding document works."""

from pathlib import Path

import pytest

from arcadia.platform.config import SettingsError, find_warnings, read_settings
from arcadia.platform.config.aliases import WITHOUT_EFFECT
from arcadia.platform.config.settings import declarations

FOUNDING = {
    "UPSTASH_REDIS_REST_URL": "https://eu1-quick-cat-30000.upstash.io",
    "UPSTASH_REDIS_REST_TOKEN": "to/ken=with+signs",
    "NEXT_PUBLIC_SENTRY_DSN": "https://key@sentry.example.net/1",
    "NEXT_PUBLIC_SENTRY_ENVIRONMENT": "production",
    "NEXT_PUBLIC_SENTRY_RELEASE": "1.0",
    "SENTRY_AUTH_TOKEN": "sntrys_hunter2",
    "SENTRY_ORG": "org",
    "SENTRY_PROJECT": "project",
    "NEXT_PUBLIC_DEPLOYMENT_URL": "https://bingo.example.org",
    "VERCEL_URL": "bingo-git-main.vercel.app",
    "VERCEL_DEPLOYMENT_ID": "dpl_1",
    "RATE_LIMIT_WINDOW_MS": "60000",
    "RATE_LIMIT_MAX_REQUESTS": "100",
    "NEXT_PUBLIC_FEATURE_FLAGS_ENABLED": "true",
    "LAUNCHDARKLY_SDK_KEY": "sdk-hunter2-hunter2-hunter2-hunter2",
    "EDGE_CONFIG": "https://edge-config.vercel.com/ecfg_1",
    "SESSION_SECRET": "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T",
    "CRON_SECRET": "c-kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp",
    "REVALIDATE_TOKEN": "r-kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp",
    "NEXT_PUBLIC_SUPABASE_URL": "https://ref.supabase.co",
    "SUPABASE_SERVICE_ROLE_KEY": "hunter2",
}
"""Every name of row C5."""


def test_c5_an_environment_of_all_founding_names_is_enough_for_production(tmp_path: Path) -> None:
    settings = read_settings({"ARCADIA_ENV": "production", **FOUNDING}, folder=tmp_path)
    assert settings.public_url == "https://bingo.example.org"
    assert settings.redis_url == "rediss://default:to%2Fken%3Dwith%2Bsigns@eu1-quick-cat-30000.upstash.io:6379/0"
    assert settings.session_secrets == (FOUNDING["SESSION_SECRET"],)
    assert settings.cron_secrets == (FOUNDING["CRON_SECRET"],)
    assert settings.revalidate_tokens == (FOUNDING["REVALIDATE_TOKEN"],)


def test_c5_each_founding_name_is_a_setting_or_is_said_to_do_nothing(tmp_path: Path) -> None:
    named = {name for one in declarations().values() for name in one.names} | {"UPSTASH_REDIS_REST_TOKEN"}
    warnings = find_warnings(read_settings(FOUNDING, folder=tmp_path), FOUNDING)
    for name in FOUNDING:
        told = any(warning.startswith(f"{name} is accepted and has no effect: ") for warning in warnings)
        assert told is (name not in named), name
    assert "hunter2" not in str(warnings)


def test_c5_only_founding_names_are_accepted_without_effect() -> None:
    assert WITHOUT_EFFECT.keys() <= FOUNDING.keys()


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({"VERCEL_URL": "bingo.vercel.app"}, "https://bingo.vercel.app"),
        ({"VERCEL_URL": "https://bingo.vercel.app"}, "https://bingo.vercel.app"),
        ({"VERCEL_URL": "v.example", "NEXT_PUBLIC_DEPLOYMENT_URL": "https://d.example"}, "https://d.example"),
        ({"VERCEL_URL": "v.example", "ARCADIA_PUBLIC_URL": "https://a.example"}, "https://a.example"),
    ],
)
def test_c5_our_name_wins_over_an_alias(environ: dict[str, str], address: str, tmp_path: Path) -> None:
    assert read_settings(environ, folder=tmp_path).public_url == address


def test_c5_aliases_work_in_the_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("UPSTASH_REDIS_REST_URL=https://host.example\nUPSTASH_REDIS_REST_TOKEN=t\n")
    assert read_settings({}, folder=tmp_path).redis_url == "rediss://default:t@host.example:6379/0"


@pytest.mark.parametrize(
    ("environ", "variable"),
    [
        ({"UPSTASH_REDIS_REST_URL": "https://host.example"}, "UPSTASH_REDIS_REST_TOKEN"),
        ({"UPSTASH_REDIS_REST_TOKEN": "hunter2"}, "UPSTASH_REDIS_REST_URL"),
        ({"UPSTASH_REDIS_REST_TOKEN": "hunter2", "UPSTASH_REDIS_REST_URL": "host"}, "UPSTASH_REDIS_REST_URL"),
    ],
)
def test_c5_half_a_pair_is_one_problem(environ: dict[str, str], variable: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ, folder=tmp_path)
    assert [problem.variable for problem in caught.value.problems] == [variable]
    assert "hunter2" not in str(caught.value)


def test_c5_a_problem_names_the_alias_that_the_value_came_from(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="from NEXT_PUBLIC_DEPLOYMENT_URL in the environment"):
        read_settings({"NEXT_PUBLIC_DEPLOYMENT_URL": "bingo"}, folder=tmp_path)
