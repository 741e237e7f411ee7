"""What must hold between settings, beyond each one's own form."""

from collections.abc import Iterator
from typing import Final

from arcadia.platform.config.problems import SettingProblem
from arcadia.platform.config.settings import SHOWN_DATA_FOLDER, Environment, LogLevel, Settings, declarations

_SECRET_LENGTH: Final = 32
_FEWEST_LETTERS: Final = 5
"""A secret of fewer different characters is somebody's dashes or crosses."""

_PLACEHOLDERS: Final = (
    "changeme",
    "changethis",
    "example",
    "placeholder",
    "replaceme",
    "replacewith",
    "supersecret",
    "undefined",
    "xxxx",
    "yourkey",
    "yoursecret",
    "yourtoken",
)
"""What published secrets have in them, without what may stand between words. A made one has none by chance."""

_BETWEEN_WORDS: Final = str.maketrans("", "", " -_.:/<>")
_NEEDED_IN_PRODUCTION: Final = frozenset({"CRON_SECRET", "REVALIDATE_TOKEN"})
_MAKE_ONE: Final = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def broken_rules(settings: Settings) -> Iterator[SettingProblem]:
    """Return every rule that the settings break; rules of production only in production (C3)."""
    yield from _of_secrets(settings)
    yield from _of_stores(settings)
    yield from _of_workers(settings)
    if settings.environment is not Environment.TEST:
        yield from _of_tests(settings)
    if settings.environment is Environment.PRODUCTION:
        yield from _of_production(settings)


def _of_tests(settings: Settings) -> Iterator[SettingProblem]:
    if settings.test_bus_drop:
        yield SettingProblem("ARCADIA_TEST_BUS_DROP", "it loses messages and is for tests only", "Remove it")
    if settings.test_freeze:
        yield SettingProblem("ARCADIA_TEST_FREEZE", "it holds up the event loop and is for tests only", "Remove it")


def _of_secrets(settings: Settings) -> Iterator[SettingProblem]:
    if settings.is_deployed and not settings.session_secrets:
        yield _missing("SESSION_SECRET", settings)
    for variable, ring in (
        ("SESSION_SECRET", settings.session_secrets),
        ("ARCADIA_SECRETS_KEY", settings.secrets_keys),
    ):
        for position, secret in enumerate(ring, start=1):
            yield from _of_secret(variable, secret, name=f"key {position}")
    for variable, tokens in _tokens(settings).items():
        for position, token in enumerate(tokens, start=1):
            yield from _of_secret(variable, token, name="it" if len(tokens) == 1 else f"value {position}")
        if not tokens and settings.environment is Environment.PRODUCTION and variable in _NEEDED_IN_PRODUCTION:
            yield _missing(variable, settings)


def _tokens(settings: Settings) -> dict[str, tuple[str, ...]]:
    return {
        "CRON_SECRET": settings.cron_secrets,
        "REVALIDATE_TOKEN": settings.revalidate_tokens,
        "ARCADIA_OPERATOR_TOKEN": settings.operator_tokens,
    }


def _missing(variable: str, settings: Settings) -> SettingProblem:
    return SettingProblem(variable, f"it is not set, and {settings.environment} needs it", _MAKE_ONE)


def _of_secret(variable: str, secret: str, *, name: str) -> Iterator[SettingProblem]:
    if len(secret) < _SECRET_LENGTH:
        wrong = f"{name} has {len(secret)} characters, fewer than {_SECRET_LENGTH}"
        yield SettingProblem(variable, wrong, _MAKE_ONE)
    elif _is_placeholder(secret):
        yield SettingProblem(variable, f"{name} is a published placeholder", _MAKE_ONE)


def _is_placeholder(secret: str) -> bool:
    bare = secret.lower().translate(_BETWEEN_WORDS)
    return len(set(bare)) < _FEWEST_LETTERS or any(word in bare for word in _PLACEHOLDERS) or secret in _shown()


def _shown() -> frozenset[str]:
    """What `.env.example` shows: a line that slipped is no secret either."""
    defaults = (one.default_in(Environment.DEVELOPMENT) or "" for one in declarations().values())
    return frozenset(default.replace("{ARCADIA_DATA}", SHOWN_DATA_FOLDER) for default in defaults)


def _of_stores(settings: Settings) -> Iterator[SettingProblem]:
    if settings.secrets_file is not None and not settings.secrets_keys:
        yield SettingProblem("ARCADIA_SECRETS_KEY", "it is not set, and ARCADIA_SECRETS_FILE needs it", _MAKE_ONE)
    if settings.vault_address is not None and settings.vault_token is None:
        yield SettingProblem("VAULT_TOKEN", "it is not set, and VAULT_ADDR needs it", "Set it, or VAULT_TOKEN_FILE")


def _of_workers(settings: Settings) -> Iterator[SettingProblem]:
    if settings.workers == 1:
        return
    if settings.is_sqlite:
        wrong = f"{settings.workers} processes cannot share an SQLite file, which has one writer"
        yield SettingProblem(
            "ARCADIA_WORKERS", wrong, "Set DATABASE_URL to a PostgreSQL server, or ARCADIA_WORKERS to 1"
        )
    if settings.redis_url is None:
        wrong = f"{settings.workers} processes need a server between them to hear of each other"
        yield SettingProblem("ARCADIA_WORKERS", wrong, "Set REDIS_URL, or ARCADIA_WORKERS to 1")
    if settings.probe_port is not None:
        wrong = f"{settings.workers} processes cannot answer probes on one port"
        yield SettingProblem("ARCADIA_PROBE_PORT", wrong, "Remove it, or set ARCADIA_WORKERS to 1")


def _of_production(settings: Settings) -> Iterator[SettingProblem]:
    if settings.redis_url is None:
        yield SettingProblem("REDIS_URL", "it is not set, and production needs it", "Set it to redis://host:6379/0")
    if not settings.is_https:
        wrong = "it is not set" if settings.public_url is None else f"{settings.public_url!r} is not https"
        mend = "Set it to the https address that people type, such as https://bingo.example.org"
        yield SettingProblem("ARCADIA_PUBLIC_URL", wrong, mend)
    if settings.log_level is LogLevel.DEBUG:
        yield SettingProblem("ARCADIA_LOG_LEVEL", "production does not run with debug output", "Set it to info")


def wishes(settings: Settings) -> Iterator[str]:
    """Return a sentence for each optional service that is missing where it would be missed (C4)."""
    if settings.is_deployed and settings.redis_url is None:
        yield "REDIS_URL is not set: this process hears of no other, so run exactly one."
    if settings.is_deployed and settings.public_url is None:
        yield "ARCADIA_PUBLIC_URL is not set: cookies are marked Secure only where the request itself came over https."
    if settings.is_deployed and settings.are_flags_on and not settings.has_flag_source:
        yield "ARCADIA_FLAGS_FILE is not set, nor another source of flags: every flag keeps its default."
    if settings.is_deployed:
        for variable, tokens in _tokens(settings).items():
            if not tokens:
                yield f"{variable} is not set: what asks for it is closed to everybody."
