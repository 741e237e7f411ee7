"""S8: what people write is text on every page: no element, attribute or script is made of it."""

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import httpx
import pytest

from support.hostile import HostileWorld, make_hostile_world
from support.server import ServerProcess


class Scanner(HTMLParser):
    """Collects what of a page could run, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.shown = ""
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.faults += [f"<{tag} {name}>" for name, _ in attrs if name.startswith("on")]
        self.faults += [f"<{tag} {name}={value}>" for name, value in attrs if (value or "").startswith("javascript:")]
        if tag == "img" and dict(attrs).get("src") == "x":
            self.faults.append("<img src=x>")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip().startswith("pwned"):
            self.faults.append(f"<script>{data}")
        self.shown += data


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path_factory.mktemp("hostile"))
    server.start()
    yield server
    server.stop()
    assert server.faults() == []


@pytest.fixture(scope="module")
def world(server: ServerProcess) -> HostileWorld:
    return make_hostile_world(server.url)


def test_s8_hostile_texts_stay_texts_on_every_page(server: ServerProcess, world: HostileWorld) -> None:
    showing = 0
    for cookies in (world.cookies, {}):
        with httpx.Client(base_url=server.url, cookies=cookies, headers={"accept": "text/html"}) as client:
            for path in world.pages:
                answer = client.get(path, follow_redirects=True)
                scanner = Scanner()
                scanner.feed(answer.text)
                assert (answer.status_code in {200, 403, 404}, scanner.faults) == (True, []), path
                assert ">49</title>" not in scanner.shown, path
                showing += "pwned=1" in scanner.shown
    assert showing > 20, "the texts must be shown, or this proves nothing"


def test_s8_hostile_texts_stay_texts_in_pictures_of_boards(server: ServerProcess, world: HostileWorld) -> None:
    for path in world.files:
        answer = httpx.get(server.url + path, cookies=world.cookies)
        assert answer.status_code == 200, path
        names = {element.tag.rpartition("}")[2] for element in ET.fromstring(answer.text).iter()}  # noqa: S314 - from our own server
        assert not {"script", "img", "foreignObject", "b"} & names
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert "object-src 'none'" in answer.headers["content-security-policy"]
