"""What a setting may look like: readers from text to value, each able to say what it expects."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from arcadia.core.text import BadText, clean_text, visible_name
from arcadia.platform.languages.catalogue import languages

_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})


_LONGEST_WORD: Final = 200
_LONGEST_NAME: Final = 40
_LONGEST_TEXT: Final = 65_536
_SECURE_ORIGIN: Final = re.compile(
    r"(?:https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|http://(?:localhost|127\.0\.0\.1))(?::\d{1,5})?"
)


@dataclass(frozen=True, slots=True)
class Form:
    """How text becomes a value. `read` raises ValueError, whose message says what is wrong with the text."""

    expected: str
    read: Callable[[str], Any]


class TextOfFile(NamedTuple):
    """A text that stands in a file of the operator's, read at the start."""

    path: Path
    text: str

    def __str__(self) -> str:
        """Return where it stands: that is what was set."""
        return str(self.path)


def choice(words: type[StrEnum]) -> Form:
    """One word of a closed list."""
    expected = "one of " + ", ".join(words)

    def read(raw: str) -> StrEnum:
        try:
            return words(raw.lower())
        except ValueError:
            message = f"{raw!r} is not in the list"
            raise ValueError(message) from None

    return Form(expected, read)


def whole_number(lowest: int, highest: int) -> Form:
    """A whole number between two bounds, both included."""

    def read(raw: str) -> int:
        if not raw.isascii() or not raw.isdigit():
            message = f"{raw!r} is not a whole number"
            raise ValueError(message)
        number = int(raw)
        if not lowest <= number <= highest:
            message = f"{number} is out of range"
            raise ValueError(message)
        return number

    return Form(f"a whole number from {lowest} to {highest}", read)


def seconds(highest: int) -> Form:
    """A length of time in seconds, from nothing to `highest`."""

    def read(raw: str) -> float:
        try:
            length = float(raw)
        except ValueError:
            message = f"{raw!r} is not a number"
            raise ValueError(message) from None
        if not 0 <= length <= highest:
            message = f"{raw} s is out of range"
            raise ValueError(message)
        return length

    return Form(f"seconds from 0 to {highest}", read)


def _read_switch(raw: str) -> bool:
    word = raw.lower()
    if word not in _TRUE | _FALSE:
        message = f"{raw!r} is neither on nor off"
        raise ValueError(message)
    return word in _TRUE


def _read_host(raw: str) -> str:
    if any(letter.isspace() or letter in "/[]@" for letter in raw):
        message = f"{raw!r} is not an address to listen on"
        raise ValueError(message)
    return raw


def _read_public_url(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"{raw!r} has no http:// or https:// and host name"
        raise ValueError(message)
    if parts.path.rstrip("/") or parts.query or parts.fragment:
        message = f"{raw!r} goes on after the host name"
        raise ValueError(message)
    return raw.rstrip("/")


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"


def _read_origins(raw: str) -> tuple[str, ...]:
    origins = tuple(one.strip().lower() for one in raw.split(",") if one.strip())
    for one in origins:
        parts = urlsplit(one)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in one or one != _origin(parts):
            message = f"{one!r} is not the origin of one site"
            raise ValueError(message)
    return origins


def _read_host_of_assets(raw: str) -> str:
    origin = raw.rstrip("/").lower()
    # It stands in headers, in the policy and in a script, so nothing passes but names and numbers.
    if not _SECURE_ORIGIN.fullmatch(origin):
        message = f"{raw!r} is not the https origin of one host"
        raise ValueError(message)
    return origin


def _read_database_url(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme == "sqlite":
        if not raw.startswith("sqlite:///") or raw in {"sqlite:///", "sqlite:///:memory:"}:
            message = "an SQLite database needs a file"
            raise ValueError(message)
        return raw
    if parts.scheme not in {"postgres", "postgresql"}:
        message = f"{parts.scheme or 'no scheme'!r} is no database that Arcadia knows"
        raise ValueError(message)
    return raw


def _read_redis_url(raw: str) -> str:
    if urlsplit(raw).scheme not in {"redis", "rediss", "unix"}:
        message = "it is not the address of a Redis or Valkey server"
        raise ValueError(message)
    return raw


def _read_http_url(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        # It is not repeated: somebody may have put a password into it.
        message = "it is no http:// or https:// address without a user"
        raise ValueError(message)
    return raw.rstrip("/")


def _read_vault_path(raw: str) -> str:
    mount, _, path = raw.strip("/").partition("/")
    if not mount or not path:
        message = f"{raw!r} has no mount and path with a slash between them"
        raise ValueError(message)
    return f"{mount}/{path}"


def _read_flags(raw: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for one in filter(None, map(str.strip, raw.split(";"))):
        name, separator, value = (part.strip() for part in one.partition("="))
        if not (name and separator and value):
            message = f"{one!r} is not name=value"
            raise ValueError(message)
        pairs.append((name, value))
    return tuple(pairs)


def _read_flagd_address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"grpc", "grpcs"} or not parts.hostname or parts.port is None or parts.path or parts.query:
        message = f"{raw!r} is not grpc:// or grpcs://, a host and a port"
        raise ValueError(message)
    return raw


def _read_word(raw: str) -> str:
    if len(raw) > _LONGEST_WORD or not raw.isprintable() or any(letter.isspace() for letter in raw):
        message = "it is no single word"
        raise ValueError(message)
    return raw


def _read_language(raw: str) -> str:
    ours = languages()
    if raw not in ours:
        message = f"{raw!r} is not among {', '.join(ours)}"
        raise ValueError(message)
    return raw


def _read_keys(raw: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in raw.split(",") if key.strip())
    if not keys:
        message = "no key is in it"
        raise ValueError(message)
    return keys


def _read_text(raw: str) -> str:
    return raw


def _read_name(raw: str) -> str:
    name = visible_name(raw)
    if not 1 <= len(name) <= _LONGEST_NAME:
        message = f"{raw!r} has {len(name)} visible characters"
        raise ValueError(message)
    return name


def _read_text_file(raw: str) -> TextOfFile:
    path = Path(raw).expanduser()
    try:
        with path.open("rb") as file:
            body = file.read(_LONGEST_TEXT + 1)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ValueError(message) from None
    if len(body) > _LONGEST_TEXT:
        message = f"{path} is longer than {_LONGEST_TEXT} bytes"
        raise ValueError(message)
    try:
        return TextOfFile(path, clean_text(body.decode("utf-8-sig").replace("\r\n", "\n")))
    except UnicodeDecodeError as error:
        message = f"{path} is no UTF-8 at byte {error.start + 1}"
        raise ValueError(message) from None
    except BadText as error:
        message = f"{path}: {error}"
        raise ValueError(message) from None


def _read_networks(raw: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in raw.split(",") if part.strip())


SWITCH: Final = Form("on or off", _read_switch)
HOST: Final = Form("an address of this machine, or 0.0.0.0 or :: for all of them", _read_host)
PUBLIC_URL: Final = Form("an address such as https://bingo.example.org, without a path", _read_public_url)
ORIGINS: Final = Form("origins such as https://stats.example.org, separated by commas; * is none", _read_origins)
ASSET_HOST: Final = Form(
    "an origin such as https://cdn.example.org, without a path; http on this machine alone", _read_host_of_assets
)
DATABASE_URL: Final = Form("sqlite:///path/to/file or postgresql://user:password@host/database", _read_database_url)
REDIS_URL: Final = Form("redis://[:password@]host:port/0, rediss://… or unix://…", _read_redis_url)
KEYS: Final = Form("secrets of 32 or more characters, separated by commas, the newest first", _read_keys)
TEXT: Final = Form("text", _read_text)
HTTP_URL: Final = Form("an address such as https://vault.example.org:8200", _read_http_url)
VAULT_PATH: Final = Form("mount/path", _read_vault_path)
FLAGS: Final = Form("name=value, several with semicolons between them, such as boards.import=off", _read_flags)
FLAGD_ADDRESS: Final = Form("an address such as grpc://127.0.0.1:8015, or grpcs:// for TLS", _read_flagd_address)
LANGUAGE: Final = Form("the tag of a language that Arcadia speaks, such as en or de", _read_language)
WORD: Final = Form(f"one word of at most {_LONGEST_WORD} characters", _read_word)
NETWORKS: Final = Form("addresses or networks such as 10.0.0.5 or 10.0.0.0/8, separated by commas", _read_networks)
FOLDER: Final = Form("a folder that Arcadia may write to", lambda raw: Path(raw).expanduser())
NAME: Final = Form(f"a name of at most {_LONGEST_NAME} characters", _read_name)
TEXT_FILE: Final = Form(f"the path of a text in UTF-8 of at most {_LONGEST_TEXT // 1024} KiB", _read_text_file)
FILE: Final = Form("the path of a file", lambda raw: Path(raw).expanduser())
