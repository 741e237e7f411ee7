"""`arcadia` as a process of its own, with nothing of this machine's environment in it."""

import os
import subprocess
import sys
from pathlib import Path


def run_arcadia(folder: Path, *arguments: str, stdin: str = "", **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, in `folder`, its data in `folder/data`, with `environ` alone set."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "ARCADIA_DATA": str(folder / "data"),
        **environ,
    }
    return subprocess.run(
        [sys.executable, "-m", "arcadia", *arguments],
        env=surroundings,
        input=stdin,
        capture_output=True,
        text=True,
        cwd=folder,
    )
