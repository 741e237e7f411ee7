"""`view(state, audience)`: all that an audience may see of a session, as values that are ready for the wire.

The live frame of an event (`deltas`) is made of the same parts, so that a client which applies frames to a snapshot
holds what a fresh snapshot would say; a property test compares the two.
"""

import msgspec

from arcadia.play.domain.audience import (
    Audience,
    has_secret_texts,
    is_covered,
    sees_everything,
    sees_scores_of,
    team_of,
    visible_holdings,
    visible_texts,
)
from arcadia.play.domain.clock import end_of_time
from arcadia.play.domain.geometry import bit
from arcadia.play.domain.settings import Settings, Sight, WinKind
from arcadia.play.domain.state import PauseReason, Phase, Placed, Presence, Result, Role, Seat, State, Team, slot
from arcadia.play.domain.winning import can_make_lines, points


class _View(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Base of views: fields at their default are left out of the JSON."""


class SquareView(_View, frozen=True, kw_only=True):
    """One square. `state` is open, free, dead, taken (hidden lockout), unseen (fog) or covered; `held` are team
    numbers in the order of marking; `counts` is progress by team number.
    """

    n: int
    state: str = "open"
    text: str | None = None
    key: str | None = None
    description: str | None = None
    types: tuple[str, ...] = ()
    difficulty: int | None = None
    target: int | None = None
    icon: str | None = None
    held: tuple[int, ...] = ()
    counts: dict[int, int] = {}


class CardView(_View, frozen=True, kw_only=True):
    """The card's frame. Title, seed and board are absent while any text is secret."""

    number: int
    rows: int
    columns: int
    game: str = ""
    free: int | None = None
    title: str | None = None
    seed: str | None = None
    board_id: str | None = None


class TeamView(_View, frozen=True, kw_only=True):
    """A team. Scores are absent where they are secret; `short` is squares missing to the next line it needs, and
    `no_line_left` says that it cannot make its lines any more.
    """

    n: int
    colour: str
    name: str
    is_out: bool = False
    squares: int | None = None
    lines: int | None = None
    points: int | None = None
    short: int | None = None
    no_line_left: bool = False


class SeatView(_View, frozen=True, kw_only=True):
    """A seat, without who sits in it."""

    n: int
    name: str
    role: Role = Role.PLAYER
    team: int | None = None
    presence: Presence = Presence.IN
    is_ready: bool = False
    is_muted: bool = False


class ClockView(_View, frozen=True, kw_only=True):
    """Phase and clock; countdown, running and over follow from these and the server's time (ms)."""

    phase: Phase
    running_from: int | None = None
    ticking_from: int | None = None
    elapsed: int = 0
    ends_at: int | None = None
    pause_reason: PauseReason | None = None
    review_until: int | None = None
    review_winner: int | None = None


class SessionView(_View, frozen=True, kw_only=True):
    """Everything at one version."""

    v: int
    at: int
    code: str
    audience: Audience
    settings: Settings
    clock: ClockView
    card: CardView
    squares: tuple[SquareView, ...]
    teams: tuple[TeamView, ...]
    seats: tuple[SeatView, ...]
    host: int
    owner: int
    is_locked: bool = False
    is_final: bool = False
    is_unwinnable: bool = False
    result: Result | None = None
    placed: tuple[Placed, ...] = ()
    tally: dict[int, int] = {}


def view(state: State, audience: Audience, now: int) -> SessionView:
    """Return what an audience sees at a time. `now` matters only around the start of a covered card."""
    return SessionView(
        v=state.version,
        at=state.last_at,
        code=state.code,
        audience=audience,
        settings=state.settings,
        clock=clock_view(state, audience),
        card=card_view(state, audience, now),
        squares=square_views(state, audience, now),
        teams=team_views(state, audience),
        seats=seat_views(state),
        host=state.host,
        owner=state.owner,
        is_locked=state.is_locked,
        is_final=state.is_final,
        is_unwinnable=shows_unwinnable(state, audience),
        result=state.result,
        placed=placed_view(state, audience),
        tally=state.tally,
    )


def clock_view(state: State, audience: Audience) -> ClockView:
    """Phase and clock. Who is about to win stays secret where marks are."""
    shows_winner = state.review is not None and (
        sees_everything(state, audience) or state.settings.sight is not Sight.HIDDEN
    )
    return ClockView(
        phase=state.phase,
        running_from=state.clock.running_from,
        ticking_from=state.clock.ticking_from,
        elapsed=state.clock.elapsed,
        ends_at=end_of_time(state),
        pause_reason=state.pause_reason,
        review_until=state.review.until if state.review else None,
        review_winner=state.review.result.winner if state.review and shows_winner else None,
    )


def card_view(state: State, audience: Audience, now: int) -> CardView:
    """The card's frame, masked."""
    card = state.the_card
    is_secret = has_secret_texts(state, audience, now)
    return CardView(
        number=card.number,
        rows=card.rows,
        columns=card.columns,
        game=card.game,
        free=None if is_covered(state, audience, now) else card.free,
        title=None if is_secret else card.title,
        seed=None if is_secret else card.seed,
        board_id=None if is_secret else card.board_id,
    )


def square_views(
    state: State, audience: Audience, now: int, only: tuple[int, ...] | None = None
) -> tuple[SquareView, ...]:
    """The squares, masked; all of them, or those asked for."""
    texts = visible_texts(state, audience, now)
    holdings = seen_holdings(state, audience)
    numbers = range(1, len(state.the_card.squares) + 1) if only is None else only
    return tuple(square_view(state, audience, number, texts=texts, holdings=holdings) for number in numbers)


def seen_holdings(state: State, audience: Audience) -> dict[int, int]:
    """Each team's squares, as far as this audience may know of them, as masks."""
    return {team: held & visible_holdings(state, audience, team) for team, held in state.held.items()}


def square_now(state: State, audience: Audience, number: int, holdings: dict[int, int]) -> SquareView:
    """A square whose text the client has already: number, state, holders and counts. The audience must see it."""
    return SquareView(
        n=number,
        state=square_state(state, audience, number),
        held=held_by(state, number, holdings),
        counts=counts_of(state, audience, number) if state.counters else {},
    )


def square_view(state: State, audience: Audience, number: int, *, texts: int, holdings: dict[int, int]) -> SquareView:
    """One square: `texts` is the mask of readable squares, `holdings` what may be seen of each team's squares."""
    own_bit, card = bit(number), state.the_card
    if not texts & own_bit:
        return SquareView(n=number, state="unseen" if state.settings.sight is Sight.FOG else "covered")
    square = card.square(number)
    return SquareView(
        n=number,
        state=square_state(state, audience, number),
        text=square.text,
        key=square.key,
        description=square.description,
        types=square.types,
        difficulty=square.difficulty,
        target=square.target,
        icon=square.icon,
        held=held_by(state, number, holdings),
        counts=counts_of(state, audience, number) if square.target is not None else {},
    )


def square_state(state: State, audience: Audience, number: int) -> str:
    """The word for a square that the audience sees."""
    if state.the_card.free == number:
        return "free"
    if state.dead & bit(number):
        return "dead"
    team = team_of(audience)
    is_told = team is not None and state.taken.get(team, 0) & bit(number) and not sees_everything(state, audience)
    return "taken" if is_told else "open"


def held_by(state: State, number: int, holdings: dict[int, int]) -> tuple[int, ...]:
    """Teams that hold a square, the earlier mark first."""
    teams = [team for team, mask in holdings.items() if mask & bit(number)]
    if len(teams) > 1:
        teams.sort(key=lambda team: state.marks[slot(team, number)].version)
    return tuple(teams)


def counts_of(state: State, audience: Audience, number: int) -> dict[int, int]:
    """Progress on a square by team, as far as this audience may see it."""
    return {
        team: value
        for team in state.teams
        if visible_holdings(state, audience, team) & bit(number)
        and (value := state.counters.get(slot(team, number), 0))
    }


def team_views(state: State, audience: Audience) -> tuple[TeamView, ...]:
    """All teams, scores as far as they may be seen."""
    return tuple(team_view(state, audience, team) for team in state.teams.values())


def team_view(state: State, audience: Audience, team: Team) -> TeamView:
    """One team."""
    if not sees_scores_of(state, audience, team.number) or state.card is None:
        return TeamView(n=team.number, colour=team.colour, name=team.name, is_out=team.is_out)
    kind = state.settings.win.kind
    counts_lines = kind in (WinKind.LINES, WinKind.LINE_OR_MAJORITY)
    is_exact = state.settings.sight is Sight.OPEN or sees_everything(state, audience)
    shows_distance = counts_lines and (is_exact or team_of(audience) == team.number)
    return TeamView(
        n=team.number,
        colour=team.colour,
        name=team.name,
        is_out=team.is_out,
        squares=state.held.get(team.number, 0).bit_count(),
        lines=state.lines.get(team.number, 0).bit_count(),
        points=points(state, team.number) if kind is WinKind.POINTS else None,
        short=squares_short(state, team.number) if shows_distance and is_exact else None,
        no_line_left=shows_distance and is_exact and not can_make_lines(state, team.number),
    )


def squares_short(state: State, team: int) -> int | None:
    """How many squares the nearest unfinished line misses; None where no line is left."""
    card = state.the_card
    own = state.held.get(team, 0) | card.free_mask
    closed = state.dead
    if state.settings.ownership is not state.settings.ownership.SHARED:
        for other, held in state.held.items():
            if other != team:
                closed |= held
    missing = [(line & ~own).bit_count() for line in card.grid.lines if line & ~own and not line & closed]
    return min(missing, default=None)


def seat_views(state: State) -> tuple[SeatView, ...]:
    """All seats, also those that were left: the feed names them."""
    return tuple(seat_view(seat) for seat in state.seats.values())


def seat_view(seat: Seat) -> SeatView:
    """One seat, without who sits in it."""
    return SeatView(
        n=seat.number,
        name=seat.name,
        role=seat.role,
        team=seat.team,
        presence=seat.presence,
        is_ready=seat.is_ready,
        is_muted=seat.is_muted,
    )


def shows_unwinnable(state: State, audience: Audience) -> bool:
    """Whether the audience is told that nobody can win any more. In a hidden session that would tell of others' marks."""
    is_secret = state.settings.sight is Sight.HIDDEN and not sees_everything(state, audience)
    return state.is_unwinnable and not is_secret


def placed_view(state: State, audience: Audience) -> tuple[Placed, ...]:
    """Teams placed so far; in a hidden session only the own one."""
    return tuple(entry for entry in state.placed if sees_scores_of(state, audience, entry.team))
