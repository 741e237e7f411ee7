"""Every file that `bin/docs` writes, by its path, and what makes it."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from arcadia.boards.domain.formats.arcadia_json import schema_file as board_schema
from arcadia.platform.config.reference import make_env_example, make_settings_page
from arcadia.play.domain.session_file import schema_file as session_schema
from docs_reference import (
    addresses_page,
    commands_page,
    events_page,
    formats_page,
    http_api_page,
    refusals_page,
    requirements_page,
    session_settings_page,
    socket_page,
)
from docs_reference.served import Served

ROOT: Final = Path(__file__).resolve().parents[2]
REFERENCE: Final = "docs/reference"

PAGES: Final[dict[str, Callable[[Served], str]]] = {
    ".env.example": lambda _: make_env_example(),
    "docs/explanation/requirements.md": lambda _: requirements_page.make_page(),
    f"{REFERENCE}/addresses.md": addresses_page.make_page,
    f"{REFERENCE}/arcadia-board.schema.json": lambda _: board_schema().decode(),
    f"{REFERENCE}/arcadia-session.schema.json": lambda _: session_schema().decode(),
    f"{REFERENCE}/commands.md": lambda _: commands_page.make_page(),
    f"{REFERENCE}/events.md": lambda _: events_page.make_page(),
    f"{REFERENCE}/formats.md": lambda _: formats_page.make_page(),
    f"{REFERENCE}/http-api.md": http_api_page.make_page,
    f"{REFERENCE}/refusals.md": lambda _: refusals_page.make_page(),
    f"{REFERENCE}/session-settings.md": lambda _: session_settings_page.make_page(),
    f"{REFERENCE}/settings.md": lambda _: make_settings_page(),
    f"{REFERENCE}/socket.md": lambda _: socket_page.make_page(),
}


def make_pages(served: Served) -> dict[str, str]:
    """Return the text of every generated file by its path."""
    return {path: make(served) for path, make in PAGES.items()}


def find_stale(made: dict[str, str]) -> list[str]:
    """Return the generated files that are not as they would be made now, and files that nothing makes any more."""
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / REFERENCE).iterdir()}
    changed = {path for path, text in made.items() if not (ROOT / path).exists() or (ROOT / path).read_text() != text}
    return sorted(changed | (kept - made.keys()))


def write_pages(made: dict[str, str]) -> list[str]:
    """Write what is stale and remove what nothing makes any more; return the paths of both."""
    stale = find_stale(made)
    for path in stale:
        if path in made:
            (ROOT / path).write_text(made[path])
        else:
            (ROOT / path).unlink()
    return stale
