"""HTTP edges of sessions: `sessions` (JSON), `streams` (server-sent events), `archive` (a finished session as a file)."""

from typing import Final

from arcadia.play.api import archive, sessions, streams

routes: Final = [*sessions.routes, *streams.routes, *archive.routes]
"""Handlers for the composition root."""

__all__ = ["routes"]
