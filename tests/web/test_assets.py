"""F7, D11: assets are joined by list, named by content, compressed ahead and served as immutable."""

import re
from collections import Counter
from pathlib import Path

import httpx
import pytest

from arcadia.web.assets.build import COMMENT, build_assets, script_hash
from arcadia.web.assets.library import AssetLibrary, load_library
from arcadia.web.assets.sources import AssetError, read_sources
from arcadia.web.stack import Web, feature_folders

FILES = {
    "joined.json": '{"all.css": ["css/a.css", "css/b.css"], "core.js": ["one.js", "two.js"]}',
    "css/a.css": "/* a comment */ a { color: red }",
    "css/b.css": 'b { background: url("/static/shop/dot.svg") }',
    "one.js": "export const one = 1;\n",
    "two.js": 'import { one } from "arcadia/shop/one.js";\nexport const two = one + 1;\n',
    "page.js": 'import {\n  two,\n} from "arcadia/shop/two.js";\nimport "arcadia/shop/extra.js";\nconsole.log(two);\n',
    "extra.js": "export {};\n",
    "dot.svg": "<svg/>",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "shop" / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "shop"


def text_of(library: AssetLibrary, name: str) -> str:
    asset = library.find(library.url(name))
    assert asset is not None
    return asset.variants["identity"].decode()


def test_css_is_joined_in_order_and_refers_to_hashed_names(shop: Path) -> None:
    library = AssetLibrary(build_assets(read_sources([shop])))
    css = text_of(library, "shop/all.css")
    assert css.index("color: red") < css.index("background")
    assert "comment" not in css
    assert library.url("shop/dot.svg") in css


def test_joined_modules_lose_the_imports_between_them(shop: Path) -> None:
    core = text_of(AssetLibrary(build_assets(read_sources([shop]))), "shop/core.js")
    assert "import" not in core
    assert core.index("const one") < core.index("const two")


def test_joined_modules_import_a_name_once(shop: Path) -> None:
    """The second import of a name would be a syntax error, and the whole file would not run."""
    (shop / "static" / "extra.js").write_text("export const a = 1, b = 2, c = 3;\n")
    (shop / "static" / "one.js").write_text('import { a } from "arcadia/shop/extra.js";\nexport const one = a;\n')
    (shop / "static" / "two.js").write_text(
        'import {\n  a,\n  b,\n} from "arcadia/shop/extra.js";\nimport { b, a } from "arcadia/shop/extra.js";\n'
    )
    core = text_of(AssetLibrary(build_assets(read_sources([shop]))), "shop/core.js")
    assert [line for line in core.splitlines() if "import" in line] == [
        'import { a } from "arcadia/shop/extra.js";',
        'import { b } from "arcadia/shop/extra.js";',
    ]


def test_the_import_map_leads_to_the_joined_file(shop: Path) -> None:
    library = AssetLibrary(build_assets(read_sources([shop])))
    assert f'"arcadia/shop/two.js":"{library.url("shop/core.js")}"' in library.import_maps["en"]
    assert f'"arcadia/shop/extra.js":"{library.url("shop/extra.js")}"' in library.import_maps["en"]
    assert library.preloads("shop/page.js") == [library.url("shop/core.js"), library.url("shop/extra.js")]


def test_f2_a_module_that_is_loaded_later_is_in_the_map_and_not_preloaded(shop: Path) -> None:
    (shop / "static" / "later.js").write_text("export {};\n")
    (shop / "static" / "extra.js").write_text('export const ask = async () => await import("arcadia/shop/later.js");\n')
    library = AssetLibrary(build_assets(read_sources([shop])))
    assert f'"arcadia/shop/later.js":"{library.url("shop/later.js")}"' in library.import_maps["en"]
    assert library.url("shop/later.js") not in library.preloads("shop/page.js")
    (shop / "static" / "later.js").unlink()
    with pytest.raises(AssetError, match=r"shop/extra\.js: imports arcadia/shop/later\.js"):
        build_assets(read_sources([shop]))


def test_an_import_of_nothing_is_named(shop: Path) -> None:
    (shop / "static" / "page.js").write_text('import "arcadia/shop/gone.js";')
    with pytest.raises(AssetError, match=r"shop/page\.js: imports arcadia/shop/gone\.js"):
        build_assets(read_sources([shop]))


def test_a_reference_to_nothing_is_named(shop: Path) -> None:
    (shop / "static" / "css" / "b.css").write_text("b { background: url(/static/shop/gone.svg) }")
    with pytest.raises(AssetError, match=r"shop/all\.css: refers to /static/shop/gone\.svg"):
        build_assets(read_sources([shop]))


def test_a_list_that_joins_nothing_is_named(shop: Path) -> None:
    (shop / "static" / "joined.json").write_text('{"all.css": ["gone.css"]}')
    with pytest.raises(AssetError, match=r"shop/all\.css: joins shop/gone\.css"):
        read_sources([shop])


def test_a_kept_set_is_used_until_a_source_changes(shop: Path, tmp_path: Path) -> None:
    first = load_library([shop], keep_in=tmp_path / "kept")
    kept = (tmp_path / "kept" / "assets.bin").read_bytes()
    again = load_library([shop], keep_in=tmp_path / "kept")
    assert again.url("shop/page.js") == first.url("shop/page.js")
    (shop / "static" / "page.js").write_text("export {};")
    changed = load_library([shop], keep_in=tmp_path / "kept")
    assert changed.url("shop/page.js") != first.url("shop/page.js")
    assert (tmp_path / "kept" / "assets.bin").read_bytes() != kept


def test_a_kept_set_that_is_broken_is_built_anew(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "assets.bin").write_bytes(b"\xc1 nonsense")
    assert load_library([shop], keep_in=tmp_path).url("shop/page.js").startswith("/static/shop/page.")


async def test_an_asset_is_immutable_and_compressed(client: httpx.AsyncClient, web: Web) -> None:
    url = web.assets.url("web/arcadia.css")
    answer = await client.get(url, headers={"accept-encoding": "br, gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    same = await client.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert same.status_code == 304


async def test_every_asset_of_every_feature_is_served(client: httpx.AsyncClient, web: Web) -> None:
    for asset in web.assets.all():
        answer = await client.get(asset.url)
        assert (answer.status_code, answer.headers["content-type"]) == (200, asset.media_type)


def test_the_inline_script_is_the_one_that_the_policy_allows(web: Web) -> None:
    assert web.assets.import_map_hashes == tuple(script_hash(one) for one in web.assets.import_maps.values())


def test_no_style_sheet_brings_an_address_of_its_own() -> None:
    sources = read_sources(feature_folders())
    styles = {name: raw.decode() for name, raw in sources.files.items() if name.endswith(".css")}
    assert styles
    assert not [name for name, text in styles.items() if "@import" in text or "url(http" in text or "url(//" in text]


async def test_f7_of_the_codings_prepared_the_smallest_is_sent(client: httpx.AsyncClient, web: Web) -> None:
    for asset in web.assets.all():
        answer = await client.get(asset.url, headers={"accept-encoding": "gzip, br, zstd"})
        assert int(answer.headers["content-length"]) == min(map(len, asset.variants.values())), asset.name


def test_what_explains_a_module_is_not_sent(shop: Path) -> None:
    (shop / "static" / "page.js").write_text(
        "// @ts-check\n/**\n * Why.\n * @param {string} one\n */\nexport const of = (/** @type {string} */ one) => `// ${one}`; // kept\n"
    )
    page = text_of(AssetLibrary(build_assets(read_sources([shop]))), "shop/page.js")
    assert page == "export const of = ( one) => `// ${one}`; // kept\n"


def test_no_string_of_ours_is_taken_for_a_comment() -> None:
    """The pattern knows no strings: what it takes out must not begin inside one that spans lines."""
    for name, raw in read_sources(feature_folders()).files.items():
        text = raw.decode() if name.endswith(".js") else ""
        assert not [one[0] for one in COMMENT.finditer(text) if text[: one.start()].count("`") % 2], name


DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function) (\w+)", re.MULTILINE)


def test_joined_scripts_declare_each_name_once() -> None:
    """Joined modules share one scope: a name that two of them declare would keep the whole file from running."""
    sources = read_sources(feature_folders())
    for name in (one for one in sources.joined if one.endswith(".js")):
        parts = [DECLARED.findall(sources.files[part].decode()) for part in sources.joined[name]]
        counts = Counter(declared for part in parts for declared in set(part))
        assert [declared for declared, count in counts.items() if count > 1] == [], name
