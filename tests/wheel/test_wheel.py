"""The wheel carries everything: installed into an empty environment it serves, and every asset of every page answers."""

import html
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.postgres import free_port
from support.tools import ROOT

PAGES = ("/", "/boards", "/goal-lists", "/boards/new")
REFERENCE = re.compile(r'(?:href|src)="(/[^"#?]+)"|"(/static/[^"]+)"|url\("?(/static/[^")]+)"?\)')


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv = [sys.executable, "-m", "uv"]
    command = [
        *uv,
        "build",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "-o",
        str(folder),
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("arcadia-*.whl"))


@pytest.fixture(scope="module")
def served(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("empty")
    place = folder / "venv"
    uv = [sys.executable, "-m", "uv"]
    python = place / "bin" / "python"
    for command in (
        [*uv, "venv", "-q", "--python", sys.executable, str(place)],
        [
            *uv,
            "pip",
            "install",
            "-q",
            "--python",
            str(python),
            "--require-hashes",
            "-r",
            str(ROOT / "requirements" / "run.txt"),
        ],
        [*uv, "pip", "install", "-q", "--python", str(python), "--no-deps", str(wheel)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    empty = folder / "work"
    empty.mkdir()
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    server = subprocess.Popen([place / "bin" / "arcadia", "serve", "--port", str(port)], cwd=empty, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server)
        yield url
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


def test_every_asset_of_every_page_answers(served: str) -> None:
    with httpx.Client(base_url=served, follow_redirects=True) as browser:
        made = browser.post(
            "/api/v1/sessions",
            json={"nickname": "Mira", "card": {"goals": [{"text": f"g{n}"} for n in range(25)]}},
            headers={"origin": served},
        )
        code = made.json()["code"]
        asked: set[str] = set()
        wanted = {*PAGES, f"/play/{code}", f"/play/{code}/watch", f"/play/{code}/overlay", f"/play/{code}/result"}
        while wanted:
            path = wanted.pop()
            asked.add(path)
            answer = browser.get(path)
            assert answer.status_code == 200, path
            found = {one for groups in REFERENCE.findall(html.unescape(answer.text)) for one in groups if one}
            wanted |= {one for one in found if one.startswith("/static/")} - asked
    assert sum(path.startswith("/static/") for path in asked) > 5
