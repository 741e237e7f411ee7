"""Foreign JSON: every way to fail is an error of ours that names the place."""

import time
from typing import Any

import msgspec
import pytest

from arcadia.core.errors import Malformed, TooLarge
from arcadia.core.wire import MAX_DEPTH, decode

ANYTHING: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
DEEP = b"[" * (MAX_DEPTH + 1)


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_64_levels_are_taken_and_65_refused(opening: bytes, closing: bytes) -> None:
    allowed = opening * MAX_DEPTH + b"1" + closing * MAX_DEPTH
    assert decode(allowed, ANYTHING)
    with pytest.raises(TooLarge):
        decode(opening + allowed + closing, ANYTHING)


@pytest.mark.parametrize("text", [DEEP, b'\\"' + DEEP, b"\\\\", b'\\\\\\"' + DEEP + b"\\\\"])
def test_brackets_in_texts_are_no_depth(text: bytes) -> None:
    assert decode(b'["' + text + b'"' + b",[]" * MAX_DEPTH + b"]", ANYTHING)


def test_brackets_behind_a_text_count() -> None:
    with pytest.raises(TooLarge):
        decode(b'["\\\\",' + DEEP, ANYTHING)


@pytest.mark.parametrize("raw", [b'"' + DEEP, b"\xff", b"]" * 100 + b"[" * 100, b'{"a":' * 40 + b'"\\', b"[1,]", ""])
def test_what_is_no_json_is_malformed(raw: bytes | str) -> None:
    with pytest.raises(Malformed):
        decode(raw, ANYTHING)


def test_a_value_of_another_shape_is_named_by_its_path() -> None:
    with pytest.raises(Malformed) as caught:
        decode(b'{"squares": [1, "two"]}', msgspec.json.Decoder(dict[str, list[int]]))
    assert caught.value.where == "$[...][1]"


@pytest.mark.parametrize("raw", [b"[]," * 2_000_000, b'"\\' * 3_000_000, b'["' + b"\\\\" * 3_000_000])
def test_hostile_megabytes_end(raw: bytes) -> None:
    began = time.process_time()
    with pytest.raises(Malformed):
        decode(raw, ANYTHING)
    assert time.process_time() - began < 5
