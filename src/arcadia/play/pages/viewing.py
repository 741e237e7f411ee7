"""What scene tools see of a session: the public view, or with `?token=` the view that host or referee made it for."""

from typing import NamedTuple

from arcadia.play.domain.audience import PUBLIC, Audience
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService
from arcadia.play.service.view_tokens import ViewTokens


class Viewed(NamedTuple):
    """A session, and as whom it is seen."""

    live: Live
    audience: Audience


async def open_view(
    play: PlayService, view_tokens: ViewTokens, code: str, *, token: str, wanted: Audience = ""
) -> Viewed:
    """Return the session and its view. A view that is more than the token shows is as if nothing was wanted.

    Raises:
        Forbidden: the token shows nothing, or without one the session cannot be watched.
        NotFound: no session has this code.
    """
    live = await play.open(code)
    if token:
        return Viewed(live, (await view_tokens.open(live, token, wanted=wanted)).audience)
    play.check_watching(live, None)
    return Viewed(live, PUBLIC)
