"""The pages of live sessions.

- `landing`   the start page: makes sessions and shows the open ones
- `choosing`  a new session with every choice; the settings before the start; `settings_link` a preset as an address
- `joining`   one screen to take a seat; `codes` is what people type
- `session`   the board and everything around it; watching
- `acting`    every tool of that page as a plain form; `seats`, `new_card`, `sharing` its smaller pages
- `devices`   the same seat on another device; `trackers` tokens by which programs play in it
- `overlay`   the board for streams, `overlay_look` what its query asks for; `text_files` single facts; `viewing` by which
  view; `streaming` their addresses and tokens
- `caster`    each team's board beside the others, drawn by `team_boards`
- `result`    what came of a card with its `heat`, and its replay; `previewing` pictures for links to it and to sessions
- `showing`   what templates get: `seen` through the masks, `squares`, `people`, `progress`, `banner`, `feed`, `rights`
- `limits`    which addresses count for which budget
- `words`     and `lines`, `results`, `refusals`, `settings_words`: in which words
"""

from arcadia.platform.flags.catalogue import SESSIONS_CREATE
from arcadia.play.pages import (
    acting,
    caster,
    choosing,
    devices,
    joining,
    landing,
    new_card,
    overlay,
    previewing,
    result,
    seats,
    session,
    sharing,
    streaming,
    text_files,
    trackers,
)
from arcadia.play.pages.limits import GUESSES, LIMITS

routes = (
    *landing.routes,
    *choosing.routes,
    *joining.routes,
    *session.routes,
    *acting.routes,
    *seats.routes,
    *new_card.routes,
    *sharing.routes,
    *streaming.routes,
    *devices.routes,
    *trackers.routes,
    *overlay.routes,
    *caster.routes,
    *text_files.routes,
    *result.routes,
    *previewing.routes,
)
PURGES = landing.PURGES
FLAGGED = ((SESSIONS_CREATE, ("sessions",)),)
"""What is shown anew when a flag is another for everybody."""

__all__ = ["FLAGGED", "GUESSES", "LIMITS", "PURGES", "routes"]
