"""A clone on a machine with only git and Python: one command sets it up, whatever came between."""

import os
import shutil
import signal
import subprocess
import time
from importlib import metadata
from pathlib import Path

import httpx
import pytest

from support.tools import ROOT

SECOND_RUN_S = 5
"""A second run starts no Python: it takes a few ms, on any machine less than this."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What git knows of this tree, in a folder whose name holds a space."""
    folder = tmp_path / "a clone"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def start(folder: Path, *command: str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.Popen(
        [folder / "bin" / command[0], *command[1:]],
        env=environment,
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def set_up(folder: Path) -> str:
    """Set up, and return what was told."""
    setting_up = start(folder, "setup")
    out, err = setting_up.communicate(timeout=240)
    assert setting_up.returncode == 0, err
    return out


def works(folder: Path) -> bool:
    """Whether the command is there and runs from this very folder."""
    told = subprocess.run(
        [folder / ".venv" / "bin" / "arcadia", "--version"], capture_output=True, text=True, cwd="/", check=True
    )
    source = subprocess.run(
        [folder / ".venv" / "bin" / "python", "-c", "import arcadia, sqlalchemy, typer; print(arcadia.__file__)"],
        capture_output=True,
        text=True,
        cwd="/",
        check=True,
    )
    return told.stdout.startswith("arcadia ") and Path(source.stdout.strip()).is_relative_to(folder)


def test_two_who_set_up_at_once_do_it_once_and_then_one_command_serves(clone: Path) -> None:
    """What they find is of no use: an environment without pip, as one that was cut off while it was made."""
    subprocess.run(["python3", "-m", "venv", "--without-pip", clone / ".venv"], check=True)
    both = [start(clone, "setup"), start(clone, "setup")]
    told = [one.communicate(timeout=240) for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert sorted(out.count("Making .venv") for out, _ in told) == [0, 1]
    assert works(clone)
    does_nothing_again(clone)
    serves(clone)


def does_nothing_again(clone: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (clone / ".venv").iterdir()}
    began = time.monotonic()
    assert set_up(clone) == ""
    assert time.monotonic() - began < SECOND_RUN_S
    assert {path: path.stat().st_mtime_ns for path in (clone / ".venv").iterdir()} == before


def serves(clone: Path) -> None:
    """`bin/serve` migrates, loads the starter library, serves, and prints the address."""
    serving = start(clone, "serve", "--port", "0")
    assert serving.stdout is not None
    try:
        address = next(line.split()[3] for line in serving.stdout if line.startswith("Arcadia is at "))
        listed = httpx.get(f"{address}/api/v1/boards", params={"limit": 100}).json()["boards"]
        assert len(listed) >= 24
        assert (clone / "arcadia-data" / "arcadia.db").is_file()
    finally:
        os.killpg(serving.pid, signal.SIGTERM)
        serving.communicate(timeout=40)


def test_an_interrupted_or_moved_set_up_is_mended_by_the_next(clone: Path) -> None:
    setting_up = start(clone, "setup")
    while not (clone / ".venv" / ".unfinished").exists():
        assert setting_up.poll() is None, setting_up.communicate()
        time.sleep(0.005)
    os.killpg(setting_up.pid, signal.SIGKILL)
    setting_up.communicate()
    tear(next((clone / ".venv" / "lib").glob("python3*/site-packages")))
    assert "Making .venv" in set_up(clone)
    assert works(clone)
    moved = clone.rename(clone.with_name("another clone"))
    assert "Making .venv" in set_up(moved)
    assert works(moved)


def tear(packages: Path) -> None:
    """Leave a package that was cut off in the middle: its list of files is there, its files are not."""
    whole = Path(str(metadata.distribution("sqlalchemy").locate_file("")))
    listed = next(whole.glob("[sS][qQ][lL][aA]lchemy-*.dist-info"))
    shutil.copytree(listed, packages / listed.name)
