"""`/api/v1/me`: who am I, and how do I want to be called."""

from typing import Final

from litestar import get, patch
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from arcadia.accounts.schemas import ChangeMe, Me
from arcadia.accounts.service import AccountsService
from arcadia.core.principal import Principal
from arcadia.web.errors import ProblemBody

TAGS: Final = ["guests"]
PROBLEMS: Final = {
    status: ResponseSpec(
        ProblemBody, description=meaning, media_type="application/problem+json", generate_examples=False
    )
    for status, meaning in {
        400: "Not JSON, or not of this shape; `where` is the path",
        403: "`switched_off`: nobody new is taken at the moment",
        422: "Understood but wrong; `problems` names each place and what was expected",
        503: "The database is away; nothing was stored",
    }.items()
}


@get("/api/v1/me", summary="See who you are", tags=TAGS)
async def see_me(accounts: NamedDependency[AccountsService], principal: NamedDependency[Principal]) -> Me:
    """The caller as the server knows it. Reading makes nobody a guest."""
    found = await accounts.find_guest(principal)
    return Me(kind=principal.kind, id=principal.id, nickname=found.nickname if found else None)


@patch("/api/v1/me", summary="Change your nickname", tags=TAGS, responses=PROBLEMS)
async def change_me(
    data: ChangeMe, accounts: NamedDependency[AccountsService], guest: NamedDependency[Principal]
) -> Me:
    """Store the nickname and return the caller. An anonymous caller becomes a guest by it."""
    nickname = await accounts.set_nickname(guest, data.nickname)
    return Me(kind=guest.kind, id=guest.id, nickname=nickname)


routes: Final[tuple[HTTPRouteHandler, ...]] = (see_me, change_me)
"""Handlers for the composition root."""
