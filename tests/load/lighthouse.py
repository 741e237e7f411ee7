"""What Lighthouse says of the pages, with its mobile preset: a slow phone on a slow net, both simulated."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from load.figures import Figure, make_figure, say
from load.machine import serving
from support.node import MODULES, find_node
from support.shown_pages import ShownPage, make_shown_pages
from support.tools import find_chromium

BROWSER: Final = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
BEST: Final = 100.0
LOOKS: Final = 3


class Audit(msgspec.Struct, frozen=True):
    """One finding: its score from 0 to 1, None where there is nothing to score."""

    title: str
    score: float | None = None


class Category(msgspec.Struct, frozen=True):
    """A score from 0 to 1."""

    score: float | None


class Report(msgspec.Struct, frozen=True):
    """What is read of Lighthouse's report."""

    categories: dict[str, Category]
    audits: dict[str, Audit]


def measure_lighthouse(folder: Path, names: Sequence[str]) -> Iterator[Figure]:
    """`lighthouse.{landing,boards,board,editor,session,result}`: a figure for each category; what costs points is said."""
    with serving(folder / "arcadia") as node:
        for page in make_shown_pages(node.url):
            if "lighthouse" in names or f"lighthouse.{page.name}" in names:
                yield from _figures(page, [look_at(node.url, page) for _ in range(LOOKS)])


def _figures(page: ShownPage, reports: Sequence[Report]) -> Iterator[Figure]:
    """The best look counts: nothing makes a page faster than it is, and a busy machine makes it slower."""
    report = max(reports, key=lambda one: one.categories["performance"].score or 0.0)
    for name in CATEGORIES:
        score = (report.categories[name].score or 0.0) * BEST
        # What robots are asked to leave alone cannot be complete for search engines.
        reach = BEST if name != "seo" or page.is_public else None
        yield make_figure(f"lighthouse.{page.name}.{name}", score, "of 100", reach=reach)
    for name, audit in report.audits.items():
        if audit.score is not None and audit.score < 1:
            say(f"    {page.name}: {name} {audit.score:g} ({audit.title})")


def look_at(url: str, page: ShownPage) -> Report:
    """Let Lighthouse look at a page in a fresh browser."""
    say(f"  Lighthouse looks at {page.name}")
    with tempfile.NamedTemporaryFile(suffix=".json") as target:
        command = [str(find_node()), str(MODULES / "lighthouse" / "cli" / "index.js"), f"{url}{page.path}"]
        options = ["--quiet", "--output=json", f"--output-path={target.name}", f"--chrome-flags={BROWSER}"]
        if page.cookie:
            options.append(f"--extra-headers={msgspec.json.encode({'Cookie': page.cookie}).decode()}")
        environment = {"CHROME_PATH": str(find_chromium()), "PATH": "/usr/bin:/bin", "HOME": tempfile.gettempdir()}
        done = subprocess.run([*command, *options], env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"Lighthouse failed: {done.stderr[-2000:]}")
        return msgspec.json.decode(Path(target.name).read_bytes(), type=Report)
