"""What a clone may rely on: locks with hashes and without addresses, no path of anybody's machine, scripts that parse."""

import json
import re
import subprocess
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


def test_ci_calls_the_test_command() -> None:
    assert "bin/test" in (ROOT / ".ci" / "run").read_text()
