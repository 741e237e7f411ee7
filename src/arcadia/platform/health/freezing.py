"""A stuck event loop on command, for tests of what notices it (ARCADIA_TEST_FREEZE)."""

import asyncio
import time
from pathlib import Path
from typing import Final

_LOOK_S: Final = 0.05


async def freeze_on_command(switch: Path) -> None:
    """Hold up the loop for as long as `switch` exists; look for it until cancelled."""
    while True:
        while switch.exists():  # noqa: ASYNC240 - to hold up the loop is what this is for
            time.sleep(_LOOK_S)  # noqa: ASYNC251
        await asyncio.sleep(_LOOK_S)
