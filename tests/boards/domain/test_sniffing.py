"""Which format a file is in, where nobody said it (product, "Boards")."""

import json

import pytest

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.formats import FormatError, FormatName, read_document, sniff_format, write_board
from arcadia.boards.domain.goal import Goal

F = FormatName
BOARD = Board(title="x", rows=3, columns=3, squares=tuple(Goal(text=f"g{n}") for n in range(9)))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"one\ntwo", F.TEXT),
        (b"a, b\nc", F.TEXT),
        (b"", F.TEXT),
        (b"[any%] Kill a pig\n{x} Swim", F.TEXT),
        (b"{x} Swim", F.TEXT),
        (b"Read bingoList[1] = x aloud? no: bingoList", F.SRL),
        (b"What is a bingoList\ntwo", F.TEXT),
        (b"text,difficulty\na,1", F.CSV),
        (b'\xef\xbb\xbf"Difficulty","Goal"\r\n1,a', F.CSV),
        (b"goal;types\na;b", F.CSV),
        (b"name\tdifficulty\na\t1", F.CSV),
        (b'[{"name": "a"}]', F.BINGOSYNC),
        (b'\n [null, [{"name": "a"}]]', F.BINGOSYNC),
        (b'[[{"types": ["x"], "name": "a"}]]', F.BINGOSYNC),
        (b'[{"difficulty": 1, "goal": "a \\"name\\""}]', F.PLAYBINGO),
        (b'["a", "b"]', F.PLAYBINGO),
        (b'["bingoList[1] = []"]', F.PLAYBINGO),
        (b'{"goals": ["arcadia.board"]}', F.PLAYBINGO),
        (b'\xef\xbb\xbf {"format": "arcadia.board"}', F.ARCADIA),
        (b"// x\nvar bingoList = []; bingoList[1] = []", F.SRL),
        (b"/* " + b"licence " * 20_000 + b"*/ bingoList[1] = [{name: 'a'}]", F.SRL),
    ],
)
def test_a_file_is_known_by_what_it_holds(raw: bytes, name: FormatName) -> None:
    assert sniff_format(raw) is name


def test_keys_may_stand_in_any_order() -> None:
    """A tool that sorts keys puts the board before the format."""
    tidied = json.dumps(json.loads(write_board(BOARD, F.ARCADIA)), sort_keys=True, indent=1).encode()
    assert sniff_format(tidied) is F.ARCADIA
    assert read_document(tidied, F.ARCADIA) == BOARD


@pytest.mark.parametrize(
    ("raw", "name", "where"),
    [
        (b'[{"name": "a"},\n {"name" "b"}]', F.BINGOSYNC, "line 2, column 10"),
        (b'[["a"]', F.BINGOSYNC, "line 1, column 7"),
        (b"[", F.BINGOSYNC, "line 1, column 2"),
        (b'["a",\n"b",]', F.PLAYBINGO, "line 2, column 5"),
        (b'[{"goal": "a"}', F.PLAYBINGO, "line 1, column 15"),
        (b'{"goals": [', F.PLAYBINGO, "line 1, column 12"),
        (b'{\n"format": "arcadia.board", }', F.ARCADIA, "line 2, column 28"),
        (b"\xef\xbb\xbf{,", F.TEXT, None),
    ],
)
def test_broken_json_is_guessed_by_its_beginning_and_refused_at_its_place(
    raw: bytes, name: FormatName, where: str | None
) -> None:
    assert sniff_format(raw) is name
    if where is not None:
        with pytest.raises(FormatError) as caught:
            read_document(raw, name)
        assert caught.value.problems[0].where == where
