"""HTTP edges of sessions: `sessions` (JSON), `streams` (server-sent events), `view_tokens` (what shows a session to scene
tools), `archive` (a finished session as a file).
"""

from typing import Final

from arcadia.play.api import archive, sessions, streams, view_tokens

routes: Final = [*sessions.routes, *streams.routes, *view_tokens.routes, *archive.routes]
"""Handlers for the composition root."""

__all__ = ["routes"]
