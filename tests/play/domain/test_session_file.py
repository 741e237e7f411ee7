"""Arcadia JSON of a session: exact in both directions (board-formats, "Arcadia JSON"), and no file breaks the reader."""

import json
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from arcadia.boards.domain.formats.error import FormatError
from arcadia.play.domain import commands as do
from arcadia.play.domain.session_file import (
    FileEvent,
    SessionFile,
    as_seen_by,
    fold,
    read_session,
    schema_file,
    write_session,
)
from support.random_games import play
from support.rules import Game

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = ROOT / "docs" / "reference" / "arcadia-session.schema.json"
QUICKLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**32)


def file_of(game: Game) -> SessionFile:
    events = zip(game.events, game.times, strict=True)
    return SessionFile(
        code=game.state.code,
        events=tuple(
            FileEvent(v=version, at=at, seat=version % 3, id=f"c{version}", event=event)
            for version, (event, at) in enumerate(events, 1)
        ),
    )


def test_what_is_no_json_is_named_by_its_line() -> None:
    with pytest.raises(FormatError) as refused:
        read_session(b'{"format":\n oops}')
    assert refused.value.detail == "line 2, column 2: expected JSON, not this (invalid character)"


@QUICKLY
@given(seeds)
def test_what_is_written_is_read_back_exactly_and_obeys_the_schema(seed: int) -> None:
    validator = Draft202012Validator(json.loads(schema_file()))
    for game in play(seed):
        file = file_of(game)
        raw = write_session(file)
        assert read_session(raw) == file
        assert write_session(read_session(raw)) == raw
        assert fold(read_session(raw)) == game.state
        assert not list(validator.iter_errors(json.loads(raw)))


def test_the_published_schema_is_as_generated() -> None:
    assert PUBLISHED.read_bytes() == schema_file()


def a_document() -> dict[str, Any]:
    game = Game()
    game.join()
    game.mark(1, 7)
    made: dict[str, Any] = json.loads(write_session(file_of(game)))
    return made


WRONG: dict[str, tuple[tuple[str | int, ...], object, str]] = {
    "another format": (("format",), "arcadia.board", "$.format"),
    "another version": (("version",), 2, "version"),
    "a gap": (("session", "events", 3, "v"), 9, "session.events[3].v"),
    "time runs back": (("session", "events", 3, "at"), 1, "session.events[3].at"),
    "an unknown event": (("session", "events", 2, "event", "type"), "exploded", "session.events[2].event"),
    "a second beginning": (
        ("session", "events", 2, "event"),
        {"type": "created", "code": "TEST12", "settings": {}},
        "session.events[2].event.type",
    ),
    "no beginning": (("session", "events", 0, "event"), {"type": "cancelled"}, "session.events[0].event.type"),
    "a square off the card": (("session", "events", -1, "event", "square"), 10**12, ".event.square"),
    "an unknown team": (("session", "events", -1, "event", "team"), 999, ".event.team"),
    "an endless board": (("session", "events", 1, "event", "card", "rows"), 10**9, "session.events[1].event.card"),
    "another code": (("session", "code"), "OTHERX", "session.events"),
    "impossible settings": (("session", "events", 0, "event", "settings", "mark_rate"), -1, "session.events[0].event"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_document_is_refused_at_its_place(name: str) -> None:
    path, value, where = WRONG[name]
    document = a_document()
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(FormatError) as refused:
        read_session(json.dumps(document).encode())
    assert where in refused.value.problems[0].where


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"format":"arcadia.session"}', b"null"])
def test_what_is_no_document_is_refused(raw: bytes) -> None:
    with pytest.raises(FormatError):
        read_session(raw)


@QUICKLY
@given(seeds)
def test_a_damaged_document_is_refused_or_is_another_session(seed: int) -> None:
    rng = Random(seed)
    raw = bytearray(write_session(file_of(Game())))
    for _ in range(rng.randint(1, 5)):
        raw[rng.randrange(len(raw))] = rng.choice(b'0123456789"{}[],:truefalsnx')
    try:
        fold(read_session(bytes(raw)))
    except FormatError as refused:
        assert refused.problems[0].where


def test_a_public_file_names_nobody_and_keeps_team_chat_with_its_team() -> None:
    game = Game()
    game.join()
    game.do(1, do.Say(text="between us", to_team=True))
    file = file_of(game)
    for audience, may_read in (("public", False), ("team:1", True), ("team:2", False)):
        raw = write_session(as_seen_by(audience, file)).decode()
        assert ("between us" in raw) is may_read
        assert '"principal": "seat:2"' in raw
        assert '"principal": "p2"' not in raw
        assert msgspec.structs.replace(fold(read_session(raw.encode())), seats={}) == msgspec.structs.replace(
            game.state, seats={}
        )
