"""The settings of a process, from every source there is, with a record of each secret that was read (C9)."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from arcadia.platform.audit import AuditTrail, SecretRead
from arcadia.platform.config import Reading, Settings, SettingsError, examine_settings
from arcadia.platform.config.reading import DEFAULT
from arcadia.platform.config.settings import declarations
from arcadia.platform.flags.problems import find_flag_problems
from arcadia.platform.secrets.stores import open_stores


def load_settings(
    by: str,
    *,
    overrides: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Return the settings for the command `by`.

    A start that is refused hands no secret to anybody and records none.

    Raises:
        SettingsError: with every problem there is, stores that are away among them.
        OSError: the reads cannot be recorded.
    """
    reading = examine(environ, overrides=overrides, folder=folder)
    if reading.problems:
        raise SettingsError(reading.problems)
    record_reads(reading, by)
    return reading.settings


def examine(
    environ: Mapping[str, str] | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Reading:
    """Read the settings from every source, stores too, and tell of problems instead of raising."""
    reading = examine_settings(environ, overrides=overrides, folder=folder, open_stores=open_stores)
    return replace(reading, problems=(*reading.problems, *find_flag_problems(reading.settings)))


def record_reads(reading: Reading, by: str) -> None:
    """Record which secrets were read from where. Defaults are published and therefore none.

    Raises:
        OSError: they cannot be recorded.
    """
    AuditTrail(reading.settings.audit_file).record(_reads(reading, by))


def _reads(reading: Reading, by: str) -> Iterator[SecretRead]:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    for field, declaration in declarations().items():
        source = reading.origins[field]
        if declaration.is_secret and source != DEFAULT:
            yield SecretRead(at=at, secret=declaration.variable, source=source, by=by, pid=os.getpid())
