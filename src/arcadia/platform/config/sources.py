"""Where values come from: mappings with a name, the settings file, and files of one secret each (C7)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from arcadia.platform.config.problems import SettingProblem

FILE_VARIABLE: Final = "ARCADIA_CONFIG"
FOLDER_VARIABLE: Final = "ARCADIA_SECRETS_DIR"
DEFAULT_FILE: Final = ".env"
FILE_SUFFIX: Final = "_FILE"
"""`NAME_FILE` names a file whose text is the value of the secret `NAME`, as Docker's images do it."""

_QUOTES: Final = "\"'"
_LONGEST_SECRET: Final = 65_536


@dataclass(frozen=True, slots=True)
class Source:
    """Some values and where they stand, for the sentence that names a problem."""

    label: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A value that somebody set, under which name and where."""

    label: str
    name: str
    raw: str = field(repr=False)

    def where(self, variable: str) -> str:
        """Say where it was found by somebody who looked for `variable`."""
        return self.label if self.name == variable else f"{self.name} in {self.label}"


def find_value(sources: Sequence[Source], names: Sequence[str]) -> Found | None:
    """Return the first value set under any of `names`; an empty one counts as not set."""
    for source in sources:
        for name in names:
            raw = source.values.get(name, "").strip()
            if raw:
                return Found(source.label, name, raw)
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


def read_secret_files(names: Iterable[str], nearer: Sequence[Source], problems: list[SettingProblem]) -> list[Source]:
    """Return the secrets that stand in files of their own.

    Those that `NAME_FILE` points to come first, then the files of the folder that ARCADIA_SECRETS_DIR names: there a
    file is called as the secret, in capitals or not, as Docker and Kubernetes mount them.
    """
    known = tuple(names)
    folder = find_value(nearer, (FOLDER_VARIABLE,))
    return [
        *_pointed_to(known, nearer, problems),
        *([] if folder is None else _in_folder(known, Path(folder.raw).expanduser(), problems)),
    ]


def _pointed_to(names: Iterable[str], nearer: Sequence[Source], problems: list[SettingProblem]) -> Iterator[Source]:
    for name in names:
        pointer = find_value(nearer, (name + FILE_SUFFIX,))
        if pointer is not None:
            path = Path(pointer.raw).expanduser()
            yield Source(f"the file {path}", {name: _read_secret(path, pointer.name, problems)})


def _in_folder(names: Iterable[str], folder: Path, problems: list[SettingProblem]) -> Iterator[Source]:
    if not folder.is_dir():
        problems.append(SettingProblem(FOLDER_VARIABLE, f"{folder} is no folder", "Name a folder of secret files"))
    for name in names:
        path = next((path for path in (folder / name, folder / name.lower()) if path.is_file()), None)
        if path is not None:
            yield Source(f"the file {path}", {name: _read_secret(path, FOLDER_VARIABLE, problems)})


def _read_secret(path: Path, variable: str, problems: list[SettingProblem]) -> str:
    """Return the file's text. Its last line may end as editors end it; nothing else is cut."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LONGEST_SECRET + 1)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        problems.append(SettingProblem(variable, f"{path} cannot be read ({why})", "Name a file that holds the secret"))
        return ""
    if len(text) > _LONGEST_SECRET:
        problems.append(SettingProblem(variable, f"{path} is too large", "Name a file that holds one secret"))
        return ""
    return text.rstrip("\r\n")
