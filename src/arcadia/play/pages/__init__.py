"""The pages of live sessions.

- `landing`  the start page: makes sessions and shows the open ones
- `choosing` a new session with every choice; the settings before the start
- `joining`  one screen to take a seat
- `session`  the board; watching; the overlay for streams
- `result`   what came of a card, and its replay
- `showing`, `words`  what templates get, and in which words
"""

from arcadia.play.pages import choosing, joining, landing, result, session

routes = (*landing.routes, *choosing.routes, *joining.routes, *session.routes, *result.routes)
PURGES = landing.PURGES

__all__ = ["PURGES", "routes"]
