"""What people read about the settings, made from their declarations: `.env.example` and the reference page (C1)."""

from collections.abc import Iterator, Mapping
from typing import Final

from arcadia.platform.config.settings import SHOWN_DATA_FOLDER, Declaration, Environment, declarations

_HEAD: Final = """\
# Every setting of Arcadia. Copy to .env and take the # from the lines you want to change; the rest has its default.
# Sources, the first counts: the command line, the environment, this file (or the one ARCADIA_CONFIG names), files of one
# secret each, secret stores, defaults.
# Made by bin/docs from src/arcadia/platform/config/settings.py; do not edit here.
"""

_PAGE: Final = """\
# Settings

Sources, the first counts: the command line, the environment, a file of `NAME=value` lines (`.env` in the working
folder, or the one that `ARCADIA_CONFIG` names), files of one secret each, the secret stores that are set
([Keep secrets](../how-to/keep-secrets.md)), the default. An empty value counts as absent; the words that programs write for
a value they do not have (`undefined`, `null`) are refused. Everything that is wrong is reported together and the process
exits with 78 before anything is started. `arcadia config check` says the same without starting, `arcadia config show`
where each value comes from.

| setting | form | default | what it is for |
|---|---|---|---|
"""

_FOOT: Final = """
Settings marked *secret* never appear in logs or messages; for each, `NAME_FILE` may name a file that holds it. This page is
made by `bin/docs`.
"""

_ENVIRONMENTS: Final = """
## Environments

`ARCADIA_ENV` is one of these. What is not in the table is the same in all of them.

"""

_RULES: Final[Mapping[Environment, str]] = {
    Environment.DEVELOPMENT: "a key is generated into the data folder",
    Environment.TEST: "a key is generated into the data folder; messages may be lost on purpose",
    Environment.PREVIEW: "`SESSION_SECRET` is needed",
    Environment.STAGING: "`SESSION_SECRET` is needed",
    Environment.PRODUCTION: (
        "`SESSION_SECRET`, `CRON_SECRET`, `REVALIDATE_TOKEN`, `REDIS_URL` and an https `ARCADIA_PUBLIC_URL` are needed; "
        "no debug output"
    ),
}
"""What `rules` adds in each; a test holds it to that."""


def make_env_example() -> str:
    """Return the text of `.env.example`."""
    blocks = [f"# {declaration.about}\n{_line(declaration)}\n" for declaration in declarations().values()]
    return "\n".join([_HEAD, *blocks])


def make_settings_page() -> str:
    """Return the text of `docs/reference/settings.md`."""
    return _PAGE + "".join(f"{row}\n" for row in _rows()) + _FOOT + _environments()


def _line(declaration: Declaration) -> str:
    default = declaration.default_in(Environment.DEVELOPMENT) or ""
    return f"#{declaration.variable}={default.replace('{ARCADIA_DATA}', SHOWN_DATA_FOLDER)}"


def _rows() -> Iterator[str]:
    for declaration in declarations().values():
        names = " or ".join(f"`{name}`" for name in declaration.names)
        secret = " (*secret*)" if declaration.is_secret else ""
        yield f"| {names}{secret} | {declaration.form.expected} | {_default(declaration)} | {declaration.about} |"


def _default(declaration: Declaration) -> str:
    default = declaration.default
    if default is None:
        return "none"
    if isinstance(default, Mapping):
        return ", ".join(f"`{value}` in {stages}" for value, stages in _by_value(default).items())
    return f"`{default}`"


def _by_value(defaults: Mapping[Environment, str]) -> dict[str, str]:
    grouped: dict[str, list[str]] = {}
    for stage, value in defaults.items():
        grouped.setdefault(value, []).append(stage)
    return {value: ", ".join(stages) for value, stages in grouped.items()}


def _environments() -> str:
    varying = [one for one in declarations().values() if isinstance(one.default, Mapping)]
    head = ["environment", *(f"`{one.variable}`" for one in varying), "rules"]
    rows = [[stage, *(f"`{one.default_in(stage)}`" for one in varying), _RULES[stage]] for stage in Environment]
    lines = [head, ["---"] * len(head), *rows]
    return _ENVIRONMENTS + "".join(f"| {' | '.join(line)} |\n" for line in lines)
