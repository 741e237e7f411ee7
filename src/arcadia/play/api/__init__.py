"""HTTP edges of sessions: `sessions` (JSON) and `streams` (server-sent events)."""

from typing import Final

from arcadia.play.api import sessions, streams

routes: Final = [*sessions.routes, *streams.routes]
"""Handlers for the composition root."""

__all__ = ["routes"]
