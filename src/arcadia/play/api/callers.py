"""Who calls an operation of a session: the guest of the cookie, or a program with the token of a seat."""

from typing import Final, cast

from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.types import Scope as FrameworkScope

from arcadia.core.principal import Principal
from arcadia.play.service.playing import PlayService
from arcadia.play.service.seat_tokens import SeatTokens
from arcadia.web.answer import header
from arcadia.web.asgi import Scope
from arcadia.web.bearer import read_bearer
from arcadia.web.cors import note_token_call
from arcadia.web.identity import identity_of


async def provide_caller(
    scope: FrameworkScope,
    code: FromPath[str],
    play: NamedDependency[PlayService],
    seat_tokens: NamedDependency[SeatTokens],
) -> Principal:
    """Dependency `principal` where trackers may call. By a token its seat acts, whatever cookie is sent along.

    Raises:
        Unauthenticated: the token opens no seat of this session, or none any more.
        Forbidden: the host has forbidden trackers.
        NoSession: a token is shown, and no session has this code.
    """
    ours = cast(Scope, scope)
    token = read_bearer(header(ours, b"authorization"))
    if token is None:
        return await identity_of(ours).principal()
    note_token_call(ours)
    return await seat_tokens.open(await play.open(code), token)


TRACKERS_TOO: Final = {"principal": Provide(provide_caller)}
"""For operations that a seat's token may call."""
