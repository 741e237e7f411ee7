"""Who looks, and what they may see (rules 7). Everything that leaves the server is masked by the functions here.

An audience is `public`, `full`, or `team:<n>`. After the end each of them sees everything; team chat alone stays with
its team.
"""

from typing import Final

from arcadia.play.domain.fog import seen_by, seen_by_all
from arcadia.play.domain.settings import Sight
from arcadia.play.domain.state import Phase, Role, Seat, State

Audience = str

PUBLIC: Final[Audience] = "public"
FULL: Final[Audience] = "full"
_TEAM: Final = "team:"
_FINISHED: Final = Phase.FINISHED
_CANCELLED: Final = Phase.CANCELLED


def team_audience(team: int) -> Audience:
    """The audience of a team."""
    return f"{_TEAM}{team}"


def team_of(audience: Audience) -> int | None:
    """The team of an audience, None for public and full."""
    return int(audience[len(_TEAM) :]) if audience.startswith(_TEAM) else None


def audience_of(seat: Seat | None) -> Audience:
    """The view of a seat. A host who plays has the view of the team; strangers and watchers have the public one."""
    if seat is None or not seat.is_in:
        return PUBLIC
    if seat.role in (Role.REFEREE, Role.CASTER):
        return FULL
    return PUBLIC if seat.role is Role.SPECTATOR or seat.team is None else team_audience(seat.team)


def is_over(state: State) -> bool:
    """Whether nothing of this card is secret any more."""
    return state.phase is _FINISHED or state.phase is _CANCELLED


def sees_everything(state: State, audience: Audience) -> bool:
    """Whether no mask applies: referees and casters always, everybody after the end."""
    return audience == FULL or is_over(state)


def is_covered(state: State, audience: Audience, now: int) -> bool:
    """Whether the card is hidden until the start, and the start is not yet (rules 7, "Covered card")."""
    if not state.settings.covered or state.is_revealed or sees_everything(state, audience):
        return False
    running_from = state.clock.running_from
    is_counting = state.phase is Phase.STARTED and running_from is not None and now < running_from
    return state.phase is Phase.WAITING or (is_counting and not state.clock.elapsed)


def visible_texts(state: State, audience: Audience, now: int) -> int:
    """The squares whose text this audience may read, as a mask."""
    if is_covered(state, audience, now):
        return 0
    return _sight(state, audience)


def _sight(state: State, audience: Audience) -> int:
    if state.settings.sight is not Sight.FOG or sees_everything(state, audience):
        return state.the_card.grid.full
    team = team_of(audience)
    return seen_by_all(state) if team is None else seen_by(state, team)


def has_secret_texts(state: State, audience: Audience, now: int) -> bool:
    """Whether any text of the card is secret from this audience. Then seed, title and board are secret too
    (details, "Secrecy around the game").
    """
    if sees_everything(state, audience):
        return False
    return state.settings.sight is Sight.FOG or is_covered(state, audience, now)


def visible_holdings(state: State, audience: Audience, team: int) -> int:
    """The squares on which this audience may see that `team` holds them or counts there, as a mask."""
    if sees_everything(state, audience):
        return state.the_card.grid.full
    if state.settings.sight is Sight.HIDDEN and team_of(audience) != team:
        return 0
    return _sight(state, audience)


def sees_scores_of(state: State, audience: Audience, team: int) -> bool:
    """Whether this audience may see a team's squares, lines and points as numbers."""
    if sees_everything(state, audience) or team_of(audience) == team:
        return True
    if state.settings.sight is Sight.HIDDEN:
        return False
    return state.settings.sight is Sight.OPEN or state.settings.scores


def sees_alike(state: State) -> bool:
    """Whether all audiences see the same card, so that one encoding serves them all (chat apart)."""
    return is_over(state) or (state.settings.sight is Sight.OPEN and not state.settings.covered)
