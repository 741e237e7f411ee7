"""What a clone may rely on: locks with hashes and without addresses, no path of anybody's machine, scripts that parse."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
MACHINE = re.compile(r"/(?:root|home/[a-z]+|work|tmp/(?:bash_jobs|team))\b|/opt/(?:pypi|wheels)", re.ASCII)
REGISTRY = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org)|--(?:extra-)?index-url|--find-links",
    re.ASCII,
)
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + r"ME|HA" + r"CK)\b")


def texts() -> list[tuple[str, str]]:
    found = []
    for name in filter(None, TRACKED):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".ico", ".woff2"}:
            found.append((name, path.read_text(errors="replace")))
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_hold_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text()
    pinned = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE | re.IGNORECASE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
    assert "--index-url" not in text


def test_the_lock_of_the_javascript_checks_holds_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed
    assert [name for name, package in installed.items() if not package.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, package in installed.items() if "resolved" in package] == []
    assert packages[""].keys() & {"dependencies", "optionalDependencies", "peerDependencies"} == set()


def test_nothing_tracked_is_marked_as_unfinished() -> None:
    assert [name for name, text in texts() if UNFINISHED.search(text)] == []


def test_no_machine_path_and_no_registry_host_is_tracked() -> None:
    own = "tests/architecture/test_clone.py"
    found = [name for name, text in texts() if name != own and (MACHINE.search(text) or REGISTRY.search(text))]
    assert found == []


@pytest.mark.parametrize(
    "script", [*sorted((ROOT / "bin").iterdir()), ROOT / ".ci" / "run"], ids=lambda path: path.name
)
def test_scripts_parse_and_may_run(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(script)], check=True)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """What `bin/setup` reads, beside stand-ins for the machine's programs."""
    for name in ("bin", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "package.json", "package-lock.json"):
        shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / "programs").mkdir()
    return tmp_path


def program(folder: Path, name: str, script: str) -> Path:
    file = folder / "programs" / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def set_up(folder: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": f"{folder / 'programs'}:/usr/bin:/bin", **environ}
    return subprocess.run([folder / "bin" / "serve"], capture_output=True, text=True, env=environment)


def test_without_a_python_that_is_new_enough_the_command_that_mends_it_is_told(bare: Path) -> None:
    old = program(bare, "old-python", "exit 1")
    for python in (str(old), "no-python-at-all"):
        told = set_up(bare, ARCADIA_PYTHON=python)
        assert (told.returncode, told.stdout) == (1, "")
        assert "Python 3.11 or newer" in told.stderr
        assert "apt-get install python3" in told.stderr


INCOMPLETE = """case "$*" in *"import ensurepip"*) test -e {folder}/mended; exit;; esac
exec {python} "$@"
"""


def test_without_ensurepip_who_is_not_root_is_told_the_command_that_mends_it(bare: Path) -> None:
    program(bare, "python3", INCOMPLETE.format(folder=bare, python=sys.executable))
    program(bare, "id", "echo 1000")
    program(bare, "apt-get", f"touch {bare}/asked")
    told = set_up(bare)
    assert (told.returncode, told.stderr) == (
        1,
        "Python's venv module is incomplete. Mend it with: apt-get install python3-venv\n",
    )
    assert not (bare / "asked").exists()


def test_without_ensurepip_root_installs_it_and_goes_on(bare: Path) -> None:
    """What comes next, making the environment, is stopped here by a stand-in."""
    venv = f'case "$*" in "-m venv"*) echo "made: $*" > {bare}/made; exit 1;; esac\n'
    program(bare, "python3", venv + INCOMPLETE.format(folder=bare, python=sys.executable))
    program(bare, "id", "echo 0")
    program(bare, "apt-get", f'echo "$*" >> {bare}/asked; touch {bare}/mended')
    assert set_up(bare).returncode == 1
    assert (bare / "asked").read_text() == "update -qq\ninstall -y -qq python3-venv\n"
    assert (bare / "made").read_text() == "made: -m venv --clear .venv\n"


def test_without_ensurepip_where_apt_cannot_help_root_is_told_too(bare: Path) -> None:
    program(bare, "python3", INCOMPLETE.format(folder=bare, python=sys.executable))
    program(bare, "id", "echo 0")
    program(bare, "apt-get", "exit 100")
    told = set_up(bare)
    assert (told.returncode, "apt-get install python3-venv" in told.stderr) == (1, True)


def test_an_environment_that_is_a_link_is_left_alone(bare: Path) -> None:
    elsewhere = bare / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    (bare / ".venv").symlink_to(elsewhere)
    told = set_up(bare, ARCADIA_PYTHON=sys.executable)
    assert (told.returncode, ".venv is a link to somewhere else" in told.stderr) == (1, True)
    assert [entry.name for entry in elsewhere.iterdir()] == ["precious"]


def test_ci_calls_the_test_command() -> None:
    assert "bin/test" in (ROOT / ".ci" / "run").read_text()
