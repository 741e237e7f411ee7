"""Where the card of a new session comes from, as the form asks for it: a board, or a fresh card from a goal list."""

from typing import Any, Final

import msgspec

from arcadia.boards.domain.generators import GeneratorKind
from arcadia.boards.service import BoardFilter, BoardService, BoardSort, ListFilter
from arcadia.core.errors import Invalid, NotFound
from arcadia.platform.languages import _, marked
from arcadia.play.domain.card import Card
from arcadia.play.domain.settings import Settings
from arcadia.play.service.dealing import CardSource, Dealer
from arcadia.web.body import Form

OFFERED: Final = 100
DEFAULT_SIDE: Final = "5"
KIND_WORDS: Final = {
    GeneratorKind.BALANCED: marked("Balanced: difficulties and types spread over the lines"),
    GeneratorKind.RANDOM: marked("Random: any goals, none twice"),
    GeneratorKind.SRL_V5: marked("SRL v5: 25 tiers and synergy, 5 × 5"),
    GeneratorKind.ISAAC: marked("Isaac: four tiers, 5 × 5"),
}
SHARED_FIELDS: Final = ("source", "board", "list", "kind", "rows", "columns", "free")
"""Fields that may stand in a link: with its seed a card would be known before it is dealt."""
_FIELDS: Final = (*SHARED_FIELDS, "seed")

Source = dict[str, str]


def usual_source(board: str, *, is_secret: bool) -> Source:
    """What the form begins with: a board where one was picked or any will do, else a fresh card."""
    return {
        "source": "list" if is_secret and not board else "board",
        "board": board,
        "list": "",
        "kind": GeneratorKind.BALANCED.value,
        "seed": "",
        "rows": DEFAULT_SIDE,
        "columns": DEFAULT_SIDE,
        "free": "yes",
    }


def read_source(form: Form) -> Source:
    """Return what the form says. A press on the warning's button asks for a fresh card from the list that it names."""
    source = {**usual_source("", is_secret=False), **{name: form.text(name) for name in _FIELDS if form.has(name)}}
    source["free"] = "yes" if form.is_checked("free") else ""
    if form.text("fresh"):
        source |= {"source": "list", "list": form.text("fresh"), "free": "yes"}
    return source


async def deal_card(
    dealer: Dealer, source: Source, settings: Settings, faults: dict[str, str], *, viewer: str | None
) -> Card | None:
    """Return the card; None where it cannot be dealt: the fault then stands at the field that is to blame."""
    try:
        return await dealer.first_card(_wanted(source), settings, viewer=viewer)
    except msgspec.ValidationError:
        faults["kind"] = _("A generator of the list, and 3 to 10 rows and columns")
    except (Invalid, NotFound) as error:
        faults["list" if source["source"] == "list" else "board"] = error.detail
    return None


def _wanted(source: Source) -> CardSource:
    if source["source"] != "list":
        return CardSource(board=source["board"] or None)
    fields = {name: source[name] for name in ("list", "kind", "rows", "columns")}
    wanted = {**fields, "seed": source["seed"] or None, "free": source["free"] == "yes"}
    return msgspec.convert(wanted, CardSource, strict=False)


async def source_context(boards: BoardService, source: Source) -> dict[str, Any]:
    """What the form offers: public boards, goal lists, generators and sizes."""
    public = await boards.list_boards(BoardFilter(), sort=BoardSort.MOST_PLAYED, limit=OFFERED)
    lists = await boards.list_lists(ListFilter(), limit=OFFERED)
    return {
        "source": source,
        "boards": [{"value": one.id, "label": f"{one.game}: {one.title} ({one.size})"} for one in public.items],
        "lists": [{"value": one.id, "label": f"{one.game}: {one.title}"} for one in lists.items],
        "kinds": [{"value": kind.value, "label": _(words)} for kind, words in KIND_WORDS.items()],
        "sides": [{"value": str(side), "label": str(side)} for side in range(3, 11)],
    }


async def fresh_offer(boards: BoardService, board_id: str, *, viewer: str | None) -> dict[str, str]:
    """Return the goal list that a fresh card of the same game can be dealt from; empty where there is none."""
    try:
        game = (await boards.get_board(board_id, viewer=viewer)).board.game
    except NotFound:
        return {}
    found = await boards.list_lists(ListFilter(game=game), limit=1)
    return {"list": found.items[0].id, "title": found.items[0].title} if found.items else {}
