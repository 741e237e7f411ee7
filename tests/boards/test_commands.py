"""`arcadia board`: what it prints, and what it says of bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.tools import ROOT


def arcadia(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {
        "PYTHONPATH": str(ROOT / "src"),
        "ARCADIA_DATA": str(folder / "data"),
        "ARCADIA_ENV": "test",
        "PATH": "",
    }
    command = [sys.executable, "-m", "arcadia", "board", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)


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


def test_generate_reproduces_the_full_card_vector(tiers: Path, tmp_path: Path) -> None:
    done = arcadia("generate", "--kind", "srl-v5", "--list", str(tiers), "--seed", "12345", "--json", folder=tmp_path)
    card = (
        "T19G0 T12G3 T1G2 T10G1 T23G3 T6G2 T25G2 T18G3 T14G0 T2G3 T13G3 T4G0 T7G3 T21G1 T20G2 "
        "T22G0 T16G2 T15G1 T3G0 T9G1 T5G3 T8G3 T24G0 T17G3 T11G3"
    )
    assert json.loads(done.stdout) == {"seed": "12345", "squares": [{"name": name} for name in card.split()]}


def test_generate_takes_a_size(tiers: Path, tmp_path: Path) -> None:
    options = ["--list", str(tiers), "--seed", "s", "--rows", "4", "--columns", "6", "--json"]
    done = arcadia("generate", "--kind", "balanced", *options, folder=tmp_path)
    assert len(json.loads(done.stdout)["squares"]) == 24


def test_a_bad_file_is_named_with_its_place(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('[{"name": "one"}, "two"]')
    done = arcadia("check", str(bad), folder=tmp_path)
    assert done.returncode == 1
    assert "[1]" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_usage_exits_with_2(tmp_path: Path) -> None:
    assert arcadia("generate", folder=tmp_path).returncode == 2


def test_import_and_export_round_trip(tiers: Path, tmp_path: Path) -> None:
    upgrade = [sys.executable, "-m", "arcadia", "db", "upgrade"]
    environment = {
        "PYTHONPATH": str(ROOT / "src"),
        "ARCADIA_DATA": str(tmp_path / "data"),
        "ARCADIA_ENV": "test",
        "PATH": "",
    }
    subprocess.run(upgrade, check=True, env=environment, cwd=tmp_path, capture_output=True)
    squares = [{"text": f"goal {number}"} for number in range(9)]
    board = {"title": "Nine", "rows": 3, "columns": 3, "squares": squares, "free": 5}
    file = tmp_path / "board.json"
    file.write_text(json.dumps({"format": "arcadia.board", "version": 1, "board": board}))
    stored = json.loads(arcadia("import", str(file), "--json", folder=tmp_path).stdout)
    assert stored["kind"] == "board"
    exported = arcadia("export", stored["id"], folder=tmp_path)
    assert json.loads(exported.stdout)["board"] == board
