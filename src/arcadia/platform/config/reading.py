"""From sources to settings, or to the list of everything that is wrong (C2)."""

import difflib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from arcadia.platform.config.problems import SettingProblem, SettingsError
from arcadia.platform.config.rules import broken_rules, wishes
from arcadia.platform.config.settings import Declaration, Environment, Settings, declarations
from arcadia.platform.config.sources import FILE_VARIABLE, Source, find_value, read_file

_OURS: Final = "ARCADIA_"
_ABSENT: Final[Mapping[str, Any]] = {"session_secrets": ()}


def read_settings(
    environ: Mapping[str, str] | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Read all settings: the command line (`overrides`), then the environment, then a file, then defaults.

    Args:
        environ: the environment; the process's own by default.
        overrides: what the command line says, by the variable's name.
        folder: where `.env` is looked for; the working folder by default.

    Raises:
        SettingsError: with every problem there is.
    """
    surroundings = os.environ if environ is None else environ
    problems: list[SettingProblem] = []
    file = read_file(surroundings, folder or Path(), problems)
    sources = [Source("the command line", overrides or {}), Source("the environment", surroundings), file]
    values = _read_all(sources, problems)
    settings = Settings(**{**_defaults(values), **values})
    # Rules between settings are checked on what could be read, so that one start shows everything.
    reported = {problem.variable for problem in problems}
    problems += [problem for problem in broken_rules(settings) if problem.variable not in reported]
    if problems:
        raise SettingsError(problems)
    return settings


def find_warnings(settings: Settings, environ: Mapping[str, str] | None = None) -> list[str]:
    """Return what is worth saying at start-up though nothing is wrong: missing services (C4) and misspelt names."""
    return [*wishes(settings), *_misspelt(os.environ if environ is None else environ)]


def _read_all(sources: Sequence[Source], problems: list[SettingProblem]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, declaration in declarations().items():
        try:
            values[field] = _read_one(field, declaration, sources, values)
        except ValueError as error:
            problems.append(_problem(declaration, sources, error))
    return values


def _read_one(field: str, declaration: Declaration, sources: Sequence[Source], known: Mapping[str, Any]) -> Any:  # noqa: ANN401
    found = find_value(sources, (declaration.variable, *declaration.aliases))
    if found is not None:
        return declaration.form.read(found.raw)
    default = declaration.default_in(known.get("environment", Environment.DEVELOPMENT))
    if default is None:
        return _ABSENT.get(field)
    return declaration.form.read(default.replace("{ARCADIA_DATA}", str(known.get("data_folder", ""))))


def _problem(declaration: Declaration, sources: Sequence[Source], error: ValueError) -> SettingProblem:
    found = find_value(sources, (declaration.variable, *declaration.aliases))
    where = f" (from {found.label})" if found else ""
    return SettingProblem(declaration.variable, f"{error}{where}", f"Set it to {declaration.form.expected}")


def _defaults(values: Mapping[str, Any]) -> dict[str, Any]:
    """What every setting is where nobody sets it, in the environment that was read; stands in for unreadable ones."""
    environment = values.get("environment", Environment.DEVELOPMENT)
    return _read_all([Source("defaults", {"ARCADIA_ENV": environment})], [])


def _misspelt(environ: Mapping[str, str]) -> list[str]:
    known = {FILE_VARIABLE, *(declaration.variable for declaration in declarations().values())}
    warnings = []
    for name in sorted(name for name in environ if name.startswith(_OURS) and name not in known):
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        warnings.append(f"{name} is not a setting of Arcadia{hint}")
    return warnings
