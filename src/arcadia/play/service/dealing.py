"""Where cards come from: a board, a goal list by a generator, or goals that came with the request."""

import secrets
from typing import Final

import msgspec

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.generators import GeneratorKind, Wish, generate, make_wish
from arcadia.boards.domain.goal import Goal, check_goals
from arcadia.boards.domain.seedrandom import SeedRandom
from arcadia.boards.service import BoardService
from arcadia.core.errors import Invalid, Problem
from arcadia.play.domain.card import Card, Square
from arcadia.play.domain.settings import Settings, Sight
from arcadia.play.domain.state import State

HIGHEST_SEED: Final = 1_000_000


class CardSource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a card is dealt from. Exactly one of `board`, `list`, `goals`; none of them: a public board by chance."""

    board: str | None = None
    list: str | None = None
    goals: tuple[Goal, ...] | None = None
    kind: GeneratorKind = GeneratorKind.BALANCED
    seed: str | None = None
    rows: int = 5
    columns: int = 5
    free: bool = False


class Dealer:
    """Deals cards for sessions."""

    def __init__(self, boards: BoardService) -> None:
        self._boards = boards

    async def first_card(self, source: CardSource, settings: Settings, *, viewer: str | None) -> Card:
        """Return the card of a new session.

        Raises:
            CannotGenerate: the list cannot give such a card.
            Invalid: more than one source, or a board that others can open where the card must be secret (fog).
            NotFound: no such board or list.
        """
        given = [name for name in ("board", "list", "goals") if getattr(source, name) is not None]
        if len(given) > 1:
            raise Invalid("a card has one source", [Problem("card", f"one of {', '.join(given)}, not all of them")])
        if source.list is not None:
            return await self._from_list(source, viewer=viewer)
        if source.goals is not None:
            return _from_goals(source, source.goals)
        if source.board is not None:
            _refuse_known_board(settings)
            saved = await self._boards.get_board(source.board, viewer=viewer)
            await self._boards.count_play(saved.id)
            return card_of_board(saved.board, board_id=saved.id)
        return await self._surprise(settings)

    async def _surprise(self, settings: Settings) -> Card:
        """Some public board; where the card must be secret, its goals in a fresh order."""
        saved = await self._boards.surprise_board()
        await self._boards.count_play(saved.id)
        if settings.sight is Sight.FOG or settings.covered:
            return _shuffled(card_of_board(saved.board, board_id=saved.id), make_seed())
        return card_of_board(saved.board, board_id=saved.id)

    async def _from_list(self, source: CardSource, *, viewer: str | None) -> Card:
        saved = await self._boards.get_list(source.list or "", viewer=viewer)
        wish = _wish(source)
        made = generate(saved.list.goals, wish)
        return Card(
            number=1,
            rows=wish.rows,
            columns=wish.columns,
            squares=tuple(square_of(goal) for goal in made.squares),
            free=_free(source),
            title=saved.list.title,
            game=saved.list.game,
            seed=wish.seed,
            list_id=saved.id,
            generator=wish.kind.value,
        )

    async def next_card(self, state: State, *, board: str | None, seed: str | None, viewer: str | None) -> Card:
        """Return the card after this one: of another board, or of the same source with the next seed (rules 10).

        Raises:
            CannotGenerate: the list cannot give such a card any more.
            Invalid: a known board under fog.
            NotFound: the board or list is gone.
        """
        card = state.the_card
        if board is not None:
            return await self.first_card(CardSource(board=board), state.settings, viewer=viewer)
        wanted = seed or next_seed(card.seed)
        if card.list_id is None:
            return _shuffled(card, wanted)
        source = CardSource(
            list=card.list_id,
            kind=GeneratorKind(card.generator),
            seed=wanted,
            rows=card.rows,
            columns=card.columns,
            free=card.free is not None,
        )
        return await self._from_list(source, viewer=viewer)


def _refuse_known_board(settings: Settings) -> None:
    if settings.sight is Sight.FOG:
        raise Invalid(
            "under fog the board must not be known", [Problem("board", "a goal list: a fresh card is dealt from it")]
        )


def _wish(source: CardSource) -> Wish:
    return make_wish(kind=source.kind, seed=source.seed or make_seed(), rows=source.rows, columns=source.columns)


def _free(source: CardSource) -> int | None:
    """The centre, where the card has one."""
    has_centre = source.rows % 2 == 1 and source.columns % 2 == 1
    return source.rows * source.columns // 2 + 1 if source.free and has_centre else None


def _from_goals(source: CardSource, goals: tuple[Goal, ...]) -> Card:
    """Goals that came with the request: as given where they fit exactly, else drawn."""
    checked = check_goals(goals, where="card.goals")
    wish = _wish(source)
    fits = len(checked) == wish.squares and source.seed is None
    squares = checked if fits else generate(checked, wish).squares
    return Card(
        number=1,
        rows=wish.rows,
        columns=wish.columns,
        squares=tuple(square_of(goal) for goal in squares),
        free=_free(source),
        seed="" if fits else wish.seed,
    )


def card_of_board(board: Board, *, board_id: str | None = None) -> Card:
    """Return a board as a card."""
    return Card(
        number=1,
        rows=board.rows,
        columns=board.columns,
        squares=tuple(square_of(goal) for goal in board.squares),
        free=board.free,
        title=board.title,
        game=board.game,
        seed=board.seed,
        board_id=board_id,
    )


def square_of(goal: Goal) -> Square:
    """Return a goal as a square."""
    return Square(
        text=goal.text,
        key=goal.key,
        description=goal.description,
        types=goal.types,
        difficulty=goal.difficulty,
        target=goal.target,
        icon=goal.icon,
    )


def _shuffled(card: Card, seed: str) -> Card:
    """The same goals in the order of a seed; the free square stays where it is."""
    places = [place for place in range(len(card.squares)) if place + 1 != card.free]
    squares = list(card.squares)
    for place, drawn in zip(places, _drawn(len(places), seed), strict=True):
        squares[place] = card.squares[places[drawn]]
    return msgspec.structs.replace(card, squares=tuple(squares), seed=seed)


def _drawn(count: int, seed: str) -> list[int]:
    """All numbers below `count` in the order of the community's `randomised` draw."""
    stream = SeedRandom(seed)
    used: dict[int, None] = {}
    while len(used) < count:
        used.setdefault(stream.below(count))
    return list(used)


def make_seed() -> str:
    """A seed from the system's randomness: a number, so that every generator takes it."""
    return str(secrets.randbelow(HIGHEST_SEED) + 1)


def next_seed(seed: str) -> str:
    """The seed of a rematch: one more, or a fresh one where the last was no number."""
    is_number = seed.isascii() and seed.isdigit() and len(seed) < 15  # noqa: PLR2004 - what srl-v5 takes
    return str(int(seed) + 1) if is_number else make_seed()
