"""Takes the pictures of every page and state. `bin/look` calls it.

bin/look FOLDER         whole pictures into a folder, to be looked at
bin/look --keep [NAME]  makes what is seen now, of all scenes or some, what the visual tests compare with
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from support.server import ServerProcess
from support.tools import find_chromium
from visual.scenes import SCENES
from visual.sheets import take_sheet, write_kept


async def main(words: list[str]) -> int:
    """Take them; return the exit status."""
    is_keeping = words[:1] == ["--keep"]
    names = (words[1:] or list(SCENES)) if is_keeping else list(SCENES)
    if not words or (unknown := [name for name in names if name not in SCENES]):
        print(__doc__ if not words else f"bin/look: there is no scene {unknown[0]!r}", file=sys.stderr)
        return 2
    folder = None if is_keeping else Path(words[0])
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="arcadia-look-") as data:
        server = ServerProcess(Path(data))
        server.start()
        try:
            await _take(server.url, names, folder)
        finally:
            server.stop()
    return 0


async def _take(url: str, names: list[str], folder: Path | None) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for name in names:
            sheet = await take_sheet(browser, url, name, folder)
            if folder is None:
                write_kept(name, sheet)
            print(name, flush=True)
        await browser.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
