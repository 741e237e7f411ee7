"""Finds static files and joining lists in the features' packages."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from arcadia.core.wire import decode

JOINING_FILE: Final = "joined.json"
_JOINING: Final = msgspec.json.Decoder(dict[str, list[str]])
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
}


class AssetError(ValueError):
    """A static file or a joining list is wrong; the message names it."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All static files by name (`boards/editor.js`), joined files with the names of their parts in order, and the compiled
    texts of each language but English, which scripts are translated by.
    """

    files: Mapping[str, bytes]
    joined: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, bytes] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """Return a hash that changes with any name, list or content."""
        digest = hashlib.blake2b(digest_size=16)
        for name in sorted(self.files):
            digest.update(f"{name}\0{len(self.files[name])}\0".encode())
            digest.update(self.files[name])
        for name in sorted(self.joined):
            digest.update(f"{name}\0{self.joined[name]}\0".encode())
        for tag in sorted(self.texts):
            digest.update(f"{tag}\0{len(self.texts[tag])}\0".encode())
            digest.update(self.texts[tag])
        return digest.hexdigest()


def read_sources(package_folders: Iterable[Path], texts: Mapping[str, bytes] | None = None) -> Sources:
    """Read the static files of features; a folder without `static` has none. `texts` are compiled, by language.

    Raises:
        AssetError: a kind of file without a media type, or a list that names what is not there.
    """
    files: dict[str, bytes] = {}
    joined: dict[str, tuple[str, ...]] = {}
    for folder in package_folders:
        root = folder / "static"
        for path in sorted(one for one in root.rglob("*") if one.is_file()):
            name = f"{folder.name}/{path.relative_to(root).as_posix()}"
            if path.name == JOINING_FILE:
                joined |= _read_joining(folder.name, path)
            elif path.suffix in MEDIA_TYPES:
                files[name] = path.read_bytes()
            elif not path.name.endswith(".d.ts"):
                message = f"{name}: no media type is known for {path.suffix or 'this file'}"
                raise AssetError(message)
    _check_joined(files, joined)
    return Sources(files, joined, texts or {})


def _read_joining(feature: str, path: Path) -> dict[str, tuple[str, ...]]:
    lists = decode(path.read_bytes(), _JOINING)
    return {f"{feature}/{name}": tuple(f"{feature}/{part}" for part in parts) for name, parts in lists.items()}


def _check_joined(files: Mapping[str, bytes], joined: Mapping[str, tuple[str, ...]]) -> None:
    for name, parts in joined.items():
        missing = [part for part in parts if part not in files]
        if missing:
            message = f"{name}: joins {', '.join(missing)}, which is not there"
            raise AssetError(message)
