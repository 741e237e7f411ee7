"""HTTP edges of sessions: `sessions` (JSON), `streams` (server-sent events), `view_tokens` (what shows a session to scene
tools), `seat_tokens` (by what programs play in a seat; `callers` reads them), `archive` (a finished session as a file).
"""

from typing import Final

from arcadia.play.api import archive, seat_tokens, sessions, streams, view_tokens

routes: Final = [*sessions.routes, *streams.routes, *view_tokens.routes, *seat_tokens.routes, *archive.routes]
"""Handlers for the composition root."""

__all__ = ["routes"]
