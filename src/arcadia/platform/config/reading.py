"""From sources to settings, or to the list of everything that is wrong (C2)."""

import difflib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from arcadia.platform.config.aliases import adapt, find_unpaired, find_without_effect
from arcadia.platform.config.problems import SettingProblem, SettingsError
from arcadia.platform.config.rules import broken_rules, wishes
from arcadia.platform.config.settings import Declaration, Environment, Settings, declarations
from arcadia.platform.config.sources import (
    FILE_SUFFIX,
    FILE_VARIABLE,
    Source,
    find_value,
    read_file,
    read_secret_files,
)

OpenStores = Callable[[Settings, list[SettingProblem]], Sequence[Source]]
"""Opens the secret stores that the settings name, as far as they are known then; adds what is wrong to the problems."""

DEFAULT: Final = "default"
_OURS: Final = "ARCADIA_"
_ABSENT: Final[Mapping[str, Any]] = {
    "cors_origins": (),
    "flag_values": (),
    "session_secrets": (),
    "secrets_keys": (),
    "cron_secrets": (),
    "revalidate_tokens": (),
    "operator_tokens": (),
    "trusted_proxies": (),
}
_NO_VALUES: Final = frozenset({"undefined", "null", "none", "nan", "[object object]"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the sources say: the settings, where each came from by its field, and all that is wrong with them.

    With problems the settings are only good for saying what they are.
    """

    settings: Settings
    origins: Mapping[str, str]
    problems: tuple[SettingProblem, ...]


def read_settings(
    environ: Mapping[str, str] | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Read all settings without secret stores: the command line (`overrides`), the environment, files, defaults.

    Args:
        environ: the environment; the process's own by default.
        overrides: what the command line says, by the variable's name.
        folder: where `.env` is looked for; the working folder by default.

    Raises:
        SettingsError: with every problem there is.
    """
    reading = examine_settings(environ, overrides=overrides, folder=folder)
    if reading.problems:
        raise SettingsError(reading.problems)
    return reading.settings


def examine_settings(
    environ: Mapping[str, str] | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
    folder: Path | None = None,
    open_stores: OpenStores | None = None,
) -> Reading:
    """Read all settings as `read_settings` does, from secret stores too, and tell of problems instead of raising."""
    surroundings = os.environ if environ is None else environ
    problems: list[SettingProblem] = []
    near = _near_sources(surroundings, overrides or {}, folder or Path(), problems)
    stores, is_complete = _stores(near, open_stores, problems)
    sources = [*near, *stores]
    values = _read_all(sources, problems)
    settings = Settings(**{**_defaults(values), **values})
    # Rules between settings are checked on what could be read, so that one start shows everything.
    reported = {problem.variable for problem in problems}
    if not is_complete:
        reported |= _may_be_in_store(values)
    problems += [problem for problem in broken_rules(settings) if problem.variable not in reported]
    return Reading(settings, dict(_origins(sources)), tuple(problems))


def find_warnings(settings: Settings, environ: Mapping[str, str] | None = None) -> list[str]:
    """Return what is worth saying at start-up though nothing is wrong: missing services (C4), names without effect
    (C5) and misspelt names.
    """
    surroundings = os.environ if environ is None else environ
    return [*wishes(settings), *find_without_effect(surroundings, _names()), *_misspelt(surroundings)]


def _near_sources(
    environ: Mapping[str, str], overrides: Mapping[str, str], folder: Path, problems: list[SettingProblem]
) -> list[Source]:
    """Return what is on this machine, the nearest first."""
    file = read_file(environ, folder, problems)
    plain = [Source("the command line", overrides), Source("the environment", environ), file]
    for source in plain:
        problems += find_unpaired(source)
    near = [adapt(source) for source in plain]
    return [*near, *read_secret_files(_secret_names(), near, problems)]


def _stores(
    near: Sequence[Source], open_stores: OpenStores | None, problems: list[SettingProblem]
) -> tuple[Sequence[Source], bool]:
    """Return the secret stores that the nearer sources name, and whether all of them could be read."""
    if open_stores is None:
        return (), True
    values = _read_all(near, [])
    before = len(problems)
    stores = open_stores(Settings(**{**_defaults(values), **values}), problems)
    return stores, len(problems) == before


def _may_be_in_store(values: Mapping[str, Any]) -> set[str]:
    """Secrets that nobody set: while a store cannot be read, nobody knows whether they are missing."""
    return {one.variable for field, one in declarations().items() if one.is_secret and not values.get(field)}


def _read_all(sources: Sequence[Source], problems: list[SettingProblem]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, declaration in declarations().items():
        try:
            values[field] = _read_one(field, declaration, sources, values)
        except ValueError as error:
            problems.append(_problem(declaration, sources, error))
    return values


def _read_one(field: str, declaration: Declaration, sources: Sequence[Source], known: Mapping[str, Any]) -> Any:  # noqa: ANN401
    found = find_value(sources, declaration.names)
    if found is not None:
        if found.raw.lower() in _NO_VALUES:
            message = f"the word {found.raw!r} is what a program writes for a value that it does not have"
            raise ValueError(message)
        return declaration.form.read(found.raw)
    default = declaration.default_in(known.get("environment", Environment.DEVELOPMENT))
    if default is None:
        return _ABSENT.get(field)
    return declaration.form.read(default.replace("{ARCADIA_DATA}", str(known.get("data_folder", ""))))


def _problem(declaration: Declaration, sources: Sequence[Source], error: ValueError) -> SettingProblem:
    found = find_value(sources, declaration.names)
    where = f" (from {found.where(declaration.variable)})" if found else ""
    return SettingProblem(declaration.variable, f"{error}{where}", f"Set it to {declaration.form.expected}")


def _defaults(values: Mapping[str, Any]) -> dict[str, Any]:
    """What every setting is where nobody sets it, in the environment that was read; stands in for unreadable ones."""
    environment = values.get("environment", Environment.DEVELOPMENT)
    return _read_all([Source("defaults", {"ARCADIA_ENV": environment})], [])


def _origins(sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    for field, declaration in declarations().items():
        found = find_value(sources, declaration.names)
        yield field, found.where(declaration.variable) if found else DEFAULT


def _secret_names() -> list[str]:
    return [name for one in declarations().values() if one.is_secret for name in one.names]


def _names() -> set[str]:
    pointers = {name + FILE_SUFFIX for name in _secret_names()}
    return {FILE_VARIABLE, *pointers, *(name for one in declarations().values() for name in one.names)}


def _misspelt(environ: Mapping[str, str]) -> Iterator[str]:
    known = _names()
    for name in sorted(name for name in environ if name.startswith(_OURS) and name not in known):
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        yield f"{name} is not a setting of Arcadia{hint}"
