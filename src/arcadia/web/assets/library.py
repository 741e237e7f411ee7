"""The finished set of assets, looked up by name for templates and by address for serving.

Building takes about a second (compression), so the result is kept: in the wheel as `web/assets.bin`, in development in
the data folder. A kept set counts only when its fingerprint equals that of the sources.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
import structlog

from arcadia.platform.languages.catalogue import ENGLISH, all_compiled_texts
from arcadia.web.assets.build import Asset, BuiltAssets, build_assets, script_hash
from arcadia.web.assets.sources import AssetError, Sources, read_sources

PACKAGED: Final = Path(__file__).parent.parent / "assets.bin"
KEPT_NAME: Final = "assets.bin"
_DECODER: Final = msgspec.msgpack.Decoder(BuiltAssets)

_log = structlog.get_logger("arcadia.web")


class AssetLibrary:
    """All assets. `import_maps` are the whole texts of the inline script by language; `import_map_hashes` the CSP sources
    that allow them. Addresses begin with `host`, the origin of a CDN, where there is one; those within style sheets have no
    need of it: they lead to where the sheet came from.
    """

    def __init__(self, built: BuiltAssets, *, host: str = "") -> None:
        self._host = host
        self._by_name = {asset.name: asset for asset in built.assets}
        self._translated = {tag: {one.name: one for one in assets} for tag, assets in built.translated.items()}
        self._by_url = {asset.url: asset for asset in self.all()}
        self._imports = built.imports
        self.import_maps = {tag: _from_host(text, host) for tag, text in built.import_maps.items()}
        self.import_map_hashes = tuple(script_hash(one) for one in dict.fromkeys(self.import_maps.values()))

    def url(self, name: str, *, language: str = ENGLISH) -> str:
        """Return the address of an asset such as `boards/editor.js`, as a page in some language needs it.

        Raises:
            AssetError: there is none of that name.
        """
        return self._host + self._get(name, language).url

    def _get(self, name: str, language: str) -> Asset:
        if name not in self._by_name:
            message = f"there is no static file {name}"
            raise AssetError(message)
        return self._translated.get(language, {}).get(name, self._by_name[name])

    def body(self, name: str) -> bytes:
        """Return what an asset holds.

        Raises:
            AssetError: there is none of that name.
        """
        return self._get(name, ENGLISH).variants["identity"]

    def preloads(self, entry: str, *, language: str = ENGLISH) -> list[str]:
        """Return the addresses of all modules that an entry module leads to, nearest first, itself excluded."""
        reached: list[str] = []
        waiting = list(self._imports.get(entry, ()))
        while waiting:
            name = waiting.pop(0)
            if name not in reached and name != entry:
                reached.append(name)
                waiting.extend(self._imports.get(name, ()))
        return [self.url(name, language=language) for name in reached]

    def find(self, path: str) -> Asset | None:
        """Return the asset at a path of ours, or None."""
        return self._by_url.get(path)

    def all(self) -> Iterable[Asset]:
        """Return every asset, in every language."""
        return [*self._by_name.values(), *(one for assets in self._translated.values() for one in assets.values())]


def _from_host(import_map: str, host: str) -> str:
    return import_map.replace('"/static/', f'"{host}/static/')


def load_library(package_folders: Iterable[Path], *, keep_in: Path | None, host: str = "") -> AssetLibrary:
    """Return the library of these packages, from a kept set where one fits, else built and kept.

    Raises:
        AssetError: a static file or list is wrong.
    """
    sources = read_sources(package_folders, all_compiled_texts())
    fingerprint = sources.fingerprint()
    candidates = [PACKAGED, *([keep_in / KEPT_NAME] if keep_in else [])]
    for path in candidates:
        kept = _read_kept(path, fingerprint)
        if kept is not None:
            return AssetLibrary(kept, host=host)
    built = build_assets(sources)
    if keep_in is not None:
        _keep(built, keep_in / KEPT_NAME)
    return AssetLibrary(built, host=host)


def write_packaged(package_folders: Iterable[Path], target: Path = PACKAGED) -> Path:
    """Build all assets into the file that a wheel carries; called by the wheel build. Returns the path written."""
    sources: Sources = read_sources(package_folders, all_compiled_texts())
    _keep(build_assets(sources), target)
    return target


def _read_kept(path: Path, fingerprint: str) -> BuiltAssets | None:
    if not path.is_file():
        return None
    try:
        kept = _DECODER.decode(path.read_bytes())
    except (msgspec.DecodeError, OSError) as error:
        _log.warning("kept_assets_unreadable", path=str(path), error=str(error))
        return None
    return kept if kept.fingerprint == fingerprint else None


def _keep(built: BuiltAssets, path: Path) -> None:
    """Write so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(msgspec.msgpack.encode(built))
    partial.replace(path)


__all__ = ["AssetError", "AssetLibrary", "load_library", "write_packaged"]
