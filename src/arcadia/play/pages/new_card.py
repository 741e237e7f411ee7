"""`/play/CODE/new-card`: the next card of the same goals, one by a seed, or another board (rules 10)."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.boards.service import BoardFilter, BoardService, BoardSort
from arcadia.core.errors import Forbidden
from arcadia.core.principal import Principal
from arcadia.play.domain.audience import audience_of, is_over
from arcadia.play.domain.settings import Sight
from arcadia.play.pages.rights import rights_of
from arcadia.play.pages.seen import see
from arcadia.play.service.playing import PlayService
from arcadia.web.body import WireRequest
from arcadia.web.pages import Pages

OFFERED: Final = 100


@get("/play/{code:str}/new-card", include_in_schema=False)
async def show_new_card(
    request: WireRequest,
    code: FromPath[str],
    play: NamedDependency[PlayService],
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """The ways to a new card, for who may deal one. Under fog no known board is offered.

    Raises:
        Forbidden: the caller may not deal.
    """
    live = await play.open(code)
    seat, state = play.seat_of(live, principal.id), live.state
    if "dealer" not in rights_of(see(state, audience_of(seat), play.time_for(live, audience_of(seat))), seat):
        raise Forbidden("you may not deal a new card here")
    found = await boards.list_boards(BoardFilter(), sort=BoardSort.MOST_PLAYED, limit=OFFERED)
    return pages.render(
        request,
        "play/new_card.html",
        code=live.code,
        card_number=state.the_card.number,
        is_unfinished=bool(state.marks) and not is_over(state),
        is_covered=state.settings.covered,
        may_choose_board=state.settings.sight is not Sight.FOG,
        boards=[{"value": one.id, "label": f"{one.game}: {one.title} ({one.size})"} for one in found.items],
    )


routes: Final = (show_new_card,)
