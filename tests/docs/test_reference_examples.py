"""The examples of the reference pages are what the program reads and writes."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest

from arcadia.boards.domain.formats import FormatError, FormatName, read_document, sniff_format
from arcadia.play.api.sessions import refused
from arcadia.play.domain.refusals import Refusal
from arcadia.play.protocol import FromClient, FromServer, decode_frame, encode_event, encode_frame
from arcadia.play.schemas import MakeSession
from docs_reference.format_examples import FILES

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def section(page: str, heading: str, *, level: int = 2) -> str:
    """What stands under a heading, up to the next of its level or above."""
    text = (REFERENCE / page).read_text()
    begin = text.index(f"\n{'#' * level} {heading}\n")
    end = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(text, begin + level + 3)
    return text[begin : end.start() if end else len(text)]


def blocks(text: str) -> list[str]:
    return [body for _, body in BLOCK.findall(text)]


def tags(union: object) -> set[str]:
    return {str(one.__struct_config__.tag) for one in get_args(union)}


def test_every_message_of_a_client_has_an_example_that_the_protocol_reads() -> None:
    frames = [decode_frame(body) for body in blocks(section("socket.md", "What a client says"))]
    assert {str(one.__struct_config__.tag) for one in frames} == tags(FromClient)


def test_an_example_stands_under_the_heading_of_its_message() -> None:
    for tag in tags(FromClient):
        for body in blocks(section("socket.md", tag, level=4)):
            assert json.loads(body)["do"] == tag
    for tag in tags(FromServer):
        found = [json.loads(body) for body in blocks(section("socket.md", tag, level=3))]
        assert found
        assert {one["t"] for one in found} == {tag}


def test_every_message_of_the_server_has_an_example_that_the_protocol_writes() -> None:
    """Read by the types of the protocol and written again by it, an example is the same."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(FromServer)
    written = [body for body in blocks(section("socket.md", "What the server says")) if '"t"' in body]
    assert len(written) > len(get_args(FromServer))
    for body in written:
        assert json.loads(encode_frame(decoder.decode(body))) == json.loads(body)


def test_the_bare_version_is_as_the_protocol_writes_it() -> None:
    (body,) = blocks(section("socket.md", "Bare version", level=3))
    assert json.loads(body) == json.loads(encode_event(None, json.loads(body)["v"]))


def test_a_change_of_the_acknowledgement_shows_in_its_example() -> None:
    """The first event is the sender's own: its seat and the id of its command acknowledge it."""
    event = json.loads(blocks(section("socket.md", "event", level=3))[0])
    assert (event["seat"], event["id"], event["line"]["type"]) == (1, "c1", "marked")


@pytest.mark.parametrize("name", FILES, ids=lambda name: name.value)
def test_a_format_reads_the_file_that_its_page_shows(name: FormatName) -> None:
    shown = blocks(section("formats.md", name.value))[0].encode()
    assert read_document(shown, name) == read_document(FILES[name].text.encode(), name)
    assert sniff_format(shown) is name


@pytest.mark.parametrize("name", FILES, ids=lambda name: name.value)
def test_a_format_sends_a_file_back_with_the_words_of_its_page(name: FormatName) -> None:
    with pytest.raises(FormatError) as caught:
        read_document(FILES[name].broken.encode(), name)
    assert f"Sent back: `{'` ' if '`' in caught.value.detail else ''}{caught.value.detail}" in section(
        "formats.md", name.value
    )


def test_the_shown_board_obeys_the_published_schema() -> None:
    schema = json.loads((REFERENCE / "arcadia-board.schema.json").read_text())
    board = json.loads(blocks(section("formats.md", "arcadia"))[0])
    jsonschema.validate(board, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**board, "version": 2}, schema)


def test_the_settings_example_makes_a_session() -> None:
    (body,) = blocks((REFERENCE / "session-settings.md").read_text())
    made = msgspec.json.decode(body, type=MakeSession)
    assert made.settings is not None
    assert made.settings.win.n == 7


def test_the_refusal_example_is_what_http_answers() -> None:
    (body,) = blocks((REFERENCE / "refusals.md").read_text())
    assert json.loads(body) == json.loads(refused(Refusal.TAKEN, {"team": 1}).content)
