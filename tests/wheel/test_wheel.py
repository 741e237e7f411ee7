"""The wheel carries everything: installed into an empty environment it serves every page with all it refers to."""

import html
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from arcadia.app import make_app
from arcadia.platform.config import read_settings
from support.hostile_pictures import png
from support.postgres import free_port
from support.tools import ROOT

REFERENCE = re.compile(r'(?:href|src)="(/[^"#?]+)"|"(/static/[^"]+)"|url\("?(/static/[^")]+)"?\)')
FOR_MACHINES = ("/metrics", "/api/", "/schemas/", "/health")
PARAMETER = re.compile(r"\{(\w+):\w+\}")
QUERIES = {"/join": "?code={code[0]}", "/play/{code:str}/caster": "?token={token[0]}&view=public"}
OPENED_ONCE = "/play/{code:str}/here"
"""By a code that a seat was given: whoever has none is told so."""
WHERE_THERE_IS_A_TEXT = ("/imprint", "/rules")
"""Pages of an instance that was given such texts; this one was not."""
UV = (sys.executable, "-m", "uv")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as a person builds it: a source distribution first, and the wheel from that."""
    folder = tmp_path_factory.mktemp("wheel")
    run(*UV, "build", "--no-build-isolation", "--python", sys.executable, "-o", folder, ROOT)
    return next(folder.glob("arcadia-*.whl"))


def run(*command: object) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class Served:
    """A server from the wheel: its address, and the folder that it was started in."""

    url: str
    folder: Path


@pytest.fixture(scope="module")
def served(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("empty")
    place, empty = folder / "venv", folder / "work"
    empty.mkdir()
    run(*UV, "venv", "-q", "--python", sys.executable, place)
    install = (*UV, "pip", "install", "-q", "--python", place / "bin" / "python")
    run(*install, "--require-hashes", "-r", ROOT / "requirements" / "run.txt")
    run(*install, "--no-deps", wheel)
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONPATH", "DATABASE_URL", "REDIS_URL"} and not name.startswith("ARCADIA_")
    }
    server = subprocess.Popen([place / "bin" / "arcadia", "serve", "--port", str(port)], cwd=empty, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server)
        yield Served(url, empty)
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(place)


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        assert server.poll() is None, "arcadia serve ended"
        try:
            httpx.get(url, timeout=2)
        except httpx.HTTPError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def test_the_wheel_holds_what_the_source_holds(wheel: Path) -> None:
    """Templates, static files, migrations, starter library: whatever git knows under `src`."""
    listed = subprocess.run(["git", "ls-files", "src"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    there = {name.removeprefix("src/") for name in listed.split() if (ROOT / name).is_file()}
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        assert packed.getinfo("arcadia/web/assets.bin").file_size > 100_000
    assert there - names == set()
    assert {name for name in names if not name.startswith("arcadia/")} == {
        name for name in names if ".dist-info/" in name
    }


def test_building_asks_for_no_library_that_it_does_not_name() -> None:
    """`uv build` makes an environment of `build-system.requires` alone; what the hook imports must be in it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {name.replace("-", "_") for name in settings["build-system"]["requires"]}
    look = f"""
import sys
for name in ("rich", "greenlet", "attr"):
    sys.modules[name] = None  # optional to what is named
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "src")!r}]
before = set(sys.modules)
import hatch_build, arcadia.web.assets.library
files = {{name: getattr(sys.modules[name], "__file__", None) or "" for name in set(sys.modules) - before}}
print(*sorted({{name.partition(".")[0] for name, file in files.items() if "site-packages" in file}}))
"""
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout
    brought = {"_brotli", "pathspec", "packaging", "pluggy", "trove_classifiers", "typing_extensions"}
    """By the libraries that are named."""
    assert set(told.split()) - brought - named == set()


def test_a_start_from_the_wheel_builds_no_static_files(served: Served) -> None:
    data = served.folder / "arcadia-data"
    assert (data / "arcadia.db").is_file()
    assert not (data / "assets").exists()


async def page_routes(folder: Path) -> set[str]:
    """Every address of the application that people open."""
    settings = read_settings({"ARCADIA_ENV": "test", "ARCADIA_DATA": str(folder)})
    async with make_app(settings)._run() as running:
        routes = running.framework.routes
    paths = {route.path for route in routes if "GET" in getattr(route, "methods", ())}
    return {path for path in paths if not path.startswith(FOR_MACHINES)}


class Visitor:
    """A person who opens pages and everything that these refer to."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.static: set[str] = set()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._told(self.http.post(path, json=body))

    def put(self, path: str, body: bytes) -> dict[str, Any]:
        return self._told(self.http.put(path, content=body, headers={"content-type": "image/png"}))

    @staticmethod
    def _told(answer: httpx.Response) -> dict[str, Any]:
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def open(self, path: str) -> int:
        """Open a page, fetch what it refers to, and return its status."""
        answer = self.http.get(path, headers={"accept": "text/html"})
        waiting = references(answer.text)
        while waiting:
            asset = waiting.pop()
            if asset not in self.static:
                self.static.add(asset)
                found = self.http.get(asset)
                assert found.status_code == 200, f"{asset}, of {path}"
                assert found.headers["cache-control"].endswith("immutable"), asset
                waiting |= references(found.text)
        return answer.status_code


def references(text: str) -> set[str]:
    found = {one for groups in REFERENCE.findall(html.unescape(text)) for one in groups if one}
    return {one for one in found if one.startswith("/static/")}


def places(visitor: Visitor, stranger: Visitor) -> dict[str, list[str]]:
    """Values for the parameters of addresses: things of every state, all of them the visitor's own."""
    goals = [{"text": f"goal {n}"} for n in range(25)]
    card = {"nickname": "Mira", "card": {"goals": goals}}
    waiting, running, finished, guarded = (
        visitor.post("/api/v1/sessions", {**card, **wish})["code"]
        for wish in ({"preset": "race"}, {"preset": "quick"}, {"preset": "quick"}, {"settings": {"approval": True}})
    )
    stranger.post(f"/api/v1/sessions/{guarded}/seats", {"nickname": "Kofi"})
    visitor.post(f"/api/v1/sessions/{finished}/marks", {"id": "m1", "card": 1, "square": 1})
    visitor.post(f"/api/v1/sessions/{finished}/commands", {"do": "finish", "id": "f1", "card": 1})
    board = {"title": "Mine", "rows": 5, "columns": 5, "squares": goals}
    made = visitor.post("/api/v1/boards", {"board": board})["id"]
    picture = visitor.put(f"/api/v1/boards/{made}/picture", png(640, 360))
    return {
        "code": [waiting, running, finished, guarded],
        "number": ["1"],
        "board_id": [made],
        "picture_hash": [picture["path"].rpartition("/")[2]],
        "width": [str(width) for width in picture["widths"]],
        "list_id": [visitor.post("/api/v1/goal-lists", {"list": {"title": "Mine", "goals": goals}})["id"]],
        "name": ["arcadia", "svg", "clock.txt"],
        "token": [visitor.post(f"/api/v1/sessions/{running}/view-tokens", {"view": "public"})["token"]],
    }


@pytest.fixture
def visitors(served: Served) -> Iterator[list[Visitor]]:
    """Who made everything, and a stranger."""
    with ExitStack() as closing:
        browser = {"base_url": served.url, "follow_redirects": True, "headers": {"origin": served.url}, "timeout": 30}
        yield [Visitor(closing.enter_context(httpx.Client(**browser))) for _ in range(2)]


async def test_every_page_and_every_asset_of_it_answers(visitors: list[Visitor], tmp_path: Path) -> None:
    known = places(*visitors)
    answered: dict[str, set[int]] = {}
    for route in await page_routes(tmp_path):
        names = PARAMETER.findall(route)
        assert set(names) <= set(known), f"say here what {route} may be asked for"
        for values in itertools.product(*(known[name] for name in names)):
            path = PARAMETER.sub("{}", route).format(*values)
            statuses = {visitor.open(path + QUERIES.get(route, "").format(**known)) for visitor in visitors}
            answered.setdefault(route, set()).update(statuses)
    assert len(answered) > 25
    assert {route: found for route, found in answered.items() if 200 not in found} == {
        OPENED_ONCE: {403},
        **{route: {404} for route in WHERE_THERE_IS_A_TEXT},
    }
    assert {visitor.open("/nothing/of/the/kind") for visitor in visitors} == {404}
    assert unfetched(visitors[0].static | visitors[1].static) == set()


def unfetched(static: set[str]) -> set[str]:
    """What templates name as an asset and no page referred to: a template that nobody has seen."""
    templates = (ROOT / "src").rglob("templates/**/*.html")
    named = {name for file in templates for name in re.findall(r'asset\("([^"]+)"\)', file.read_text())}
    assert len(named) > 15
    fetched = {re.sub(r"^/static/(.+)\.[0-9a-f]+(\.\w+)$", r"\1\2", path) for path in static}
    return named - fetched
