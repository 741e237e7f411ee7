"""Draws the icons of an installed Arcadia from `web/static/icon.svg`: python -m support.icons

A plain one keeps the sign's round corners. A maskable one is cut to a shape by the device: its ground reaches every
edge, and the sign stands within the middle four fifths.
"""

import asyncio
import io
from typing import Final

from PIL import Image
from playwright.async_api import Page, async_playwright

from support.tools import ROOT, find_chromium

STATIC: Final = ROOT / "src" / "arcadia" / "web" / "static"
PLAIN: Final = {"icon-192.png": 192, "icon-512.png": 512}
MASKABLE: Final = {"icon-maskable-512.png": 512, "icon-apple-180.png": 180}


async def main() -> None:
    """Write all of them."""
    sign = (STATIC / "icon.svg").read_text()
    whole = sign.replace('rx="9"', "").replace('viewBox="0 0 32 32"', 'viewBox="0 0 32 32" id="whole"')
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = await browser.new_page()
        for name, size in PLAIN.items():
            await draw(page, sign, name, size)
        for name, size in MASKABLE.items():
            await draw(page, whole, name, size)
        await browser.close()


async def draw(page: Page, sign: str, name: str, size: int) -> None:
    """Draw one."""
    await page.set_viewport_size({"width": size, "height": size})
    await page.set_content(f"<style>*{{margin:0}}svg{{display:block;inline-size:{size}px}}</style>{sign}")
    picture = Image.open(io.BytesIO(await page.screenshot(omit_background=True)))
    picture.convert("RGBA" if name in PLAIN else "RGB").save(STATIC / name, optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
