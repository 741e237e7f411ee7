"""`arcadia board`: what it prints, what it stores, and what it says of bad input and of data that is not ready."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from arcadia.boards.domain.generators import GeneratorKind
from arcadia.cli import main
from support.server import ServerProcess
from support.tools import ROOT

CARD = (
    "T19G0 T12G3 T1G2 T10G1 T23G3 T6G2 T25G2 T18G3 T14G0 T2G3 T13G3 T4G0 T7G3 T21G1 T20G2 "
    "T22G0 T16G2 T15G1 T3G0 T9G1 T5G3 T8G3 T24G0 T17G3 T11G3"
)
BOARD = {"title": "Nine", "rows": 3, "columns": 3, "squares": [{"text": f"goal {n}"} for n in range(9)], "free": 5}


@dataclass(frozen=True)
class Told:
    """What a command said, and the code it exited with."""

    code: int | str | None
    out: str
    err: str

    def json(self) -> Any:
        """The one JSON object that was printed."""
        assert self.code == 0, self.err
        assert self.out.count("\n") == 1
        return json.loads(self.out)


Arcadia = Callable[..., Told]


@pytest.fixture
def arcadia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Arcadia:
    """Runs `arcadia board …` in an empty folder, as a person does who has just installed it."""
    monkeypatch.chdir(tmp_path)
    for name in ("ARCADIA_ENV", "DATABASE_URL", "REDIS_URL", "ARCADIA_MIGRATE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ARCADIA_DATA", str(tmp_path / "data"))

    def run(*arguments: object) -> Told:
        with pytest.raises(SystemExit) as ended:
            main(["board", *map(str, arguments)])
        told = capsys.readouterr()
        return Told(ended.value.code, told.out, told.err)

    return run


@pytest.fixture
def tiers(tmp_path: Path) -> Path:
    """The full-card vector of the board formats."""
    tiers = [
        [{"name": f"T{t}G{g}", "types": [f"A{(3 * t + g) % 7}", f"B{(t + g) % 5}"]} for g in range(4)]
        for t in range(1, 26)
    ]
    file = tmp_path / "tiers.json"
    file.write_text(json.dumps(tiers))
    return file


@pytest.fixture
def board_file(tmp_path: Path) -> Path:
    file = tmp_path / "board.json"
    file.write_text(json.dumps({"format": "arcadia.board", "version": 1, "board": BOARD}))
    return file


# generate


def test_generate_reproduces_the_full_card_vector(arcadia: Arcadia, tiers: Path) -> None:
    wish = ("--kind", "srl-v5", "--list", tiers, "--seed", "12345")
    assert arcadia("generate", *wish, "--json").json() == {
        "seed": "12345",
        "squares": [{"name": name} for name in CARD.split()],
    }
    assert arcadia("generate", *wish).out.split("\n")[0] == "T19G0 | T12G3 | T1G2 | T10G1 | T23G3"
    short = arcadia("generate", *wish, "--length", "short", "--json").json()["squares"]
    assert {int(square["name"][1:].split("G")[0]) for square in short} == set(range(1, 14))


def test_generate_is_a_program_of_its_own(tiers: Path, tmp_path: Path) -> None:
    """Without data folder, settings or database."""
    command = [sys.executable, "-m", "arcadia", "board", "generate", "--kind", "random", "--list", str(tiers)]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "", "ARCADIA_DATA": "/nowhere"}
    done = subprocess.run(
        [*command, "--seed", "1", "--json"], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    assert len(json.loads(done.stdout)["squares"]) == 25
    assert [entry.name for entry in tmp_path.iterdir()] == ["tiers.json"]


def test_generate_takes_a_size(arcadia: Arcadia, tiers: Path) -> None:
    options = ("--list", tiers, "--seed", "s", "--rows", "4", "--columns", "6")
    assert len(arcadia("generate", "--kind", "balanced", *options, "--json").json()["squares"]) == 24
    lines = arcadia("generate", "--kind", "random", *options).out.splitlines()
    assert [line.count(" | ") for line in lines] == [5] * 4


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_what_could_not_be_had_is_told_beside_the_board(arcadia: Arcadia, tmp_path: Path, as_json: list[str]) -> None:
    """Board formats, "Isaac": take the next draw as it is and report it."""
    tier = [{"name": f"g{n}", "types": ["same"]} for n in range(10)]
    file = tmp_path / "isaac.json"
    file.write_text(json.dumps([tier] * 4))
    told = arcadia("generate", "--kind", "isaac", "--list", file, "--seed", "1", *as_json)
    assert (told.code, told.err.count("note: square ")) == (0, 24)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--kind", "srl-v5", "--seed", "1"), "goals: expected a goal of every difficulty from 1 to 25"),
        (("--kind", "srl-v5", "--seed", "1", "--rows", "4"), "rows: expected 5 by 5"),
        (("--kind", "isaac", "--seed", "1"), "goals: expected at least"),
        (("--kind", "random", "--seed", "1", "--rows", "10", "--columns", "11"), "--columns"),
        (("--kind", "random", "--seed", ""), "seed: expected"),
        (("--kind", "random", "--seed", "\udcff"), "seed: expected text"),
        (("--kind", "chess", "--seed", "1"), "--kind"),
        (("--kind", "random"), "--seed"),
    ],
)
def test_what_cannot_be_generated_is_told(
    arcadia: Arcadia, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    file = tmp_path / "flat.txt"
    file.write_text("\n".join(f"goal {n}" for n in range(100)))
    found = arcadia("generate", "--list", file, *options, "--json")
    assert (found.code, found.out) == (2 if told.startswith("--") else 1, "")
    assert told in found.err
    assert "Traceback" not in found.err


def test_srl_v5_wants_a_number_for_a_seed(arcadia: Arcadia, tiers: Path) -> None:
    found = arcadia("generate", "--kind", "srl-v5", "--list", tiers, "--seed", "abc")
    assert (found.code, found.err) == (
        1,
        "arcadia board: seed: expected a whole number of at most 15 digits for srl-v5\n",
    )


# check


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("g.txt", "one\ntwo", {"kind": "goals", "goals": 2, "format": "text"}),
        ("g.csv", "goal,difficulty\none,3", {"kind": "goals", "goals": 1, "format": "csv"}),
        ("g.json", '[{"name": "one"}]', {"kind": "goals", "goals": 1, "format": "bingosync"}),
        ("g.json", '{"goals": ["one"]}', {"kind": "goals", "goals": 1, "format": "playbingo"}),
        ("g.js", "bingoList[1] = [{name: 'one'}]", {"kind": "goals", "goals": 1, "format": "srl"}),
        (
            "g.json",
            '{"format": "arcadia.goal_list", "version": 1, "list": {"title": "x", "goals": [{"text": "one"}]}}',
            {"kind": "goal list", "goals": 1, "format": "arcadia"},
        ),
    ],
)
def test_check_says_what_a_file_holds_and_how_it_was_read(
    arcadia: Arcadia, tmp_path: Path, name: str, content: str, told: dict[str, Any]
) -> None:
    file = tmp_path / name
    file.write_text(content)
    assert arcadia("check", file, "--json").json() == {**told, "ok": True}
    line = arcadia("check", file).out
    assert line == f"{name}: {told['kind']}, {told['goals']} in all, read as {told['format']} (guessed)\n"
    named = arcadia("check", file, "--format", told["format"]).out
    assert named.endswith(f"read as {told['format']}\n")


def test_check_knows_a_board(arcadia: Arcadia, board_file: Path) -> None:
    assert arcadia("check", board_file, "--json").json() == {
        "kind": "board",
        "goals": 9,
        "format": "arcadia",
        "ok": True,
    }


@pytest.mark.parametrize("command", ["check", "import"])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'[{"name": "one"}, "two"]', ["[1]: expected an object"]),
        (b"fine\nb\x07\nc\x07\n", ["line 2: expected text", "line 3: expected text"]),
        (b"Gr\xf6\xdfe", ["byte 3: expected text in UTF-8"]),
        (b"", ["goals: expected 1 to 10000 goals"]),
        (b"bingoList[1] = [{name: 7}]", ["line 1, column 17 (tier 1, goal 1): expected an object with a name"]),
    ],
)
def test_a_bad_file_is_named_with_its_place(
    arcadia: Arcadia, tmp_path: Path, command: str, content: bytes, told: list[str]
) -> None:
    file = tmp_path / "bad"
    file.write_bytes(content)
    found = arcadia(command, file, "--json")
    assert (found.code, found.out) == (1, "")
    lines = found.err.removeprefix("arcadia board: ").splitlines()
    assert [line.strip()[: len(want)] for line, want in zip(lines, told, strict=True)] == told


def test_a_file_that_is_not_there_is_wrong_usage(arcadia: Arcadia, tmp_path: Path) -> None:
    for arguments in (("check", "nothing"), ("check", tmp_path), ("import", "nothing"), ("generate",)):
        found = arcadia(*arguments)
        assert (found.code, found.out) == (2, "")
        assert "Usage: arcadia board" in found.err


# import and export


def test_a_board_goes_in_and_comes_out_the_same_in_a_folder_where_nothing_was_before(
    arcadia: Arcadia, board_file: Path, tmp_path: Path
) -> None:
    stored = arcadia("import", board_file, "--json").json()
    assert stored == {"kind": "board", "id": stored["id"], "path": f"/boards/{stored['id']}"}
    assert json.loads(arcadia("export", stored["id"]).out)["board"] == BOARD
    told = arcadia("export", stored["id"], "--format", "bingosync", "--json").json()
    assert (told["id"], told["format"], told["name"]) == (stored["id"], "bingosync", f"board-{stored['id'][-6:]}.json")
    assert json.loads(told["text"]) == [{"name": f"goal {n}"} for n in range(9)]
    card = tmp_path / "card.svg"
    told = arcadia("export", stored["id"], "--format", "svg", "--to", card, "--json").json()
    assert (told["to"], told["bytes"]) == (str(card), len(card.read_bytes()))
    assert card.read_text().startswith("<svg")


def test_bare_goals_become_a_list_or_a_board_as_asked(arcadia: Arcadia, tmp_path: Path) -> None:
    file = tmp_path / "My goals.txt"
    file.write_text("\n".join(f"goal {n}" for n in range(40)))
    stored = arcadia("import", file, "--json").json()
    assert (stored["kind"], stored["path"]) == ("goal list", f"/goal-lists/{stored['id']}")
    exported = json.loads(arcadia("export", stored["id"]).out)["list"]
    assert (exported["title"], len(exported["goals"])) == ("My goals", 40)
    assert arcadia("export", stored["id"], "--format", "csv").out.count("\n") == 41
    dealt = arcadia("import", file, "--into", "board", "--json").json()
    board = json.loads(arcadia("export", dealt["id"]).out)["board"]
    assert (board["title"], board["rows"], len(board["squares"])) == ("My goals", 5, 25)


@pytest.mark.parametrize("stored_id", ["nothing", "\udcff", "x" * 500])
def test_what_is_not_stored_is_told(arcadia: Arcadia, stored_id: str) -> None:
    found = arcadia("export", stored_id)
    assert (found.code, found.out) == (1, "")
    assert "there is no board and no goal list" in found.err


def test_a_file_that_cannot_be_written_is_named(arcadia: Arcadia, board_file: Path, tmp_path: Path) -> None:
    stored = arcadia("import", board_file, "--json").json()
    found = arcadia("export", stored["id"], "--to", tmp_path / "no" / "folder.json")
    assert (found.code, found.err) == (1, f"arcadia board: {tmp_path}/no/folder.json: No such file or directory\n")


def test_a_database_that_may_not_be_changed_unasked_is_told_the_command(
    arcadia: Arcadia, board_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCADIA_MIGRATE", "no")
    found = arcadia("import", board_file)
    assert found.code == 1
    assert "the database is at nothing" in found.err
    assert "run: arcadia db upgrade" in found.err


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    folder = tmp_path / "data"
    folder.mkdir()
    server = ServerProcess(folder)
    server.start()
    yield server
    server.stop()


def test_import_and_export_work_beside_a_server_on_the_same_folder(
    arcadia: Arcadia, board_file: Path, server: ServerProcess
) -> None:
    stored = arcadia("import", board_file, "--json").json()
    with httpx.Client(base_url=server.url) as client:
        seen = client.get(f"/api/v1{stored['path']}").json()
        assert (seen["board"]["title"], seen["revision"]) == ("Nine", 1)
        found = client.get("/boards", params={"q": "Nine", "sort": "newest"}).text
        listed = client.get("/api/v1/boards", params={"limit": 100}).json()["boards"]
    assert stored["path"] in found.replace("&#x2f;", "/")
    starter = next(one["id"] for one in listed if one["game"])
    assert json.loads(arcadia("export", starter).out)["format"] == "arcadia.board"
    assert server.faults() == []


def test_every_generator_can_be_asked_for(arcadia: Arcadia) -> None:
    told = arcadia("generate", "--help").out
    assert all(kind.value in told for kind in GeneratorKind)
