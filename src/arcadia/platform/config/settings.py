"""Every setting of Arcadia, in the order of the reference.

To add one: add a line here, say what it is for in one sentence, and run `bin/docs`. Readers elsewhere take what they
need from the frozen value; nothing but `reading` looks at the environment.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from arcadia.platform.config import forms
from arcadia.platform.config.forms import Form, TextOfFile


class Environment(StrEnum):
    """What a process is run for (C6)."""

    DEVELOPMENT = "development"
    TEST = "test"
    PREVIEW = "preview"
    STAGING = "staging"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """The least important line that is still written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """Lines for people or for collectors."""

    CONSOLE = "console"
    JSON = "json"


class LimitsMode(StrEnum):
    """Whether calls are counted against budgets."""

    ON = "on"
    STEADY = "steady"
    OFF = "off"


Defaults = str | Mapping[Environment, str] | None
SHOWN_DATA_FOLDER: Final = "arcadia-data"
"""The data folder in what people read."""

_KEY: Final = "setting"
_DEVELOPED: Final = (Environment.DEVELOPMENT, Environment.TEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What is known of a setting before anybody sets it."""

    variable: str
    form: Form
    about: str
    default: Defaults = None
    aliases: tuple[str, ...] = ()
    is_secret: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is read under, its own first."""
        return (self.variable, *self.aliases)

    def default_in(self, environment: Environment) -> str | None:
        """The default as text, or None where the setting is then absent. May name earlier settings in braces."""
        if isinstance(self.default, Mapping):
            return self.default[environment]
        return self.default


def _setting(variable: str, form: Form, about: str, **more: Any) -> Any:  # noqa: ANN401 - stands for a field of any type
    declaration = Declaration(variable=variable, form=form, about=about, **more)
    return dataclasses.field(metadata={_KEY: declaration}, repr=not declaration.is_secret)


def _by_stage(*, developed: str, deployed: str) -> Mapping[Environment, str]:
    return {stage: developed if stage in _DEVELOPED else deployed for stage in Environment}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a process. `repr` leaves secrets out."""

    environment: Environment = _setting(
        "ARCADIA_ENV",
        forms.choice(Environment),
        "What this process is run for; the deployed ones insist on secrets, production also on https.",
        default="development",
    )
    host: str = _setting("ARCADIA_HOST", forms.HOST, "The address to listen on.", default="127.0.0.1")
    port: int = _setting(
        "ARCADIA_PORT", forms.whole_number(0, 65_535), "The port to listen on; 0 takes a free one.", default="8000"
    )
    public_url: str | None = _setting(
        "ARCADIA_PUBLIC_URL",
        forms.PUBLIC_URL,
        "The address that people type; without it links use the address that the browser used.",
        aliases=("NEXT_PUBLIC_DEPLOYMENT_URL", "VERCEL_URL"),
    )
    language: str = _setting(
        "ARCADIA_LANGUAGE",
        forms.LANGUAGE,
        "The language for whoever has chosen none here and whose browser asks for none that Arcadia speaks.",
        default="en",
    )
    name: str = _setting("ARCADIA_NAME", forms.NAME, "What this instance is called on its pages.", default="Arcadia")
    rules: TextOfFile | None = _setting(
        "ARCADIA_RULES_FILE",
        forms.TEXT_FILE,
        "House rules, shown at /rules: plain text, empty lines between paragraphs.",
    )
    imprint: TextOfFile | None = _setting(
        "ARCADIA_IMPRINT_FILE",
        forms.TEXT_FILE,
        "Who runs this instance, shown at /imprint: plain text, like the rules.",
    )
    cors_origins: tuple[str, ...] = _setting(
        "ARCADIA_CORS_ORIGINS",
        forms.ORIGINS,
        "Other sites whose pages may use the API, with the cookies that their browsers send; without it none may.",
    )
    asset_host: str | None = _setting(
        "ARCADIA_ASSET_HOST",
        forms.ASSET_HOST,
        "A CDN that pulls /static/ from here: pages then take scripts, styles and icons from it.",
    )
    image_host: str | None = _setting(
        "ARCADIA_IMAGE_HOST",
        forms.ASSET_HOST,
        "A CDN that pulls /pictures/ from here, by the header Accept: pages then take pictures of boards from it.",
    )
    workers: int = _setting(
        "ARCADIA_WORKERS",
        forms.whole_number(1, 64),
        "How many processes serve; more than one needs PostgreSQL and REDIS_URL.",
        default="1",
    )
    data_folder: Path = _setting(
        "ARCADIA_DATA",
        forms.FOLDER,
        "The folder for the database, uploads and, in development, the generated key.",
        default="./arcadia-data",
    )
    database_url: str = _setting(
        "DATABASE_URL",
        forms.DATABASE_URL,
        "Where the database is.",
        default="sqlite:///{ARCADIA_DATA}/arcadia.db",
        is_secret=True,
    )
    redis_url: str | None = _setting(
        "REDIS_URL",
        forms.REDIS_URL,
        "The Redis or Valkey server that connects nodes; without it one process serves alone.",
        aliases=("UPSTASH_REDIS_REST_URL",),
        is_secret=True,
    )
    session_secrets: tuple[str, ...] = _setting(
        "SESSION_SECRET",
        forms.KEYS,
        "The keys that sign cookies: the first signs, all verify. Generated in development and test.",
        default=None,
        is_secret=True,
    )
    cron_secrets: tuple[str, ...] = _setting(
        "CRON_SECRET",
        forms.KEYS,
        "What an external scheduler must show to run a job; any of them will do. Without it every such call is refused.",
        is_secret=True,
    )
    revalidate_tokens: tuple[str, ...] = _setting(
        "REVALIDATE_TOKEN",
        forms.KEYS,
        "What must be shown to purge cached pages by tag; any of them will do. Without it every such call is refused.",
        is_secret=True,
    )
    operator_tokens: tuple[str, ...] = _setting(
        "ARCADIA_OPERATOR_TOKEN",
        forms.KEYS,
        "What an operator must show to read metrics and what is not public of health; without it nobody can.",
        is_secret=True,
    )
    migrate: bool | None = _setting(
        "ARCADIA_MIGRATE",
        forms.SWITCH,
        "Whether serving brings the database up to date by itself; not set: only SQLite in development and test.",
    )
    drain_delay_s: float = _setting(
        "ARCADIA_DRAIN_DELAY",
        forms.seconds(60),
        "How long a stopping server goes on serving after it reports itself not ready, for a proxy to notice.",
        default=_by_stage(developed="0", deployed="5"),
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = _setting(
        "ARCADIA_TRUSTED_PROXIES",
        forms.NETWORKS,
        "The proxies whose word counts for a caller's address and scheme; of nobody else where it is not set.",
    )
    limits: LimitsMode = _setting(
        "ARCADIA_LIMITS",
        forms.choice(LimitsMode),
        "Whether calls beyond a budget are refused: on, which tightens under load; steady, which does not; or off.",
        default={stage: "off" if stage is Environment.TEST else "on" for stage in Environment},
    )
    are_flags_on: bool = _setting(
        "ARCADIA_FLAGS_ENABLED",
        forms.SWITCH,
        "The master switch of flags: off, every flag has its default, whatever anybody says.",
        default="on",
        aliases=("NEXT_PUBLIC_FEATURE_FLAGS_ENABLED",),
    )
    flag_values: tuple[tuple[str, str], ...] = _setting(
        "ARCADIA_FLAGS",
        forms.FLAGS,
        "Flags of this process: on, off, a share of users such as 25%, or a JSON object; they go before all other sources.",
    )
    flags_file: Path | None = _setting(
        "ARCADIA_FLAGS_FILE",
        forms.FILE,
        "A file of flags in flagd's format (JSON); a change of it takes effect within 2 s.",
    )
    flagd_address: str | None = _setting(
        "ARCADIA_FLAGD",
        forms.FLAGD_ADDRESS,
        "The stream of flags (sync service) of a flagd, which is followed; evaluation is in this process.",
    )
    launchdarkly_key: str | None = _setting(
        "LAUNCHDARKLY_SDK_KEY",
        forms.TEXT,
        "The SDK key of a LaunchDarkly environment whose flags are followed; nothing about users is sent there.",
        is_secret=True,
    )
    log_level: LogLevel = _setting(
        "ARCADIA_LOG_LEVEL",
        forms.choice(LogLevel),
        "The least important line that is still logged.",
        default={stage: "warning" if stage is Environment.TEST else "info" for stage in Environment},
    )
    log_format: LogFormat = _setting(
        "ARCADIA_LOG_FORMAT",
        forms.choice(LogFormat),
        "Lines for people (console) or for collectors (json).",
        default=_by_stage(developed="console", deployed="json"),
    )
    secrets_folder: Path | None = _setting(
        "ARCADIA_SECRETS_DIR",
        forms.FOLDER,
        "A folder of files that hold one secret each, named as the secret, such as /run/secrets.",
    )
    secrets_file: Path | None = _setting(
        "ARCADIA_SECRETS_FILE",
        forms.FILE,
        "A file of secrets, encrypted under ARCADIA_SECRETS_KEY; `arcadia secrets` writes it.",
    )
    secrets_keys: tuple[str, ...] = _setting(
        "ARCADIA_SECRETS_KEY",
        forms.KEYS,
        "The keys of the encrypted file: the first encrypts, all decrypt.",
        is_secret=True,
    )
    vault_address: str | None = _setting(
        "VAULT_ADDR",
        forms.HTTP_URL,
        "The HashiCorp Vault whose key-value engine (version 2) holds secrets; they are read at the start.",
    )
    vault_token: str | None = _setting("VAULT_TOKEN", forms.TEXT, "What Vault lets Arcadia in with.", is_secret=True)
    vault_namespace: str | None = _setting("VAULT_NAMESPACE", forms.TEXT, "The namespace in Vault, where it has any.")
    vault_path: str = _setting(
        "ARCADIA_VAULT_PATH",
        forms.VAULT_PATH,
        "Where in Vault the secrets are: the engine's mount, a slash, and the path of one entry whose keys are settings.",
        default="secret/arcadia",
    )
    aws_secret: str | None = _setting(
        "ARCADIA_AWS_SECRET",
        forms.TEXT,
        "The name or ARN of the entry of AWS Secrets Manager that holds secrets: a JSON object whose keys are settings.",
    )
    aws_region: str | None = _setting(
        "AWS_REGION",
        forms.TEXT,
        "The region of AWS that the entry is in.",
        aliases=("AWS_DEFAULT_REGION",),
    )
    audit_file: Path = _setting(
        "ARCADIA_AUDIT_FILE",
        forms.FILE,
        "Where each read of a secret is recorded, one JSON line each.",
        default="{ARCADIA_DATA}/audit.jsonl",
    )
    region: str | None = _setting(
        "ARCADIA_REGION",
        forms.WORD,
        "Where this process runs, for health and logs, such as eu-central.",
        aliases=("VERCEL_REGION",),
    )
    deployment_id: str | None = _setting(
        "ARCADIA_DEPLOYMENT_ID",
        forms.WORD,
        "Which deployment this process belongs to, for health and logs.",
        aliases=("VERCEL_DEPLOYMENT_ID",),
    )
    release: str | None = _setting(
        "ARCADIA_RELEASE",
        forms.WORD,
        "Which build this is, such as a commit, for health and error tracking.",
        aliases=("NEXT_PUBLIC_SENTRY_RELEASE",),
    )
    probe_port: int | None = _setting(
        "ARCADIA_PROBE_PORT",
        forms.whole_number(0, 65_535),
        "A second port, where a thread answers /health/live and /health/ready even while the event loop is stuck.",
    )
    ends_when_stuck: bool = _setting(
        "ARCADIA_END_WHEN_STUCK",
        forms.SWITCH,
        "Whether a process whose event loop has been stuck for 15 s ends with code 70, to be started anew.",
        default="off",
    )
    test_bus_drop: Path | None = _setting(
        "ARCADIA_TEST_BUS_DROP",
        forms.FILE,
        "For tests only: while this file exists, every message between nodes is lost.",
    )
    test_freeze: Path | None = _setting(
        "ARCADIA_TEST_FREEZE",
        forms.FILE,
        "For tests only: while this file exists, the event loop is stuck.",
    )

    @property
    def is_https(self) -> bool:
        """Whether people reach this instance over https, as far as the settings say."""
        return self.public_url is not None and self.public_url.startswith("https://")

    @property
    def has_flag_source(self) -> bool:
        """Whether anybody may say what a flag is."""
        return any((self.flag_values, self.flags_file, self.flagd_address, self.launchdarkly_key))

    @property
    def is_deployed(self) -> bool:
        """Whether this is preview, staging or production, where nothing is made up for convenience."""
        return self.environment not in _DEVELOPED

    @property
    def is_migrating(self) -> bool:
        """Whether serving may bring the database up to date by itself."""
        return self.is_sqlite and not self.is_deployed if self.migrate is None else self.migrate

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.database_url.startswith("sqlite:")


def secret_texts(settings: Settings) -> frozenset[str]:
    """Return every text of the settings that must be told to nobody: secrets, each key of a ring, passwords in addresses."""
    found: set[str] = set()
    for name, declaration in declarations().items():
        value = getattr(settings, name)
        if declaration.is_secret and value:
            found |= {value} if isinstance(value, str) else set(value)
    quoted = {_password(text) for text in found if "://" in text}
    passwords = quoted | {unquote(text) for text in quoted}
    # A default is published, and the path of a development database is worth reading.
    return frozenset(text for text in found | passwords if text and not text.startswith("sqlite:"))


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


def declarations() -> dict[str, Declaration]:
    """Return every setting's declaration by the name of its field, in the order of the reference."""
    return {field.name: field.metadata[_KEY] for field in dataclasses.fields(Settings)}
