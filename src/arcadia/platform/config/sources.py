"""Where values come from. A secret store (C7) becomes one more source before the defaults."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arcadia.platform.config.problems import SettingProblem

FILE_VARIABLE: Final = "ARCADIA_CONFIG"
DEFAULT_FILE: Final = ".env"
_QUOTES: Final = "\"'"


@dataclass(frozen=True, slots=True)
class Source:
    """Some values and where they stand, for the sentence that names a problem."""

    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A value that somebody set."""

    label: str
    raw: str


def find_value(sources: Sequence[Source], names: Sequence[str]) -> Found | None:
    """Return the first value set under any of `names`; an empty one counts as not set."""
    for source in sources:
        for name in names:
            raw = source.values.get(name, "").strip()
            if raw:
                return Found(source.label, raw)
    return None


def read_file(environ: Mapping[str, str], folder: Path, problems: list[SettingProblem]) -> Source:
    """Return the values of the settings file: the one that ARCADIA_CONFIG names, else `.env` in `folder`, else none."""
    named = environ.get(FILE_VARIABLE, "").strip()
    path = Path(named).expanduser() if named else folder / DEFAULT_FILE
    if not named and not path.is_file():
        return Source("no file", {})
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(
            SettingProblem(FILE_VARIABLE, f"{path} cannot be read ({error})", "Name a text file of NAME=value lines")
        )
        return Source(str(path), {})
    return Source(str(path), dict(_pairs(text, path, problems)))


def _pairs(text: str, path: Path, problems: list[SettingProblem]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        name, separator, raw = bare.removeprefix("export ").partition("=")
        if not separator or not name.strip().isidentifier():
            problems.append(SettingProblem(f"{path}:{number}", "this is not NAME=value", "Mend or remove the line"))
            continue
        yield name.strip(), _unquoted(raw.strip())


def _unquoted(raw: str) -> str:
    if len(raw) > 1 and raw[0] in _QUOTES and raw[-1] == raw[0]:
        return raw[1:-1]
    return raw.partition(" #")[0].rstrip()
