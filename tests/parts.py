"""Runs the parts of the tests and says what each took beside its budget. `bin/test` calls it.

A part over its budget is reported, over twice its budget it is called a defect to mend; no run fails for being slow.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.postgres import bring_programs
from support.tools import MissingTool, find_chromium, find_redis

ROOT: Final = Path(__file__).resolve().parents[1]
BIN: Final = ROOT / ".venv" / "bin"
OWN_PARTS: Final = ("contracts", "storms", "e2e", "visual", "fuzz", "wheel", "load")
NO_TESTS: Final = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its name, its budget in seconds, its commands, and what brings the programs that they need."""

    name: str
    budget_s: int
    commands: tuple[tuple[str, ...], ...]
    needs: tuple[Callable[[], object], ...] = ()


def pytest_in(*words: str) -> tuple[str, ...]:
    """The command that runs the tests of some folders, with what else is to be told to pytest."""
    return (str(BIN / "python"), "-m", "pytest", "-q", *words)


def node(*words: str) -> tuple[str, ...]:
    """The command that runs a program of node_modules."""
    return ("env", "PYTHONPATH=tests", str(BIN / "python"), "-m", "support.node", *words)


SERVERS: Final = (bring_programs, find_redis)
SLOWEST: Final = ("--durations=10", "--durations-min=2")
"""What to look at first where a part is over its budget."""
SIDE_BY_SIDE: Final = ("-n", "2", "--dist", "loadfile", *SLOWEST)
"""Two processes share the files; the tests of a file stay together, for they share what they made."""
UNIT_IGNORES: Final = tuple(f"--ignore=tests/{name}" for name in (*OWN_PARTS, "architecture"))
PARTS: Final = (
    Part(
        "static",
        90,
        (
            (str(BIN / "ruff"), "check", "src", "tests", "hatch_build.py"),
            (str(BIN / "ruff"), "format", "--check", "src", "tests", "hatch_build.py"),
            (str(BIN / "mypy"), "src"),
            ("env", "PYTHONPATH=src", str(BIN / "lint-imports"), "--no-cache"),
            (str(BIN / "djlint"), "--lint", "--quiet", "src"),
            (str(BIN / "deptry"), "src"),
            node("typescript/bin/tsc", "--noEmit"),
            node("oxlint/bin/oxlint", "src"),
            pytest_in("tests/architecture"),
        ),
    ),
    Part("unit", 120, (pytest_in(*SIDE_BY_SIDE, "tests", *UNIT_IGNORES),), SERVERS),
    Part("contracts", 120, (pytest_in(*SIDE_BY_SIDE, "tests/contracts"),), SERVERS),
    Part("storms", 300, (pytest_in(*SIDE_BY_SIDE, "tests/storms"),), SERVERS),
    Part("browser", 240, (pytest_in("tests/e2e", *SIDE_BY_SIDE),), (find_chromium,)),
    Part("visual", 120, (pytest_in("tests/visual"),), (find_chromium,)),
    Part("fuzz", 90, (pytest_in("tests/fuzz"),)),
    Part("wheel", 60, (pytest_in("tests/wheel"),)),
)


def main(names: list[str]) -> int:
    """Run the named parts, or all of them; return the exit status."""
    known = {part.name: part for part in PARTS}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"bin/test: there is no part {unknown[0]!r}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    wanted = [part for part in PARTS if part.name in (names or known)]
    if (missing := find_missing(wanted)) is not None:
        print(f"bin/test: {missing}", file=sys.stderr)
        return 2
    outcomes = [(part, *run(part)) for part in wanted]
    print()
    for part, is_passed, took in outcomes:
        print(
            f"{part.name:<10} {'passed' if is_passed else 'FAILED':<7} {took:6.1f} s of {part.budget_s} s{remark(part, took)}"
        )
    passed = sum(is_passed for _, is_passed, _ in outcomes)
    print(f"{passed} passed, {len(outcomes) - passed} failed")
    return int(passed < len(outcomes))


def find_missing(parts: list[Part]) -> MissingTool | None:
    """Bring every program that the parts need; return the first that cannot be had, with the command that mends it."""
    try:
        for bring in dict.fromkeys(bring for part in parts for bring in part.needs):
            bring()
    except MissingTool as missing:
        return missing
    return None


def run(part: Part) -> tuple[bool, float]:
    """Run all commands of a part, also behind one that failed: one run shows everything that is wrong."""
    print(f"\n== {part.name}", flush=True)
    began = time.monotonic()
    results = [run_command(command) for command in part.commands]
    return all(results), time.monotonic() - began


def run_command(command: tuple[str, ...]) -> bool:
    """Run one command. A folder that holds no test yet is said so, and fails: silence would look like success."""
    folders = [word for word in command if word.startswith("tests/") and not (ROOT / word).exists()]
    if folders:
        print(f"no tests in {', '.join(folders)}", flush=True)
        return False
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status == NO_TESTS:
        print("no test was found", flush=True)
    return status == 0


def remark(part: Part, took: float) -> str:
    """What is to be said of the time a part took."""
    if took > 2 * part.budget_s:
        return "  (over twice its budget: a defect to mend)"
    return "  (over its budget)" if took > part.budget_s else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
