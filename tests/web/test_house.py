"""What an instance is called, its house rules and its imprint (details, "Instances"): on every page, escaped, or not there."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from arcadia.platform.config import SettingsError, read_settings
from support.html import Element, parse_page
from support.server import ServerProcess

RULES = "Be kind.\nAlways.\n\n<script>alert(1)</script> is no rule.\r\n\r\nÄrger? Frag die Spielleitung.\n"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("house")
    (folder / "rules.txt").write_bytes(b"\xef\xbb\xbf" + RULES.encode())
    server = ServerProcess(
        folder, {"ARCADIA_NAME": "  Bingo & Friends ", "ARCADIA_RULES_FILE": str(folder / "rules.txt")}
    )
    server.start()
    yield server.url
    server.stop()


def links(page: Element) -> set[str]:
    return {one["href"] for one in page.one("footer").all("a")}


def test_the_name_stands_on_every_page_and_in_the_manifest(url: str) -> None:
    for path in ("/", "/boards", "/rules", "/nowhere"):
        page = parse_page(httpx.get(url + path, headers={"accept": "text/html"}).text)
        assert page.one("a", class_="logo").text == "Bingo & Friends", path
        assert "Bingo & Friends" in page.one("title").text, path
    assert httpx.get(f"{url}/manifest.webmanifest").json()["name"] == "Bingo & Friends"


def test_the_rules_are_a_page_that_every_foot_leads_to_and_nothing_in_them_runs(url: str) -> None:
    answer = httpx.get(f"{url}/rules", headers={"accept-language": "de"})
    page = parse_page(answer.text)
    assert page.one("h1").text == "Hausregeln"
    assert [one.text for one in page.one("article").all("p")] == [
        "Be kind. Always.", "<script>alert(1)</script> is no rule.", "Ärger? Frag die Spielleitung.",
    ]  # fmt: skip
    assert "Be kind.<br>Always." in answer.text
    assert "<script>alert" not in answer.text
    assert "/rules" in links(parse_page(httpx.get(f"{url}/boards").text))


def test_what_an_instance_does_not_say_has_no_page_and_no_link(url: str) -> None:
    assert httpx.get(f"{url}/imprint").status_code == 404
    assert "/imprint" not in links(parse_page(httpx.get(f"{url}/boards").text))


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ARCADIA_NAME", "x" * 41, "41 visible characters"),
        ("ARCADIA_NAME", "\u202e", "0 visible characters"),
        ("ARCADIA_RULES_FILE", "nowhere.txt", "cannot be read"),
        ("ARCADIA_RULES_FILE", "", "cannot be read"),
        ("ARCADIA_IMPRINT_FILE", "binary.txt", "no UTF-8 at byte 3"),
        ("ARCADIA_IMPRINT_FILE", "control.txt", "U+0007"),
        ("ARCADIA_IMPRINT_FILE", "long.txt", "longer than 65536 bytes"),
    ],
)
def test_a_name_or_a_text_that_cannot_be_shown_is_told_at_the_start(
    tmp_path: Path, variable: str, value: str, told: str
) -> None:
    (tmp_path / "binary.txt").write_bytes(b"ab\xff")
    (tmp_path / "control.txt").write_bytes(b"bell \x07")
    (tmp_path / "long.txt").write_bytes(b"x" * 65_537)
    wanted = str(tmp_path / value) if variable.endswith("_FILE") else value
    with pytest.raises(SettingsError, match=variable) as refused:
        read_settings({"ARCADIA_ENV": "test", variable: wanted})
    assert told in str(refused.value)
