"""`arcadia secrets`: the encrypted file of secrets on this machine, and the change of keys."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from os import getpid
from typing import Annotated, Final

import typer

from arcadia.core.errors import Conflict, Invalid, NotFound
from arcadia.platform.audit import AuditTrail, SecretRead
from arcadia.platform.config import Reading, SettingProblem, SettingsError, examine_settings
from arcadia.platform.config.reading import DEFAULT
from arcadia.platform.config.settings import Declaration, declarations
from arcadia.platform.secrets.encrypted_file import Contents, SecretsFile
from arcadia.platform.secrets.rotation import make_secret, prepare, rotate
from arcadia.platform.secrets.store import StoreRefused
from arcadia.platform.security import find_generated_key

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Secrets in an encrypted file."
)
_SESSION: Final = "SESSION_SECRET"
_LOCATING: Final = ("secrets_file", "secrets_keys")
"""The settings that find and open the file: they cannot be in it."""


@app.command(name="set")
def set_secret(
    name: Annotated[str, typer.Argument(help="A secret of the settings, such as CRON_SECRET.")],
    is_made: Annotated[bool, typer.Option("--make", help="Make a new one instead of reading it.")] = False,
) -> None:
    """Put a secret into the file. It is read from standard input, or asked for; never from the command line."""
    declaration = _known(name)
    value = make_secret() if is_made else _read_value(declaration)

    def with_value(contents: Contents) -> Contents:
        if is_made and name == _SESSION and name in contents.values:
            raise Conflict(f"{name} has keys that people were signed with; keep them: arcadia secrets rotate")
        return Contents(values={**contents.values, name: value}, prepared=contents.prepared)

    _change(with_value, by="set")
    typer.echo(f"{name} is in the file. Processes that run read it when they start anew.")


@app.command(name="list")
def list_secrets() -> None:
    """Name the secrets that are in the file, never their values."""
    reading = _reading()
    contents = _told(lambda: _file(reading).read())
    _record(reading, contents, "arcadia secrets list")
    for name in sorted(contents.values):
        waiting = " (its next key is prepared)" if name in contents.prepared else ""
        typer.echo(f"{name}{waiting}")


@app.command()
def remove(name: Annotated[str, typer.Argument(help="A secret that is in the file.")]) -> None:
    """Take a secret out of the file."""

    def without(contents: Contents) -> Contents:
        if name not in contents.values:
            raise NotFound(f"there is no {name} in the file")
        values, prepared = (
            {other: kept for other, kept in held.items() if other != name}
            for held in (contents.values, contents.prepared)
        )
        return Contents(values=values, prepared=prepared)

    _change(without, by="remove")
    typer.echo(f"{name} is no longer in the file.")


@app.command(name="rotate")
def rotate_keys(
    is_prepared: Annotated[
        bool, typer.Option("--prepare", help="Only let the next key verify; for several nodes, see Keep secrets.")
    ] = False,
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, max=100, help="Keep this many keys; guests of older ones are lost.")
    ] = None,
    is_sealing_only: Annotated[
        bool, typer.Option("--reencrypt", help="Make no key; only encrypt the file under the newest of its own.")
    ] = False,
) -> None:
    """Give SESSION_SECRET a new newest key and encrypt the file anew; what older keys signed still holds."""
    reading = _reading()
    if is_sealing_only:
        _change(lambda contents: contents, by="rotate")
        typer.echo("The file is encrypted under the newest key of ARCADIA_SECRETS_KEY.")
        return
    _refuse_elsewhere(reading)
    generated = find_generated_key(reading.settings.data_folder)
    others = (generated,) if generated else ()
    if is_prepared:
        _change(lambda contents: prepare(contents, _SESSION, others=others), by="rotate")
        typer.echo("The next key verifies once every node has started anew. Then: arcadia secrets rotate")
    else:
        _change(lambda contents: rotate(contents, _SESSION, others=others, keep=keep), by="rotate")
        typer.echo("The new key signs once the process has started anew; the older ones verify.")


def _known(name: str) -> Declaration:
    for field, declaration in declarations().items():
        if declaration.variable == name and declaration.is_secret and field not in _LOCATING:
            return declaration
    names = [one.variable for field, one in declarations().items() if one.is_secret and field not in _LOCATING]
    raise Invalid(f"{name} is none of the secrets that may be in the file: {', '.join(names)}")


def _read_value(declaration: Declaration) -> str:
    if sys.stdin.isatty():
        from getpass import getpass

        value = getpass(f"{declaration.variable}: ")
    else:
        value = sys.stdin.read().rstrip("\r\n")
    if not value:
        raise Invalid(f"{declaration.variable} was given no value")
    try:
        declaration.form.read(value)
    except ValueError:
        raise Invalid(f"{declaration.variable} takes {declaration.form.expected}") from None
    return value


def _change(edit: Callable[[Contents], Contents], *, by: str) -> None:
    """Change the file. To change it is to read it, which is recorded."""
    reading = _reading()
    contents = _told(lambda: _file(reading).change(edit))
    _record(reading, contents, f"arcadia secrets {by}")


def _reading() -> Reading:
    """Read the settings leniently: a deployed environment is not complete before its secrets are in the file."""
    reading = examine_settings()
    wrong = [
        problem for problem in reading.problems if problem.variable in {"ARCADIA_SECRETS_FILE", "ARCADIA_SECRETS_KEY"}
    ]
    if wrong:
        raise SettingsError(wrong)
    return reading


def _file(reading: Reading) -> SecretsFile:
    path, keys = reading.settings.secrets_file, reading.settings.secrets_keys
    if path is None:
        wrong = "it is not set, and there is no secrets file without it"
        raise SettingsError(
            [SettingProblem("ARCADIA_SECRETS_FILE", wrong, "Name the file, and set ARCADIA_SECRETS_KEY")]
        )
    return SecretsFile(path, keys)


def _told(work: Callable[[], Contents]) -> Contents:
    try:
        return work()
    except StoreRefused as error:
        raise SettingsError([SettingProblem(error.variable, str(error), error.mend)]) from error


def _record(reading: Reading, contents: Contents, by: str) -> None:
    at, source = (
        datetime.now(UTC).isoformat(timespec="milliseconds"),
        f"the secrets file {reading.settings.secrets_file}",
    )
    names: Sequence[str] = ["ARCADIA_SECRETS_KEY", *sorted(contents.values)]
    entries = [SecretRead(at=at, secret=name, source=source, by=by, pid=getpid()) for name in names]
    AuditTrail(reading.settings.audit_file).record(entries)


def _refuse_elsewhere(reading: Reading) -> None:
    """A ring that a nearer source sets would win over the file: rotating there would do nothing."""
    source = reading.origins["session_secrets"]
    if source != DEFAULT:
        raise Conflict(
            f"{_SESSION} comes from {source}, which wins over the file; move it: arcadia secrets set {_SESSION}"
        )
