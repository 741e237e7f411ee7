"""No input of up to 1 MB raises anything but the format's own error, and none takes long (board formats)."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcadia.boards.domain.formats import FormatError, FormatName, read_document, sniff_format
from arcadia.boards.domain.formats.registry import READABLE

SEEDS = {
    FormatName.ARCADIA: b'{"format":"arcadia.board","version":1,"board":{"title":"x","rows":3,"columns":3,"squares":[]}}',
    FormatName.BINGOSYNC: b'[{"name":"one","types":["a"]},{"name":"two"}]',
    FormatName.CSV: b'text,difficulty,types\n"a ""quoted"" goal",3,a;b\n',
    FormatName.PLAYBINGO: b'{"slug":"s","goals":["one",{"goal":"two","categories":["c"],"difficulty":3}]}',
    FormatName.SRL: b"bingoList[1] = [{name: 'one', types: ['a',],}, ]; // end\nbingoList[2] = [{name: \"two\"}];",
    FormatName.TEXT: b"one\ntwo\nthree\n",
}
PIECES = st.sampled_from(
    [
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b"'",
        b"\\",
        b",",
        b":",
        b"\x00",
        b"\xff",
        b"1e999",
        b"null",
        b"\n",
        b"/*",
        b"=",
        b"9" * 30,
    ]
)


def read(raw: bytes, name: FormatName) -> None:
    began = time.monotonic()
    try:
        read_document(raw, name)
    except FormatError as error:
        assert error.problems[0].where
        assert error.problems[0].expected
    took = time.monotonic() - began
    assert took < 20, f"{name}: {took:.1f} s"  # 1 s is the aim; a busy machine must not fail the run


@pytest.mark.parametrize("name", READABLE)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=st.binary(max_size=2_000))
def test_random_bytes(name: FormatName, raw: bytes) -> None:
    read(raw, name)
    sniff_format(raw)


@pytest.mark.parametrize("name", READABLE)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files(name: FormatName, data: st.DataObject) -> None:
    seed = SEEDS[name]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(seed)))
        cut = data.draw(st.integers(0, 3))
        seed = seed[:place] + data.draw(PIECES) + seed[place + cut :]
    read(seed, name)


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 1_000_000,
        b"{" * 1_000_000,
        b'"' * 1_000_000,
        b"a" * 1_000_000,
        b"a\n" * 500_000,
        b"a," * 500_000,
        b"\\" * 1_000_000,
        b"bingoList[1] = " + b"[" * 900_000,
        b"bingoList[1] = [" + b"/*" * 400_000,
        b"bingoList[1] = [{name: 'a'}];" * 30_000,
        b"/*" * 500_000,
        b'[{"name":"' + b"a" * 999_000 + b'"}]',
        b"9" * 1_000_000,
        b"[" + b"9" * 900_000 + b"]",
        b"\xef\xbb\xbf" * 300_000,
        b"\x00" * 1_048_576,
        b"x" * 1_048_577,
    ],
    ids=range(17),
)
def test_a_megabyte_of_malice(name: FormatName, raw: bytes) -> None:
    read(raw, name)
