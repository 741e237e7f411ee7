"""Flags of settings that a test writes, and files in flagd's format."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from arcadia.platform.config import read_settings
from arcadia.platform.flags import Flags
from arcadia.platform.flags.opening import running_flags
from arcadia.platform.observability import Counters

ON_OFF = {"on": True, "off": False}
ROLLOUT = {"if": [{"var": "is_known"}, {"fractional": [["on", 25], ["off", 75]]}, "off"]}
"""On for a quarter of the users; off for whoever is unknown."""


def switch(variant: str, targeting: dict[str, Any] | None = None, *, state: str = "ENABLED") -> dict[str, Any]:
    """A switch as flagd has it."""
    rule = {"targeting": targeting} if targeting else {}
    return {"state": state, "variants": ON_OFF, "defaultVariant": variant, **rule}


def write_flags(path: Path, **flags: Any) -> None:
    """Write a flags file in place; `__` in a name stands for its dot."""
    path.write_text(json.dumps({"flags": {name.replace("__", "."): flag for name, flag in flags.items()}}))


def put_flags(path: Path, **flags: Any) -> None:
    """Put a new flags file in the place of another, all at once."""
    beside = path.with_suffix(".new")
    write_flags(beside, **flags)
    beside.replace(path)


@asynccontextmanager
async def open_flags(
    folder: Path, environ: dict[str, str] | None = None, counters: Counters | None = None
) -> AsyncIterator[Flags]:
    """The flags that an environment asks for."""
    settings = read_settings({"ARCADIA_ENV": "test", **(environ or {})}, folder=folder)
    async with running_flags(settings, counters or Counters()) as flags:
        yield flags
