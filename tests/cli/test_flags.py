"""C10: `arcadia flags`: what every flag is, for whom and why; whether a file is good."""

from pathlib import Path

import msgspec
import pytest

from support.command import run_arcadia
from support.flags import switch, write_flags


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "flags.json"
    only_ada = {"if": [{"==": [{"var": "targetingKey"}, "ada"]}, "off"]}
    write_flags(
        path,
        boards__import=switch("on", only_ada),
        guests__new={"state": "ENABLED", "variants": {"x": 3}, "defaultVariant": "x"},
    )
    return path


def test_c10_flags_are_listed_with_value_variant_reason_and_source(file: Path, tmp_path: Path) -> None:
    shown = run_arcadia(tmp_path, "flags", "show", ARCADIA_FLAGS_FILE=str(file), ARCADIA_FLAGS="sessions.create=off")
    assert shown.returncode == 0, shown.stderr
    mismatch = "TYPE_MISMATCH: Expected type bool but got int"
    strangers = "Strangers become guests at what they do first; guests stay guests."
    assert shown.stdout.splitlines() == [
        "boards.import    on   DEFAULT on from the file: Files and pasted text become boards and goal lists.",
        "sessions.create  off  STATIC from the environment: New sessions may be made; those that run go on.",
        f"guests.new       on   ERROR from the file ({mismatch}): {strangers}",
        "web.page_cache   on   DEFAULT: Public pages are kept in memory.",
        "limits.budgets   {}   DEFAULT: Budgets of calls by name, such as {'api': {'calls': 50, 'seconds': 60}}.",
    ]
    assert not (tmp_path / "data" / "arcadia.db").exists(), "it needs no database"


def test_c10_flags_are_evaluated_for_a_user(file: Path, tmp_path: Path) -> None:
    shown = run_arcadia(tmp_path, "flags", "show", "--as", "ada", "--json", ARCADIA_FLAGS_FILE=str(file))
    assert msgspec.json.decode(shown.stdout)["boards.import"] == {
        "value": False,
        "variant": "off",
        "reason": "TARGETING_MATCH",
        "source": "the file",
        "fault": None,
    }


def test_c10_a_file_is_checked_before_it_is_put_in_place(file: Path, tmp_path: Path) -> None:
    assert run_arcadia(tmp_path, "flags", "check", str(file)).stdout == "flags.json: 2 flags\n"
    write_flags(file, boards__imports=switch("on"))
    told = run_arcadia(tmp_path, "flags", "check", "--json", str(file)).stdout
    assert msgspec.json.decode(told) == {"flags": ["boards.imports"], "unknown": ["boards.imports"]}
    file.write_text('{"flags": {}\n')
    refused = run_arcadia(tmp_path, "flags", "check", str(file))
    assert refused.returncode == 1
    assert refused.stderr == f"arcadia flags: {file}:2:1: Expecting ',' delimiter\n"


def test_c10_c2_every_problem_with_flags_is_told_at_the_start_with_the_others(file: Path, tmp_path: Path) -> None:
    file.write_text("{")
    refused = run_arcadia(
        tmp_path,
        "flags",
        "show",
        ARCADIA_PORT="high",
        ARCADIA_FLAGS_FILE=str(file),
        ARCADIA_FLAGS='boards.imports=on; sessions.create=101%; guests.new=on; guests.new=off; limits.budgets={"api": 3}',
    )
    assert refused.returncode == 78
    malformed = "Expecting property name enclosed in double quotes"
    assert refused.stderr.splitlines() == [
        "6 problems with the settings; nothing was started:",
        "  ARCADIA_PORT: 'high' is not a whole number (from the environment). Set it to a whole number from 0 to 65535.",
        "  ARCADIA_FLAGS: there is no flag 'boards.imports'. Did you mean boards.import.",
        "  ARCADIA_FLAGS: sessions.create: '101%' is more than everybody. Set it to on, off or a share of users such as 25%.",
        "  ARCADIA_FLAGS: guests.new is in it twice. Remove one of them.",
        "  ARCADIA_FLAGS: limits.budgets: Expected `object`, got `int` - at `$[...]`. Set it to a JSON object.",
        f"  ARCADIA_FLAGS_FILE: {file}:1:2: {malformed}. Try the file with: arcadia flags check FILE.",
    ]
