"""Turns sources into finished assets: joins, translates, hashes, rewrites references and compresses."""

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

import brotli
import msgspec
import zstandard

from arcadia.core.wire import encode
from arcadia.platform.languages.catalogue import ENGLISH
from arcadia.web.assets.sources import MEDIA_TYPES, AssetError, Sources
from arcadia.web.assets.texts import Texts

SMALLEST_COMPRESSED: Final = 200
_COMPRESSIBLE: Final = frozenset({".css", ".js", ".json", ".svg", ".txt", ".webmanifest", ".ico"})
_IMPORT: Final = re.compile(r"""^\s*(?:import|export)\b[^;'"]*?["']arcadia/([\w./-]+)["'];?[ \t]*$""", re.MULTILINE)
_LATER: Final = re.compile(r"""\bawait import\(["']arcadia/([\w./-]+)["']\)""")
_NAMES: Final = re.compile(r"\{([^}]*)\}")
_CSS_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
COMMENT: Final = re.compile(r"^[ \t]*//[^\n]*\n|(?:^[ \t]*)?/\*\*(?=\s).*?\*/(?:[ \t]*\n)?", re.MULTILINE | re.DOTALL)
"""Types and explanations: a line that is nothing else, and what stands between `/**` and its end."""
_CSS_REFERENCE: Final = re.compile(r"""url\(["']?/static/([\w./-]+)["']?\)""")


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """One finished file. `variants` maps a content coding (`identity` included) to the bytes served."""

    name: str
    url: str
    media_type: str
    etag: str
    variants: dict[str, bytes]


class BuiltAssets(msgspec.Struct, frozen=True, kw_only=True):
    """All finished files, as kept between starts. `imports` lists, per module file, the modules it loads. `translated` has
    by language the scripts that are others there, `import_maps` what their names lead to.
    """

    fingerprint: str
    assets: list[Asset]
    translated: dict[str, list[Asset]]
    import_maps: dict[str, str]
    imports: dict[str, list[str]]


def build_assets(sources: Sources) -> BuiltAssets:
    """Build everything.

    Raises:
        AssetError: a module imports, or a style sheet refers to, what is not there.
    """
    home = {part: name for name, parts in sources.joined.items() for part in parts}
    contents = {name: raw for name, raw in sources.files.items() if name not in home}
    contents |= {name: _join(name, sources) for name in sources.joined}
    contents = {name: _without_comments(raw) if name.endswith(".js") else raw for name, raw in contents.items()}
    others = {name: _make_asset(name, raw) for name, raw in contents.items() if not name.endswith(".css")}
    urls = {name: asset.url for name, asset in others.items()}
    styles = [
        _make_asset(name, _with_addresses(name, raw, urls)) for name, raw in contents.items() if name.endswith(".css")
    ]
    imports = _find_imports(sources, home)
    translated = {tag: _translated(contents, Texts(texts)) for tag, texts in sources.texts.items()}
    urls_by_language = {ENGLISH: urls} | {
        tag: urls | {asset.name: asset.url for asset in assets} for tag, assets in translated.items()
    }
    return BuiltAssets(
        fingerprint=sources.fingerprint(),
        assets=[*others.values(), *styles],
        translated=translated,
        import_maps={tag: _import_map(sources, home, urls) for tag, urls in urls_by_language.items()},
        imports=imports,
    )


def _translated(contents: Mapping[str, bytes], texts: Texts) -> list[Asset]:
    """The scripts that say something, in a language."""
    spoken = {name: texts.translated(raw) for name, raw in contents.items() if name.endswith(".js")}
    return [_make_asset(name, raw) for name, raw in spoken.items() if raw != contents[name]]


def script_hash(script: str) -> str:
    """Return the CSP source that allows exactly this inline script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def compress(body: bytes) -> dict[str, bytes]:
    """Return the codings of a body that are worth sending, best effort of each; the body itself is `identity`."""
    if len(body) < SMALLEST_COMPRESSED:
        return {"identity": body}
    coded = {
        "zstd": zstandard.ZstdCompressor(level=19).compress(body),
        "br": brotli.compress(body, quality=11),
        "gzip": gzip.compress(body, compresslevel=9, mtime=0),
    }
    return {"identity": body, **{name: one for name, one in coded.items() if len(one) < len(body)}}


def _join(name: str, sources: Sources) -> bytes:
    parts = sources.joined[name]
    texts = [sources.files[part].decode("utf-8") for part in parts]
    if name.endswith(".js"):
        texts = [_without_inner_imports(text, frozenset(parts)) for text in texts]
        texts = _with_each_import_once(texts)
    return "\n".join(texts).encode()


def _with_each_import_once(texts: list[str]) -> list[str]:
    """A name may be imported once a module: of what several parts import, the first brings it for all."""
    seen: set[tuple[str, str]] = set()

    def keep(found: "re.Match[str]") -> str:
        source, listed = found.group(1), _NAMES.search(found.group(0))
        wanted = [name.strip() for name in listed.group(1).split(",") if name.strip()] if listed else [""]
        new = [name for name in wanted if (source, name) not in seen]
        seen.update((source, name) for name in new)
        if not new:
            return ""
        return found.group(0) if listed is None else found.group(0).replace(listed.group(1), f" {', '.join(new)} ")

    return [_IMPORT.sub(keep, text) for text in texts]


def _without_inner_imports(text: str, inner: frozenset[str]) -> str:
    return _IMPORT.sub(lambda found: "" if found.group(1) in inner else found.group(0), text)


def _without_comments(raw: bytes) -> bytes:
    return COMMENT.sub("", raw.decode("utf-8")).encode()


def _with_addresses(name: str, raw: bytes, urls: Mapping[str, str]) -> bytes:
    def address(found: "re.Match[str]") -> str:
        if found.group(1) not in urls:
            message = f"{name}: refers to /static/{found.group(1)}, which is not there"
            raise AssetError(message)
        return f'url("{urls[found.group(1)]}")'

    return _CSS_REFERENCE.sub(address, _CSS_COMMENT.sub("", raw.decode("utf-8"))).encode()


def _make_asset(name: str, raw: bytes) -> Asset:
    path = PurePosixPath(name)
    digest = hashlib.blake2b(raw, digest_size=8).hexdigest()
    return Asset(
        name=name,
        url=f"/static/{path.with_suffix('')}.{digest}{path.suffix}",
        media_type=MEDIA_TYPES[path.suffix],
        etag=f'"{digest}"',
        variants=compress(raw) if path.suffix in _COMPRESSIBLE else {"identity": raw},
    )


def _find_imports(sources: Sources, home: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, raw in sources.files.items():
        if not name.endswith(".js"):
            continue
        text = raw.decode("utf-8")
        _check_there(name, _LATER.findall(text), sources)
        for wanted in _check_there(name, _IMPORT.findall(text), sources):
            owner, target = home.get(name, name), home.get(wanted, wanted)
            if owner != target and target not in found.setdefault(owner, []):
                found[owner].append(target)
    return found


def _check_there(name: str, wanted: list[str], sources: Sources) -> list[str]:
    for one in wanted:
        if one not in sources.files:
            message = f"{name}: imports arcadia/{one}, which is not there"
            raise AssetError(message)
    return wanted


def _import_map(sources: Sources, home: Mapping[str, str], urls: Mapping[str, str]) -> str:
    """Where every module stands that another file imports, now or later: the map stands in every page."""
    wanted = {
        name
        for importer, raw in sources.files.items()
        if importer.endswith(".js")
        for imports in (_IMPORT, _LATER)
        for name in imports.findall(raw.decode())
        if home.get(importer, importer) != home.get(name, name)
    }
    entries = {f"arcadia/{name}": urls[home.get(name, name)] for name in sorted(wanted)}
    return encode({"imports": entries}).decode()
